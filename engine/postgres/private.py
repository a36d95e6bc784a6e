"""The private store on PostgreSQL: a table in the schema of the store.

    private    key text PRIMARY KEY, value bytea

An erasure has the table written anew, so that the old file is deleted with what stood in it. The
database's write-ahead log and its backups are out of our reach (docs/postgresql.md).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import LiteralString, TypeVar, cast

from eventsourcing.persistence import InterfaceError, OperationalError
from eventsourcing.utils import retry
from psycopg import Cursor
from psycopg.rows import DictRow
from psycopg.sql import SQL, Composed, Identifier

from engine.errors import Refused
from engine.postgres.database import Database, connected, explained

TABLE = "private"
LONGEST_KEY = 511
PATIENCE = 30
"""Seconds that an erasure waits for those who still read."""
T = TypeVar("T")


class PostgresPrivate:
    """The private store of a store on PostgreSQL. It waits out a failover, as the log does: to
    put or to erase the same twice is to do it once."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, key: str) -> bytes | None:
        """What lies under a key; None where nothing does, or no longer."""

        def act(cursor: Cursor[DictRow]) -> bytes | None:
            cursor.execute(self._sql("SELECT value FROM {} WHERE key = %s"), (_checked(key),))
            row = cursor.fetchone()
            return bytes(row["value"]) if row else None

        return self._do(act)

    def put(self, items: Mapping[str, bytes]) -> None:
        """Keep these, durably, all of them or none; what lay under a key is replaced."""
        statement = self._sql(
            "INSERT INTO {} (key, value) VALUES (%s, %s)"
            " ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value"
        )
        # In order: two who put the same keys wait, and never for each other.
        rows = sorted((_checked(key), value) for key, value in items.items())
        if rows:
            self._do(lambda cursor: cursor.executemany(statement, rows))

    def delete(self, keys: Iterable[str]) -> None:
        """Erases what stands under the keys, in one durable transaction, and has the table written
        anew without it. `Unavailable` where somebody goes on reading it: it is deleted then."""
        statement = self._sql("DELETE FROM {} WHERE key = ANY(%s)")
        names = sorted(_checked(key) for key in keys)
        if not names:
            return
        if self._do(lambda cursor: cursor.execute(statement, (names,)).rowcount):
            with connected(self._database.address) as connection:
                connection.execute(f"SET lock_timeout = '{PATIENCE}s'")
                connection.execute(self._sql("VACUUM (FULL) {}"))

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


def _checked(key: str) -> str:
    """The key, as it can be kept: 1 to 511 bytes in UTF-8, as on LMDB, and without a NUL."""
    try:
        size = len(key.encode())
    except UnicodeEncodeError:
        raise Refused(f"the key {key[:40]!r} is not Unicode text") from None
    if not 0 < size <= LONGEST_KEY or "\0" in key:
        raise Refused(f"the key {key[:40]!r} has {size} bytes; the store takes 1 to {LONGEST_KEY}")
    return key
