"""One stream is damaged, or cut at its end: it is found, and the others go on."""

from __future__ import annotations

import json
import shutil

import pytest

from command import Desk
from engine.lmdb.environment import open_environment
from engine.lmdb.layout import pack, stream_key


@pytest.fixture
def desk(tmp_path):
    """Two drafts; the last record of the log is of the second."""
    desk = Desk(tmp_path)
    desk.do("init")
    for work in ("plan", "note"):
        (tmp_path / f"{work}.txt").write_text(f"The {work}\n\n1. We meet.\n\n2. We part.\n")
        desk.do("import", work, f"{work}.txt", "--lang", "eng")
        desk.do("checkin", work, desk.edit(work, ("We part", "We stay")), "-m", "why")
    return desk


def rows(desk):
    return [json.loads(line) for line in desk.log().splitlines()]


def change(desk, act):
    """Something that Travaux would not do to its log."""
    with open_environment(desk.folder / ".travaux" / "log") as environment:
        environment.open_databases("records", "index")
        environment.write(act)


def damage(desk, position):
    def flip(txn, databases):
        value = bytearray(txn.get(pack(position), db=databases["records"]))
        value[len(value) // 2] ^= 1
        txn.put(pack(position), bytes(value), db=databases["records"])

    change(desk, flip)


@pytest.mark.parametrize("which", ["first", "last"])
def test_the_damaged_stream_refuses_and_the_others_go_on(desk, which):
    note = [row for row in rows(desk) if row["stream"] == "draft/note/eng"]
    victim = note[0] if which == "first" else note[-1]
    assert which == "first" or victim["position"] == len(rows(desk))
    damage(desk, victim["position"])
    ran = desk.run("verify", "--json")
    assert ran.code == 1
    problem = json.loads(ran.out)["problems"][0]
    assert [problem[key] for key in ("position", "stream", "step")] == [
        victim[key] for key in ("position", "stream", "step")
    ]
    for words in (("We stay", "We go"), ("We go", "We stay")):
        ran = desk.run("checkout", "note")
        assert ran.code == 1
        assert f"draft/note/eng step {victim['step']}: its digest does not match" in ran.err
        assert words[0] in desk.do("show", "plan")
        desk.do("checkin", "plan", desk.edit("plan", words), "-m", "going on")
        shutil.rmtree(desk.folder / ".travaux" / "views", ignore_errors=True)
    assert words[1] in desk.do("show", "plan")


def test_a_stream_cut_at_its_end_is_found_against_a_checkpoint_only(desk):
    desk.do("checkpoint", "-o", "checkpoint.txt")
    last = rows(desk)[-1]
    key = stream_key(last["stream"]) + pack(last["step"])

    def cut(txn, databases):
        assert txn.delete(pack(last["position"]), db=databases["records"])
        assert txn.delete(key, db=databases["index"])

    change(desk, cut)
    assert desk.json("verify")["ok"]
    ran = desk.run("verify", "--against", "checkpoint.txt", "--json")
    assert ran.code == 1
    assert json.loads(ran.out)["problems"] == [
        {
            "message": f"{last['stream']} was cut off: the checkpoint has its step {last['step']}",
            "stream": last["stream"],
            "step": last["step"],
        }
    ]
    desk.do("checkin", "plan", desk.edit("plan", ("We stay", "We go")), "-m", "later")
    assert desk.run("verify", "--against", "checkpoint.txt").code == 1
