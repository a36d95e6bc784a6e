"""By which edits one text of a draft became another: for each word that came, each that went, and
each element. A fold of the events between the two; nothing is compared.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from engine.events import (
    AttributesChanged,
    EditMade,
    ElementInserted,
    ElementMoved,
    ElementRemoved,
    MarksChanged,
    TextEdited,
)
from engine.record import Entry
from engine.text import Element, Text
from engine.text.inline import Splice


class Hands:
    """The edits, by step, that made a text from `old`. `take` the entries after it in order."""

    def __init__(self, old: Text) -> None:
        self._edit = 0
        self._origins: dict[str, list[int]] = {}
        """Of each element whose string changed, for each code point the edit that put it there,
        or, where it was there before, the place it had: -1 for the first one."""
        self._old = old
        self._went: dict[tuple[str, int], int] = {}
        self._elements: dict[str, dict[int, None]] = {}

    def take(self, entries: Iterable[Entry]) -> Hands:
        """Take further entries of the draft; gives this back."""
        for entry in entries:
            match entry.record.event:
                case EditMade():
                    self._edit = entry.step
                case ElementInserted(element=element):
                    self._came(element)
                case ElementRemoved(element=element):
                    self._gone(element)
                case ElementMoved(id=id) | AttributesChanged(id=id) | MarksChanged(id=id):
                    self._touch(id)
                case TextEdited(id=id, splices=splices):
                    self._touch(id)
                    self._splice(id, splices)
                case _:
                    pass
        return self

    def of(self, id: str) -> tuple[int, ...]:
        """The edits that touched an element: brought it, moved it, changed it or took it away."""
        return tuple(self._elements.get(id, ()))

    def inserted(self, id: str, start: int, end: int) -> tuple[int, ...]:
        """The edits that put in the code points of an element's new string; those that touched the
        element, where these were there before, elsewhere in it."""
        origins = self._origins.get(id, [])[start:end]
        return tuple(sorted({edit for edit in origins if edit > 0})) or self.of(id)

    def removed(self, id: str, start: int, end: int) -> tuple[int, ...]:
        """The edits that took out the code points of an element's old string."""
        found = {self._went[id, at] for at in range(start, end) if (id, at) in self._went}
        return tuple(sorted(found)) or self.of(id)

    def _touch(self, id: str) -> None:
        self._elements.setdefault(id, {})[self._edit] = None

    def _came(self, element: Element) -> None:
        self._touch(element.id)
        self._origins[element.id] = [self._edit] * len(element.string)
        for below in (*element.objects, *element.children):
            self._came(below)

    def _gone(self, element: Element) -> None:
        self._touch(element.id)
        for origin in self._of(element.id, len(element.string)):
            if origin < 0:
                self._went[element.id, -origin - 1] = self._edit
        self._origins[element.id] = []
        for below in (*element.objects, *element.children):
            self._gone(below)

    def _splice(self, id: str, splices: Iterable[Splice]) -> None:
        origins = self._of(id, 0)
        for splice in sorted(splices, key=lambda s: s.at, reverse=True):
            for origin in origins[splice.at : splice.end]:
                if origin < 0:
                    self._went[id, -origin - 1] = self._edit
            origins[splice.at : splice.end] = [self._edit] * len(splice.inserted)
            for element in splice.removed_objects:
                self._gone(element)
            for element in splice.inserted_objects:
                self._came(element)

    def _of(self, id: str, length: int) -> list[int]:
        if id not in self._origins:
            there = len(self._old[id].string) if id in self._old else length
            self._origins[id] = [-at for at in range(1, there + 1)]
        return self._origins[id]


def parties(edits: Iterable[int], by: Mapping[int, tuple[str, ...]]) -> tuple[str, ...]:
    """Whose edits these were, each once, in the order of the edits."""
    return tuple(dict.fromkeys(party for edit in edits for party in by.get(edit, ())))
