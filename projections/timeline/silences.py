"""Silence procedures by the end of a day: open, passed by themselves, or broken."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

import msgspec

from engine.events.timetable import SilenceOpened
from engine.timetable.deadline import end_of_day
from projections.timeline.facts import Procedure

SilenceState = Literal["open", "passed", "broken"]
SilenceStatus = Literal["pending", "closed", "missed"]


class Silence(msgspec.Struct, frozen=True):
    """A silence procedure by the end of a day."""

    procedure: Procedure
    until: datetime
    state: SilenceState
    broken_by: tuple[str, ...]


def silence_by(procedure: Procedure, as_of: date, zone: str) -> Silence:
    """A silence procedure by the end of a day in a time zone."""
    extended = [e for e in procedure.extensions if e.at.on <= as_of]
    objections = [o for o in procedure.objections if o.at.on <= as_of]
    last = max(extended, key=lambda e: e.at, default=None)
    until = last.until if last else procedure.opened.until
    state: SilenceState = "open"
    if objections:
        state = "broken"
    elif until <= end_of_day(as_of, zone):
        state = "passed"
    by = dict.fromkeys(party for o in objections for party in o.by)
    until = until.astimezone(ZoneInfo(zone))
    return Silence(procedure, until, state, tuple(by))


def status_by(state: SilenceState) -> SilenceStatus:
    """A silence passes as a deadline does; once broken, what it was for is missed."""
    match state:
        case "open":
            return "pending"
        case "passed":
            return "closed"
        case "broken":
            return "missed"


def status_of(silence: Silence) -> SilenceStatus:
    """The status of a silence procedure that the timetable had no line for."""
    return status_by(silence.state)


def subject(opened: SilenceOpened) -> str:
    """What a silence procedure is called in the timetable."""
    return f"Silence procedure: {opened.about}"
