"""`travaux init`: a new store."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.definitions import definition_named
from cli.session import application, named_place, new_id
from engine.application import Who
from engine.definition import BLANK
from engine.private import SECRET, new_secret
from engine.store import FOLDER, create

if TYPE_CHECKING:
    from engine.store import Store


@click.command()
@click.option("--process", metavar="NAME|FILE", help="The definition: ccm-2rc, or a process.toml.")
@click.option("--store", metavar="PATH|URL", help="Where; else ./.travaux.")
@click.option("--as", "entered_by", metavar="PARTY", help="Who opens it; else its presidency.")
def command(process: str | None, store: str | None, entered_by: str | None) -> None:
    """Make a store and open its process.

    Without --process there is one party, presidency, which may do everything.

    \b
    travaux init
    travaux init --process ccm-2rc
    travaux init --process process.toml --store /srv/records/2rc
    travaux init --store postgresql://user@host1,host2/records
    """
    definition = definition_named(process) if process else BLANK
    parties = {p.id: p.role for p in definition.party}
    by = entered_by or next((p for p in parties if parties[p] == "presidency"), next(iter(parties)))
    if by not in parties:
        raise click.UsageError(f"{by} is not a party; the parties are {', '.join(parties)}")
    place = named_place(store) or Path(FOLDER)
    id = new_id()

    def begin(new: Store) -> None:
        new.private.put({SECRET: new_secret()})
        application(new).open_process(definition, id, Who(by, (by,)))

    create(place, id, begin).close()
    count = len(definition.document)
    click.echo(f"Opened {definition.title!r} in {place}")
    works = f"{_counted(count, 'document')}: {', '.join(d.work for d in definition.document)}"
    click.echo(
        f"{_counted(len(parties), 'party', 'parties')}; {works if count else 'no documents yet'}"
    )


def _counted(number: int, one: str, many: str | None = None) -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"
