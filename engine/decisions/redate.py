"""Correcting the day on which an edit happened."""

from __future__ import annotations

from datetime import date

from engine.errors import Refused
from engine.events import EditMade, EditRedated, Event


def redate(name: str, edit: int, event: Event, was: date, day: date, reason: str) -> EditRedated:
    """The edit at step `edit` of the draft `name`, recorded as of the day `was`, happened on
    `day`. Of an adopted text too, for no word of it changes."""
    if not isinstance(event, EditMade):
        raise Refused(
            f"s{edit} of {name} is not an edit but {event.tag()}; only an edit can be redated",
            hint=f"travaux log {name} shows the edits.",
        )
    if not reason.strip():
        raise Refused("a corrected date needs a reason", hint='Give one with -m "WHY".')
    if day == was:
        raise Refused(f"s{edit} of {name} is of {day} already")
    return EditRedated(edit=edit, old=was, new=day, reason=reason)
