"""Consolidating: the next version answers the comments on the one before, in one act."""

import json
from pathlib import Path

import pytest

from engine.events import DraftEvent, RegisterEvent, VersionIssued
from engine.events.draft import Draft, evolve
from engine.events.register import Register
from engine.events.register import evolve as evolve_register
from engine.proof.verification import Stored
from engine.record import decode
from engine.text.digest import digest
from room import Room

GOLDEN = Path(__file__).parent / "golden" / "log-consolidation.jsonl"


def begun(folder: Path, place: str | None = None) -> Room:
    room = Room(folder / "desk", place)
    room.do("issue", "plan", "first draft")
    return room


@pytest.fixture
def room(tmp_path: Path) -> Room:
    return begun(tmp_path)


def remark(room: Room, *parties: str, work: str = "plan", where: str = "2") -> None:
    room.do("comment", work, where, "Too often", "--for", ",".join(parties))


def reword(room: Room, new: str = "every month", work: str = "plan") -> None:
    room.do("checkin", work, room.edit(work, ("every year at", f"{new} at")), "-m", "Why not")


def test_it_waits_for_the_answers_or_defers_what_is_open_and_says_why(
    tmp_path: Path, place: str
) -> None:
    room = begun(tmp_path, place)
    for party in ("hills", "council", "hills"):
        remark(room, party)
    reword(room)
    room.do("answer", "plan-1-002", "rejected", "-m", "No")
    refused = room.refuse("consolidate", "plan", "consolidated version")
    assert "while 2 comments on it are open: plan-1-001, plan-1-003" in refused
    assert "--defer-open" in refused
    said = room.do("consolidate", "plan", "consolidated version", "--defer-open", "For the spring")
    assert "Issued version 2 of plan: consolidated version" in said
    assert "It answers 3 comments: 1 rejected, 2 deferred" in said
    rows = [line.split() for line in said.splitlines()[3:]]
    assert rows == [["council", "1"], ["hills", "2"]]
    comments = room.json("comments", "plan")["comments"]
    assert [c["outcome"] for c in comments] == ["deferred", "rejected", "deferred"]
    assert comments[0]["reason"] == "For the spring"
    records = [json.loads(line) for line in room.log().splitlines()]
    act = [r["kind"] for r in records if r["act"] == records[-1]["act"]]
    assert act == [
        "comment-answered",
        "answer-given",
        "answer-given",
        "version-made",
        "comment-answered",
        "version-issued",
    ]
    version = room.json("versions", "plan")["versions"][1]
    assert version["answers"] == ["plan-1-001", "plan-1-002", "plan-1-003"]
    assert "answering 3 comments" in room.do("log", "plan")


def test_each_comment_is_answered_by_one_version_or_by_another_where_it_is_answered_anew(
    room: Room,
) -> None:
    remark(room, "hills")
    remark(room, "hills", "council")
    reword(room)
    room.do("consolidate", "plan", "second", "--defer-open", "Later")
    remark(room, "council")
    room.do("answer", "plan-1-002", "accepted", "-m", "Now")
    room.do("answer", "plan-2-003", "noted", "-m", "Seen")
    reword_back = room.edit("plan", ("every month at", "every week at"))
    room.do("checkin", "plan", reword_back, "-m", "More")
    said = room.do("consolidate", "plan", "third")
    assert "It answers 2 comments: 1 accepted, 1 noted" in said
    assert [line.split() for line in said.splitlines()[3:]] == [
        ["council", "1", "1"],
        ["hills", "1"],
    ]
    answers = [version["answers"] for version in room.json("versions", "plan")["versions"]]
    assert answers == [[], ["plan-1-001", "plan-1-002"], ["plan-1-002", "plan-2-003"]]


def test_the_first_draft_answers_what_came_before_there_was_one(tmp_path: Path) -> None:
    room = Room(tmp_path)
    room.do("comment", "vow", "It should be short", "--for", "hills")
    room.do(
        "import", "vow", room.write("vow.txt", "Vow\n\n1. We keep the wells.\n"), "--lang", "eng"
    )
    assert "vow-0-001" in room.refuse("consolidate", "vow", "first draft")
    room.do("answer", "vow-0-001", "accepted", "-m", "It is")
    assert "1 accepted" in room.do("consolidate", "vow", "first draft")


def test_what_was_taken_back_and_what_is_on_another_language_does_not_hold_it_up(
    room: Room,
) -> None:
    room.do(
        "import",
        "plan",
        room.write("fra.txt", "Plan des puits\n\n1. Chaque village garde un puits.\n"),
        "--lang",
        "fra",
    )
    room.do("comment", "plan/fra", "1", "Une virgule", "--for", "hills")
    reword(room, work="plan/eng")
    assert "no comments on it to answer" in room.do("consolidate", "plan/eng", "second")
    assert "plan-0-001" in room.refuse("consolidate", "plan/fra", "première version")


def test_what_is_adopted_is_not_consolidated_and_what_has_not_changed_neither(room: Room) -> None:
    remark(room, "hills")
    refused = room.refuse("consolidate", "plan", "second", "--defer-open", "Later")
    assert "has not changed since version 1" in refused
    assert room.json("comments", "plan", "--open")["comments"]
    room.adopt("--editing-mandate", "Commas")
    refused = room.refuse("consolidate", "plan", "second", "--defer-open", "Later")
    assert "plan/eng is adopted, as version 1; what is adopted is not consolidated" in refused


def test_only_those_who_may_issue_and_answer_consolidate(tmp_path: Path) -> None:
    room = Room(tmp_path)
    room.do("issue", "plan", "first draft")
    remark(room, "hills")
    reword(room)
    room.do("rules", "set", "issue", "secretariat", "-m", "So agreed")
    room.do("rules", "set", "answer", "deciding-body", "-m", "So agreed")
    deferring = ("consolidate", "plan", "second", "--defer-open")
    assert "hills (state-party) may not issue" in room.refuse(*deferring, "x", "--for", "hills")
    assert "desk (secretariat) may not answer" in room.refuse(*deferring, "Later")
    room.do("rules", "set", "answer", "--anyone", "-m", "So agreed")
    assert "needs a reason" in room.refuse(*deferring, " ")
    room.do(*deferring, "Later")


def test_the_golden_consolidation_gives_the_state_it_gave() -> None:
    draft, register = Draft(), Register()
    for n, line in enumerate(GOLDEN.read_text(encoding="utf-8").splitlines(), 1):
        row = json.loads(line)
        stored = Stored(n, row["stream"], row["step"], row["kind"], row["record"].encode())
        event = decode(stored.stream, stored.step, stored.kind, stored.state).record.event
        if stored.stream == "draft/plan/eng":
            assert isinstance(event, DraftEvent)
            evolve(draft, event)
            if isinstance(event, VersionIssued):
                assert digest(draft.text) == event.digest
        elif stored.stream == "register/plan":
            assert isinstance(event, RegisterEvent)
            evolve_register(register, event)
    assert draft.versions[1].version.answers == tuple(register.comments)
    assert [c.outcome for c in register.comments.values()] == ["accepted", "deferred"]
    assert any(node.string.startswith("The keepers meet every month") for node in draft.text.walk())
