"""The days on which several things together have happened."""

from __future__ import annotations

from collections.abc import Iterable

from engine.timetable.when import When


def last_of(days: list[When]) -> When:
    """When all have happened: on the last of these days."""
    latest = max(d.latest for d in days)
    sure = [d.earliest for d in days if d.earliest]
    return When(
        earliest=max(sure) if len(sure) == len(days) else None,
        latest=latest,
        phrase=max(days, key=lambda d: d.latest).phrase,
        timezone=days[0].timezone,
    )


def together(happened: Iterable[When]) -> When:
    """From the beginning of the first part to the end of the last one held."""
    days = list(happened)
    first = min(days, key=lambda d: d.earliest or d.latest)
    last = max(days, key=lambda d: d.latest)
    return When(
        earliest=first.earliest,
        latest=last.latest,
        phrase=f"{first.phrase}, {last.phrase}" if first is not last else first.phrase,
        timezone=first.timezone,
        lasting=True,
    )
