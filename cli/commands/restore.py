"""`travaux restore`: a store from a backup or an exported log."""

from __future__ import annotations

from pathlib import Path

import click

from cli.progress import Progress
from cli.session import named_place, store_option


@click.command()
@click.argument("source", metavar="SRC", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--with-private",
    "private",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="What was exported with it.",
)
@store_option
def command(source: Path, private: Path | None, store: str | None) -> None:
    """Make a store from SRC: the folder of a backup, or a log that was exported.

    Every record is proved first; the new store has the same order, steps, bytes and digests. It is
    made in ./.travaux, or where --store says, and never written over another one. Without its
    private file an exported log shows what is withheld, and a message that was received before is
    not recognised again.

    \b
    travaux restore /mnt/backup/2020-09-04 --store /srv/records/2rc
    travaux restore 2rc-log.jsonl --with-private 2rc-private.jsonl
    travaux restore 2rc-log.jsonl --store postgresql://user@host1,host2/records
    """
    from engine.keeping.restoration import restore
    from engine.store import FOLDER

    place = named_place(store) or Path(FOLDER)
    with Progress("Restoring", "records") as progress:
        made = restore(source, place, private=private, progress=progress)
    click.echo(f"Restored {made.records} records in {made.streams} streams to {place}")
    if made.private is None:
        click.echo("Nothing private came with it: what is private is shown as withheld")
    else:
        click.echo(f"{made.private} private {'entry' if made.private == 1 else 'entries'}")
