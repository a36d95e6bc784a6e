"""Whether a numeral at the start of a line is one of a sequence, or stands there by chance.

It must be the next of its sequence, or open one that goes on at the start of a later line. A list
that opens inside a line, "(1) ..., (2) ...", is running text, wherever its lines are wrapped.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from engine.readers.lines import Layout, Line
from engine.text.numerals import LIST_STYLES, Reading, numeral

Places: TypeAlias = defaultdict[tuple[str, int], list[int]]
"""By style and value, the lines where such a numeral stands, in order."""

_INLINE = re.compile(
    r"(?<=.)(?:[(（](?:[a-zа-яء-ي]{1,5}ـ?|\d{1,2}|[一二三四五六七八九十]{1,3})[)）]"
    r"|(?<=\s)(?:[a-zа-я]|[ivx]{2,4}|\d{1,2})\))"
)
_FURTHEST = 999
"""No paragraph has a higher number: what looks like one is a year."""


@dataclass(slots=True)
class _Open:
    """A list inside a paragraph, as far as it has come, and the indent of its first line."""

    style: str
    value: int
    indent: int


@dataclass
class Sequences:
    """The sequences of numerals in a document, as far as it has been read.

    `boundary` says of a line, by its index, whether the line before it ends a block; `taken` is
    told of each numeral that begins one.
    """

    found: Sequence[Line]
    layout: Layout
    boundary: Callable[[int, Reading | None], bool]
    last: dict[str, int] = field(default_factory=dict)
    open: list[_Open] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.starts = _line_starts(self.found)
        self.inline = _inside_lines(self.found)

    def restart(self) -> None:
        """An annex begins: what came before has no bearing on its numbers."""
        self.last.clear()
        self.open.clear()

    def taken(self, reading: Reading, indent: int) -> None:
        """A block begins with this numeral; other lists in the paragraph end, or this one is in
        them."""
        self.last[reading.style] = reading.value
        if reading.style not in LIST_STYLES:
            self.open.clear()
            return
        styles = [o.style for o in self.open]
        if reading.style in styles:
            del self.open[styles.index(reading.style) + 1 :]
            self.open[-1].value = reading.value
        else:
            self.open.append(_Open(reading.style, reading.value, indent))

    def accepted(self, at: int, *, free: bool, announced: bool) -> Reading | None:
        """The reading by which the line's numeral begins a block, or none if it does not.

        `free`: the layout says that a block begins; `announced`: the paragraph before ends with
        a colon.
        """
        entry = self.found[at].numeral
        assert entry
        readings = self._inner(at, entry.readings, announced)
        nexts = [r for r in readings if self._is_next(at, r, entry.again)]
        if len(nexts) > 1 or (nexts and nexts[0].value != 1 and readings[0].value == 1):
            nexts.sort(key=lambda r: self._distance(at, r))
        for reading in nexts:
            if free or self.boundary(at, reading) or self._only_chance(at, reading):
                return reading
        for reading in readings:
            if reading.value == 1 and self._opens(at, reading, free):
                return reading
        for reading in readings:
            if self._resumes(at, reading, free):
                return reading
        return None

    def _inner(
        self, at: int, readings: tuple[Reading, ...], announced: bool
    ) -> tuple[Reading, ...]:
        """The readings, with a paragraph's number as an inner one if a paragraph that ends with
        a colon announces a list, or if such a list goes on."""
        style, value = readings[0]
        if style != "digit.":
            return readings
        inner = Reading("inner-digit.", value)
        going = next((o for o in self.open if o.style == inner.style), None)
        if going and going.value == value - 1 and self.found[at].indent > going.indent - 2:
            return (inner,)
        if value == 1 and announced and self.last.get(style) and not going:
            return (inner,)
        return readings

    def _is_next(self, at: int, reading: Reading, again: bool) -> bool:
        """Whether the reading follows the last of its style: of a list, in the same paragraph,
        unless the line may be a heading."""
        expected = reading.value if again else reading.value - 1
        if any(o.style == reading.style and o.value == expected for o in self.open):
            return True
        if reading.style in LIST_STYLES and not self.layout.brief(self.found[at]):
            return False
        return self.last.get(reading.style) == expected

    def _distance(self, at: int, reading: Reading) -> int:
        """How many lines on the following value of this reading's style begins a line."""
        style = reading.style.removeprefix("inner-")
        after = _next(self.starts[style, reading.value + 1], at + 1)
        return len(self.found) if after is None else after - at

    def _opens(self, at: int, reading: Reading, free: bool) -> bool:
        """Whether a numeral of value one begins a sequence here."""
        if not free and not self.boundary(at, reading):
            return False
        second = Reading(reading.style.removeprefix("inner-"), 2)
        starts = _next(self.starts[second], at + 1)
        if reading.style == "upper-letter." and starts is None:
            return free and self.layout.brief(self.found[at])
        if free or self._set_off(at):
            return True
        runs = _next(self.inline[second], at)
        return starts is not None and (runs is None or starts <= runs)

    def _resumes(self, at: int, reading: Reading, free: bool) -> bool:
        """Whether a numeral out of sequence begins a block all the same: numbers are missing
        before it, and the next one follows."""
        if reading.value > _FURTHEST or not (free or self.boundary(at, None)):
            return False
        style, value = reading
        last = self.last.get(style, 0)
        following = _next(self.starts[style, value + 1], at + 1)
        restart = _next(self.starts[style, 1], at + 1)
        confirmed = following is not None and (restart is None or following < restart)
        if style.startswith(("upper-", "roman", "letter", "cyrillic")):
            return free and confirmed
        if free and style.startswith(("digit", "decimal", "action", "article")):
            return confirmed or (value > last > 0)
        return confirmed and last < value <= last + 5

    def _only_chance(self, at: int, reading: Reading) -> bool:
        """Whether the next paragraph must begin here, although nothing before it says so: its
        number comes nowhere else before the one after it."""
        if reading.style != "digit.":
            return False
        same = _next(self.starts[reading], at + 1)
        after = _next(self.starts[reading.style, reading.value + 1], at + 1)
        return after is not None and (same is None or same > after)

    def _set_off(self, at: int) -> bool:
        before, line = self.found[at - 1], self.found[at]
        return self.layout.short(before, line) or line.indent >= before.indent + 2


def _next(places: Sequence[int], start: int) -> int | None:
    """The first of sorted places that is not before `start`."""
    at = bisect_left(places, start)
    return places[at] if at < len(places) else None


def _line_starts(found: Sequence[Line]) -> Places:
    starts: Places = defaultdict(list)
    for at, line in enumerate(found):
        for reading in line.numeral.readings if line.numeral else ():
            starts[reading].append(at)
    return starts


def _inside_lines(found: Sequence[Line]) -> Places:
    inside: Places = defaultdict(list)
    for at, line in enumerate(found):
        for match in _INLINE.finditer(line.text):
            entry = numeral(match[0])
            for reading in entry.readings if entry else ():
                inside[reading].append(at)
    return inside
