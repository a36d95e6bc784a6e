"""`travaux withdraw`: a comment or a submission is taken back."""

from __future__ import annotations

import click

from cli.session import Acting, acting, opened


@click.command()
@click.argument("what", metavar="COMMENT|SUBMISSION")
@click.option("-m", "--message", metavar="WHY", help="Why, if it was said.")
@acting
def command(what: str, message: str | None, acts: Acting) -> None:
    """Record that its parties withdrew a comment, or a submission with all its comments.

    All whose it is must act, a joint one's parties together. It stays in the register, withdrawn,
    and can neither be answered nor supported any more.

    \b
    travaux withdraw lap-1-017 --for state-party-a
    travaux withdraw 12 --for state-party-a,state-party-b \\
      -m "Replaced by a joint paper"
    """
    from engine.acts.comments import withdraw

    with opened(acts.store) as (_, application):
        done = withdraw(application, what, acts.who(application), reason=message)
        if done.submission is None:
            click.echo(f"Withdrew {done.comments[0]}")
        else:
            held = ", ".join(done.comments) or "no comments"
            click.echo(f"Withdrew the submission {done.submission} ({held})")
