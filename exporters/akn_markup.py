"""Elements of an Akoma Ntoso file as text: their namespaces, their tags, and their lines.

What is written is `engine.text.Element`, be it from a text or made for `meta`: its string with
marks as nested inline elements and inline objects at their U+FFFC.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from engine.text import OBJECT, Element, Mark

AKN = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
OURS = "urn:travaux:akn:1"
"""The namespace of what Akoma Ntoso has no place for: in `preservation`, below a `step`, and the
attribute `generated` (docs/formats/digest.md)."""
GENERATED = f"{{{OURS}}}generated"

Naming = Callable[[str, Mapping[str, str]], Mapping[str, str]]
"""The attributes to write for an element's id and attributes, or for a mark's, without an id."""

_SPECIAL = re.compile('[&<"\t\n\r]')
_XML = "http://www.w3.org/XML/1998/namespace"


def made(tag: str, attributes: Mapping[str, str | None], *children: Element | None) -> Element:
    """An element of Akoma Ntoso; attributes and children that are none are left out."""
    return Element(
        tag,
        attributes={name: value for name, value in attributes.items() if value is not None},
        children=tuple(child for child in children if child is not None),
    )


def ours(tag: str, attributes: Mapping[str, str]) -> Element:
    """An element of our own namespace."""
    return made(f"{{{OURS}}}{tag}", attributes)


def start(tag: str, attributes: Mapping[str, str]) -> tuple[str, str]:
    """An element's name in the file, and its start tag without the angle brackets. Namespaces
    other than the two that the root declares are declared where they are used."""
    declared: dict[str, str] = {_XML: "xml", OURS: "travaux"}
    known = len(declared)
    name = _prefixed(tag, declared) if tag[0] == "{" else tag
    written = [name]
    for key, value in attributes.items():
        shown = _prefixed(key, declared) if key[0] == "{" else key
        written.append(f'{shown}="{_value(value)}"')
    for namespace, prefix in list(declared.items())[known:]:
        written.append(f'xmlns:{prefix}="{_value(namespace)}"')
    return name, " ".join(written)


def write(element: Element, depth: int, naming: Naming = lambda _, attributes: attributes) -> str:
    """The element with all that it holds. Each element that stands among elements has a line of
    its own; none is begun in inline content, nor in a footnote, which stands in it."""
    out: list[str] = []
    _block(element, depth, naming, out)
    return "".join(out)


def _block(element: Element, depth: int | None, naming: Naming, out: list[str]) -> None:
    name, tag = start(element.tag, naming(element.id, element.attributes))
    if not element.string and not element.children:
        out.append(f"<{tag}/>")
        return
    out.append(f"<{tag}>")
    if element.string:
        _inline(element, naming, out)
    inner = None if depth is None else depth + 1
    for child in element.children:
        out.append(_line(inner))
        _block(child, inner, naming, out)
    out.append(f"{_line(depth) if element.children else ''}</{name}>")


def _inline(element: Element, naming: Naming, out: list[str]) -> None:
    string, marks, objects = element.string, list(reversed(element.marks)), iter(element.objects)
    open_marks: list[tuple[str, int]] = []
    done = 0
    for edge in _edges(string, element.marks, bool(element.objects)):
        out.append(_text(string[done:edge]))
        done = edge
        while open_marks and open_marks[-1][1] <= edge:
            out.append(f"</{open_marks.pop()[0]}>")
        while marks and marks[-1].start == edge:
            mark = marks.pop()
            name, tag = start(mark.tag, naming("", mark.attributes))
            out.append(f"<{tag}>")
            open_marks.append((name, mark.end))
        if string[edge : edge + 1] == OBJECT:
            _block(next(objects), None, naming, out)
            done = edge + 1
    out.append(_text(string[done:]))


def _edges(string: str, marks: tuple[Mark, ...], objects: bool) -> list[int]:
    """Where a mark begins or ends, or an object stands."""
    edges = {edge for mark in marks for edge in (mark.start, mark.end)}
    at = string.find(OBJECT) if objects else -1
    while at >= 0:
        edges.add(at)
        at = string.find(OBJECT, at + 1)
    return sorted(edges)


def _line(depth: int | None) -> str:
    return "" if depth is None else "\n" + "  " * depth


def _prefixed(name: str, declared: dict[str, str]) -> str:
    namespace, _, local = name[1:].partition("}")
    return f"{declared.setdefault(namespace, f'ns{len(declared)}')}:{local}"


def _text(string: str) -> str:
    escaped = string.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return escaped.replace("\r", "&#13;")


def _value(string: str) -> str:
    if not _SPECIAL.search(string):
        return string
    escaped = string.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    return escaped.replace("\t", "&#9;").replace("\n", "&#10;").replace("\r", "&#13;")
