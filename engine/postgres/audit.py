"""Whether the indexes of the log's table agree with its rows, both ways.

What a record says is proved by its chain. But records are found through two indexes, one by stream
and step, one by position; a row that its index does not name is as good as lost. So the rows as
they lie in the table are held against what each index says and against what it leads to.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from itertools import chain
from typing import Any, NamedTuple

import psycopg
from psycopg.sql import SQL, Identifier

from engine.postgres.address import Address
from engine.postgres.database import connected
from engine.postgres.recorder import EVENTS
from engine.proof.verification import Problem

_PAGE = 5000
_Scan = psycopg.ServerCursor[tuple[Any, ...]]
_ROW = ("notification_id", "originator_id", "originator_version")
_WAYS = ("seqscan", "sort", "indexscan", "indexonlyscan", "bitmapscan")


class _Index(NamedTuple):
    name: str
    columns: tuple[str, ...]


_INDEXES = (
    _Index("index of positions", ("notification_id",)),
    _Index("index of streams and steps", ("originator_id", "originator_version")),
)


def problems(address: Address) -> Iterator[Problem]:
    """Every disagreement between the rows and the indexes of the log at an address, and what the
    database itself reports as damage. Others may write meanwhile."""
    with connected(address) as connection, connection.transaction():
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        there = _unique_keys(connection, address.schema)
        for index in _INDEXES:
            if index.columns not in there:
                yield Problem(f"the {index.name} is not there, or is not valid")
                continue
            try:
                with connection.transaction():
                    yield from _Rows(connection, address.schema, index).problems()
            except (psycopg.Error, UnicodeDecodeError) as error:
                state = error.sqlstate if isinstance(error, psycopg.Error) else "XX"
                if (state or "")[:2] not in ("58", "XX"):
                    raise
                said = address.without_secrets(str(error))
                yield Problem(f"the rows and the {index.name} cannot be read: {said}")


class _Rows:
    """The rows in the order of one index, as they lie and as the index has them."""

    def __init__(self, connection: psycopg.Connection[Any], schema: str, index: _Index) -> None:
        self._connection = connection
        self._schema = schema
        self._index = index

    def problems(self) -> Iterator[Problem]:
        """Where the rows and the index do not agree."""
        name, columns = self._index
        at = tuple(_ROW.index(column) for column in columns)
        with self._rows() as rows, self._scan(columns, "indexonlyscan") as keys:
            unnamed, unknown = _differences(rows, keys, at)
        for row in unnamed:
            yield _problem(f"the record is not in the {name}", row)
        for key in unknown:
            found = dict(zip(columns, key, strict=True))
            row = tuple(found.get(column) for column in _ROW)
            yield _problem(f"the {name} names a record that is not there", row)
        with self._rows() as rows, self._scan(_ROW, "indexscan") as led_to:
            astray, _ = _differences(rows, led_to, (0, 1, 2))
        for row in astray:
            if row not in unnamed:
                yield _problem(f"the {name} does not lead to the record", row)

    def _rows(self) -> AbstractContextManager[_Scan]:
        return self._scan(_ROW, "seqscan", "sort")

    @contextmanager
    def _scan(self, columns: tuple[str, ...], *ways: str) -> Iterator[_Scan]:
        """These columns in the order of the index, read in these ways only."""
        for way in _WAYS:
            setting = f"enable_{way}", "on" if way in ways else "off"
            self._connection.execute("SELECT set_config(%s, %s, true)", setting)
        statement = SQL("SELECT {} FROM {} ORDER BY {}").format(
            SQL(", ").join(map(Identifier, columns)),
            Identifier(self._schema, EVENTS),
            SQL(", ").join(map(Identifier, self._index.columns)),
        )
        with self._connection.cursor("_".join(ways)) as cursor:
            cursor.itersize = _PAGE
            yield cursor.execute(statement)


def _differences(
    rows: Iterable[tuple[Any, ...]], keys: Iterable[tuple[Any, ...]], at: tuple[int, ...]
) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    """The rows whose key (their values `at` these places) is not among the keys, and the keys that
    are no row's. As long as the two run in step, nothing is held in memory."""
    rows, keys = iter(rows), iter(keys)
    row, key = next(rows, None), next(keys, None)
    while row is not None and key is not None and tuple(row[i] for i in at) == key:
        row, key = next(rows, None), next(keys, None)
    of_rows = {tuple(r[i] for i in at): r for r in chain([row] if row else [], rows)}
    of_keys = set(chain([key] if key else [], keys))
    return (
        [r for k, r in of_rows.items() if k not in of_keys],
        sorted((k for k in of_keys if k not in of_rows), key=repr),
    )


def _unique_keys(connection: psycopg.Connection[Any], schema: str) -> set[tuple[str, ...]]:
    """The columns of each valid unique index of the log."""
    rows = connection.execute(
        """
        SELECT array_agg(attname::text ORDER BY place)
        FROM pg_index, unnest(indkey) WITH ORDINALITY AS key(number, place), pg_attribute
        WHERE indrelid = %s::regclass AND attrelid = indrelid AND attnum = number
          AND indisunique AND indisvalid AND indisready AND indpred IS NULL
        GROUP BY indexrelid
        """,
        (f"{schema}.{EVENTS}",),
    )
    return {tuple(columns) for (columns,) in rows}


def _problem(message: str, row: tuple[Any, ...]) -> Problem:
    position, stream, step = row
    return Problem(message, position=position, stream=stream, step=step)
