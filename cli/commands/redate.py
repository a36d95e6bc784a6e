"""`travaux redate`: the day on which an edit happened, corrected."""

from __future__ import annotations

from datetime import date

import click

from cli.session import Acting, Day, acting, opened, step_of
from engine.point import parse


@click.command()
@click.argument("work", metavar="WORK[/LANG]")
@click.argument("edit", metavar="EDIT")
@click.argument("day", metavar="DATE", type=Day())
@click.option("-m", "--message", metavar="WHY", required=True, help="Why it is corrected.")
@acting
def command(work: str, edit: str, day: date, message: str, acts: Acting) -> None:
    """Correct the day on which an edit happened.

    EDIT is the step that log shows, such as s120. Its record stays; the correction is recorded
    beside it, and the last one holds: for WORK@DATE, and for the dates in exports.

    \b
    travaux redate lap s120 2020-09-04 -m "Sent on Friday, entered on Monday"
    """
    with opened(acts.store) as (_, application):
        who = acts.who(application)
        made = application.redate(parse(work), step_of(edit), day, who, reason=message)
        click.echo(f"s{made.edit} of {work} is of {made.new}, not of {made.old}")
