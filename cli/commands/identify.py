"""`travaux identify`: whose a submission is."""

from __future__ import annotations

import click

from cli.session import Acting, acting, names, opened


@click.command()
@click.argument("submission", metavar="SUBMISSION")
@click.argument("parties", metavar="PARTY...", nargs=-1)
@click.option("--as-party", "more", metavar="PARTY", multiple=True, help="The same, as an option.")
@click.option("--keep", is_flag=True, help="Its sender's further messages are that party's too.")
@click.option("-m", "--message", metavar="WHY", help="How it is known.")
@acting
def command(
    submission: str,
    parties: tuple[str, ...],
    more: tuple[str, ...],
    keep: bool,
    message: str | None,
    acts: Acting,
) -> None:
    """Say whose a submission is that came from an unknown sender, or was taken for another's.

    A joint one has several parties. With --keep the sender's address is remembered, in the private
    store only.

    \b
    travaux identify 3f0c9a41d2b85e67a1c4f09b7d3e8256 state-party-a --as isu \\
      -m "Note verbale"
    """
    from engine.acts.identifying import identify

    with opened(acts.store) as (store, application):
        made = identify(
            application,
            store.private,
            submission,
            names((*parties, *more)),
            acts.who(application),
            reason=message,
            keep=keep,
        )
        click.echo(f"The submission {submission} is {', '.join(made.parties)}'s")
