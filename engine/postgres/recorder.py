"""The log on PostgreSQL: the `eventsourcing` library's recorder, and its errors in our words.

Its tables, in the schema of the store:

    stored_events    originator_id (the stream), originator_version (the step), topic (the kind),
                     state (the record's bytes), notification_id (the position)

A writer locks the table against other writers, so that positions are in the order of commits; a
rollback leaves a gap in them. The functions with which the library can insert are not made: they
pass the lock by, and whoever follows the log would miss events.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, cast
from uuid import UUID

from eventsourcing.persistence import Notification, StoredEvent
from eventsourcing.postgres import PostgresApplicationRecorder
from psycopg.sql import SQL, Identifier

from engine.errors import Damaged
from engine.postgres.database import Database, Unavailable, explained

EVENTS = "stored_events"
TYPE = "stored_event_text"


class PostgresRecorder(PostgresApplicationRecorder):
    """The log of a store. It waits out a failover; what is down for longer is `Unavailable`."""

    datastore: Database

    def __init__(self, database: Database) -> None:
        self.address = database.address
        with explained(self.address):
            super().__init__(database, events_table_name=EVENTS)
        del self.sql_create_statements[self.create_insert_function_statement_index]

    def create_table(self) -> None:
        """Make the tables in the schema, which is there."""
        with explained(self.address):
            super().create_table()
            with self.datastore.transaction(commit=True) as cursor:
                cursor.execute(
                    SQL(
                        "ALTER TABLE {}.{} ALTER topic SET NOT NULL, ALTER state SET NOT NULL"
                    ).format(Identifier(self.address.schema), Identifier(EVENTS))
                )

    def insert_events(
        self, stored_events: Sequence[StoredEvent], **kwargs: Any
    ) -> Sequence[int] | None:
        """Record these durably, all of them or none. `IntegrityError` where a step is taken: also
        where the connection was lost at the commit and this was done again, with success before.
        """
        unreplicated = self.datastore.unreplicated
        unreplicated.clear()
        try:
            with explained(self.address):
                positions = cast(
                    "Sequence[int] | None", super().insert_events(stored_events, **kwargs)
                )
        except Unavailable as error:
            raise Unavailable(
                f"{error}; whether the act was recorded is not known",
                hint="travaux log tells, once the database is back.",
            ) from error
        if unreplicated:
            raise Unavailable(
                f"{self.address} recorded the act, but no standby has confirmed it: "
                f"{unreplicated[-1]}",
                hint="It is in the log; it may be lost if the primary is.",
            )
        return positions

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEvent]:
        """A stream's events, or a part of them, in the order of its steps."""
        with explained(self.address), _no_null():
            found = super().select_events(originator_id, gt=gt, lte=lte, desc=desc, limit=limit)
            return cast("Sequence[StoredEvent]", found)

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Notification]:
        """The events at the next positions, at most `limit`; positions have gaps."""
        with explained(self.address), _no_null():
            found = super().select_notifications(
                start, limit, stop, topics, inclusive_of_start=inclusive_of_start
            )
            return cast("Sequence[Notification]", found)

    def max_notification_id(self) -> int | None:
        """The last position, None in an empty log."""
        with explained(self.address):
            return cast("int | None", super().max_notification_id())


@contextmanager
def _no_null() -> Iterator[None]:
    """The library makes bytes of a record's state, whatever the database holds there."""
    try:
        yield
    except TypeError as error:
        raise Damaged(f"a record has no state: {error}") from error
