"""When a message came, with the offset it was written with, and whose word that is."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from engine.events.submission import Dating
from engine.mail.message import Message

AHEAD = timedelta(hours=1)
"""How far a clock elsewhere may be ahead of ours."""
_APART = timedelta(hours=14)
"""How far a local time may be ahead of ours, where it is not known whose it is."""
_FIRST = 1982
"""The year of RFC 822; a date before it is that of a clock that was never set."""


class Dated(NamedTuple):
    """When a message came, and whose word that is."""

    at: datetime
    dated: Dating


def dated(message: Message, zone: ZoneInfo, now: datetime) -> Dated:
    """The sender's date, read in the process's zone where it has no offset; where there is none or
    it is in the future, that of a server that passed the message on; else the time of entry."""
    written = message.date
    if written is not None and written.tzinfo is None:
        local = written.replace(tzinfo=zone)
        if _credible(local, now, AHEAD + _APART):
            return Dated(local, "sender-no-offset")
    elif written is not None and _credible(written, now, AHEAD):
        return Dated(written, "sender")
    for passed in message.passed:
        if _credible(passed, now, AHEAD):
            return Dated(passed, "server")
    return Dated(now.astimezone(zone).replace(microsecond=0), "entry")


def _credible(at: datetime, now: datetime, ahead: timedelta) -> bool:
    try:
        return at.year >= _FIRST and at <= now + ahead
    except OverflowError:
        return False
