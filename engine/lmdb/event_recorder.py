"""The recorder of streams on LMDB, and what all recorders share.

`engine.lmdb.layout` draws the bytes. On LMDB, positions are contiguous and in the order of commits,
and so are the steps of a stream: a gap means damage when reading, and is refused when writing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256
from itertools import islice
from struct import error as StructError
from typing import TYPE_CHECKING, Any
from uuid import UUID

from eventsourcing.persistence import (
    AggregateRecorder,
    IntegrityError,
    Recorder,
    StoredEvent,
    Tracking,
)

from engine.errors import Damaged
from engine.lmdb import layout
from engine.lmdb.environment import Environment
from engine.lmdb.layout import LAST_STEP, LAYOUT_BYTE, pack
from engine.lmdb.memory_map import Act, Databases, T

if TYPE_CHECKING:
    from engine.lmdb.memory_map import Database, Transaction

META = "meta"
EVENTS = "events"


class LmdbRecorder(Recorder):
    """What all recorders share: an environment of a known layout, with their databases in it.

    UnknownFormat: a newer Travaux wrote the store.
    """

    def __init__(self, environment: Environment, purpose: str = EVENTS) -> None:
        self.environment = environment
        self.purpose = purpose
        prefix = "" if purpose == EVENTS else f"{purpose}/"
        self._records = prefix + "records"
        self._index = prefix + "index"
        environment.open_databases(META, *self._databases())
        value = environment.read(_layout)
        if value is None and environment.why_read_only is None:
            environment.write(_agree_on_layout)
            value = environment.read(_layout)
        if value is not None:
            layout.check_layout(value)

    def _databases(self) -> tuple[str, ...]:
        return ()

    def _found(self, find: Act[T | None]) -> T | None:
        """What `find` finds; again where it found no database, for another process may have made
        it since."""
        found = self.environment.read(find)
        if found is None:
            self.environment.open_databases(*self._databases())
            found = self.environment.read(find)
        return found


class LmdbAggregateRecorder(LmdbRecorder, AggregateRecorder):
    """Events by stream and step. The purpose "events" is the log, whose streams have no gaps; any
    other, such as "snapshots", has databases of its own, and its streams may have gaps."""

    def _databases(self) -> tuple[str, ...]:
        return *super()._databases(), self._records, self._index

    def insert_events(
        self, stored_events: Sequence[StoredEvent], **kwargs: Any
    ) -> Sequence[int] | None:
        """Appends the events in one durable transaction, or none of them.

        IntegrityError names the stream and the step that is taken, or that would leave a gap.
        """
        self._insert(stored_events, **kwargs)
        return None

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEvent]:
        """The stream's events with steps over `gt` up to `lte`, `limit` of them at most.

        Damaged names stream, step and position of a record that is not what was written.
        """
        stream = layout.stream_key(originator_id)
        first = 0 if gt is None else max(gt + 1, 0)
        last = LAST_STEP if lte is None else min(lte, LAST_STEP)
        if first > last or (limit is not None and limit <= 0):
            return []
        low, high = stream + pack(first), stream + pack(last)

        def find(
            txn: Transaction, databases: Databases
        ) -> tuple[list[bytes], list[bytes], list[bytes | None]] | None:
            records, index = databases.get(self._records), databases.get(self._index)
            if records is None or index is None:
                return None
            cursor = txn.cursor(index)
            rows: Iterable[tuple[bytes, bytes]] = ()
            if not desc:
                if cursor.set_range(low):
                    rows = cursor.iternext()
            elif cursor.key() == high or cursor.prev() if cursor.set_range(high) else cursor.last():
                rows = cursor.iterprev()
            keys, positions = [], []
            for key, position in islice(rows, limit):
                if not low <= key <= high:
                    break
                keys.append(key)
                positions.append(position)
            get = txn.get
            return keys, positions, [get(position, None, records) for position in positions]

        found = self._found(find)
        if not found or not found[0]:
            return []
        try:
            events = _events(originator_id, *found)
        except (ValueError, StructError) as error:  # sealed, yet not of this form
            raise Damaged(f"{originator_id} holds what is no record: {error}") from error
        if self.purpose == EVENTS:
            ordered = events[::-1] if desc else events
            cut = desc and limit == len(events)
            _refuse_gaps(ordered, ordered[0].originator_version if cut else first)
        return events

    def _insert(
        self, stored_events: Sequence[StoredEvent], tracking: Tracking | None = None, **_: Any
    ) -> list[int]:
        assert tracking is None, "only a process recorder tracks"
        return self._append(stored_events) if stored_events else []

    def _append(
        self, stored_events: Sequence[StoredEvent], beside: Act[None] | None = None
    ) -> list[int]:
        """The events' positions, once they and what `beside` puts are durable."""
        bodies = [layout.body(event) for event in stored_events]
        keys = [
            layout.stream_key(event.originator_id) + pack(event.originator_version)
            for event in stored_events
        ]
        befores = _befores(keys) if self.purpose == EVENTS else []

        def append(txn: Transaction, databases: Databases) -> list[int]:
            records, index = databases[self._records], databases[self._index]
            last = _last_position(txn, records)
            for before in befores:
                if txn.get(before, None, index) is None:
                    raise IntegrityError(f"{_named(before)} is not there, so none can follow")
            numbers = list(range(last + 1, last + 1 + len(keys)))
            positions = [pack(number) for number in numbers]
            entries = list(zip(keys, positions, strict=True))
            done = txn.cursor(index).putmulti(entries, overwrite=False)
            if done != (len(keys), len(keys)):
                raise IntegrityError(_conflict(txn, index, entries, last))
            sealed = zip(positions, map(layout.seal, positions, bodies), strict=True)
            txn.cursor(records).putmulti(list(sealed), append=True)
            if beside is not None:
                beside(txn, databases)
            return numbers

        return self.environment.write(append)


def _events(
    stream: UUID | str,
    keys: list[bytes],
    positions: list[bytes],
    values: list[bytes | None],
) -> list[StoredEvent]:
    """The events in these records of one stream; Damaged at the first that is not as written."""
    events = []
    digest, sizes, number, new = sha256, layout.sizes, int.from_bytes, object.__new__
    for key, position, value in zip(keys, positions, values):  # noqa: B905
        if value is None:
            raise Damaged(_astray(stream, key, f"record {number(position)} is not there"))
        content = value[:-32]
        start = len(key) + 1
        if (
            digest(position + content).digest() != value[-32:]
            or content[:start] != LAYOUT_BYTE + key
        ):
            layout.record(position, value)  # says so if the record itself is at fault
            raise Damaged(_astray(stream, key, layout.described(position, value)))
        topic, event_id, _, metadata = sizes(content, start)
        start += 8
        end = start + topic
        event = new(StoredEvent)  # as its __init__ does, in half the time
        fields = event.__dict__
        fields["originator_id"] = stream
        fields["originator_version"] = number(key[-8:])
        fields["topic"] = content[start:end].decode()
        fields["state"] = content[end + event_id + metadata :]
        events.append(event)
    return events


def _layout(txn: Transaction, databases: Databases) -> bytes | None:
    meta = databases.get(META)
    return None if meta is None else txn.get(layout.LAYOUT_KEY, None, meta)


def _agree_on_layout(txn: Transaction, databases: Databases) -> None:
    value = layout.seal(layout.LAYOUT_KEY, pack(layout.LAYOUT))
    txn.put(layout.LAYOUT_KEY, value, overwrite=False, db=databases[META])


def _last_position(txn: Transaction, records: Database) -> int:
    """The last position, for the next record to follow. Damaged where it cannot be believed: there
    are not as many records as it says, and the record's digest does not hold for it either."""
    cursor = txn.cursor(records)
    if not cursor.last():
        return 0
    position, value = cursor.item()
    number = int.from_bytes(position)
    if txn.stat(records)["entries"] != number and layout.unseal(position, value) is None:
        raise Damaged(f"{layout.described(position, value)}: its position is not to be believed")
    return number


def _befores(keys: list[bytes]) -> list[bytes]:
    """The entries that must be in the index for none of these keys to leave a gap."""
    given = set(keys)
    befores = []
    for key in keys:
        step = int.from_bytes(key[-8:])
        before = key[:-8] + pack(step - 1) if step > 1 else key
        if before not in given:
            befores.append(before)
    return befores


def _conflict(
    txn: Transaction, index: Database, entries: list[tuple[bytes, bytes]], last: int
) -> str:
    for key, position in entries:
        taken = txn.get(key, b"", index)
        if taken != position:
            number = int.from_bytes(taken)
            where = f"at position {number}" if number <= last else "by this append itself"
            return f"{_named(key)} is taken, {where}"
    return "the index did not take what was put"


def _astray(stream: UUID | str, key: bytes, found: str) -> str:
    return f"{stream} step {int.from_bytes(key[-8:])}: the index leads astray: {found}"


def _named(key: bytes) -> str:
    return f"{layout.stream_of(key[:-8])} step {int.from_bytes(key[-8:])}"


def _refuse_gaps(events: Sequence[StoredEvent], first: int) -> None:
    """Damaged where a step is missing from `first` on; a stream begins with step 0 or 1."""
    begin, end = events[0].originator_version, events[-1].originator_version
    if begin == 1 and first == 0:
        first = 1
    if end - first + 1 != len(events):
        present = {event.originator_version for event in events}
        missing = next(step for step in range(first, end + 1) if step not in present)
        raise Damaged(f"{events[0].originator_id} step {missing} is not in the index; {end} is")
