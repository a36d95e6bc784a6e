"""`travaux invite`: input is asked for."""

from __future__ import annotations

from datetime import date
from typing import cast, get_args

import click

from cli.session import Acting, Day, acting, names, opened
from engine.events.circulation import Channel


@click.command()
@click.argument("works", metavar="WORK...", nargs=-1, required=True)
@click.option("--from", "opens", type=Day(), required=True, help="The first day.")
@click.option("--to", "closes", type=Day(), help="The last day; without it, no end.")
@click.option("--deadline", metavar="MILESTONE", help="Instead of --to: a deadline, as it moves.")
@click.option(
    "--channel", type=click.Choice(get_args(Channel)), required=True, help="How it is to come."
)
@click.option("--of", metavar="PARTY|ROLE", multiple=True, help="Who is asked; repeatable.")
@click.option("--send-to", metavar="PARTY", multiple=True, help="Whose mailbox it goes to.")
@click.option("--copy-to", metavar="PARTY", multiple=True, help="Whose mailbox gets a copy.")
@click.option("--id", metavar="ID", help="What the invitation is called; else WORK-1, WORK-2.")
@click.option("-m", "--message", metavar="GUIDANCE", required=True, help="What is asked for.")
@acting
def command(
    works: tuple[str, ...],
    opens: date,
    closes: date | None,
    deadline: str | None,
    channel: str,
    of: tuple[str, ...],
    send_to: tuple[str, ...],
    copy_to: tuple[str, ...],
    id: str | None,
    message: str,
    acts: Acting,
) -> None:
    """Open a window for input on works, whether they have a text yet or not.

    From its first day on it takes the place of windows for the same works that are open then.

    \b
    travaux invite lap --from 2020-06-08 --deadline comments-lap \\
      --channel e-mail --of state-party --send-to isu --copy-to presidency \\
      -m "Additional comments, in writing"
    """
    from engine.acts.circulation import invite

    with opened(acts.store) as (_, application):
        made = invite(
            application,
            works,
            acts.who(application),
            opens=opens,
            closes=closes,
            deadline=deadline,
            channel=cast(Channel, channel),
            guidance=message,
            of=names(of),
            id=id,
            send_to=names(send_to),
            copy_to=names(copy_to),
        )
        until = f"to {made.closes}" if made.closes else "with no end"
        if made.deadline:
            until = f"to the deadline {made.deadline}"
        click.echo(
            f"Invited input on {', '.join(made.works)} from {made.opens} {until}: {made.invitation}"
        )
        if made.supersedes:
            click.echo(f"It takes the place of {', '.join(made.supersedes)}")
