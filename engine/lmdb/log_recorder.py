"""The recorder of a log on LMDB: all events in the order of their commits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import sha256
from itertools import islice
from struct import error as StructError
from typing import TYPE_CHECKING, Any
from uuid import UUID

from eventsourcing.persistence import ApplicationRecorder, Notification, StoredEvent, Subscription

from engine.errors import Damaged
from engine.lmdb import layout
from engine.lmdb.event_recorder import LmdbAggregateRecorder
from engine.lmdb.layout import LAST_STEP, LAYOUT_BYTE, pack
from engine.lmdb.memory_map import Databases
from engine.lmdb.subscription import LmdbSubscription

if TYPE_CHECKING:
    from engine.lmdb.memory_map import Transaction

PAGE = 4096
"""Records looked at in one transaction at most: a long one would keep pages from being reused."""


class LmdbApplicationRecorder(LmdbAggregateRecorder, ApplicationRecorder):
    """The log: events by stream and step, and all of them in the order in which they came."""

    def insert_events(
        self, stored_events: Sequence[StoredEvent], **kwargs: Any
    ) -> Sequence[int] | None:
        """Appends the events in one durable transaction, or none of them; returns their
        positions. IntegrityError as for a single stream."""
        return self._insert(stored_events, **kwargs)

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Notification]:
        """The log's events from position `start` (or behind it) up to `stop`, `limit` at most.

        Damaged names the first record among them that is not what was written, also where its
        topic was not asked for: who follows the log misses nothing.
        """
        first = 1 if start is None else max(start if inclusive_of_start else start + 1, 1)
        last = LAST_STEP if stop is None else min(stop, LAST_STEP)
        wanted = frozenset(topics)
        notifications: list[Notification] = []
        while first <= last and len(notifications) < limit:
            count = min(PAGE, last - first + 1)
            if not wanted:
                count = min(count, limit - len(notifications))
            rows = self._page(first, count)
            try:
                notifications += _notifications(rows, wanted)
            except (ValueError, StructError) as error:  # sealed, yet not of this form
                raise Damaged(f"the log holds what is no record: {error}") from error
            if len(rows) < count:
                break
            first += count
        return notifications[:limit]

    def max_notification_id(self) -> int | None:
        """The position of the last event; None where the log is empty."""

        def find(txn: Transaction, databases: Databases) -> int | None:
            records = databases.get(self._records)
            if records is None:
                return None
            cursor = txn.cursor(records)
            return int.from_bytes(cursor.key()) if cursor.last() else 0

        return self._found(find) or None

    def subscribe(
        self, gt: int | None = None, topics: Sequence[str] = ()
    ) -> Subscription[ApplicationRecorder]:
        """Follows the log behind position `gt`: see `LmdbSubscription`."""
        return LmdbSubscription(self, gt, topics)

    def _page(self, first: int, count: int) -> list[tuple[bytes, bytes]]:
        def find(txn: Transaction, databases: Databases) -> list[tuple[bytes, bytes]] | None:
            records = databases.get(self._records)
            if records is None:
                return None
            cursor = txn.cursor(records)
            return list(islice(cursor.iternext(), count)) if cursor.set_range(pack(first)) else []

        rows = self._found(find) or []
        if rows and (rows[0][0] != pack(first) or rows[-1][0] != pack(first + len(rows) - 1)):
            for expected, (position, _) in enumerate(rows, first):
                if position != pack(expected):
                    number = int.from_bytes(position)
                    raise Damaged(f"record {expected} is not there; record {number} follows")
        return rows


def _notifications(
    rows: list[tuple[bytes, bytes]], wanted: frozenset[str]
) -> Iterator[Notification]:
    """The notifications in these records, if wanted; Damaged at the first one that fails."""
    streams: dict[bytes, UUID | str] = {}
    digest, sizes, number, new = sha256, layout.sizes, int.from_bytes, object.__new__
    for position, value in rows:
        content = value[:-32]
        if digest(position + content).digest() != value[-32:] or content[:1] != LAYOUT_BYTE:
            layout.record(position, value)  # raises, and says what is wrong
        at = 4 + (content[2] << 8) + content[3]
        key, start = content[1:at], at + 16
        topic, event_id, _, metadata = sizes(content, at + 8)
        end = start + topic
        name = content[start:end].decode()
        if wanted and name not in wanted:
            continue
        stream = streams.get(key)
        if stream is None:
            stream = streams[key] = layout.stream_of(key)
        notification = new(Notification)  # as its __init__ does, in half the time
        fields = notification.__dict__
        fields["originator_id"] = stream
        fields["originator_version"] = number(content[at : at + 8])
        fields["topic"] = name
        fields["state"] = content[end + event_id + metadata :]
        fields["id"] = number(position)
        yield notification
