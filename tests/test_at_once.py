"""Two processes receive, comment, answer, consolidate and adopt at once, in random order: nothing
is answered unseen, numbered twice or overlooked. `make soak` lets each act a thousand times:
TRAVAUX_RACES."""

from __future__ import annotations

import json
import os
import random
import uuid
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from engine.acts.applying import accept
from engine.acts.comments import answer, answers, cited, comment, open_comments, withdraw
from engine.acts.consolidating import consolidate
from engine.acts.receiving import Failed, Manner, receive
from engine.application import Application, Who
from engine.definition import read
from engine.errors import Conflict, NotFound, Refused
from engine.events import (
    AnswerGiven,
    CommentAnswered,
    CommentMade,
    CommentNumbered,
    CommentWithdrawn,
    MessageSeen,
    VersionIssued,
    VersionMade,
)
from engine.mail.mbox import Found
from engine.point import parse
from engine.private import SECRET
from engine.readers import un_text
from engine.record import Entry
from engine.store import Store, create, open_store
from engine.store import place as placed
from letters import letter
from processes import ended, fork
from projections.listing import listing
from room import PLAN, PROCESS
from storing import problems

ACTS = int(os.environ.get("TRAVAUX_RACES", "60"))
WORKS = [f"plan{n}" for n in range(2 + ACTS // 40)]
"""What is negotiated, one after the other: the next when one is adopted."""
DESK, HILLS, COUNCIL = (Who("desk", (party,)) for party in ("desk", "hills", "council"))
DOCUMENT = """
[[document]]
work = "{work}"
title = "Plan for the Wells"
element = "statement"
subtype = "deliberation"
name = "actionPlan"
number = "{work}"
opened = 2026-01-05
"""
DEFERRED = "For another time"
OUTCOMES = ("accepted", "partly", "rejected", "noted", "deferred")


def application(store: Store) -> Application:
    return Application(store.log, clock=lambda: datetime.now(UTC), new_id=lambda: uuid.uuid4().hex)


def begin(store: Store) -> None:
    """A process with several plans, each with a first draft."""
    desk = application(store)
    store.private.put({SECRET: b"x" * 32})
    source = PROCESS + "".join(DOCUMENT.format(work=work) for work in WORKS)
    desk.open_process(read(source.encode(), where="process.toml"), "a1", DESK)
    for work in WORKS:
        desk.open_draft(
            work,
            "eng",
            un_text.read(PLAN.encode(), where=work),
            DESK,
            standing="original",
            original_language="eng",
            reason="to begin with",
            title=work,
        )
        desk.issue(parse(work), "draft 0", DESK)


class Negotiator:
    """One of the two: acts at random, and keeps which answer it knew of when it gave its own."""

    def __init__(self, store: Store, seed: int) -> None:
        self.store = store
        self.desk = application(store)
        self.dice = random.Random(seed)
        self.name = f"{seed}"
        self.works = list(WORKS)
        self.made = 0
        self.done: Counter[str] = Counter()
        self.answered: list[tuple[str, str, str | None]] = []
        """Of each answer: the comment, the reason, and the reason of the answer that it knew of."""

    def act(self) -> None:
        view = self.desk.view()
        while len(self.works) > 1 and view.draft(self.works[0], "eng").adopted:
            self.works.pop(0)
        work = self.works[0]
        kind = self.dice.choices(
            ("comment", "receive", "answer", "withdraw", "consolidate", "adopt"),
            (20, 15, 40, 3, 20, 3),
        )[0]
        try:
            getattr(self, kind)(work)
            self.done[kind] += 1
        except (Refused, NotFound, Conflict):
            self.done["refused"] += 1

    def comment(self, work: str) -> None:
        self.made += 1
        wording = f"The keepers meet every {self.made} weeks at the {self.name} ford."
        proposed = wording if self.dice.random() < 0.7 else None
        said = self.dice.choice(("Too often", "太多了"))
        comment(self.desk, parse(work), HILLS, text=said, place="2", proposed=proposed)

    def receive(self, work: str) -> None:
        """A message that the other one may be receiving just now, or has received."""
        id = f"<{self.dice.randrange(ACTS // 4 + 1)}@wells.example>"
        said = letter("Paragraph 1: Too few.\n\nParagraph 4: Too many.", id=id).as_bytes()
        manner = Manner(about=(parse(work),), parties=("hills",))
        for got in receive(self.desk, self.store.private, [Found(1, said)], DESK, manner):
            if isinstance(got, Failed):
                raise Refused(got.error)

    def answer(self, work: str) -> None:
        """Of an open comment, or now and then of one that has an answer."""
        view = self.desk.view()
        known = [one.id for one in open_comments(view, work)]
        if not known or self.dice.random() < 0.2:
            known = list(view.register(work).comments)
        if not known:
            return
        id = self.dice.choice(known[:4])
        seen = answers(view, cited(view, id))
        reason = uuid.uuid4().hex
        if self.dice.random() < 0.5:
            accept(
                self.desk,
                id,
                COUNCIL,
                reason=reason,
                wording=lambda cited: cited.made.proposed,
                known=len(seen),
            )
        else:
            outcome = self.dice.choice(OUTCOMES)
            answer(self.desk, id, COUNCIL, outcome=outcome, reason=reason, known=len(seen))
        self.answered.append((id, reason, seen[-1].answer.reason if seen else None))

    def withdraw(self, work: str) -> None:
        known = open_comments(self.desk.view(), work)
        if known:
            withdraw(self.desk, self.dice.choice(known).id, HILLS, reason=None)

    def consolidate(self, work: str) -> None:
        defer = DEFERRED if self.dice.random() < 0.6 else None
        label = f"version {uuid.uuid4().hex}"
        consolidate(self.desk, parse(work), label, COUNCIL, defer_open=defer)

    def adopt(self, work: str) -> None:
        self.desk.adopt(parse(work), COUNCIL)


def negotiate(place: str, seed: int, told: Path) -> None:
    with open_store(placed(place)) as store:
        one = Negotiator(store, seed)
        for _ in range(ACTS):
            one.act()
    told.write_text(json.dumps([one.done, one.answered]), encoding="utf-8")


def test_two_who_negotiate_at_once_overlook_nothing(place: str, tmp_path: Path) -> None:
    create(placed(place), "a1", begin).close()
    files = [tmp_path / f"told-{seed}" for seed in (1, 2)]
    workers = [fork(lambda n=n, f=f: negotiate(place, n, f)) for n, f in enumerate(files, 1)]  # type: ignore[misc]
    assert [ended(worker) for worker in workers] == [0, 0]
    told = [json.loads(file.read_text(encoding="utf-8")) for file in files]
    done = Counter(told[0][0]) + Counter(told[1][0])
    assert sum(done.values()) == 2 * ACTS
    assert all(done[kind] for kind in ("comment", "receive", "answer", "consolidate")), done
    assert problems(place) == []
    with open_store(placed(place)) as store:
        entries = [entry for _, entry in store.log.follow()]
        check_numbers(entries)
        check_answers(entries, [tuple(one) for side in told for one in side[1]])
        for work in WORKS:
            check_consolidations(entries, work)
            check_list(store, work)


def check_numbers(entries: list[Entry]) -> None:
    """Every comment has one number, each number one comment, and each message is received once."""
    events = [entry.record.event for entry in entries]
    made = [event.comment for event in events if isinstance(event, CommentMade)]
    assert made == [event.comment for event in events if isinstance(event, CommentNumbered)]
    for work in WORKS:
        numbers = [int(id.rpartition("-")[2]) for id in made if id.startswith(f"{work}-")]
        assert numbers == list(range(1, len(numbers) + 1))
    seen = [event.submission for event in events if isinstance(event, MessageSeen)]
    assert len(seen) == len(set(seen))


def check_answers(entries: list[Entry], told: list[tuple[str, str, str | None]]) -> None:
    """Whoever answered knew the answer that there was; a consolidation defers what has none."""
    answers: dict[str, list[str]] = {}
    given: list[tuple[str, str, str | None]] = []
    for entry in entries:
        event = entry.record.event
        if isinstance(event, CommentAnswered):
            before = answers.setdefault(event.comment, [])
            given.append((event.comment, event.reason, before[-1] if before else None))
            before.append(event.reason)
    assert sorted(g for g in given if g[1] != DEFERRED) == sorted(told)
    assert all(before is None for _, reason, before in given if reason == DEFERRED)


def check_consolidations(entries: list[Entry], work: str) -> None:
    """Every comment that had its number when a version was made was answered or taken back then,
    and this version or one before it says that it answers it."""
    waiting: dict[str, bool] = {}
    gone: set[str] = set()
    answered: set[str] = set()
    versions = [e.record.event for e in entries if e.stream == f"draft/{work}/eng"]
    issued = {v.number: v for v in versions if isinstance(v, VersionIssued)}
    registered = [e.record.event for e in entries if e.stream == f"register/{work}"]
    made = [v for v in registered if isinstance(v, VersionMade) and v.status == "issued"]
    assert [version.number for version in made] == list(issued)
    for entry in entries:
        event = entry.record.event
        if isinstance(event, CommentWithdrawn):
            gone.add(event.comment)
        if entry.stream != f"register/{work}":
            continue
        match event:
            case CommentNumbered():
                waiting[event.comment] = True
            case AnswerGiven():
                waiting[event.comment] = False
            case VersionMade(number=number, status="issued") if number > 1:
                answered.update(issued[number].answers)
                open_then = {id for id, still in waiting.items() if still}
                assert open_then <= gone
                assert waiting.keys() - gone <= answered
            case _:
                pass


def check_list(store: Store, work: str) -> None:
    """The list shows as open just what is neither answered nor taken back."""
    view = application(store).view()
    found = listing(view, [work], access="presidency").comments
    assert [one.id for one in found] == list(view.register(work).comments)
    shown = [one.id for one in found if one.open]
    assert shown == [one.id for one in open_comments(view, work)]
