"""Translations: which version of the original each translates, and what has changed there since."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Literal

import msgspec

from engine import comparison
from engine.chronicle import Act, Standing, corrected
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
    VersionIssued,
)
from engine.events.draft import Standing as Authority
from engine.events.draft import Translated
from engine.matching.outline import NUMBER
from engine.text import Text
from engine.text.eid import eids

What = Literal["inserted", "removed", "moved", "renumbered", "changed"]
_TRIMMED = " .。．、,:：;-–—\u00a0\t\n"
_WEIGHT: tuple[What, ...] = ("inserted", "removed", "moved", "changed", "renumbered")


class Place(msgspec.Struct, frozen=True):
    """A paragraph of the original (or what stands for itself there) that changed since the version
    translated: its id, its `eId` and number, as the original's last version has them or, where it
    was `removed`, the version translated; and the translation's elements that correspond. `num`
    is as people cite it, `3(a)`; empty where it has none."""

    id: str
    tag: str
    eId: str | None  # the standard's own spelling
    num: str
    what: What
    own: tuple[str, ...]


class Translation(msgspec.Struct, frozen=True):
    """A draft that translates another: the version it translates, the last one the original has,
    and what changed between the two. `of_adopted` says that it translates what was adopted
    (the version adopted, or what was published or corrected of it) while it is not adopted itself;
    `completed_on` the day on which it was last said to, if that was after the adoption."""

    language: str
    original: str
    standing: Authority
    translates: int
    last: int
    behind: tuple[Place, ...]
    of_adopted: bool
    completed_on: date | None

    @property
    def is_behind(self) -> bool:
        """Whether the original has a later version."""
        return self.last > self.translates


def translation(
    standing: Standing,
    said: Translated,
    *,
    own: Sequence[Act],
    original: Sequence[Act],
    pairs: Callable[[], set[tuple[str, str]]],
    text_of: Callable[[int], Text],
) -> Translation:
    """What a draft is as a translation of the version that it is said to translate. `own` and
    `original` are the acts of the two drafts; `pairs` gives the elements that correspond, the
    translation's first, and `text_of` the original's text in a version, by number."""
    last = max(act.event.number for act in original if isinstance(act.event, VersionIssued))
    adoption = next((act for act in original if isinstance(act.event, Adopted)), None)
    adopted = adoption.event.version if adoption and isinstance(adoption.event, Adopted) else None
    of_adopted = adopted is not None and said.version >= adopted and not standing.adopted
    behind: tuple[Place, ...] = ()
    if last > said.version:
        behind = tuple(places(text_of(said.version), text_of(last), pairs()))
    return Translation(
        language=standing.opened.language,
        original=said.language,
        standing=standing.opened.standing,
        translates=said.version,
        last=last,
        behind=behind,
        of_adopted=of_adopted,
        completed_on=_completed(own, said.language, adoption) if of_adopted else None,
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
                    tag=node.tag,
                    eId=names.get(node.id),
                    num=_cited(text, node.id),
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


def _cited(text: Text, id: str) -> str:
    """The number of the nearest element that has one, behind those of what it is a lettered part
    of: `3(a)`."""
    cited = ""
    while id:
        children = text[id].children
        if children and text[children[0]].tag == NUMBER:
            number = text[children[0]].string.strip(_TRIMMED)
            cited = number + cited
            if number[:1] not in ("(", "（"):
                break
        id = text[id].parent
    return cited


def _completed(own: Sequence[Act], language: str, adoption: Act | None) -> date | None:
    """The day of the last edit that says that the draft translates what was adopted, if it was
    later than the adoption."""
    assert adoption
    assert isinstance(adoption.event, Adopted)
    redated = corrected([*own])
    for act in reversed(own):
        said = act.event.translates if isinstance(act.event, EditMade) else None
        if said and said.language == language and said.version >= adoption.event.version:
            day = redated.get(act.step, act.effective_on)
            return day if day > adoption.effective_on else None
    return None
