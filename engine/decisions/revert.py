"""Undoing one edit by a new one, whatever came after it, where nothing later stands in the way."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from msgspec.structs import replace

from engine.decisions.draft import edit
from engine.errors import Damaged, NotFound, Refused
from engine.events import (
    AttributesChanged,
    Change,
    DraftEvent,
    EditMade,
    ElementInserted,
    ElementMoved,
    ElementRemoved,
    MarksChanged,
    MetaChanged,
    TextEdited,
)
from engine.events.draft import Draft, Nature, Translated, apply, inverse, undo
from engine.text import Element, Mark, Place, Text
from engine.text.inline import (
    Marks,
    Restored,
    Splice,
    in_order,
    inverted,
    nested,
    relocated,
    remarks,
    shifted,
)
from engine.text.trail import Trail


class Step(NamedTuple):
    """An event of the draft and its step."""

    step: int
    event: DraftEvent


class _Changed(NamedTuple):
    step: int
    change: Change


def revert(
    draft: Draft,
    history: Sequence[Step],
    step: int,
    *,
    reason: str,
    nature: Nature,
    translates: Translated | None = None,
) -> list[DraftEvent]:
    """The edit cited by `step` is undone; `history` are the draft's events from that edit on, or
    from an earlier one; `translates` is the version that the draft translates again. Words and
    elements that come back stay their first author's. `Refused` where a later edit touched the
    same words or elements, naming it."""
    name = f"{draft.opened.work}/{draft.opened.language}" if draft.opened else "the draft"
    undone, later = _split(history, step, draft.step, name)
    changes: list[Change | MetaChanged] = []
    changes += _Undoing(draft.text, later, f"s{step} of {name}").all(undone)
    changes += _meta_back(draft, history, step, name)
    if not changes:
        raise Refused(f"s{step} of {name} changed nothing that could be undone")
    return edit(
        draft,
        changes,
        reason=reason,
        nature=nature,
        method="reverted",
        reverts=step,
        translates=translates,
    )


def _split(
    history: Sequence[Step], step: int, last: int, name: str
) -> tuple[list[_Changed], list[_Changed]]:
    """The changes of the edit at `step`, and those of all later edits."""
    if not 1 <= step <= last:
        raise NotFound(f"{name} has no step {step}; its last is s{last}")
    at = next(n for n, (found, _) in enumerate(history) if found == step)
    if not isinstance(history[at].event, EditMade):
        edits = [s for s, event in history[:at] if isinstance(event, EditMade)]
        hint = f"travaux log shows the edits; the one before it is s{edits[-1]}." if edits else None
        kind = history[at].event.tag()
        raise Refused(f"s{step} of {name} is not an edit but {kind}", hint=hint)
    undone: list[_Changed] = []
    later: list[_Changed] = []
    into = undone
    for came, event in history[at + 1 :]:
        if isinstance(event, Change):
            into.append(_Changed(came, event))
        else:
            into = later
    return undone, later


def _meta_back(draft: Draft, history: Sequence[Step], step: int, name: str) -> list[MetaChanged]:
    """What undoes the change of `meta` in the edit, if there is one; `Refused` where `meta` has
    changed again since."""
    for at, event in history:
        if at <= step:
            continue
        match event:
            case MetaChanged(old=old, new=new):
                if draft.meta != new:
                    raise Refused(
                        f"s{step} of {name} cannot be undone: the meta that s{at} made has "
                        f"changed since"
                    )
                return [MetaChanged(old=new, new=old)]
            case EditMade():
                break
            case _:
                continue
    return []


class _Undoing:
    """Undoing the changes of one edit, last first. `text` is the text as it stands, with what was
    undone already; `past` the text as it was before the change that is being undone."""

    def __init__(self, text: Text, later: Sequence[_Changed], name: str) -> None:
        self.text = text.copy()
        self.past = text.copy()
        self.later = later
        self.name = name
        for _, change in reversed(later):
            undo(self.past, change)

    def all(self, undone: Sequence[_Changed]) -> list[Change]:
        """The changes that undo the edit, in order."""
        changes: list[Change] = []
        for at, change in reversed(undone):
            undo(self.past, change)
            back = self._back(at, change)
            if back is not None:
                apply(self.text, back)
                changes.append(back)
        return changes

    def _back(self, at: int, change: Change) -> Change | None:
        """The change that undoes another on the text as it stands now."""
        match change:
            case ElementInserted(element=element):
                self._refuse_unless_whole(element)
                return ElementRemoved(element=element, place=self.text.place(element.id))
            case ElementRemoved(element=element, place=place):
                self._refuse_unless_there(place.parent)
                self._refuse_if_there(element)
                return ElementInserted(element=element, place=self._place(element.id, place.parent))
            case ElementMoved(id=id, old=old, new=new):
                self._refuse_unless_there(id)
                self._refuse_unless_there(old.parent)
                now = self.text.place(id)
                if now.parent != new.parent:
                    raise self._clash({id})
                where = self._place(id, old.parent)
                return None if where == now else ElementMoved(id=id, old=now, new=where)
            case AttributesChanged(id=id, old=old, new=new):
                self._refuse_unless_there(id)
                has = self.text[id].attributes
                if any(has.get(name) != new.get(name) for name in old.keys() | new.keys()):
                    raise self._clash({id})
                return inverse(change)
            case TextEdited(id=id) | MarksChanged(id=id):
                self._refuse_unless_there(id)
                return self._back_inline(at, change)

    def _place(self, id: str, parent: str | None) -> Place:
        """The place for an element that comes back: before what it stood before, else behind what
        it stood behind, as far as that is still there."""
        stood = self.past.siblings(parent)
        at = stood.index(id)
        siblings = [s for s in self.text.siblings(parent) if s != id]
        for behind in stood[at + 1 :]:
            if behind in siblings:
                place = siblings.index(behind)
                return Place(parent, siblings[place - 1] if place else None)
        before = next((s for s in reversed(stood[:at]) if s in siblings), None)
        return Place(parent, before or (siblings[-1] if siblings else None))

    def _back_inline(self, at: int, change: TextEdited | MarksChanged) -> Change | None:
        """The inverse of a change of inline content, its offsets led through what came later."""
        id = change.id
        made = change.splices if isinstance(change, TextEdited) else ()
        grown = sum(len(s.inserted) - len(s.removed) for s in made)
        trail = Trail(id, len(self.past[id].string) + grown)
        for came in self.later:
            if isinstance(came.change, TextEdited) and came.change.id == id:
                trail.follow(came.step, came.change.splices)
        splices = self._splices(id, at, made, trail)
        exact = (
            TextEdited(id=id, splices=splices, unmarked=change.marked, marked=change.unmarked)
            if splices
            else MarksChanged(id=id, unmarked=change.marked, marked=change.unmarked)
        )
        if self._fits(exact):
            return exact
        node = self.text[id]
        gone = self._led(change.marked, trail)
        length = len(node.string) + sum(len(s.inserted) - len(s.removed) for s in splices)
        kept = relocated([m for m in node.marks if m not in gone], shifted(splices), length)
        marks = in_order((*kept, *self._returning(change.unmarked, made, splices, trail)))
        if not nested(marks):
            raise self._clash({id})
        unmarked, marked = remarks(node.marks, marks, splices)
        if splices:
            return TextEdited(id=id, splices=splices, unmarked=unmarked, marked=marked)
        return (
            MarksChanged(id=id, unmarked=unmarked, marked=marked) if marks != node.marks else None
        )

    def _splices(
        self, id: str, at: int, made: Sequence[Splice], trail: Trail
    ) -> tuple[Splice, ...]:
        """The splices that undo others, on the string as it is now, each saying where the words
        that it brings back stood."""
        splices: list[Splice] = []
        for done, back in zip(made, inverted(made), strict=True):
            place = trail.place(back.at, back.end)
            if place is None or any(
                o.id not in self.text or self.text.element(o.id) != o for o in back.removed_objects
            ):
                raise self._clash({id})
            for came in back.inserted_objects:
                self._refuse_if_there(came)
            restores = Restored(
                at=0, length=len(back.inserted), step=at, element=id, offset=done.at
            )
            splices.append(replace(back, at=place, restores=(restores,) if back.inserted else ()))
        return tuple(sorted(splices, key=lambda s: (s.at, s.end)))

    def _led(self, marks: Marks, trail: Trail) -> Marks:
        """Marks of then where they are now; those whose text is no longer whole are left out."""
        led = ((m, trail.place(m.start, m.end)) for m in marks)
        return tuple(
            replace(m, start=at, end=at + m.end - m.start) for m, at in led if at is not None
        )

    def _returning(
        self, marks: Marks, made: Sequence[Splice], splices: Sequence[Splice], trail: Trail
    ) -> Marks:
        """Marks that went with the change, where they come back: on the words that come back
        with them, or, where no word went, on the words they were on."""
        if not made:
            return self._led(marks, trail)
        back: list[Mark] = []
        grown = 0
        for done, undone in zip(made, splices, strict=True):
            by = undone.at + grown - done.at
            back += (
                replace(m, start=m.start + by, end=m.end + by)
                for m in marks
                if done.at <= m.start and m.end <= done.end
            )
            grown += len(undone.inserted) - len(undone.removed)
        return tuple(back)

    def _fits(self, change: Change) -> bool:
        try:
            apply(self.text.copy(), change)
        except Damaged:
            return False
        return True

    def _refuse_unless_there(self, id: str | None) -> None:
        if id is not None and id not in self.text:
            raise self._clash({id})

    def _refuse_if_there(self, element: Element) -> None:
        """Refuse where an element has come back already, or a part of it has."""
        there = {id for id in _ids(element) if id in self.text}
        if there:
            raise self._clash(there)

    def _refuse_unless_whole(self, element: Element) -> None:
        self._refuse_unless_there(element.id)
        if self.text.element(element.id) != element:
            inside = {node.id for node in self.text.walk(element.id)}
            raise self._clash(inside | _ids(element))

    def _clash(self, ids: set[str]) -> Refused:
        """The refusal that names the last later edit which touched one of the elements."""
        step = next((c.step for c in reversed(self.later) if _touched(c.change) & ids), None)
        what = f"s{step} changed the same place later" if step else "the text is not as it left it"
        return Refused(
            f"{self.name} cannot be undone: {what} ({', '.join(sorted(ids)[:3])})",
            hint="Undo the later edit first, or check the draft out and edit it by hand.",
        )


def _touched(change: Change) -> set[str]:
    match change:
        case ElementInserted(element=element, place=place):
            return _ids(element) | {place.parent or ""}
        case ElementRemoved(element=element, place=place):
            return _ids(element) | {place.parent or ""}
        case ElementMoved(id=id, old=old, new=new):
            return {id, old.parent or "", new.parent or ""}
        case AttributesChanged(id=id) | TextEdited(id=id) | MarksChanged(id=id):
            return {id}


def _ids(element: Element) -> set[str]:
    found = {element.id}
    for below in (*element.objects, *element.children):
        found |= _ids(below)
    return found
