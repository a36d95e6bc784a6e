"""`travaux backup`: a copy of the store, taken while others write."""

from __future__ import annotations

from pathlib import Path

import click

from cli.session import store_option, store_place


@click.command()
@click.argument("dest", type=click.Path(path_type=Path))
@store_option
def command(dest: Path, store: str | None) -> None:
    """Copy the log and the private store into the folder DEST, while others go on.

    The copy is a store itself, as of one moment; restore makes a working one of it. DEST must not
    be there yet, or be empty. A store on PostgreSQL is backed up by PostgreSQL.

    \b
    travaux backup /mnt/backup/2020-09-04
    travaux verify --store /mnt/backup/2020-09-04
    """
    from engine.keeping.backup import back_up

    made = back_up(store_place(store), dest)
    entries = "entry" if made.private == 1 else "entries"
    click.echo(
        f"Copied the log up to position {made.position} and {made.private} private {entries} "
        f"to {dest}"
    )
