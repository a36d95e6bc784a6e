"""Markdown (CommonMark, with tables, footnotes and struck-out text) as sections and paragraphs.

What is markup becomes markup of Akoma Ntoso; every other character is in the text, in order, save
that a footnote stands where it is referred to. Headings are sections in each other; the items of a
numbered list are numbered paragraphs, with their number as written (where all are written alike,
as Markdown counts them). What the list above does not name is text: HTML, the attributes of
kramdown, and square brackets, which in a negotiated text are the negotiators'.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.errors import Unreadable
from engine.readers.body import Node, paragraph
from engine.readers.decoding import decode
from engine.readers.joining import Spacing, spacing
from engine.readers.markdown_inline import Content
from engine.readers.markdown_syntax import Piece, parse, referred
from engine.text import Element

if TYPE_CHECKING:
    from markdown_it.token import Token

_FRONT = re.compile(r"---[ \t]*\n([\w.-]+[ \t]*:.*?\n)(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
"""What many programs put before Markdown: lines `key: value` between two `---`."""


def read(source: bytes, *, where: str = "the file") -> tuple[Element, ...]:
    """The parts of the text, without ids: a `preface` with the lines of the front matter, if there
    is any, and a `mainBody`.

    `Unreadable` for what is no text in UTF-8, and for what is nested too deep.
    """
    text = decode(source, where=where)
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n")
    front = _FRONT.match(text)
    before: tuple[Element, ...] = ()
    first = 0
    if front:
        lines = (line.rstrip() for line in front[1].split("\n"))
        before = tuple(paragraph(line) for line in lines if line)
        first = front[0].count("\n")
        text = text[front.end() :]
    body = _Body(spacing(text), parse(text, where=where, first=first), where, first).build()
    if body.children and before:
        return (Element("preface", children=before), body)
    if not body.children and not before:
        raise Unreadable(f"{where} holds no text, only markup")
    return (body if body.children else Element("mainBody", children=before),)


@dataclass
class _Body:
    """The main body on the way: `outer` are the sections that are open at its end, each with the
    level of its heading; `notes` the footnotes that stand nowhere yet, by label."""

    spacing: Spacing
    pieces: Sequence[Piece]
    where: str
    first: int
    root: Node = field(default_factory=lambda: Node("mainBody"))
    outer: list[tuple[int, Node]] = field(default_factory=list)
    notes: dict[str, Piece] = field(default_factory=dict)
    placed: set[int] = field(default_factory=set)

    def build(self) -> Element:
        """The main body."""
        self.notes = referred(self.pieces)
        self.placed = set(map(id, self.notes.values()))
        for piece in self.pieces:
            if piece.type == "heading":
                self._section(piece)
            else:
                self._holder().parts += self._hierarchical(piece, "paragraph")
        return Element("mainBody", children=tuple(map(_closed, self.root.parts)))

    def _holder(self) -> Node:
        return self.outer[-1][1] if self.outer else self.root

    def _section(self, piece: Piece) -> None:
        level = int(piece.token.tag[1:])
        while self.outer and self.outer[-1][0] >= level:
            self.outer.pop()
        heading = self._inline(piece, "heading")
        node = Node(
            "subsection" if self.outer else "section", heading=heading if heading.string else ""
        )
        self._holder().parts.append(node)
        self.outer.append((level, node))

    def _hierarchical(self, piece: Piece, tag: str) -> list[Element | Node]:
        """A block where numbered paragraphs may stand: in a section or in one of them."""
        if piece.type != "ordered_list":
            return list(self._blocks(piece))
        nodes: list[Element | Node] = []
        for num, item in _numbered(piece):
            node = Node(tag, num)
            for inner in item.pieces:
                node.parts += self._hierarchical(inner, "subparagraph")
            nodes.append(node)
        return nodes

    def _blocks(self, piece: Piece) -> Iterator[Element]:
        """A block where only blocks may stand: in a list, a quotation, a cell, a footnote."""
        match piece.type:
            case "paragraph":
                yield self._inline(piece, "p")
            case "heading":
                yield self._inline(piece, "p", **{"class": "heading"})
            case "code_block" | "fence":
                yield self._code(piece.token)
            case "blockquote":
                inner = tuple(self._within(piece)) or (paragraph(""),)
                yield Element("blockContainer", attributes={"class": "quote"}, children=inner)
            case "bullet_list" if _is_simple(piece):
                yield Element("ul", children=tuple(map(self._li, piece.pieces)))
            case "bullet_list":
                yield self._list(("", item) for item in piece.pieces)
            case "ordered_list":
                yield self._list(_numbered(piece))
            case "table":
                rows = (row for part in piece.pieces for row in part.pieces)
                yield Element("table", children=tuple(map(self._row, rows)))
            case "footnote_reference" if id(piece) not in self.placed:
                yield from self._unreferred(piece)
            case "footnote_reference":
                return
            case "hr":
                return
            case _:
                raise AssertionError(f"Markdown has no block {piece.type}")

    def _within(self, piece: Piece) -> Iterator[Element]:
        for inner in piece.pieces:
            yield from self._blocks(inner)

    def _li(self, item: Piece) -> Element:
        return Element("li", children=tuple(self._within(item)))

    def _list(self, items: Iterator[tuple[str, Piece]]) -> Element:
        made: list[Element] = []
        for num, item in items:
            label = (Element("num", string=num),) if num else ()
            inner = tuple(self._within(item)) or (paragraph(""),)
            made.append(Element("item", children=(*label, *inner)))
        return Element("blockList", children=tuple(made))

    def _row(self, row: Piece) -> Element:
        return Element("tr", children=tuple(map(self._cell, row.pieces)))

    def _cell(self, cell: Piece) -> Element:
        attributes = {name: str(value) for name, value in cell.token.attrs.items()}
        return Element(cell.type, attributes=attributes, children=(self._inline(cell, "p"),))

    def _code(self, token: Token) -> Element:
        content = self._content(token)
        content.lines(token.content.removesuffix("\n"))
        attributes = {"class": "code", "title": token.info.strip()}
        return content.element("p", **{name: value for name, value in attributes.items() if value})

    def _inline(self, piece: Piece, tag: str, before: str = "", **attributes: str) -> Element:
        content = self._content(piece.token)
        content.text(before)
        for inner in piece.pieces:
            content.read(inner.token.children or [])
        return content.element(tag, **attributes)

    def _content(self, token: Token) -> Content:
        line = self.first + (token.map[0] if token.map else 0) + 1
        return Content(self.spacing, self._note, f"{self.where} at line {line}")

    def _note(self, label: str) -> Element | None:
        piece = self.notes.pop(label, None)
        if piece is None:
            return None
        inner = tuple(self._within(piece)) or (paragraph(""),)
        attributes = {"marker": label, "placement": "bottom"}
        return Element("authorialNote", attributes=attributes, children=inner)

    def _unreferred(self, piece: Piece) -> Iterator[Element]:
        """A footnote that nothing refers to stays where it was written, as it was written."""
        before = f"[^{piece.label}]: "
        first, *others = piece.pieces or [piece]
        if first.type == "paragraph":
            yield self._inline(first, "p", before)
        else:
            yield paragraph(before.rstrip())
            others = list(piece.pieces)
        for inner in others:
            yield from self._blocks(inner)


def _is_simple(piece: Piece) -> bool:
    """Whether a list can be an `ul`, whose items hold nothing but text and lists of the kind."""
    inner = (block for item in piece.pieces for block in item.pieces)
    return all(b.type == "paragraph" or (b.type == "bullet_list" and _is_simple(b)) for b in inner)


def _numbered(piece: Piece) -> Iterator[tuple[str, Piece]]:
    """The items of a numbered list with their numbers."""
    written = [item.token.info for item in piece.pieces]
    counted = len(written) > 1 and len(set(written)) == 1
    for at, item in enumerate(piece.pieces):
        number = str(int(written[0]) + at) if counted else written[at]
        yield number + item.token.markup, item


def _closed(part: Element | Node) -> Element:
    return part.element() if isinstance(part, Node) else part
