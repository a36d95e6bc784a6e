"""A view of the log: the streams that a decision or a command needs, each read once.

It is what optimistic concurrency stands on: an append is refused if one of the streams has grown
since the view was read. A draft is not read whole: its text is the nearest snapshot and the events
after it, its chronicle a read model, where the store keeps them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from engine.chronicle import CHRONICLE, Act, Chronicle, Standing, acts, step_of
from engine.comparison.losses import LOSSES, lost
from engine.comparison.restoring import Lost
from engine.errors import NotFound
from engine.events import (
    ElementsAligned,
    ProcessEvent,
    RegisterEvent,
    SubmissionEvent,
    SymbolsEvent,
    VersionIssued,
    symbols,
)
from engine.events import draft as drafts
from engine.events import process as processes
from engine.events import register as registers
from engine.events import submission as submissions
from engine.events.draft import Draft, Issued
from engine.events.process import Process
from engine.events.register import Register
from engine.events.submission import Submission
from engine.events.symbols import Symbols
from engine.log import Log
from engine.point import Reference
from engine.projection import Keyed, Projection, V, fold
from engine.record import FIRST_PREV, Entry
from engine.snapshots import Folded, Snapshots

T = TypeVar("T")


class View:
    """The log as one decision reads it: the streams it needs, each once, and their heads.

    `snapshots` are those of the store; without them drafts are read from their first entry on.
    """

    def __init__(self, log: Log, snapshots: Snapshots | None = None) -> None:
        self.log = log
        self.snapshots = snapshots
        self._heads: dict[str, tuple[int, str]] = {}
        self._entries: dict[str, list[Entry]] = {}

    def head(self, stream: str) -> tuple[int, str]:
        """The step and the digest of a stream's last record; zeros where it is empty."""
        if stream not in self._heads:
            entry = self.log.head(stream)
            self._heads[stream] = (entry.step, entry.digest) if entry else (0, FIRST_PREV)
        return self._heads[stream]

    def entries(self, stream: str) -> list[Entry]:
        """A stream's entries, up to its head."""
        if stream not in self._entries:
            self._entries[stream] = self.log.read(stream, self.head(stream)[0])
        return self._entries[stream]

    def entry(self, stream: str, step: int) -> Entry:
        """The entry at a step that is there."""
        if stream in self._entries:
            return self._entries[stream][step - 1]
        return self.log.read(stream, step, after=step - 1)[0]

    def ask(
        self,
        projection: Projection[V],
        question: Callable[[Keyed[V]], T],
        stream: str | None = None,
    ) -> T:
        """What `question` finds in a projection's view of the log, or of one of its streams. Of a
        log that is cut, and where no views are kept, it is folded anew."""
        if self.snapshots and self.log.whole is self.log:
            return self.snapshots.models.ask(self.log, projection, question, stream)
        entries = self.entries(stream) if stream else (entry for _, entry in self.log.follow())
        return question(fold(projection, entries))

    def chronicle(
        self, work: str, language: str, question: Callable[[Keyed[Chronicle], int], T]
    ) -> T:
        """What `question` finds in the chronicle of a draft; it is told the last step that is
        known, and leaves aside what lies behind it."""
        stream = drafts.stream(work, language)
        known = self.head(stream)[0]
        return self.ask_whole(CHRONICLE, lambda view: question(view, known), stream)

    def ask_whole(
        self, projection: Projection[V], question: Callable[[Keyed[V]], T], stream: str
    ) -> T:
        """What `question` finds in a projection's view of a stream, to which also what is not
        known yet may have been added: it leaves aside what lies behind the steps it knows."""
        if not self.snapshots:
            return question(fold(projection, self.entries(stream)))
        return self.snapshots.models.ask(self.log.whole, projection, question, stream)

    def acts(self, work: str, language: str) -> list[Act]:
        """A draft's versions, its adoption, the corrected dates of its edits, and the edits that
        brought it up to a version that it translates."""
        return self.chronicle(work, language, acts)

    def lost(self, work: str, language: str) -> Lost:
        """The words and elements that a draft lost, the latest of them."""
        stream = drafts.stream(work, language)
        known = self.head(stream)[0]
        return self.ask(LOSSES, lambda view: lost(view, known), stream)

    def standing(self, work: str, language: str) -> Standing | None:
        """A draft's standing at its last step; None where it is not opened."""
        stream = drafts.stream(work, language)
        found = self.ask(CHRONICLE, lambda view: view.get(()), stream)
        assert found is None or isinstance(found, Standing)
        return found

    def folded(self, work: str, language: str, upto: int | None = None) -> Draft:
        """A draft up to a step, or its last, without its versions, wIds and alignments."""
        stream = drafts.stream(work, language)
        return self._folded(stream, upto).draft

    def draft(self, work: str, language: str, upto: int | None = None) -> Draft:
        """A work's draft in a language, not opened if there is none, up to a step or its last."""
        stream = drafts.stream(work, language)
        folded = self._folded(stream, upto)
        for step in folded.aligned:
            alignment = self.entry(stream, step).record.event
            assert isinstance(alignment, ElementsAligned)
            drafts.align(folded.draft, alignment)
        for step in folded.issued:
            version = self.entry(stream, step).record.event
            assert isinstance(version, VersionIssued)
            folded.draft.versions.append(Issued(step, version))
            folded.draft.wids.update(version.wids)
        return folded.draft

    def _folded(self, stream: str, upto: int | None) -> Folded:
        known = self.head(stream)[0]
        step = known if upto is None else min(upto, known)
        if self.snapshots and stream not in self._entries:
            return self.snapshots.fold(self.log, stream, step)
        folded = Folded()
        for entry in self.entries(stream)[:step]:
            folded.take(entry)
        return folded

    def process(self) -> Process:
        """The process."""
        process = Process()
        for entry in self.entries(processes.STREAM):
            assert isinstance(entry.record.event, ProcessEvent)
            processes.evolve(process, entry.record.event)
        return process

    def register(self, work: str) -> Register:
        """A work's register."""
        register = Register()
        for entry in self.entries(registers.stream(work)):
            assert isinstance(entry.record.event, RegisterEvent)
            registers.evolve(register, entry.record.event)
        return register

    def submission(self, id: str) -> Submission:
        """A submission, not received if there is none of that id."""
        submission = Submission()
        for entry in self.entries(submissions.stream(id)):
            assert isinstance(entry.record.event, SubmissionEvent)
            submissions.evolve(submission, entry.record.event)
        return submission

    def symbols(self) -> Symbols:
        """The document symbols and what bears them."""
        found = Symbols()
        for entry in self.entries(symbols.STREAM):
            assert isinstance(entry.record.event, SymbolsEvent)
            symbols.evolve(found, entry.record.event)
        return found

    def language_of(self, reference: Reference) -> str:
        """The language meant by a reference: the one it names, or the original's draft, or the
        only one. `NotFound` where the work or the draft is not there."""
        process = self.process()
        if reference.work not in process.documents:
            raise NotFound(
                f"{reference.work} is not a work of this process",
                hint=f"Its works: {', '.join(process.documents) or 'none yet'}.",
            )
        drafts_of = self.register(reference.work).drafts
        if reference.language:
            if reference.language not in drafts_of:
                raise NotFound(
                    f"{reference.work} has no draft in {reference.language}",
                    hint=f"It has one in {', '.join(drafts_of)}." if drafts_of else None,
                )
            return reference.language
        if not drafts_of:
            raise NotFound(
                f"{reference.work} has no draft yet",
                hint=f"travaux import {reference.work} FILE opens one.",
            )
        originals = [lang for lang, standing in drafts_of.items() if standing == "original"]
        meant = originals or list(drafts_of)
        if len(meant) > 1:
            raise NotFound(
                f"{reference.work} has drafts in {', '.join(meant)}; name one of them",
                hint=f"For example {reference.work}/{meant[0]}.",
            )
        return meant[0]

    def step(self, reference: Reference, language: str) -> int:
        """The step that a reference points at; without a point, the draft's last."""
        point, name = reference.point, f"{reference.work}/{language}"
        if point is None:
            return self.head(drafts.stream(reference.work, language))[0]
        return self.chronicle(
            reference.work, language, lambda view, known: step_of(view, point, name, known)
        )
