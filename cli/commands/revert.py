"""`travaux revert`: one edit undone by a new one."""

from __future__ import annotations

from typing import cast

import click

from cli.commands.checkin import NATURES
from cli.session import Acting, acting, opened, step_of
from engine.events.draft import Nature
from engine.point import parse


@click.command()
@click.argument("work", metavar="WORK[/LANG]")
@click.argument("edit", metavar="EDIT")
@click.option("-m", "--message", metavar="WHY", required=True, help="Why it is undone.")
@click.option("--nature", type=click.Choice(NATURES), help="Else that of the edit.")
@acting
def command(work: str, edit: str, message: str, nature: str | None, acts: Acting) -> None:
    """Undo one edit by a new one; both stay in the log.

    EDIT is the step that log shows, such as s120. What comes back stays its first author's. An
    edit whose words were changed again later is not undone.

    \b
    travaux revert lap s120 -m "No agreement to delete"
    """
    undone = step_of(edit)
    with opened(acts.store) as (_, application):
        entries = application.revert(
            parse(work),
            undone,
            acts.who(application),
            reason=message,
            nature=cast("Nature | None", nature),
        )
        from cli.sentences import summary

        draft = entries[0].stream.removeprefix("draft/")
        click.echo(f"Recorded s{entries[0].step} of {draft}, undoing s{undone}: {summary(entries)}")
