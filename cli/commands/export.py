"""`travaux export`: files for the outside world."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.commands.export_akn import akn, strip
from cli.commands.export_akn_history import akn_history
from cli.commands.export_contributions import contributions_svg
from cli.commands.export_log import log
from cli.session import Day, known_on_option, store_option, viewed, write_bytes, write_file

if TYPE_CHECKING:
    from projections.timeline import Timeline


@click.group()
def command() -> None:
    """Give out a text, the timetable or the log in a format that outlives this program."""


command.add_command(akn)
command.add_command(akn_history)
command.add_command(contributions_svg)
command.add_command(log)
command.add_command(strip)


@command.command()
@click.option("-o", "--output", type=click.Path(path_type=Path), help="The file; else the screen.")
@click.option("--as-of", type=Day(), help="By the end of that day; else of the last record's.")
@click.option("--force", is_flag=True, help="Write over a file that is there.")
@store_option
@known_on_option
def ics(output: Path | None, as_of: date | None, force: bool, store: str | None) -> None:
    """The timetable as it is planned, for calendars (iCalendar).

    What is planned for "mid-May" is a span of days, and keeps the phrase.

    \b
    travaux export ics -o timetable.ics
    travaux export ics --as-of 2020-06-15
    """
    from exporters.ics import export

    _give_out(export, output, as_of, force=force, store=store)


@command.command("timeline-svg")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="The file; else the screen.")
@click.option("--as-of", type=Day(), help="By the end of that day; else of the last record's.")
@click.option("--force", is_flag=True, help="Write over a file that is there.")
@store_option
@known_on_option
def timeline_svg(output: Path | None, as_of: date | None, force: bool, store: str | None) -> None:
    """The timetable as a picture for a report, planned against actual, in black and white.

    \b
    travaux export timeline-svg -o timetable.svg
    """
    from exporters.timeline_svg import export

    _give_out(export, output, as_of, force=force, store=store)


def _give_out(
    export: Callable[[Timeline], bytes],
    output: Path | None,
    as_of: date | None,
    *,
    force: bool,
    store: str | None,
) -> None:
    from cli.schedule import plan_of

    with viewed(store) as view:
        found = plan_of(view, as_of)
    content = export(found)
    if output is None:
        write_bytes(content)
        return
    write_file(output, content, force=force)
    click.echo(f"Wrote the timetable by the end of {found.as_of} to {output}")
