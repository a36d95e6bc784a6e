"""The acts of a silence procedure."""

from __future__ import annotations

import re
from datetime import date, datetime

from engine.acts.scheduling import act_on_process
from engine.application import Application, Who
from engine.decisions import silence
from engine.errors import Refused
from engine.events import ProcessEvent, SilenceBroken, SilenceExtended, SilenceOpened
from engine.events.process import STREAM, Process
from engine.timetable.deadline import FIRST, LAST, MIDNIGHT, end_of_day
from engine.view import View


def open_silence(
    application: Application,
    id: str,
    about: str,
    until: str,
    who: Who,
    *,
    effect: str | None = None,
    to: tuple[str, ...] = (),
    works: tuple[str, ...] = (),
) -> SilenceOpened:
    """A proposal passes by itself at a time, unless a party breaks the silence."""

    def decide(_: View, process: Process, on: date) -> list[ProcessEvent]:
        ends = instant(until, process)
        return [
            silence.open_silence(process, id, about, ends, on=on, effect=effect, to=to, works=works)
        ]

    event = act_on_process(application, "silence", who, decide)[0].record.event
    assert isinstance(event, SilenceOpened)
    return event


def extend_silence(
    application: Application, id: str, until: str, who: Who, *, reason: str
) -> SilenceExtended:
    """A silence goes on for longer."""

    def decide(_: View, process: Process, on: date) -> list[ProcessEvent]:
        return [silence.extend(process, id, instant(until, process), reason, on=on)]

    event = act_on_process(application, "silence", who, decide)[0].record.event
    assert isinstance(event, SilenceExtended)
    return event


def break_silence(application: Application, id: str, who: Who, *, reason: str) -> SilenceBroken:
    """A party objects, and the proposal goes back to consultation."""

    def decide(view: View, process: Process, on: date) -> list[ProcessEvent]:
        since: date | None = None
        objected: list[str] = []
        for entry in view.entries(STREAM):
            match entry.record.event:
                case SilenceOpened(silence=opened) if opened == id:
                    since = entry.record.effective_on
                case SilenceBroken(silence=broken) if broken == id:
                    objected += entry.record.by
                case _:
                    continue
        made = silence.break_silence(
            process, id, who.by, reason, on=on, since=since, objected=tuple(objected)
        )
        return [made]

    event = act_on_process(application, "break", who, decide)[0].record.event
    assert isinstance(event, SilenceBroken)
    return event


def instant(written: str, process: Process) -> datetime:
    """A time as people write it: a day, which means its end, or a day and a time of day, in the
    process's time zone if no offset is given."""
    assert process.opened
    if re.match(r"0001|9999", written):
        raise Refused(f"{written!r} lies outside the years {FIRST.year} to {LAST.year}")
    zone, ends = process.opened.time_zone, process.opened.day_ends or MIDNIGHT
    try:
        return end_of_day(date.fromisoformat(written), zone, ends)
    except ValueError:
        pass
    day, _, time_of_day = written.replace("T", " ").partition(" ")
    if time_of_day == MIDNIGHT:
        return instant(day, process)
    try:
        read = datetime.fromisoformat(written)
    except ValueError:
        raise Refused(
            f"{written!r} is not a time", hint="Write it as 2020-06-12 or 2020-06-12T18:00+02:00."
        ) from None
    return read if read.tzinfo else read.replace(tzinfo=end_of_day(read.date(), zone).tzinfo)
