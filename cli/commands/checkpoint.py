"""`travaux checkpoint`: the heads of all streams, to keep elsewhere."""

from __future__ import annotations

from pathlib import Path

import click

from cli.session import opened, store_option, write_file


@click.command()
@click.option("-o", "--output", type=click.Path(path_type=Path), help="The file; else the screen.")
@store_option
def command(output: Path | None, store: str | None) -> None:
    """Write the heads of all streams and their hash, a small text file to keep elsewhere.

    verify --against it finds anything altered or cut off since.

    \b
    travaux checkpoint -o checkpoint-2020-09-04.txt
    """
    from engine.proof.checkpoint import write
    from engine.proof.store import checkpoint_of

    with opened(store) as (found, _):
        text = write(checkpoint_of(found))
    if output is None:
        click.echo(text, nl=False)
        return
    write_file(output, text.encode())
    click.echo(f"Wrote {output}")
