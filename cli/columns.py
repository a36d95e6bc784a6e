"""Columns for a command that must start fast: rich alone would take a third of its time."""

from __future__ import annotations

import shutil
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import zip_longest

_GAP = 2
_LAST = 20
_OTHER = 12
"""The cells that are left at least to the last column, and to the one that is folded for it."""


def width(string: str) -> int:
    """The cells that a string takes on a terminal: two for a wide character, none for a mark and
    for what only says how others stand, such as the isolates around words from right to left."""
    return sum(
        0
        if unicodedata.category(c) in ("Mn", "Me", "Cf")
        else 2
        if unicodedata.east_asian_width(c) in "WF"
        else 1
        for c in string
    )


def columns(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """The rows as lines, columns as wide as their widest cell. The last column is folded at the
    terminal's edge; where that leaves too little of it, the widest of the others first."""
    widths = [max(map(width, column)) for column in zip(*rows, strict=True)][:-1]
    over = sum(widths) + _GAP * len(widths) + _LAST - shutil.get_terminal_size().columns
    if over > 0 and widths:
        widest = widths.index(max(widths))
        widths[widest] = max(_OTHER, widths[widest] - over)
    left = sum(widths) + _GAP * len(widths)
    widths.append(max(_LAST, shutil.get_terminal_size().columns - left))
    for row in rows:
        cells = [folded(cell, room) for cell, room in zip(row, widths, strict=True)]
        for parts in zip_longest(*cells, fillvalue=""):
            line = "".join(
                part + " " * (room - width(part) + _GAP)
                for part, room in zip(parts, widths, strict=True)
            )
            yield line.rstrip(" ")


def folded(string: str, room: int) -> list[str]:
    """The string in parts of at most `room` cells, broken at spaces where there are any; a word
    wider than that, as in a script without spaces, between its characters."""
    parts = [""]
    for word in string.split(" "):
        joined = f"{parts[-1]} {word}" if parts[-1] else word
        if width(joined) <= room:
            parts[-1] = joined
            continue
        if parts[-1] and width(word) <= room:
            parts.append(word)
            continue
        parts[-1] += " " if parts[-1] else ""
        for character in word:
            if width(parts[-1] + character) > room:
                parts.append("")
            parts[-1] += character
    return [part.rstrip(" ") for part in parts]
