"""The events of the timetable, on the process's stream; and the timetable as they leave it.

A plan is never overwritten: what it was before, and why it was changed, stays in the log.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

import msgspec
from msgspec import field

from engine.events.kind import Kind
from engine.timetable.when import When

MilestoneType = Literal["distribution", "deadline", "meeting", "adoption", "silence"]
Fulfilment = Literal["circulate", "issue", "hold", "adopt", "time"]
Mode = Literal["in-person", "virtual", "hybrid"]

FULFILS: dict[MilestoneType, tuple[Fulfilment, ...]] = {
    "distribution": ("circulate", "issue"),
    "deadline": ("time",),
    "meeting": ("hold",),
    "adoption": ("adopt",),
    "silence": ("time",),
}
"""What fulfils a milestone of each type, unless the plan says otherwise."""


class MilestoneSet(Kind, frozen=True, kw_only=True, tag="milestone-set"):
    """A line of the timetable: what is planned, on which works, and for or with whom.

    `addressees` are roles and parties. `fulfilled_by` is said where it is not what its type
    implies; `sends` where a distribution sends other works (papers) than those it is about.
    """

    milestone: str
    title: str
    type: MilestoneType
    when: When
    works: tuple[str, ...] = ()
    addressees: tuple[str, ...] = ()
    fulfilled_by: tuple[Fulfilment, ...] = ()
    sends: tuple[str, ...] = ()


class MilestoneRescheduled(Kind, frozen=True, kw_only=True, tag="milestone-rescheduled"):
    """It is planned for another time. Under a silence procedure, provisionally until it passes;
    if a party breaks it, this change lapses."""

    milestone: str
    when: When
    reason: str
    under_silence: str | None = None


class MilestonePostponed(Kind, frozen=True, kw_only=True, tag="milestone-postponed"):
    """It will not be at the time planned, and no other one is."""

    milestone: str
    reason: str


class MilestoneCancelled(Kind, frozen=True, kw_only=True, tag="milestone-cancelled"):
    """It will not be at all."""

    milestone: str
    reason: str


class MilestoneSplit(Kind, frozen=True, kw_only=True, tag="milestone-split"):
    """It will be in parts, each a milestone of its own, set in the same append."""

    milestone: str
    parts: tuple[str, ...]
    reason: str


class MilestoneReplaced(Kind, frozen=True, kw_only=True, tag="milestone-replaced"):
    """Something else was held in its place, itself a milestone; this one stays open."""

    milestone: str
    replacement: str


class MilestoneReached(Kind, frozen=True, kw_only=True, tag="milestone-reached"):
    """A meeting was held, or what no other event fulfils was done, on the record's `effective_on`.

    `until` is the last day of what took several. `when` says on which days it can have been, where
    the day is not known for sure.
    """

    milestone: str
    mode: Mode | None = None
    until: date | None = None
    when: When | None = None
    remark: str | None = None


class SilenceOpened(Kind, frozen=True, kw_only=True, tag="silence-opened"):
    """A proposal is put to those it is addressed to (all, if none are named); it passes by itself
    at `until`, an instant with the offset of its place, unless a party breaks the silence."""

    silence: str
    about: str
    until: datetime
    effect: str | None = None
    to: tuple[str, ...] = ()
    works: tuple[str, ...] = ()


class SilenceExtended(Kind, frozen=True, kw_only=True, tag="silence-extended"):
    """The proposal passes at another instant."""

    silence: str
    until: datetime
    reason: str


class SilenceBroken(Kind, frozen=True, kw_only=True, tag="silence-broken"):
    """A party objects; the proposal goes back to consultation."""

    silence: str
    reason: str


class Determined(Kind, frozen=True, kw_only=True, tag="determined"):
    """Where the dates do not tell whether a plan was kept, it is settled whether it was."""

    milestone: str
    outcome: Literal["met", "not-met"]
    reason: str


TimetableEvent = (
    MilestoneSet
    | MilestoneRescheduled
    | MilestonePostponed
    | MilestoneCancelled
    | MilestoneSplit
    | MilestoneReplaced
    | MilestoneReached
    | SilenceOpened
    | SilenceExtended
    | SilenceBroken
    | Determined
)


class Milestone(msgspec.Struct):
    """A milestone as its events leave it, for decisions: `when` is its plan, none where it is
    postponed; `uncertain` the days on which it may have happened, where they are not sure."""

    set: MilestoneSet
    when: When | None
    cancelled: bool = False
    reached: bool = False
    parts: tuple[str, ...] = ()
    uncertain: When | None = None

    @property
    def fulfilled_by(self) -> tuple[Fulfilment, ...]:
        """The acts that fulfil it."""
        return self.set.fulfilled_by or FULFILS[self.set.type]

    @property
    def sends(self) -> tuple[str, ...]:
        """The works that a distribution sends out."""
        return self.set.sends or self.set.works


class Silence(msgspec.Struct):
    """A silence procedure as its events leave it: when it passes, and whether it was broken."""

    opened: SilenceOpened
    until: datetime
    broken: bool = False


class Timetable(msgspec.Struct):
    """The milestones and silence procedures of a process, in the order in which they came."""

    milestones: dict[str, Milestone] = field(default_factory=dict)
    silences: dict[str, Silence] = field(default_factory=dict)


def evolve(timetable: Timetable, event: TimetableEvent) -> Timetable:
    """The timetable after one more event. Changes `timetable` in place and gives it back."""
    milestones, silences = timetable.milestones, timetable.silences
    match event:
        case MilestoneSet():
            milestones[event.milestone] = Milestone(event, event.when)
        case MilestoneRescheduled():
            milestones[event.milestone].when = event.when
        case MilestonePostponed():
            milestones[event.milestone].when = None
        case MilestoneCancelled():
            milestones[event.milestone].cancelled = True
        case MilestoneSplit():
            milestones[event.milestone].parts = event.parts
        case MilestoneReached():
            milestones[event.milestone].reached = True
            milestones[event.milestone].uncertain = event.when
        case SilenceOpened():
            silences[event.silence] = Silence(event, event.until)
        case SilenceExtended():
            silences[event.silence].until = event.until
        case SilenceBroken():
            silences[event.silence].broken = True
        case MilestoneReplaced() | Determined():
            pass
    return timetable
