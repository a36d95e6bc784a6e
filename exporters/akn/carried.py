"""What a text brought with it in its `meta` and a file carries on: all but what the exporter owns.

The exporter owns `identification`, `lifecycle` and `workflow`, and `publication` once it has a
version to speak of. Of what it owns, events and steps that something still points at stay; of
`references`, everything that something points at, and what states a relation of the whole
document (`original`, `attachmentOf`, ...) rather than a word of its vocabulary (`TLC...`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from msgspec.structs import replace

from engine.akn.meta import names, parsed
from engine.text import Element, Mark, Text
from engine.text.references import pointed, pointers
from exporters.akn.strict import Strict

_OWNED = ("lifecycle", "workflow")
_KEPT = ("classification", "analysis", "temporalData", "notes", "proprietary", "presentation")


class Carried:
    """The `meta` of a draft as its file carries it, `text` being what the file holds."""

    def __init__(self, meta: str | None, text: Text) -> None:
        found = parsed(meta)
        self.prefixes: Mapping[str, str] = found.prefixes
        self.attributes: Mapping[str, str] = found.attributes
        strict = Strict(names(meta))
        self.outside = strict.outside
        self._blocks = tuple([strict.written(block) for block in found.blocks])
        kept = [block for tag in (*_KEPT, "publication") for block in self.blocks(tag)]
        self._pointed = {*pointers(text), *_pointers(kept)}
        listing = [block for tag in ("references", *_OWNED) for block in self.blocks(tag)]
        parts = [part for block in listing for part in block.children]
        while more := [p for p in parts if p.attributes.get("eId") in self._pointed]:
            parts = [p for p in parts if p not in more]
            self._pointed |= {*_pointers(more)}

    def blocks(self, tag: str) -> list[Element]:
        """The blocks of a tag, in order, as they came."""
        return [block for block in self._blocks if block.tag == tag]

    def pointed(self, tag: str) -> list[Element]:
        """The blocks of a tag with those parts only that something points at; none that is
        empty."""
        kept = (
            replace(b, children=tuple(filter(self._stays, b.children))) for b in self.blocks(tag)
        )
        return [block for block in kept if block.children]

    def entries(self) -> dict[str, Element]:
        """What the references that stay hold, by eId."""
        return {
            entry.attributes["eId"]: entry
            for tag in ("references", *_OWNED)
            for block in self.pointed(tag)
            for entry in block.children
            if "eId" in entry.attributes
        }

    def everything(self, *, publication: bool) -> list[Element]:
        """All blocks that the file carries; its `publication` too, where the exporter has none."""
        tags = (*_KEPT, *(("publication",) if publication else ()))
        return [
            *(block for tag in tags for block in self.blocks(tag)),
            *(block for tag in ("references", *_OWNED) for block in self.pointed(tag)),
        ]

    def _stays(self, part: Element) -> bool:
        vocabulary = part.tag.startswith("TLC") or part.tag in ("eventRef", "step")
        return part.attributes.get("eId") in self._pointed or not vocabulary


def held(element: Element) -> Iterator[Element | Mark]:
    """An element with all that it holds, and their marks."""
    yield element
    yield from element.marks
    for below in (*element.objects, *element.children):
        yield from held(below)


def _pointers(elements: Iterable[Element]) -> Iterator[str]:
    """What elements point at, but for what one points at within itself."""
    for element in elements:
        own = element.attributes.get("eId")
        for one in held(element):
            yield from (name for name in pointed(one.attributes.values()) if name != own)
