"""`travaux timeline`: was the timetable kept?"""

from __future__ import annotations

from datetime import date

import click

from cli.session import Day, console, json_option, known_on_option, store_option, viewed, write_json


@click.command()
@click.option("--as-of", type=Day(), help="By the end of that day; else of the last record's.")
@json_option
@store_option
@known_on_option
def command(as_of: date | None, as_json: bool, store: str | None) -> None:
    """Show what was planned, what happened, and whether the plan was kept.

    The months stand beside it as a chart: what was planned, what is planned now, what happened.
    Below it what had to come first, what the texts must look like, and who was heard.

    \b
    travaux timeline
    travaux timeline --as-of 2020-06-15
    travaux timeline --json | jq .milestones
    """
    from cli.schedule import timeline_of
    from projections.timeline import document

    with viewed(store) as view:
        found = timeline_of(view, as_of)
    if as_json:
        write_json(document(found))
        return
    from cli.chart import print_timeline

    print_timeline(console(), found)
