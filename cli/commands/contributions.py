"""`travaux contributions`: what each party put in."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, cast, get_args

import click

from cli.session import (
    Day,
    json_option,
    known_on_option,
    store_option,
    viewed,
    write_bytes,
    write_json,
)
from engine.decisions.permission import party as registered
from engine.errors import NotFound
from engine.events.draft import Nature
from engine.events.submission import Access
from engine.view import View

if TYPE_CHECKING:
    from projections.tally import Tally


@click.command()
@click.argument("about", metavar="[WORK|PARTY]", required=False)
@click.option("--party", metavar="PARTY", help="Tell that party's history instead, in order.")
@click.option(
    "--nature",
    "natures",
    multiple=True,
    type=click.Choice(get_args(Nature)),
    help="Of words, only those by edits of that nature; may be repeated.",
)
@click.option(
    "--access",
    type=click.Choice(get_args(Access)),
    default="public",
    show_default=True,
    help="For whom a history is; of other submissions it tells nothing.",
)
@click.option("--as-of", type=Day(), help="The day, for embargoes; else that of the last record.")
@click.option(
    "--format",
    "form",
    type=click.Choice(("text", "csv")),
    default="text",
    show_default=True,
    help="csv: a row for each, a column for each version.",
)
@json_option
@store_option
@known_on_option
def command(
    about: str | None,
    party: str | None,
    natures: tuple[str, ...],
    access: str,
    as_of: date | None,
    form: str,
    as_json: bool,
    store: str | None,
) -> None:
    """Show what each party contributed: to a work, to all of them, or only one party's.

    Submissions, comments and what became of them, words proposed and drafted, and the words that
    stand in each version. A joint act is that of the set of its parties, once. A word that stands
    is that of those who proposed it or, where nobody did, of those who drafted it, so that the
    words of all in a version are the words of that version.

    \b
    travaux contributions
    travaux contributions lap --json
    travaux contributions lap --format csv > lap-contributions.csv
    travaux contributions state-party-a
    travaux contributions lap --party state-party-a
    """
    if party and form == "csv":
        raise click.UsageError("a history is told as text or JSON, not as csv")
    with viewed(store) as view:
        work, only = _about(view, about)
        if party:
            _tell(view, party, work, cast(Access, access), as_of, as_json=as_json)
            return
        found = _tally(view, work, only, cast("tuple[Nature, ...]", natures))
        parties = view.process().parties
    if as_json:
        write_json({"parties": [row.contribution for row in found.rows]})
    elif form == "csv":
        from exporters.contributions_csv import write

        write_bytes(write(found))
    else:
        from cli.contributions import written

        for line in written(found, parties):
            click.echo(line)


def _about(view: View, named: str | None) -> tuple[str | None, str | None]:
    """The work or the party that is named."""
    process = view.process()
    if named is None or named in process.documents:
        return named, None
    if named in process.parties:
        return None, named
    raise NotFound(
        f"{named!r} is neither a work nor a party of this process",
        hint=f"Its works: {', '.join(process.documents)}; "
        f"its parties: {', '.join(process.parties)}.",
    )


def _tally(view: View, work: str | None, only: str | None, natures: tuple[Nature, ...]) -> Tally:
    from projections.spans import NATURES
    from projections.tally import tally

    found = tally(view, work, natures or NATURES)
    return found.of(only) if only else found


def _tell(
    view: View,
    party: str,
    work: str | None,
    access: Access,
    as_of: date | None,
    *,
    as_json: bool,
) -> None:
    """Tell a party's history."""
    from cli.contributions import told
    from projections.party_history import history

    registered(view.process(), party)
    last = view.log.last()
    day = as_of or (last.record.effective_on if last else None)
    found = history(view, party, work, access, day)
    if as_json:
        write_json({"party": party, "history": found.deeds, "withheld": found.withheld})
        return
    for line in told(view, found, party):
        click.echo(line)
