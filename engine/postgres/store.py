"""A store in a schema of a database: one for each store, all its tables in it.

store            format, id: the marker, one row; written last, so that a store is whole or none
stored_events    the log (engine.postgres.recorder)
private          what may be erased (engine.postgres.private)
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import psycopg
from psycopg.errors import InvalidSchemaName, UndefinedTable
from psycopg.sql import SQL, Identifier

from engine.errors import Refused
from engine.events.process import FORMAT
from engine.log import Log
from engine.postgres.address import Address
from engine.postgres.database import Database, cache, connected, not_a_store
from engine.postgres.private import TABLE as PRIVATE
from engine.postgres.private import PostgresPrivate
from engine.postgres.recorder import EVENTS, TYPE, PostgresRecorder
from engine.private import Private
from engine.store import Store, newer

_MARKER = "store"
_Connection = psycopg.Connection[tuple[Any, ...]]


class SchemaStore(Store):
    """An open store on PostgreSQL. Its read models are a cache of this user's."""

    def __init__(self, address: Address, id: str, *, new: bool = False) -> None:
        views = cache(id)
        self._database = Database(address)
        try:
            recorder = PostgresRecorder(self._database)
            if new:
                recorder.create_table()
        except BaseException:
            self._database.close()
            raise
        super().__init__(address, id, Log(recorder, chained=True), views)

    def _open_private(self) -> Private:
        return PostgresPrivate(self._database)

    def close(self) -> None:
        """Ends the use of the store; to close twice does nothing."""
        super().close()
        self._database.close()


def open_schema(address: Address) -> Store:
    """The store at an address. `NotFound` where there is none, `UnknownFormat` where it is newer,
    `Unavailable` where the database cannot be reached."""
    with connected(address) as connection:
        marker = _marker(connection, address.schema)
    if marker is None:
        raise not_a_store(address)
    format, id = marker
    if format > FORMAT:
        raise newer(address, format)
    return SchemaStore(address, id)


def create_schema(address: Address, id: str, begin: Callable[[Store], None]) -> Store:
    """A new store at an address whose schema is not there yet or is empty. `begin` records the
    first act; where it fails, or the process dies in it, there is no store."""
    with connected(address) as connection:
        # Whoever makes the same store at the same time waits here, and then finds it made.
        connection.execute("SELECT pg_advisory_lock(hashtext(%s))", (f"travaux {address.schema}",))
        given = _prepare(connection, address)
        try:
            _make(connection, address.schema, given=given)
            store = SchemaStore(address, id, new=True)
            try:
                begin(store)
                marker = Identifier(address.schema, _MARKER)
                connection.execute(
                    SQL("INSERT INTO {} VALUES (%s, %s)").format(marker), (FORMAT, id)
                )
            except BaseException:
                store.close()
                raise
        except BaseException:
            if not connection.closed:
                _clear(connection, address.schema, keep=given)
            raise
    return store


def _marker(connection: _Connection, schema: str) -> tuple[int, str] | None:
    """The format and the id of the store in a schema; None where no store was finished in it."""
    statement = SQL("SELECT format, id FROM {}").format(Identifier(schema, _MARKER))
    try:
        row = connection.execute(statement).fetchone()
    except (InvalidSchemaName, UndefinedTable):
        return None
    return (int(row[0]), str(row[1])) if row else None


def _prepare(connection: _Connection, address: Address) -> bool:
    """Sees to it that the schema is not there or is empty; gives whether it is there, made by
    somebody else. What an `init` that died has left is taken away."""
    encoding = connection.info.parameter_status("server_encoding")
    if encoding != "UTF8":
        raise Refused(f"{address} is a database in {encoding}; a store needs one in UTF8")
    if _marker(connection, address.schema) is not None:
        raise Refused(f"{address} is a store already; a new store needs a schema of its own")
    there = connection.execute(
        "SELECT 1 FROM pg_namespace WHERE nspname = %s", (address.schema,)
    ).fetchone()
    if there is None:
        return False
    found = {
        row[0]
        for row in connection.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = %s::regnamespace", (address.schema,)
        )
    }
    if found and _MARKER not in found:
        raise Refused(f"{address} is not empty; a new store needs a schema of its own")
    _clear(connection, address.schema, keep=True)
    return True


def _make(connection: _Connection, schema: str, *, given: bool) -> None:
    """The schema and our tables beside the log's; the marker stays empty until all is done."""
    with connection.transaction():
        if not given:
            connection.execute(SQL("CREATE SCHEMA {}").format(Identifier(schema)))
        for statement in (
            SQL("CREATE TABLE {} (format integer NOT NULL, id text NOT NULL)").format(
                Identifier(schema, _MARKER)
            ),
            SQL("CREATE TABLE {} (key text PRIMARY KEY, value bytea NOT NULL)").format(
                Identifier(schema, PRIVATE)
            ),
        ):
            connection.execute(statement)


def _clear(connection: _Connection, schema: str, *, keep: bool) -> None:
    """Takes away what an unfinished store has left, and the schema, unless it is to be kept."""
    if not keep:
        connection.execute(SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(Identifier(schema)))
        return
    with connection.transaction():
        for name in (EVENTS, PRIVATE, _MARKER):
            connection.execute(SQL("DROP TABLE IF EXISTS {}").format(Identifier(schema, name)))
        connection.execute(SQL("DROP TYPE IF EXISTS {}").format(Identifier(schema, TYPE)))
