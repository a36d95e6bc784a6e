"""What a file brought with it in its `meta`, written as the standard wants it: published files
point at entries without `#`, leave out names, and give entries the IRI of another class. What they
say stays.
"""

from __future__ import annotations

import re
from collections.abc import Set

from msgspec.structs import replace

from engine.text import Element
from engine.text.eid import ABBREVIATIONS, Spare

_TYPED = frozenset("as by dictionary outcome refersTo source to".split())
"""The attributes whose every value the schema says to be `#` and an eId."""
_NAMED = frozenset(
    """activeRef attachmentOf concept count entity event hasAttachment jurisprudence location
    mapping note object organization original passiveRef person process quantity quorum
    quorumVerification recount role temporalGroup term textualMod voting""".split()
)
"""What the schema wants to have an eId (`idreq`) in a `meta`, but for the entries (TLC...)."""
_ENTRY = "TLC"
_WORD = re.compile(r"\w+")
_LISTS = re.compile(r"[,;]|\s")


class Strict:
    """Writes the blocks of one `meta`. `outside` is what they point at that is no name: the value,
    by the name of the entry that stands for it."""

    def __init__(self, taken: Set[str]) -> None:
        self.outside: dict[str, str] = {}
        self._spare = Spare(taken)
        self._counts: dict[str, int] = {}

    def written(self, element: Element) -> Element:
        """An element with all that it holds."""
        return replace(
            element,
            attributes=self._strict(element.tag, element.attributes),
            marks=tuple(
                [replace(m, attributes=self._strict(m.tag, m.attributes)) for m in element.marks]
            ),
            objects=tuple([self.written(held) for held in element.objects]),
            children=tuple([self.written(held) for held in element.children]),
        )

    def _strict(self, tag: str, attributes: dict[str, str]) -> dict[str, str]:
        found = {
            name: self._pointing(tag, name, value) if name in _TYPED else value
            for name, value in attributes.items()
        }
        if tag in _NAMED and "eId" not in found:
            found = {"eId": self._name(tag), **found}
        if tag.startswith(_ENTRY) and "href" in found:
            found["href"] = _of_class(tag, found["href"])
        return found

    def _pointing(self, tag: str, name: str, value: str) -> str:
        """A reference as one. A step's are left: published ones hold symbols and lists there."""
        if value[:1] == "#" or tag == "step" or not value.strip():
            return value
        words = _WORD.findall(value.partition("//")[2] or value)
        if not words or (name in ("by", "to", "refersTo") and _LISTS.search(value)):
            return value
        eid = "-".join(words) if len(words) > 1 else value.strip()
        if eid != value:
            self.outside[eid] = value
        return f"#{eid}"

    def _name(self, tag: str) -> str:
        self._counts[tag] = self._counts.get(tag, 0) + 1
        return self._spare.take(f"{ABBREVIATIONS.get(tag, tag)}_{self._counts[tag]}")


def _of_class(tag: str, href: str) -> str:
    """The IRI of an entry of `references`, of the class that its tag says."""
    kind = tag.removeprefix(_ENTRY).lower()
    parts = href.split("/")
    if href[:1] == "#" and href[1:]:
        parts = ["", "akn", "ontology", "", "un", href[1:]]
    if kind == "reference" or parts[:2] != ["", "akn"] or len(parts) < 5:
        return href
    if parts[2:4] == ["ontology", kind]:
        return href
    rest = parts[4:] if parts[2] == "ontology" else parts[-2:]
    return f"/akn/ontology/{kind}/{'/'.join(rest)}"
