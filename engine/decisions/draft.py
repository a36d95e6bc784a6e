"""Opening a draft and editing it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from msgspec.structs import replace

from engine.errors import Refused
from engine.events import Change, DraftEvent, DraftOpened, EditMade, ElementInserted, MetaChanged
from engine.events.draft import Draft, Method, Nature, Standing
from engine.references import resolved, targets
from engine.text import Element, Place


def open_draft(
    draft: Draft,
    work: str,
    language: str,
    elements: Sequence[Element],
    *,
    standing: Standing,
    original_language: str,
    reason: str,
    names: Sequence[Mapping[str, str]] = (),
    meta: Callable[[Mapping[str, str]], str | None] | None = None,
) -> list[DraftEvent]:
    """The work begins to have a text in a language; the text that came is its first edit.

    Where the elements had `names` in the file they come from (`eId`, in document order),
    references to these become references to the elements; `meta` gives the one that came with
    them, from the ids by those names."""
    if draft.opened:
        raise Refused(
            f"{work}/{language} has a draft already, at s{draft.step}",
            hint=f"travaux checkout {work}/{language}, edit it, travaux checkin {work} FILE",
        )
    if not elements:
        raise Refused(f"there is no text to open {work}/{language} with")
    hand_out = numbering(work, language, draft.counter)
    known = [identified(element, hand_out) for element in elements]
    ids = targets(known, names) if names else {}
    inserted: list[Change] = []
    follows: str | None = None
    for element in known:
        element = resolved(element, ids) if ids else element
        inserted.append(ElementInserted(element=element, place=Place(follows=follows)))
        follows = element.id
    opened = DraftOpened(
        work=work,
        language=language,
        standing=standing,
        original_language=original_language,
        meta=meta(ids) if meta else None,
    )
    return [opened, EditMade(reason=reason, nature="substantive", method="imported"), *inserted]


def edit(
    draft: Draft,
    changes: Iterable[Change | MetaChanged],
    *,
    reason: str,
    nature: Nature,
    method: Method,
    comparison: str | None = None,
    answers: tuple[str, ...] = (),
    reverts: int | None = None,
) -> list[DraftEvent]:
    """One act of editing: its reason and its changes, which must fit the draft as it stands."""
    refuse_if_adopted(draft)
    if not reason.strip():
        raise Refused("an edit needs a reason", hint='Give one with -m "WHY".')
    made = EditMade(
        reason=reason,
        nature=nature,
        method=method,
        answers=answers,
        comparison=comparison,
        reverts=reverts,
    )
    return [made, *changes]


def refuse_if_adopted(draft: Draft) -> None:
    """Nothing, unless the draft is adopted: then no edit changes it any more."""
    if draft.adopted and draft.opened:
        name = f"{draft.opened.work}/{draft.opened.language}"
        raise Refused(
            f"{name} is adopted, as version {draft.adopted.version}; its text is closed for good"
        )


def numbering(work: str, language: str, counter: int) -> Callable[[], str]:
    """Hands out the ids of a draft's new elements, `<work>-<language>-<n>`, from `counter` on."""
    n = counter - 1

    def hand_out() -> str:
        nonlocal n
        n += 1
        return f"{work}-{language}-{n}"

    return hand_out


def identified(element: Element, hand_out: Callable[[], str]) -> Element:
    """The element with an id of its own, and all that it holds, in document order."""
    id = hand_out()
    objects = tuple(identified(o, hand_out) for o in element.objects)
    children = tuple(identified(c, hand_out) for c in element.children)
    return replace(element, id=id, objects=objects, children=children)
