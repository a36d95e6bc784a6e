"""What changed between two texts: element by element, and in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

import msgspec

from engine.comparison import changes
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
from engine.text import Element, Text
from engine.text.eid import eids
from engine.text.words import count

Kind = Literal["inserted", "removed", "moved", "renumbered", "edited", "attributes", "marks"]
_LABELS = ("num", "heading")


class Cut(msgspec.Struct, frozen=True):
    """At code point `at` of the old string, `removed` gave way to `inserted`."""

    at: int
    removed: str
    inserted: str


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one element, in one respect. A number's or a heading's change is its
    element's; `removed` and `inserted` are the words that went and came, those of their footnotes
    too."""

    kind: Kind
    id: str
    from_eId: str | None  # the key of the JSON, as Akoma Ntoso spells it
    to_eId: str | None
    removed: str = ""
    inserted: str = ""
    splices: tuple[Cut, ...] = ()


class Words(msgspec.Struct, frozen=True):
    """How many words went and came; one for each Han character."""

    removed: int
    inserted: int


class Redline(msgspec.Struct, frozen=True):
    """All differences between two texts of one draft, in the order of the new text."""

    changes: tuple[Difference, ...]
    words: Words


def redline(old: Text, new: Text) -> Redline:
    """The differences between two texts whose elements are known by the same ids."""
    before, after = eids(old), eids(new)
    found: list[Difference] = []
    text = old.copy()
    for change in changes(old, new):
        found.append(_difference(change, text, old, new, before, after))
        apply(text, change)
    order = {node.id: n for n, node in enumerate(new.walk())}
    stood = {node.id: n for n, node in enumerate(old.walk())}
    anchors = _anchors(old, order)
    found.sort(key=lambda d: (order.get(d.id, anchors.get(d.id, -1)), stood.get(d.id, -1)))
    removed = sum(_words(d, "removed") for d in found)
    inserted = sum(_words(d, "inserted") for d in found)
    return Redline(tuple(found), Words(removed, inserted))


def _difference(
    change: Change,
    text: Text,
    old: Text,
    new: Text,
    before: dict[str, str],
    after: dict[str, str],
) -> Difference:
    match change:
        case ElementInserted(element=element):
            whole = "\n".join(_strings(element))
            return _entry("inserted", element.id, before, after, inserted=whole)
        case ElementRemoved(element=element):
            whole = "\n".join(_strings(element))
            return _entry("removed", element.id, before, after, removed=whole)
        case ElementMoved(id=id):
            return _entry("moved", id, before, after)
        case AttributesChanged(id=id):
            return _entry("attributes", id, before, after)
        case MarksChanged(id=id):
            return _entry("marks", _owner(id, new), before, after)
        case TextEdited(id=id, splices=splices):
            kind: Kind = "renumbered" if text[id].tag == "num" else "edited"
            if kind == "renumbered":
                return _entry(
                    kind,
                    _owner(id, new),
                    before,
                    after,
                    removed=old[id].string,
                    inserted=new[id].string,
                )
            return _entry(
                kind,
                _owner(id, new),
                before,
                after,
                removed=_told((s.removed, s.removed_objects) for s in splices),
                inserted=_told((s.inserted, s.inserted_objects) for s in splices),
                splices=tuple(Cut(s.at, s.removed, s.inserted) for s in splices),
            )


def _told(parts: Iterable[tuple[str, tuple[Element, ...]]]) -> str:
    """The words that went or came, and below them those of the footnotes in them."""
    lines = (
        line
        for string, objects in parts
        for line in (string, *(below for held in objects for below in _strings(held)))
    )
    return "\n".join(line for line in lines if line)


def _entry(
    kind: Kind,
    id: str,
    before: dict[str, str],
    after: dict[str, str],
    *,
    removed: str = "",
    inserted: str = "",
    splices: tuple[Cut, ...] = (),
) -> Difference:
    return Difference(
        kind=kind,
        id=id,
        from_eId=before.get(id) if kind != "inserted" else None,
        to_eId=after.get(id) if kind != "removed" else None,
        removed=removed,
        inserted=inserted,
        splices=splices,
    )


def _owner(id: str, text: Text) -> str:
    """The element that a change concerns: of a number or a heading the one that has it."""
    return text[id].parent if text[id].tag in _LABELS else id


def _anchors(old: Text, order: dict[str, int]) -> dict[str, int]:
    """For each element that is gone, the place in the new order of what last stood before it."""
    anchors: dict[str, int] = {}
    last = -1
    for node in old.walk():
        if node.id in order:
            last = order[node.id]
        else:
            anchors[node.id] = last
    return anchors


def _strings(element: Element) -> Iterator[str]:
    if element.string:
        yield element.string
    for below in (*element.objects, *element.children):
        yield from _strings(below)


def _words(difference: Difference, side: Literal["removed", "inserted"]) -> int:
    if difference.kind == "renumbered":
        return 0
    return count(difference.removed if side == "removed" else difference.inserted)
