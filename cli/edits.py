"""What an edit did and where, in words: "words changed in paragraphs 3 and 7, paragraph 5
inserted, 12 numbers changed"."""

from __future__ import annotations

from collections.abc import Sequence

from cli.places import listed, named
from engine.events import (
    AttributesChanged,
    Change,
    ElementInserted,
    ElementMoved,
    ElementRemoved,
    MarksChanged,
    TextEdited,
)
from engine.events.draft import apply
from engine.record import Entry
from engine.text import Element, Text


class Edits:
    """The texts of all drafts as the log is told, act by act, from its beginning."""

    def __init__(self) -> None:
        self._texts: dict[str, Text] = {}

    def told(self, act: Sequence[Entry]) -> str | None:
        """What one more act did to the texts; none where it changed none."""
        return _told(act, self._texts)


def told(act: Sequence[Entry], before: Text) -> str | None:
    """What an act did to one draft, whose text was `before`; none where it did not change it."""
    return _told(act, {act[0].stream: before.copy()})


def _told(act: Sequence[Entry], texts: dict[str, Text]) -> str | None:
    told = _Told()
    for entry in act:
        event = entry.record.event
        if isinstance(event, Change):
            told.follow(texts.setdefault(entry.stream, Text()), event)
    return str(told) if told.done else None


class _Told:
    """The changes of one edit, each kind with its places."""

    def __init__(self) -> None:
        self.done: dict[str, list[str]] = {}
        self.numbers = 0

    def follow(self, text: Text, change: Change) -> None:
        """Apply one more change to a text, and note it."""
        match change:
            case ElementRemoved(element=element):
                self._note("removed", text, element.id, element)
                apply(text, change)
            case ElementInserted(element=element):
                apply(text, change)
                self._note("inserted", text, element.id, element)
            case ElementMoved(id=id):
                was = named(text, id)
                apply(text, change)
                self.done.setdefault("moved", []).append(was or "an element")
            case TextEdited(id=id):
                apply(text, change)
                if text[id].tag == "num":
                    self.numbers += 1
                    self.done.setdefault("renumbered", [])
                else:
                    self._note("edited", text, id)
            case AttributesChanged(id=id) | MarksChanged(id=id):
                apply(text, change)
                self._note("marked", text, id)

    def __str__(self) -> str:
        said: list[str] = []
        if edited := self.done.get("edited"):
            said.append(f"words changed in {listed(edited)}")
        for kind in ("inserted", "removed", "moved"):
            if places := self.done.get(kind):
                said.append(f"{listed(places)} {kind}")
        if self.numbers:
            said.append(
                "1 number changed" if self.numbers == 1 else f"{self.numbers} numbers changed"
            )
        if marked := self.done.get("marked"):
            said.append(f"markup changed in {listed(marked)}")
        return ", ".join(said)

    def _note(self, kind: str, text: Text, id: str, element: Element | None = None) -> None:
        place = named(text, id)
        if element and not _is_named(element):
            place = f"a {element.tag} in {place}" if place else f"a {element.tag}"
        heading = not element and text[id].tag == "heading"
        if heading:
            place = f"the heading of {place}"
        self.done.setdefault(kind, []).append(place or "the text")


def _is_named(element: Element) -> bool:
    return any(child.tag in ("num", "heading") for child in element.children)
