"""Killed at any moment: what was acknowledged is there, no act is half there, and the store opens
as it is, without repair. `make soak` kills more often: TRAVAUX_KILLS times in each test."""

from __future__ import annotations

import os
import random
import signal
import time
from datetime import UTC, date, datetime
from itertools import count, groupby

import pytest
from eventsourcing.persistence import StoredEvent

from cli.reading import checked_out
from engine import checkout
from engine.acts.checkin import check_in
from engine.application import Application, Who
from engine.definition import BLANK
from engine.lmdb.damage import problems
from engine.lmdb.environment import open_environment
from engine.lmdb.layout import pack
from engine.point import parse
from engine.proof.store import prove_store
from engine.readers import un_text
from engine.record import decode
from engine.recorder import LmdbApplicationRecorder
from engine.store import create, open_store
from processes import ended, fork

KILLS = int(os.environ.get("TRAVAUX_KILLS", "40"))
LAP, RD = "draft/lap/eng", "draft/rd/eng"
PARAGRAPHS = 9
PRESIDENCY = Who("presidency", ("presidency",), (), date(2020, 9, 4))


def killed(work, patience):
    """What a fork acknowledged, 8 bytes each, until it was killed, `patience` seconds after the
    first."""
    reading, writing = os.pipe()
    worker = fork(lambda: work(writing))
    os.close(writing)
    with os.fdopen(reading, "rb") as acknowledged:
        first = acknowledged.read(8)  # it has begun
        time.sleep(patience)
        os.kill(worker, signal.SIGKILL)
        assert ended(worker) == -signal.SIGKILL
        acks = first + acknowledged.read()
    return [int.from_bytes(acks[at : at + 8]) for at in range(0, len(acks) - 7, 8)]


def write_acts(log, acknowledge, seed):
    """Acts of one to six events over two streams, each acknowledged by a byte once it is durable.

    An event's state says how many its act has, and which of them it is."""
    dice = random.Random(seed)
    steps = {name: len(log.select_events(name)) for name in (LAP, RD)}
    while True:
        act = []
        size = dice.randint(1, 6)
        for number in range(size):
            name = dice.choice((LAP, RD))
            steps[name] += 1
            state = b"%d/%d" % (number + 1, size) + b"x" * dice.choice((1, 100, 5000))
            act.append(StoredEvent(name, steps[name], "t", state))
        positions = log.insert_events(act)
        os.write(acknowledge, pack(positions[-1]))


@pytest.mark.parametrize("store", range(5))
def test_killed_at_any_moment_every_acknowledged_act_is_there_and_no_half_one(tmp_path, store):
    dice = random.Random(store)
    for kill in range(KILLS):
        reading, writing = os.pipe()

        def work(acknowledge=writing, seed=kill):
            environment = open_environment(tmp_path, map_size=1 << 20)
            write_acts(LmdbApplicationRecorder(environment), acknowledge, seed)

        worker = fork(work)
        os.close(writing)
        with os.fdopen(reading, "rb") as acknowledged:
            first = acknowledged.read(8)  # it has begun
            time.sleep(dice.random() * 0.01)
            os.kill(worker, signal.SIGKILL)
            assert ended(worker) == -signal.SIGKILL
            acks = first + acknowledged.read()
        last = int.from_bytes(acks[-8:])
        with open_environment(tmp_path) as environment:
            log = LmdbApplicationRecorder(environment)
            found = log.select_notifications(1, 10**6)
        assert [each.id for each in found] == list(range(1, len(found) + 1))
        assert len(found) >= last
        expected = 1
        for each in found:
            number, size = map(int, each.state.rstrip(b"x").split(b"/"))
            assert number == expected
            expected = number % size + 1
        assert expected == 1
    assert not list(problems(tmp_path))


def application(store, ids):
    return Application(
        store.log, clock=lambda: datetime(2020, 9, 4, tzinfo=UTC), new_id=lambda: next(ids)
    )


def write_edits(path, acknowledge, kill):
    """Edits that change every paragraph, each acknowledged by its last step."""
    with open_store(path) as store:
        desk = application(store, (f"{kill}-{n}" for n in count()))
        words = ["soon", "late"]
        while True:
            written = checkout.write(desk.view().draft("plan", "eng"))
            if words[0] not in written:
                words.reverse()
            done = check_in(
                desk,
                parse("plan"),
                written.replace(*words).encode(),
                PRESIDENCY,
                reason="The other word",
                nature="editorial",
                where="the fork's checkout",
                checked_out=checked_out,
            )
            os.write(acknowledge, pack(done.entries[-1].step))


@pytest.mark.parametrize("seed", range(20))
def test_a_checkin_killed_at_any_moment_leaves_all_of_its_edit_or_none(tmp_path, seed):
    """Twenty stores, each edited by ten processes in turn, all of them killed at work."""
    path, ids = tmp_path / "store", (f"begin-{n}" for n in count())
    lines = [
        f"{n}. The parties will do the thing number {n} soon." for n in range(1, PARAGRAPHS + 1)
    ]
    plan = un_text.read(
        "\n\n".join(["Plan of Work", "I. Beginnings", *lines, ""]).encode(), where=""
    )

    def begin(store):
        desk = application(store, ids)
        desk.open_process(BLANK, "s", PRESIDENCY)
        desk.open_draft(
            "plan",
            "eng",
            plan,
            PRESIDENCY,
            standing="original",
            original_language="eng",
            reason="The plan",
            title="Plan",
        )

    with create(path, "s", begin) as store:
        before = list(store.log.records())
    dice = random.Random(seed)
    for kill in range(KILLS // 4):
        acknowledged = killed(
            lambda pipe, kill=kill: write_edits(path, pipe, kill), dice.random() * 0.02
        )
        with open_store(path) as store:
            after = list(store.log.records())
        assert after[: len(before)] == before
        new = [r for r in after[len(before) :] if r.stream == "draft/plan/eng"]
        assert new == after[len(before) :]
        assert new[-1].step >= acknowledged[-1]
        for _, act in groupby(new, lambda r: decode(r.stream, r.step, r.kind, r.state).record.act):
            kinds = [record.kind for record in act]
            assert kinds == ["edit-made", *["text-edited"] * PARAGRAPHS], "half an edit is there"
        before = after
    assert prove_store(path, None, progress=lambda _: None).problems == []
