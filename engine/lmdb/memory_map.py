"""One LMDB environment, mapped once in this process: transactions, growth, fork.

A map is a file seen through memory, of a size set when it is opened. It is sparse: the size costs
address space, not disk. When the file outgrows it, here or in another process, everybody leaves,
one thread maps anew, and the act that did not fit is done again as a whole.

A forked child may not use what it inherits, nor close it (that would free its parent's place in
the table of readers): it lets go and opens its own.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from threading import Event, Lock
from typing import TYPE_CHECKING, TypeAlias, TypeVar
from weakref import WeakSet

import lmdb

from engine.errors import TravauxError
from engine.lmdb.disk import Unusable, explain
from engine.lmdb.gate import Gate
from engine.lmdb.opening import FILE, LEAST, open_file

if TYPE_CHECKING:
    Database: TypeAlias = lmdb._Database
    Transaction: TypeAlias = lmdb.Transaction[bytes]

Databases = Mapping[str, "Database"]
T = TypeVar("T")
Act = Callable[["Transaction", Databases], T]
"""What is done in one transaction. It may run again from the start (the map grew), so it changes
nothing but the transaction; it neither waits for anything nor begins another."""

TRIES = 100


class MemoryMap:
    """One LMDB environment. `environment.open_environment` hands out the only one of a folder.

    `size` is where the map starts, in bytes; less where the system refuses so much. Every commit
    is on the disk when `write` returns. `why_read_only` says why writing is not possible.
    """

    def __init__(self, folder: Path, *, size: int | None, read_only: str | None, mode: int) -> None:
        self.folder = folder
        self.why_read_only = read_only
        self.listeners: set[Event] = set()
        self.holders = 0
        self._size = size
        self._mode = mode
        self._asked_read_only = read_only is not None
        self._gate = Gate()
        self._names: dict[str, bool] = {}
        self._databases: dict[str, Database] = {}
        self._unlocked = False
        self._lmdb: lmdb.Environment | None = None
        self._closed = False
        self._file = (0, 0)
        self._open(size)
        self._pid = os.getpid()
        _maps.add(self)

    def read(self, act: Act[T]) -> T:
        """What `act` finds in one snapshot of the store. Waits for no writer."""
        refusal: lmdb.Error | _Overtaken = _Overtaken()
        for attempt in range(TRIES):
            env = self._enter()
            try:
                if self._unlocked:
                    return self._read_unlocked(env, act)
                with env.begin() as txn:
                    return act(txn, self._databases)
            except lmdb.MapResizedError as error:
                refusal = error
            except (lmdb.ReadersFullError, _Overtaken) as error:
                refusal = error
            except lmdb.Error as error:
                raise explain(error, self.folder) from error
            finally:
                self._gate.leave()
            if isinstance(refusal, lmdb.MapResizedError):
                self._adopt()
            elif attempt > 3:
                time.sleep(0.001)
        if isinstance(refusal, lmdb.Error):
            raise explain(refusal, self.folder) from refusal
        raise Unusable(
            f"{self.folder} changes faster than it can be read without a lock",
            hint=f"Ask for permission to write {self.folder / 'lock.mdb'}.",
        )

    def write(self, act: Act[T]) -> T:
        """Commits what `act` puts, all of it or, where anything is raised, nothing.

        Waits for other writers, in any process. When it returns, the commit outlives the process
        and the power; killed before that, it is there as a whole or not at all.
        """
        while True:
            env = self._enter()
            size = env.info()["map_size"]
            try:
                txn = env.begin(write=True)
                try:
                    result = act(txn, self._databases)
                    txn.commit()
                except BaseException:
                    # The library lets no abort pass a call in another thread: it would never
                    # come to it while threads read and read.
                    with self._gate.held():
                        txn.abort()
                    raise
            except lmdb.Error as error:
                refusal = error
            else:
                for event in tuple(self.listeners):
                    event.set()
                return result
            finally:
                self._gate.leave()
            if isinstance(refusal, lmdb.MapFullError):
                self._grow(size)
            elif isinstance(refusal, lmdb.MapResizedError):
                self._adopt()
            else:
                if isinstance(refusal, lmdb.PanicError):
                    self._renew(env)
                raise explain(refusal, self.folder) from refusal

    def open_databases(self, names: tuple[str, ...], *, create: bool) -> None:
        """Makes the named databases known to every act, now and after a fork or a growth.

        One that is not there yet is made, if `create` and writing is possible, or stays unknown.
        """
        for name in names:
            self._names[name] = create or self._names.get(name, False)
        for _ in range(TRIES):
            env = self._enter()
            self._gate.leave()
            try:
                with self._gate.alone():
                    if env is self._lmdb:
                        return self._find_databases()
            except lmdb.MapResizedError:
                self._adopt()
            except lmdb.MapFullError:
                self._grow(env.info()["map_size"])
            except lmdb.Error as error:
                raise explain(error, self.folder) from error
        return None

    def allow_writing(self) -> None:
        """Opens anew for writing what was opened for reading only, because someone asks for it."""
        self._enter()
        self._gate.leave()
        with self._gate.alone():
            if self._asked_read_only and self._lmdb is not None:
                self._asked_read_only, self.why_read_only = False, None
                self._lmdb.close()
                self._open(self._size)

    def _renew(self, failed: lmdb.Environment) -> None:
        """After a commit of which LMDB cannot say what is on the disk: look again."""
        with self._gate.alone():
            if self._lmdb is failed:
                failed.close()
                self._open(self._size)

    @property
    def size(self) -> int:
        """Bytes of the map as it is now."""
        env = self._enter()
        try:
            return env.info()["map_size"]
        finally:
            self._gate.leave()

    def same_file(self) -> bool:
        """Whether the folder still holds the file that is mapped here."""
        try:
            found = os.stat(self.folder / FILE)
        except OSError:
            return False
        return (found.st_dev, found.st_ino) == self._file

    def close(self) -> None:
        """Lets the file go, once every transaction of this process has ended."""
        with self._gate.alone():
            env, self._lmdb, self._closed = self._lmdb, None, True
            self._databases.clear()
            if env is not None and self._pid == os.getpid():
                env.close()

    def _enter(self) -> lmdb.Environment:
        if self._pid != os.getpid() or self._lmdb is None:
            self._revive()
        self._gate.enter()
        env = self._lmdb
        if env is None:
            self._gate.leave()
            raise explain(lmdb.Error("it has been closed"), self.folder)
        return env

    def _read_unlocked(self, env: lmdb.Environment, act: Act[T]) -> T:
        """Without permission on the lock file, no writer knows of us, and a commit may use our
        pages again: so what is read only counts if there was none meanwhile."""
        with env.begin() as txn:
            try:
                result = act(txn, self._databases)
            except (lmdb.Error, TravauxError):
                if env.info()["last_txnid"] == txn.id():
                    raise
                raise _Overtaken from None
            if env.info()["last_txnid"] != txn.id():
                raise _Overtaken
            return result

    def _adopt(self) -> None:
        with self._gate.alone():
            if self._lmdb is not None:
                self._remap(self._lmdb, (0,))

    def _grow(self, outgrown: int) -> None:
        with self._gate.alone():
            if self._lmdb is not None and self._lmdb.info()["map_size"] <= outgrown:
                self._remap(self._lmdb, (outgrown * 2, outgrown + outgrown // 4))

    def _remap(self, env: lmdb.Environment, sizes: tuple[int, ...]) -> None:
        before = env.info()["map_size"]
        refusal: lmdb.Error | None = None
        for size in sizes:
            try:
                env.set_mapsize(-(-size // LEAST) * LEAST)
                return
            except lmdb.Error as error:
                refusal = error
            # LMDB gives its old map up before it asks for the new one, so start afresh.
            env.close()
            env = self._open(before)
        assert refusal is not None
        raise explain(refusal, self.folder) from refusal

    def _open(self, size: int | None) -> lmdb.Environment:
        self._lmdb = None
        self._databases.clear()
        env, self._unlocked, why = open_file(
            self.folder, size, read_only=self.why_read_only is not None, mode=self._mode
        )
        self.why_read_only = self.why_read_only or why
        found = os.stat(self.folder / FILE)
        self._file = found.st_dev, found.st_ino
        self._lmdb = env
        try:
            self._find_databases()
        except lmdb.Error as error:
            self._lmdb = None
            env.close()
            raise explain(error, self.folder) from error
        return env

    def _find_databases(self) -> None:
        """Called by the thread that is alone: LMDB allows no transaction beside it."""
        assert self._lmdb is not None
        for name, create in self._names.items():
            if name in self._databases:
                continue
            try:
                found = self._lmdb.open_db(name.encode(), create=False)
            except lmdb.NotFoundError:
                if not create or self.why_read_only is not None:
                    continue
                found = self._lmdb.open_db(name.encode())
            self._databases[name] = found

    def _revive(self) -> None:
        """Opens in a forked child, or after it could not be opened anew for want of memory."""
        with _revival:
            if self._closed:
                return
            if self._pid != os.getpid():
                self._forget()
            with self._gate.alone():
                if self._lmdb is None:
                    self._open(self._size)
                    self._pid = os.getpid()

    def _forget(self) -> None:
        """In a forked child: drops what was inherited without touching what is shared."""
        self._gate = Gate()
        self._databases.clear()
        self._lmdb = None


class _Overtaken(Exception):
    """A commit came between, and nothing kept our pages from being used again."""


_maps: WeakSet[MemoryMap] = WeakSet()
_revival = Lock()
_held: list[Gate] = []


def _before_fork() -> None:
    """Waits, not for long, until no thread is in a transaction: a child could not end it."""
    for each in list(_maps):
        if each._gate.close(patience=2):
            _held.append(each._gate)


def _after_fork_in_parent() -> None:
    while _held:
        _held.pop().open()


def _after_fork_in_child() -> None:
    global _revival
    _revival = Lock()
    _held.clear()
    for each in list(_maps):
        each._forget()


os.register_at_fork(
    before=_before_fork,
    after_in_parent=_after_fork_in_parent,
    after_in_child=_after_fork_in_child,
)
