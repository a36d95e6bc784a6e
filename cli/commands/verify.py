"""`travaux verify`: the log proves itself."""

from __future__ import annotations

from pathlib import Path

import click

from cli.progress import Progress
from cli.session import json_option, read_file, store_option, store_place, write_json
from engine.readers.decoding import decode


@click.command()
@click.option(
    "--against", metavar="FILE", type=click.Path(path_type=Path), help="A checkpoint made earlier."
)
@json_option
@store_option
@click.pass_context
def command(ctx: click.Context, against: Path | None, as_json: bool, store: str | None) -> None:
    """Prove the log: every record, every chain, every version's digest.

    Against a checkpoint also what was cut off at the end of a stream since. Exit 1 where
    something is not as it was written.

    \b
    travaux verify
    travaux verify --against checkpoint-2020-09-04.txt
    """
    from engine.proof.checkpoint import read
    from engine.proof.store import prove_store

    checkpoint = None
    if against:
        checkpoint = read(decode(read_file(against), where=str(against)), where=str(against))
    with Progress("Proving", "records") as progress:
        proof = prove_store(store_place(store), checkpoint, progress=progress)
    ok = not proof.problems
    if as_json:
        write_json(
            {
                "ok": ok,
                "records": proof.records,
                "streams": len(proof.heads),
                "problems": proof.problems,
            }
        )
    else:
        for problem in proof.problems:
            where = f"position {problem.position}: " if problem.position is not None else ""
            click.echo(f"{where}{problem.message}")
        many = f"{proof.records} records in {len(proof.heads)} streams"
        what = "every chain holds, every version is the text that was issued"
        click.echo(
            f"{many}: {what}"
            if ok
            else f"{many}: {len(proof.problems)} problem{'s' * (len(proof.problems) > 1)}"
        )
    if not ok:
        ctx.exit(1)
