"""`travaux correct`: a later submission takes the place of an earlier one."""

from __future__ import annotations

import click

from cli.session import Acting, acting, opened


@click.command()
@click.argument("submission", metavar="SUBMISSION")
@click.argument("correction", metavar="CORRECTION")
@click.option("-m", "--message", metavar="WHY", help="Why.")
@acting
def command(submission: str, correction: str, message: str | None, acts: Acting) -> None:
    """Put the submission CORRECTION in the place of the earlier SUBMISSION of the same party.

    The comments of the earlier one stay in the register and need no answer any more. A message
    that comes as a correction is received and put in its place in one act with receive --corrects.

    \b
    travaux correct 3f0c9a41d2b85e67a1c4f09b7d3e8256 17 --as isu \\
      --for state-party-a -m "A slip"
    """
    from engine.acts.identifying import correct

    with opened(acts.store) as (store, application):
        made = correct(
            application,
            store.private,
            submission,
            correction,
            acts.who(application),
            reason=message,
        )
        click.echo(f"{made.correction} takes the place of the submission {submission}")
