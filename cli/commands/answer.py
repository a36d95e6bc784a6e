"""`travaux answer`: a comment is disposed of."""

from __future__ import annotations

from typing import cast, get_args

import click

from cli.session import Acting, acting, begun, opened
from engine.events.submission import Outcome


@click.command()
@click.argument("comment", metavar="COMMENT")
@click.argument("outcome", type=click.Choice(get_args(Outcome)), metavar="OUTCOME")
@click.option("-m", "--message", metavar="WHY", required=True, help="The reason; required.")
@acting
def command(comment: str, outcome: str, message: str, acts: Acting) -> None:
    """Dispose of a comment: accepted, partly, rejected, noted or deferred.

    A later answer takes the place of an earlier one; both stay. If somebody else answers at the
    same time, you are told who, how and when, and nothing is recorded.

    \b
    travaux answer lap-1-017 rejected -m "Article 4 leaves no room for it"
    travaux answer lap-0-002 accepted -m "In paragraph 3 of the first draft"
    """
    from engine.comments import answer

    with opened(acts.store) as (_, application):
        before, made = answer(
            application,
            comment,
            acts.who(application),
            outcome=cast(Outcome, outcome),
            reason=message,
            begun=begun(),
        )
        earlier = ""
        if before:
            earlier = f"; before: {before.answer.outcome}, by {', '.join(before.by)}"
        click.echo(f"Answered {made.comment}: {made.outcome}{earlier}")
