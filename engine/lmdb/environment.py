"""LMDB environments: opened by folder, once in a process, shared by all who ask.

LMDB forbids opening a file twice in one process, so the folder's real path finds the one map
(`engine.lmdb.memory_map`), and everyone who opens it holds an `Environment` of it. The last to
close closes it.
"""

from __future__ import annotations

import os
from pathlib import Path
from threading import Event, Lock
from types import TracebackType
from typing import Self

from engine.errors import Damaged, NotFound
from engine.lmdb.disk import NotWritable, Unusable, refuse_network, sync_folder
from engine.lmdb.memory_map import Act, MemoryMap, T
from engine.lmdb.opening import FILE, LEAST

READING = "it was opened for reading only"


class Environment:
    """One holder's access to the environment in `path`. Any thread may use it, and so may a
    forked child. Afterwards `close` it, or use it in a `with` block."""

    def __init__(self, path: Path, shared: MemoryMap, *, read_only: bool) -> None:
        self.path = path
        self._map: MemoryMap | None = shared
        self._read_only = read_only

    @property
    def why_read_only(self) -> str | None:
        """Why this cannot be written, in words; None where it can."""
        return READING if self._read_only else self._shared().why_read_only

    @property
    def map_size(self) -> int:
        """Bytes of address space that the map takes now; it grows when the file does."""
        return self._shared().size

    def read(self, act: Act[T]) -> T:
        """What `act(transaction, databases)` returns from one snapshot; waits for no writer."""
        return (self._map or self._shared()).read(act)

    def write(self, act: Act[T]) -> T:
        """Commits what `act(transaction, databases)` puts: durably when this returns, and as a
        whole or, where it raises, not at all. `act` may run more than once: the map may grow.

        NotWritable says why the store is only read; Full, that there is no room.
        """
        why = self.why_read_only
        if why is not None:
            raise NotWritable(f"{self.path} cannot be written: {why}")
        return self._shared().write(act)

    def open_databases(self, *names: str) -> None:
        """Makes named databases known to every later act, and makes those that are not there.

        Where the environment is only read, one that is not there stays unknown to the acts.
        """
        self._shared().open_databases(names, create=not self._read_only)

    def listen(self, event: Event) -> None:
        """Sets `event` after every commit of this process, until `unlisten`."""
        self._shared().listeners.add(event)

    def unlisten(self, event: Event) -> None:
        """Commits no longer set `event`."""
        if self._map is not None:
            self._map.listeners.discard(event)

    def close(self) -> None:
        """Ends this holder's access; to close twice does nothing. Waits for running acts."""
        with _lock:
            shared, self._map = self._map, None
            if shared is not None:
                _release(shared)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _shared(self) -> MemoryMap:
        if self._map is None:
            raise Unusable(f"{self.path} has been closed")
        return self._map


def open_environment(
    path: str | os.PathLike[str],
    *,
    map_size: int | None = None,
    read_only: bool = False,
    create: bool = True,
    mode: int = 0o666,
) -> Environment:
    """Opens the environment in the folder `path`; makes it if it is not there and `create`.

    `map_size`, in bytes, is where its map starts (it grows); `mode` is for new files, less the
    umask. Where the medium or the permissions do not allow writing, it is opened for reading, and
    `why_read_only` says why.

    NotFound: nothing there. NotWritable: it cannot be made. Damaged, UnknownFormat: not LMDB's
    file, or not whole. Unusable: a network file system, or locks are not possible.
    """
    folder = Path(os.path.realpath(path))
    if map_size is not None and map_size < LEAST:
        raise Unusable(f"{folder}: a map of {map_size} bytes is too small; it takes {LEAST}")
    with _lock:
        shared = _maps.get(folder)
        if shared is not None and not shared.same_file():
            del _maps[folder]  # the folder was replaced; those who hold the old file keep it
            shared = None
        if shared is None:
            refuse_network(folder)
            _prepare(folder, make=create and not read_only)
            why = READING if read_only else None
            shared = MemoryMap(folder, size=map_size, read_only=why, mode=mode)
            _maps[folder] = shared
        elif not read_only and shared.why_read_only == READING:
            shared.allow_writing()
        shared.holders += 1
        return Environment(folder, shared, read_only=read_only)


def _prepare(folder: Path, *, make: bool) -> None:
    file = folder / FILE
    try:
        size = file.stat().st_size
    except PermissionError:
        raise Unusable(f"{folder} cannot be read: no permission") from None
    except NotADirectoryError:
        raise Unusable(f"{folder} is not a folder") from None
    except FileNotFoundError:
        if not make:
            raise NotFound(f"{folder} holds no {FILE}") from None
        _make(folder)
        return
    if not size and not make:
        raise Damaged(f"{file} is empty")
    if not os.access(file, os.R_OK):
        raise Unusable(f"{file} cannot be read: no permission")


def _make(folder: Path) -> None:
    """Makes the folder and those above it, so that they are there after a power cut."""
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for each in missing:
            sync_folder(each.parent)
    except OSError as error:
        raise NotWritable(f"{folder} cannot be made: {error.strerror}") from None


def _release(shared: MemoryMap) -> None:
    shared.holders -= 1
    if not shared.holders:
        if _maps.get(shared.folder) is shared:
            del _maps[shared.folder]
        shared.close()


def _after_fork_in_child() -> None:
    global _lock
    _lock = Lock()


_lock = Lock()
_maps: dict[Path, MemoryMap] = {}
os.register_at_fork(after_in_child=_after_fork_in_child)
