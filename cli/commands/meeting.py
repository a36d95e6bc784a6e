"""`travaux meeting held`: a meeting took place."""

from __future__ import annotations

from datetime import date
from typing import cast, get_args

import click

from cli.session import Acting, Day, acting, opened
from engine.events.timetable import Mode


@click.group()
def command() -> None:
    """Say that a meeting took place."""


@command.command()
@click.argument("id", metavar="MEETING")
@click.option("--until", type=Day(), help="Its last day, where it took several.")
@click.option("--mode", type=click.Choice(get_args(Mode)), help="How it was held.")
@click.option("--in-place-of", metavar="MILESTONE", help="What it was held in place of.")
@click.option("--title", metavar="TEXT", help="What it was, if the timetable does not know it.")
@click.option("--when", metavar="PHRASE", help="Where the day is not sure: 'early June 2020'.")
@click.option("-m", "--message", metavar="TEXT", help="A remark.")
@acting
def held(
    id: str,
    until: date | None,
    mode: str | None,
    in_place_of: str | None,
    title: str | None,
    when: str | None,
    message: str | None,
    acts: Acting,
) -> None:
    """Say that a meeting was held, on the day given with --on.

    What was held in place of another meeting, or has a title, need not be in the timetable; the
    other one stays open.

    \b
    travaux meeting held meeting-1 --on 2020-06-29 --mode in-person
    travaux meeting held briefing --on 2020-06-08 --mode virtual \\
      --in-place-of meeting-1 --title "Informal virtual briefing"
    """
    from engine.acts.scheduling import hold

    with opened(acts.store) as (_, application):
        hold(
            application,
            id,
            acts.who(application),
            until=until,
            when=when,
            mode=cast("Mode | None", mode),
            in_place_of=in_place_of,
            title=title,
            remark=message,
        )
        place = f" in place of {in_place_of}, which stays open" if in_place_of else ""
        click.echo(f"{id} was held{place}")
