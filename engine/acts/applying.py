"""An answer that puts a comment's proposed wording into the draft, as an edit: three ways, between
the text that it was written against, the proposal, and the draft as it is now."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from msgspec.structs import replace

from engine.acts.comments import Cited, Edit, answer
from engine.akn.meta import names
from engine.application import Application, Who
from engine.comparison.merge import Clashing
from engine.comparison.proposal import put
from engine.decisions.comment import Given, refuse_gone
from engine.decisions.draft import edit, refuse_if_adopted
from engine.decisions.permission import permit
from engine.errors import Refused
from engine.events import Change, CommentAnswered, ElementRemoved, TextEdited
from engine.events.draft import Nature, stream
from engine.events.submission import Access, Anchor
from engine.point import Reference
from engine.text import Element
from engine.text.eid import eids
from engine.view import View

Wording = Callable[[Cited], str | None]
"""Gives the wording that a comment proposes: what its event says, or, where it is not public, what
the private store holds. None where it proposes none."""


class Applied(NamedTuple):
    """An answer with the wording in the draft: the answer that it supersedes, if there was one, and
    itself; the draft, as work/language; who might read the comment until now; and whether its
    wording lay in the private store, as it does too where it names somebody."""

    before: Given | None
    answer: CommentAnswered
    draft: str
    access: Access
    private: bool


def accept(
    application: Application,
    written: str,
    who: Who,
    *,
    reason: str,
    wording: Wording,
    begun: datetime | None = None,
    known: int | None = None,
) -> Applied:
    """A comment is accepted, and its wording goes into the draft, in one append.

    `Clashing` where the draft and the wording do not go together; `Refused` where the comment
    proposes none, where its place was removed, or where the draft reads as proposed already. Of
    answers at the same time see `engine.acts.comments.answer`.
    """
    told: list[tuple[str, Access, bool]] = []

    def applying(view: View, comment: Cited) -> Edit:
        permit(view.process(), "edit", who.by)
        found = _edit(view, comment, wording(comment), reason)
        received = comment.held.received
        assert received
        private = comment.made.commitment is not None
        told[:] = [(found.stream.removeprefix("draft/"), received.access, private)]
        return found

    before, made = answer(
        application,
        written,
        who,
        outcome="accepted",
        reason=reason,
        begun=begun,
        known=known,
        edit=applying,
    )
    return Applied(before, made, *told[0])


def _edit(view: View, comment: Cited, wording: str | None, reason: str) -> Edit:
    """The edit that puts the wording of a comment into the draft of its language."""
    id, made = comment.id, comment.made
    held = refuse_gone(id, comment.held, "applied")
    on = held.moved or made
    if wording is None and made.proposed_words:
        raise Refused(f"{id} proposes a wording that the private store does not hold, or no more")
    if wording is None:
        raise Refused(
            f"{id} proposes no wording",
            hint=f"Edit the draft, and check it in with --answers {id}.",
        )
    if on.place is None or on.language is None:
        raise Refused(
            f"{id} is on {made.work} as a whole; its wording has no place",
            hint=f"travaux reanchor {id} PLACE gives it one.",
        )
    step = on.step
    if on.version is not None:
        step = view.step(Reference(made.work, on.language, str(on.version)), on.language)
    then = view.folded(made.work, on.language, step)
    now = view.folded(made.work, on.language)
    nature: Nature = "editorial" if made.nature == "editorial" else "substantive"
    refuse_if_adopted(now, nature)
    name = f"{made.work}/{on.language}"
    if on.place.element not in now.text:
        raise _removed(view, id, on.place, name, then.step)
    against = f"{name}@{on.version or f's{on.step}'}"
    merged = put(then.text, on.place, wording, now.text)
    if merged.clashes:
        called = eids(then.text, names(then.meta)) | eids(now.text, names(now.meta))
        raise Clashing(
            merged.clashes,
            then=against,
            proposed=f"the wording of {id}",
            now=f"{name}@s{now.step}",
            names=called,
        )
    if not merged.changes:
        raise Refused(
            f"{name} reads as {id} proposes already; there is nothing to apply",
            hint=f"travaux answer {id} accepted -m WHY",
        )
    changes = view.lost(made.work, on.language).recognised(merged.changes, now.step + 2)
    edited = edit(
        now,
        [_taken(change, id) for change in changes],
        reason=reason,
        nature=nature,
        method="applied",
        answers=(id,),
    )
    return Edit(stream(made.work, on.language), now.step + 1, edited)


def _taken(change: Change, comment: str) -> Change:
    """The change, saying of each of its splices that puts words in whose wording that is."""
    if not isinstance(change, TextEdited):
        return change
    splices = (
        replace(splice, takes_from=comment) if splice.inserted else splice
        for splice in change.splices
    )
    return replace(change, splices=tuple(splices))


def _removed(view: View, id: str, place: Anchor, name: str, then: int) -> Refused:
    """The refusal of a wording whose place was removed from the draft: by which step."""
    step = ""
    for entry in view.entries(f"draft/{name}")[then:]:
        event = entry.record.event
        gone: tuple[Element, ...] = ()
        if isinstance(event, ElementRemoved):
            gone = (event.element,)
        elif isinstance(event, TextEdited):
            gone = tuple(o for splice in event.splices for o in splice.removed_objects)
        if any(_holds(element, place.element) for element in gone):
            step = f" by s{entry.step}"
    return Refused(
        f"{id} proposes a wording for {place.eid or place.element}, which was removed from "
        f"{name}{step}",
        hint=f"travaux reanchor {id} PLACE says where it belongs now.",
    )


def _holds(element: Element, id: str) -> bool:
    """Whether an element is one, or holds it."""
    below = (*element.objects, *element.children)
    return element.id == id or any(_holds(inner, id) for inner in below)
