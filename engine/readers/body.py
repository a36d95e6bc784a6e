"""Blocks into the main body: sections, paragraphs and lists in each other, as Bluebell shapes them.

A numbered element holds `content` if it holds blocks only; otherwise `intro` before the elements
in it, `hcontainer` between them and `wrapUp` behind.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby

from engine.readers.blocks import HEADING_STYLES, Block
from engine.readers.lines import ended, headed, small, width
from engine.text import Element
from engine.text.numerals import LIST_STYLES

_TAGS = {"article": "article", "chapter": "chapter", "part": "part"}


def paragraph(string: str) -> Element:
    """A `p` with this string."""
    return Element("p", string=string)


@dataclass(slots=True)
class Node:
    """A numbered or headed element on the way: its parts are blocks and further nodes. A run of
    `li` becomes a list, a run of `tr` a table, when it is closed. A heading that has marks comes as
    the element it is."""

    tag: str
    numeral: str = ""
    heading: str | Element = ""
    style: str = ""
    parts: list[Element | Node] = field(default_factory=list)

    def element(self) -> Element:
        """The element, with its parts in `content`, or in `intro`, `hcontainer` and `wrapUp`."""
        children: list[Element] = []
        if self.numeral:
            children.append(Element("num", string=self.numeral))
        if isinstance(self.heading, Element):
            children.append(self.heading)
        elif self.heading:
            children.append(Element("heading", string=self.heading))
        return Element(self.tag, children=(*children, *_arranged(self.parts)))


def _arranged(parts: Sequence[Element | Node]) -> list[Element]:
    runs = [(inner, list(run)) for inner, run in groupby(parts, _is_inner)]
    if not any(inner for inner, _ in runs):
        return [Element("content", children=_grouped(run)) for _, run in runs]
    arranged: list[Element] = []
    for at, (inner, run) in enumerate(runs):
        if inner:
            arranged += (p.element() if isinstance(p, Node) else p for p in run)
        elif at == 0:
            arranged.append(Element("intro", children=_grouped(run)))
        elif at == len(runs) - 1:
            arranged.append(Element("wrapUp", children=_grouped(run)))
        else:
            arranged.append(_container(Element("content", children=_grouped(run))))
    return arranged


def _is_inner(part: Element | Node) -> bool:
    return isinstance(part, Node) or part.tag == "crossHeading"


def _grouped(run: Sequence[Element | Node]) -> tuple[Element, ...]:
    """Blocks, with the items of a list and the rows of a table in their list and table."""
    grouped: list[Element] = []
    for tag, members in groupby((p for p in run if isinstance(p, Element)), lambda p: p.tag):
        together = tuple(members)
        if tag == "li":
            grouped.append(Element("ul", children=together))
        elif tag == "tr" and len(together) > 1:
            grouped.append(Element("table", children=together))
        elif tag == "tr":
            cells = (cell.children[0].string for cell in together[0].children)
            grouped.append(paragraph(" ".join(c for c in cells if c)))
        else:
            grouped += together
    return tuple(grouped)


@dataclass
class Body:
    """The main body on the way: the sections (`outer`) and the numbered items that are open at
    its end. `sections` are the styles of numeral that head sections."""

    sections: frozenset[str]
    root: Node = field(default_factory=lambda: Node("mainBody"))
    outer: list[Node] = field(default_factory=list)
    items: list[Node] = field(default_factory=list)
    levels: dict[str, int] = field(default_factory=dict)
    before: Block | None = None

    def build(self, done: Sequence[Block]) -> Element:
        """The main body of these blocks, each of which has its `text`."""
        for at, block in enumerate(done):
            after = next((b for b in done[at + 1 : at + 4] if b.kind != "furniture"), None)
            self._place(block, after)
            if block.kind != "furniture":
                self.before = block
        return Element("mainBody", children=tuple(self._top()))

    def _top(self) -> list[Element]:
        """The parts of the body; a cross-heading cannot stand there but in a container."""
        top: list[Element] = []
        for kind, run in groupby(self.root.parts, _kind):
            if kind == "node":
                top += (p.element() for p in run if isinstance(p, Node))
            elif kind == "crossHeading":
                top.append(_container(*(p for p in run if isinstance(p, Element))))
            else:
                top += _grouped(list(run))
        return top

    def _place(self, block: Block, after: Block | None) -> None:
        match block.kind:
            case "annex":
                self.levels.clear()
                self._section(Node("section", heading=block.text), 0)
            case "item" if block.style in self.sections:
                self._numbered_section(block)
            case "item":
                self._item(block)
            case "bullet":
                self._inner().parts.append(Element("li", children=(paragraph(block.text),)))
            case "row":
                cells = (
                    Element("td", children=(paragraph(c),)) for c in (block.numeral, block.text)
                )
                self._inner().parts.append(Element("tr", children=tuple(cells)))
            case "furniture":
                self._inner().parts.append(paragraph(block.text))
            case "text":
                self._text(block, after)

    def _numbered_section(self, block: Block) -> None:
        base = 1 if self.outer and self.outer[0].style == "annex" else 0
        level = self.levels.setdefault(block.style, len(self.outer))
        node = Node(_TAGS.get(block.style, ""), block.numeral, style=block.style)
        if headed(block.text):
            node.heading = block.text
        elif block.text:
            node.parts.append(paragraph(block.text))
        self._section(node, max(level, base))

    def _section(self, node: Node, level: int) -> None:
        del self.outer[level:]
        node.tag = node.tag or ("subsection" if self.outer else "section")
        node.style = node.style or "annex"
        self._holder().parts.append(node)
        self.outer.append(node)
        self.items.clear()

    def _item(self, block: Block) -> None:
        styles = [item.style for item in self.items]
        if block.style in styles:
            del self.items[styles.index(block.style) :]
        elif block.style not in LIST_STYLES and not (
            styles and block.value == 1 and _rank(styles[0]) < _rank(block.style)
        ):
            self.items.clear()
        tag = "subparagraph" if self.items else _TAGS.get(block.style, "paragraph")
        node = Node(tag, block.numeral, style=block.style)
        if block.text:
            node.parts.append(paragraph(block.text))
        self._inner().parts.append(node)
        self.items.append(node)

    def _text(self, block: Block, after: Block | None) -> None:
        """Text without numeral: it goes on with the item before it, closes the paragraph behind a
        list, heads what follows, or stands in the section."""
        if self._continues():
            self._inner().parts.append(paragraph(block.text))
        elif self._heads(block, after):
            self._heading(block)
        elif len(self.items) > 1 or (self.items and _kind(self.items[0].parts[-1:]) == "li"):
            del self.items[1:]
            self.items[0].parts.append(paragraph(block.text))
        elif self.items and small(block.text):
            self.items[0].parts.append(paragraph(block.text))
        else:
            self.items.clear()
            self._holder().parts.append(paragraph(block.text))

    def _continues(self) -> bool:
        before = self.before
        if not self.items or before is None or before.kind not in ("item", "text"):
            return False
        return not ended(before.text) or before.text[-1] in ":："

    def _heads(self, block: Block, after: Block | None) -> bool:
        if after is None or after.kind in ("bullet", "row") or after.style in LIST_STYLES:
            return False
        if not headed(block.text) or small(block.text) or width(block.text) > 110:
            return False
        return after.kind == "item" or ended(after.text)

    def _heading(self, block: Block) -> None:
        if self.sections or (self.outer and self.outer[0].style != "heading"):
            self.items.clear()
            self._holder().parts.append(Element("crossHeading", string=block.text))
        else:
            self._section(Node("section", heading=block.text, style="heading"), 0)

    def _holder(self) -> Node:
        return self.outer[-1] if self.outer else self.root

    def _inner(self) -> Node:
        return self.items[-1] if self.items else self._holder()


def _kind(part: object) -> str:
    if isinstance(part, list):
        return _kind(part[0]) if part else ""
    if isinstance(part, Node):
        return "node"
    return part.tag if isinstance(part, Element) and part.tag in ("crossHeading", "li") else "block"


def _rank(style: str) -> int:
    return 0 if style.startswith(HEADING_STYLES) else 1


def _container(*children: Element) -> Element:
    return Element("hcontainer", attributes={"name": "hcontainer"}, children=children)
