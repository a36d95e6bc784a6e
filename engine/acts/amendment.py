"""What comes back in a file and is more than an edit: the oral amendments of a body that adopts,
and the corrigendum to what was adopted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from engine import checkout
from engine.acts.checkin import CheckedOut, changed
from engine.application import Amend, Application, Events, Who
from engine.decisions.corrigendum import correct, next_label
from engine.decisions.draft import edit
from engine.decisions.permission import permit
from engine.decisions.symbol import give
from engine.errors import NotFound, Refused
from engine.events import Change, DraftEvent, Event, MetaChanged, VersionIssued
from engine.events import register as registers
from engine.events.draft import Draft, Nature, stream
from engine.events.symbols import STREAM as SYMBOLS
from engine.record import Entry
from engine.view import View


class File(NamedTuple):
    """A checkout that came back: its bytes, and its name for errors."""

    content: bytes
    where: str


def orally(file: File, *, reason: str, label: str, checked_out: CheckedOut) -> Amend:
    """The oral amendments in a checkout of the text that lies before the body, as the edit of an
    adoption (`Application.adopt`)."""

    def amend(view: View, draft: Draft) -> tuple[list[DraftEvent], str]:
        back = checkout.read(file.content, where=file.where)
        changes = _changes(view, back, draft, checked_out)
        if not changes:
            raise Refused(
                f"{file.where} amends nothing in {back.base}",
                hint="What was adopted as it lay before the body is adopted without it.",
            )
        made = edit(
            draft,
            changes,
            reason=reason,
            nature="substantive",
            method="inferred",
            comparison=checkout.COMPARISON,
        )
        return made, label

    return amend


def correct_all(
    application: Application,
    work: str,
    files: Sequence[File],
    who: Who,
    *,
    reason: str,
    nature: Nature,
    label: str | None = None,
    symbol: str | None = None,
    languages: Sequence[str] = (),
    checked_out: CheckedOut,
) -> list[Entry]:
    """One corrigendum to what was adopted, for each language of which a corrected checkout came
    back, in one append. `languages`, where given, must be just those. Gives the entries of the
    versions issued."""

    def decide(view: View) -> Events:
        permit(view.process(), "edit", who.by)
        permit(view.process(), "issue", who.by)
        backs = [checkout.read(file.content, where=file.where) for file in files]
        _refuse_others(view, work, backs, languages)
        drafts = [view.draft(work, back.base.language) for back in backs]
        register, symbols = view.register(work), view.symbols()
        named = label or next_label(drafts)
        events: dict[str, list[Event]] = {}
        for back, draft in zip(backs, drafts, strict=True):
            made, version = correct(
                draft,
                register,
                _changes(view, back, draft, checked_out) if draft.adopted else (),
                reason=reason,
                nature=nature,
                label=named,
                symbol=symbol,
                comparison=checkout.COMPARISON,
            )
            if len(made) == 2:  # the edit and the version
                raise Refused(f"{back.where} corrects nothing in {back.base}")
            events[stream(work, version.language)] = [*made]
            events.setdefault(registers.stream(work), []).append(version)
            if symbol:
                given = give(symbols, symbol, work, version.language, version.number)
                events.setdefault(SYMBOLS, []).append(given)
        return events

    entries = application.act(who, decide)
    return [entry for entry in entries if isinstance(entry.record.event, VersionIssued)]


def _changes(
    view: View, back: checkout.Returned, draft: Draft, checked_out: CheckedOut
) -> tuple[Change | MetaChanged, ...]:
    """What changed between the draft as it stands, which must be what was checked out, and what
    came back."""
    assert draft.opened
    work, language = draft.opened.work, draft.opened.language
    checkout.refuse_other(back, work, language, back.where)
    return changed(view, back, draft, checked_out).events


def _refuse_others(
    view: View, work: str, backs: Sequence[checkout.Returned], languages: Sequence[str]
) -> None:
    """Nothing, if the files are checkouts of the work, one of each of the languages."""
    drafts = view.register(work).drafts
    came: dict[str, str] = {}
    for back in backs:
        language = back.base.language
        checkout.refuse_other(back, work, language, back.where)
        if language not in drafts:
            raise NotFound(f"{work} has no draft in {language}")
        if language in came:
            raise Refused(f"{came[language]} and {back.where} are both checkouts of {back.base}")
        came[language] = back.where
    for language in languages:
        if language not in came:
            raise Refused(
                f"the corrigendum is for {', '.join(languages)}, but no file is a checkout of "
                f"{work}/{language}",
                hint=f"Give one for each language: travaux checkout {work}/{language} -o FILE",
            )
    for language, where in came.items():
        if languages and language not in languages:
            raise Refused(
                f"{where} is a checkout of {work}/{language}, but the corrigendum is for "
                f"{', '.join(languages)}"
            )
