"""`travaux reschedule`: a milestone is planned for another time."""

from __future__ import annotations

import click

from cli.session import Acting, acting, opened


@click.command()
@click.argument("id", metavar="MILESTONE")
@click.argument("when", metavar="WHEN")
@click.option("-m", "--message", metavar="WHY", required=True, help="Why it is moved.")
@click.option("--under-silence", metavar="SILENCE", help="Provisionally, until that one passes.")
@acting
def command(id: str, when: str, message: str, under_silence: str | None, acts: Acting) -> None:
    """Plan a milestone for another time; the plan before stays on record.

    WHEN is a date, a range or a phrase, as for travaux milestone; without a year, that of the
    present plan is meant.

    \b
    travaux reschedule meeting-1 2020-06-29 -m "No meeting was possible on 8 June"
    travaux reschedule adoption "20-21 September 2021" \\
      -m "New dates of the Conference"
    """
    from engine.acts.scheduling import reschedule

    with opened(acts.store) as (_, application):
        meant = reschedule(
            application,
            id,
            when,
            acts.who(application),
            reason=message,
            under_silence=under_silence,
        )
        provisional = f", until the silence {under_silence} passes" if under_silence else ""
        click.echo(f"{id} is now planned for {meant.phrase}: {meant.edtf}{provisional}")
