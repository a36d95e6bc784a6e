"""Recorders of how far another application's log has been processed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from eventsourcing.persistence import (
    IntegrityError,
    ProcessRecorder,
    StoredEvent,
    Tracking,
    TrackingRecorder,
)

from engine.errors import Damaged, Refused
from engine.lmdb import layout
from engine.lmdb.event_recorder import LmdbRecorder
from engine.lmdb.layout import LAST_STEP, pack
from engine.lmdb.log_recorder import LmdbApplicationRecorder
from engine.lmdb.memory_map import Databases

if TYPE_CHECKING:
    from engine.lmdb.memory_map import Transaction

TRACKING = "tracking"


class LmdbTrackingRecorder(LmdbRecorder, TrackingRecorder):
    """How far other applications' logs have been processed. A view that keeps more beside it
    opens databases of its own, and calls `track` in the act that changes them."""

    def _databases(self) -> tuple[str, ...]:
        return *super()._databases(), TRACKING

    def insert_tracking(self, tracking: Tracking) -> None:
        """Durably records a position; IntegrityError unless it is beyond the last one."""
        self.environment.write(lambda txn, databases: track(txn, databases, tracking))

    def max_tracking_id(self, application_name: str) -> int | None:
        """The last position recorded for the application, or None."""
        return self.environment.read(
            lambda txn, databases: _tracked(txn, databases, application_name)
        )


class LmdbProcessRecorder(LmdbTrackingRecorder, LmdbApplicationRecorder, ProcessRecorder):
    """The log of an application that follows another one: what it records and how far it has
    read are one transaction, `insert_events(events, tracking=...)`, also without events."""

    def _insert(
        self, stored_events: Sequence[StoredEvent], tracking: Tracking | None = None, **kwargs: Any
    ) -> list[int]:
        if tracking is None:
            return super()._insert(stored_events, **kwargs)
        return self._append(stored_events, lambda txn, databases: track(txn, databases, tracking))


def track(txn: Transaction, databases: Databases, tracking: Tracking) -> None:
    """Within an act: records a position, or raises IntegrityError unless it is beyond the last."""
    name, position = tracking.application_name, tracking.notification_id
    if not 0 <= position <= LAST_STEP:
        raise Refused(f"position {position} of {name} is outside 0 to {LAST_STEP}")
    last = _tracked(txn, databases, name)
    if last is not None and last >= position:
        raise IntegrityError(f"{name} is tracked to position {last}; {position} is not beyond it")
    key = layout.name_key(name)
    txn.put(key, layout.seal(key, pack(position)), db=databases[TRACKING])


def _tracked(txn: Transaction, databases: Databases, name: str) -> int | None:
    key = layout.name_key(name)
    tracking = databases.get(TRACKING)
    value = None if tracking is None else txn.get(key, None, tracking)
    if value is None:
        return None
    content = layout.unseal(key, value)
    if content is None:
        raise Damaged(f"the tracking of {name}: its digest does not match")
    return int.from_bytes(content)
