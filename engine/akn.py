"""Elements of the text to Akoma Ntoso XML and back (namespace of version 3.0, lxml).

An element holds either elements or inline content, which is told by its children: where each of
them is an inline element of the standard, or there is none, the element holds inline content.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from engine.errors import Unreadable
from engine.inline import in_order
from engine.text import OBJECT, Element, Mark

NAMESPACE = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
_PREFIX = f"{{{NAMESPACE}}}"

INLINE = frozenset(
    """a abbr affectedDocument argument authorialNote b br change concept courtType date
    decoration def del docAuthority docCommittee docDate docIntroducer docJurisdiction docNumber
    docProponent docPurpose docStage docStatus docTitle docType docketNumber embeddedStructure
    embeddedText entity eol eop event fillIn i img inline ins judge lawyer legislature location
    marker mmod mod mref neutralCitation noteRef object omissis opinion organization outcome party
    person placeholder process quantity quotedStructure quotedText recordedTime ref relatedDocument
    remark rmod role rref session shortTitle signature span sub subFlow sup term time u
    vote""".split()
)
"""The elements that the schema lets stand among text. One that is empty or holds elements is an
inline object, which holds one U+FFFC; any other marks a range."""

IDENTITIES = frozenset(("eId", "wId", "GUID"))
"""Attributes that name an element; the text keeps its own ids instead."""


def written(element: Element) -> etree._Element:
    """The element as XML, without the names it has in a file."""
    node = etree.Element(_PREFIX + element.tag, element.attributes)
    if element.string or element.objects:
        _write_inline(node, element)
    for child in element.children:
        node.append(written(child))
    return node


def read(node: etree._Element) -> Element:
    """The element that XML holds, without ids. `Unreadable` where text stands between elements,
    or a U+FFFC in it, naming the line."""
    tag = _tag(node)
    attributes = {
        name: value for name, value in map(_attribute, node.items()) if name not in IDENTITIES
    }
    if _holds_elements(node):
        below = [child for child in node if isinstance(child.tag, str)]
        for text in (node.text, *(child.tail for child in node)):
            if text and text.strip():
                raise Unreadable(
                    f"line {node.sourceline}: {tag} holds text between elements: {text.strip()!r}"
                )
        return Element(tag=tag, attributes=attributes, children=tuple(map(read, below)))
    content = _Content()
    content.read(node)
    return Element(
        tag=tag,
        attributes=attributes,
        string="".join(content.strings),
        marks=in_order(content.marks),
        objects=tuple(content.objects),
    )


class _Content:
    """Inline content while it is read: its string so far, its marks and its objects."""

    def __init__(self) -> None:
        self.strings: list[str] = []
        self.length = 0
        self.marks: list[Mark] = []
        self.objects: list[Element] = []

    def read(self, node: etree._Element) -> None:
        self._add(node.text, node)
        for child in node:
            if isinstance(child.tag, str):
                self._child(child)
            self._add(child.tail, node)

    def _child(self, child: etree._Element) -> None:
        tag = _tag(child)
        if _holds_elements(child) or not (len(child) or child.text):
            self.objects.append(read(child))
            self.strings.append(OBJECT)
            self.length += 1
            return
        at = len(self.marks)
        start = self.length
        self.read(child)
        kept = {k: v for k, v in map(_attribute, child.items()) if k not in IDENTITIES}
        self.marks.insert(at, Mark(start, self.length, tag, kept))

    def _add(self, text: str | None, node: etree._Element) -> None:
        if text:
            if OBJECT in text:
                raise Unreadable(f"line {node.sourceline}: the text has a U+FFFC in it")
            self.strings.append(text)
            self.length += len(text)


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
            inner = etree.SubElement(open_marks[-1][1], _PREFIX + mark.tag, mark.attributes)
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


def _attribute(item: tuple[str | bytes, str | bytes]) -> tuple[str, str]:
    return str(item[0]), str(item[1])


def _holds_elements(node: etree._Element) -> bool:
    return any(isinstance(child.tag, str) and _tag(child) not in INLINE for child in node)


def _tag(node: etree._Element) -> str:
    name = etree.QName(node)
    return name.localname if name.namespace == NAMESPACE else str(node.tag)
