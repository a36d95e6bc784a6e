"""Silence procedures: a proposal passes by itself at its time, unless a party breaks it."""

from __future__ import annotations

from datetime import date, datetime

from engine.decisions.naming import check_people, check_works
from engine.decisions.timetable import required
from engine.errors import NotFound, Refused
from engine.events import SilenceBroken, SilenceExtended, SilenceOpened
from engine.events.process import Process
from engine.events.timetable import Silence
from engine.point import FORM, WORK
from engine.timetable.deadline import last_day


def open_silence(
    process: Process,
    id: str,
    about: str,
    until: datetime,
    *,
    on: date,
    effect: str | None = None,
    to: tuple[str, ...] = (),
    works: tuple[str, ...] = (),
) -> SilenceOpened:
    """A proposal is put under silence until an instant, which is not before the day of the act."""
    if not WORK.fullmatch(id):
        raise Refused(f"{id!r} cannot name a silence procedure: its id is {FORM}")
    known = process.timetable
    if id in known.silences:
        raise Refused(
            f"{id} is a silence procedure already, about {known.silences[id].opened.about}"
        )
    planned = known.milestones.get(id)
    if planned and (planned.set.type != "silence" or planned.cancelled):
        state = "cancelled" if planned.cancelled else f"a {planned.set.type}"
        raise Refused(f"{id} is {state}; no silence procedure can be opened under it")
    if not about.strip():
        raise Refused(f"the silence {id} is about nothing", hint="Say its subject with --about.")
    check_people(process, to)
    check_works(process, works)
    assert process.opened
    last = last_day(until, process.opened.time_zone)
    if last < on:
        raise Refused(f"the silence {id} would end on {last}, before it begins, on {on}")
    return SilenceOpened(silence=id, about=about, until=until, effect=effect, to=to, works=works)


def extend(process: Process, id: str, until: datetime, reason: str, *, on: date) -> SilenceExtended:
    """A silence that has not passed yet goes on for longer."""
    silence = _running(process, id, on, "extended")
    if silence.broken:
        raise Refused(f"the silence {id} was broken before; it cannot be extended any more")
    if until <= silence.until:
        raise Refused(
            f"the silence {id} goes on until {silence.until.isoformat()} as it is; "
            f"{until.isoformat()} does not extend it"
        )
    return SilenceExtended(silence=id, until=until, reason=required(reason, "an extension"))


def break_silence(
    process: Process,
    id: str,
    by: tuple[str, ...],
    reason: str,
    *,
    on: date,
    since: date | None,
    objected: tuple[str, ...],
) -> SilenceBroken:
    """A party to which the proposal was put objects, from the day `since` on which it was, and
    before it has passed. Others may object too, beside those that have."""
    silence = _running(process, id, on, "broken")
    if since and on < since:
        raise Refused(f"the silence {id} began on {since}; it cannot be broken on {on}")
    to = silence.opened.to
    for party in by:
        if party in objected:
            raise Refused(f"{party} has broken the silence {id} already")
        if to and party not in to and process.parties[party].role not in to:
            raise Refused(
                f"{party} ({process.parties[party].role}) cannot break the silence {id}, which was "
                f"put to {', '.join(to)}"
            )
    return SilenceBroken(silence=id, reason=required(reason, "breaking a silence"))


def _running(process: Process, id: str, on: date, what: str) -> Silence:
    silence = process.timetable.silences.get(id)
    if not silence:
        known = ", ".join(process.timetable.silences) or "none yet"
        raise NotFound(
            f"{id!r} is not a silence procedure of this process", hint=f"There are: {known}."
        )
    assert process.opened
    if last_day(silence.until, process.opened.time_zone) < on:
        raise Refused(
            f"the silence {id} passed at {silence.until.isoformat()}; it cannot be {what} on {on}"
        )
    return silence
