"""The timetable as iCalendar (RFC 5545): one all-day entry for each milestone as it is planned now,
and for the last day of each silence procedure that the timetable has no line for.

What is planned for a span, or for a day among several, is a span, and its description keeps the
phrase. A deadline "by" a day stands on that day. What is cancelled says so; what is postponed has
no day and is left out. Times are days in the process's time zone.
"""

from __future__ import annotations

from datetime import UTC, datetime

from icalendar import Calendar, Event

from engine.timetable.deadline import day_after, last_day
from projections.timeline import Timeline
from projections.timeline.plan import Milestone
from projections.timeline.silences import Silence, subject

_STATUS = {"cancelled": "CANCELLED", "pending": "TENTATIVE"}


def export(found: Timeline) -> bytes:
    """The calendar. It is stamped with the day that it was worked out for, so that the same
    timeline gives the same bytes."""
    calendar = Calendar()
    calendar.add("prodid", "-//Travaux//timetable//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", found.title)
    calendar.add("x-wr-timezone", found.timezone)
    stamp = datetime(found.as_of.year, found.as_of.month, found.as_of.day, tzinfo=UTC)
    for milestone, _ in found.milestones:
        if milestone.current is None:
            continue
        calendar.add_component(_event(found, milestone, stamp))
    known = {milestone.id for milestone, _ in found.milestones}
    for id, silence in found.silences:
        if id not in known:
            calendar.add_component(_silence(found, id, silence, stamp))
    return bytes(calendar.to_ical(sorted=True))


def _event(found: Timeline, milestone: Milestone, stamp: datetime) -> Event:
    plan, current = milestone.line.plan, milestone.current
    assert current
    event = Event()
    event.add("uid", f"{found.store}-{milestone.id}@travaux")
    event.add("dtstamp", stamp)
    event.add("summary", plan.title)
    event.add("dtstart", current.earliest or current.latest)
    event.add("dtend", day_after(current.latest))
    event.add("categories", [plan.type, *plan.works])
    event.add("status", _STATUS.get(milestone.status, "CONFIRMED"))
    event.add("sequence", len(milestone.changes))
    event.add("transp", "TRANSPARENT")
    event.add("description", "\n".join(_described(milestone)))
    return event


def _silence(found: Timeline, id: str, silence: Silence, stamp: datetime) -> Event:
    opened, last = silence.procedure.opened, last_day(silence.until, found.timezone)
    broken = f", by {', '.join(silence.broken_by)}" if silence.broken_by else ""
    event = Event()
    event.add("uid", f"{found.store}-{id}@travaux")
    event.add("dtstamp", stamp)
    event.add("summary", subject(opened))
    event.add("dtstart", last)
    event.add("dtend", day_after(last))
    event.add("categories", ["silence", *opened.works])
    event.add("status", "TENTATIVE" if silence.state == "open" else "CONFIRMED")
    event.add("sequence", len(silence.procedure.extensions))
    event.add("transp", "TRANSPARENT")
    lines = [f"Until {silence.until.isoformat(timespec='minutes')}"]
    lines += [opened.effect] if opened.effect else []
    event.add("description", "\n".join([*lines, f"Silence {silence.state}{broken}"]))
    return event


def _described(milestone: Milestone) -> list[str]:
    current, planned = milestone.current, milestone.planned
    assert current
    lines = [f"Planned: {current.phrase} ({current.edtf}), {current.timezone}"]
    if (current.earliest, current.latest) != (planned.earliest, planned.latest):
        lines.append(f"First planned: {planned.phrase} ({planned.edtf})")
    lines += [
        f"{made.change.at.on}: {made.change.what}"
        f"{' (provisional)' if made.provisional else ''}: {made.change.why}"
        for made in milestone.changes
        if not made.lapsed
    ]
    if milestone.happened:
        lines.append(f"Happened: {milestone.happened.edtf}")
    return [*lines, f"Status: {milestone.status}"]
