"""Entries to the library's stored events and back: the topic is the kind's tag, never the name of
a class, and the state is the record's exact bytes."""

from __future__ import annotations

from typing import Any, cast

from eventsourcing.persistence import JSONTranscoder, Mapper, StoredEvent

from engine.record import Entry, decode


class RecordMapper(Mapper[str]):
    """The mapper of `eventsourcing` for entries of the log."""

    def __init__(self) -> None:
        super().__init__(JSONTranscoder())

    def to_stored_event(self, domain_event: Any) -> StoredEvent:
        """The stored event for an entry."""
        entry = cast(Entry, domain_event)
        return StoredEvent(entry.stream, entry.step, entry.kind, entry.state)

    def to_domain_event(self, stored_event: StoredEvent) -> Any:
        """The entry for a stored event; `Damaged` or `UnknownFormat` where it does not decode."""
        return decode(
            str(stored_event.originator_id),
            stored_event.originator_version,
            stored_event.topic,
            stored_event.state,
        )
