"""Opening a draft and editing it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from msgspec.structs import replace

from engine.errors import Refused
from engine.events import Change, DraftEvent, DraftOpened, EditMade, ElementInserted, MetaChanged
from engine.events.draft import Draft, Method, Nature, Standing, Translated
from engine.text import Element, Place
from engine.text.references import resolved, targets


def open_draft(
    draft: Draft,
    work: str,
    language: str,
    elements: Sequence[Element],
    *,
    standing: Standing,
    original_language: str,
    reason: str,
    method: Method = "imported",
    comparison: str | None = None,
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
    made = EditMade(reason=reason, nature="substantive", method=method, comparison=comparison)
    return [opened, made, *inserted]


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
    translates: Translated | None = None,
    corrigendum: bool = False,
) -> list[DraftEvent]:
    """One act of editing: its reason and its changes, which must fit the draft as it stands. Only
    that of a corrigendum changes a text that is closed."""
    if not corrigendum:
        refuse_if_adopted(draft, nature)
    if not reason.strip():
        raise Refused("an edit needs a reason", hint='Give one with -m "WHY".')
    made = EditMade(
        reason=reason,
        nature=nature,
        method=method,
        answers=answers,
        comparison=comparison,
        reverts=reverts,
        translates=translates,
    )
    return [made, *changes]


def refuse_if_adopted(draft: Draft, nature: Nature = "substantive") -> None:
    """Nothing, unless the draft is adopted: then no edit changes it any more, save editorial ones
    under an editing mandate until it is published."""
    adopted = draft.adopted
    if not adopted or not draft.opened:
        return
    name = f"{draft.opened.work}/{draft.opened.language}"
    if not is_edited_under_mandate(draft):
        mandate = " and published" if draft.published else ""
        raise Refused(
            f"{name} is adopted, as version {adopted.version}{mandate}; its text is closed for "
            "good",
            hint=f"travaux corrigendum {draft.opened.work} FILE -m WHY corrects it.",
        )
    if nature != "editorial":
        raise Refused(
            f"{name} is adopted, as version {adopted.version}, with a mandate to edit it "
            f"({adopted.editing_mandate}); a {nature} edit is not within it",
            hint="An editorial edit is: --nature editorial.",
        )


def is_edited_under_mandate(draft: Draft) -> bool:
    """Whether the draft is adopted with an editing mandate and not published yet."""
    return bool(draft.adopted and draft.adopted.editing_mandate and not draft.published)


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
