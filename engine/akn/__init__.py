"""Elements of the text to Akoma Ntoso XML and back (namespace of version 3.0, lxml).

An element holds either elements or inline content (`engine/text/vocabulary.py` says which). Nothing
that may be text is dropped: where text stands between blocks, the blocks are inline objects and
marks of it; in elements of other namespaces all white space counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lxml import etree

from engine.errors import Unreadable
from engine.text import OBJECT, Element, Mark
from engine.text.inline import in_order
from engine.text.vocabulary import AKN, GENERATED, NAMES, holds_elements

_PREFIX = f"{{{AKN}}}"
_SPACE = " \t\r\n"


def written(element: Element) -> etree._Element:
    """The element as XML, without the names it has in a file."""
    node = etree.Element(_clark(element.tag), element.attributes)
    if element.string or element.objects:
        _write_inline(node, element)
    for child in element.children:
        node.append(written(child))
    return node


def read(node: etree._Element, pointed: Iterable[str] = ()) -> Element:
    """The element that XML holds, without ids. `Unreadable` where there is a U+FFFC in it, naming
    the line. `pointed` are the names that a mark keeps, because something refers to it."""
    return Reading(pointed).read(node)


class Reading:
    """Reads the elements of one file. `names` are what those read so far are called in it, in
    document order: an element, then its inline objects, then its children."""

    def __init__(self, pointed: Iterable[str] = ()) -> None:
        self.names: list[dict[str, str]] = []
        self._pointed = frozenset(pointed)

    def read(self, node: etree._Element, *, meta: bool = False) -> Element:
        """The element that XML holds. What an exporter added to it is looked through. Within
        `meta` elements keep their `eId`, by which the file points at them."""
        tag = tag_of(node)
        meta = meta or tag == "meta"
        own, names = _attributes(node)
        self.names.append(names)
        if meta and "eId" in names:
            own["eId"] = names["eId"]
        if _holds_elements(node):
            below = [
                child for child in node if _is_element(child) and GENERATED not in child.attrib
            ]
            children = tuple([self.read(child, meta=meta) for child in below])
            return Element(tag=tag, attributes=own, children=children)
        content = _Content(self, meta=meta)
        content.read(node)
        return Element(
            tag=tag,
            attributes=own,
            string="".join(content.strings),
            marks=in_order(content.marks),
            objects=tuple(content.objects),
        )

    def mark(self, node: etree._Element, *, meta: bool) -> dict[str, str]:
        """The attributes of a mark; it keeps its name where something points at it."""
        own, names = _attributes(node)
        name = names.get("eId")
        if name and (meta or name in self._pointed):
            own["eId"] = name
        return own


class _Content:
    """Inline content while it is read: its string so far, its marks and its objects."""

    def __init__(self, reading: Reading, *, meta: bool) -> None:
        self._reading = reading
        self._meta = meta
        self.strings: list[str] = []
        self.length = 0
        self.marks: list[Mark] = []
        self.objects: list[Element] = []

    def read(self, node: etree._Element) -> None:
        self._add(node.text, node)
        for child in node:
            if _is_element(child):
                self._child(child)
            self._add(child.tail, node)

    def _child(self, child: etree._Element) -> None:
        generated = GENERATED in child.attrib
        if generated and tag_of(child) == "del":
            return
        if _holds_elements(child) or not _holds_anything(child):
            if not generated:
                self.objects.append(self._reading.read(child, meta=self._meta))
                self.strings.append(OBJECT)
                self.length += 1
            return
        at = len(self.marks)
        start = self.length
        self.read(child)
        if not generated and self.length > start:
            attributes = self._reading.mark(child, meta=self._meta)
            self.marks.insert(at, Mark(start, self.length, tag_of(child), attributes))

    def _add(self, text: str | None, node: etree._Element) -> None:
        if text:
            if OBJECT in text:
                raise Unreadable(
                    f"line {node.sourceline}: the {tag_of(node)} has a U+FFFC in its text"
                )
            self.strings.append(text)
            self.length += len(text)


def tag_of(node: etree._Element) -> str:
    """The tag as the text has it: a name of Akoma Ntoso as it is, any other in Clark notation."""
    return str(node.tag).removeprefix(_PREFIX)


def _write_inline(node: etree._Element, element: Element) -> None:
    """The string with its marks as nested elements and its objects in their places."""
    objects: Iterator[Element] = iter(element.objects)
    open_marks: list[tuple[int, etree._Element]] = [(len(element.string) + 1, node)]
    pending = list(reversed(element.marks))
    at = 0
    while at < len(element.string) or pending:
        while open_marks[-1][0] <= at:
            open_marks.pop()
        if pending and pending[-1].start == at:
            mark = pending.pop()
            inner = etree.SubElement(open_marks[-1][1], _clark(mark.tag), mark.attributes)
            open_marks.append((mark.end, inner))
            continue
        if element.string[at] == OBJECT:
            open_marks[-1][1].append(written(next(objects)))
            at += 1
            continue
        stop = min(open_marks[-1][0], pending[-1].start if pending else len(element.string))
        found = element.string.find(OBJECT, at, stop)
        stop = min(found if found >= 0 else stop, len(element.string))
        _append_text(open_marks[-1][1], element.string[at:stop])
        at = stop


def _append_text(node: etree._Element, text: str) -> None:
    if len(node):
        node[-1].tail = (node[-1].tail or "") + text
    else:
        node.text = (node.text or "") + text


def _attributes(node: etree._Element) -> tuple[dict[str, str], dict[str, str]]:
    """The element's own attributes, and its names."""
    own: dict[str, str] = {}
    names: dict[str, str] = {}
    for key, value in node.items():
        (names if key in NAMES else own)[str(key)] = str(value)
    return own, names


def _holds_elements(node: etree._Element) -> bool:
    children = [child for child in node if _is_element(child)]
    if not children:
        return False
    texts = (node.text, *(child.tail for child in node))
    text = any(t and t.strip(_SPACE) for t in texts)
    return holds_elements(tag_of(node), map(tag_of, children), text=text)


def _holds_anything(node: etree._Element) -> bool:
    """Whether there is text or an element in it; comments and instructions are nothing."""
    return bool(node.text) or any(_is_element(child) or child.tail for child in node)


def _is_element(node: etree._Element) -> bool:
    return isinstance(node.tag, str)


def _clark(tag: str) -> str:
    return tag if tag[0] == "{" else _PREFIX + tag
