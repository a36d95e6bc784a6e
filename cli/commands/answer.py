"""`travaux answer`: a comment is disposed of."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast, get_args

import click

from cli.session import Acting, acting, begun, opened
from engine.events.submission import Outcome

if TYPE_CHECKING:
    from engine.decisions.comment import Given


@click.command()
@click.argument("comment", metavar="COMMENT")
@click.argument("outcome", type=click.Choice(get_args(Outcome)), metavar="OUTCOME")
@click.option("-m", "--message", metavar="WHY", required=True, help="The reason; required.")
@click.option("--apply", is_flag=True, help="Put its wording into the draft, as an edit.")
@acting
def command(comment: str, outcome: str, message: str, apply: bool, acts: Acting) -> None:
    """Dispose of a comment: accepted, partly, rejected, noted or deferred.

    A later answer takes the place of an earlier one; both stay. If somebody else answers at the
    same time, you are told who, how and when, and nothing is recorded.

    With --apply the proposed wording of a comment that is accepted goes into the draft, as an edit
    that answers it: merged, word by word, with what changed in the draft since the text that it was
    written against. Where both change the same words nothing is recorded, and the three texts are
    shown and written to a file here. The wording of a comment that is not public becomes draft
    text, as public as the draft is.

    \b
    travaux answer lap-1-017 rejected -m "Article 4 leaves no room for it"
    travaux answer lap-0-002 accepted -m "In paragraph 3 of the first draft"
    travaux answer lap-1-004 accepted --apply -m "It says it better"
    """
    if apply:
        if outcome != "accepted":
            raise click.UsageError(
                f"--apply puts the wording in as it was proposed, but it is {outcome}; to take a "
                f"part of it, edit the draft and check it in with --answers {comment}"
            )
        _apply(comment, message, acts)
        return
    from engine.acts.comments import answer

    with opened(acts.store) as (_, application):
        before, made = answer(
            application,
            comment,
            acts.who(application),
            outcome=cast(Outcome, outcome),
            reason=message,
            begun=begun(),
        )
        click.echo(f"Answered {made.comment}: {made.outcome}{_earlier(before)}")


def _earlier(before: Given | None) -> str:
    """The answer that one supersedes."""
    return f"; before: {before.answer.outcome}, by {', '.join(before.by)}" if before else ""


def _apply(comment: str, reason: str, acts: Acting) -> None:
    from cli.sentences import summary
    from engine.acts.applying import accept
    from engine.acts.comments import Cited
    from engine.comparison.merge import Clashing
    from engine.private.texts import words_of

    with opened(acts.store) as (store, application):

        def wording(cited: Cited) -> str | None:
            words = words_of(store.private, cited.submission, cited.made, "presidency")
            return words.proposed if words else None

        try:
            done = accept(
                application,
                comment,
                acts.who(application),
                reason=reason,
                wording=wording,
                begun=begun(),
            )
        except Clashing as clashing:
            from cli.clash import report

            raise report(
                clashing,
                Path(comment),
                f"Settle these places in a checkout, and check it in with --answers {comment}; "
                "then answer it.",
            ) from None
        made = done.answer
        entries = application.view().entries(f"draft/{done.draft}")[(made.applied or 1) - 1 :]
        act = [e for e in entries if e.record.act == entries[0].record.act]
        click.echo(
            f"Answered {made.comment}: accepted{_earlier(done.before)}; its wording is s"
            f"{made.applied} of {done.draft}: {summary(act)}"
        )
        if done.private:
            kept = f"for the {done.access} only"
            if done.access == "public":
                kept = "private, because it names somebody or was under an embargo"
            click.echo(
                f"Note: {made.comment} was {kept}; its wording is draft text now, as public as "
                f"{done.draft} is",
                err=True,
            )
