"""The private store on PostgreSQL: a table in the schema of the store.

    private    key text PRIMARY KEY, value bytea

What is erased is gone for every reader at once, and from the database's files when it is vacuumed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import LiteralString, TypeVar, cast

from eventsourcing.persistence import InterfaceError, OperationalError
from eventsourcing.utils import retry
from psycopg import Cursor
from psycopg.rows import DictRow
from psycopg.sql import SQL, Composed, Identifier

from engine.postgres.database import Database, explained

TABLE = "private"
T = TypeVar("T")


class PostgresPrivate:
    """The private store of a store on PostgreSQL. It waits out a failover, as the log does: to
    put or to erase the same twice is to do it once."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, key: str) -> bytes | None:
        """What lies under a key; None where nothing does, or no longer."""

        def act(cursor: Cursor[DictRow]) -> bytes | None:
            cursor.execute(self._sql("SELECT value FROM {} WHERE key = %s"), (key,))
            row = cursor.fetchone()
            return bytes(row["value"]) if row else None

        return self._do(act)

    def put(self, items: Mapping[str, bytes]) -> None:
        """Keep these, durably, all of them or none; what lay under a key is replaced."""
        statement = self._sql(
            "INSERT INTO {} (key, value) VALUES (%s, %s)"
            " ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value"
        )
        rows = sorted(items.items())  # two who put the same keys wait, and never for each other
        self._do(lambda cursor: cursor.executemany(statement, rows))

    def delete(self, keys: Iterable[str]) -> None:
        """Erase these, durably, all of them or none; a key that is not there is passed over."""
        statement = self._sql("DELETE FROM {} WHERE key = %s")
        rows = [(key,) for key in sorted(keys)]
        self._do(lambda cursor: cursor.executemany(statement, rows))

    def keys(self, prefix: str = "") -> list[str]:
        """The keys that begin with `prefix`, in the order of their bytes."""

        def act(cursor: Cursor[DictRow]) -> list[str]:
            cursor.execute(
                self._sql('SELECT key FROM {} WHERE starts_with(key, %s) ORDER BY key COLLATE "C"'),
                (prefix,),
            )
            return [row["key"] for row in cursor]

        return self._do(act)

    def _sql(self, statement: LiteralString) -> Composed:
        return SQL(statement).format(Identifier(self._database.schema, TABLE))

    def _do(self, act: Callable[[Cursor[DictRow]], T]) -> T:
        @retry((InterfaceError, OperationalError), max_attempts=10, wait=0.2)
        def attempt() -> T:
            with self._database.transaction(commit=True) as cursor:
                return act(cursor)

        with explained(self._database.address):
            return cast("T", attempt())
