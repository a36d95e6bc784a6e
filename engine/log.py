"""The log of one store: entries by stream and by position, and appending acts to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import cast
from uuid import UUID

from eventsourcing.persistence import ApplicationRecorder, IntegrityError, StoredEvent

from engine.errors import Conflict, Damaged
from engine.mapper import RecordMapper
from engine.proof.chains import Chains
from engine.proof.verification import Stored
from engine.record import Entry, Positioned, digest

_PAGE = 500


class Log:
    """The events of a store through any recorder of `eventsourcing`.

    `chained`: hold each record that is read against the one before it in its stream, because the
    recorder does not seal records itself; what does not follow is `Damaged`.
    """

    def __init__(self, recorder: ApplicationRecorder, *, chained: bool = False) -> None:
        self.recorder = recorder
        self._chained = chained
        self._mapper = RecordMapper()

    @property
    def whole(self) -> Log:
        """The whole log: this one, unless it is cut (`engine.known`)."""
        return self

    def read(self, stream: str, upto: int | None = None, *, after: int = 0) -> list[Entry]:
        """A stream's entries in order, from the one behind step `after` up to step `upto` or its
        last."""
        chains = Chains()
        found = self.recorder.select_events(stream, gt=after or None, lte=upto)
        return [self._linked(stored, chains) for stored in found]

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
        chains = Chains()
        while True:
            page = self.recorder.select_events(stream, gt=after or None, lte=upto, limit=_PAGE)
            for stored in page:
                yield Positioned(stored.originator_version, self._linked(stored, chains))
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
        chains = Chains()
        while True:
            page = self.recorder.select_notifications(
                start=after, limit=_PAGE, inclusive_of_start=False
            )
            for notification in page:
                yield Positioned(notification.id, self._linked(notification, chains))
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
        chains = Chains()
        after = 0
        while after < last:
            page = self.recorder.select_notifications(
                start=after, limit=_PAGE, stop=last, inclusive_of_start=False
            )
            for n in page:
                if self._chained:
                    self._linked(n, chains)
                yield Stored(n.id, str(n.originator_id), n.originator_version, n.topic, n.state)
            after = page[-1].id if len(page) == _PAGE else last

    def put_back(self, records: Sequence[Stored]) -> None:
        """Records what was in a log before, byte for byte, in this order; positions are anew."""
        self._insert([StoredEvent(r.stream, r.step, r.kind, r.state) for r in records])

    def append(self, entries: Sequence[Entry]) -> None:
        """Record the entries of one act durably, all of them or none. `Conflict` names who took
        one of their steps first, and when."""
        self._insert([StoredEvent(e.stream, e.step, e.kind, e.state) for e in entries])

    def _insert(self, events: Sequence[StoredEvent]) -> None:
        try:
            self.recorder.insert_events(events)
        except IntegrityError as error:
            if self._recorded(events):
                return  # by us: the answer to the commit was lost, and the recorder did it again
            for event in events:
                before = event.originator_version - 1
                for found in self.recorder.select_events(event.originator_id, gt=before, limit=1):
                    if found.originator_version == event.originator_version:
                        raise _taken(self._entry(found)) from None
            raise Conflict(f"somebody else acted first: {error}") from None

    def _recorded(self, events: Sequence[StoredEvent]) -> bool:
        """Whether exactly these are stored; the id of their act is in their bytes."""
        steps: dict[UUID | str, list[int]] = {}
        for event in events:
            steps.setdefault(event.originator_id, []).append(event.originator_version)
        stored = {
            event
            for stream, taken in steps.items()
            for event in self.recorder.select_events(stream, gt=min(taken) - 1, lte=max(taken))
        }
        return stored == set(events)

    def _entry(self, stored: StoredEvent) -> Entry:
        return cast(Entry, self._mapper.to_domain_event(stored))

    def _linked(self, stored: StoredEvent, chains: Chains) -> Entry:
        """The entry; held, where that is called for, against the one before it in its stream."""
        entry = self._entry(stored)
        if self._chained:
            if entry.step > 1 and not chains.knows(entry.stream):
                before = entry.step - 1
                for known in self.recorder.select_events(entry.stream, gt=before - 1, lte=before):
                    chains.begin(self._entry(known))
            chains.link(entry)
        return entry


def _taken(first: Entry) -> Conflict:
    record = first.record
    return Conflict(
        f"{first.stream} step {first.step} was taken first: {first.kind} by "
        f"{', '.join(record.by)}, recorded at {record.recorded_at:%Y-%m-%d %H:%M:%S} UTC"
    )
