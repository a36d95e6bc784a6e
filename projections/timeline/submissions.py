"""In which window a submission falls, whether it was on time, by the channel invited, and from a
party that was invited. A late one is flagged, never refused."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Literal
from zoneinfo import ZoneInfo

import msgspec

from engine.addressees import parties_named
from engine.deadline import end_of_day, minutes_late
from engine.events.circulation import InputInvited
from engine.events.timetable import FULFILS
from projections.timeline.facts import Submission
from projections.timeline.plan import Day

Timeliness = Literal["early", "on-time", "late", "uninvited"]


class Opening(msgspec.Struct, frozen=True):
    """A window for input, as it stands by the end of a day: from an instant (none: always) to an
    instant (none: without end), for works and from parties. `invited` is the invitation; none for a
    deadline of the timetable that no invitation names."""

    id: str
    works: tuple[str, ...]
    of: tuple[str, ...]
    opens: datetime | None
    closes: datetime | None
    invited: InputInvited | None
    superseded: dict[str, datetime]

    def until(self, works: tuple[str, ...]) -> datetime | None:
        """When it closes for works: at its end, or when another takes its place for all of them."""
        taken = [self.superseded.get(work) for work in works if work in self.works]
        ends = [t for t in taken if t]
        last = max(ends) if ends and len(ends) == len(taken) else None
        return min(filter(None, (self.closes, last)), default=None)


class Received(msgspec.Struct, frozen=True):
    """A submission against the timetable by the end of a day.

    `window` is the invitation or the deadline that it falls under; `by_channel` whether it came as
    that invitation asks (none: it asks nothing); `invited` whether its parties were among those
    asked.
    """

    id: str
    submission: Submission
    window: str | None
    status: Timeliness
    minutes_late: int | None
    by_channel: bool | None
    invited: bool | None


def openings(day: Day) -> dict[str, Opening]:
    """The windows for input known by the end of a day."""
    windows = {id: w.invited for id, w in day.windows().items()}
    found = {id: _opening(day, w, windows) for id, w in windows.items()}
    named = {w.deadline for w in windows.values()}
    for id, milestone in day.milestones.items():
        plan = milestone.line.plan
        by_time = "time" in (plan.fulfilled_by or FULFILS[plan.type]) and plan.type != "silence"
        if by_time and id not in named and milestone.status != "cancelled":
            found[id] = Opening(id, plan.works, plan.addressees, None, _end(day, id), None, {})
    return found


def submissions(day: Day) -> list[Received]:
    """Every submission received by the end of a day, in the order in which they were."""
    windows = openings(day)
    found = [
        (id, submission)
        for id, submission in day.all("submission", Submission).items()
        if day.had(submission.at)
    ]
    return [
        received(day, id, submission, windows)
        for id, submission in sorted(found, key=lambda pair: (pair[1].instant, pair[0]))
    ]


def received(day: Day, id: str, submission: Submission, windows: dict[str, Opening]) -> Received:
    """A submission against the windows."""
    window = _window(submission, windows)
    if window is None:
        return Received(id, submission, None, "uninvited", None, None, None)
    at, until = submission.instant, window.until(submission.works)
    late = minutes_late(at, until) if until else 0
    status: Timeliness = "late" if late else "on-time"
    if window.opens and at < window.opens:
        status = "early"
    asked = parties_named(window.of, day.roles())
    return Received(
        id=id,
        submission=submission,
        window=window.id,
        status=status,
        minutes_late=late,
        by_channel=_by_channel(submission, window.invited),
        invited=all(p in asked for p in submission.parties) if window.of else None,
    )


def _window(submission: Submission, windows: dict[str, Opening]) -> Opening | None:
    """The window that it says; else the one open that closes first; else the one that closed last;
    else the one that opens next."""
    if submission.window in windows:
        return windows[submission.window or ""]
    about = [w for w in windows.values() if set(w.works) & set(submission.works)]
    at = submission.instant

    def closes(window: Opening) -> datetime:
        return window.until(submission.works) or datetime.max.replace(tzinfo=at.tzinfo)

    begun = [w for w in about if w.opens is None or w.opens <= at]
    open_now = [w for w in begun if closes(w) >= at]
    if open_now:
        return min(open_now, key=lambda w: (closes(w), w.opens is None, w.id))
    if begun:
        return max(begun, key=lambda w: (closes(w), w.id))
    return min(about, key=lambda w: (w.opens or at, w.id), default=None)


def _by_channel(submission: Submission, invited: InputInvited | None) -> bool | None:
    if invited is None or invited.channel == "any":
        return None
    written = ("e-mail", "writing") if invited.channel == "writing" else (invited.channel,)
    reached = set(submission.recipients)
    return submission.channel in written and {*invited.send_to, *invited.copy_to} <= reached


def _opening(day: Day, window: InputInvited, windows: dict[str, InputInvited]) -> Opening:
    zone, ends = day.zone, day.frame.day_ends
    closes = end_of_day(window.closes, zone, ends) if window.closes else None
    if window.deadline:
        closes = _end(day, window.deadline)
    superseded: dict[str, datetime] = {}
    for other, work in _taken(window, windows):
        superseded.setdefault(work, _start(other.opens, zone))
    return Opening(
        id=window.invitation,
        works=window.works,
        of=window.of,
        opens=_start(window.opens, zone),
        closes=closes,
        invited=window,
        superseded=superseded,
    )


def _taken(
    window: InputInvited, windows: dict[str, InputInvited]
) -> Iterator[tuple[InputInvited, str]]:
    """The windows that take the place of one, each for a work."""
    for other in sorted(windows.values(), key=lambda w: w.opens):
        if window.invitation in other.supersedes:
            for work in set(window.works) & set(other.works):
                yield other, work


def _start(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone))


def _end(day: Day, milestone: str) -> datetime | None:
    """When a deadline of the timetable is over, as it is then planned; postponed, it has no end."""
    found = day.milestones.get(milestone)
    if not found or not found.current:
        return None
    return end_of_day(found.current.latest, found.current.timezone, day.frame.day_ends)
