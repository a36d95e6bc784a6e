"""A document of Akoma Ntoso: what stands in a file, alone or as a component of another document.

Strictly valid against the OASIS schema, the same for the same records on any machine, and complete
in itself: from it alone anyone can recompute the digest of the text, and tell what the exporter
added to it (docs/formats/digest.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from engine.text import Element
from engine.vocabulary import AKN, OURS, REFERENCES
from exporters.akn.markup import Naming, Writer, value
from exporters.akn.names import Names

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
        '<?xml version="1.0" encoding="UTF-8"?>',
        *before,
        f"{first[:-1]} {spaces}>",
    )
    return "\n".join((*start, *lines, last, "")).encode()


def written(document: Document, writer: Writer, depth: int) -> list[str]:
    """The lines of a document whose parts stand at a depth."""
    names = document.names
    outer, inner = "  " * (depth - 1), "  " * depth
    start, end = writer.around(document.tag, document.attributes)
    parts = [writer.write(document.meta, depth, _following(names))]
    parts += (writer.write(part, depth, names.attributes) for part in document.parts)
    return [f"{outer}{start}", *(f"{inner}{part}" for part in parts), f"{outer}{end}"]


def _following(names: Names) -> Naming:
    """What `meta` points at in the text follows it to where it stands."""

    def naming(_: str, attributes: Mapping[str, str]) -> Mapping[str, str]:
        return {
            name: names.reference(value) if name in REFERENCES else value
            for name, value in attributes.items()
        }

    return naming
