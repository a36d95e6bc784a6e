"""What the timeline keeps of the log: for each thing the dated facts about it, in no view of any
particular day, so that every day can be asked about.

    ("process",)           Frame         its title, time zone, rules for order and structure
    ("party", id)          Participant   its role, and from which day on
    ("document", work)     Work          its title, the versions issued and sent, its adoption
    ("milestone", id)      Line          its original plan, every change of it, what happened
    ("silence", id)        Procedure     its subject, its extensions, those who broke it
    ("invitation", id)     Window        for input: from, to, of whom, by what channel
    ("submission", id)     Submission    which window it falls in is worked out when asked
    ("comment", id)        Remark        when it was made and when it was answered
"""

from __future__ import annotations

from collections.abc import MutableMapping
from datetime import date, datetime
from typing import Literal, NamedTuple, TypeAlias

import msgspec

from engine.events.circulation import InputInvited
from engine.events.rules import SequenceRule, StructureRule
from engine.events.timetable import Fulfilment, MilestoneSet, SilenceOpened
from engine.when import When


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


class Participant(Fact, frozen=True):
    """A party: its role, and since when it is registered (none: from the beginning)."""

    role: str
    since: Moment | None


class Outing(msgspec.Struct, frozen=True):
    """A version was issued, sent or adopted, on one of these days."""

    at: Moment
    how: Literal["issued", "circulated", "adopted"]
    language: str
    version: int | None
    label: str
    happened: When


class Work(Fact, frozen=True):
    """A work and what went out of it. `originals` are the languages it is negotiated in."""

    title: str
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
    """An act that fulfils a milestone, or helps to: for these works, reaching these addressees."""

    at: Moment
    act: Fulfilment
    happened: When
    works: tuple[str, ...] = ()
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
    """A communication from parties, received at a time that is kept with its own offset (RFC 3339),
    which a view's encoding of instants would lose. `recipients` are
    the parties at whose functional mailboxes it arrived, those in copy included; `window` the
    invitation, deadline or meeting that it says it is for, if it says one."""

    at: Moment
    parties: tuple[str, ...]
    works: tuple[str, ...]
    received_at: str
    channel: str
    recipients: tuple[str, ...] = ()
    window: str | None = None

    @property
    def instant(self) -> datetime:
        """When it was received."""
        return datetime.fromisoformat(self.received_at)


class Remark(Fact, frozen=True):
    """A comment of a submission, and when it was answered."""

    at: Moment
    submission: str
    work: str
    answered: Moment | None = None


Value: TypeAlias = Frame | Participant | Work | Line | Procedure | Window | Submission | Remark
Key: TypeAlias = tuple[str | int, ...]
View: TypeAlias = MutableMapping[Key, Value]
