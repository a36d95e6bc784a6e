"""A proposed wording put into the draft by the answer to its comment: as an edit, three ways."""

import json
from pathlib import Path

import pytest

from letters import NAME, letter
from room import Room


def begun(folder: Path, place: str | None = None) -> Room:
    room = Room(folder / "desk", place)
    room.do("issue", "plan", "first draft")
    return room


@pytest.fixture
def room(tmp_path: Path) -> Room:
    return begun(tmp_path)


def propose(room: Room, where: str, wording: str, *more: str, party: str = "hills") -> None:
    room.do(
        "comment", "plan", where, "It says it better", "--propose", wording, *more, "--for", party
    )


def text(room: Room) -> str:
    return str(room.json("show", "plan")["text"])


def test_it_is_one_act_an_edit_that_answers_and_an_answer_that_says_which_edit(
    tmp_path: Path, place: str
) -> None:
    room = begun(tmp_path, place)
    propose(room, "2", "every month", "--quote", "every year")
    said = room.do("answer", "plan-1-001", "accepted", "--apply", "-m", "Wells dry out fast")
    assert said == (
        "Answered plan-1-001: accepted; its wording is s6 of plan/eng: 1 place edited\n"
    )
    assert "2. The keepers meet every month at the upper ford." in text(room)
    records = [json.loads(line) for line in room.log().splitlines()]
    act = [record for record in records if record["act"] == records[-1]["act"]]
    edit, change, answered, given = (record["event"] for record in act)
    assert edit == {
        "reason": "Wells dry out fast",
        "nature": "substantive",
        "method": "applied",
        "answers": ["plan-1-001"],
    }
    (splice,) = change["splices"]
    assert (splice["removed"], splice["inserted"]) == ("year", "month")
    assert splice["takes_from"] == "plan-1-001"
    assert (answered["outcome"], answered["applied"]) == ("accepted", 6)
    assert given == {"comment": "plan-1-001", "outcome": "accepted"}
    kinds = [record["kind"] for record in act]
    assert kinds == ["edit-made", "text-edited", "comment-answered", "answer-given"]
    (one,) = room.json("comments", "plan")["comments"]
    assert one["answered_by_edits"] == ["s6"]
    told = " ".join(room.do("log", "plan").split())
    assert (
        "took the wording of plan-1-001 into plan/eng (words changed in paragraph 2): Wells "
        "dry out fast"
    ) in told


def test_what_moved_on_since_is_merged_with_it(room: Room) -> None:
    propose(room, "2", "The keepers meet every month at the upper ford.")
    room.do(
        "checkin", "plan", room.edit("plan", ("The keepers meet", "All keepers meet")), "-m", "x"
    )
    room.do("answer", "plan-1-001", "accepted", "--apply", "-m", "Yes")
    assert "2. All keepers meet every month at the upper ford." in text(room)


def test_where_both_change_the_same_words_nothing_is_recorded_and_the_three_are_shown(
    room: Room,
) -> None:
    propose(room, "2", "every month", "--quote", "every year")
    file = room.edit("plan", ("every year at the upper", "every week at the upper"))
    room.do("checkin", "plan", file, "-m", "More often")
    before = room.log()
    ran = room.run("answer", "plan-1-001", "accepted", "--apply", "-m", "Yes")
    assert ran.code == 1
    assert ran.err.startswith(
        "Error: the wording of plan-1-001 (made against plan/eng@1) and plan/eng@s7 do not go "
        "together: para_2__p_1 (both change the same words); nothing recorded; the three "
        "texts are in plan-1-001.clashes.txt\n"
    )
    assert "--answers plan-1-001" in ran.err
    written = (room.folder / "plan-1-001.clashes.txt").read_text(encoding="utf-8")
    for words in ("every year at", "every month at", "every week at"):
        assert words in " ".join(ran.out.split()) or words in written
        assert words in written
    assert room.log() == before


def test_of_two_competing_proposals_the_second_clashes_with_the_first(room: Room) -> None:
    propose(room, "2", "every month", "--quote", "every year")
    propose(room, "2", "every week", "--quote", "every year", party="council")
    room.do("answer", "plan-1-001", "accepted", "--apply", "-m", "Yes")
    assert "do not go together" in room.refuse(
        "answer", "plan-1-002", "accepted", "--apply", "-m", "Yes"
    )


def test_a_paragraph_removed_since_is_named_with_the_step_that_removed_it(room: Room) -> None:
    propose(room, "4", "No report is heard.")
    paragraph = "PARA 4.\n\n  The council hears a report every year.\n"
    room.do("checkin", "plan", room.edit("plan", (paragraph, "")), "-m", "Not needed")
    refused = room.refuse("answer", "plan-1-001", "accepted", "--apply", "-m", "Yes")
    assert (
        "plan-1-001 proposes a wording for para_4, which was removed from plan/eng by s7" in refused
    )
    assert "travaux reanchor plan-1-001" in refused


def test_an_empty_wording_strikes_out_the_words_or_the_paragraph(room: Room) -> None:
    propose(room, "1", "", "--quote", "to travellers")
    propose(room, "3(b)", "")
    room.do("answer", "plan-1-001", "accepted", "--apply", "-m", "To everybody")
    room.do("answer", "plan-1-002", "accepted", "--apply", "-m", "Nobody does")
    assert "1. Every village keeps one well open." in text(room)
    assert "new moon" not in text(room)


def test_what_cannot_be_applied_is_refused(room: Room) -> None:
    room.do("comment", "plan", "2", "Too often", "--for", "hills")
    room.do("comment", "plan", "All is well", "--for", "hills")
    propose(room, "2", "every year", "--quote", "every  year")
    propose(room, "3", "The keepers shall do nothing.")

    def refused(comment: str, outcome: str = "accepted", code: int = 1) -> str:
        return room.refuse("answer", comment, outcome, "--apply", "-m", "Yes", code=code)

    assert "plan-1-001 proposes no wording" in refused("plan-1-001")
    assert "plan-1-002 proposes no wording" in refused("plan-1-002")
    assert "reads as plan-1-003 proposes already" in refused("plan-1-003")
    assert "holds 3 strings" in refused("plan-1-004")
    assert "--answers plan-1-003" in refused("plan-1-003", "partly", code=2)
    assert "no comment plan-1-017" in refused("plan-1-017")
    room.do("withdraw", "plan-1-003", "--for", "hills")
    assert "withdrawn" in refused("plan-1-003")
    room.adopt()
    assert "adopted" in refused("plan-1-004")


@pytest.mark.parametrize(
    ("lines", "quote", "wording", "wanted"),
    [
        ("各国应保护水井。", "保护水井", "保护河流", "各国应保护河流。"),
        ("على الدول حماية الآبار.", "حماية الآبار", "حماية الماء", "على الدول حماية الماء."),
        ("Стороны чистят реки.", "чистят реки", "чистят пруды", "Стороны чистят пруды."),
        ("L'État garde l'eau.", "l’eau", "la mer", "L'État garde la mer."),
    ],
    ids=["zho", "ara", "rus", "fra"],
)
def test_words_are_those_of_every_language(
    tmp_path: Path, lines: str, quote: str, wording: str, wanted: str
) -> None:
    room = Room(tmp_path, text=f"Plan\n\n1. {lines}\n")
    propose(room, "1", wording, "--quote", quote)
    room.do("answer", "plan-0-001", "accepted", "--apply", "-m", "是")
    assert wanted in text(room)


def test_a_restricted_wording_becomes_draft_text_and_the_answer_says_so(
    tmp_path: Path, place: str
) -> None:
    room = begun(tmp_path, place)
    words = 'Paragraph 2: Too rare.\nProposed wording: "The keepers meet every month."\n'
    file = room.folder / "letter.eml"
    file.write_bytes(letter(words).as_bytes())
    room.do("receive", file, "--work", "plan", "--for", "hills", "--access", "presidency")
    assert "every month" not in room.log()
    for access, shown in (("public", False), ("participants", False), ("presidency", True)):
        compiled = room.do("compile", "plan", "--access", access, "--format", "markdown")
        assert ("Proposes: The keepers meet every month." in compiled) == shown
        assert ("Left out: 1 that may not be read" in compiled) != shown
    ran = room.run("answer", "plan-1-001", "accepted", "--apply", "-m", "Yes")
    assert ran.code == 0
    assert ran.err == (
        "Note: plan-1-001 was for the presidency only; its wording is draft text now, as public as "
        "plan/eng is\n"
    )
    assert "2. The keepers meet every month." in text(room)


def test_a_wording_that_was_private_for_a_name_in_it_says_so_too(room: Room) -> None:
    words = f'Paragraph 2: Ask us.\nProposed wording: "The keepers meet at {NAME}\'s ford."\n'
    file = room.folder / "letter.eml"
    file.write_bytes(letter(words).as_bytes())
    room.do("receive", file, "--work", "plan", "--for", "hills")
    assert NAME not in room.log()
    ran = room.run("answer", "plan-1-001", "accepted", "--apply", "-m", "Yes")
    assert ran.err.startswith("Note: plan-1-001 was private, because it names somebody")
    assert NAME in text(room)


def test_a_restricted_wording_that_was_erased_cannot_be_applied(room: Room) -> None:
    words = 'Paragraph 2: Too rare.\nProposed wording: "The keepers meet every month."\n'
    file = room.folder / "letter.eml"
    file.write_bytes(letter(words).as_bytes())
    room.do("receive", file, "--work", "plan", "--for", "hills", "--access", "presidency")
    (one,) = room.json("comments", "--access", "presidency")["comments"]
    room.do("erase", one["submission"], "-m", "Asked for", "--authority", "Article 17 GDPR")
    refused = room.refuse("answer", "plan-1-001", "accepted", "--apply", "-m", "Yes")
    assert "proposes a wording that the private store does not hold" in refused


def test_a_checkin_answers_comments_that_are_there_and_leaves_them_open(room: Room) -> None:
    room.do("comment", "plan", "2", "Too often", "--for", "hills")
    file = room.edit("plan", ("every year at", "every other year at"))
    answering = ("checkin", "plan", file, "-m", "Less often", "--answers")
    assert "there is no comment plan-1-002" in room.refuse(*answering, "plan-1-002")
    assert "'so' is no comment" in room.refuse(*answering, "so")
    room.do(*answering, "plan-1-1")
    (edit,) = [r for r in map(json.loads, room.log().splitlines()) if "answers" in r["event"]]
    assert edit["event"]["answers"] == ["plan-1-001"]
    (one,) = room.json("comments", "plan", "--open")["comments"]
    assert one["answered_by_edits"] == ["s6"]
    room.do("answer", "plan-1-001", "partly", "-m", "Every other year")
    assert room.json("comments", "plan", "--open")["comments"] == []
