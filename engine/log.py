"""The log of one store: entries by stream and by position, and appending acts to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import cast

from eventsourcing.persistence import ApplicationRecorder, EventStore, IntegrityError, StoredEvent

from engine.errors import Conflict, Damaged
from engine.mapper import RecordMapper
from engine.record import Entry, Positioned, digest
from engine.verification import Stored

_PAGE = 500


class Log:
    """The events of a store through any recorder of `eventsourcing`."""

    def __init__(self, recorder: ApplicationRecorder) -> None:
        self.recorder = recorder
        self._events: EventStore[str] = EventStore(RecordMapper(), recorder)

    @property
    def whole(self) -> Log:
        """The whole log: this one, unless it is cut (`engine.known`)."""
        return self

    def read(self, stream: str, upto: int | None = None, *, after: int = 0) -> list[Entry]:
        """A stream's entries in order, from the one behind step `after` up to step `upto` or its
        last."""
        return cast("list[Entry]", list(self._events.get(stream, gt=after or None, lte=upto)))

    def head(self, stream: str) -> Entry | None:
        """A stream's last entry, if it has any."""
        found = self.recorder.select_events(stream, desc=True, limit=1)
        return self._entry(found[0]) if found else None

    def digest(self, stream: str, step: int) -> str | None:
        """The digest of the record at a step, if there is one; it is not decoded."""
        found = self.recorder.select_events(stream, gt=step - 1, lte=step)
        return digest(stream, step, found[0].topic, found[0].state) if found else None

    def follow_stream(
        self, stream: str, after: int = 0, upto: int | None = None
    ) -> Iterator[Positioned]:
        """A stream's entries behind a step up to another or its last, a page at a time, each with
        its step as position."""
        while True:
            page = self.recorder.select_events(stream, gt=after or None, lte=upto, limit=_PAGE)
            for stored in page:
                yield Positioned(stored.originator_version, self._entry(stored))
            if len(page) < _PAGE:
                return
            after = page[-1].originator_version

    def last(self) -> Entry | None:
        """The entry at the highest position, if there is one."""
        position = self.recorder.max_notification_id()
        if position is None:
            return None
        found = self.recorder.select_notifications(start=position, limit=1)
        return self._entry(found[0]) if found else None

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

    def append(self, entries: Sequence[Entry]) -> None:
        """Record the entries of one act durably, all of them or none. `Conflict` where somebody
        took one of their steps first."""
        try:
            self._events.put(entries)  # type: ignore[arg-type]  # the mapper takes entries
        except IntegrityError as error:
            raise Conflict(f"somebody else acted first: {error}") from None

    def _entry(self, stored: StoredEvent) -> Entry:
        return cast(Entry, self._events.mapper.to_domain_event(stored))
