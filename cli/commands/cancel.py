"""`travaux cancel`: a milestone will not be at all."""

from __future__ import annotations

import click

from cli.session import Acting, acting, opened


@click.command()
@click.argument("id", metavar="MILESTONE")
@click.option("-m", "--message", metavar="WHY", required=True, help="Why it is cancelled.")
@acting
def command(id: str, message: str, acts: Acting) -> None:
    """Cancel a milestone; it stays on record.

    \b
    travaux cancel draft-pd -m "The Declaration is negotiated in the room"
    """
    from engine.acts.scheduling import cancel

    with opened(acts.store) as (_, application):
        cancel(application, id, acts.who(application), reason=message)
        click.echo(f"{id} is cancelled")
