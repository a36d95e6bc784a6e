"""`travaux postpone`: a milestone will not be at its time, and no other one is known."""

from __future__ import annotations

import click

from cli.session import Acting, acting, opened


@click.command()
@click.argument("id", metavar="MILESTONE")
@click.option("-m", "--message", metavar="WHY", required=True, help="Why it is put off.")
@acting
def command(id: str, message: str, acts: Acting) -> None:
    """Put a milestone off without a new date; reschedule gives it one.

    \b
    travaux postpone meeting-1 -m "No meeting can be held during the pandemic"
    """
    from engine.acts.scheduling import postpone

    with opened(acts.store) as (_, application):
        postpone(application, id, acts.who(application), reason=message)
        click.echo(f"{id} is postponed; it has no date now")
