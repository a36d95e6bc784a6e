"""The log of one store: entries by stream and by position, and appending acts to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import cast

from eventsourcing.persistence import ApplicationRecorder, EventStore, IntegrityError

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

    def read(self, stream: str, upto: int | None = None) -> list[Entry]:
        """A stream's entries in order, from its first up to step `upto` or its last."""
        entries = cast("list[Entry]", list(self._events.get(stream, lte=upto)))
        chains = Chains()
        for entry in entries if self._chained else ():
            chains.link(entry)
        return entries

    def last(self) -> Entry | None:
        """The entry at the highest position, if there is one."""
        position = self.recorder.max_notification_id()
        if position is None:
            return None
        found = self.recorder.select_notifications(start=position, limit=1)
        return cast(Entry, self._events.mapper.to_domain_event(found[0])) if found else None

    def follow(self, after: int = 0) -> Iterator[Positioned]:
        """Every entry behind a position, in the order of positions, which may have gaps."""
        chains = Chains()
        while True:
            page = self.recorder.select_notifications(
                start=after, limit=_PAGE, inclusive_of_start=False
            )
            for notification in page:
                entry = cast(Entry, self._events.mapper.to_domain_event(notification))
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
        return self._entry(entry.stream, entry.step)

    def _entry(self, stream: str, step: int) -> Entry | None:
        found = list(self._events.get(stream, gt=step - 1, lte=step))
        return cast(Entry, found[0]) if found else None

    def _link(self, chains: Chains, entry: Entry) -> None:
        if entry.step > 1 and not chains.knows(entry.stream):
            before = self._entry(entry.stream, entry.step - 1)
            if before is not None:
                chains.begin(before)
        chains.link(entry)
