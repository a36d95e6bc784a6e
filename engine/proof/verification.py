"""Proving a log: every record decodes, every chain holds, every draft replays, and every issued
version's digest is that of the replayed text."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable

import msgspec

from engine.errors import TravauxError
from engine.events import (
    Adopted,
    DraftEvent,
    ProcessEvent,
    ProcessOpened,
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
from engine.proof.checkpoint import Head
from engine.record import FIRST_PREV, Entry, decode
from engine.record import digest as record_digest
from engine.text.digest import digest


class Stored(msgspec.Struct, frozen=True):
    """A record as it lies in a store."""

    position: int
    stream: str
    step: int
    kind: str
    state: bytes


class Problem(msgspec.Struct, frozen=True, omit_defaults=True):
    """Something that is not as it was written: a sentence, and where, as far as it is known."""

    message: str
    position: int | None = None
    stream: str | None = None
    step: int | None = None


class Proof:
    """The proof of one log, record by record in the order of positions, and what it found."""

    def __init__(self, wanted: Container[tuple[str, int]] = ()) -> None:
        """`wanted` are the streams and steps whose digests are to be kept."""
        self._wanted = wanted
        self.records = 0
        self.heads: dict[str, Head] = {}
        self.problems: list[Problem] = []
        self.digests: dict[tuple[str, int], str] = {}
        self.store = ""
        """The id of the store, as its first record says it."""
        self._states: dict[str, Callable[[Entry], None]] = {}
        self._broken: set[str] = set()
        self._act = ""
        self._acts: set[str] = set()

    def take(self, stored: Stored) -> None:
        """Prove one more record."""
        s = stored
        head = self.note(s)
        if s.step != head.step + 1:
            self._problem(s, f"{s.stream} goes from step {head.step} to {s.step}")
        try:
            entry = decode(s.stream, s.step, s.kind, s.state)
        except TravauxError as error:
            self._problem(s, str(error))
            self._broken.add(s.stream)
            return
        prev = entry.record.prev
        if s.step == head.step + 1 and prev != head.digest:
            self._problem(
                s,
                f"the chain of {s.stream} breaks: step {s.step} was written after a record "
                f"{prev[:12]}, but step {head.step} is {head.digest[:12]}; one of them was altered",
            )
        self._enter(s, entry)
        self._replay(s, entry)

    def note(self, stored: Stored) -> Head:
        """Enter a record as its stream's head, unproved; gives the head before it."""
        self.records += 1
        before = self.heads.get(stored.stream, Head(0, FIRST_PREV))
        now = record_digest(stored.stream, stored.step, stored.kind, stored.state)
        self.heads[stored.stream] = Head(stored.step, now)
        if (stored.stream, stored.step) in self._wanted:
            self.digests[stored.stream, stored.step] = now
        return before

    def _enter(self, stored: Stored, entry: Entry) -> None:
        """The records of one act lie together, because they were appended together."""
        act = entry.record.act
        if act != self._act:
            if act in self._acts:
                self._problem(
                    stored,
                    f"{stored.stream} step {stored.step} is apart from the other records of its "
                    f"act {act[:12]}: records changed places",
                )
            self._act = act
            self._acts.add(act)
        if isinstance(entry.record.event, ProcessOpened):
            self.store = entry.record.event.store

    def _replay(self, stored: Stored, entry: Entry) -> None:
        if stored.stream in self._broken:
            return
        if stored.stream not in self._states:
            self._states[stored.stream] = _replayer(stored.stream)
        try:
            self._states[stored.stream](entry)
        except Exception as error:  # noqa: BLE001  an altered record can break its replay anywhere
            what = str(error) if isinstance(error, TravauxError) else repr(error)
            self._problem(stored, f"{stored.stream} does not replay at step {entry.step}: {what}")
            self._broken.add(stored.stream)

    def _problem(self, stored: Stored, message: str) -> None:
        self.problems.append(
            Problem(message, position=stored.position, stream=stored.stream, step=stored.step)
        )


def prove(
    stored: Iterable[Stored],
    progress: Callable[[int], None],
    wanted: Container[tuple[str, int]] = (),
) -> Proof:
    """The proof of the records given in the order of their positions. `progress` is told how
    many are done, now and then; the digests at the `wanted` streams and steps are kept."""
    proof = Proof(wanted)
    for record in stored:
        proof.take(record)
        if proof.records % 500 == 0:
            progress(proof.records)
    progress(proof.records)
    return proof


def _replayer(stream: str) -> Callable[[Entry], None]:
    family = stream.partition("/")[0]
    if family == "draft":
        return _Draft(stream)
    if family == "register":
        register = registers.Register()

        def on_register(entry: Entry) -> None:
            assert isinstance(entry.record.event, RegisterEvent)
            registers.evolve(register, entry.record.event)

        return on_register
    if family == "symbols":
        given = symbols.Symbols()

        def on_symbols(entry: Entry) -> None:
            assert isinstance(entry.record.event, SymbolsEvent)
            symbols.evolve(given, entry.record.event)

        return on_symbols
    if family == "submission":
        submission = submissions.Submission()

        def on_submission(entry: Entry) -> None:
            assert isinstance(entry.record.event, SubmissionEvent)
            submissions.evolve(submission, entry.record.event)

        return on_submission
    process = processes.Process()

    def on_process(entry: Entry) -> None:
        assert isinstance(entry.record.event, ProcessEvent)
        processes.evolve(process, entry.record.event)

    return on_process


class _Draft:
    def __init__(self, stream: str) -> None:
        self.stream = stream
        self.draft = drafts.Draft()

    def __call__(self, entry: Entry) -> None:
        event = entry.record.event
        assert isinstance(event, DraftEvent)
        drafts.evolve(self.draft, event)
        if isinstance(event, VersionIssued | Adopted):
            now = digest(self.draft.text)
            if now != event.digest:
                number = event.number if isinstance(event, VersionIssued) else event.version
                raise TravauxError(
                    f"version {number} has the digest {event.digest[:12]}, "
                    f"the replayed text {now[:12]}"
                )
