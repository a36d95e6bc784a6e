"""`travaux comments`: the register."""

from __future__ import annotations

from datetime import date
from typing import cast, get_args

import click

from cli.session import (
    Day,
    json_option,
    known_on_option,
    store_option,
    viewed_beside,
    write_bytes,
    write_json,
)
from engine.events.submission import Access, Outcome
from engine.point import parse

OUTCOMES = (*get_args(Outcome), "withdrawn", "corrected")


@click.command()
@click.argument("work", metavar="[WORK[/LANG][@VERSION]]", required=False)
@click.option("--open", "only_open", is_flag=True, help="Only those that need an answer.")
@click.option("--party", metavar="PARTY", help="Only a party's own; of a joint one too.")
@click.option("--version", type=int, metavar="N", help="Only those on that version; 0: on none.")
@click.option("--outcome", type=click.Choice(OUTCOMES), help="Only those disposed of so.")
@click.option("--place", metavar="PLACE", help="Only those on that place and in it.")
@click.option("--kind", type=click.Choice(("general", "substantive", "editorial")), help="Only so.")
@click.option(
    "--access",
    type=click.Choice(get_args(Access)),
    default="public",
    show_default=True,
    help="For whom the list is; the others' are counted.",
)
@click.option("--as-of", type=Day(), help="The day, for embargoes; else that of the last record.")
@click.option(
    "--format",
    "form",
    type=click.Choice(("text", "csv")),
    default="text",
    show_default=True,
    help="csv: the comment form of eight columns.",
)
@json_option
@store_option
@known_on_option
def command(
    work: str | None,
    only_open: bool,
    party: str | None,
    version: int | None,
    outcome: str | None,
    place: str | None,
    kind: str | None,
    access: str,
    as_of: date | None,
    form: str,
    as_json: bool,
    store: str | None,
) -> None:
    """List the register of comments, with the answers.

    Each stands where it is in the text as it has become; one whose place is gone is orphaned, and
    listed with its last known place. Two open proposals for the same words compete. The comment
    form has the answer as the secretariat's observation.

    \b
    travaux comments
    travaux comments lap --open
    travaux comments lap@1 --party state-party-a --place "12"
    travaux comments rd --format csv > rd-comments.csv
    """
    from cli.comments import Asked, as_document, chosen, joined, left_out, written

    if as_json and form == "csv":
        raise click.UsageError("--json and --format csv ask for two documents; choose one")
    asked = Asked(
        reference=parse(work) if work else None,
        only_open=only_open,
        party=party,
        version=version,
        outcome=outcome,
        place=place,
        kind=kind,
        access=cast(Access, access),
        as_of=as_of,
    )
    with viewed_beside(store) as (view, private):
        found = joined(chosen(view, asked), private)
        if as_json:
            write_json(as_document(found))
        elif form == "csv":
            from exporters.comment_form import write

            write_bytes(write(view, found.comments))
            if found.withheld:
                click.echo(left_out(found), err=True)
        else:
            for line in written(view, found):
                click.echo(line)
