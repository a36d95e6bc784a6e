"""The translations of a work, for the commands that tell of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from engine.events import (
    AttributesChanged,
    ElementInserted,
    ElementMoved,
    MarksChanged,
    TextEdited,
    VersionIssued,
)
from engine.record import Entry
from engine.view import View
from projections.translations import Place, Translation, translation


def translations(view: View, work: str) -> Iterator[Translation]:
    """The drafts of a work that translate another."""
    for language in view.register(work).drafts:
        found = translated(view, work, language)
        if found:
            yield found


def translated(view: View, work: str, language: str) -> Translation | None:
    """What a draft is as a translation; None where it is not said to be one."""
    standing = view.standing(work, language)
    said = standing and (standing.translates or standing.aligned_with)
    if not standing or not said:
        return None
    original = said.language
    acts = view.acts(work, original)
    steps = {act.event.number: act.step for act in acts if isinstance(act.event, VersionIssued)}
    return translation(
        standing,
        said,
        own=view.acts(work, language),
        original=acts,
        pairs=lambda: view.draft(work, language).aligned.get(original, set()),
        text_of=lambda number: view.folded(work, original, steps[number]).text,
    )


def sentence(work: str, found: Translation) -> str:
    """A translation in one sentence: what it translates, and what changed there since."""
    head = f"{work}/{found.language} translates {work}/{found.original}@{found.translates}"
    if found.completed_on:
        head += f", what was adopted; completed after adoption, on {found.completed_on}"
    elif found.of_adopted:
        head += ", what was adopted"
    if not found.is_behind:
        return head
    if not found.behind:
        return f"{head}; @{found.last} says the same"
    said = ", ".join(f"{_named(place)} {place.what}" for place in found.behind)
    return f"{head}; behind @{found.last}: {said}"


def untouched(
    view: View, work: str, language: str, before: Translation, entries: Iterable[Entry]
) -> Iterator[str]:
    """What changed in the original up to the version that an edit brings a translation up to, and
    the edit left as it was: one sentence each. `before` is the translation before the edit, whose
    `entries` have no change for it."""
    text = view.folded(work, language).text
    pairs = view.draft(work, language).aligned.get(before.original, set())
    edited = set(_edited(entries))
    for place in before.behind:
        own = [id for id, of in pairs if of == place.id and id in text]
        named = f"{_named(place)} {place.what} in {work}/{before.original}@{before.last}"
        match place.what:
            case "inserted":
                if not own:
                    yield f"{named}; nothing corresponds to it here"
            case "removed":
                if any(id in text for id in place.own):
                    yield f"{named}; what corresponds to it is still here"
            case _:
                below = {node.id for id in own for node in text.walk(id)}
                if own and not edited & below:
                    yield f"{named}; what corresponds to it was not edited"


def _edited(entries: Iterable[Entry]) -> Iterator[str]:
    """The elements that an edit changes, moves or puts in."""
    for entry in entries:
        match entry.record.event:
            case ElementInserted(element=element):
                yield element.id
            case (
                AttributesChanged(id=id)
                | ElementMoved(id=id)
                | MarksChanged(id=id)
                | TextEdited(id=id)
            ):
                yield id
            case _:
                continue


def _named(place: Place) -> str:
    return f"{place.tag} {place.num}" if place.num else place.eId or place.id


def as_json(found: Translation) -> dict[str, object]:
    """The keys that `status` and `versions` give for a translation."""
    return {
        "language": found.language,
        "standing": found.standing,
        "original": found.original,
        "translates": found.translates,
        "last": found.last,
        "of_adopted": found.of_adopted,
        "completed_after_adoption": found.completed_on,
        "behind": [
            {
                "id": place.id,
                "eId": place.eId,
                "num": place.num,
                "change": place.what,
                "elements": list(place.own),
            }
            for place in found.behind
        ],
    }
