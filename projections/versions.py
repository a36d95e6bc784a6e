"""What was issued, and any past text: a draft folded up to one of its steps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

import msgspec

from engine.events import (
    Adopted,
    DocumentOpened,
    EditMade,
    PartyRegistered,
    ProcessOpened,
    VersionIssued,
)
from engine.events.draft import Draft, evolve
from engine.events.process import Process
from engine.record import Entry
from engine.text import Text


class Act(msgspec.Struct, frozen=True):
    """An event of the draft that changed its text or its standing, with its circumstances."""

    step: int
    event: EditMade | VersionIssued | Adopted
    effective_on: date
    recorded_at: datetime
    recorded_by: str
    by: tuple[str, ...]
    supported_by: tuple[str, ...]


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


def expression(process: Process, work: str, entries: Iterable[Entry]) -> Expression:
    """The expression that the given records of a draft, from its first, leave."""
    assert process.opened
    draft = Draft()
    acts: list[Act] = []
    last: Entry | None = None
    for entry in entries:
        record = entry.record
        evolve(draft, record.event)  # type: ignore[arg-type]  # a draft's stream holds its events
        if isinstance(record.event, EditMade | VersionIssued | Adopted):
            acts.append(
                Act(
                    step=entry.step,
                    event=record.event,
                    effective_on=record.effective_on,
                    recorded_at=record.recorded_at,
                    recorded_by=record.recorded_by,
                    by=record.by,
                    supported_by=record.supported_by,
                )
            )
        last = entry
    return Expression(
        process=process.opened,
        parties=process.parties,
        document=process.documents[work],
        draft=draft,
        acts=acts,
        step=draft.step,
        record=last.digest if last else "",
    )
