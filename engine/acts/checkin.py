"""Checking in: a checkout comes back, and what changed in it is recorded as one edit."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from engine import checkout
from engine.acts.comments import cited
from engine.acts.translation import aligned, source
from engine.application import Application, Events, Who
from engine.checkout import Base, Returned
from engine.comparison.merge import Clashing, merge
from engine.decisions.comment import refuse_gone
from engine.decisions.draft import edit, refuse_if_adopted
from engine.decisions.permission import permit
from engine.errors import Conflict
from engine.events import Change, MetaChanged
from engine.events.draft import Draft, Nature, after, apply, stream
from engine.point import Reference
from engine.record import Entry
from engine.text.eid import eids
from engine.view import View

CheckedOut = Callable[[View, Base], bytes]
"""Gives a text that was checked out, as Akoma Ntoso for editing."""


class Changed(NamedTuple):
    """What changed in a checkout, for an edit of the draft, and what a person should be told."""

    events: tuple[Change | MetaChanged, ...]
    notes: tuple[str, ...]


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
    checked_out: CheckedOut,
    rebase: bool = False,
    translates: Reference | None = None,
) -> CheckedIn:
    """Records what changed between the text checked out and the file that came back. Gives the
    entries of the edit, none where nothing changed; `base` says which text was checked out where
    the file does not.

    `answers` are comments that the edit answers; they stay open until somebody answers them.
    Refuses where the draft has moved on since; with `rebase` merges the two three ways, and
    `Clashing` says where they do not go together. `translates` names the version of the original
    that the draft translates from this edit on: that is recorded also where nothing else changed,
    and elements that structure and number relate are related.
    """
    notes: list[str] = []

    def decide(view: View) -> Events:
        language = view.language_of(reference)
        said = _base(view, base, language)
        back = checkout.read(returned, where=where, base=said)
        checkout.refuse_other(back, reference.work, language, where)
        draft = view.folded(reference.work, language)
        refuse_if_adopted(draft, nature)
        permit(view.process(), "edit", who.by)
        found = changed(view, back, draft, checked_out, rebase=rebase)
        notes[:] = found.notes
        of = source(view, translates, reference.work, language) if translates else None
        if not found.events and (of is None or draft.translates == of.translated):
            return {}
        edited = edit(
            draft,
            found.events,
            reason=reason,
            nature=nature,
            method="inferred",
            comparison=checkout.COMPARISON,
            answers=_answered(view, answers),
            translates=of.translated if of else None,
        )
        if of:
            whole = view.draft(reference.work, language)
            edited += aligned(after(whole, edited), of)
        return {stream(reference.work, language): edited}

    entries = application.act(who, decide)
    return CheckedIn(entries, tuple(notes))


def changed(
    view: View, back: Returned, draft: Draft, checked_out: CheckedOut, *, rebase: bool = False
) -> Changed:
    """What changed in a checkout that came back, as changes of the draft as it stands. Refuses
    where it has moved on since; with `rebase`, merges (see `check_in`)."""
    work, language = back.draft
    name = stream(work, language)
    if not rebase:
        checkout.refuse_moved(back, draft, lambda step: view.entry(name, step))
    checkout.refuse_ahead(back, draft)
    then = view.folded(work, language, upto=back.step)
    then.counter = draft.counter  # for what came in; what came since has the numbers before
    lost = view.lost(work, language)
    found = checkout.differences(back, then, lambda: checked_out(view, back.base), lost)
    changes, meta = found.changes, found.meta
    if draft.changed > back.step:
        changes, meta = _rebased(changes, meta, back, then, draft)
    changes = lost.recognised(changes, draft.step + 2)  # behind EditMade
    return Changed((*changes, *([meta] if meta else [])), found.notes)


def _rebased(
    changes: tuple[Change, ...], meta: MetaChanged | None, back: Returned, then: Draft, now: Draft
) -> tuple[tuple[Change, ...], MetaChanged | None]:
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
    return merged.changes, _meta_rebased(meta, back, then, now)


def _meta_rebased(
    meta: MetaChanged | None, back: Returned, then: Draft, now: Draft
) -> MetaChanged | None:
    """The change of `meta`, which is one whole: where both changed it, they must agree."""
    if meta is None or meta.new == now.meta:
        return None
    if now.meta != then.meta:
        raise Conflict(
            f"{back.where} changes the meta of {back.base}, which has changed since, up to "
            f"s{now.step}; nothing recorded",
            hint=f"Check out {back.base.work}/{back.base.language} again and change it there.",
        )
    return meta


def _answered(view: View, written: Iterable[str]) -> tuple[str, ...]:
    """The ids of comments that are cited so, none of which was taken back."""
    found = {c.id: c for c in (cited(view, comment) for comment in written)}
    for comment in found.values():
        refuse_gone(comment.id, comment.held, "answered")
    return tuple(found)


def _base(view: View, base: Reference | None, language: str) -> Base | None:
    if base is None:
        return None
    meant = view.language_of(base._replace(language=base.language or language))
    return Base(base.work, meant, view.step(base, meant))
