"""Opening LMDB's file with what the system grants: so much map, so much permission."""

from __future__ import annotations

import os
import resource
import sys
from pathlib import Path

import lmdb

from engine.errors import Damaged, UnknownFormat
from engine.lmdb.disk import explain, may_not_write, sync_folder
from engine.lmdb.structure import structure

FILE = "data.mdb"

START = 64 << 30 if sys.maxsize > 2**32 else 256 << 20
"""Bytes of address space for one map, if the system grants them. It is much more than a log will
need, costs no memory, and three such maps fit where processors offer least (2**39 bytes)."""

LEAST = 1 << 20
READERS = 510
DATABASES = 64
MAGIC = (0xBEEFC0DE).to_bytes(4, sys.byteorder)


def open_file(
    folder: Path, size: int | None, *, read_only: bool, mode: int
) -> tuple[lmdb.Environment, bool, str | None]:
    """The environment in `folder`; whether it has to do without the lock file, so that no writer
    knows who reads; and, where writing was asked for and is not allowed, why.

    NotFound, NotWritable, Damaged, UnknownFormat, Full (no memory map of any size) or Unusable.
    """
    ways = (
        [(True, True), (True, False)] if read_only else [(False, True), (True, True), (True, False)]
    )
    why, refusal = None, lmdb.Error("")
    for readonly, lock in ways:
        for start in _sizes(size):
            try:
                env = _open(folder, start, mode, readonly=readonly, lock=lock)
            except lmdb.MemoryError as error:
                refusal = error
                continue
            except lmdb.Error as error:
                refusal = error
                break
            _refuse_truncated(env, folder)
            return env, not env.flags()["lock"], why
        reason = may_not_write(refusal)
        if reason is None:
            break
        why = why or reason
    raise explain(refusal, folder) from refusal


def _open(folder: Path, size: int, mode: int, *, readonly: bool, lock: bool) -> lmdb.Environment:
    new = not readonly and not (folder / FILE).exists()
    if _of_another_format(folder / FILE):
        raise UnknownFormat(f"{folder / FILE} is of another version of LMDB's format than 0.9")
    env = lmdb.open(
        str(folder),
        map_size=size,
        readonly=readonly,
        lock=lock,
        mode=mode,
        max_readers=READERS,
        max_dbs=DATABASES,
        lib_version=0,  # the format that other tools read, whatever the default
        max_spare_txns=0,  # one kept over a fork would be the parent's and the child's
    )
    try:
        if new:
            sync_folder(folder)
        if lock:
            env.reader_check()  # frees the places of readers that were killed
    except (OSError, lmdb.Error) as error:
        env.close()
        raise explain(error, folder) from error
    return env


def _of_another_format(file: Path) -> bool:
    """Whether LMDB's magic number stands behind a page head longer than the 16 bytes of 0.9."""
    try:
        with file.open("rb") as stream:
            head = stream.read(28)
    except OSError:
        return False
    return head[24:] == MAGIC and head[16:20] != MAGIC


def _sizes(size: int | None) -> tuple[int, ...]:
    """Map sizes to try in turn, in whole MiB: what is asked for, then less.

    Under a limit on address space (ulimit -v) a map starts with no more than a sixteenth of it.
    """
    first = size or START
    limit = resource.getrlimit(resource.RLIMIT_AS)[0]
    if limit != resource.RLIM_INFINITY:
        first = min(first, max(limit // 16, LEAST))
    first = -(-first // LEAST) * LEAST
    return first, *(less for less in (first >> 4, first >> 8, first >> 12) if less >= LEAST)


def _refuse_truncated(env: lmdb.Environment, folder: Path) -> None:
    """Damaged where pages in use lie beyond the end of the file: to touch one would end the
    process. LMDB may have left free pages there unwritten, which a look at the structure tells."""
    size = os.stat(folder / FILE).st_size
    needed = (env.info()["last_pgno"] + 1) * env.stat()["psize"]
    if size < needed:
        found = structure(folder)
        if found:
            env.close()
            raise Damaged(
                f"{folder / FILE} has {size} bytes, and {needed} were written: {found[0]}"
            )
