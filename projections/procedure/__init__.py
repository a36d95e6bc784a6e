"""The acts of procedure on a work, in the order of their days: what was issued, circulated, asked
for, held, sent in, answered, put under silence, put off, adopted and said of it afterwards.

Folded from the log up to a point of one of the work's drafts: to where its text changed next, so
that an expression has with it all that was done while it was the text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from zoneinfo import ZoneInfo

from engine.events import Change, MetaChanged
from engine.projection import fold
from engine.record import Entry
from projections.procedure.folding import Folding
from projections.procedure.step import Fact, Step, of_draft
from projections.timeline import TIMELINE, facts
from projections.timeline.plan import Day

__all__ = ["Fact", "Step", "known", "of_draft", "procedure"]


def known(entries: Iterable[Entry], stream: str, step: int) -> Iterator[Entry]:
    """The entries of a log up to where the text of a draft changes next after a step of it."""
    for entry in entries:
        behind = entry.stream == stream and entry.step > step
        if behind and isinstance(entry.record.event, Change | MetaChanged):
            return
        yield entry


def procedure(
    entries: Iterable[Entry], work: str, language: str | None = None, as_of: date | None = None
) -> tuple[Step, ...]:
    """The acts of procedure on a work, in the order of their days. `language` leaves out what
    concerns an expression in another language only. Deadlines and silences pass by themselves by
    the end of `as_of`, by default the day on which the last of the entries was recorded."""
    told = list(entries)
    view = fold(TIMELINE, told)
    if ("process",) not in view or not told:
        return ()
    frame = view["process",]
    assert isinstance(frame, facts.Frame)
    zone = ZoneInfo(frame.timezone)
    day = Day(view, as_of or told[-1].record.recorded_at.astimezone(zone).date())
    folding = Folding(work, language, day)
    for entry in told:
        folding.take(entry)
    folding.pass_time()
    return tuple(sorted(folding.steps, key=lambda step: step.on))
