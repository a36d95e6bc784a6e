"""A text as lines for people: headings, numbers before their paragraphs, tables row by row."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from engine.text import OBJECT, Node, Text

_SPACES = re.compile(r"[ \t\n\r\f\v\x85\u2028\u2029]+")
_JOINING = (OBJECT, "\u200c", "\u200d")
"""Shown, or, in Persian and Hindi, part of how a word is written."""
_LABELS = ("num", "heading")


class Segment(NamedTuple):
    """A run of a line that is one element's own string."""

    id: str
    string: str


class Line(NamedTuple):
    """One line before it is wrapped: its depth, its number, its segments (cells of a row, or one)
    and the element whose place it shows."""

    id: str
    depth: int
    num: Segment | None
    segments: tuple[Segment, ...]
    heading: bool = False


def lines(text: Text) -> Iterator[Line]:
    """The lines of a text, in document order; a footnote's stand behind the line that holds it."""
    for part in text.parts:
        yield from _Layout(text).below(part, 0)


class _Layout:
    def __init__(self, text: Text) -> None:
        self.text = text
        self.num: Segment | None = None
        self.of = ""

    def below(self, id: str, depth: int) -> Iterator[Line]:
        node = self.text[id]
        if node.tag == "tr":
            cells = [n for n in self.text.walk(id) if n.string]
            if cells:
                yield self._line(id, depth, tuple(Segment(n.id, n.string) for n in cells))
            for cell in cells:
                yield from self._notes(cell, depth)
            return
        if node.string or not node.children:
            if node.string or node.objects:
                yield self._line(id, depth, (Segment(id, node.string),))
            yield from self._notes(node, depth)
            return
        yield from self._children(node, depth)

    def _children(self, node: Node, depth: int) -> Iterator[Line]:
        labels = {self.text[c].tag: self.text[c] for c in node.children}
        num, heading = labels.get("num"), labels.get("heading")
        if num is not None:
            if self.num:
                yield self._line(node.id, depth, ())
            self.num, self.of = Segment(num.id, num.string), node.id
            depth += 1
        if heading is not None:
            yield self._line(heading.id, depth, (Segment(heading.id, heading.string),), True)
            yield from self._notes(heading, depth)
        inner = depth + 1 if node.tag in ("ul", "ol", "authorialNote") else depth
        for child in node.children:
            if self.text[child].tag not in _LABELS:
                yield from self.below(child, inner)
        if num is not None and self.num:
            yield self._line(node.id, depth, ())

    def _line(
        self, id: str, depth: int, segments: tuple[Segment, ...], heading: bool = False
    ) -> Line:
        num, self.num = self.num, None
        return Line(id, depth, num, segments, heading)

    def _notes(self, node: Node, depth: int) -> Iterator[Line]:
        for object in node.objects:
            for child in self.text[object].children:
                yield from self.below(child, depth + 2)


def shown(string: str) -> str:
    """A string as a terminal shows it: an inline object as an asterisk, each run of white space as
    one space, no control characters."""
    return "".join(
        "*" if c == OBJECT else c if not c.isspace() else " "
        for c in _SPACES.sub(" ", string)
        if c.isprintable() or c.isspace() or c in _JOINING
    )
