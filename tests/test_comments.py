"""Comments and answers, from the shell: what is recorded, what is listed, what is refused."""

import csv
import io
from pathlib import Path

import pytest

from command import Desk
from letters import ADDRESS, letter
from room import PLAN, Room

PLAN_ZHO = """水井计划

一、导言

1. 每个村庄都应为旅人保留一口开放的水井。

2. 守井人每年在上游渡口聚会一次。

3. 守井人应当：

(a) 在第一场雨之前清除井中的落叶；

(b) 在每个新月测量井深。
"""
PLAN_ARA = """خطة الآبار

1. تُبقي كل قرية بئراً مفتوحة للمسافرين.

2. يجتمع حراس الآبار كل سنة عند المخاضة العليا.
"""


@pytest.fixture
def room(tmp_path: Path) -> Room:
    """The plan, of which a first version is issued."""
    room = Room(tmp_path / "desk")
    room.do("issue", "plan", "first draft")
    return room


@pytest.fixture
def anywhere(tmp_path: Path, place: str) -> Room:
    """The same on either store."""
    room = Room(tmp_path / "desk", place)
    room.do("issue", "plan", "first draft")
    return room


def listed(room: Room, *args: object) -> dict[str, dict]:
    return {one["id"]: one for one in room.json("comments", *args)["comments"]}


def test_a_comment_is_cited_by_work_version_and_running_number(anywhere: Room) -> None:
    room = anywhere
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
    assert "commented on vow in writing: vow-0-001" in room.do("log", "vow").replace("\n", " ")


def test_an_answer_has_a_reason_and_a_later_one_takes_its_place(anywhere: Room) -> None:
    room = anywhere
    room.do("comment", "plan", "2", "Too often", "--for", "hills")
    assert "needs a reason" in room.refuse("answer", "plan-1-001", "noted", "-m", " ")
    room.do("answer", "plan-1-001", "rejected", "-m", "It is not", "--for", "council")
    said = room.do("answer", "plan-1-1", "partly", "-m", "It may be", "--for", "council")
    assert "before: rejected, by council" in said
    [one] = listed(room, "plan").values()
    assert (one["outcome"], one["reason"]) == ("partly", "It may be")
    assert "Before: rejected" in room.do("comments")
    assert listed(room, "--open") == {}


def test_comments_take_one_row_of_numbers_through_the_versions_of_a_work(room: Room) -> None:
    room.do("comment", "vow", "Say it shorter", "--for", "hills")
    room.do("comment", "plan", "1", "On the first", "--for", "hills")
    room.do("import", "vow", room.write("vow.txt", "Vow\n\n1. We keep them.\n"), "--lang", "eng")
    room.do("comment", "vow", "1", "Of the draft as it stands", "--for", "hills")
    room.do("checkin", "plan", room.edit("plan", ("every year at", "yearly at")), "-m", "Shorter")
    room.do("comment", "plan", "1", "Still on the first", "--for", "hills")
    room.do("issue", "plan", "second draft")
    room.do("comment", "plan", "1", "On the second", "--for", "hills")
    room.do("comment", "plan@first-draft", "1", "On the first once more", "--for", "hills")
    assert [*listed(room)] == [
        "plan-1-001",
        "plan-1-002",
        "plan-2-003",
        "plan-1-004",
        "vow-0-001",
        "vow-0-002",
    ]
    assert [*listed(room, "plan@1")] == ["plan-1-001", "plan-1-002", "plan-1-004"]
    assert [*listed(room, "vow", "--version", "0")] == ["vow-0-001", "vow-0-002"]


def test_the_words_quoted_must_stand_in_the_place(room: Room) -> None:
    room.do("comment", "plan", "2", "Why?", "--quote", "every  year", "--for", "hills")
    assert listed(room)["plan-1-001"]["place"]["quote"] == "every year"
    said = room.refuse("comment", "plan", "2", "Why?", "--quote", "each month", "--for", "hills")
    assert "para_2 does not hold the words 'each month'" in said
    assert "from no place" in room.refuse("comment", "plan", "Why?", "--quote", "every year")
    assert "as a whole" in room.refuse("comment", "plan", "Why?", "--propose", "each month")
    assert "no place '9'" in room.refuse("comment", "plan", "9", "Why?")
    assert "no text yet" in room.refuse("comment", "vow", "9", "Why?")
    assert "says nothing" in room.refuse("comment", "plan", "1", "  ")
    assert "control character U+0007" in room.refuse("comment", "plan", "a\x07b", code=2)
    room.refuse("comment", "nothing", "Why?")
    room.refuse("comment", "plan", "1", "2", "3", code=2)


def test_the_place_is_found_again_when_the_text_moves_on(room: Room) -> None:
    room.do("comment", "plan", "2", "Why there?", "--quote", "upper ford", "--for", "hills")
    room.do("comment", "plan", "3(b)", "Which?", "--quote", "new moon", "--for", "hills")
    room.do("comment", "plan", "4", "To whom?", "--quote", "a report", "--for", "hills")
    moved = (("at the upper ford", "at the ford by the upper mill"), ("PARA 4", "PARA 5"))
    file = room.edit("plan", *moved, ("PARA 3", "PARA 3\n\n  Nobody is turned away.\n\nPARA 4"))
    room.do("checkin", "plan", file, "-m", "The mill")
    found = [(c["place"]["eId"], c["place"]["quote"]) for c in listed(room).values()]
    assert found[0][0] == "para_2"
    assert "mill" in found[0][1]
    assert "on paragraph 2: “upper ford”, now “ford by" in room.do("comments")
    form = csv.reader(io.StringIO(room.do("comments", "plan", "--format", "csv")))
    assert [row[1] for row in form][1:] == ["upper ford", "new moon", "a report"]
    assert found[1:] == [("para_4__subpara_b", "new moon"), ("para_5", "a report")]
    assert not any(c["place"]["orphaned"] for c in listed(room).values())


def test_a_comment_whose_place_is_gone_is_orphaned_until_it_is_put_elsewhere(room: Room) -> None:
    room.do("comment", "plan", "4", "To whom?", "--quote", "a report every year", "--for", "hills")
    added = ("PARA 4", "PARA 4\n\n  Nobody is turned away.\n\nPARA 5")
    room.do("checkin", "plan", room.edit("plan", added), "-m", "One more")
    file = room.edit("plan")
    markup = file.read_text()
    at = markup.index("PARA 5")
    file.write_text(markup[:at].rstrip() + "\n")
    room.do("checkin", "plan", file, "-m", "No reports")
    place = listed(room)["plan-1-001"]["place"]
    assert (place["eId"], place["quote"], place["orphaned"]) == (
        "para_5",
        "a report every year",
        True,
    )
    assert "on para_5, which is gone: “a report every year”" in room.do("comments")
    room.do("reanchor", "plan-1-001", "3", "--quote", "shall")
    place = listed(room)["plan-1-001"]["place"]
    assert (place["eId"], place["quote"], place["orphaned"]) == ("para_3", "shall", False)
    room.do("reanchor", "plan-1-001", "4", "--at", "1")
    assert listed(room)["plan-1-001"]["place"]["orphaned"] is True
    room.refuse("reanchor", "plan-1-001", "7")
    room.do("comment", "plan", "2", "Why?", "--quote", "every year", "--for", "hills")
    file = room.edit("plan", ("The keepers meet every year at the upper ford.", "They meet."))
    room.do("checkin", "plan", file, "-m", "Shorter")
    assert "on paragraph 2, whose words are gone: “every year”" in room.do("comments")
    room.refuse("reanchor", "plan-1-009", "1")


def test_open_proposals_for_the_same_words_compete(room: Room) -> None:
    def propose(place: str, quote: str, wording: str) -> None:
        quoted = ("--quote", quote) if quote else ()
        room.do("comment", "plan", place, "So", *quoted, "--propose", wording, "--for", "hills")

    propose("2", "every year", "yearly")
    propose("2", "year at the", "month at the")
    propose("2", "upper ford", "lower ford")
    propose("3(a)", "", "clear it;")
    propose("3", "", "The keepers shall rest.")
    propose("3(b)", "moon", "")
    room.do("comment", "plan", "2", "Only said", "--quote", "every year", "--for", "hills")

    def competing() -> dict[str, list[str]]:
        return {id[-1]: [c[-1] for c in one["competes_with"]] for id, one in listed(room).items()}

    assert competing() == {
        "1": ["2"],
        "2": ["1"],
        "3": [],
        "4": ["5"],
        "5": ["4", "6"],
        "6": ["5"],
        "7": [],
    }
    assert "Competes with plan-1-004, plan-1-006" in room.do("comments", "plan", "--place", "3")
    room.do("answer", "plan-1-002", "rejected", "-m", "No")
    assert competing()["1"] == []
    shown = room.do("comments", "--place", "3(b)", "plan")
    assert "Proposes to strike it out" in shown


def test_others_support_and_oppose_and_take_it_back(room: Room) -> None:
    room.do("comment", "plan", "2", "Too often", "--for", "hills")
    room.do("support", "plan-1-001", "--for", "council,desk")
    room.do("oppose", "plan-1-001", "--for", "council", "-m", "On reflection")
    one = listed(room)["plan-1-001"]
    assert (one["supported_by"], one["opposed_by"]) == (["desk"], ["council"])
    assert "desk supports plan-1-001 already" in room.refuse("support", "plan-1-001")
    assert "hills's own" in room.refuse("support", "plan-1-001", "--for", "hills")
    room.do("comment", "plan", "-", "Together", "--for", "hills", "--with", "council")
    assert listed(room)["plan-1-002"]["supported_by"] == ["council"]
    assert listed(room)["plan-1-002"]["place"] is None
    room.refuse("support", "plan-1-002", "--for", "council")
    room.do("oppose", "plan-1-001", "--no-longer", "--for", "council")
    assert listed(room)["plan-1-001"]["opposed_by"] == []
    room.refuse("oppose", "plan-1-001", "--no-longer", "--for", "council")


def test_a_joint_comment_is_withdrawn_by_all_and_stays_in_the_register(room: Room) -> None:
    room.do("comment", "plan", "2", "Too often", "--for", "hills,council")
    room.do("comment", "plan", "2", "Too rarely", "--for", "hills")
    assert "council did not withdraw it" in room.refuse("withdraw", "plan-1-001", "--for", "hills")
    assert "desk cannot withdraw it" in room.refuse("withdraw", "plan-1-001")
    room.do("withdraw", "plan-1-001", "--for", "hills,council", "-m", "A joint paper follows")
    room.do("withdraw", "2", "--for", "hills")
    assert {id: (c["outcome"], c["reason"]) for id, c in listed(room).items()} == {
        "plan-1-001": ("withdrawn", "A joint paper follows"),
        "plan-1-002": ("withdrawn", None),
    }
    assert listed(room, "--open") == {}
    assert listed(room, "--outcome", "withdrawn").keys() == {"plan-1-001", "plan-1-002"}
    for refused in (
        ("answer", "plan-1-001", "noted", "-m", "Seen"),
        ("answer", "plan-1-002", "noted", "-m", "Seen"),
        ("support", "plan-1-001"),
        ("withdraw", "plan-1-001", "--for", "hills,council"),
        ("withdraw", "2", "--for", "hills"),
        ("reanchor", "plan-1-002", "1"),
    ):
        assert "withdrawn" in room.refuse(*refused)
    assert "neither a comment nor a submission" in room.refuse("withdraw", "77")


def test_what_a_later_submission_corrects_needs_no_answer_any_more(room: Room) -> None:
    room.do("comment", "plan", "2", "Too oftn", "--for", "hills,hills")
    room.do("comment", "plan", "2", "Too often", "--for", "hills")
    room.do("correct", "1", "2", "--for", "hills", "-m", "A slip")
    found = listed(room)
    assert (found["plan-1-001"]["parties"], found["plan-1-001"]["outcome"]) == (
        ["hills"],
        "corrected",
    )
    assert found["plan-1-001"]["reason"] == "A slip"
    assert [*listed(room, "--open")] == ["plan-1-002"]
    assert "1 comment is open on plan" in room.do("status")
    said = room.refuse("answer", "plan-1-001", "noted", "-m", "Seen")
    assert "plan-1-001 is of a submission that 2 corrects" in said
    assert "The submission 2 took its place" in room.do("comments")


def test_the_register_is_filtered(room: Room) -> None:
    room.do("comment", "plan", "2", "One", "--for", "hills")
    room.do("comment", "plan", "3(a)", "Two", "--for", "hills,council", "--kind", "editorial")
    room.do("comment", "vow", "Three", "--for", "council")
    room.do("answer", "plan-1-001", "noted", "-m", "Seen")
    assert [*listed(room, "--party", "council")] == ["plan-1-002", "vow-0-001"]
    assert [*listed(room, "--open")] == ["plan-1-002", "vow-0-001"]
    assert [*listed(room, "--outcome", "noted")] == ["plan-1-001"]
    assert [*listed(room, "plan", "--place", "3")] == ["plan-1-002"]
    assert [*listed(room, "--kind", "general")] == ["vow-0-001"]
    assert [*listed(room, "plan/eng")] == ["plan-1-001", "plan-1-002"]
    room.refuse("comments", "--party", "nobody")
    room.refuse("comments", "nothing")
    room.refuse("comments", "--place", "3")
    room.refuse("comments", "plan/fra")
    assert room.do("comments", "--outcome", "deferred").splitlines() == ["No comments"]


def test_status_says_how_many_comments_are_open(room: Room) -> None:
    room.do("comment", "plan", "2", "One", "--for", "hills")
    room.do("comment", "plan", "2", "Two", "--for", "hills")
    room.do("comment", "plan", "2", "Three", "--for", "hills")
    room.do("answer", "plan-1-001", "noted", "-m", "Seen")
    assert "2 comments are open on plan" in room.do("status")
    room.do("withdraw", "plan-1-002", "--for", "hills")
    documents = room.json("status")["documents"]
    assert {row["work"]: row["open_comments"] for row in documents} == {"plan": 1, "vow": 0}


def test_what_is_not_public_is_counted_and_told_those_whom_it_is_for(anywhere: Room) -> None:
    room = anywhere
    room.do("comment", "plan", "1", "For all", "--for", "hills", "--propose", "Each village")
    secret = ("--propose", "Sapphire lantern", "--for", "hills", "--access", "participants")
    room.do("comment", "plan", "1", "Copper heron", *secret)
    room.do(
        *("comment", "plan", "Amber thistle", "--for", "hills", "--embargo-until", "2026-04-01"),
        *("--on", "2026-02-01"),
    )

    def told(*args: object) -> tuple[dict[str, str | None], int]:
        found = room.json("comments", "plan", *args)
        return {c["id"][-1]: c["text"] for c in found["comments"]}, found["withheld"]

    embargoed = ("--as-of", "2026-03-31")
    assert told(*embargoed) == ({"1": "For all"}, 2)
    assert told(*embargoed, "--access", "participants") == (
        {"1": "For all", "2": "Copper heron"},
        1,
    )
    assert told(*embargoed, "--access", "presidency")[1] == 0
    assert told("--as-of", "2026-04-01") == ({"1": "For all", "3": "Amber thistle"}, 1)
    both = listed(room, *embargoed, "--access", "participants")
    assert both["plan-1-002"]["proposed"] == "Sapphire lantern"
    assert both["plan-1-002"]["access"] == "participants"
    assert both["plan-1-001"]["competes_with"] == ["plan-1-002"]
    assert listed(room, *embargoed)["plan-1-001"]["competes_with"] == []
    assert "2 more are not public" in room.do("comments", "plan", *embargoed)
    csv_ = room.run("comments", "plan", "--format", "csv", *embargoed)
    assert csv_.err == "2 more are not public\n"
    for word in ("heron", "lantern", "thistle"):
        assert word not in room.log()
        assert word not in room.do("comments", "plan", "--format", "csv", *embargoed)
    assert "heron" in room.do(
        "comments", "plan", "--format", "csv", *embargoed, "--access", "participants"
    )


def test_the_form_of_eight_columns_has_the_answer_as_the_secretariat_s_observation(
    room: Room,
) -> None:
    room.do("comment", "plan", "3(b)", "=1+1", "--quote", "new moon", "--propose", "每月")
    room.do("answer", "plan-1-001", "noted", "-m", "Seen")
    header, row = csv.reader(io.StringIO(room.do("comments", "plan", "--format", "csv")))
    assert len(header) == 8
    assert row == ["desk", "new moon", "", "3(b)", "te", "'=1+1", "每月", "plan-1-001 noted: Seen"]


def test_the_form_written_is_a_form_that_is_read(tmp_path: Path) -> None:
    def conference(name: str) -> Desk:
        desk = Desk(tmp_path / name, inside=True)
        desk.do("init", "--process", "ccm-2rc")
        (desk.folder / "lap.txt").write_text(f"Plan\n\n{PLAN}", encoding="utf-8")
        desk.do("import", "lap", "lap.txt", "--lang", "eng", party="isu")
        desk.do("issue", "lap", "first draft", party="isu")
        return desk

    one, other = conference("one"), conference("other")
    for said in (
        ("2", "Zu oft; =3 too", "--propose", "The keepers meet, “as agreed”,\nnow and then."),
        ("3(b)", "用词不当", "--kind", "editorial"),
        ("A general one, of all of it",),
    ):
        one.do("comment", "lap", *said, "--for", "state-party-a", party="isu")
    form = one.do("comments", "lap", "--format", "csv").encode()
    mail = letter("See the form.", files=(("form.csv", "text/csv", form),))
    file = other.folder / "mail.eml"
    file.write_bytes(mail.as_bytes())
    other.do("receive", file, "--work", "lap", "--sender", f"{ADDRESS}=state-party-a", party="isu")

    def said_in(desk: Desk) -> list[tuple[object, ...]]:
        keys = ("parties", "kind", "text", "proposed")
        found = desk.json("comments", "lap", "--access", "presidency")["comments"]
        return [(c["place"] and c["place"]["eId"], *(c[k] for k in keys)) for c in found]

    assert [one for one in said_in(other) if one[3] != "See the form."] == said_in(one)


def test_a_paper_is_commented_on_in_the_version_that_is_named(room: Room) -> None:
    room.do("import", "note", room.write("note.txt", "Note\n\n1. We dig.\n"), "--lang", "eng")
    room.do("issue", "note", "as sent")
    room.do("checkin", "note", room.edit("note", ("We dig.", "We dig deep.")), "-m", "Deeper")
    room.do("issue", "note", "as sent again")
    room.do("comment", "note@as-sent", "1", "How deep?", "--quote", "dig", "--for", "hills")
    room.do("comment", "note", "1", "Too deep", "--quote", "deep", "--for", "hills")
    assert "does not hold" in room.refuse("comment", "note@1", "1", "So", "--quote", "deep")
    assert {id: c["version"] for id, c in listed(room).items()} == {
        "note-1-001": 1,
        "note-2-002": 2,
    }


def test_comments_in_chinese_and_arabic_on_texts_in_chinese_and_arabic(room: Room) -> None:
    for language, text in (("zho", PLAN_ZHO), ("ara", PLAN_ARA)):
        file = room.write(f"{language}.txt", text)
        room.do("import", "plan", file, "--lang", language, "--standing", "official")
        room.do("issue", f"plan/{language}", f"first {language}")
    room.do(
        *("comment", "plan/zho", "第2段", "每年太频繁", "--quote", "每年"),
        *("--propose", "每三年", "--for", "hills"),
    )
    room.do(
        *("comment", "plan/ara", "٢", "كثير جداً", "--quote", "كل سنة"),
        *("--propose", "كل ثلاث سنوات", "--for", "hills"),
    )
    found = listed(room)
    assert [(c["language"], c["place"]["quote"]) for c in found.values()] == [
        ("zho", "每年"),
        ("ara", "كل سنة"),
    ]
    narrow = room.run("comments", "plan/zho", COLUMNS="24").out
    assert all(len(line) <= 24 for line in narrow.splitlines()[1:-1])
    file = room.edit("plan/zho", ("每年在上游渡口", "每年在上游的老渡口"))
    room.do("checkin", "plan/zho", file, "-m", "渡口")
    assert listed(room)["plan-1-001"]["place"]["orphaned"] is False


def test_a_statement_is_kept_with_the_adopted_text(room: Room) -> None:
    file = room.write("statement.txt", "We understand “every year” as every calendar year.\n")
    kind = ("--kind", "interpretation", "--for", "hills")
    assert "no text of this process is adopted" in room.refuse("statement", file, *kind)
    assert "plan/eng is not adopted" in room.refuse("statement", file, "plan", *kind)
    room.adopt()
    room.do("statement", file, "2", *kind, "--quote", "every year")
    room.do("statement", file, "plan", "--kind", "dissociation", "--for", "hills")
    room.refuse("statement", file, "plan", "9", *kind)
    room.refuse("statement", room.write("empty.txt", " \n"), *kind)
    found = room.json("versions", "plan")["statements"]
    assert [(s["kind"], s["parties"], s["version"]) for s in found] == [
        ("interpretation", ["hills"], 1),
        ("dissociation", ["hills"], 1),
    ]
    assert found[0]["place"]["eId"] == "para_2"
    assert "@1, para_2: interpretation of The Hills" in room.do("versions", "plan")
    assert listed(room) == {}
    assert "made a statement on plan/eng@1" in room.do("log").replace("\n", " ").replace(
        "                ", ""
    )


def test_an_edit_names_comments_that_there_are(room: Room) -> None:
    room.do("comment", "plan", "2", "Too often", "--for", "hills")
    file = room.edit("plan", ("every year at", "yearly at"))
    why = ("checkin", "plan", file, "-m", "Shorter", "--answers")
    assert "no comment plan-1-007; the last on plan is plan-1-001" in room.refuse(*why, "plan-1-7")
    room.refuse(*why, "seven")
    room.do(*why, "plan-1-1")
    step = listed(room)["plan-1-001"]["answered_by_edits"]
    assert len(step) == 1
    assert "Shorter" in room.do("log", "plan")


def test_who_may_comment_and_answer_is_the_rules_affair(tmp_path: Path) -> None:
    room = Room(tmp_path / "desk")
    room.do("rules", "set", "comment", "state-party", "-m", "Agreed", "--for", "council")
    room.do("rules", "set", "answer", "deciding-body", "-m", "Agreed", "--for", "council")
    said = room.refuse("comment", "plan", "Why?", "--for", "council")
    assert "council (deciding-body) may not comment; that is for: state-party" in said
    room.do("comment", "plan", "Why?", "--for", "hills")
    said = room.refuse("answer", "plan-0-001", "noted", "-m", "Seen")
    assert "desk (secretariat) may not answer; that is for: deciding-body" in said
    room.do("answer", "plan-0-001", "noted", "-m", "Seen", "--for", "council")


def test_a_remark_is_made_in_a_meeting_of_the_timetable(room: Room) -> None:
    room.do("milestone", "ford", "2026-02-03", "--kind", "meeting", "--title", "At the ford")
    room.do("milestone", "end", "2026-02-09", "--kind", "deadline", "--title", "The end")
    room.do("comment", "plan", "Why?", "--for", "hills", "--at-meeting", "ford")
    assert "no meeting of the timetable" in room.refuse(
        "comment", "plan", "Why?", "--for", "hills", "--at-meeting", "end"
    )
    room.refuse("comment", "plan", "Why?", "--for", "hills", "--at-meeting", "nowhere")
    for asked in ("log",), ("log", "plan"):
        told = room.do(*asked).replace("\n                ", " ")
        assert "commented on plan in a meeting: plan-1-001" in told
        assert "comment-numbered" not in told
