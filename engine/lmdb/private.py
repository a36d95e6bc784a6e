"""The private store on LMDB: an environment of its own, beside the log's.

    private   key, UTF-8 (1 to 511 bytes)  ->  content, digest (32)
    meta      "layout"                     ->  layout (8), digest (32), as in a log
              "erasing"                    ->  stage (8), digest (32); there while an erasure runs

Deleting from LMDB leaves the bytes in pages that are free, or in the free part of pages in use.
So an erasure goes on after the deletion: another commit, so that neither of LMDB's two head pages
leads to what was deleted; then all that no head page leads to is overwritten with zeros, while no
other process can commit and nobody still reads what was deleted. Killed in between, it is done on
the next opening. What a put that was killed has left, which no key leads to, goes with the next
erasure of anything.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from itertools import count, takewhile
from pathlib import Path
from typing import TYPE_CHECKING

from engine.errors import Damaged, NotFound, Refused
from engine.lmdb import layout
from engine.lmdb.agreement import META, agree
from engine.lmdb.disk import Unusable
from engine.lmdb.environment import Environment, open_environment
from engine.lmdb.erasure import overwrite_unused
from engine.lmdb.layout import pack
from engine.lmdb.memory_map import Databases

if TYPE_CHECKING:
    from engine.lmdb.memory_map import Transaction

PRIVATE = "private"
ERASING = b"erasing"
LONGEST_KEY = 511
MODE = 0o660
"""Of new files, less the umask: never readable by everybody."""

PATIENCE = 30.0
"""Seconds that an erasure waits for those who still read what was deleted."""


class LmdbPrivate:
    """The private store in a folder; it is made when something is put into it. `close` it."""

    def __init__(self, path: Path, *, map_size: int | None = None) -> None:
        self.path = path
        self._map_size = map_size
        self._environment: Environment | None = None
        self._open(create=False)

    def get(self, key: str) -> bytes | None:
        """What was put under the key, or None."""
        name = _key(key)
        environment = self._open(create=False)
        if environment is None:
            return None

        def find(txn: Transaction, databases: Databases) -> bytes | None:
            private = databases.get(PRIVATE)
            return None if private is None else txn.get(name, None, private)

        value = environment.read(find)
        if value is None:
            return None
        content = layout.unseal(name, value)
        if content is None:
            raise Damaged(f"{self.path}: the entry {key}: its digest does not match")
        return content

    def put(self, items: Mapping[str, bytes]) -> None:
        """Keeps the items in one durable transaction."""
        sealed = [(_key(key), layout.seal(_key(key), items[key])) for key in items]
        if not sealed:
            return
        environment = self._open(create=True)
        assert environment is not None

        def put(txn: Transaction, databases: Databases) -> None:
            for name, value in sealed:
                txn.put(name, value, db=databases[PRIVATE])

        environment.write(put)

    def delete(self, keys: Iterable[str]) -> None:
        """Erases what stands under the keys. Unusable where somebody goes on reading it: it is
        deleted then, and overwritten on the next opening or erasure."""
        names = [_key(key) for key in keys]
        environment = self._open(create=False)
        if environment is None or not names:
            return

        def delete(txn: Transaction, databases: Databases) -> None:
            done = [txn.delete(name, db=databases[PRIVATE]) for name in names]
            if any(done):
                _mark(txn, databases, 1)

        environment.write(delete)
        _finish_erasing(environment)

    def keys(self, prefix: str = "") -> list[str]:
        """The keys that begin so, in order."""
        first = layout.utf8(prefix, "key")
        environment = self._open(create=False)
        if environment is None:
            return []

        def find(txn: Transaction, databases: Databases) -> list[bytes]:
            private = databases.get(PRIVATE)
            cursor = None if private is None else txn.cursor(private)
            if cursor is None or not (cursor.set_range(first) if first else cursor.first()):
                return []
            found = cursor.iternext(keys=True, values=False)
            return list(takewhile(lambda key: key.startswith(first), found))

        return [name.decode() for name in environment.read(find)]

    def close(self) -> None:
        """Ends the use of it; to close twice does nothing."""
        if self._environment is not None:
            self._environment.close()

    def _open(self, *, create: bool) -> Environment | None:
        """The environment, or None where there is none yet and none is to be made."""
        if self._environment is not None:
            return self._environment
        try:
            environment = open_environment(
                self.path, map_size=self._map_size, create=create, mode=MODE
            )
        except NotFound:
            if create:
                raise
            return None
        try:
            environment.open_databases(META, PRIVATE)
            agree(environment)
            if environment.why_read_only is None:
                _finish_erasing(environment)
        except BaseException:
            environment.close()
            raise
        self._environment = environment
        return environment


def _finish_erasing(environment: Environment) -> None:
    """Overwrites what was deleted and is still in the file, if anything was and is."""
    if environment.read(_stage) is None:
        return
    environment.renew()  # and with it, the pages that LMDB keeps in memory to use again
    environment.write(lambda txn, databases: _mark(txn, databases, 2))
    until = time.monotonic() + PATIENCE
    for attempt in count():
        if environment.write(lambda txn, databases: _overwritten(environment, txn, databases)):
            return
        if time.monotonic() > until:
            raise Unusable(
                f"{environment.path} is being read by others: what was deleted is still in the "
                f"file after {PATIENCE:.0f} seconds",
                hint="It is overwritten when the store is next opened for writing.",
            )
        time.sleep(min(0.001 * 2**attempt, 0.1))


def _overwritten(environment: Environment, txn: Transaction, databases: Databases) -> bool:
    """Within a transaction, so that nobody else commits: overwrites what neither head page leads
    to. False where somebody reads an older state, which would be pulled from under their feet."""
    if txn.get(ERASING, None, databases[META]) is None:
        return True  # somebody else did it
    last = txn.id() - 1
    oldest = environment.oldest_reader()
    if oldest is not None and oldest < last - 1:
        return False
    overwrite_unused(environment.path)
    txn.delete(ERASING, db=databases[META])
    return True


def _stage(txn: Transaction, databases: Databases) -> bytes | None:
    meta = databases.get(META)
    return None if meta is None else txn.get(ERASING, None, meta)


def _mark(txn: Transaction, databases: Databases, stage: int) -> None:
    txn.put(ERASING, layout.seal(ERASING, pack(stage)), db=databases[META])


def _key(key: str) -> bytes:
    name = layout.utf8(key, "key")
    if not 0 < len(name) <= LONGEST_KEY:
        raise Refused(
            f"the key {key[:40]!r} has {len(name)} bytes; the store takes 1 to {LONGEST_KEY}"
        )
    return name
