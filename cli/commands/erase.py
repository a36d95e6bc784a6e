"""`travaux erase`: what the private store holds of a submission goes."""

from __future__ import annotations

import click

from cli.session import Acting, acting, opened


@click.command()
@click.argument("submission", metavar="SUBMISSION")
@click.option("-m", "--message", metavar="WHY", required=True, help="Why; public.")
@click.option(
    "--authority",
    metavar="BASIS",
    required=True,
    help="On whose: a party, or a legal basis; never a person. Public.",
)
@acting
def command(submission: str, message: str, authority: str, acts: Acting) -> None:
    """Erase what the private store holds of a submission: the message, with names, addresses and
    attachments, what it says where that is not public, and the salts of the commitments to it.

    That it was done, why and on what authority is recorded first. Comments that are public stay;
    every digest, version, number and total stays as it was. What lies in backups and exports made
    before is not reached.

    \b
    travaux erase 3f0c9a41d2b85e67a1c4f09b7d3e8256 --as isu \\
      -m "The sender asked for it" --authority "GDPR, art. 17"
    """
    from engine.acts.erasing import erase

    with opened(acts.store) as (store, application):
        count = erase(
            application,
            store.private,
            submission,
            acts.who(application),
            reason=message,
            authority=authority,
        )
        entries = "entry" if count == 1 else "entries"
        click.echo(f"Erased {count} private {entries} of the submission {submission}")
        click.echo("Backups and private exports made before still hold it")
