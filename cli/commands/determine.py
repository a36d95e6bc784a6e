"""`travaux determine`: where the dates do not tell, it is settled whether the plan was kept."""

from __future__ import annotations

import click

from cli.session import Acting, acting, opened


@click.command()
@click.argument("id", metavar="MILESTONE")
@click.argument("outcome", type=click.Choice(["met", "not-met"]))
@click.option("-m", "--message", metavar="WHY", required=True, help="On what ground.")
@acting
def command(id: str, outcome: str, message: str, acts: Acting) -> None:
    """Settle whether a plan was kept, where the dates on record do not tell.

    \b
    travaux determine documents-1 met -m "The cover note is dated 19 May"
    """
    from engine.acts.scheduling import determine

    with opened(acts.store) as (_, application):
        determine(application, id, outcome == "met", acts.who(application), reason=message)
        click.echo(f"{id} is determined: {outcome}")
