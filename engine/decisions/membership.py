"""Registering parties, changing who belongs to a group, and changing the rules."""

from __future__ import annotations

from datetime import date

from engine.decisions.permission import party
from engine.decisions.timetable import required
from engine.definition.roles import ACTS, DOMAIN, MAILBOX, ROLES
from engine.errors import Refused
from engine.events import MembershipChanged, PartyRegistered, RulesChanged
from engine.events.process import Process
from engine.point import FORM, WORK


def register(
    process: Process,
    id: str,
    name: str,
    role: str,
    mailboxes: tuple[str, ...] = (),
    domains: tuple[str, ...] = (),
) -> PartyRegistered:
    """A stakeholder takes part, in a role."""
    if not WORK.fullmatch(id):
        raise Refused(f"{id!r} cannot name a party: its id is {FORM}")
    if id in process.parties:
        raise Refused(f"{id} is a party of this process already: {process.parties[id].name}")
    if role not in ROLES:
        raise Refused(f"{role!r} is not a role; the roles are {', '.join(ROLES)}")
    for other in process.parties.values():
        if (id in ROLES and other.role == id) or (other.party in ROLES and other.party == role):
            named = id if id in ROLES else other.party
            raise Refused(
                f"{named!r} would be a party and a role of other parties; it could mean either"
            )
    if not name.strip():
        raise Refused(f"{id} needs a name")
    _check_addresses(process, mailboxes, domains)
    return PartyRegistered(party=id, name=name, role=role, mailboxes=mailboxes, domains=domains)


def _check_addresses(
    process: Process, mailboxes: tuple[str, ...], domains: tuple[str, ...]
) -> None:
    """Nothing, where these are functional mailboxes and domains, and no other party's."""
    for addresses, form, what in ((mailboxes, MAILBOX, "mailbox"), (domains, DOMAIN, "domain")):
        for address in addresses:
            if not form.fullmatch(address):
                raise Refused(f"{address!r} is not the address of a {what}")
            for other in process.parties.values():
                theirs = other.mailboxes if what == "mailbox" else other.domains
                if address.casefold() in {a.casefold() for a in theirs}:
                    raise Refused(f"{address} is the {what} of {other.party} already")


def change_membership(
    process: Process,
    group: str,
    *,
    joined: tuple[str, ...] = (),
    left: tuple[str, ...] = (),
    since: date,
) -> MembershipChanged:
    """Parties join or leave a group or a committee, from a day on."""
    of = party(process, group)
    if of.role not in ("group", "committee"):
        raise Refused(f"{group} ({of.role}) has no members; a group or a committee has")
    for id in (*joined, *left):
        party(process, id)
        if id == group:
            raise Refused(f"{group} cannot be a member of itself")
        _fit(process, group, id, since, joins=id in joined)
    return MembershipChanged(group=group, since=since, joined=joined, left=left)


def members(process: Process, group: str, on: date) -> tuple[str, ...]:
    """The members of a group or a committee on a day."""
    found: dict[str, None] = {}
    for change in sorted(process.memberships.get(group, ()), key=lambda c: c.since):
        if change.since <= on:
            found = {id: None for id in found if id not in change.left}
            found |= dict.fromkeys(change.joined)
    return tuple(found)


def _fit(process: Process, group: str, id: str, since: date, *, joins: bool) -> None:
    """Nothing, where a party's joining or leaving fits between the changes of its membership that
    are on record, by their days; else `Refused`."""
    changes = sorted(process.memberships.get(group, ()), key=lambda c: c.since)
    own = [(c.since, id in c.joined) for c in changes if id in (*c.joined, *c.left)]
    before = [change for change in own if change[0] <= since]
    member = bool(before) and before[-1][1]
    if joins and member:
        raise Refused(f"{id} is a member of {group} already, since {before[-1][0]}")
    if not joins and not member:
        there = ", ".join(members(process, group, since)) or "none"
        raise Refused(
            f"{id} is not a member of {group} on {since}", hint=f"Its members that day: {there}."
        )
    behind = next((change for change in own if change[0] > since), None)
    if behind and behind[1] is joins:
        how = "joins" if joins else "leaves"
        raise Refused(f"{id} {how} {group} on {behind[0]}, as recorded; not on {since} before that")


def change_rules(
    process: Process, act: str, roles: tuple[str, ...] | None, reason: str
) -> RulesChanged:
    """An act is for other roles from here on; for every party, where none are given."""
    if act not in ACTS:
        raise Refused(f"{act!r} is not an act; the acts are {', '.join(ACTS)}")
    for role in roles or ():
        if role not in ROLES:
            raise Refused(f"{role!r} is not a role; the roles are {', '.join(ROLES)}")
    if process.rules.get(act) == roles:
        now = ", ".join(roles) if roles else "every party"
        raise Refused(f"{act} is for {now} already")
    why = required(reason, "a change of the rules")
    if roles is None:
        return RulesChanged(reason=why, freed=(act,))
    return RulesChanged(reason=why, rules={act: roles})
