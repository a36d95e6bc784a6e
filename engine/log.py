"""The log of one store: entries by stream and by position, and appending acts to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import cast

from eventsourcing.persistence import ApplicationRecorder, EventStore, IntegrityError, StoredEvent

from engine.chains import Chains
from engine.errors import Conflict, Damaged
from engine.mapper import RecordMapper
from engine.record import Entry, Positioned
from engine.verification import Stored

_PAGE = 500


class Log:
    """The events of a store through any recorder of `eventsourcing`.

    `chained`: hold each record that is read against the one before it in its stream, because the
    recorder does not seal records itself; what does not follow is `Damaged`.
    """

    def __init__(self, recorder: ApplicationRecorder, *, chained: bool = False) -> None:
        self.recorder = recorder
        self._chained = chained
        self._events: EventStore[str] = EventStore(RecordMapper(), recorder)

    def read(self, stream: str, upto: int | None = None, *, after: int = 0) -> list[Entry]:
        """A stream's entries in order, from the one behind step `after` up to step `upto` or its
        last."""
        entries = cast("list[Entry]", list(self._events.get(stream, gt=after or None, lte=upto)))
        chains = Chains()
        for entry in entries if self._chained else ():
            self._link(chains, entry)
        return entries

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
        chains = Chains()
        while True:
            page = self.recorder.select_notifications(
                start=after, limit=_PAGE, inclusive_of_start=False
            )
            for notification in page:
                entry = self._entry(notification)
                if self._chained:
                    self._link(chains, entry)
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
        """Record the entries of one act durably, all of them or none. `Conflict` names who took
        one of their steps first, and when."""
        try:
            self._events.put(entries)  # type: ignore[arg-type]  # the mapper takes entries
        except IntegrityError as error:
            winner = next((e for e in map(self._at, entries) if e is not None), None)
            if winner is None:
                raise Conflict(f"somebody else acted first: {error}") from None
            if self._recorded(entries):
                return  # by us: the answer to the commit was lost, and the recorder did it again
            record = winner.record
            raise Conflict(
                f"{winner.stream} step {winner.step} was taken first: {winner.kind} by "
                f"{', '.join(record.by)}, recorded at {record.recorded_at:%Y-%m-%d %H:%M:%S} UTC"
            ) from None

    def _recorded(self, entries: Sequence[Entry]) -> bool:
        """Whether exactly these are stored; the id of their act is in their bytes."""
        steps: dict[str, list[int]] = {}
        for entry in entries:
            steps.setdefault(entry.stream, []).append(entry.step)
        stored = {
            (e.originator_id, e.originator_version, e.topic, e.state)
            for stream, taken in steps.items()
            for e in self.recorder.select_events(stream, gt=min(taken) - 1, lte=max(taken))
        }
        return stored == {(e.stream, e.step, e.kind, e.state) for e in entries}

    def _at(self, entry: Entry) -> Entry | None:
        """The entry that is stored at the stream and step of another, if there is one."""
        return self._stored_at(entry.stream, entry.step)

    def _stored_at(self, stream: str, step: int) -> Entry | None:
        found = list(self._events.get(stream, gt=step - 1, lte=step))
        return cast(Entry, found[0]) if found else None

    def _link(self, chains: Chains, entry: Entry) -> None:
        if entry.step > 1 and not chains.knows(entry.stream):
            before = self._stored_at(entry.stream, entry.step - 1)
            if before is not None:
                chains.begin(before)
        chains.link(entry)

    def _entry(self, stored: StoredEvent) -> Entry:
        return cast(Entry, self._events.mapper.to_domain_event(stored))
