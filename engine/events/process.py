"""The events of the process: its rules, parties and documents; and the process as they leave it.

The timetable's events and those of circulation are on the same stream, in files of their own.
"""

from __future__ import annotations

from datetime import date

import msgspec
from msgspec import field

from engine.errors import Damaged
from engine.events import timetable
from engine.events.circulation import CirculationEvent, DocumentsCirculated, InputInvited
from engine.events.kind import Kind
from engine.events.links import DocumentsLinked, DocumentsUnlinked, LinkEvent
from engine.events.rules import SequenceRule, StructureRule
from engine.events.timetable import Timetable, TimetableEvent

STREAM = "process"

FORMAT = 1
"""The version of the store's format that this Travaux writes, said when the process is opened."""


AUTHOR = "author"
"""The role of those whose acts came with an imported history; they enter none themselves."""


class ProcessOpened(Kind, frozen=True, kw_only=True, tag="process-opened"):
    """A drafting undertaking begins. `rules` says for each act the roles that may do it; an act
    that is not named there may be done by every registered party. `day_ends` is the time of day
    at which a deadline day ends, `24:00` if it is not said."""

    store: str
    format: int
    title: str
    time_zone: str
    rules: dict[str, tuple[str, ...]] = {}
    day_ends: str | None = None
    sequence: tuple[SequenceRule, ...] = ()
    structure: tuple[StructureRule, ...] = ()


class RulesChanged(Kind, frozen=True, kw_only=True, tag="rules-changed"):
    """Who may do what changes from here on. The acts named in `rules` get these roles, the others
    keep theirs; an act in `freed` may be done by every party again."""

    reason: str
    rules: dict[str, tuple[str, ...]] = {}
    freed: tuple[str, ...] = ()


class PartyRegistered(Kind, frozen=True, kw_only=True, tag="party-registered"):
    """A stakeholder takes part in a role, under an id of its own in this process.
    `actor` is how the IRIs of its works name a deciding body. `mailboxes` and `domains` are
    functional addresses by which its e-mails are known; they are public. `commitment` is to what
    the private store holds of a person behind it (docs/formats/private.md)."""

    party: str
    name: str
    role: str
    actor: str | None = None
    mailboxes: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    commitment: str | None = None


class MembershipChanged(Kind, frozen=True, kw_only=True, tag="membership-changed"):
    """Parties joined or left a group or a committee; `since` is the first day that it holds."""

    group: str
    since: date
    joined: tuple[str, ...] = ()
    left: tuple[str, ...] = ()


class DocumentOpened(Kind, frozen=True, kw_only=True, tag="document-opened"):
    """A work becomes part of the process. `iri` is its Akoma Ntoso Work IRI, frozen from here on;
    `element`, `subtype` and `name` are its document type. A paper is never adopted."""

    work: str
    title: str
    element: str
    subtype: str
    name: str
    iri: str
    number: str
    opened: date
    paper: bool = False
    informs: tuple[str, ...] = ()
    brackets: bool = False


ProcessEvent = (
    ProcessOpened
    | RulesChanged
    | PartyRegistered
    | MembershipChanged
    | DocumentOpened
    | CirculationEvent
    | TimetableEvent
    | LinkEvent
)


class Process(msgspec.Struct):
    """The process as its events leave it at `step`; not opened yet at step 0.

    `rules` are those in force; `members` the members of each group or committee after the last
    of its changes, and `memberships` these changes as they were recorded; `links` those that hold,
    by number, of the `linked` that were ever made.
    """

    step: int = 0
    opened: ProcessOpened | None = None
    parties: dict[str, PartyRegistered] = field(default_factory=dict)
    documents: dict[str, DocumentOpened] = field(default_factory=dict)
    rules: dict[str, tuple[str, ...]] = field(default_factory=dict)
    members: dict[str, tuple[str, ...]] = field(default_factory=dict)
    memberships: dict[str, list[MembershipChanged]] = field(default_factory=dict)
    timetable: Timetable = field(default_factory=Timetable)
    invitations: dict[str, InputInvited] = field(default_factory=dict)
    links: dict[int, DocumentsLinked] = field(default_factory=dict)
    linked: int = 0


def evolve(process: Process, event: ProcessEvent) -> Process:
    """The process after one more event. Changes `process` in place and gives it back."""
    match event:
        case ProcessOpened():
            if process.opened:
                raise Damaged("the process is opened twice")
            process.opened = event
            process.rules = dict(event.rules)
        case RulesChanged():
            kept = {act: r for act, r in process.rules.items() if act not in event.freed}
            process.rules = kept | event.rules
        case PartyRegistered():
            process.parties[event.party] = event
        case MembershipChanged():
            now = process.members.get(event.group, ())
            stayed = tuple(m for m in now if m not in (*event.left, *event.joined))
            process.members[event.group] = stayed + event.joined
            process.memberships.setdefault(event.group, []).append(event)
        case DocumentOpened():
            process.documents[event.work] = event
        case InputInvited():
            process.invitations[event.invitation] = event
        case DocumentsLinked():
            process.links[event.link] = event
            process.linked = event.link
        case DocumentsUnlinked():
            if event.link not in process.links:
                raise Damaged(f"link {event.link}, which is taken back, does not hold")
            del process.links[event.link]
        case DocumentsCirculated():
            for id in event.fulfils:
                process.timetable.milestones[id].uncertain = event.when
        case _:
            timetable.evolve(process.timetable, event)
    process.step += 1
    return process
