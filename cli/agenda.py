"""What is due next by the timetable, and what is late."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import msgspec

from cli.columns import columns
from cli.schedule import day_of, plan_of
from engine.timetable.deadline import days_in, end_of_day, last_day
from engine.view import View

if TYPE_CHECKING:
    from projections.timeline import Timeline
    from projections.timeline.plan import Milestone


class Item(msgspec.Struct, frozen=True):
    """A line of the timetable that is open. `earliest` (none: by) and `latest` are the days that it
    is planned for now; `days` is how many are left to the latest, less than none where it is
    behind. `outstanding` are the works that have not gone out, or been adopted, of several. What
    was postponed has no day."""

    id: str
    title: str
    kind: str
    works: tuple[str, ...]
    phrase: str | None = None
    earliest: date | None = None
    latest: date | None = None
    days: int | None = None
    provisional: bool = False
    outstanding: tuple[str, ...] = ()


class Window(msgspec.Struct, frozen=True):
    """An invitation that is open: for which works, from which day until when (none: without end,
    or no date is known for its deadline), of whom, and how it is to come. `until` is an instant in
    the process's time zone."""

    id: str
    works: tuple[str, ...]
    opens: date
    until: datetime | None
    deadline: str | None
    of: tuple[str, ...]
    channel: str
    send_to: tuple[str, ...]
    copy_to: tuple[str, ...]
    guidance: str


class Agenda(msgspec.Struct, frozen=True):
    """The open lines of the timetable by the end of a day: those due, the next first, the
    postponed last; those whose last day is over, the longest late first; and the invitations that
    are open then, for the works that are not adopted and for which no later one has taken their
    place."""

    as_of: date
    due: tuple[Item, ...]
    late: tuple[Item, ...]
    open_for_input: tuple[Window, ...]


def agenda(view: View, as_of: date | None) -> Agenda:
    """What is open by the end of a day, by default that of the last record. A milestone in parts is
    open with its parts."""
    process = view.process()
    if not (process.timetable.milestones or process.timetable.silences or process.invitations):
        return Agenda(day_of(view, as_of), (), (), ())
    found = plan_of(view, as_of)
    due, late = [], []
    for milestone, _ in found.milestones:
        if milestone.status in ("pending", "postponed") and not milestone.parts:
            due.append(_item(found, milestone))
        elif milestone.status == "missed" and not milestone.parts:
            late.append(_item(found, milestone))
    due += list(_silences(found, {item.id for item in due}))
    in_order = sorted(
        due, key=lambda i: (i.latest is None, i.latest or date.max, i.earliest or date.min, i.id)
    )
    late.sort(key=lambda i: (i.latest, i.id))
    return Agenda(found.as_of, tuple(in_order), tuple(late), tuple(_windows(found)))


def lines(found: Agenda, most: int) -> Iterator[str]:
    """The agenda for people: of what is due, so many lines."""
    if found.late:
        yield f"Late by the end of {found.as_of}:"
        yield from columns([_row(item, f"{-(item.days or 0)} d late") for item in found.late])
    if found.due:
        yield f"Due next, by the end of {found.as_of}:"
        yield from columns([_row(item, _left(item)) for item in found.due[:most]])
    if len(found.due) > most:
        yield f"and {len(found.due) - most} more: travaux timeline"
    if found.open_for_input:
        yield "Open for input:"
        yield from columns([_asked(window) for window in found.open_for_input])


def _windows(found: Timeline) -> Iterator[Window]:
    end = end_of_day(found.as_of, found.timezone)
    for window in found.windows:
        invited = window.invited
        if invited is None or (window.opens and window.opens > end):
            continue
        works = [work for work in window.works if work not in found.adopted]
        ends = {work: window.until((work,)) for work in works}
        still = tuple(work for work, until in ends.items() if until is None or until > end)
        if still:
            until = window.until(still)
            yield Window(
                id=window.id,
                works=still,
                opens=invited.opens,
                until=until and until.astimezone(ZoneInfo(found.timezone)),
                deadline=invited.deadline,
                of=window.of,
                channel=invited.channel,
                send_to=invited.send_to,
                copy_to=invited.copy_to,
                guidance=invited.guidance,
            )


def _asked(window: Window) -> tuple[str, ...]:
    until = "without end"
    if window.until:
        last = window.until - timedelta(microseconds=1)
        until = f"until {last.date()}"
    to = f" to {', '.join(window.send_to)}" if window.send_to else ""
    copy = f", copy to {', '.join(window.copy_to)}" if window.copy_to else ""
    of = f"; of {', '.join(window.of)}" if window.of else ""
    how = f"by {window.channel}{to}{copy}{of}: {window.guidance}"
    return f"  {until}", window.id, ", ".join(window.works), how


def _item(found: Timeline, milestone: Milestone) -> Item:
    plan, current = milestone.line.plan, milestone.current
    days = days_in(current, found.timezone) if current else None
    started = milestone.happenings or None
    return Item(
        id=milestone.id,
        title=plan.title,
        kind=plan.type,
        works=plan.works,
        phrase=current.phrase if current else None,
        earliest=days.earliest if days else None,
        latest=days.latest if days else None,
        days=(days.latest - found.as_of).days if days else None,
        provisional=milestone.provisional,
        outstanding=milestone.outstanding if started else (),
    )


def _silences(found: Timeline, known: set[str]) -> Iterator[Item]:
    """The silence procedures that are open and in no line of the timetable."""
    from projections.timeline.silences import subject

    for id, silence in found.silences:
        if silence.state != "open" or id in known:
            continue
        opened, last = silence.procedure.opened, last_day(silence.until, found.timezone)
        yield Item(
            id=id,
            title=subject(opened),
            kind="silence",
            works=opened.works,
            phrase=silence.until.isoformat(timespec="minutes"),
            earliest=last,
            latest=last,
            days=(last - found.as_of).days,
        )


def _row(item: Item, how: str) -> tuple[str, ...]:
    title = item.title
    if item.outstanding:
        title += f" (outstanding: {', '.join(item.outstanding)})"
    if item.provisional:
        title += " (provisional)"
    return (f"  {_days(item)}", how, item.id, title)


def _days(item: Item) -> str:
    """The days in ISO 8601: a day, two with a slash between, or "by" one."""
    if item.latest is None:
        return "no date"
    if item.earliest is None:
        return f"by {item.latest}"
    return f"{item.earliest}" if item.earliest == item.latest else f"{item.earliest}/{item.latest}"


def _left(item: Item) -> str:
    if item.days is None:
        return "postponed"
    return f"{item.days} d left"
