"""The timetable on a terminal: a table with the months as a bar chart beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import groupby

from rich.console import Console
from rich.table import Table
from rich.text import Text

from engine.timetable.deadline import last_day
from engine.timetable.when import When
from projections.timeline import Timeline
from projections.timeline.participation import Heard
from projections.timeline.plan import Milestone
from projections.timeline.silences import status_of
from projections.timeline.submissions import Received

_PLANNED, _NOW, _DONE, _BOTH = "░", "▒", "█", "▓"
_MONTHS = "JFMAMJJASOND"
_STYLES = {"late": "bold", "missed": "bold", "indeterminate": "bold", "cancelled": "dim"}
_MOST = 36
_SHOWN = 20


def print_timeline(console: Console, found: Timeline) -> None:
    """Print it whole."""
    console.print(Text(f"By the end of {found.as_of} ({found.timezone})", style="bold"))
    milestones = [m for m, _ in found.milestones]
    if not (milestones or found.silences):
        console.print("The timetable is empty: travaux milestone ID WHEN adds to it.")
        return
    months = _months(milestones, found.as_of)
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("milestone", overflow="fold")
    table.add_column("planned", no_wrap=True)
    table.add_column("now", no_wrap=True)
    table.add_column("status", overflow="fold")
    table.add_column("".join(_MONTHS[m - 1] for _, m in months), no_wrap=True)
    for milestone in milestones:
        status = Text(said(milestone), style=_STYLES.get(milestone.status, ""))
        bar = "".join(_cell(milestone, month) for month in months).rstrip()
        table.add_row(
            milestone.id, short(milestone.planned), now(milestone), status, bar or "no month shown"
        )
    known = {m.id for m in milestones}
    for id, silence in found.silences:
        if id not in known:
            until = last_day(silence.until, found.timezone).isoformat()
            state = silence.state + (
                f" by {', '.join(silence.broken_by)}" if silence.broken_by else ""
            )
            table.add_row(id, until, "", f"{status_of(silence)}: silence {state}", "")
    console.print(table)
    first, last = (f"{year}-{month:02}" for year, month in (months[0], months[-1]))
    console.print(
        f"{first} to {last}: {_PLANNED} planned  {_NOW} planned now  {_DONE} happened  "
        f"{_BOTH} both",
        style="dim",
    )
    _print_changes(console, milestones)
    _print_findings(console, found)


def _print_changes(console: Console, milestones: list[Milestone]) -> None:
    changed = [(m, made) for m in milestones for made in m.changes]
    if not changed:
        return
    console.print()
    console.print(Text("Changes of the plan", style="bold"))
    table = Table.grid(padding=(0, 2, 0, 0))
    for milestone, made in sorted(changed, key=lambda pair: pair[1].change.at):
        change = made.change
        to = f" to {short(change.to)}" if change.to else ""
        into = f" into {', '.join(change.parts)}" if change.parts else ""
        flag = " (provisional)" if made.provisional else " (lapsed)" if made.lapsed else ""
        what = f"{change.what}{to}{into}{flag}"
        table.add_row(change.at.on.isoformat(), milestone.id, f"{what}: {change.why}")
    console.print(table)


def _print_findings(console: Console, found: Timeline) -> None:
    """What had to come first, who was not reached, what the texts look like."""
    table = Table.grid(padding=(0, 2, 0, 0))
    for s in found.sequence:
        facts = "; ".join(f"{f.fact}: {short(f.happened)}" for f in s.facts)
        table.add_row(s.status, s.rule.title + (f" ({facts})" if facts else ""))
    for milestone, reach in found.milestones:
        missing = [p for p in reach.meant if p not in reach.reached]
        if any(h.act == "circulate" for h in milestone.happenings) and missing:
            table.add_row("not reached", f"{milestone.id}: {', '.join(missing)}")
    for r in found.structure:
        state = {True: "ok", False: "not ok", None: "found"}[r.ok]
        table.add_row(state, f"{r.work}, {r.rule}: {r.found}")
    if table.row_count:
        console.print()
        console.print(Text("Order, reach and texts", style="bold"))
        console.print(table)
    _print_input(console, found)


def _print_input(console: Console, found: Timeline) -> None:
    """What came in, and how; who was heard; what had no answer."""
    table = Table.grid(padding=(0, 2, 0, 0))
    statuses = Counter(s.status for s in found.submissions)
    for status, number in sorted(statuses.items()):
        table.add_row("submissions", f"{number} {status}")
    if found.withheld:
        table.add_row("withheld", f"{found.withheld} that may not be read: see --access")
    for submission in found.submissions:
        if told := "; ".join(flags(submission)):
            whose = ", ".join(submission.submission.parties) or "unidentified"
            table.add_row("flagged", f"{submission.id[:8]} of {whose}: {told}")
    for stage, heard in groupby(found.participation, key=lambda h: h.stage):
        rows = list(heard)
        if any(row.heard for row in rows):
            table.add_row("heard", f"{stage}: {', '.join(map(_heard, rows))}")
    if found.unanswered:
        shown = ", ".join(found.unanswered[:_SHOWN])
        more = len(found.unanswered) - _SHOWN
        table.add_row("unanswered", shown + (f" and {more} more" if more > 0 else ""))
    if found.days_to_answer is not None:
        table.add_row("answered", f"after {found.days_to_answer:g} days (median)")
    if table.row_count:
        console.print()
        console.print(Text("Input", style="bold"))
        console.print(table)


def _heard(row: Heard) -> str:
    """How many of a role were heard of those addressed, and how many besides."""
    asked = sum(party in row.addressed for party in row.heard)
    besides = len(row.heard) - asked
    if not row.addressed:
        return f"{besides} {row.role} not addressed"
    more = f" and {besides} not addressed" if besides else ""
    return f"{asked} of {len(row.addressed)} {row.role}{more}"


def flags(received: Received) -> Iterator[str]:
    """What is not as it was asked for."""
    if received.status == "uninvited":
        yield "nothing was asked for"
    if received.status == "early":
        yield f"before {received.window} opened"
    if received.minutes_late:
        hours, minutes = divmod(received.minutes_late, 60)
        days, hours = divmod(hours, 24)
        parts = (f"{days} d" if days else "", f"{hours} h" if days or hours else "")
        yield f"late for {received.window}: {' '.join(filter(None, (*parts, f'{minutes} min')))}"
    if received.by_channel is False:
        missing = f", not to {', '.join(received.not_sent_to)}" if received.not_sent_to else ""
        yield f"not as {received.window} asks: by {received.submission.channel}{missing}"
    if received.invited is False:
        yield f"not of those whom {received.window} is open to"


def said(milestone: Milestone) -> str:
    """A milestone's status in words: "late 21 d", "pending, 14 d left"."""
    match milestone.status:
        case "late" if milestone.days_late:
            words = f"late {milestone.days_late} d"
        case "pending" if milestone.days_left is not None:
            words = f"pending, {milestone.days_left} d left"
        case status:
            words = status
    original = milestone.days_late_original
    if original and original != milestone.days_late:
        words += f" ({original} d after the first plan)"
    if milestone.provisional:
        words += ", provisional"
    return words


def now(milestone: Milestone) -> str:
    """When it happened, or else the plan where that has changed."""
    if milestone.happened:
        return short(milestone.happened)
    if milestone.current and milestone.current != milestone.planned:
        return f"({short(milestone.current)})"
    return ""


def short(when: When) -> str:
    """Days in little room: 2020-05-11..20."""
    last = when.latest.isoformat()
    if when.earliest is None:
        return f"..{last}"
    first = when.earliest.isoformat()
    if first == last:
        return first
    if first[:8] == last[:8]:
        return f"{first}..{last[8:]}"
    return f"{first}..{last[5:] if first[:4] == last[:4] else last}"


def _months(milestones: list[Milestone], as_of: date) -> list[tuple[int, int]]:
    """The months from the first day of the timetable to the last, at most three years."""
    days = [
        day
        for m in milestones
        for when in (m.planned, m.current, m.happened)
        if when
        for day in (when.earliest, when.latest)
        if day
    ] or [as_of]
    year, month = min(days).year, min(days).month
    last = (max(days).year, max(days).month)
    months = [(year, month)]
    while months[-1] < last and len(months) < _MOST:
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
        months.append((year, month))
    return months


def _cell(milestone: Milestone, month: tuple[int, int]) -> str:
    happened = any(_in(held, month) for held in milestone.held)
    planned = _in(milestone.planned, month)
    current = milestone.current is not None and _in(milestone.current, month)
    if happened:
        return _BOTH if current or planned else _DONE
    if planned:
        return _PLANNED
    return _NOW if current else " "


def _in(when: When, month: tuple[int, int]) -> bool:
    first = when.earliest or when.latest
    return (first.year, first.month) <= month <= (when.latest.year, when.latest.month)
