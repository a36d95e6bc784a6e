"""What a disk may refuse, in our words: full, read-only, not ours to write, not a disk at all."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import lmdb

from engine.errors import Damaged, NotFound, TravauxError, UnknownFormat


class Full(TravauxError):
    """No room: on the disk, in a quota, in a limit on file size or on memory.

    The act was not recorded, not even in part, and the store is as it was before.
    """


class NotWritable(TravauxError):
    """The store can be read, not written; the message says why."""


class Unusable(TravauxError):
    """The place cannot hold a store, or the system will not let us use it."""


NETWORKED = {"9p", "afs", "beegfs", "ceph", "cifs", "coda", "davfs", "glusterfs", "gpfs", "lustre"}
NETWORKED |= {"ncpfs", "nfs", "nfs4", "orangefs", "smb3", "smbfs"}
NETWORKED |= {
    f"fuse.{name}" for name in ("davfs", "gcsfuse", "glusterfs", "rclone", "s3fs", "sshfs")
}
"""File systems on which memory maps or locks do not hold between machines."""

_NO_ROOM = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk quota is used up",
    errno.EFBIG: "the file may not grow further",
    errno.EIO: "the disk took only a part: it is full, at a size limit, or failing",
}
_NOT_OURS = {
    errno.EACCES: "no permission",
    errno.EPERM: "no permission",
    errno.EROFS: "the file system is mounted read-only",
}

_DAMAGE = (
    lmdb.InvalidError,
    lmdb.CorruptedError,
    lmdb.PageNotFoundError,
    lmdb.CursorFullError,
    lmdb.IncompatibleError,
    lmdb.BadValsizeError,
    lmdb.BadTxnError,
)


def may_not_write(error: lmdb.Error | OSError) -> str | None:
    """Why writing is not allowed, where that is what the error says."""
    return _NOT_OURS.get(_code(error))


def explain(error: lmdb.Error | OSError, folder: Path) -> TravauxError:
    """The error of ours that says what LMDB or the system met in `folder`."""
    code = _code(error)
    if code in _NO_ROOM:
        return Full(
            f"{folder}: {_NO_ROOM[code]}; nothing was recorded",
            hint="Make room, then do it again; the store is sound.",
        )
    if code in _NOT_OURS:
        return NotWritable(f"{folder} cannot be written: {_NOT_OURS[code]}")
    if code == errno.ENOENT:
        return NotFound(f"{folder} holds no store")
    if code == errno.ENOMEM:
        return Full(
            f"{folder}: the system allows no larger memory map",
            hint="Raise the limit on virtual memory (ulimit -v).",
        )
    if isinstance(error, lmdb.VersionMismatchError):
        return UnknownFormat(f"{folder}/data.mdb is of another version of LMDB's format")
    if isinstance(error, _DAMAGE):
        return Damaged(f"{folder}/data.mdb is damaged: {error}")
    if isinstance(error, lmdb.ReadersFullError):
        return Unusable(f"{folder} is being read by too many at once: {error}")
    return Unusable(f"{folder} cannot be used: {error}")


def refuse_network(folder: Path) -> None:
    """Raises Unusable where `folder` is known to lie on a network file system.

    Known from the system's table of mounts, where it has one; elsewhere nothing is refused.
    """
    try:
        mounts = Path("/proc/self/mountinfo").read_text(errors="surrogateescape")
    except OSError:
        return
    kind = file_system(folder, mounts)
    if kind in NETWORKED:
        raise Unusable(
            f"{folder} is on a network file system ({kind}); a store needs a local disk",
            hint="Keep the store on a local disk, or use PostgreSQL.",
        )


def file_system(folder: Path, mounts: str) -> str | None:
    """The type of the file system that holds `folder`, an absolute path, from a mountinfo table."""
    deepest, kind = -1, None
    for line in mounts.splitlines():
        left, dash, right = line.partition(" - ")
        fields = left.split(" ")
        if not dash or len(fields) < 5:
            continue
        mount = Path(_unescaped(fields[4]))
        if folder.is_relative_to(mount) and len(mount.parts) >= deepest:
            deepest, kind = len(mount.parts), right.split(" ")[0]
    return kind


def sync_folder(folder: Path) -> None:
    """Makes the names in `folder` durable, where the system can: a new file is there after a
    power cut only when its folder is."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno != errno.EINVAL:
            raise
    finally:
        os.close(handle)


def _code(error: lmdb.Error | OSError) -> int:
    code = error.errno if isinstance(error, OSError) else error.code
    return code or 0


def _unescaped(field: str) -> str:
    for code, character in (("040", " "), ("011", "\t"), ("012", "\n"), ("134", "\\")):
        field = field.replace(f"\\{code}", character)
    return field
