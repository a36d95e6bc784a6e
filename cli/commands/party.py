"""`travaux party`: who takes part, and who belongs to which group."""

from __future__ import annotations

from datetime import date

import click

from cli.columns import columns
from cli.session import (
    Acting,
    Day,
    acting,
    json_option,
    known_on_option,
    names,
    opened,
    store_option,
    viewed,
    write_json,
)
from engine.definition.roles import ROLES
from engine.events import PartyRegistered


@click.group()
def command() -> None:
    """Register and list parties, and change who belongs to a group."""


@command.command("list")
@click.option("--as-of", type=Day(), help="Members on that day; else on the last record's.")
@json_option
@store_option
@known_on_option
def list_(as_of: date | None, as_json: bool, store: str | None) -> None:
    """List the parties, their roles, and who belongs to which group.

    \b
    travaux party list
    travaux party list --as-of 2020-06-08 --json
    """
    from cli.schedule import day_of
    from engine.decisions.membership import members

    with viewed(store) as view:
        process, day = view.process(), day_of(view, as_of)
    rows = [(party, members(process, party.party, day)) for party in process.parties.values()]
    if as_json:
        parties = [_json(party, belonging) for party, belonging in rows]
        write_json({"as_of": day, "parties": parties})
        return
    for line in columns([_row(party, belonging) for party, belonging in rows]):
        click.echo(line)


def _json(party: PartyRegistered, members: tuple[str, ...]) -> dict[str, object]:
    return {
        "id": party.party,
        "name": party.name,
        "role": party.role,
        "mailboxes": party.mailboxes,
        "domains": party.domains,
        "members": members,
    }


def _row(party: PartyRegistered, members: tuple[str, ...]) -> tuple[str, ...]:
    told = [party.name, *party.mailboxes, *party.domains]
    if members:
        told.append(f"members: {', '.join(members)}")
    return party.party, party.role, "; ".join(told)


@command.command()
@click.argument("id", metavar="ID")
@click.argument("name", metavar="NAME")
@click.argument("role", type=click.Choice(ROLES), metavar="ROLE")
@click.option("--mailbox", metavar="ADDRESS", multiple=True, help="Functional, so public.")
@click.option("--domain", metavar="DOMAIN", multiple=True, help="All of its addresses, so public.")
@acting
def register(
    id: str,
    name: str,
    role: str,
    mailbox: tuple[str, ...],
    domain: tuple[str, ...],
    acts: Acting,
) -> None:
    """Register a party: its id, its name and its role.

    A mailbox is public: never give a person's address.

    \b
    travaux party register group-b "Group B (illustrative)" group
    travaux party register organisation-b "Organization B" organisation \\
      --domain b.example
    """
    from engine.acts.membership import register as register_party

    with opened(acts.store) as (_, application):
        who = acts.who(application)
        made = register_party(application, id, name, role, who, mailboxes=mailbox, domains=domain)
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
    from engine.acts.membership import change_membership

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
    from engine.acts.membership import change_membership

    with opened(acts.store) as (_, application):
        made = change_membership(application, group, acts.who(application), left=names(parties))
        click.echo(f"{', '.join(made.left)} left {group} on {made.since}")
