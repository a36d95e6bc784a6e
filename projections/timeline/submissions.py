"""In which window a submission falls, whether it was on time, by the channel invited, and from a
party that was invited. A late one is flagged, never refused."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Literal
from zoneinfo import ZoneInfo

import msgspec

from engine.events.circulation import InputInvited
from engine.events.timetable import FULFILS
from engine.timetable.deadline import FIRST, end_of_day, minutes_late
from projections.timeline.facts import Submission
from projections.timeline.plan import Day, Milestone

Timeliness = Literal["early", "on-time", "late", "uninvited", "statement"]


class Opening(msgspec.Struct, frozen=True):
    """A window for input, as it stands by the end of a day: from an instant (none: always) to an
    instant (none: without end), for works and from parties. `invited` is the invitation; none for a
    deadline of the timetable that no invitation names, and for a meeting, which is open on its
    days for what is said there."""

    id: str
    works: tuple[str, ...]
    of: tuple[str, ...]
    opens: datetime | None
    closes: datetime | None
    invited: InputInvited | None = None
    meeting: bool = False
    superseded: dict[str, datetime] = {}

    def until(self, works: tuple[str, ...]) -> datetime | None:
        """When it closes for works: at its end, or when another takes its place for all of them."""
        taken = [self.superseded.get(work) for work in works if work in self.works]
        ends = [t for t in taken if t]
        last = max(ends) if ends and len(ends) == len(taken) else None
        return min(filter(None, (self.closes, last)), default=None)


class Received(msgspec.Struct, frozen=True):
    """A submission against the timetable by the end of a day.

    `window` is the invitation, the deadline or the meeting that it falls under, of a statement on
    an adopted text, which is no input, the meeting at which it was made; `by_channel`
    whether it came as that asks (none: it asks nothing); `invited` whether its parties were among
    those asked (none: nobody in particular was, or it is not known whose it is); `not_sent_to` the
    parties at whose mailboxes it was to arrive and did not.
    """

    id: str
    submission: Submission
    window: str | None
    status: Timeliness
    minutes_late: int | None
    by_channel: bool | None
    invited: bool | None
    not_sent_to: tuple[str, ...] = ()


def openings(day: Day) -> dict[str, Opening]:
    """The windows for input known by the end of a day."""
    windows = {id: w.invited for id, w in day.windows().items()}
    found = {id: _opening(day, w, windows) for id, w in windows.items()}
    named = {w.deadline for w in windows.values()}
    for id, milestone in day.milestones.items():
        plan = milestone.line.plan
        if id in found or milestone.status == "cancelled" or plan.type == "silence":
            continue
        acts = plan.fulfilled_by or FULFILS[plan.type]
        if "time" in acts and id not in named:
            found[id] = Opening(id, plan.works, plan.addressees, None, _end(day, id))
        elif "hold" in acts and not milestone.parts:
            found[id] = _meeting(milestone)
    return found


def submissions(day: Day) -> list[Received]:
    """Every submission received by the end of a day that may be read, in the order in which they
    were."""
    windows = openings(day)
    in_order = sorted(day.submissions().items(), key=lambda pair: (pair[1].instant, pair[0]))
    return [received(day, id, submission, windows) for id, submission in in_order]


def received(day: Day, id: str, submission: Submission, windows: dict[str, Opening]) -> Received:
    """A submission against the windows."""
    if submission.holds == "statements":
        held_at = submission.window if submission.window in windows else None
        return Received(id, submission, held_at, "statement", None, None, None)
    at = received_at(day, submission)
    window = _window(day, submission, at, windows)
    if window is None:
        return Received(id, submission, None, "uninvited", None, None, None)
    until = window.until(_about(day, submission, window))
    late = minutes_late(at, until) if until else 0
    status: Timeliness = "late" if late else "on-time"
    if window.opens and at < window.opens:
        status = "early"
    return Received(
        id=id,
        submission=submission,
        window=window.id,
        status=status,
        minutes_late=late,
        by_channel=_by_channel(submission, window),
        invited=_by_those_asked(day, submission, window, at),
        not_sent_to=_not_sent_to(submission, window),
    )


def received_at(day: Day, submission: Submission) -> datetime:
    """When it was received. Where the time is only that of its entry, on another day than the one
    it is said to be of: as that day begins, the earliest that it can have been."""
    at = submission.instant
    if submission.dated == "entry" and _day_of(at, day.zone) != submission.at.on:
        return _start(submission.at.on, day.zone)
    return at


def _window(
    day: Day, submission: Submission, at: datetime, windows: dict[str, Opening]
) -> Opening | None:
    """The window that it says; else, of those for its works (or, on a paper that none is for, the
    works that the paper informs) and for what is written, or said at a meeting: the one open that
    closes first, an invitation before a bare deadline; else the one that closed last; else the one
    that opens next."""
    if submission.window in windows:
        return windows[submission.window or ""]
    spoken = submission.channel == "meeting"
    ways = ("meeting", "any") if spoken else ("e-mail", "writing", "any")
    about = [
        window
        for window in windows.values()
        if _about(day, submission, window)
        and (window.invited.channel in ways if window.invited else window.meeting == spoken)
    ]
    exact = [window for window in about if set(window.works) & set(submission.works)]
    about = exact or about

    def closes(window: Opening) -> datetime:
        until = window.until(_about(day, submission, window))
        return until or datetime.max.replace(tzinfo=at.tzinfo)

    begun = [w for w in about if w.opens is None or w.opens <= at]
    open_now = [w for w in begun if closes(w) >= at]
    if open_now:
        return min(open_now, key=lambda w: (_bare(w), closes(w), w.id))
    if begun:
        return max(begun, key=lambda w: (closes(w), w.id))
    return min(about, key=lambda w: (w.opens or at, w.id), default=None)


def _bare(window: Opening) -> bool:
    """Whether it is a deadline that no invitation names, and so says nothing but when."""
    return window.invited is None and not window.meeting


def _about(day: Day, submission: Submission, window: Opening) -> tuple[str, ...]:
    """The works of a window that a submission is input on: its own, or those its papers inform."""
    own = tuple(work for work in submission.works if work in window.works)
    if own:
        return own
    works = day.works()
    informed = {i for work in submission.works if work in works for i in works[work].informs}
    return tuple(work for work in window.works if work in informed)


def _by_channel(submission: Submission, window: Opening) -> bool | None:
    if window.meeting:
        return submission.channel == "meeting"
    invited = window.invited
    if invited is None or invited.channel == "any":
        return None
    written = ("e-mail", "writing") if invited.channel == "writing" else (invited.channel,)
    return submission.channel in written and not _not_sent_to(submission, window)


def _not_sent_to(submission: Submission, window: Opening) -> tuple[str, ...]:
    if window.invited is None:
        return ()
    to = dict.fromkeys((*window.invited.send_to, *window.invited.copy_to))
    return tuple(party for party in to if party not in submission.recipients)


def _by_those_asked(day: Day, submission: Submission, window: Opening, at: datetime) -> bool | None:
    """Whether all its parties were asked: by their names or roles, or all members of a group."""
    if not (window.of and submission.parties):
        return None
    asked = day.asked(window.of)

    def was(party: str) -> bool:
        members = day.members(party, _day_of(at, day.zone))
        return party in asked or (bool(members) and all(m in asked for m in members))

    return all(was(party) for party in submission.parties)


def _meeting(milestone: Milestone) -> Opening:
    """A meeting, open for what is said at it: on the days on which it was held or else, those on
    which it is to be."""
    plan, days = milestone.line.plan, milestone.happened or milestone.current
    opens = _start(days.earliest, days.timezone) if days and days.earliest else None
    closes = end_of_day(days.latest, days.timezone) if days else None
    return Opening(plan.milestone, plan.works, plan.addressees, opens, closes, meeting=True)


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


def _day_of(at: datetime, zone: str) -> date:
    return at.astimezone(ZoneInfo(zone)).date()


def _start(day: date, zone: str) -> datetime:
    return datetime.combine(max(day, FIRST), time(), ZoneInfo(zone))


def _end(day: Day, milestone: str) -> datetime | None:
    """When a deadline of the timetable is over, as it is then planned; postponed, it has no end."""
    found = day.milestones.get(milestone)
    if not found or not found.current:
        return None
    return end_of_day(found.current.latest, found.current.timezone, day.frame.day_ends)
