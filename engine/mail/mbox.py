"""The messages in a file: one (`.eml`), or those of a mailbox (`.mbox`), one after the other.

A mailbox is read as a stream, so that its size does not matter; of a message that is larger than
LARGEST only its number is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

LARGEST = 64_000_000
"""Bytes of the largest message that is read."""
_LINE = 1 << 20
_BEGINS = re.compile(
    rb"From [^\r\n]*\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? +"
    rb"(?:(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) +\d|\d{1,2} +[A-Z][a-z]{2})"
)
_QUOTED = re.compile(rb">+From ")


class Found(NamedTuple):
    """A message of a file: its number there, from 1, and its bytes; None where it is too large."""

    number: int
    source: bytes | None


def is_mailbox(file: BinaryIO) -> bool:
    """Whether a file, open at its beginning, is a mailbox; it is at its beginning afterwards."""
    start = file.read(5)
    file.seek(0)
    return start == b"From "


def messages(file: BinaryIO) -> Iterator[Found]:
    """The messages of a file, open at its beginning, with lines quoted by `>` as they were sent."""
    if not is_mailbox(file):
        source = file.read(LARGEST + 1)
        if source.strip():
            yield Found(1, source if len(source) <= LARGEST else None)
        return
    number = 0
    lines: list[bytes] = []
    size = 0
    blank = fresh = True  # whether the line before was empty, and whether a line begins here
    while True:
        line = file.readline(_LINE)
        if not line or (fresh and blank and _BEGINS.match(line)) or (number == 0):
            if number:
                yield Found(number, b"".join(lines) if size <= LARGEST else None)
            if not line:
                return
            number += 1
            lines, size = [], 0
            blank = False
            fresh = line.endswith(b"\n")
            continue
        if fresh and _QUOTED.match(line):
            line = line[1:]
        size += len(line)
        if size <= LARGEST:
            lines.append(line)
        else:
            lines.clear()
        blank = fresh and line in (b"\n", b"\r\n")
        fresh = line.endswith(b"\n")
