"""The log of one store: entries by stream and by position, and appending acts to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import cast

from eventsourcing.persistence import ApplicationRecorder, EventStore, IntegrityError

from engine.errors import Conflict, Damaged
from engine.mapper import RecordMapper
from engine.record import Entry, Positioned
from engine.verification import Stored

_PAGE = 500


class Log:
    """The events of a store through any recorder of `eventsourcing`."""

    def __init__(self, recorder: ApplicationRecorder) -> None:
        self.recorder = recorder
        self._events: EventStore[str] = EventStore(RecordMapper(), recorder)

    def read(self, stream: str, upto: int | None = None) -> list[Entry]:
        """A stream's entries in order, from its first up to step `upto` or its last."""
        return cast("list[Entry]", list(self._events.get(stream, lte=upto)))

    def last(self) -> Entry | None:
        """The entry at the highest position, if there is one."""
        position = self.recorder.max_notification_id()
        if position is None:
            return None
        found = self.recorder.select_notifications(start=position, limit=1)
        return cast(Entry, self._events.mapper.to_domain_event(found[0])) if found else None

    def follow(self, after: int = 0) -> Iterator[Positioned]:
        """Every entry behind a position, in the order of positions, which may have gaps."""
        while True:
            page = self.recorder.select_notifications(
                start=after, limit=_PAGE, inclusive_of_start=False
            )
            for notification in page:
                entry = cast(Entry, self._events.mapper.to_domain_event(notification))
                yield Positioned(notification.id, entry)
            if len(page) < _PAGE:
                return
            after = page[-1].id

    def stored(self) -> Iterator[Stored]:
        """Every record as it lies there, in the order of positions, undecoded. A record that the
        store itself finds damaged is passed over: its audit names it."""
        last = self.recorder.max_notification_id() or 0
        at, size = 1, _PAGE
        while at <= last:
            try:
                page = self.recorder.select_notifications(start=at, limit=size, stop=last)
            except Damaged:
                at, size = (at + 1, _PAGE) if size == 1 else (at, 1)
                continue
            if not page:
                return
            for n in page:
                yield Stored(n.id, str(n.originator_id), n.originator_version, n.topic, n.state)
            at = page[-1].id + 1

    def append(self, entries: Sequence[Entry]) -> None:
        """Record the entries of one act durably, all of them or none. `Conflict` where somebody
        took one of their steps first."""
        try:
            self._events.put(entries)  # type: ignore[arg-type]  # the mapper takes entries
        except IntegrityError as error:
            raise Conflict(f"somebody else acted first: {error}") from None
