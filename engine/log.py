"""The log of one store: entries by stream and by position, and appending acts to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import cast

from eventsourcing.persistence import ApplicationRecorder, EventStore, IntegrityError, StoredEvent

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

    def read(self, stream: str, upto: int | None = None, *, after: int = 0) -> list[Entry]:
        """A stream's entries in order, from the one behind step `after` up to step `upto` or its
        last."""
        return cast("list[Entry]", list(self._events.get(stream, gt=after or None, lte=upto)))

    def head(self, stream: str) -> Entry | None:
        """A stream's last entry, if it has any."""
        found = self.recorder.select_events(stream, desc=True, limit=1)
        return self._entry(found[0]) if found else None

    def follow_stream(self, stream: str, after: int = 0) -> Iterator[Positioned]:
        """A stream's entries behind a step, a page at a time, each with its step as position."""
        while True:
            page = self.recorder.select_events(stream, gt=after or None, limit=_PAGE)
            for stored in page:
                yield Positioned(stored.originator_version, self._entry(stored))
            if len(page) < _PAGE:
                return
            after = page[-1].originator_version

    def position(self) -> int:
        """The last position; 0 where the log is empty."""
        return self.recorder.max_notification_id() or 0

    def last(self) -> Entry | None:
        """The entry at the highest position that is as it was written, if there is one. One that is
        not, which is its own stream's affair, is passed over here."""
        position = self.position()
        while position > 0:
            try:
                found = self.recorder.select_notifications(start=position, limit=1)
                return self._entry(found[0]) if found else None
            except Damaged:
                position -= 1
        return None

    def at(self, position: int) -> Entry | None:
        """The entry at a position, if there is one."""
        found = self.recorder.select_notifications(start=position, limit=1, stop=position)
        return self._entry(found[0]) if found else None

    def follow(self, after: int = 0) -> Iterator[Positioned]:
        """Every entry behind a position, in the order of positions, which may have gaps."""
        while True:
            page = self.recorder.select_notifications(
                start=after, limit=_PAGE, inclusive_of_start=False
            )
            for notification in page:
                yield Positioned(notification.id, self._entry(notification))
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

    def records(self, upto: int | None = None) -> Iterator[Stored]:
        """Every record up to a position, or to the last one as it is now, as it lies there,
        undecoded. `Damaged` names the first that is not what was written."""
        last = self.position() if upto is None else upto
        after = 0
        while after < last:
            page = self.recorder.select_notifications(
                start=after, limit=_PAGE, stop=last, inclusive_of_start=False
            )
            for n in page:
                yield Stored(n.id, str(n.originator_id), n.originator_version, n.topic, n.state)
            after = page[-1].id if len(page) == _PAGE else last

    def put_back(self, records: Sequence[Stored]) -> None:
        """Records what was in a log before, byte for byte, in this order; positions are anew."""
        self.recorder.insert_events(
            [StoredEvent(r.stream, r.step, r.kind, r.state) for r in records]
        )

    def append(self, entries: Sequence[Entry]) -> None:
        """Record the entries of one act durably, all of them or none. `Conflict` where somebody
        took one of their steps first."""
        try:
            self._events.put(entries)  # type: ignore[arg-type]  # the mapper takes entries
        except IntegrityError as error:
            raise Conflict(f"somebody else acted first: {error}") from None

    def _entry(self, stored: StoredEvent) -> Entry:
        return cast(Entry, self._events.mapper.to_domain_event(stored))
