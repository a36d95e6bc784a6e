"""Registering parties, changing who belongs to a group, and changing the rules."""

from __future__ import annotations

from datetime import date

from engine.decisions.permission import party
from engine.decisions.timetable import required
from engine.errors import Refused
from engine.events import MembershipChanged, PartyRegistered, RulesChanged
from engine.events.process import Process
from engine.point import FORM, WORK
from engine.roles import ACTS, ROLES


def register(
    process: Process, id: str, name: str, role: str, mailboxes: tuple[str, ...] = ()
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
    for mailbox in mailboxes:
        for other in process.parties.values():
            if mailbox.casefold() in {m.casefold() for m in other.mailboxes}:
                raise Refused(f"{mailbox} is the mailbox of {other.party} already")
    return PartyRegistered(party=id, name=name, role=role, mailboxes=mailboxes)


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
    members = process.members.get(group, ())
    for id in (*joined, *left):
        party(process, id)
        if id == group:
            raise Refused(f"{group} cannot be a member of itself")
        if id in joined and id in members:
            raise Refused(f"{id} is a member of {group} already")
        if id in left and id not in members:
            raise Refused(
                f"{id} is not a member of {group}",
                hint=f"Its members: {', '.join(members) or 'none'}.",
            )
    return MembershipChanged(group=group, since=since, joined=joined, left=left)


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
