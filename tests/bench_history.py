"""How long a past takes to import: 1,000 versions of a 20,000-word text, plain, from git, against
reading, splitting into words and comparing every pair of them with rapidfuzz, nothing cached.
"""

from __future__ import annotations

import random
import subprocess
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count, pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

from rapidfuzz.distance import Indel

from bench import Row, within
from engine import definition
from engine.application import Application, Who
from engine.history.git import Blobs
from engine.history.git_line import GitLine
from engine.history.importing import Manner, import_history
from engine.store import create
from engine.text.words import tokens

VERSIONS = 1_000
WORDS = 20_000
_SYLLABLES = "ba de fi go lu ma ne pi ro su ta ve wi xo zu".split()


def versions(many: int, seed: int = 1) -> Iterator[str]:
    """A text of some 400 paragraphs, hard-wrapped, and each time after a few more edits."""
    chance = random.Random(seed)

    def word() -> str:
        return "".join(chance.choice(_SYLLABLES) for _ in range(chance.randint(1, 4)))

    paragraphs = [[word() for _ in range(WORDS // 400)] for _ in range(400)]
    for _ in range(many):
        yield (
            "\n\n".join(
                f"{n}. " + "\n".join(" ".join(p[at : at + 12]) for at in range(0, len(p), 12))
                for n, p in enumerate(paragraphs, start=1)
            )
            + "\n"
        )
        for _ in range(chance.randint(1, 3)):
            paragraph = chance.choice(paragraphs)
            at = chance.randrange(len(paragraph))
            paragraph[at : at + chance.randint(0, 3)] = [
                word() for _ in range(chance.randint(0, 3))
            ]
            paragraph.append(word())
        if chance.random() < 0.05:
            paragraphs.insert(chance.randrange(400), [word() for _ in range(50)])
            del paragraphs[chance.randrange(400)]


def repository(folder: Path, many: int) -> Path:
    """The versions as a history in git, by three authors, one a day."""
    subprocess.run(["git", "init", "-q", "-b", "main", folder], check=True)
    commands = bytearray()
    for n, text in enumerate(versions(many), start=1):
        body = text.encode()
        who = b"Author %d <a%d@example.org> %d +0000" % (n % 3, n % 3, 86_400 * n)
        commands += b"commit refs/heads/main\nmark :%d\nauthor %b\ncommitter %b\n" % (n, who, who)
        commands += b"data 8\nversion\n\n"
        commands += b"M 100644 inline text.txt\ndata %d\n%b\n" % (len(body), body)
    fast = ["git", "-C", str(folder), "fast-import", "--quiet"]
    subprocess.run(fast, input=bytes(commands), check=True)
    return folder


def compared(folder: Path) -> float:
    """Seconds for reading every version and comparing its words with those of the one before."""
    ids = subprocess.run(
        ["git", "-C", str(folder), "log", "--reverse", "--format=%H:text.txt"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split()
    began = time.perf_counter()
    with Blobs(folder) as blobs:
        for before, after in pairwise(ids):
            letters: dict[str, str] = {}
            old, new = (
                "".join(
                    letters.setdefault(word, chr(len(letters) + 1))
                    for word in tokens(blobs.read(id, id).decode())
                )
                for id in (before, after)
            )
            Indel.opcodes(old, new).as_list()
    return time.perf_counter() - began


def imported(folder: Path, store: Path) -> float:
    """Seconds for importing the history into a new store."""
    ids = count(1)
    who = Who("presidency", ("presidency",))

    def begin(made: object) -> None:
        Application(
            made.log,  # type: ignore[attr-defined]
            clock=lambda: datetime(2021, 1, 1, tzinfo=UTC),
            new_id=lambda: f"act-{next(ids)}",
        ).open_process(definition.BLANK, "bench", who)

    with create(store, "bench", begin) as made:
        application = Application(
            made.log, clock=lambda: datetime.now(UTC), new_id=lambda: f"act-{next(ids)}"
        )
        began = time.perf_counter()
        with GitLine(folder, "text.txt", "HEAD", ZoneInfo("UTC")) as line:
            manner = Manner("text", "eng", format="plain")
            import_history(application, made.private, line, who, manner)
        return time.perf_counter() - began


def rows(folder: Path) -> Iterator[Row]:
    """The row on importing a past."""
    past = repository(folder / "git", VERSIONS)
    ours = imported(past, folder / "store")
    theirs = compared(past)
    measure = f"import-history of {VERSIONS:,} versions of {WORDS:,} words, plain"
    against = "reading, splitting and comparing every pair with rapidfuzz"
    yield within(measure, against, ours, theirs, 3, "a history")
