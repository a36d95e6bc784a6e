"""`travaux export log`: the whole log as a file, and what is private as another."""

from __future__ import annotations

from pathlib import Path

import click

from cli.progress import Progress
from cli.session import opened, refuse_existing, store_option, write_file


@click.command()
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="The file.")
@click.option(
    "--with-private",
    "private",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="What is private too, in a file of its own; keep it apart.",
)
@click.option("--force", is_flag=True, help="Write over files that are there.")
@store_option
def log(output: Path, private: Path | None, force: bool, store: str | None) -> None:
    """The whole log as JSON Lines: what an archive keeps.

    Each record's exact text, in order, proved on the way; restore makes a store of it again,
    anywhere. People's names, raw messages and what else is private are not in it.

    \b
    travaux export log -o 2rc-log.jsonl
    travaux export log -o 2rc-log.jsonl --with-private 2rc-private.jsonl
    """
    from engine.keeping.exported_log import erased_behind, write_log, write_private

    if private is not None and private.resolve() == output.resolve():
        raise click.UsageError("the log and what is private go into two files")
    refuse_existing(output, force=force)
    with opened(store) as (found, _), Progress("Writing", "records") as progress:
        upto = found.log.position()
        if private is not None:
            refuse_existing(private, force=force)
            write_file(private, write_private(found.id, found.private), force=True, mode=0o600)
            while erased_behind(found.log, upto):  # or the log would name what is not there
                upto = found.log.position()
                write_file(private, write_private(found.id, found.private), force=True, mode=0o600)
        records = found.log.records(upto)
        write_file(output, write_log(found.id, records, progress), force=True)
    click.echo(f"Wrote the log up to position {upto} to {output}")
    if private is not None:
        click.echo(f"Wrote what is private to {private}; keep it apart, or it cannot be erased")
