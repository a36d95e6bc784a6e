"""Overwriting what LMDB's file still holds of what was deleted.

LMDB (0.9) never writes into a page that one of its two head pages leads to; it frees the old page
and writes a new one. Free pages keep what they held, and so does the room between the index of a
page in use and its nodes. All of this is overwritten here with zeros, and nothing that is in use:

    page 0, 1   heads: each leads to a tree of free pages and a tree of databases; 16 + 136 bytes
    branch      head (16), an index (2 for each node), room, nodes: child, key
    leaf        head (16), an index, room, nodes: key and value, a database, or where the value is
    overflow    head (16), one long value over as many pages as it takes
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from struct import Struct

from engine.errors import Damaged
from engine.lmdb.opening import FILE

_ORDER = "<" if sys.byteorder == "little" else ">"
_HEADS = Struct(_ORDER + "QHHHH").unpack_from  # page, pad, flags, lower and upper end of the room
_TREE = Struct(_ORDER + "IHHQQQQQ").unpack_from  # ..., number of entries, root
_NODE = Struct(_ORDER + "HHHH").unpack_from  # low, high, flags, bytes of the key
_LONG = Struct(_ORDER + "Q").unpack_from
_LOW, _HIGH = (0, 1) if sys.byteorder == "little" else (1, 0)

HEAD = 16
META_END = HEAD + 136
BRANCH, LEAF, OVERFLOW = 1, 2, 4
ELSEWHERE, DATABASE = 1, 2
NOWHERE = 2**64 - 1
RUN = 1 << 20
"""Bytes looked at and written at once."""

Span = tuple[int, int]


def overwrite_unused(folder: Path) -> None:
    """Overwrites with zeros, durably, every byte of the file in `folder` that neither of LMDB's
    head pages leads to. Nobody may commit meanwhile, nor read what neither of them leads to.

    Damaged where a page is not of a form that LMDB writes; nothing is overwritten then.
    """
    handle = os.open(folder / FILE, os.O_RDWR)
    try:
        used = sorted(set(_used(handle, folder / FILE)))
        end = os.fstat(handle).st_size
        at = 0
        for start, stop in [*used, (end, end)]:
            _overwrite(handle, at, start)
            at = max(at, stop)
        os.fsync(handle)
    finally:
        os.close(handle)


def _used(handle: int, file: Path) -> Iterator[Span]:
    """What is in use, byte by byte, from the head pages down."""
    size = _TREE(os.pread(handle, META_END, 0), HEAD + 24)[0]
    if not 512 <= size <= 65536 or size & (size - 1):
        raise Damaged(f"{file}: pages of {size} bytes")
    seen: set[int] = set()
    pages: list[int] = []
    for number in (0, 1):
        head = os.pread(handle, META_END, number * size)
        yield number * size, number * size + META_END
        pages += [_TREE(head, HEAD + at)[7] for at in (24, 72)]
    while pages:
        number = pages.pop()
        if number == NOWHERE or number in seen:
            continue
        seen.add(number)
        page = os.pread(handle, size, number * size)
        if len(page) < size or _HEADS(page)[0] != number:
            raise Damaged(f"{file}: page {number} is not there")
        _, _, flags, lower, upper = _HEADS(page)
        if flags not in (BRANCH, LEAF) or not HEAD <= lower <= upper <= size:
            raise Damaged(f"{file}: page {number} has the form {flags:#x}")
        start = number * size
        yield start, start + lower
        for at in memoryview(page[HEAD:lower]).cast("H"):
            node = _NODE(page, at)
            kind, key = node[2:]
            value = at + 8 + key
            if flags == BRANCH:
                yield start + at, start + value
                pages.append(node[_LOW] | node[_HIGH] << 16 | kind << 32)
                continue
            length = node[_LOW] | node[_HIGH] << 16
            if kind == ELSEWHERE:
                yield start + at, start + value + 8
                first = _LONG(page, value)[0] * size
                yield first, first + HEAD + length
            elif kind in (0, DATABASE):
                yield start + at, start + value + length
                if kind == DATABASE:
                    pages.append(_TREE(page, value)[7])
            else:
                raise Damaged(f"{file}: page {number} has a node of the kind {kind:#x}")


def _overwrite(handle: int, start: int, stop: int) -> None:
    while start < stop:
        length = min(stop - start, RUN)
        found = os.pread(handle, length, start)
        if found.count(0) != len(found):
            os.pwrite(handle, bytes(len(found)), start)
        start += length
