"""The log on LMDB against the SQLite recorder that ships with `eventsourcing`, the same events."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from itertools import count, islice
from pathlib import Path

from eventsourcing.persistence import ApplicationRecorder, StoredEvent
from eventsourcing.sqlite import SQLiteApplicationRecorder, SQLiteDatastore

from bench import Row, by_turns, faster, shown
from engine.lmdb.environment import open_environment
from engine.recorder import LmdbApplicationRecorder

SQLITE = "`eventsourcing`'s SQLite recorder"
STATE = b'{"recorded_at":"2020-06-08T12:00:00Z","recorded_by":"isu"' + b"," * 240 + b"}"
MANY = 1_000_000
PAGE = 500


def _recorders(folder: Path) -> tuple[ApplicationRecorder, ApplicationRecorder]:
    ours = LmdbApplicationRecorder(open_environment(folder / "lmdb"))
    theirs = SQLiteApplicationRecorder(
        SQLiteDatastore(str(folder / "sqlite.db"), originator_id_type="text")
    )
    theirs.create_table()
    return ours, theirs


def _stream(name: str, many: int, first: int = 1) -> list[StoredEvent]:
    return [StoredEvent(name, step, "text-edited", STATE) for step in range(first, first + many)]


def _follow(recorder: ApplicationRecorder) -> int:
    """Reads the whole log in pages, and gives how many events it holds."""
    start, found = 0, 0
    while page := recorder.select_notifications(start, PAGE, inclusive_of_start=False):
        start = page[-1].id
        found += len(page)
    return found


def _inserting(recorder: ApplicationRecorder, many: int, acts: int) -> Callable[[], None]:
    """An act that inserts events into a new stream each time, so many at once, so often."""
    streams = count(1)

    def act() -> None:
        name = f"draft/w{many}-{next(streams)}/eng"
        events = _stream(name, many * acts)
        for at in range(0, many * acts, many):
            recorder.insert_events(events[at : at + many])

    return act


def rows(folder: Path) -> Iterator[Row]:
    """The rows on the recorders."""
    both = _recorders(folder)
    for recorder in both:
        for n in range(50):
            recorder.insert_events(_stream(f"draft/old-{n}/eng", 1_000))
    name = "draft/old-25/eng"

    taken = by_turns(*(lambda r=r: r.select_events(name) for r in both))
    yield faster("read one stream of 1,000 events", SQLITE, *taken, 1.8, "a stream")

    def tails(recorder: ApplicationRecorder) -> None:
        for n in range(1_000):
            recorder.select_events(f"draft/old-{n % 50}/eng", desc=True, limit=1)

    taken = [seconds / 1_000 for seconds in by_turns(*(lambda r=r: tails(r) for r in both))]
    yield faster("read the tail of a stream", SQLITE, *taken, 4, "a tail")

    taken = [seconds / 50_000 for seconds in by_turns(*(lambda r=r: _follow(r) for r in both))]
    yield faster("follow the whole log in pages of 500", SQLITE, *taken, 1.8, "an event")

    taken = [s / 2_000 for s in by_turns(*(_inserting(r, 100, 20) for r in both))]
    yield faster("insert batches of 100, durable", SQLITE, *taken, 1.0, "an event")

    flushed = by_turns(_flushing(folder / "flushed", 100))[0] / 100
    taken = [s / 100 for s in by_turns(*(_inserting(r, 1, 100) for r in both))]
    row = faster("insert singly, durable", SQLITE, *taken, 0.7, "an event")
    yield row._replace(reached=f"{row.reached}; one fdatasync takes {shown(flushed)}")
    yield _memory(folder)


def _flushing(file: Path, many: int) -> Callable[[], None]:
    """An act that writes a page and flushes it, so often."""

    def act() -> None:
        descriptor = os.open(file, os.O_CREAT | os.O_WRONLY, 0o600)
        try:
            for _ in range(many):
                os.pwrite(descriptor, bytes(4096), 0)
                os.fdatasync(descriptor)
        finally:
            os.close(descriptor)

    return act


_FOLLOWER = """
import sys
from pathlib import Path
from engine.lmdb.environment import open_environment
from engine.log import Log
from engine.recorder import LmdbApplicationRecorder
def own():
    return int(next(l for l in open("/proc/self/status") if l.startswith("RssAnon")).split()[1])
log = Log(LmdbApplicationRecorder(open_environment(Path(sys.argv[1]))))
found, peaks = 0, []
for _ in log.follow():
    found += 1
    if found % 50_000 == 0:
        peaks.append(own())
print(found, peaks[0], max(peaks))
"""


def _memory(folder: Path) -> Row:
    """How much memory of its own a process takes that follows a long log. Pages of the map, which
    the system takes back when it needs them, are not its own."""
    from bench_versions import history

    path = folder / "long"
    recorder = LmdbApplicationRecorder(open_environment(path))
    entries = history(paragraphs=200)
    left = MANY
    while left > 0 and (batch := list(islice(entries, min(left, 20_000)))):
        recorder.insert_events([StoredEvent(e.stream, e.step, e.kind, e.state) for e in batch])
        left -= len(batch)
    began = time.perf_counter()
    told = subprocess.run(
        [sys.executable, "-c", _FOLLOWER, str(path)], capture_output=True, text=True, check=True
    ).stdout.split()
    taken = time.perf_counter() - began
    found, first, peak = map(int, told)
    reached = (
        f"{peak / 1024:.0f} MB at most, {first / 1024:.0f} MB after the first 50,000 "
        f"({found:,} events in {shown(taken)})"
    )
    flat = peak < first * 1.2
    return Row(
        f"memory to follow {MANY:,} events",
        "",
        "flat, under 100 MB",
        reached,
        flat and peak < 102_400,
    )
