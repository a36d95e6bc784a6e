"""The acts of procedure on a work, in the order of their days: what was issued, circulated, asked
for, held, sent in, answered, put under silence, put off, adopted and said of it afterwards.

Folded from the log up to a point of one of the work's drafts: to where its text changed next, so
that an expression has with it all that was done while it was the text.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple
from zoneinfo import ZoneInfo

from engine.events import Change, MetaChanged
from engine.projection import fold
from engine.record import Entry
from projections.procedure.folding import Folding
from projections.procedure.step import Fact, Step, of_draft
from projections.timeline import TIMELINE, facts
from projections.timeline.plan import Day

__all__ = ["Fact", "Known", "Step", "Told", "of_draft", "procedure"]


class Told:
    """The entries of a log, to be cut where the text of a draft changed next."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.entries = list(entries)
        self._at: list[int] = []
        self._without: list[Entry] = []
        self._changes: dict[str, list[tuple[int, int]]] = {}
        for at, entry in enumerate(self.entries):
            if isinstance(entry.record.event, Change | MetaChanged):
                self._changes.setdefault(entry.stream, []).append((entry.step, at))
            else:
                self._at.append(at)
                self._without.append(entry)

    def known(self, stream: str, step: int) -> Known:
        """What is known where the text of a draft changes next after a step of it."""
        changes = self._changes.get(stream, [])
        next_ = bisect_right(changes, (step, len(self.entries)))
        return self._cut(changes[next_][1] if next_ < len(changes) else len(self.entries))

    def all(self) -> Known:
        """All of it."""
        return self._cut(len(self.entries))

    def _cut(self, at: int) -> Known:
        return Known(self._without[: bisect_left(self._at, at)], self.entries[at - 1])


class Known(NamedTuple):
    """What is known of a log up to its record `last`: the entries, but changes of texts."""

    entries: list[Entry]
    last: Entry


def procedure(
    known: Known, work: str, language: str | None = None, as_of: date | None = None
) -> tuple[Step, ...]:
    """The acts of procedure on a work, in the order of their days. `language` leaves out what
    concerns an expression in another language only. Deadlines and silences pass by themselves by
    the end of `as_of`, by default the day on which the last record that is known was recorded."""
    view = fold(TIMELINE, known.entries)
    frame = view["process",]
    assert isinstance(frame, facts.Frame)
    zone = ZoneInfo(frame.timezone)
    day = Day(view, as_of or known.last.record.recorded_at.astimezone(zone).date())
    folding = Folding(work, language, day)
    for entry in known.entries:
        folding.take(entry)
    folding.pass_time()
    return tuple(sorted(folding.steps, key=lambda step: step.on))
