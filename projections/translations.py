"""Translations: which version of the original each translates, and what has changed there since."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Literal

import msgspec

from engine import comparison
from engine.eid import eids
from engine.events import (
    Adopted,
    AttributesChanged,
    Change,
    EditMade,
    ElementInserted,
    ElementMoved,
    ElementRemoved,
    MarksChanged,
    TextEdited,
)
from engine.events.draft import Standing, Translated
from engine.matching.outline import NUMBER
from engine.text import Text
from projections.versions import Expression

What = Literal["inserted", "removed", "moved", "renumbered", "changed"]
_WEIGHT: tuple[What, ...] = ("inserted", "removed", "moved", "changed", "renumbered")


class Place(msgspec.Struct, frozen=True):
    """A paragraph of the original (or what stands for itself there) that changed since the version
    translated: its id, its `eId` and number, as the original's last version has them or, where it
    was `removed`, the version translated; and the translation's elements that correspond."""

    id: str
    eId: str | None  # the standard's own spelling
    num: str
    what: What
    own: tuple[str, ...]


class Translation(msgspec.Struct, frozen=True):
    """A draft that translates another: the version it translates, the last one the original has,
    and what changed between the two. `of_adopted` says that it translates what was adopted
    (the version adopted, or what was published or corrected of it) while it is not adopted itself;
    `completed_on` the day on which it was brought up to that, if that was after the adoption."""

    language: str
    original: str
    standing: Standing
    translates: int
    last: int
    behind: tuple[Place, ...]
    of_adopted: bool
    completed_on: date | None

    @property
    def is_behind(self) -> bool:
        """Whether the original has a later version."""
        return self.last > self.translates


def translates(found: Expression) -> Translated | None:
    """The version that a draft translates, if it is said."""
    return found.draft.translates or found.draft.aligned_with


def translation(
    own: Expression, original: Expression, text_of: Callable[[int], Text]
) -> Translation | None:
    """What a draft is as a translation; None where it is not said to be one. `text_of` gives the
    original's text in a version, by number."""
    said = translates(own)
    if said is None or own.draft.opened is None or not original.draft.versions:
        return None
    last = original.draft.versions[-1].version.number
    adopted = original.draft.adopted
    of_adopted = bool(adopted and said.version >= adopted.version and not own.draft.adopted)
    behind: tuple[Place, ...] = ()
    if last > said.version:
        pairs = own.draft.aligned.get(said.language, set())
        behind = tuple(places(text_of(said.version), text_of(last), pairs))
    return Translation(
        language=own.language,
        original=said.language,
        standing=own.draft.opened.standing,
        translates=said.version,
        last=last,
        behind=behind,
        of_adopted=of_adopted,
        completed_on=_completed(own, original, said.language) if of_adopted else None,
    )


def places(then: Text, now: Text, pairs: set[tuple[str, str]]) -> Iterator[Place]:
    """The paragraphs of the original that changed between two versions, in its order, those that
    are gone last. `pairs` relate elements of the translation, named first, to the original's."""
    found: dict[tuple[bool, str], set[What]] = {}
    for change in comparison.changes(then, now):
        id, what = _changed(change, now if not isinstance(change, ElementRemoved) else then)
        text = then if what == "removed" else now
        unit = _unit(text, id)
        gone = unit not in now
        whole = unit == id or what in ("changed", "renumbered")
        found.setdefault((gone, unit), set()).add(what if whole else "changed")
    for gone, text in ((False, now), (True, then)):
        names = eids(text)
        for node in text.walk():
            if whats := found.get((gone, node.id)):
                yield Place(
                    id=node.id,
                    eId=names.get(node.id),
                    num=_numbers(text, node.id),
                    what=next(what for what in _WEIGHT if what in whats),
                    own=tuple(sorted(own for own, of in pairs if of == node.id)),
                )


def _changed(change: Change, text: Text) -> tuple[str, What]:
    match change:
        case ElementInserted(element=element):
            return element.id, "inserted"
        case ElementRemoved(element=element):
            return element.id, "removed"
        case ElementMoved(id=id):
            return id, "moved"
        case AttributesChanged(id=id) | TextEdited(id=id) | MarksChanged(id=id):
            return id, "renumbered" if text[id].tag == NUMBER else "changed"


def _unit(text: Text, id: str) -> str:
    """The nearest numbered element that holds an element or is it; else the one that stands
    directly in a part of the text."""
    unit = id
    while True:
        children = text[id].children
        if children and text[children[0]].tag == NUMBER:
            return id
        above = text[id].parent
        if not above:
            return unit
        unit, id = id, above


def _numbers(text: Text, id: str) -> str:
    """The numbers from the paragraph down to an element: `3(a)`."""
    numbers: list[str] = []
    while id:
        children = text[id].children
        if children and text[children[0]].tag == NUMBER:
            numbers.append(text[children[0]].string.strip())
        id = text[id].parent
    return " ".join(reversed(numbers))


def _completed(own: Expression, original: Expression, language: str) -> date | None:
    """The day of the first edit that brought the draft up to what was adopted, if it was later
    than the adoption."""
    adoption = original.adoption()
    assert adoption
    assert isinstance(adoption.event, Adopted)
    for act in own.acts:
        said = act.event.translates if isinstance(act.event, EditMade) else None
        if said and said.language == language and said.version >= adoption.event.version:
            return act.effective_on if act.effective_on > adoption.effective_on else None
    return None
