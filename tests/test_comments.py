"""Comments and answers, from the shell: what is recorded, what is listed, what is refused."""

import csv
import io
from pathlib import Path

import pytest

from room import Room


@pytest.fixture
def room(tmp_path: Path, place: str) -> Room:
    room = Room(tmp_path / "desk", place)
    room.do("issue", "plan", "first draft")
    return room


def test_a_comment_is_cited_by_work_version_and_running_number(room: Room) -> None:
    room.do("comment", "vow", "Where is it?", "--for", "hills")
    room.do("comment", "plan", "2", "Too often", "--for", "hills", "--on", "2026-02-01")
    room.do("comment", "plan@1", "3(b)", "Which moon?", "--kind", "editorial", "--for", "hills")
    found = room.json("comments")
    assert found["withheld"] == 0
    assert [(c["id"], c["kind"]) for c in found["comments"]] == [
        ("plan-1-001", "substantive"),
        ("plan-1-002", "editorial"),
        ("vow-0-001", "general"),
    ]
    first = found["comments"][0]
    assert first == {
        "id": "plan-1-001",
        "submission": "2",
        "parties": ["hills"],
        "recorded_by": "desk",
        "work": "plan",
        "language": "eng",
        "version": 1,
        "place": {"id": first["place"]["id"], "eId": "para_2", "quote": None, "orphaned": False},
        "kind": "substantive",
        "text": "Too often",
        "proposed": None,
        "received_at": "2026-02-01T12:00:00+01:00",
        "access": "public",
        "outcome": None,
        "reason": None,
        "answered_by_edits": [],
        "supported_by": [],
        "opposed_by": [],
        "competes_with": [],
    }
    assert found["comments"][2]["version"] is None


def test_an_answer_has_a_reason_and_a_later_one_takes_its_place(room: Room) -> None:
    room.do("comment", "plan", "2", "Too often", "--for", "hills")
    assert "needs a reason" in room.refuse("answer", "plan-1-001", "noted", "-m", " ")
    room.do("answer", "plan-1-001", "rejected", "-m", "It is not", "--for", "council")
    said = room.do("answer", "plan-1-1", "partly", "-m", "It may be", "--for", "council")
    assert "before: rejected, by council" in said
    [one] = room.json("comments", "plan")["comments"]
    assert (one["outcome"], one["reason"]) == ("partly", "It may be")
    assert "Before: rejected" in room.do("comments")
    assert room.json("comments", "--open")["comments"] == []


def test_the_form_of_eight_columns_has_the_answer_as_the_secretariat_s_observation(
    room: Room,
) -> None:
    room.do("comment", "plan", "2", "=1+1", "--quote", "every year", "--propose", "每年")
    room.do("answer", "plan-1-001", "noted", "-m", "Seen")
    header, row = csv.reader(io.StringIO(room.do("comments", "plan", "--format", "csv")))
    assert len(header) == 8
    assert row == [
        "desk plan-1-001",
        "",
        "para_2",
        "every year",
        "te",
        "'=1+1",
        "每年",
        "noted: Seen",
    ]
