"""The compilation text as Markdown (CommonMark, with tables and footnotes as GitHub has them): the
comments on each unit are a block quote behind it.

Numbers are text, never lists that Markdown would number itself; whatever a text or a comment holds,
none of it is read as Markdown or HTML. Bold and the like are tags, which every script can hold.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from engine.text import OBJECT, Mark, Node, Text
from exporters.compilation import GENERAL, ORPHANED, Parties, counted, heads, said
from projections.compilation import Compilation, leads
from projections.listing import Listed

_MARKS = ("b", "i", "u", "sup", "sub", "del", "ins")
_SPECIAL = re.compile(r"[\\`*_{}\[\]<>#|~&!$]")
_START = re.compile(r"^(\d*)([+\-=.)])")
_DEEPEST = 6


def export(found: Compilation, parties: Parties) -> bytes:
    """The compilation as Markdown."""
    first, *others = counted(found)
    blocks = [f"# {_escaped(first)}", *map(_escaped, others)]
    if found.general:
        blocks += [f"## {GENERAL}", *_quoted(found.general, parties)]
    written = _Written(found, parties)
    for part in found.text.parts:
        blocks += written.below(part, 2)
    blocks += written.notes
    if found.orphaned:
        blocks += [f"## {ORPHANED}", *_quoted(found.orphaned, parties)]
    return ("\n\n".join(blocks) + "\n").encode()


def _quoted(comments: Iterable[Listed], parties: Parties) -> Iterator[str]:
    """A block quote for each comment: whose it is in bold, each line a paragraph."""
    for one in comments:
        lines = (f"**{_escaped(heads(one, parties))}**", *map(_escaped, said(one, parties)))
        yield "\n>\n".join(f"> {line}" for line in lines if line)


class _Written:
    """A text as blocks of Markdown; `notes` are the footnotes met so far."""

    def __init__(self, found: Compilation, parties: Parties) -> None:
        self.text: Text = found.text
        self.notes: list[str] = []
        self._on = found.on
        self._parties = parties
        self._number = ""
        self._count = 0

    def below(self, id: str, level: int) -> Iterator[str]:
        """An element's blocks, with the comments on it and on what it holds."""
        comments = list(_quoted(self._on.get(id, ()), self._parties))
        first = comments if comments and leads(self.text, id) else []
        yield from self._blocks(self.text[id], level, first)
        if not first:
            yield from comments

    def _blocks(self, node: Node, level: int, first: list[str]) -> Iterator[str]:
        if node.tag == "table":
            yield self._table(node)
            for row in self.text.walk(node.id):
                yield from _quoted(self._on.get(row.id, ()), self._parties) if row != node else ()
            return
        if not node.children:
            words = self._inline(node)
            if words:
                yield self._numbered(words)
            return
        labels = {self.text[c].tag: c for c in node.children}
        if num := labels.get("num"):
            yield from self._numbers()
            self._number = self._inline(self.text[num])
        if heading := labels.get("heading"):
            words = self._numbered(self._inline(self.text[heading]))
            yield f"{'#' * min(level, _DEEPEST)} {words}"
            level += 1
        yield from first
        if node.tag == "li":
            self._number = self._number or "–"
        for child in node.children:
            if self.text[child].tag not in ("num", "heading"):
                yield from self.below(child, level)
        if num:
            yield from self._numbers()

    def _numbered(self, words: str) -> str:
        number, self._number = self._number, ""
        return _started(f"{number} {words}".strip())

    def _numbers(self) -> Iterator[str]:
        """A number behind which no words came, by itself."""
        if self._number:
            yield self._numbered("")

    def _table(self, node: Node) -> str:
        rows = [row for row in self.text.walk(node.id) if row.tag == "tr"]
        cells = [[self._cell(cell) for cell in row.children] for row in rows]
        width = max(map(len, cells), default=0)
        lines = [f"| {' | '.join([*row, *[''] * (width - len(row))])} |" for row in cells]
        return "\n".join([*lines[:1], f"|{' --- |' * width}", *lines[1:]])

    def _cell(self, id: str) -> str:
        words = (self._inline(n) for n in self.text.walk(id) if n.string and not self._noted(n))
        return " ".join(words)

    def _noted(self, node: Node) -> bool:
        """Whether an element is in a footnote."""
        above = node.parent
        while above:
            if self.text[above].tag == "authorialNote":
                return True
            above = self.text[above].parent
        return False

    def _inline(self, node: Node) -> str:
        """The words of an element on one line, with bold and italic, and its footnotes' marks."""
        objects = iter(node.objects)
        ends: list[Mark] = []
        pieces: list[str] = []
        marks = [mark for mark in node.marks if mark.tag in _MARKS]
        for at in range(len(node.string) + 1):
            while ends and ends[-1].end <= at:
                pieces.append(f"</{ends.pop().tag}>")
            while marks and marks[0].start <= at:
                ends.append(marks.pop(0))
                pieces.append(f"<{ends[-1].tag}>")
            for character in node.string[at : at + 1]:
                is_object = character == OBJECT
                pieces.append(self._object(next(objects)) if is_object else _plain(character))
        return " ".join("".join(pieces).split())

    def _object(self, id: str) -> str:
        node = self.text[id]
        if node.tag != "authorialNote":
            return " " if node.tag in ("eol", "br") else _plain(node.attributes.get("alt", ""))
        self._count += 1
        mark = f"[^{self._count}]"
        number, self._number = self._number, ""
        words = [block for child in node.children for block in self.below(child, _DEEPEST)]
        self._number = number
        self.notes.append(f"{mark}: " + "\n\n    ".join(words))
        return mark


def _escaped(words: str) -> str:
    """Words that Markdown shows as they are, on one line."""
    return _started(" ".join(_plain(words).split()))


def _plain(words: str) -> str:
    return _SPECIAL.sub(r"\\\g<0>", words)


def _started(line: str) -> str:
    """A line whose start begins no list and no rule."""
    return _START.sub(r"\1\\\2", line)
