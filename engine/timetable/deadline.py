"""When a day ends, how late something is, and whether a plan was kept: days in a time zone against
instants on the clock.

A deadline day ends at a time of day in its time zone, `24:00` if nothing else is said. Whether
the clock is changed there that night, or the day is 29 February, is the zone's and the calendar's
affair: the end is an instant.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from engine.timetable.when import When

MIDNIGHT = "24:00"
FIRST, LAST = date(2, 1, 1), date(9998, 12, 31)
"""The days that anything can be planned for: where the calendar ends, time zones do."""
_TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)|24:00")

Verdict = Literal["early", "on-time", "late", "indeterminate"]


def is_time_of_day(written: str) -> bool:
    """Whether it is of the form `18:00`, up to `24:00`."""
    return _TIME.fullmatch(written) is not None


def end_of_day(day: date, timezone: str, ends: str = MIDNIGHT) -> datetime:
    """The instant at which a day ends; at `24:00` that is the beginning of the next one. A day
    behind `LAST` ends as that one does."""
    day = min(day, LAST)
    if ends == MIDNIGHT:
        day, ends = day + timedelta(days=1), "00:00"
    return datetime.combine(day, time.fromisoformat(ends), ZoneInfo(timezone))


def day_after(day: date) -> date:
    """The day after one; after the last of the calendar, itself."""
    return day if day == date.max else day + timedelta(days=1)


def last_day(until: datetime, timezone: str) -> date:
    """The last day in a time zone that has begun before an instant: of 24:00, the day it ends."""
    return (until - timedelta(microseconds=1)).astimezone(ZoneInfo(timezone)).date()


def minutes_late(received_at: datetime, until: datetime) -> int:
    """Whole minutes that an instant lies behind a deadline, a begun minute counting as one; 0 where
    it does not. Both have an offset."""
    behind = received_at.astimezone(UTC) - until.astimezone(UTC)
    return max(0, -(-behind // timedelta(minutes=1)))


def days_in(when: When, timezone: str) -> When:
    """The same plan in the days of another time zone: from the day there on which its first day
    begins to the one on which its last day ends."""
    if when.timezone == timezone:
        return when
    there, zone = ZoneInfo(when.timezone), ZoneInfo(timezone)
    end = end_of_day(when.latest, when.timezone) - timedelta(microseconds=1)
    first = when.earliest and datetime.combine(when.earliest, time(), there).astimezone(zone).date()
    return When(
        earliest=first,
        latest=end.astimezone(zone).date(),
        phrase=when.phrase,
        timezone=timezone,
        lasting=when.lasting,
    )


def passed(when: When, on: date, timezone: str, ends: str = MIDNIGHT) -> bool:
    """Whether the last day of a plan is over by the end of a day in a time zone."""
    return end_of_day(when.latest, when.timezone, ends) <= end_of_day(on, timezone)


def days_late(planned: When, happened: When) -> int | None:
    """Days from the latest day planned to the earliest on which it can have happened, 0 where it is
    not later; none where no earliest day is known. Both in the days of one time zone."""
    if happened.earliest is None:
        return 0 if happened.latest <= planned.latest else None
    return max(0, (happened.earliest - planned.latest).days)


def verdict(planned: When, happened: When) -> Verdict:
    """Whether a plan was kept. Both in the days of one time zone.

    What lasts several days is judged by its first. Where some of the days on which it may have
    happened keep the plan and others do not, the dates do not tell.
    """
    first = happened.earliest
    last = first if happened.lasting and first else happened.latest
    if first and first > planned.latest:
        return "late"
    if last > planned.latest:
        return "indeterminate"
    if planned.earliest and last < planned.earliest:
        return "early"
    return "on-time"
