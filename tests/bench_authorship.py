"""Who wrote what, and what each contributed: how long that takes, against what one would use
instead.

authors        of the last of 1,000 versions of a 20,000-word text, views warm, to the word,
               against `git blame` of the same history, to the line; both as commands
building       authorship from the log of that history, against reading, splitting into words
               and comparing every pair of versions with rapidfuzz, nothing cached
contributions  over a log of 1,000,000 events, views warm; and catching up with 1,000 more, on
               that log and on one of a tenth of its length

.venv/bin/python tests/bench_authorship.py [VERSIONS [EVENTS]]
"""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import count, islice
from pathlib import Path
from statistics import median

from bench import Row, by_turns, faster, shown, within
from bench_history import WORDS, compared, imported, repository
from engine import definition
from engine.application import Application, Who
from engine.events import (
    AnswerGiven,
    CommentAnswered,
    CommentMade,
    CommentNumbered,
    DraftOpened,
    EditMade,
    ElementInserted,
    Event,
    MessageSeen,
    SubmissionReceived,
    TextEdited,
    VersionIssued,
)
from engine.record import FIRST_PREV, Entry, Record, digest, encode
from engine.store import Store, create, open_store
from engine.text import Element, Place
from engine.text.inline import Splice
from engine.view import View
from projections.authorship import AUTHORSHIP
from projections.tally import tally

TRAVAUX = Path(sys.prefix) / "bin" / "travaux"
VERSIONS, EVENTS = 1_000, 1_000_000
MORE = 1_000
LIMIT = 0.2
"""Seconds for contributions over the whole log."""
_DRAFTS, _PARTIES, _PARAGRAPHS = 10, 40, 40
_BATCH = 20_000


def blamed(folder: Path) -> float:
    """Seconds that git takes to tell the author of every line of the last version."""
    return _command("git", "-C", str(folder), "blame", "--porcelain", "HEAD", "--", "text.txt")


def authored(store: Path) -> float:
    """Seconds that we take to tell the author of every character of it, once views are warm."""
    command = (str(TRAVAUX), "--store", str(store), "authors", "text", "--json")
    _command(*command)
    return _command(*command)


def built(store: Path) -> float:
    """Seconds for building authorship from the log, and nothing else."""
    shutil.rmtree(store / "views", ignore_errors=True)
    with open_store(store) as found:
        view = View(found.log, found.snapshots)
        began = time.perf_counter()
        view.ask(AUTHORSHIP, lambda kept: len(list(kept.under("hand"))), "draft/text/eng")
        return time.perf_counter() - began


def contributed(store: Path) -> float:
    """Seconds for telling what each contributed, by one who has just opened the store; the views
    are warm."""
    _tallied(store)
    return median(_tallied(store) for _ in range(5))


def caught_up(store: Path, events: Iterator[Entry], many: int) -> float:
    """Seconds for telling it after so many more events."""
    with open_store(store) as found:
        _append(found, islice(events, many))
    return _tallied(store)


def log_of(store: Path, many: int) -> Iterator[Entry]:
    """A new store with a log of so many events, and the events that come next."""
    with create(store, "bench", _begin) as made:
        events = _events()
        _append(made, islice(events, many))
    return events


def _command(*command: str) -> float:
    began = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - began


def _tallied(store: Path) -> float:
    with open_store(store) as found:
        began = time.perf_counter()
        assert tally(View(found.log, found.snapshots)).rows
        return time.perf_counter() - began


def _begin(made: Store) -> None:
    who = Who("presidency", ("presidency",))
    ids = count(1)
    application = Application(
        made.log, clock=lambda: datetime(2021, 1, 1, tzinfo=UTC), new_id=lambda: f"act-{next(ids)}"
    )
    application.open_process(definition.BLANK, "bench", who)


def _append(store: Store, entries: Iterator[Entry]) -> None:
    while page := list(islice(entries, _BATCH)):
        store.log.append(page)


class _Streams:
    """Records, each chained to the one before it in its stream."""

    def __init__(self) -> None:
        self._heads: dict[str, tuple[int, str]] = {}
        self._recorded = count(1)

    def entry(self, stream: str, event: Event, party: int) -> Entry:
        """The next entry of a stream."""
        step, prev = self._heads.get(stream, (0, FIRST_PREV))
        at = next(self._recorded)
        record = Record(
            recorded_at=datetime(2021, 1, 1, tzinfo=UTC) + timedelta(seconds=at),
            recorded_by="presidency",
            effective_on=date(2021, 1, 1) + timedelta(days=at // 1_000),
            by=(f"party-{party}",),
            act=f"act-{at}",
            prev=prev,
            event=event,
        )
        state = encode(record)
        step += 1
        self._heads[stream] = step, digest(stream, step, event.tag(), state)
        return Entry(stream, step, event.tag(), state, record)


def _events(seed: int = 1) -> Iterator[Entry]:
    """Drafts that are edited and issued, and submissions whose comments are answered."""
    chance, streams = random.Random(seed), _Streams()
    strings: dict[str, str] = {}
    works = [f"w{n}" for n in range(_DRAFTS)]
    for work in works:
        yield from _opened(streams, work, strings)
    issued = dict.fromkeys(works, 0)
    for turn in count(1):
        work = chance.choice(works)
        party = chance.randrange(_PARTIES)
        for event in _edited(work, strings, chance):
            yield streams.entry(f"draft/{work}/eng", event, party)
        yield from _commented(streams, work, turn, party)
        if turn % 2_000 == 0:
            issued[work] += 1
            version = VersionIssued(
                number=issued[work],
                label=f"draft {issued[work]}",
                digest=FIRST_PREV,
                original_language="eng",
            )
            yield streams.entry(f"draft/{work}/eng", version, 0)


def _opened(streams: _Streams, work: str, strings: dict[str, str]) -> Iterator[Entry]:
    stream = f"draft/{work}/eng"
    opened = DraftOpened(work=work, language="eng", standing="original", original_language="eng")
    made = EditMade(reason="opened", nature="substantive", method="imported")
    for event in (opened, made):
        yield streams.entry(stream, event, 0)
    last: str | None = None
    for n in range(1, _PARAGRAPHS + 1):
        id = f"{work}-eng-{n}"
        strings[id] = " ".join(f"word{k}" for k in range(50))
        element = Element("p", id, string=strings[id])
        yield streams.entry(stream, ElementInserted(element=element, place=Place(None, last)), 0)
        last = id


def _edited(work: str, strings: dict[str, str], chance: random.Random) -> Iterator[Event]:
    yield EditMade(reason="a better word", nature="substantive", method="typed")
    for _ in range(2):
        id = f"{work}-eng-{chance.randint(1, _PARAGRAPHS)}"
        words = strings[id].split(" ")
        n = chance.randrange(len(words))
        at = len(" ".join(words[:n])) + (1 if n else 0)
        came = f"word{chance.randrange(10_000)}"
        yield TextEdited(id=id, splices=(Splice(at=at, removed=words[n], inserted=came),))
        strings[id] = " ".join((*words[:n], came, *words[n + 1 :]))


def _commented(streams: _Streams, work: str, turn: int, party: int) -> Iterator[Entry]:
    id, comment = str(turn), f"{work}-0-{turn:03}"
    received = SubmissionReceived(
        parties=(f"party-{party}",),
        works=(work,),
        channel="writing",
        received_at=datetime(2021, 1, 1, tzinfo=UTC),
    )
    made = CommentMade(comment=comment, work=work, text="Why?", words=1, proposed_words=3)
    answered = CommentAnswered(comment=comment, outcome="noted", reason="so")
    yield streams.entry("register/inbox", MessageSeen(submission=id), party)
    yield streams.entry(f"submission/{id}", received, party)
    yield streams.entry(f"submission/{id}", made, party)
    numbered = CommentNumbered(comment=comment, submission=id)
    yield streams.entry(f"register/{work}", numbered, party)
    yield streams.entry(f"submission/{id}", answered, 0)
    yield streams.entry(f"register/{work}", AnswerGiven(comment=comment, outcome="noted"), 0)


def rows(folder: Path) -> Iterator[Row]:
    """The rows on who wrote what."""
    yield from of_a_history(folder, VERSIONS)
    yield from of_a_log(folder, EVENTS)


def of_a_history(folder: Path, versions: int) -> Iterator[Row]:
    """The rows on the authors of one text."""
    history, store = repository(folder / "git", versions), folder / "store"
    imported(history, store)
    yield within(
        f"authorship of {versions:,} versions of a {WORDS:,}-word text, built from the log",
        "reading, splitting into words and comparing every pair with rapidfuzz",
        built(store),
        compared(history),
        2,
        "for all",
    )
    ours, theirs = by_turns(lambda: authored(store), lambda: blamed(history), rounds=3)
    yield faster(
        f"authors of the last of {versions:,} versions, to the word, views warm, as a command",
        "git blame of the same history, to the line",
        ours,
        theirs,
        1,
        "for all",
    )


def of_a_log(folder: Path, events: int) -> Iterator[Row]:
    """The rows on contributions, and on catching up with a log and with one of a tenth of it."""
    caught: list[float] = []
    for many in (events // 10, events):
        store = folder / str(many)
        coming = log_of(store, many)
        warm = contributed(store)
        if many == events:
            yield Row(
                f"contributions over {events:,} events, views warm",
                "",
                f"under {shown(LIMIT)}",
                shown(warm),
                warm < LIMIT,
            )
        caught.append(median(caught_up(store, coming, MORE) for _ in range(3)))
    few, all = caught
    yield within(
        f"contributions after {MORE:,} more events, with a log of {events:,}",
        "with one of a tenth of that length",
        all,
        few,
        1.5,
        "for all",
    )


def main(versions: int = VERSIONS, events: int = EVENTS) -> None:
    """Prints all, and what was to be reached."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        for row in (*of_a_history(folder, versions), *of_a_log(folder, events)):
            against = f", against {row.against}" if row.against else ""
            print(f"{row.measure}{against}: {row.reached}; to reach: {row.to_reach}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
