"""A translation and what it translates: bringing a draft up to a version of another language's,
and saying which of its elements are whose."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from engine.application import Align, Application, Events, Who
from engine.comparison import parallel
from engine.comparison.parallel import Alignment
from engine.decisions.permission import permit
from engine.errors import NotFound, Refused
from engine.events import DraftEvent, DraftOpened, EditMade, ElementsAligned
from engine.events.draft import Draft, Translated, after, stream
from engine.point import Reference
from engine.text import Text
from engine.view import View


class Source(NamedTuple):
    """The version that a draft translates, and its text."""

    translated: Translated
    text: Text
    original_language: str


def source(view: View, reference: Reference, work: str, language: str) -> Source:
    """What a reference to the original means, for a translation of a work into a language: a
    version that was issued, of the same work in another language; without a point, the last."""
    name = f"{work}/{language}"
    if reference.work != work:
        raise Refused(
            f"{name} is no translation of {reference.work}; a translation is of the same work"
        )
    original = view.language_of(reference)
    if original == language:
        raise Refused(f"{name} is no translation of itself", hint=f"For example {work}/eng@2.")
    draft = view.draft(work, original)
    if not draft.versions:
        raise NotFound(
            f"no version of {work}/{original} has been issued; a translation is of a version",
            hint=f"travaux issue {work}/{original} LABEL",
        )
    issued = draft.versions[-1]
    if reference.point is not None:
        step = view.step(reference, original)
        found = [issued for issued in draft.versions if issued.step == step]
        if not found:
            raise NotFound(f"{work}/{original}@{reference.point} is not an issued version")
        issued = found[0]
    text = view.draft(work, original, upto=issued.step).text
    translated = Translated(original, issued.version.number)
    return Source(translated, text, issued.version.original_language)


def last_source(view: View, work: str, draft: Draft) -> Source | None:
    """The version that a draft was last brought up to or aligned with, if there is one."""
    said = draft.translates or draft.aligned_with
    if said is None or not draft.opened:
        return None
    reference = Reference(work, said.language, str(said.version))
    return source(view, reference, work, draft.opened.language)


def alignment(draft: Draft, of: Source) -> Alignment:
    """The draft as it stands beside what it translates."""
    known = draft.aligned.get(of.translated.language, ())
    return parallel.align(draft.text, of.text, known)


def aligned(draft: Draft, of: Source) -> list[ElementsAligned]:
    """The event that relates what structure and number relate and nobody has yet; none where
    there is nothing new to say. What was related and is there no more is parted."""
    known = draft.aligned.get(of.translated.language, set())
    pairs = {(pair.own, pair.original) for pair in alignment(draft, of).pairs}
    gone = {pair for pair in known if pair[0] not in draft.text}
    if pairs <= known and not gone and draft.aligned_with == of.translated:
        return []
    return [
        ElementsAligned(
            language=of.translated.language,
            version=of.translated.version,
            related=tuple(sorted(pairs - known, key=_order)),
            parted=tuple(sorted(gone, key=_order)),
            alignment=parallel.VERSION,
        )
    ]


def opening(of: Reference, work: str, language: str) -> Align:
    """How a draft is opened as the translation of a version (`Application.open_draft`)."""

    def align(view: View, draft: Draft, events: list[DraftEvent]) -> list[DraftEvent]:
        if work not in view.process().documents:
            raise NotFound(f"{work} is not a work of this process; there is nothing to translate")
        found = source(view, of, work, language)
        made: list[DraftEvent] = []
        for event in events:
            if isinstance(event, DraftOpened):
                event = replace(event, original_language=found.original_language)
            elif isinstance(event, EditMade):
                event = replace(event, translates=found.translated)
            made.append(event)
        return [*made, *aligned(after(draft, made), found)]

    return align


def realign(
    application: Application, reference: Reference, of: Reference, who: Who
) -> ElementsAligned | None:
    """Relates a draft's elements to those of a version of the original, as far as structure and
    number tell. Gives nothing where that says nothing new."""

    def decide(view: View) -> Events:
        permit(view.process(), "edit", who.by)
        language = view.language_of(reference)
        draft = view.draft(reference.work, language)
        made = aligned(draft, source(view, of, reference.work, language))
        return {stream(reference.work, language): made} if made else {}

    return _event(application, decide, who)


def relate(
    application: Application,
    reference: Reference,
    who: Who,
    *,
    pairs: Sequence[tuple[str, str]] = (),
    more: Sequence[tuple[str, str]] = (),
    parted: Sequence[tuple[str, str | None]] = (),
) -> ElementsAligned | None:
    """A person says what translates what. Of `pairs`, the translation's element has no other
    original from now on; `more` are originals besides those it has; `parted` pairs, or all of an
    element, are none any more. Gives nothing where all that is said already."""

    def decide(view: View) -> Events:
        permit(view.process(), "edit", who.by)
        work, language = reference.work, view.language_of(reference)
        draft = view.draft(work, language)
        of = last_source(view, work, draft)
        if of is None:
            raise Refused(
                f"{work}/{language} is not said to translate anything",
                hint=f"travaux align {work}/{language} --aligned-with {work}/LANG@VERSION",
            )
        now = view.draft(work, of.translated.language).text
        for own, original in (*pairs, *more):
            _refuse_unknown(own, draft.text, f"{work}/{language}")
            if original not in of.text:
                _refuse_unknown(original, now, f"{work}/{of.translated.language}")
        known = draft.aligned.get(of.translated.language, set())
        gone = {pair for pair in known if pair[0] in {own for own, _ in pairs}}
        for own, which in parted:
            found = {p for p in known if p[0] == own and which in (None, p[1])}
            if not found:
                raise NotFound(
                    f"{own} is not said to translate {which or 'anything'}",
                    hint=f"travaux align {work}/{language} lists what is.",
                )
            gone |= found
        said = {*pairs, *more}
        related, no_more = said - known, gone - said
        if not related and not no_more:
            return {}
        event = ElementsAligned(
            language=of.translated.language,
            related=tuple(sorted(related, key=_order)),
            parted=tuple(sorted(no_more, key=_order)),
        )
        return {stream(work, language): [event]}

    return _event(application, decide, who)


def _event(
    application: Application, decide: Callable[[View], Events], who: Who
) -> ElementsAligned | None:
    entries = application.act(who, decide)
    events = (entry.record.event for entry in entries)
    return next((event for event in events if isinstance(event, ElementsAligned)), None)


def _refuse_unknown(id: str, text: Text, name: str) -> None:
    if id not in text:
        raise NotFound(f"{name} has no element {id}")


def _order(pair: tuple[str, str]) -> tuple[int, int, str]:
    own, original = (int(id.rpartition("-")[2]) for id in pair)
    return own, original, pair[1]
