"""Places in a file, and what stands there, as a person reads them."""

from __future__ import annotations

from collections import Counter
from typing import cast

from lxml import etree

from exporters.check.file import local


def line(node: etree._Element) -> int:
    """The line of an element, from 1; 0 where it is not known."""
    return cast(int, node.sourceline or 0)


class Paths:
    """Where elements stand: `/akomaNtoso/doc/mainBody/paragraph[2]/@eId`."""

    def __init__(self) -> None:
        self._known: dict[etree._Element, str] = {}
        self._asked: Counter[etree._Element] = Counter()

    def __call__(self, node: etree._Element, attribute: str | None = None) -> str:
        """The path of an element, or of its attribute."""
        return self._element(node) + (f"/@{attribute}" if attribute else "")

    def _element(self, node: etree._Element) -> str:
        if node not in self._known:
            above = node.getparent()
            if above is None:
                self._known[node] = f"/{_name(node)}"
            else:
                self._asked[above] += 1
                if self._asked[above] > _FEW:
                    self._children(above, self._element(above))
                else:
                    self._known[node] = f"{self._element(above)}/{_nth(node)}"
        return self._known[node]

    def _children(self, parent: etree._Element, path: str) -> None:
        alike: dict[str, list[etree._Element]] = {}
        for child in parent.iterchildren(etree.Element):
            alike.setdefault(child.tag, []).append(child)
        for children in alike.values():
            here = f"{path}/{_name(children[0])}"
            if len(children) == 1:
                self._known[children[0]] = here
            else:
                self._known.update({c: f"{here}[{n}]" for n, c in enumerate(children, start=1)})


_FEW = 2
"""So many children are told apart one by one; more, all at once."""


def _nth(node: etree._Element) -> str:
    before = sum(1 for _ in node.itersiblings(str(node.tag), preceding=True))
    if not before and next(node.itersiblings(str(node.tag)), None) is None:
        return _name(node)
    return f"{_name(node)}[{before + 1}]"


def _name(node: etree._Element) -> str:
    return f"{node.prefix}:{local(node)}" if node.prefix else local(node)


def printable(words: str, most: int) -> str:
    """Words from a file as one line that a terminal can show, cut where they are long."""
    cut = words if len(words) <= most else words[: most - 3] + "..."
    if cut.isprintable():
        return cut
    return "".join(c if c.isprintable() else "\ufffd" for c in cut)


def shown(value: str, most: int = 60) -> str:
    """A value in quotes, cut where it is long."""
    words = " ".join(value[: most * 4].split())
    return f"'{words if len(words) <= most else words[: most - 3] + '...'}'"
