"""`travaux adopt`: the body adopts the last issued version."""

from __future__ import annotations

import click

from cli.session import Acting, acting, opened
from engine.point import parse


@click.command()
@click.argument("ref", metavar="WORK[/LANG][@VERSION]")
@acting
def command(ref: str, acts: Acting) -> None:
    """The body adopts the last issued version; the text is closed for good.

    Refuses if the draft has moved since that version was issued. Name the body with --for.

    \b
    travaux adopt lap@3 --as isu --for conference --on 2021-09-21
    """
    reference = parse(ref)
    with opened(acts.store) as (_, application):
        adopted = application.adopt(reference, acts.who(application))
        click.echo(
            f"Adopted version {adopted.version} of {reference.work}, digest {adopted.digest[:12]}; "
            "its text is closed"
        )
