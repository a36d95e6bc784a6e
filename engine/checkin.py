"""Checking in: a checkout comes back, and what changed in it is recorded as one edit."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from engine import checkout
from engine.application import Application, Events, Who
from engine.checkout import Base
from engine.decisions.draft import edit, refuse_if_adopted
from engine.decisions.permission import permit
from engine.events.draft import Nature, stream
from engine.point import Reference
from engine.record import Entry
from engine.view import View


class CheckedIn(NamedTuple):
    """The entries of the edit, and what a person should be told of it, one line each."""

    entries: list[Entry]
    notes: tuple[str, ...]


def check_in(
    application: Application,
    reference: Reference,
    returned: bytes,
    who: Who,
    *,
    reason: str,
    nature: Nature,
    where: str,
    base: Reference | None = None,
    answers: tuple[str, ...] = (),
    checked_out: Callable[[View, Base], bytes],
) -> CheckedIn:
    """Records what changed between the text checked out and the file that came back. Gives the
    entries of the edit, none where nothing changed; `base` says which text was checked out where
    the file does not, and `checked_out` gives a text as Akoma Ntoso for editing. Refuses where the
    draft has moved on since."""
    notes: list[str] = []

    def decide(view: View) -> Events:
        language = view.language_of(reference)
        said = _base(view, base, language)
        back = checkout.read(returned, where=where, base=said)
        checkout.refuse_other(back, reference.work, language, where)
        draft = view.folded(reference.work, language)
        refuse_if_adopted(draft)
        permit(view.process(), "edit", who.by)
        name = stream(reference.work, language)
        checkout.refuse_moved(back, draft, lambda step: view.entry(name, step))
        then = view.folded(reference.work, language, upto=back.step)
        lost = view.lost(reference.work, language)
        found = checkout.differences(back, then, lambda: checked_out(view, back.base), lost)
        notes[:] = found.notes
        # behind EditMade
        changes = lost.recognised(found.changes, draft.step + 2)
        events = [*changes, *([found.meta] if found.meta else [])]
        if not events:
            return {}
        edited = edit(
            draft,
            events,
            reason=reason,
            nature=nature,
            method="inferred",
            comparison=checkout.COMPARISON,
            answers=answers,
        )
        return {name: edited}

    entries = application.act(who, decide)
    return CheckedIn(entries, tuple(notes))


def _base(view: View, base: Reference | None, language: str) -> Base | None:
    if base is None:
        return None
    meant = base.language or language
    return Base(base.work, meant, view.step(base, meant))
