"""The translations of a work, for the commands that tell of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from engine.events.draft import stream
from engine.text import Text
from engine.view import View
from projections.translations import Translation, translates, translation
from projections.versions import Expression, expression


def translations(view: View, work: str, language: str | None = None) -> Iterator[Translation]:
    """The drafts of a work that translate another, or only the one in a language."""
    process = view.process()
    for other in view.register(work).drafts:
        if language not in (None, other):
            continue
        own = expression(process, work, view.entries(stream(work, other)))
        said = translates(own)
        if said is None:
            continue
        original = expression(process, work, view.entries(stream(work, said.language)))
        found = translation(own, original, _texts(view, work, original))
        if found:
            yield found


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
    said = ", ".join(f"{place.num or place.eId or place.id} {place.what}" for place in found.behind)
    return f"{head}; behind @{found.last}: {said}"


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


def _texts(view: View, work: str, original: Expression) -> Callable[[int], Text]:
    def text_of(number: int) -> Text:
        step = next(s for s, v in original.draft.versions if v.number == number)
        return view.draft(work, original.language, upto=step).text

    return text_of
