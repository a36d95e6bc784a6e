"""Any version of a long history at once, against `git show` of the same history, as a process.

TRAVAUX_BENCH_EDITS says how long the long history is; by default 100,000 edits.
"""

from __future__ import annotations

import os
import random
import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path

from eventsourcing.persistence import StoredEvent
from msgspec.structs import replace

from bench import Row, each, shown, within
from cli.reading import text_at
from drafting import CN, el, identified
from engine.application import Application, Who
from engine.definition import BLANK
from engine.events import (
    DraftEvent,
    DraftMade,
    DraftOpened,
    EditMade,
    ElementInserted,
    Event,
    TextEdited,
)
from engine.record import FIRST_PREV, Entry, Record, digest, encode
from engine.store import Store, create
from engine.text import Place
from engine.text.inline import Splice
from engine.view import View

STREAM = "draft/text/eng"
BEGIN = datetime(2021, 1, 1, tzinfo=UTC)
PARAGRAPHS = 1_000
EDITS = int(os.environ.get("TRAVAUX_BENCH_EDITS", "100000"))
SHOWN = 300
_SYLLABLES = "ba de fi go lu ma ne pi ro su ta ve wi xo zu".split()


class Words:
    """Numbered paragraphs of some twenty words, and edits that put one word for another: the same
    each time."""

    def __init__(self, paragraphs: int) -> None:
        self._chance = random.Random(1)
        self.strings = [" ".join(self._word() for _ in range(20)) for _ in range(paragraphs)]

    def _word(self) -> str:
        return "".join(self._chance.choice(_SYLLABLES) for _ in range(self._chance.randint(1, 4)))

    def edit(self) -> tuple[int, Splice]:
        """One more edit: of which paragraph, and what it does."""
        which = self._chance.randrange(len(self.strings))
        words = self.strings[which].split(" ")
        place = self._chance.randrange(len(words))
        at = sum(len(word) + 1 for word in words[:place])
        splice = Splice(at=at, removed=words[place], inserted=self._word())
        words[place] = splice.inserted
        self.strings[which] = " ".join(words)
        return which, splice

    @property
    def file(self) -> bytes:
        """The text as a file."""
        lines = (f"{n}. {string}\n" for n, string in enumerate(self.strings, 1))
        return "\n".join(lines).encode()


def history(paragraphs: int = PARAGRAPHS) -> Iterator[Entry]:
    """The entries of a draft with an endless history, an edit of one word after the other."""
    words = Words(paragraphs)
    parts = identified(
        [
            el("paragraph", el("num", f"{n}."), el("content", el("p", string)))
            for n, string in enumerate(words.strings, 1)
        ],
        "text-eng",
    )
    ids = [part.children[1].children[0].id for part in parts]
    step, prev = 0, FIRST_PREV

    def entry(event: DraftEvent, edit: int) -> Entry:
        nonlocal step, prev
        step += 1
        at = BEGIN + timedelta(minutes=edit)
        record: Record[Event] = Record(
            recorded_at=at,
            recorded_by="presidency",
            effective_on=at.date(),
            by=("presidency",),
            act=f"act-{edit}",
            prev=prev,
            event=event,
        )
        state = encode(record)
        prev = digest(STREAM, step, event.tag(), state)
        return Entry(STREAM, step, event.tag(), state, record)

    yield entry(
        DraftOpened(work="text", language="eng", standing="original", original_language="eng"), 0
    )
    yield entry(_edit(0), 0)
    last = None
    for part in parts:
        yield entry(ElementInserted(element=part, place=Place(follows=last)), 0)
        last = part.id
    edit = 0
    while True:
        edit += 1
        which, splice = words.edit()
        yield entry(_edit(edit), edit)
        yield entry(TextEdited(id=ids[which], splices=(splice,)), edit)


def _edit(number: int) -> EditMade:
    return EditMade(reason=f"As proposed, {number}", nature="substantive", method="typed")


def begun(folder: Path, edits: int) -> Store:
    """A store with a draft of so many edits, its views caught up."""
    who = Who("presidency", ("presidency",), on=date(2021, 1, 1))
    numbers = iter(range(10))

    def application(store: Store) -> Application:
        return Application(store.log, clock=lambda: BEGIN, new_id=lambda: f"begin-{next(numbers)}")

    store = create(
        folder, "bench", lambda made: application(made).open_process(BLANK, "bench", who)
    )
    opened: dict[str, list[Event]] = {
        "process": [replace(CN, work="text")],
        "register/text": [DraftMade(language="eng", standing="original")],
    }
    application(store).act(who, lambda _: opened, "UTC")
    entries = islice(history(), 2 + PARAGRAPHS + 2 * edits)
    while batch := list(islice(entries, 10_000)):
        store.log.recorder.insert_events(
            [StoredEvent(e.stream, e.step, e.kind, e.state) for e in batch]
        )
    return store


def repository(folder: Path, edits: int) -> list[str]:
    """The same history in git, packed; the ids of its commits, the oldest first."""
    subprocess.run(["git", "init", "-q", "-b", "main", folder], check=True)
    words = Words(PARAGRAPHS)
    with subprocess.Popen(
        ["git", "-C", str(folder), "fast-import", "--quiet"], stdin=subprocess.PIPE
    ) as process:
        assert process.stdin
        for edit in range(edits + 1):
            if edit:
                words.edit()
            body, at = words.file, int((BEGIN + timedelta(minutes=edit)).timestamp())
            message = f"As proposed, {edit}".encode()
            process.stdin.write(
                b"commit refs/heads/main\ncommitter Presidency <p@example.org> %d +0000\n"
                b"data %d\n%b\nM 100644 inline text.txt\ndata %d\n%b\n"
                % (at, len(message), message, len(body), body)
            )
        process.stdin.close()
    assert process.returncode == 0
    listed = ["git", "-C", str(folder), "rev-list", "--reverse", "main"]
    return subprocess.run(listed, capture_output=True, text=True, check=True).stdout.split()


def _showing(store: Store, edits: int, many: int) -> Iterator[Callable[[], object]]:
    """Acts that show the text after an edit at random."""
    chance = random.Random(2)
    for _ in range(many):
        step = 2 + PARAGRAPHS + 2 * chance.randint(1, edits)

        def act(step: int = step) -> None:
            found = text_at(View(store.log, store.snapshots), f"text/eng@s{step}")
            assert found.step == step

        yield act


def _git_show(folder: Path, commits: list[str], many: int) -> Iterator[Callable[[], object]]:
    chance = random.Random(2)
    for _ in range(many):
        commit = commits[chance.randint(1, len(commits) - 1)]
        command = ["git", "-C", str(folder), "show", f"{commit}:text.txt"]
        yield lambda command=command: subprocess.run(command, capture_output=True, check=True)


def _bytes(folder: Path) -> int:
    """The bytes that files take on the disk."""
    return sum(f.stat().st_blocks * 512 for f in folder.rglob("*") if f.is_file())


def rows(folder: Path) -> Iterator[Row]:
    """The rows on versions."""
    short, long = 1_000, EDITS
    taken: dict[int, tuple[float, float]] = {}
    for edits in (short, long):
        with begun(folder / str(edits), edits) as store:
            View(store.log, store.snapshots).folded("text", "eng", 2 + PARAGRAPHS + 2 * edits)
            for act in _showing(store, edits, 20):
                act()
            taken[edits] = each(_showing(store, edits, SHOWN))
    commits = repository(folder / "git", long)
    theirs = each(_git_show(folder / "git", commits, SHOWN))
    measure = f"show a random version of {PARAGRAPHS:,} paragraphs with {long:,} edits"
    for name, at in (("the median", 0), ("the 99th percentile", 1)):
        ours = taken[long][at]
        reached = (
            f"{shown(ours)} against {shown(theirs[at])}, {theirs[at] / ours:.1f} times its speed"
        )
        yield Row(
            f"{measure}, {name}", "`git show`, a process", "faster", reached, ours < theirs[at]
        )
    slow = taken[long][1]
    yield Row(f"{measure}, the 99th percentile", "", "under 10 ms", shown(slow), slow < 0.01)
    yield within(
        f"the same at {long:,} edits, median",
        f"at {short:,}",
        taken[long][0],
        taken[short][0],
        1.5,
        "a version",
    )
    log, views = (_bytes(folder / str(long) / name) for name in ("log", "views"))
    subprocess.run(["git", "-C", str(folder / "git"), "gc", "-q", "--aggressive"], check=True)
    git = _bytes(folder / "git" / ".git" / "objects")
    yield Row(
        f"bytes on disk an edit, of {long:,}",
        "git, packed by `gc --aggressive`",
        "report it",
        f"log {log / long:.0f}, views {views / long:.0f}; git {git / long:.0f}",
    )
