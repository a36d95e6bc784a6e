"""Lines into blocks: where a numbered item, a bullet, a timetable's row or plain text begins.

That a line starts with a numeral is no proof: a wrap may put "(1)" or "2015." there. A numeral
begins a block if it is the next in its sequence, or opens one, *and* something before it says
that a block ends there: a blank line that means something, the end of a sentence, or a line
broken although there was room for more.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from engine.readers.lines import (
    Layout,
    Line,
    capital,
    contents,
    ended,
    furniture,
    listed,
    running,
    small,
    unfinished,
    width,
)
from engine.readers.sequences import Sequences
from engine.text.numerals import BULLETS, LIST_STYLES, Reading, annex

_CUE = re.compile(
    r"(?:Agenda item|Item \d|Items \d|Point \d|Points \d|Tema \d|Пункт|البند|(?:临时)?议程项目"
    r"|Concept note|Working paper|Draft |Progress report|Report of"
    r"|Document de travail|Documento de trabajo"
    r"|Submitted by|Presented by|Présenté|Presentado|Представлен|Note by|Original|Distr|GENERAL$"
    r"|English only|Provisional agenda|由.{1,40}提交|[^。]{1,40}提交$)",
    re.IGNORECASE,
)
_DATELINE = re.compile(
    r"(?:[^\d,،.]{2,40}[,،] )?\d{1,2}\b.{0,50}\b\d{4}(?: года| г\.)?$"
    r"|\d{4} ?年.{1,30}日(?:，.{1,12})?$"
)
HEADING_STYLES = ("upper-", "han.", "han、", "ordinal", "letter-name", "chapter", "part", "article")
"""Styles of numeral that nearly always head sections."""
_WINDOW = 12
"""Lines in which a timetable's second row must follow its first."""
_REGION = 200
"""Lines by which the width of a timetable is judged."""


Kind: TypeAlias = Literal["item", "annex", "bullet", "row", "furniture", "text"]


@dataclass(slots=True)
class Block:
    """Consecutive lines that belong together.

    `kind` is `item`, `annex`, `bullet`, `row`, `furniture` (a page number, a running header) or
    `text`. `numeral` is an item's numeral or a row's date as written, `pieces` the rest of its
    `lines`, `text` the pieces joined; `style` and `value` are how an item's numeral was read.
    """

    kind: Kind
    pieces: list[str]
    numeral: str = ""
    style: str = ""
    value: int = 0
    text: str = ""
    lines: int = 1


@dataclass(slots=True)
class _Table:
    """What the rows of a timetable look like, from its first line on."""

    end: int
    first: int
    edge: int
    inset: bool


def blocks(found: Sequence[Line], layout: Layout) -> list[Block]:
    """The blocks of the lines, in order; each line is in exactly one of them."""
    return _Splitter(found, layout).split()


@dataclass
class _Splitter:
    found: Sequence[Line]
    layout: Layout
    done: list[Block] = field(default_factory=list)
    table: _Table | None = None
    in_body: bool = False

    def __post_init__(self) -> None:
        self.sequences = Sequences(self.found, self.layout, self._boundary)

    def split(self) -> list[Block]:
        for at, line in enumerate(self.found):
            block = self._begun(at)
            if block:
                self.in_body = self.in_body or self._ran()
                self.done.append(block)
            else:
                self.done[-1].pieces.append(line.text)
                self.done[-1].lines += 1
        return self.done

    def _ran(self) -> bool:
        """Whether the last block is running text, with which the body begins."""
        block = self.done[-1] if self.done else None
        if not block or block.kind != "text":
            return False
        return running(block.pieces[-1], sum(map(width, block.pieces)))

    def _begun(self, at: int) -> Block | None:
        """The block that this line begins, or none if it goes on with the one before."""
        line = self.found[at]
        free = at == 0 or self.layout.parted(self.found[at - 1], line)
        if not free and self._waiting(at):
            return None
        if line.numeral:
            announced = self._announced()
            reading = self.sequences.accepted(at, free=free, announced=announced)
            if reading:
                return self._numbered(line, reading)
        if annex(line.text) and (free or self._boundary(at)):
            self.sequences.restart()
            self._leave_table(in_body=True)
            return Block("annex", [line.text])
        if line.bullet and self._bulleted(at, free):
            self._leave_table()
            return Block("bullet", [line.text])
        if line.date and self._row(at, free):
            return Block("row", [line.date.rest], numeral=line.date.phrase)
        if free or self._parts(at):
            self._leave_table()
            return Block("furniture" if furniture(line.text) else "text", [line.text])
        return None

    def _waiting(self, at: int) -> bool:
        """Whether the block so far is a numeral, a bullet or a date alone, so that its text must
        follow, and this line is not the next numeral."""
        block = self.done[-1]
        if block.kind == "text" or any(p.strip(BULLETS) for p in block.pieces):
            return False
        return not self.found[at].begins

    def _numbered(self, line: Line, reading: Reading) -> Block:
        assert line.numeral
        self._leave_table(in_body=True)
        self.sequences.taken(reading, line.indent)
        return Block("item", [line.numeral.rest], line.numeral.written, *reading)

    def _announced(self) -> bool:
        block = self.done[-1] if self.done else None
        return block is not None and block.kind == "item" and block.pieces[-1].endswith((":", "："))

    def _leave_table(self, *, in_body: bool = False) -> None:
        self.table = None
        self.in_body = self.in_body or in_body

    # -- what the lines before say -------------------------------------------------------------

    def _boundary(self, at: int, within: Reading | None = None) -> bool:
        """Whether the line before ends a block as far as one can see."""
        before = self.found[at - 1].text
        if ended(before) or furniture(before) or contents(before):
            return True
        if within and within.style in LIST_STYLES and listed(before):
            return True
        block = self.done[-1]
        if block.lines <= 2 and (block.kind == "annex" or block.style.startswith(HEADING_STYLES)):
            return True
        return not unfinished(before) and (self._short(at) or self._title(at, within))

    def _title(self, at: int, within: Reading | None) -> bool:
        """Whether the line looks like the heading of the next section, or is the first number
        behind title matter, whose lines may be of any length."""
        line = self.found[at]
        if not within or not line.numeral or within.style in LIST_STYLES:
            return False
        if within.value == 1 and not self.sequences.last:
            return True
        return within.style.startswith(HEADING_STYLES) and self.layout.brief(line)

    def _short(self, at: int) -> bool:
        return self.layout.short(self.found[at - 1], self.found[at])

    def _indented(self, at: int) -> bool:
        return self.found[at].indent >= self.found[at - 1].indent + 2

    # -- bullets, rows, plain text -------------------------------------------------------------

    def _bulleted(self, at: int, free: bool) -> bool:
        line, before = self.found[at], self.found[at - 1]
        if free or line.bullet in BULLETS or self._boundary(at) or self._indented(at):
            return True
        return self.done[-1].kind == "bullet" and listed(before.text)

    def _row(self, at: int, free: bool) -> bool:
        """Whether a dated line is a row of a timetable; the first must have a second near by."""
        line, table = self.found[at], self.table
        assert line.date
        if table and at <= table.end and self.done[-1].kind == "row":
            if capital(line.date.rest) and not unfinished(self.found[at - 1].text):
                return True
            if free or line.date.apart or (table.inset and line.indent <= table.first + 1):
                return True
            before = self.found[at - 1]
            if ended(before.text) or (before.date and not table.edge):
                return True
            return self.layout.short(before, line, share=1.0, edge=table.edge or None)
        if not self.in_body or not (free or line.date.apart or self._boundary(at)):
            return False
        near = range(at + 1, min(at + 1 + _WINDOW, len(self.found)))
        for other in near:
            if self.found[other].numeral or self.found[other].bullet:
                return False
            if self.found[other].date:
                self.table = self._region(at)
                return True
        return False

    def _region(self, at: int) -> _Table:
        end, edges, indents = at, [], []
        first = self.found[at].indent
        for end in range(at, min(at + _REGION, len(self.found))):
            line = self.found[end]
            if line.bullet or (line.numeral and end > at and ended(self.found[end - 1].text)):
                break
            if not line.date:
                if end > at and self.layout.parted(self.found[end - 1], line):
                    break
                indents.append(line.indent)
            edges.append(line.edge)
        inset = bool(indents) and min(indents) >= first + 4
        return _Table(end, first, max(edges) if indents else 0, inset)

    def _parts(self, at: int) -> bool:
        """Whether a line without numeral begins a block of its own, no blank line saying so."""
        line, before = self.found[at], self.found[at - 1]
        if contents(line.text) or contents(before.text):
            return True
        if furniture(line.text) and (
            line.page or not self.in_body or ended(before.text) or line.indent >= before.indent + 8
        ):
            return True
        block = self.done[-1]
        if block.kind == "furniture":
            return True
        if block.kind == "row":
            return False
        masthead = before.width < 0.6 * self.layout.edge and _title_line(before.text)
        if not self.in_body and (masthead or _title_line(line.text)):
            return not small(line.text)
        if small(line.text) or unfinished(before.text):
            return False
        if ended(before.text) or listed(before.text):
            return self._short(at) or (block.lines > 1 and self._indented(at))
        listing = block.kind == "bullet" or block.style in LIST_STYLES
        if listing and not capital(line.text):
            return False
        if self.in_body and not self._heads(block):
            return self.layout.short(before, line, share=0.6)
        inset = self.layout.parts or line.indent == before.indent >= 4
        return self.layout.short(before, line, share=0.8 if inset else 0.93)

    def _heads(self, block: Block) -> bool:
        return block.kind == "annex" or (
            block.kind == "item" and block.style not in LIST_STYLES and block.lines == 1
        )


def _title_line(text: str) -> bool:
    return width(text) <= 90 and (_CUE.match(text) or _DATELINE.match(text)) is not None
