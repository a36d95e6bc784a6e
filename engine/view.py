"""A view of the log: the streams that a decision or a command needs, each read once.

It is what optimistic concurrency stands on: an append is refused if one of the streams has grown
since the view was read.
"""

from __future__ import annotations

from engine.errors import NotFound
from engine.events import DraftEvent, ProcessEvent, RegisterEvent, SymbolsEvent, symbols
from engine.events import draft as drafts
from engine.events import process as processes
from engine.events import register as registers
from engine.events.draft import Draft
from engine.events.process import Process
from engine.events.register import Register
from engine.events.symbols import Symbols
from engine.log import Log
from engine.point import Reference, step_of
from engine.record import FIRST_PREV, Entry


class View:
    """The log as one decision reads it: the streams it needs, each once, and their heads."""

    def __init__(self, log: Log) -> None:
        self.log = log
        self._entries: dict[str, list[Entry]] = {}

    def entries(self, stream: str) -> list[Entry]:
        """A stream's entries."""
        if stream not in self._entries:
            self._entries[stream] = self.log.read(stream)
        return self._entries[stream]

    def process(self) -> Process:
        """The process."""
        process = Process()
        for entry in self.entries(processes.STREAM):
            assert isinstance(entry.record.event, ProcessEvent)
            processes.evolve(process, entry.record.event)
        return process

    def draft(self, work: str, language: str, upto: int | None = None) -> Draft:
        """A work's draft in a language, not opened if there is none, up to a step or its last."""
        draft = Draft()
        for entry in self.entries(drafts.stream(work, language))[:upto]:
            assert isinstance(entry.record.event, DraftEvent)
            drafts.evolve(draft, entry.record.event)
        return draft

    def register(self, work: str) -> Register:
        """A work's register."""
        register = Register()
        for entry in self.entries(registers.stream(work)):
            assert isinstance(entry.record.event, RegisterEvent)
            registers.evolve(register, entry.record.event)
        return register

    def symbols(self) -> Symbols:
        """The document symbols and what bears them."""
        found = Symbols()
        for entry in self.entries(symbols.STREAM):
            assert isinstance(entry.record.event, SymbolsEvent)
            symbols.evolve(found, entry.record.event)
        return found

    def head(self, stream: str) -> tuple[int, str]:
        """The step and the digest of a stream's last record; zeros where it is empty."""
        entries = self.entries(stream)
        return (entries[-1].step, entries[-1].digest) if entries else (0, FIRST_PREV)

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
        entries = self.entries(drafts.stream(reference.work, language))
        if reference.point is None:
            return len(entries)
        versions = self.draft(reference.work, language).versions
        return step_of(reference.point, f"{reference.work}/{language}", versions, entries)
