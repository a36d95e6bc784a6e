"""`travaux milestone`: a new line of the timetable."""

from __future__ import annotations

from typing import cast, get_args

import click

from cli.session import Acting, acting, names, opened
from engine.events.timetable import MilestoneType


@click.command()
@click.argument("id", metavar="ID")
@click.argument("when", metavar="WHEN")
@click.option("--title", metavar="TEXT", required=True, help="What it is, in words.")
@click.option(
    "--kind", type=click.Choice(get_args(MilestoneType)), required=True, help="What kind it is of."
)
@click.option("--work", "works", metavar="WORK", multiple=True, help="On which; repeatable.")
@click.option("--for-whom", metavar="PARTY|ROLE", multiple=True, help="Whom it is for; repeatable.")
@acting
def command(
    id: str,
    when: str,
    title: str,
    kind: str,
    works: tuple[str, ...],
    for_whom: tuple[str, ...],
    acts: Acting,
) -> None:
    """Add a line to the timetable.

    WHEN is a date, a range or a phrase: 2020-09-04, "23-27 November 2020", "mid-May 2020",
    "by 4 September 2020", "2020 年 5 月中旬".

    \b
    travaux milestone consultations "late October 2020" --kind meeting --work pd \\
      --title "Informal consultations on the Declaration"
    """
    from engine.acts.scheduling import set_milestone

    with opened(acts.store) as (_, application):
        planned = set_milestone(
            application,
            id,
            title,
            cast(MilestoneType, kind),
            when,
            acts.who(application),
            works=names(works),
            addressees=names(for_whom),
        )
        click.echo(f"{id} is planned for {planned.phrase}: {planned.edtf}")
