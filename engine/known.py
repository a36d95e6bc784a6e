"""The log as it was known at the end of a day: what had been recorded by then, and nothing else.

Records are never recorded earlier than those before them, so the log is cut at one position, and
each stream at one step; both are found by halving.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import takewhile
from zoneinfo import ZoneInfo

from engine.errors import Damaged, Refused
from engine.log import Log
from engine.proof.verification import Stored
from engine.record import Entry, Positioned


class KnownLog(Log):
    """The entries of a log that were recorded before a moment. Nothing can be appended to it."""

    def __init__(self, whole: Log, before: datetime) -> None:
        super().__init__(whole.recorder, chained=whole._chained)
        self._whole = whole
        self._before = before
        self._steps: dict[str, int] = {}

    @property
    def whole(self) -> Log:
        """The log that this one is cut from."""
        return self._whole

    def read(self, stream: str, upto: int | None = None, *, after: int = 0) -> list[Entry]:
        """A stream's entries in order, of those that are known."""
        known = self._known(stream)
        last = known if upto is None else min(upto, known)
        return super().read(stream, last, after=after) if after < last else []

    def head(self, stream: str) -> Entry | None:
        """A stream's last entry that is known, if there is any."""
        known = self._known(stream)
        return super().read(stream, known, after=known - 1)[0] if known else None

    def last(self) -> Entry | None:
        """The last entry that is known and as it was written, if there is any."""
        low, high = 0, self.position()
        found: Entry | None = None
        while low < high:
            middle = (low + high) // 2 + 1
            next_ = self._from(middle, high)
            if next_ and self._knows(next_.entry):
                low, found = next_
            else:
                high = middle - 1
        return found

    def follow(self, after: int = 0) -> Iterator[Positioned]:
        """Every entry behind a position that is known."""
        return takewhile(lambda found: self._knows(found.entry), super().follow(after))

    def follow_stream(
        self, stream: str, after: int = 0, upto: int | None = None
    ) -> Iterator[Positioned]:
        """A stream's entries behind a step that are known."""
        known = self._known(stream)
        last = known if upto is None else min(upto, known)
        return super().follow_stream(stream, after, last) if after < last else iter(())

    def stored(self) -> Iterator[Stored]:
        """Refused: a proof is of the whole log."""
        raise Refused("a log is proved as a whole, not as it was known on a day")

    def append(self, entries: Sequence[Entry]) -> None:  # noqa: ARG002
        """Refused: what is past does not change."""
        raise Refused(f"the log as known before {self._before} cannot be added to")

    def _from(self, position: int, upto: int) -> Positioned | None:
        """The first entry from a position on that is as it was written, if there is one up to
        another position. One that is not is its own stream's affair, as for the whole log."""
        while position <= upto:
            try:
                page = self.recorder.select_notifications(start=position, limit=1, stop=upto)
                return Positioned(page[0].id, self._entry(page[0])) if page else None
            except Damaged:
                position += 1
        return None

    def _knows(self, entry: Entry) -> bool:
        return entry.record.recorded_at < self._before

    def _known(self, stream: str) -> int:
        if stream not in self._steps:
            head = self._whole.head(stream)
            low, high = 0, head.step if head else 0
            if head and self._knows(head):
                low = high
            while low < high:
                middle = (low + high) // 2 + 1
                if self._knows(self._whole.read(stream, middle, after=middle - 1)[0]):
                    low = middle
                else:
                    high = middle - 1
            self._steps[stream] = low
        return self._steps[stream]


def known_on(log: Log, day: date, zone: ZoneInfo) -> KnownLog:
    """The log as it was known at the end of a day in a time zone."""
    if day == date.max:
        return KnownLog(log, datetime.max.replace(tzinfo=UTC))
    midnight = datetime.combine(day + timedelta(days=1), time(), zone)
    return KnownLog(log, midnight.astimezone(UTC))
