"""`travaux reanchor`: where a comment belongs is found by hand."""

from __future__ import annotations

import click

from cli.session import Acting, acting, opened


@click.command()
@click.argument("comment", metavar="COMMENT")
@click.argument("place", metavar="PLACE")
@click.option("--quote", metavar="WORDS", help="The words of the place that it is about.")
@click.option("--at", metavar="POINT", help="The version or step that PLACE is in; else the draft.")
@acting
def command(comment: str, place: str, quote: str | None, at: str | None, acts: Acting) -> None:
    """Say where in the text a comment belongs that lost its place.

    What was recorded of its first place stays. Who may answer comments may do this.

    \b
    travaux comments lap                        # lists what is orphaned
    travaux reanchor lap-1-017 "14(b)"
    travaux reanchor lap-1-017 14 --quote "two years" --at 2
    """
    from engine.acts.comments import reanchor

    with opened(acts.store) as (_, application):
        made = reanchor(application, comment, place, acts.who(application), quote=quote, at=at)
        point = f"@{made.version}" if made.version else f"@s{made.step}"
        where = made.place.eid or made.place.element
        click.echo(f"{made.comment} is at {where} of {made.language}{point} now")
