"""`travaux init`: a new store."""

from __future__ import annotations

from pathlib import Path

import click

from cli.definitions import definition_named
from cli.session import new_id
from engine.application import Application, Who
from engine.definition import BLANK
from engine.store import FOLDER, create


@click.command()
@click.option("--process", metavar="NAME|FILE", help="The definition: ccm-2rc, or a process.toml.")
@click.option("--store", metavar="PATH", help="Where; else ./.travaux.")
@click.option("--as", "entered_by", metavar="PARTY", help="Who opens it; else its presidency.")
def command(process: str | None, store: str | None, entered_by: str | None) -> None:
    """Make a store and open its process.

    Without --process there is one party, presidency, which may do everything.

    \b
    travaux init
    travaux init --process ccm-2rc
    travaux init --process process.toml --store /srv/records/2rc
    """
    from datetime import UTC, datetime

    definition = definition_named(process) if process else BLANK
    parties = {p.id: p.role for p in definition.party}
    by = entered_by or next((p for p in parties if parties[p] == "presidency"), next(iter(parties)))
    if by not in parties:
        raise click.UsageError(f"{by} is not a party; the parties are {', '.join(parties)}")
    outer = click.get_current_context().find_root().obj
    path = Path(store or outer or FOLDER)
    id = new_id()

    def begin(log: object) -> None:
        from engine.log import Log

        assert isinstance(log, Log)
        application = Application(log, clock=lambda: datetime.now(UTC), new_id=new_id)
        application.open_process(definition, id, Who(by, (by,)))

    create(path, id, begin).close()
    count = len(definition.document)
    click.echo(f"Opened {definition.title!r} in {path}")
    works = f"{_counted(count, 'document')}: {', '.join(d.work for d in definition.document)}"
    click.echo(
        f"{_counted(len(parties), 'party', 'parties')}; {works if count else 'no documents yet'}"
    )


def _counted(number: int, one: str, many: str | None = None) -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"
