"""A draft rebuilt from its events, against the aggregates of `eventsourcing` with their JSON."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from eventsourcing.application import Application as DefaultApplication
from eventsourcing.domain import Aggregate, event
from eventsourcing.persistence import StoredEvent

from bench import Row, by_turns, faster, within
from bench_versions import STREAM, history
from engine.lmdb.environment import open_environment
from engine.log import Log
from engine.recorder import LmdbApplicationRecorder
from engine.view import View

EVENTS = 1_000
FEW, MANY = 10_000, 1_000_000
PARAGRAPHS = 40


class Paragraphs(Aggregate):
    """What one would write with the library alone: paragraphs, and words put for others."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.strings: dict[str, str] = {}

    @event("Inserted")
    def insert(self, id: str, string: str) -> None:
        """Put a paragraph in."""
        self.strings[id] = string

    @event("Edited")
    def edit(self, id: str, at: int, removed: str, inserted: str, reason: str) -> None:  # noqa: ARG002
        """Put words for others."""
        string = self.strings[id]
        self.strings[id] = string[:at] + inserted + string[at + len(removed) :]


class Default(DefaultApplication[Any]):
    """The library's application, as it comes, over our recorder."""


def rows(folder: Path) -> Iterator[Row]:
    """The rows on rebuilding drafts."""
    entries = list(islice(history(PARAGRAPHS), EVENTS))
    few = Log(LmdbApplicationRecorder(open_environment(folder / "few")))
    _record(few, entries, FEW)

    default = Default(
        env={"PERSISTENCE_MODULE": "engine.recorder", "LMDB_PATH": str(folder / "few")}
    )
    id = _default_draft(default, entries)

    def ours(log: Log) -> None:
        draft = View(log).folded("text", "eng", EVENTS)
        assert draft.step == EVENTS

    def theirs() -> None:
        assert default.repository.get(id).version == EVENTS

    taken = by_turns(lambda: ours(few), theirs)
    against = "`Aggregate` classes with JSON, same store"
    yield faster(f"rebuild a draft of {EVENTS:,} events", against, *taken, 6, "a draft")

    many = Log(LmdbApplicationRecorder(open_environment(folder / "many")))
    _record(many, entries, MANY)
    taken = by_turns(lambda: ours(many), lambda: ours(few), rounds=15)
    measure = f"the same at {MANY:,} events in the log"
    yield within(measure, f"at {FEW:,}", taken[0], taken[1], 1.2, "a draft")


def _record(log: Log, entries: list[Any], many: int) -> None:
    """Puts the draft into a log among so many other events."""
    others = [StoredEvent("x", 1, e.kind, e.state) for e in entries]
    log.recorder.insert_events([StoredEvent(STREAM, e.step, e.kind, e.state) for e in entries])
    for n in range(many // len(others) - 1):
        log.recorder.insert_events(
            [
                StoredEvent(f"draft/other-{n}/eng", step, e.topic, e.state)
                for step, e in enumerate(others, 1)
            ]
        )


def _default_draft(application: Default, entries: list[Any]) -> Any:
    """The same paragraphs and edits as an aggregate, one event for each of ours."""
    draft = Paragraphs(language="eng")
    for entry in entries:
        happened = entry.record.event
        match happened.tag():
            case "element-inserted":
                p = happened.element.children[1].children[0]
                draft.insert(id=p.id, string=p.string)
            case "text-edited":
                (splice,) = happened.splices
                draft.edit(
                    id=happened.id,
                    at=splice.at,
                    removed=splice.removed,
                    inserted=splice.inserted,
                    reason="As proposed",
                )
            case _:
                pass
    while draft.version < EVENTS:
        draft.edit(
            id=next(iter(draft.strings)), at=0, removed="", inserted="word ", reason="As proposed"
        )
    application.save(draft)
    return draft.id
