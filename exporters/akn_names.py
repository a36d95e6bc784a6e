"""What the elements of a text are called in a file: their names, and the references to them."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from engine.digest import NAMES


class Names(msgspec.Struct, frozen=True):
    """The `eids` and `wids` of the elements of a text by id, and the Work's IRI."""

    eids: Mapping[str, str]
    wids: Mapping[str, str]
    work: str

    def attributes(self, id: str, attributes: Mapping[str, str]) -> Mapping[str, str]:
        """The attributes of an element in the file: its names first (none where none may stand;
        no `wId` before a version holds it), then its own in the order of theirs."""
        written: dict[str, str] = {}
        if id in self.eids:
            written["eId"] = self.eids[id]
            if id in self.wids:
                written["wId"] = self.wids[id]
            written["GUID"] = id
        for name in sorted(attributes.keys() - NAMES):
            value = attributes[name]
            written[name] = self._reference(value) if name == "href" else value
        return written

    def _reference(self, href: str) -> str:
        """A reference to an element of the text follows it to where it stands; one to an element
        that is no longer there becomes one to the Work's portion of that name (naming convention,
        4.8.4)."""
        if href[:1] != "#" or href == "#":
            return href
        eid = self.eids.get(href[1:])
        return f"#{eid}" if eid else f"{self.work}/~{href[1:]}"
