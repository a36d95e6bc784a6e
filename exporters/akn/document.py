"""A document of Akoma Ntoso: what stands in a file, alone or as a component of another document.

Strictly valid against the OASIS schema, the same for the same records on any machine, and complete
in itself: from it alone anyone can recompute the digest of the text, and tell what the exporter
added to it (docs/formats/digest.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec
from msgspec.structs import replace

from engine.text import Element
from engine.text.vocabulary import AKN, OURS, REFERENCES
from exporters.akn.markup import Naming, Writer, value
from exporters.akn.names import Names

DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>'
_DEPTH = 2
"""How deep the parts of the text and its `meta` stand below the root."""


class Document(msgspec.Struct, frozen=True):
    """A document before it is written: its tag and attributes, its `meta`, the parts of its text,
    what their elements are called, and the prefixes that namespaces had where it came from."""

    tag: str
    attributes: Mapping[str, str]
    meta: Element
    parts: tuple[Element, ...]
    names: Names
    prefixes: Mapping[str, str] = {}


def file(document: Document, before: Iterable[str] = ()) -> bytes:
    """The file that holds a document, in UTF-8 with an XML declaration, and `before` its root."""
    writer = Writer(document.prefixes)
    lines = written(document, writer, _DEPTH)
    first, last = writer.around("akomaNtoso", {})
    prefix = document.prefixes.get(AKN, "")
    declared = {prefix: AKN, "travaux": OURS, **dict(sorted(writer.used.items()))}
    spaces = " ".join(
        f'xmlns{prefix and ":"}{prefix}="{value(space)}"' for prefix, space in declared.items()
    )
    start = (
        DECLARATION,
        *before,
        f"{first[:-1]} {spaces}>",
    )
    return "\n".join((*start, *lines, last, "")).encode()


def written(
    document: Document, writer: Writer, depth: int, prefix: str = "", version: str = ""
) -> list[str]:
    """The lines of a document whose parts stand at a depth. `prefix` is what every name in it
    begins with, and `version` stands behind its GUIDs, where it is one of several in a file."""
    names = replace(document.names, version=version)
    outer, inner = "  " * (depth - 1), "  " * depth
    start, end = writer.around(document.tag, document.attributes)
    about: Naming = _following(names)
    text: Naming = names.attributes
    if prefix:
        about, text = _within(prefix, about), _within(prefix, text)
    parts = [writer.write(document.meta, depth, about)]
    parts += (writer.write(part, depth, text) for part in document.parts)
    return [f"{outer}{start}", *(f"{inner}{part}" for part in parts), f"{outer}{end}"]


def _within(prefix: str, naming: Naming) -> Naming:
    """The names of a document within another: all of them, and all that points at one, with a
    prefix."""

    def named(id: str, attributes: Mapping[str, str]) -> Mapping[str, str]:
        return {
            name: prefix + said
            if name == "eId"
            else _prefixed(prefix, said)
            if name in _POINTING
            else said
            for name, said in naming(id, attributes).items()
        }

    return named


_POINTING = frozenset(
    """alternativeTo as by choice current dictionary empoweredBy end for from href includedIn note
    opposedBy outcome period place placementBase refersTo source src start supportedBy to
    upTo""".split()
) | {f"{{{OURS}}}by"}
"""The attributes that point at elements of the file, the standard's and ours."""


def _prefixed(prefix: str, said: str) -> str:
    if "#" not in said:
        return said
    words = said.split(" ")
    return " ".join(f"#{prefix}{w[1:]}" if w[:1] == "#" and w[1:] else w for w in words)


def _following(names: Names) -> Naming:
    """What `meta` points at in the text follows it to where it stands."""

    def naming(_: str, attributes: Mapping[str, str]) -> Mapping[str, str]:
        return {
            name: names.reference(value) if name in REFERENCES else value
            for name, value in attributes.items()
        }

    return naming
