"""Finding what a reference names, for every command that reads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from engine.chronicle import corrected
from engine.events import Adopted, EditRedated, ElementsAligned, VersionIssued
from engine.events.draft import Draft, stream
from engine.point import parse
from engine.record import Entry
from engine.text import Text
from engine.view import View
from projections.versions import Expression, expression

if TYPE_CHECKING:
    from engine.checkout import Base


class Found(NamedTuple):
    """The text that a reference names: the draft at its step, without the versions it had by
    then; and the one whose text it is, unless the text has changed since."""

    work: str
    language: str
    draft: Draft
    version: VersionIssued | None

    @property
    def step(self) -> int:
        """The step after which the text is this."""
        return self.draft.step

    @property
    def text(self) -> Text:
        """The text."""
        return self.draft.text

    def __str__(self) -> str:
        return f"{self.work}/{self.language}@s{self.step}"


def text_at(view: View, written: str) -> Found:
    """The text at the point that a reference names: the nearest snapshot and what came after."""
    reference = parse(written)
    work, language = reference.work, view.language_of(reference)
    draft = view.folded(work, language, view.step(reference, language))
    version = None
    for act in view.acts(work, language):
        if isinstance(act.event, VersionIssued) and draft.changed < act.step <= draft.step:
            version = act.event
    return Found(work, language, draft, version)


def expression_at(view: View, written: str, *, with_adoption: bool = False) -> Expression:
    """The expression at the point that a reference names, with its whole history; on wish with the
    adoption of just that version, which was recorded after it and left its text as it was."""
    reference = parse(written)
    work, language = reference.work, view.language_of(reference)
    step = view.step(reference, language)
    entries = view.entries(stream(work, language))
    if with_adoption:
        step = adopted(entries, step)
    corrections = corrected(view.acts(work, language))
    return expression(view.process(), work, entries[:step], corrections)


def adopted(entries: Sequence[Entry], step: int) -> int:
    """The step of the adoption behind a step, if nothing lies between that changes the text or the
    standing of the draft; else the step itself."""
    for entry in entries[step:]:
        if isinstance(entry.record.event, Adopted):
            return entry.step
        if not isinstance(entry.record.event, EditRedated | ElementsAligned):
            break
    return step


def checked_out(view: View, base: Base) -> bytes:
    """A text that was checked out, as Akoma Ntoso for editing."""
    from exporters.akn import checkout

    return checkout(expression_at(view, str(base)))
