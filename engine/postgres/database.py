"""Connections to the database of a store, and its errors in the words of Travaux."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from eventsourcing.persistence import IntegrityError, PersistenceError
from eventsourcing.postgres import PostgresDatastore
from psycopg.rows import dict_row
from psycopg_pool import PoolTimeout

from engine.errors import Damaged, NotFound, Refused, TravauxError
from engine.postgres.address import Address

PATIENCE = 3.0
"""Seconds that one attempt waits for a connection. The library makes ten, so that a failover of
half a minute goes by without an error."""

LOCK_PATIENCE = 6
"""Seconds that one attempt waits for another writer, ten times in all."""

_SETTINGS = """
SELECT set_config('idle_in_transaction_session_timeout', '5s', false),
       set_config('statement_timeout', '0', false),
       CASE WHEN current_setting('synchronous_commit') IN ('off', 'local')
            THEN set_config('synchronous_commit', 'on', false) END
"""
"""A writer that was cut off holds its lock for five seconds; no timeout ends the wait for the
standby; a commit is acknowledged when it is on disk, here and on the synchronous standby."""


class Unavailable(TravauxError):
    """The database cannot be reached, or does not do what is asked."""


class Database(PostgresDatastore):
    """The library's pool of connections, on an address."""

    def __init__(self, address: Address) -> None:
        self.address = address
        self.unreplicated: list[str] = []
        super().__init__(
            dbname="",
            host="",
            port="",
            user="",
            password="",
            connect_timeout=PATIENCE,
            pool_size=1,
            max_overflow=4,
            lock_timeout=LOCK_PATIENCE,
            schema=address.schema,
            originator_id_type="text",
        )
        self.pool.conninfo = address.conninfo
        self.pool.kwargs = {"row_factory": dict_row}

    def after_connect_func(self) -> Callable[[psycopg.Connection[Any]], None]:
        """What the pool does with each new connection."""
        unreplicated = self.unreplicated

        def warned(notice: psycopg.errors.Diagnostic) -> None:
            # A wait for the standby that is cancelled ends in success and this warning.
            if notice.severity_nonlocalized == "WARNING" and notice.sqlstate == "01000":
                unreplicated.append(notice.message_primary or "")

        def after_connect(connection: psycopg.Connection[Any]) -> None:
            connection.autocommit = True
            connection.execute(_SETTINGS)
            connection.add_notice_handler(warned)

        return after_connect


@contextmanager
def connected(address: Address) -> Iterator[psycopg.Connection[tuple[Any, ...]]]:
    """A connection of its own, each statement a transaction; its errors are Travaux's."""
    with explained(address), psycopg.connect(address.conninfo, autocommit=True) as connection:
        yield connection


@contextmanager
def explained(address: Address) -> Iterator[None]:
    """Errors of the driver and of the library come out as one of Travaux's, in one line and
    without a password. `IntegrityError` of the library passes: it is a conflict, and no failure.
    """
    try:
        yield
    except IntegrityError:
        raise
    except (psycopg.Error, PersistenceError) as error:
        raise _explain(error, address) from error
    except UnicodeDecodeError as error:
        raise Damaged(f"{address} holds a text that is not UTF-8: {error.reason}") from error


def _explain(error: Exception, address: Address) -> TravauxError:
    cause = error.__cause__ if isinstance(error, PersistenceError) else error
    state = (cause.sqlstate if isinstance(cause, psycopg.Error) else None) or ""
    said = _said(cause or error, address)
    match state[:2], state:
        case _, "3F000" | "42P01":
            return not_a_store(address)
        case _, "42501":
            return Refused(f"{address} does not allow it: {said}")
        case _, "25006":
            return Unavailable(
                f"{address} takes no writes: {said}",
                hint="It is a standby, or was set to read only.",
            )
        case (("58" | "XX"), _):
            return Damaged(f"{address} reports damage: {said}")
        case (("08" | "57" | ""), _):
            return Unavailable(f"{address} cannot be reached: {said}")
        case _:
            return Unavailable(f"{address}: {said}")


def _said(error: BaseException, address: Address) -> str:
    if isinstance(error, PoolTimeout):  # which does not say why
        try:
            psycopg.connect(address.conninfo).close()
        except psycopg.Error as reason:
            error = reason
    message = error.diag.message_primary if isinstance(error, psycopg.Error) else None
    said = address.without_secrets(message or str(error))
    return said.removeprefix("connection failed: ")


def not_a_store(address: Address) -> NotFound:
    """The refusal of an address at which no store was made."""
    return NotFound(
        f"{address} is not a store", hint=f"travaux init --store '{address}' makes one there."
    )


def cache(id: str) -> Path:
    """This user's folder for the read models of a store (XDG Base Directory Specification)."""
    if not re.fullmatch("[A-Za-z0-9-]{1,64}", id):
        raise Damaged(f"{id!r} is not a store's id")
    home = os.environ.get("XDG_CACHE_HOME", "")
    root = Path(home) if Path(home).is_absolute() else Path.home() / ".cache"
    return root / "travaux" / id
