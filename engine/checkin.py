"""Checking in: a checkout comes back, and what changed in it is recorded as one edit."""

from __future__ import annotations

from engine import checkout
from engine.application import Application, Events, Who
from engine.checkout import Base, Returned
from engine.decisions.draft import edit, refuse_if_adopted
from engine.decisions.permission import permit
from engine.eid import eids
from engine.events import Change
from engine.events.draft import Draft, Nature, after, apply, stream
from engine.merge import Clashing, merge
from engine.point import Reference
from engine.record import Entry
from engine.translation import aligned, source
from engine.view import View


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
    rebase: bool = False,
    translates: Reference | None = None,
) -> list[Entry]:
    """Records what changed between the text checked out and the file that came back. Gives the
    entries of the edit, none where nothing changed; `base` says which text was checked out where
    the file does not.

    Refuses where the draft has moved on since; with `rebase` merges the two three ways, and
    `Clashing` says where they do not go together. `translates` names the version of the original
    that the draft translates from this edit on: that is recorded also where nothing else changed,
    and elements that structure and number relate are related.
    """

    def decide(view: View) -> Events:
        language = view.language_of(reference)
        said = _base(view, base, language)
        back = checkout.read(returned, where=where, base=said)
        checkout.refuse_other(back, reference.work, language, where)
        draft = view.draft(reference.work, language)
        refuse_if_adopted(draft, nature)
        permit(view.process(), "edit", who.by)
        name = stream(reference.work, language)
        if not rebase:
            checkout.refuse_moved(back, draft, view.entries(name))
        checkout.refuse_ahead(back, draft)
        then = view.draft(reference.work, language, upto=back.step)
        changes = checkout.changes(back, then, draft.counter)
        if draft.changed > back.step:
            changes = _rebased(changes, back, then, draft)
        of = source(view, translates, reference.work, language) if translates else None
        if not changes and (of is None or draft.translates == of.translated):
            return {}
        events = edit(
            draft,
            changes,
            reason=reason,
            nature=nature,
            method="inferred",
            comparison=checkout.COMPARISON,
            answers=answers,
            translates=of.translated if of else None,
        )
        if of:
            events += aligned(after(draft, events), of)
        return {name: events}

    return application.act(who, decide)


def _rebased(
    changes: tuple[Change, ...], back: Returned, then: Draft, now: Draft
) -> tuple[Change, ...]:
    """The changes made to a text checked out, on the draft as it is now."""
    proposed = then.text.copy()
    for change in changes:
        apply(proposed, change)
    merged = merge(then.text, proposed, now.text)
    if merged.clashes:
        name = f"{back.base.work}/{back.base.language}"
        raise Clashing(
            merged.clashes,
            then=str(back.base),
            proposed=back.where,
            now=f"{name}@s{now.step}",
            names=eids(then.text) | eids(proposed) | eids(now.text),
        )
    return merged.changes


def _base(view: View, base: Reference | None, language: str) -> Base | None:
    if base is None:
        return None
    meant = base.language or language
    return Base(base.work, meant, view.step(base, meant))
