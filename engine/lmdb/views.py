"""The read models of a store, kept in an LMDB environment of their own, `views/`.

Each projection has a database under its name, and in `reached` an entry that says how far it has
come, of the whole log or of one stream. All values are sealed like records (`engine.lmdb.layout`):

    <projection>   [stream,] key (engine.projection)   ->  value (MessagePack), digest (32)
    reached        name [, stream]                     ->  Reached (MessagePack), digest (32)

Nothing here is the only copy of anything. What was made of another store or another log, by
another version of its projection, or is not as it was written, is made anew from the log; the
folder may be deleted at any time. What cannot be kept there is kept in memory, and made anew by
the next process.

Several processes may catch up at once: each reads the log outside the transaction, and commits
only if the view still is where it found it.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

import msgspec

from engine.errors import Damaged, TravauxError, UnknownFormat
from engine.lmdb.disk import Full, NotWritable, Unusable
from engine.lmdb.environment import Environment, open_environment
from engine.lmdb.kept import Kept, Spoilt, sealed, unsealed
from engine.lmdb.memory_map import Act, Databases
from engine.log import Log
from engine.projection import Gone, InMemory, Key, Keyed, Over, Projection, V, key_bytes
from engine.record import Entry, Positioned

if TYPE_CHECKING:
    from engine.lmdb.memory_map import Transaction

T = TypeVar("T")

LAYOUT = 1
"""The layout of keys and values; another one is made anew."""

PAGE = 4096
"""Entries taken in by one transaction at most."""

LAG = 64
"""Entries that each process takes in for itself rather than commit them: a commit costs two
flushes of the disk, folding so few less than a millisecond."""

REACHED = "reached"


class Reached(msgspec.Struct, frozen=True, array_like=True):
    """How far a kept view has come: the record last taken in, at a position of the log or a step
    of its stream, and what took it in."""

    layout: int
    version: int
    store: str
    at: int
    digest: str


class ReadModels:
    """The read models of one store, each caught up with the log when it is asked.

    `folder` is `views/`, made when it is first needed; without one all is kept in memory. Any
    thread may use it. `close` it after use.
    """

    def __init__(self, folder: Path | None, store: str) -> None:
        self._folder = folder
        self._store = store
        self._environment: Environment | None = None
        self._opened = folder is None
        self._frozen = False
        self._replaced = False
        self._names: set[str] = set()
        self._distrusted: set[str] = set()
        self._states: dict[Key, _State[Any]] = {}
        self._lock = RLock()

    def ask(
        self,
        log: Log,
        projection: Projection[V],
        question: Callable[[Keyed[V]], T],
        stream: str | None = None,
    ) -> T:
        """What `question` finds in the view of all that the log holds now, or of all that one
        stream of it holds. It uses the view only while it runs, may run twice, and asks nothing
        else of the store.

        A damaged record stops the view of the whole log, but only that of its own stream.
        """
        with self._lock:
            while True:
                view = _View(projection, stream)
                try:
                    state = self._caught_up(log, view)
                    return self._answer(view, state, question)
                except _Moved:
                    self._states.pop(view.name, None)
                except Spoilt:
                    self._forget(view)

    def read(self, table: str, act: Callable[[Keyed[bytes]], T]) -> T:
        """What `act` finds in a table that is no projection; it is empty where nothing could be
        kept, or where it was not as it was written."""
        with self._lock:
            while (environment := self._usable(table)) is not None:
                try:
                    return self._within(
                        environment.read, lambda txn, dbs: act(Kept(txn, dbs[table], bytes))
                    )
                except Spoilt:
                    self._empty(table)
                except _Moved:
                    continue
            return act(InMemory())

    def keeps(self, table: str) -> bool:
        """Whether what is put into a table is kept."""
        with self._lock:
            return self._writable(table) is not None

    def write(self, table: str, act: Callable[[Keyed[bytes]], None]) -> None:
        """Commits what `act` puts into a table that is no projection, if it can be kept."""
        with self._lock:
            environment = self._writable(table)
            if environment is not None:
                try:
                    self._within(
                        environment.write, lambda txn, dbs: act(Kept(txn, dbs[table], bytes))
                    )
                except Spoilt:
                    self._empty(table)
                except (Full, NotWritable):
                    self._frozen = True
                except _Moved:
                    return

    def close(self) -> None:
        """Ends the use of the folder; to close twice does nothing."""
        with self._lock:
            self._states.clear()
            self._opened = True
            if self._environment is not None:
                self._environment.close()
                self._environment = None

    def _caught_up(self, log: Log, view: _View[V]) -> _State[V]:
        if view.name not in self._states:
            self._states[view.name] = _State(self._kept(log, view))
        state: _State[V] = self._states[view.name]
        entries = view.follow(log, state.at)
        while page := list(islice(entries, PAGE)):
            environment = self._writable(view.table)
            if environment is not None and state.ahead + len(page) > LAG:
                try:
                    state = self._commit(environment, view, state, page)
                    continue
                except (Full, NotWritable):
                    self._frozen = True
            self._take_in(view, state, page)
        self._states[view.name] = state
        return state

    def _kept(self, log: Log, view: _View[Any]) -> Reached | None:
        """How far the view on disk has come; None where there is none of this log."""
        environment = self._usable(view.table)
        if environment is None:
            return None
        reached = self._within(environment.read, view.reached)
        if reached is None:
            return None
        made_by = (LAYOUT, view.projection.version, self._store)
        if (reached.layout, reached.version, reached.store) == made_by:
            last = view.at(log, reached.at)
            if last is not None and last.digest == reached.digest:
                return reached
        self._forget(view)
        return None

    def _take_in(self, view: _View[V], state: _State[V], page: list[Positioned]) -> None:
        """Fold entries into what is kept in memory, over what is kept on disk."""
        state.changes = self._answer(
            view, state, lambda kept: view.folded(kept, page), state.changes.copy()
        )
        state.ahead += len(page)
        state.at = page[-1].position

    def _commit(
        self, environment: Environment, view: _View[V], state: _State[V], page: list[Positioned]
    ) -> _State[V]:
        """Fold entries, and what was kept in memory, into what is kept on disk."""
        last = page[-1]
        version = view.projection.version
        reached = Reached(LAYOUT, version, self._store, last.position, last.entry.digest)

        def act(txn: Transaction, databases: Databases) -> None:
            if view.reached(txn, databases) != state.base:
                raise _Moved
            kept = view.kept(txn, databases)
            for key, value in view.folded(Over(kept, state.changes.copy()), page).items():
                kept.put(key, value)
            place = key_bytes(view.name)
            txn.put(place, sealed(place, reached), db=databases[REACHED])

        self._within(environment.write, act)
        return _State(reached)

    def _answer(
        self,
        view: _View[V],
        state: _State[V],
        question: Callable[[Over[V]], T],
        changes: dict[Key, V | Gone] | None = None,
    ) -> T:
        """What `question` finds in the view as it is on disk, under changes, by default those of
        the state; `_Moved` where that is no longer what they stand on."""
        changes = state.changes if changes is None else changes
        environment = self._usable(view.table) if state.base is not None else None
        if environment is None:
            return question(Over(InMemory(), changes))

        def read(txn: Transaction, databases: Databases) -> T:
            if view.reached(txn, databases) != state.base:
                raise _Moved
            return question(Over(view.kept(txn, databases), changes))

        return self._within(environment.read, read)

    def _forget(self, view: _View[Any]) -> None:
        self._states.pop(view.name, None)
        self._empty(view.table, view.prefix)

    def _empty(self, table: str, prefix: Key = ()) -> None:
        """Take out all below a prefix, or where that cannot be look at the table no more."""

        def act(txn: Transaction, databases: Databases) -> None:
            Kept(txn, databases[table], bytes, prefix).empty()
            txn.delete(key_bytes((table, *prefix)), db=databases[REACHED])

        environment = self._writable(table)
        try:
            if environment is None:
                raise NotWritable(f"{table} cannot be emptied")
            self._within(environment.write, act)
        except (Full, NotWritable):
            self._distrusted.add(table)
        except _Moved:
            return

    def _within(self, transact: Callable[[Act[T]], T], act: Act[T]) -> T:
        """What an act finds or does in a transaction. Where the file itself is at fault it is made
        anew, and `_Moved` raised."""
        own: list[TravauxError] = []

        def noted(txn: Transaction, databases: Databases) -> T:
            try:
                return act(txn, databases)
            except TravauxError as error:
                own.append(error)
                raise

        try:
            return transact(noted)
        except (Damaged, Unusable) as error:
            if any(error is mine for mine in own):
                raise
        self._states.clear()
        self._names.clear()
        environment, self._environment = self._environment, None
        if environment is not None:
            environment.close()
        if not self._replaced and self._folder is not None:
            self._replaced = True
            self._environment = _open_anew(self._folder)
        raise _Moved

    def _writable(self, table: str) -> Environment | None:
        environment = None if self._frozen else self._usable(table)
        return environment if environment and environment.why_read_only is None else None

    def _usable(self, table: str) -> Environment | None:
        """The environment, with a table in it; None where it must do without."""
        if not self._opened:
            self._opened = True
            assert self._folder is not None
            self._environment = _open(self._folder)
        environment = self._environment
        if environment is None or table in self._distrusted:
            return None
        if table not in self._names:
            try:
                environment.open_databases(table, REACHED)
                there = environment.read(lambda _, databases: table in databases)
            except TravauxError:
                there = False  # the disk is full, or a read-only file lacks the table
            if not there:
                self._distrusted.add(table)
                return None
            self._names.add(table)
        return environment


class _View(Generic[V]):
    """A projection of the log, or of one stream of it: where it is kept, and how it is followed."""

    def __init__(self, projection: Projection[V], stream: str | None) -> None:
        self.projection = projection
        self.stream = stream
        self.table = projection.name
        self.prefix: Key = () if stream is None else (stream,)
        self.name: Key = (self.table, *self.prefix)

    def follow(self, log: Log, after: int) -> Iterator[Positioned]:
        """The entries behind a position, or a step of the stream."""
        if self.stream is None:
            return log.follow(after)
        return log.follow_stream(self.stream, after)

    def at(self, log: Log, number: int) -> Entry | None:
        """The entry at a position, or a step of the stream, if there is one."""
        if self.stream is None:
            return log.at(number)
        found = log.read(self.stream, number, after=number - 1)
        return found[0] if found else None

    def folded(self, view: Over[V], page: list[Positioned]) -> dict[Key, V | Gone]:
        """The changes of a view by more entries."""
        for positioned in page:
            self.projection.project(view, positioned.entry)
        return view.changes

    def kept(self, txn: Transaction, databases: Databases) -> Kept[V]:
        """The view on disk."""
        return Kept(txn, databases[self.table], self.projection.value, self.prefix)

    def reached(self, txn: Transaction, databases: Databases) -> Reached | None:
        """How far the view on disk has come; None where it has not begun."""
        database = databases.get(REACHED)
        key = key_bytes(self.name)
        found = None if database is None else txn.get(key, None, database)
        return None if found is None else cast(Reached, unsealed(key, found, Reached))


class _State(Generic[V]):
    """What one process knows of a view: `base` is what it stands on on disk, `changes` those of
    the `ahead` entries behind it, up to position or step `at`."""

    def __init__(self, base: Reached | None) -> None:
        self.base = base
        self.at = base.at if base else 0
        self.ahead = 0
        self.changes: dict[Key, V | Gone] = {}


class _Moved(Exception):
    """Another process has taken the view on disk further, or it is to be looked at no more."""


def _open(folder: Path) -> Environment | None:
    """The environment, made anew where it is damaged; None where it can be neither read nor
    made: then everything is kept in memory."""
    try:
        return open_environment(folder)
    except (Damaged, UnknownFormat):
        return _open_anew(folder)
    except TravauxError:
        return None


def _open_anew(folder: Path) -> Environment | None:
    """A new environment in place of one that is at fault, if that can be."""
    try:
        shutil.rmtree(folder)
        return open_environment(folder)
    except (TravauxError, OSError):
        return None
