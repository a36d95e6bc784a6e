"""`travaux party`: who takes part, and who belongs to which group."""

from __future__ import annotations

import click

from cli.session import Acting, acting, names, opened
from engine.roles import ROLES


@click.group()
def command() -> None:
    """Register parties, and change who belongs to a group."""


@command.command()
@click.argument("id", metavar="ID")
@click.argument("name", metavar="NAME")
@click.argument("role", type=click.Choice(ROLES), metavar="ROLE")
@click.option("--mailbox", metavar="ADDRESS", multiple=True, help="Functional, so public.")
@acting
def register(id: str, name: str, role: str, mailbox: tuple[str, ...], acts: Acting) -> None:
    """Register a party: its id, its name and its role.

    A mailbox is public: never give a person's address.

    \b
    travaux party register group-b "Group B (illustrative)" group
    """
    from engine.membership import register as register_party

    with opened(acts.store) as (_, application):
        made = register_party(application, id, name, role, acts.who(application), mailboxes=mailbox)
        click.echo(f"{made.name} takes part as {made.party} ({made.role})")


@command.command()
@click.argument("group", metavar="GROUP")
@click.argument("parties", metavar="PARTY...", nargs=-1, required=True)
@acting
def join(group: str, parties: tuple[str, ...], acts: Acting) -> None:
    """Parties join a group, from the day given with --on.

    \b
    travaux party join group-a state-party-a state-party-b --on 2020-06-08
    """
    from engine.membership import change_membership

    with opened(acts.store) as (_, application):
        made = change_membership(application, group, acts.who(application), joined=names(parties))
        click.echo(f"{', '.join(made.joined)} joined {group} on {made.since}")


@command.command()
@click.argument("group", metavar="GROUP")
@click.argument("parties", metavar="PARTY...", nargs=-1, required=True)
@acting
def leave(group: str, parties: tuple[str, ...], acts: Acting) -> None:
    """Parties leave a group; the day given with --on is the first on which they are no members.

    \b
    travaux party leave group-a state-party-b --on 2021-01-01
    """
    from engine.membership import change_membership

    with opened(acts.store) as (_, application):
        made = change_membership(application, group, acts.who(application), left=names(parties))
        click.echo(f"{', '.join(made.left)} left {group} on {made.since}")
