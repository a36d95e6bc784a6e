"""What the timeline keeps of the log: for each thing the dated facts about it, in no view of any
particular day, so that every day can be asked about.

    ("process",)           Frame         its title, time zone, rules for order and structure
    ("party", id)          Participant   its role, from which day on, and who its members are
    ("document", work)     Work          its title, the versions issued and sent, its adoption
    ("milestone", id)      Line          its original plan, every change of it, what happened
    ("silence", id)        Procedure     its subject, its extensions, those who broke it
    ("invitation", id)     Window        for input: from, to, of whom, by what channel
    ("submission", id)     Submission    which window it falls in is worked out when asked
    ("comment", id)        Remark        when it was made, and when it was answered or withdrawn
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal, NamedTuple, TypeAlias

import msgspec

from engine.events.circulation import InputInvited
from engine.events.rules import SequenceRule, StructureRule
from engine.events.submission import Access, Dating, Means
from engine.events.timetable import Fulfilment, MilestoneSet, SilenceOpened
from engine.projection import Key, Keyed
from engine.timetable.when import When

__all__ = ["Key", "Value", "View"]


class Moment(NamedTuple):
    """When a fact happened, and the order of facts of one day: as they were recorded."""

    on: date
    recorded_at: datetime
    stream: str
    step: int


class Fact(msgspec.Struct, frozen=True, tag=True):
    """Something kept in the view."""


class Frame(Fact, frozen=True):
    """The process itself. `opened` is the act in which its definition was recorded: what is in it
    holds for every day."""

    title: str
    timezone: str
    day_ends: str
    opened: str
    sequence: tuple[SequenceRule, ...]
    structure: tuple[StructureRule, ...]
    store: str


class Membership(msgspec.Struct, frozen=True):
    """Parties joined or left a group or a committee: from the day `since` on, as recorded `at`."""

    at: Moment
    since: date
    joined: tuple[str, ...]
    left: tuple[str, ...]


class Participant(Fact, frozen=True):
    """A party: its role, since when it is registered (none: from the beginning), and the changes
    of its members."""

    role: str
    since: Moment | None
    memberships: tuple[Membership, ...] = ()

    def members(self, on: date) -> tuple[str, ...]:
        """Its members on a day."""
        found: dict[str, None] = {}
        for change in sorted(self.memberships, key=lambda m: m.since):
            if change.since <= on:
                found = {party: None for party in found if party not in change.left}
                found |= dict.fromkeys(change.joined)
        return tuple(found)


class Outing(msgspec.Struct, frozen=True):
    """A version was issued, sent or adopted, on one of these days."""

    at: Moment
    how: Literal["issued", "circulated", "adopted"]
    language: str
    version: int | None
    label: str
    happened: When


class Work(Fact, frozen=True):
    """A work and what went out of it. `originals` are the languages it is negotiated in; `informs`,
    of a paper, the works that input on it is input on too."""

    title: str
    informs: tuple[str, ...] = ()
    outings: tuple[Outing, ...] = ()
    labels: dict[str, str] = {}
    originals: tuple[str, ...] = ()


class Change(msgspec.Struct, frozen=True):
    """A change of the plan: to another time, to none, or to parts."""

    at: Moment
    what: Literal["rescheduled", "postponed", "cancelled", "split", "replaced"]
    why: str
    to: When | None = None
    under_silence: str | None = None
    parts: tuple[str, ...] = ()
    replacement: str | None = None


class Happening(msgspec.Struct, frozen=True):
    """An act that fulfils a milestone, or helps to: for these works, reaching these addressees.
    `texts` are the versions and papers that went out by it (`rd/eng@2`, `structure/eng@s5`)."""

    at: Moment
    act: Fulfilment
    happened: When
    works: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    to: tuple[str, ...] = ()
    mode: str | None = None
    remark: str | None = None


class Settled(msgspec.Struct, frozen=True):
    """It was determined whether a plan was kept."""

    at: Moment
    outcome: Literal["met", "not-met"]
    why: str


class Line(Fact, frozen=True):
    """A milestone. `since`: from when on it is in the timetable (none: from the beginning)."""

    plan: MilestoneSet
    since: Moment | None
    changes: tuple[Change, ...] = ()
    happenings: tuple[Happening, ...] = ()
    settled: tuple[Settled, ...] = ()
    part_of: str | None = None
    in_place_of: str | None = None


class Extension(msgspec.Struct, frozen=True):
    """A silence goes on until another instant."""

    at: Moment
    until: datetime
    why: str


class Objection(msgspec.Struct, frozen=True):
    """A silence was broken."""

    at: Moment
    by: tuple[str, ...]
    why: str


class Procedure(Fact, frozen=True):
    """A silence procedure."""

    at: Moment
    opened: SilenceOpened
    extensions: tuple[Extension, ...] = ()
    objections: tuple[Objection, ...] = ()


class Window(Fact, frozen=True):
    """An invitation to send input; `since` as for a milestone."""

    invited: InputInvited
    since: Moment | None


class Submission(Fact, frozen=True):
    """A communication, received at a time that is kept with its own offset (RFC 3339), which a
    view's encoding of instants would lose.

    `parties` are those it is known to be from (none: not identified). `works` are those that it or
    one of its comments is about. `recipients` are the parties at whose functional mailboxes it
    arrived, those in copy included; `window` the invitation, deadline or meeting that it says it
    is for, if it says one. `holds` is what: comments, or only statements on an adopted text, which
    are no input. `settled` are the moments at which it was withdrawn, or another one
    took its place: from then on it needs no answer.
    """

    at: Moment
    parties: tuple[str, ...]
    works: tuple[str, ...]
    received_at: str
    channel: Means
    recipients: tuple[str, ...] = ()
    window: str | None = None
    dated: Dating = "sender"
    access: Access = "public"
    embargo_until: date | None = None
    holds: Literal["nothing", "statements", "comments"] = "nothing"
    settled: tuple[Moment, ...] = ()

    @property
    def instant(self) -> datetime:
        """When it was received."""
        return datetime.fromisoformat(self.received_at)


class Remark(Fact, frozen=True):
    """A comment of a submission, on a text (`rd/eng@2`) or, without one, on a work as such; when it
    was answered, and when it was withdrawn."""

    at: Moment
    submission: str
    work: str
    text: str | None = None
    answered: tuple[Moment, ...] = ()
    withdrawn: tuple[Moment, ...] = ()


Value: TypeAlias = Frame | Participant | Work | Line | Procedure | Window | Submission | Remark
View: TypeAlias = Keyed[Value]
