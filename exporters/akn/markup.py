"""Elements of an Akoma Ntoso file as text: their namespaces, their tags, and their lines.

What is written is `engine.text.Element`, be it from a text or made for `meta`: its string with
marks as nested inline elements and inline objects at their U+FFFC.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from engine.text import OBJECT, Element, Mark
from engine.text.vocabulary import AKN, OURS

Naming = Callable[[str, Mapping[str, str]], Mapping[str, str]]
"""The attributes to write for an element's id and attributes, or for a mark's, without an id."""

_INSTRUCTION = "?"
"""The tag of what is no element, but a processing instruction."""
_SPECIAL = re.compile('[&<"\t\n\r]')
_MARKUP = re.compile("[&<>\r]")
_OWN = {"http://www.w3.org/XML/1998/namespace": "xml", OURS: "travaux"}
"""The namespaces whose prefixes are the file's own."""


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


def instruction(said: str) -> Element:
    """A processing instruction among elements."""
    return Element(_INSTRUCTION, string=said)


class Writer:
    """Writes elements of one file. `prefixes` are those of namespaces that the text brought with
    it; `used` those of them that what was written so far needs declared at the root. A namespace
    without one is declared where it is used: for an element as the default."""

    def __init__(self, prefixes: Mapping[str, str] | None = None) -> None:
        own = {space: p for space, p in (prefixes or {}).items() if p not in _OWN.values()}
        self._prefixes = {**own, **_OWN}
        self._akn = AKN in own
        self.used: dict[str, str] = {}

    def write(self, element: Element, depth: int, naming: Naming = lambda _, own: own) -> str:
        """The element with all that it holds. Each element that stands among elements has a line
        of its own; none is begun in inline content, nor in a footnote, which stands in it."""
        out: list[str] = []
        self._block(element, depth, naming, AKN, out)
        return "".join(out)

    def around(self, tag: str, attributes: Mapping[str, str]) -> tuple[str, str]:
        """The start and the end tag of an element of Akoma Ntoso."""
        name, start, _ = self._start(tag, attributes, AKN)
        return f"<{start}>", f"</{name}>"

    def _block(
        self, element: Element, depth: int | None, naming: Naming, default: str, out: list[str]
    ) -> None:
        if element.tag == _INSTRUCTION:
            out.append(f"<?{element.string}?>")
            return
        name, tag, default = self._start(
            element.tag, naming(element.id, element.attributes), default
        )
        if not element.string and not element.children:
            out.append(f"<{tag}/>")
            return
        out.append(f"<{tag}>")
        if element.string:
            self._inline(element, naming, default, out)
        inner = None if depth is None else depth + 1
        line = _line(inner)
        for child in element.children:
            out.append(line)
            self._block(child, inner, naming, default, out)
        out.append(f"{_line(depth) if element.children else ''}</{name}>")

    def _inline(self, element: Element, naming: Naming, default: str, out: list[str]) -> None:
        string, objects = element.string, iter(element.objects)
        if not element.marks and not element.objects:
            out.append(_text(string))
            return
        marks = list(reversed(element.marks))
        open_marks: list[tuple[str, int, str]] = [("", len(string) + 1, default)]
        done = 0
        for edge in _edges(string, element.marks, bool(element.objects)):
            out.append(_text(string[done:edge]))
            done = edge
            while open_marks[-1][1] <= edge:
                out.append(f"</{open_marks.pop()[0]}>")
            while marks and marks[-1].start == edge:
                mark = marks.pop()
                name, tag, inner = self._start(
                    mark.tag, naming("", mark.attributes), open_marks[-1][2]
                )
                out.append(f"<{tag}>")
                open_marks.append((name, mark.end, inner))
            if string[edge : edge + 1] == OBJECT:
                self._block(next(objects), None, naming, open_marks[-1][2], out)
                done = edge + 1
        out.append(_text(string[done:]))

    def _start(self, tag: str, attributes: Mapping[str, str], default: str) -> tuple[str, str, str]:
        """An element's name in the file, its start tag without the angle brackets, and the
        default namespace within it, `default` being the one around it."""
        declared: list[str] = []
        name = tag
        if tag[0] == "{" or default != AKN or self._akn:
            space, _, local = tag[1:].rpartition("}") if tag[0] == "{" else (AKN, "", tag)
            prefix = self._prefix(space)
            name = f"{prefix}:{local}" if prefix else local
            if not prefix and space != default:
                declared.append(f'xmlns="{value(space)}"')
                default = space
        start = name
        for key, given in attributes.items():
            shown = self._attribute(key, declared) if key[0] == "{" else key
            start += f' {shown}="{value(given) if _SPECIAL.search(given) else given}"'
        return name, " ".join((start, *declared)) if declared else start, default

    def _attribute(self, key: str, declared: list[str]) -> str:
        space, _, local = key[1:].rpartition("}")
        prefix = self._prefix(space)
        if not prefix:
            prefix = f"ns{len(declared) + 1}"
            while prefix in self._prefixes.values():
                prefix += "_"
            declared.append(f'xmlns:{prefix}="{value(space)}"')
        return f"{prefix}:{local}"

    def _prefix(self, space: str) -> str | None:
        prefix = self._prefixes.get(space)
        if prefix and space not in _OWN:
            self.used[prefix] = space
        return prefix


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


def _text(string: str) -> str:
    if not _MARKUP.search(string):
        return string
    escaped = string.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return escaped.replace("\r", "&#13;")


def value(string: str) -> str:
    """An attribute's value as it stands between quotation marks."""
    if not _SPECIAL.search(string):
        return string
    escaped = string.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    return escaped.replace("\t", "&#9;").replace("\n", "&#10;").replace("\r", "&#13;")
