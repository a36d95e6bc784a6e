"""What was issued, and any past text: a draft folded up to one of its steps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType

import msgspec
from msgspec.structs import replace

from engine.chronicle import Act, act
from engine.events import (
    Adopted,
    DocumentOpened,
    EditMade,
    EditRedated,
    PartyRegistered,
    ProcessOpened,
    VersionIssued,
)
from engine.events.draft import Draft, evolve
from engine.events.process import Process
from engine.record import Entry
from engine.text import Text

__all__ = ["Act", "Expression", "expression", "expressions"]


class Expression(msgspec.Struct):
    """The work in one language as it stood after `step`, with all that led to it.

    `acts` are the edits, versions and adoption up to there, in order; `record` is the digest of
    the record at `step`; `wids` gives the `wId` of each element that a version held by then.
    """

    process: ProcessOpened
    parties: Mapping[str, PartyRegistered]
    document: DocumentOpened
    draft: Draft
    acts: list[Act]
    step: int
    record: str

    @property
    def work(self) -> str:
        """The work's name in the process."""
        return self.document.work

    @property
    def language(self) -> str:
        """Three letters, ISO 639-2."""
        assert self.draft.opened
        return self.draft.opened.language

    @property
    def text(self) -> Text:
        """The text after `step`."""
        return self.draft.text

    @property
    def version(self) -> VersionIssued | None:
        """The version whose text this is, unless the text has changed since."""
        if self.draft.versions and self.draft.versions[-1].step > self.draft.changed:
            return self.draft.versions[-1].version
        return None

    def issued(self) -> list[Act]:
        """The versions issued up to here."""
        return [act for act in self.acts if isinstance(act.event, VersionIssued)]

    def adoption(self) -> Act | None:
        """The adoption, if it has happened by here."""
        return next((act for act in self.acts if isinstance(act.event, Adopted)), None)


def expression(
    process: Process,
    work: str,
    entries: Iterable[Entry],
    corrections: Mapping[int, date] = MappingProxyType({}),
) -> Expression:
    """The expression that the given records of a draft, from its first, leave. `corrections` are
    the corrected dates of edits, by step, also those that were corrected later."""
    told = list(entries)
    return next(expressions(process, work, told, [len(told)], corrections))


def expressions(
    process: Process,
    work: str,
    entries: Sequence[Entry],
    steps: Sequence[int],
    corrections: Mapping[int, date] = MappingProxyType({}),
) -> Iterator[Expression]:
    """The expressions at steps of a draft, which come in order, from its records from the first on;
    each record is read once."""
    assert process.opened
    draft = Draft()
    acts: list[Act] = []
    dates: dict[int, date] = {}
    done = 0
    for step in steps:
        for entry in entries[done:step]:
            event = entry.record.event
            evolve(draft, event)  # type: ignore[arg-type]  # a draft's stream holds its events
            if isinstance(event, EditRedated):
                dates[event.edit] = event.new
            elif isinstance(event, EditMade | VersionIssued | Adopted):
                acts.append(act(entry))
        done = step
        known = {**dates, **corrections}
        yield Expression(
            process=process.opened,
            parties=process.parties,
            document=process.documents[work],
            draft=_kept(draft) if step < len(entries) else draft,
            acts=[replace(a, effective_on=known.get(a.step, a.effective_on)) for a in acts],
            step=draft.step,
            record=entries[step - 1].digest if step else "",
        )


def _kept(draft: Draft) -> Draft:
    """A draft as it is now, whatever becomes of it."""
    return replace(
        draft,
        text=draft.text.copy(),
        versions=list(draft.versions),
        wids=dict(draft.wids),
        aligned={language: set(pairs) for language, pairs in draft.aligned.items()},
    )
