"""The timetable by the end of a day: what was then planned, what had happened, and whether the plan
was kept."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal, TypeVar

import msgspec

from engine.events.submission import RESTRICTED, Access
from engine.events.timetable import FULFILS
from engine.timetable.addressees import parties_named
from engine.timetable.deadline import days_in, days_late, last_day, passed, verdict
from engine.timetable.when import When, on
from projections.timeline.facts import (
    Change,
    Frame,
    Happening,
    Line,
    Moment,
    Participant,
    Procedure,
    Remark,
    Settled,
    Submission,
    Value,
    View,
    Window,
    Work,
)
from projections.timeline.happened import last_of, together
from projections.timeline.silences import silence_by, status_by

Status = Literal[
    "early",
    "on-time",
    "late",
    "missed",
    "closed",
    "pending",
    "postponed",
    "cancelled",
    "indeterminate",
]
V = TypeVar("V", bound=Value)


class Made(msgspec.Struct, frozen=True):
    """A change of the plan by the end of a day: whether it is provisional, and whether it has
    lapsed because the silence that it was put under was broken."""

    change: Change
    provisional: bool
    lapsed: bool


class Milestone(msgspec.Struct, frozen=True):
    """A milestone by the end of a day.

    `planned` is the original plan, `current` the plan as changed (none: postponed), `happened` the
    days on which it did (all days below are those of the process's time zone). `days_late` counts
    against the current plan, `days_late_original` against the original; none where it has not
    happened. `held` are the days on which it happened part by part, where it has parts.
    `outstanding` are works that have not gone out or been adopted yet.
    """

    line: Line
    planned: When
    current: When | None
    provisional: bool
    happened: When | None
    held: tuple[When, ...]
    status: Status
    days_late: int | None
    days_late_original: int | None
    days_left: int | None
    changes: tuple[Made, ...]
    happenings: tuple[Happening, ...]
    outstanding: tuple[str, ...]
    settled: Settled | None
    parts: tuple[str, ...]

    @property
    def id(self) -> str:
        """Its id."""
        return self.line.plan.milestone


class Day:
    """The view as it was by the end of a day, in the process's time zone, for those with access to
    what is not public."""

    def __init__(self, view: View, as_of: date, access: Access = "public") -> None:
        frame = view[("process",)]
        assert isinstance(frame, Frame)
        self.frame = frame
        self.as_of = as_of
        self.access = access
        self.zone = frame.timezone
        self._view = view
        self._found: dict[str, dict[str, Any]] = {}
        self._asked: dict[tuple[str, ...], frozenset[str]] = {}
        self._roles: dict[date, dict[str, str]] = {}
        self.silences = {
            id: silence_by(p, as_of, self.zone) for id, p in self.all("silence", Procedure).items()
        }
        lines = self.all("milestone", Line).items()
        there = [(id, line) for id, line in lines if self.had(line.since)]
        self.lines = dict(sorted(there, key=lambda pair: _planned(pair[1])))
        self.milestones: dict[str, Milestone] = {}
        for id, line in self.lines.items():
            self.milestones[id] = self._milestone(line)

    def all(self, kind: str, type: type[V]) -> dict[str, V]:
        """The things of a kind by their id, in the order in which they came, those of a day by
        id."""
        if kind not in self._found:
            found = [(str(key[1]), value) for key, value in self._view.under(kind)]
            assert all(isinstance(value, type) for _, value in found)
            self._found[kind] = dict(sorted(found, key=lambda item: (_order(item[1]), item[0])))
        return self._found[kind]

    def had(self, at: Moment | None) -> bool:
        """Whether it had happened by then; what the definition has always had."""
        return at is None or at.on <= self.as_of

    def roles(self, until: date | None = None) -> dict[str, str]:
        """The role of each party registered by a day, or by this one."""
        day = until or self.as_of
        if day not in self._roles:
            parties = self.all("party", Participant).items()
            there = ((id, p.role) for id, p in parties if p.since is None or p.since.on <= day)
            self._roles[day] = dict(there)
        return self._roles[day]

    def asked(self, names: tuple[str, ...]) -> frozenset[str]:
        """The parties meant by the names of parties and roles, as they are registered by then."""
        if names not in self._asked:
            self._asked[names] = frozenset(parties_named(names, self.roles()))
        return self._asked[names]

    def members(self, group: str, on: date) -> tuple[str, ...]:
        """The members of a group or a committee on a day."""
        found = self.all("party", Participant).get(group)
        return found.members(on) if found else ()

    def submissions(self) -> dict[str, Submission]:
        """The submissions received by then that may be read."""
        found = self._received().items()
        return {id: submission for id, submission in found if self._open(submission)}

    def withheld(self) -> int:
        """How many submissions received by then may not be read."""
        return sum(not self._open(submission) for submission in self._received().values())

    def remarks(self) -> dict[str, Remark]:
        """The comments made by then that may be read."""
        submissions = self.submissions()
        found = self.all("comment", Remark).items()
        return {id: r for id, r in found if r.submission in submissions and self.had(r.at)}

    def _received(self) -> dict[str, Submission]:
        found = self.all("submission", Submission).items()
        return {id: submission for id, submission in found if self.had(submission.at)}

    def _open(self, submission: Submission) -> bool:
        """Whether a submission may be read: under an embargo, by the presidency only."""
        until, access = submission.embargo_until, submission.access
        if until and self.as_of < until:
            access = "presidency"
        return RESTRICTED.index(access) <= RESTRICTED.index(self.access)

    def windows(self) -> dict[str, Window]:
        """The invitations made by then."""
        found = self.all("invitation", Window)
        return {id: window for id, window in found.items() if self.had(window.since)}

    def works(self) -> dict[str, Work]:
        """The works."""
        return self.all("document", Work)

    def over(self, when: When) -> bool:
        """Whether the last day of a plan was over by then."""
        return passed(when, self.as_of, self.zone, self.frame.day_ends)

    def _changes(self, line: Line) -> tuple[Made, ...]:
        made = []
        for change in sorted(line.changes, key=lambda c: c.at):
            if not self.had(change.at):
                continue
            silence = self.silences.get(change.under_silence or "")
            state = silence.state if silence else "passed"
            made.append(Made(change, state == "open", state == "broken"))
        return tuple(made)

    def _milestone(self, line: Line) -> Milestone:
        changes = self._changes(line)
        planned = days_in(line.plan.when, self.zone)
        current: When | None = line.plan.when
        provisional = cancelled = False
        parts: tuple[str, ...] = ()
        for made in changes:
            if made.lapsed:
                continue
            match made.change.what:
                case "rescheduled":
                    current, provisional = made.change.to, made.provisional
                case "postponed":
                    current, provisional = None, False
                case "cancelled":
                    cancelled = True
                case "split":
                    parts = made.change.parts
                case "replaced":
                    pass
        silence = self.silences.get(line.plan.milestone)
        if silence and line.plan.type == "silence":
            current = on(last_day(silence.until, self.zone), self.zone)
        happenings = tuple(h for h in sorted(line.happenings, key=lambda h: h.at) if self.had(h.at))
        happened, outstanding = self._happened(line, happenings, parts)
        settled = next((s for s in reversed(line.settled) if self.had(s.at)), None)
        days = days_in(current, self.zone) if current else None
        status = self._status(line, current, happened, settled, cancelled=cancelled)
        return Milestone(
            line=line,
            planned=line.plan.when,
            current=current,
            provisional=provisional,
            happened=happened,
            held=self._held(parts) if parts else (happened,) if happened else (),
            status=status,
            days_late=days_late(days, happened) if days and happened else None,
            days_late_original=days_late(planned, happened) if happened else None,
            days_left=(days.latest - self.as_of).days if days and status == "pending" else None,
            changes=changes,
            happenings=happenings,
            outstanding=outstanding,
            settled=settled if status != "pending" else None,
            parts=parts,
        )

    def _happened(
        self, line: Line, happenings: tuple[Happening, ...], parts: tuple[str, ...]
    ) -> tuple[When | None, tuple[str, ...]]:
        """The days on which it happened, and the works for which it has not."""
        if parts:
            held = self._held(parts)
            return (together(held) if held else None), ()
        acts = line.plan.fulfilled_by or FULFILS[line.plan.type]
        if "hold" in acts:
            return (days_in(happenings[0].happened, self.zone) if happenings else None), ()
        if "time" in acts:
            return None, ()
        works = line.plan.works if "adopt" in acts else line.plan.sends or line.plan.works
        first: dict[str, When] = {}
        for happening in happenings:
            for work in happening.works:
                first.setdefault(work, days_in(happening.happened, self.zone))
        outstanding = tuple(work for work in works if work not in first)
        if outstanding:
            return None, outstanding
        return last_of([first[work] for work in works]), ()

    def _held(self, parts: tuple[str, ...]) -> tuple[When, ...]:
        """The days on which each part was held that was."""
        lines = (self.lines[part] for part in parts if part in self.lines)
        held = (h for line in lines for h in sorted(line.happenings, key=lambda h: h.at))
        return tuple(days_in(h.happened, self.zone) for h in held if self.had(h.at))

    def _status(
        self,
        line: Line,
        current: When | None,
        happened: When | None,
        settled: Settled | None,
        *,
        cancelled: bool,
    ) -> Status:
        if cancelled:
            return "cancelled"
        if happened:
            plan = current or line.plan.when
            kept = verdict(days_in(plan, self.zone), happened)
            if kept == "indeterminate" and settled:
                return "on-time" if settled.outcome == "met" else "late"
            return kept
        if current is None:
            return "postponed"
        if line.plan.type == "silence" and (found := self.silences.get(line.plan.milestone)):
            return status_by(found.state)
        if not self.over(current):
            return "pending"
        by_time = "time" in (line.plan.fulfilled_by or FULFILS[line.plan.type])
        return "closed" if by_time and line.plan.type != "silence" else "missed"


def _planned(line: Line) -> tuple[date, date, bool, str]:
    """The order in which things were first planned; what is planned "by" a day comes last then."""
    when = line.plan.when
    return when.earliest or when.latest, when.latest, when.earliest is None, line.plan.milestone


def _order(value: Value) -> tuple[date, datetime, str, int] | tuple[()]:
    match value:
        case Line() | Window() | Participant():
            return value.since or ()
        case Procedure():
            return value.at
        case _:
            return ()
