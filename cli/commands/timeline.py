"""`travaux timeline`: was the timetable kept?"""

from __future__ import annotations

from datetime import date
from typing import cast, get_args

import click

from cli.session import Day, console, json_option, known_on_option, store_option, viewed, write_json
from engine.events.submission import Access


@click.command()
@click.option("--as-of", type=Day(), help="By the end of that day; else of the last record's.")
@click.option(
    "--access",
    type=click.Choice(get_args(Access)),
    default="public",
    show_default=True,
    help="For whom it is; the submissions of others are counted.",
)
@json_option
@store_option
@known_on_option
def command(as_of: date | None, access: str, as_json: bool, store: str | None) -> None:
    """Show what was planned, what happened, and whether the plan was kept.

    The months stand beside it as a chart: what was planned, what is planned now, what happened.
    Below it what had to come first, what the texts must look like, which submissions were late or
    not as asked, who was heard at each stage, and which comments were never answered.

    \b
    travaux timeline
    travaux timeline --as-of 2020-06-15
    travaux timeline --json | jq .milestones
    """
    from cli.schedule import timeline_of
    from projections.timeline import document

    with viewed(store) as view:
        found = timeline_of(view, as_of, cast(Access, access))
    if as_json:
        write_json(document(found))
        return
    from cli.chart import print_timeline

    print_timeline(console(), found)
