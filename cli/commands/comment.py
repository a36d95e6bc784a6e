"""`travaux comment`: a remark made orally or by hand."""

from __future__ import annotations

from datetime import date
from typing import cast, get_args

import click

from cli.session import Acting, Day, acting, opened
from engine.events.submission import Access, CommentNature
from engine.point import parse


@click.command()
@click.argument("work", metavar="WORK[/LANG][@POINT]")
@click.argument("said", metavar="[PLACE] TEXT", nargs=-1, required=True)
@click.option("--quote", metavar="WORDS", help="The words of the place that it is about.")
@click.option("--propose", metavar="WORDING", help="What is to stand there; '' strikes it out.")
@click.option(
    "--kind", "--nature", type=click.Choice(get_args(CommentNature)), help="What kind it is."
)
@click.option("--at-meeting", metavar="MILESTONE", help="The meeting in which it was said.")
@click.option(
    "--access",
    type=click.Choice(get_args(Access)),
    default="public",
    show_default=True,
    help="Who may read what it says.",
)
@click.option("--embargo-until", type=Day(), help="The first day on which it may be read.")
@acting
def command(
    work: str,
    said: tuple[str, ...],
    quote: str | None,
    propose: str | None,
    kind: str | None,
    at_meeting: str | None,
    access: str,
    embargo_until: date | None,
    acts: Acting,
) -> None:
    """Record a remark made orally or by hand, on a place or on a work as a whole.

    It is on the last version issued, unless another point is named; a work may have no text yet.
    PLACE is what people write: 12, 12(a), a heading, an eId. Words that are quoted must stand
    there, and a wording that is proposed takes their place, or that of the words of the whole
    place. Without --kind it is substantive, and general where it is on no place. Several parties
    with --for make it a joint one. What not everybody may read lies in the private store.

    \b
    travaux comment rd "The tone should be warmer" --for state-party-a \\
      --at-meeting meeting-1
    travaux comment lap 12 "Two years are too short" --for state-party-a,group-a \\
      --quote "two years" --propose "three years"
    travaux comment lap/fra@2 "12(a)" "Une virgule manque" --kind editorial \\
      --for state-party-b
    """
    from engine.acts.comments import Reading, comment

    if len(said) > 2:
        raise click.UsageError(f"after {work} come a place and a text; {len(said)} were given")
    place = said[0].strip() if len(said) == 2 else None
    with opened(acts.store) as (store, application):
        entry = comment(
            application,
            parse(work),
            acts.who(application),
            text=said[-1],
            place=place if place not in ("", "-") else None,
            quote=quote,
            proposed=propose,
            nature=cast("CommentNature | None", kind),
            meeting=at_meeting,
            reading=Reading(store.private, cast(Access, access), embargo_until),
        )
        from cli.comments import made

        click.echo(made(entry))
