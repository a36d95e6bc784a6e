"""`travaux oppose`: parties speak against a comment of others."""

from __future__ import annotations

import click

from cli.session import Acting, acting


@click.command()
@click.argument("comment", metavar="COMMENT")
@click.option("-m", "--message", metavar="WHY", help="Why, if it was said.")
@click.option("--no-longer", is_flag=True, help="They oppose it no longer.")
@acting
def command(comment: str, message: str | None, no_longer: bool, acts: Acting) -> None:
    """Record that parties oppose a comment of others.

    Of what one party said of a comment, to support or to oppose it, the last holds.

    \b
    travaux oppose lap-1-017 --for state-party-b -m "It reopens what was agreed"
    travaux oppose lap-1-017 --no-longer --for state-party-b
    """
    from cli.stances import take

    take(comment, "neither" if no_longer else "opposes", message, acts)
