"""The commands of the timetable, as a person types them."""

from pathlib import Path

import pytest

from command import Desk

PLAN = """Plan of Work

I. Beginnings

1. The parties will meet every year.
"""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """The process up to the briefing of 8 June 2020."""
    desk = Desk(tmp_path_factory.mktemp("desk"), inside=True)
    (desk.folder / "rd.txt").write_text(PLAN, encoding="utf-8")
    desk.do("init", "--process", "ccm-2rc")
    for day, *line in (
        ("2020-04-10", "import", "rd", "rd.txt", "--lang", "eng"),
        ("2020-04-15", "issue", "rd", "pre-draft"),
        ("2020-04-15", "circulate", "rd", "--to", "state-party,observer", "--fulfils", "pre-draft"),
        (
            "2020-06-08",
            "meeting",
            "held",
            "briefing",
            "--in-place-of",
            "meeting-1",
            "--mode",
            "virtual",
        ),
        ("2020-06-08", "silence", "open", "date", "--about", "29 June", "--until", "2020-06-12"),
        (
            "2020-06-08",
            "reschedule",
            "meeting-1",
            "29 June",
            "-m",
            "Pandemic",
            "--under-silence",
            "date",
        ),
    ):
        desk.do(*line, "--on", day, party="presidency")
    return desk


def test_the_table_has_the_months_beside_it(desk: Desk) -> None:
    table = desk.do("timeline", "--as-of", "2020-06-10")
    assert "By the end of 2020-06-10 (Europe/Zurich)" in table
    head = next(line for line in table.splitlines() if line.startswith("milestone"))
    assert head.endswith("AMJJASON")
    lines = {line.split()[0]: line for line in table.splitlines() if line.strip()}
    assert lines["pre-draft"].split() == ["pre-draft", "2020-04-15", "2020-04-15", "on-time", "▓"]
    assert "(2020-06-29)  pending, 19 d" in lines["meeting-1"]
    assert "silence open" in " ".join(table.split())
    assert "not reached" in table
    assert "\x1b[" not in table


def test_the_json_is_one_document_with_the_keys_that_it_promises(desk: Desk) -> None:
    found = desk.json("timeline", "--as-of", "2020-06-10")
    assert (found["as_of"], found["timezone"]) == ("2020-06-10", "Europe/Zurich")
    first = found["milestones"][0]
    assert first["planned"] == {
        "earliest": "2020-04-15",
        "latest": "2020-04-15",
        "phrase": "15 April 2020",
        "edtf": "2020-04-15",
    }
    assert first["happened"] == {"earliest": "2020-04-15", "latest": "2020-04-15"}
    assert first["addressees"]["reached"] == [
        "observer-a",
        "state-party-a",
        "state-party-b",
        "state-party-c",
    ]
    adoption = next(m for m in found["milestones"] if m["kind"] == "adoption")
    assert adoption["planned"]["earliest"] is None
    meeting = next(m for m in found["milestones"] if m["id"] == "meeting-1")
    assert meeting["changes"][-1] == {
        "on": "2020-06-08",
        "what": "rescheduled",
        "to": {
            "earliest": "2020-06-29",
            "latest": "2020-06-29",
            "phrase": "29 June",
            "edtf": "2020-06-29",
        },
        "why": "Pandemic",
        "provisional": True,
        "lapsed": False,
        "under_silence": "date",
    }
    assert set(found) >= {"submissions", "sequence", "structure", "participation", "unanswered"}
    length = next(r for r in found["structure"] if r["work"] == "rd" and r["rule"] == "length")
    assert length == {"work": "rd", "rule": "length", "ok": None, "found": "10 words", "where": []}


def test_status_says_what_is_due_next_and_what_is_late(desk: Desk) -> None:
    said = " ".join(desk.do("status", "--as-of", "2020-06-10").split())
    assert "Late by the end of 2020-06-10: 2020-05-11/2020-05-20 21 d late documents-1" in said
    assert "2020-06-12 2 d left date Silence procedure: 29 June" in said
    assert "2020-06-29 19 d left meeting-1 First Preparatory Meeting (provisional)" in said
    assert "and 4 more: travaux timeline" in said
    found = desk.json("status", "--as-of", "2020-06-12")
    assert found["as_of"] == "2020-06-12"
    assert [item["id"] for item in found["late"]] == ["documents-1"]
    assert [item["id"] for item in found["due"]] == [
        "meeting-1",
        "comments-lap",
        "documents-2",
        "meeting-2",
        "comments-pd",
        "draft-pd",
        "adoption",
        "conference",
    ]
    assert found["due"][0] == {
        "id": "meeting-1",
        "title": "First Preparatory Meeting",
        "kind": "meeting",
        "works": ["rd", "lap"],
        "phrase": "29 June",
        "earliest": "2020-06-29",
        "latest": "2020-06-29",
        "days": 17,
        "provisional": False,
        "outstanding": [],
    }


def test_the_log_tells_it_in_sentences(desk: Desk) -> None:
    told = " ".join(desk.do("log").split())
    for sentence in (
        "circulated rd/eng@1 to state-party, observer",
        "recorded that briefing was held (virtual) in place of meeting-1",
        "opened the silence date until 2020-06-13T00:00:00+02:00: 29 June",
        "moved meeting-1 to 29 June, under the silence date: Pandemic",
    ):
        assert sentence in told, told


def test_it_goes_out_as_calendar_and_picture(desk: Desk) -> None:
    desk.do("export", "ics", "--as-of", "2020-06-10", "-o", "plan.ics")
    assert b"DTSTART;VALUE=DATE:20200629" in (desk.folder / "plan.ics").read_bytes()
    desk.do("export", "timeline-svg", "-o", "plan.svg")
    assert (desk.folder / "plan.svg").read_bytes().startswith(b"<?xml")
    assert "is there already" in desk.refuse("export", "ics", "-o", "plan.ics")


def test_what_is_refused_is_refused_in_one_line(desk: Desk) -> None:
    error = desk.refuse("postpone", "meeting-2", "-m", "x", party="observer-a")
    assert "observer-a (observer) may not reschedule; that is for: presidency" in error
    error = desk.refuse("reschedule", "meeting-2", "some day", "-m", "x", party="presidency")
    assert "'some day' is no date that is understood; understood are a date" in error
    error = desk.refuse("circulate", "lap", "--to", "state-party", party="presidency")
    assert "lap has no draft yet" in error
    assert "ID=WHEN" in desk.refuse(
        "split", "conference", "one", "-m", "x", party="presidency", code=2
    )


def test_a_store_without_a_definition_has_a_timetable_too(tmp_path: Path) -> None:
    desk = Desk(tmp_path, inside=True)
    desk.do("init")
    assert "The timetable is empty" in desk.do("timeline")
    said = desk.do("milestone", "talks", "2020 年 5 月中旬", "--kind", "meeting", "--title", "会谈")
    assert "[2020-05-11..2020-05-20]" in said
    assert "会谈" in desk.json("timeline")["milestones"][0]["title"]
    desk.do("cancel", "talks", "-m", "No room")
    assert desk.json("timeline")["milestones"][0]["status"] == "cancelled"


def test_rules_and_parties(desk: Desk) -> None:
    assert desk.json("rules", "show")["rules"]["adopt"] == ["deciding-body"]
    desk.do("party", "register", "group-b", "Group B", "group", party="isu")
    desk.do("party", "join", "group-b", "state-party-a", "--on", "2020-06-09", party="isu")
    assert "members: state-party-a" in desk.do("party", "list", "--as-of", "2020-06-09")
    assert "members" not in desk.do("party", "list", "--as-of", "2020-06-08")
    listed = desk.json("party", "list", "--as-of", "2020-06-10")
    assert listed["as_of"] == "2020-06-10"
    assert listed["parties"][-1] == {
        "id": "group-b",
        "name": "Group B",
        "role": "group",
        "mailboxes": [],
        "domains": [],
        "members": ["state-party-a"],
    }
    desk.refuse("rules", "set", "edit", "isu", "-m", "x", "--for", " , ", party="isu", code=2)
    desk.do("rules", "set", "edit", "presidency", "-m", "In the room", party="isu")
    error = desk.refuse("import", "lap", "rd.txt", "--lang", "eng", party="state-party-a")
    assert "may not open" in error
    assert desk.json("rules", "show")["rules"]["edit"] == ["presidency"]
    desk.refuse("rules", "set", "edit", "-m", "x", party="isu", code=2)


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A text that was issued once, and papers."""
    desk = Desk(tmp_path_factory.mktemp("papers"), inside=True)
    (desk.folder / "rd.txt").write_text(PLAN, encoding="utf-8")
    desk.do("init", "--process", "ccm-2rc")
    for line in (
        ("import", "rd", "rd.txt", "--lang", "eng"),
        ("issue", "rd", "first draft", "--nature", "informal", "--distribution", "limited"),
        ("import", "cn", "rd.txt", "--lang", "eng"),
        ("import", "options", "rd.txt", "--lang", "eng", "--informs", "lap,pd"),
    ):
        desk.do(*line, "--on", "2020-05-19", party="presidency")
    return desk


def test_one_text_goes_out_under_several_names_in_one_package(papers: Desk) -> None:
    package = ("rd@1=Informal draft", "rd@1=草案", "cn", "options")
    to = ("--to", "state-party,observer-a", "--on", "2020-05-20", "-m", "For the meeting")
    said = papers.do("circulate", *package, *to, party="presidency")
    names = "rd/eng@1 as 'Informal draft', rd/eng@1 as '草案', cn/eng@s4, options/eng@s4"
    assert said == f"Circulated {names} to state-party, observer-a\n"
    told = " ".join(papers.do("log").split())
    assert f"circulated {names} to state-party, observer-a: For the meeting" in told
    (version,) = papers.json("versions", "rd")["versions"]
    assert (version["nature"], version["distribution"]) == ("informal", "limited")
    assert version["original_language"] == "eng"
    assert [(c["on"], c["to"], c["title"]) for c in version["circulated"]] == [
        ("2020-05-20", ["state-party", "observer-a"], "Informal draft"),
        ("2020-05-20", ["state-party", "observer-a"], "草案"),
    ]
    listed = papers.do("versions", "rd")
    assert "@1 was issued as informal text, limited distribution, original eng" in listed
    assert "@1 was circulated on 2020-05-20 to state-party, observer-a as '草案'" in listed


def test_a_package_holds_nothing_twice_under_one_name(papers: Desk) -> None:
    to = ("--to", "state-party")
    twice = papers.refuse("circulate", "rd@1=A", "cn", "rd@1=A", *to, party="presidency")
    assert "rd/eng is in the package twice as 'A'" in twice
    for text in ("rd@1=", "rd@1=A"):
        papers.refuse("circulate", text, *to, "--title", "B", party="presidency", code=2)


def test_a_paper_says_which_works_it_informs_and_is_never_adopted(papers: Desk) -> None:
    rows = {row["work"]: row for row in papers.json("status")["documents"]}
    assert (rows["options"]["paper"], rows["options"]["informs"]) == (True, ["lap", "pd"])
    assert rows["cn"]["informs"] == ["rd", "lap", "pd"]
    assert "(paper, informs lap, pd)" in " ".join(papers.do("status").split())
    for line, says in (
        (
            ("import", "dap", "rd.txt", "--lang", "eng", "--informs", "pd"),
            "dap informs rd, lap, as",
        ),
        (("import", "new", "rd.txt", "--lang", "eng", "--informs", "new"), "cannot inform itself"),
        (("import", "new", "rd.txt", "--lang", "eng", "--informs", "old"), "old is not a work"),
        (("adopt", "cn", "--for", "conference"), "cn is a paper; papers are circulated, never"),
    ):
        assert says in papers.refuse(*line, party="presidency")


def test_status_lists_what_is_open_for_input(papers: Desk) -> None:
    def open_on(day: str) -> dict[str, list[str]]:
        found = papers.json("status", "--as-of", day)["open_for_input"]
        return {window["id"]: window["works"] for window in found}

    later = ("--from", "2020-09-04", "--channel", "any", "-m", "In any way", "--on", "2020-08-30")
    said = papers.do("invite", "pd", "cn", *later, party="presidency")
    assert "It takes the place of input-pd" in said
    assert open_on("2020-05-04") == {}
    assert open_on("2020-05-03") == {"input-rd": ["rd"]}
    rest = {"input-rd-consolidated": ["rd"]}
    assert open_on("2020-07-05") == {"input-lap": ["lap"], "input-pd": ["pd"], **rest}
    assert open_on("2020-09-02") == {"input-pd": ["pd"], **rest}
    assert open_on("2020-09-03") == {"pd-cn-1": ["pd", "cn"], **rest}, "by the end of that day"
    shown = " ".join(papers.do("status", "--as-of", "2020-07-05").split())
    assert "until 2020-07-06 input-lap lap by e-mail to isu, copy to presidency; of" in shown


def test_what_no_document_can_hold_is_not_taken(papers: Desk) -> None:
    line = ("milestone", "talks", "8 June 2020", "--kind", "meeting", "--title")
    said = papers.refuse(*line, "A\x01B", party="presidency", code=2)
    assert "'A\\x01B' holds the control character U+0001" in said
    assert "holds bytes that are no UTF-8" in papers.refuse(*line, "\udcff", party="presidency")
