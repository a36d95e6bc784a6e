"""The demonstration: the same bytes every time, and each of its promises."""

import filecmp
import json
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from lxml import etree

from command import Desk
from exporters.schema import problems


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[Desk, str]:
    desk = Desk(tmp_path_factory.mktemp("demo"))
    story = desk.do("demo", "one")
    return Desk(desk.folder / "one"), story


def test_it_is_told_in_sentences(told: tuple[Desk, str]) -> None:
    story = told[1]
    for sentence in (
        "The presidency opens the process",
        "in Chinese, with a wording that competes with rd-1-001",
        "without the copy to the presidency that was asked for",
        "with a comment form, 20 minutes late",
        "for the presidency only: its words stay out of the log",
        "does not go together with the draft as it is now: both change the same words",
        "it answers 8 comments (3 accepted, 1 partly, 2 rejected, 1 noted, 1 deferred)",
        "files its concept note in Chinese",
        "State Party B adds a paragraph 5",
        "5 hours and 30 minutes late",
        "consolidates lap as version 2",
        "The Conference adopts the Lausanne Action Plan, version 3",
        "The Conference adopts the Political Declaration, version 2",
        "links 8 actions of the Action Plan with the challenges of the Review Document",
        "“Without a date nothing will happen.”",
        "2 of 2 words stand in rd/eng as adopted, version 3",
        "In answer to rd-1-001, of State Party A (illustrative), received on 2020-04-27 by e-mail",
        "In answer to rd-2-011, of Observer State A (illustrative)",
        "What follows answers rd/eng, paragraph 9 (link 3: Action 10 takes it up).",
        "valid against the strict OASIS schema",
        "The log proves itself",
    ):
        assert sentence in " ".join(story.split()), sentence


def test_the_readme_shows_what_it_shows(told: tuple[Desk, str]) -> None:
    shown = told[1].replace("one/", "demo/").replace("cd one\n", "cd demo\n").strip("\n")
    assert shown in (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")


def test_twice_it_gives_the_same_bytes(told: tuple[Desk, str]) -> None:
    one = told[0]
    above = Desk(one.folder.parent)
    above.do("demo", "two")
    two = Desk(above.folder / "two")
    files = ["lap-adopted.xml", "cn.xml", "checkpoint.txt", "rd-compilation.md"]
    assert filecmp.cmpfiles(one.folder, two.folder, files, shallow=False)[0] == files
    assert one.log() == two.log()


def test_the_first_draft_stays_what_it_was(told: tuple[Desk, str]) -> None:
    desk = told[0]
    first = desk.json("show", "lap@1")
    assert first["version"] == 1
    assert "at least two States not party" in first["text"]
    assert "whoever is responsible" in first["text"]
    assert "2021-2025" in first["text"]
    assert "2021-2026" in desk.json("show", "lap")["text"]
    issued = desk.json("versions", "lap")["versions"]
    assert first["digest"] == issued[0]["digest"]
    assert [v["status"] for v in issued] == ["issued", "issued", "adopted"]


def test_insertions_and_removals_renumber_and_do_no_more(told: tuple[Desk, str]) -> None:
    desk = told[0]
    edits = [json.loads(line) for line in desk.do("log", "lap", "--json").splitlines()]
    by_act: dict[str, list[str]] = {}
    for line in edits:
        by_act.setdefault(line["act"], []).append(line["kind"])
    shapes = [kinds for kinds in by_act.values() if kinds[0] == "edit-made"]
    assert ["edit-made", "element-inserted", *["text-edited"] * 20] in shapes
    assert ["edit-made", "element-moved", *["text-edited"] * 3] in [list(kinds) for kinds in shapes]
    assert sorted(["edit-made", "element-removed", *["text-edited"] * 6]) in map(sorted, shapes)


def test_a_paragraph_is_itself_under_another_number(told: tuple[Desk, str]) -> None:
    desk = told[0]
    numbers = []
    for point in ("s2", "1", "2"):
        elements = desk.json("show", f"lap@{point}" if point != "s2" else "lap@2020-07-20")[
            "elements"
        ]
        ours = {e["id"]: e["num"] for e in elements if e["tag"] == "paragraph"}
        numbers.append(ours)
    same = [id for id in numbers[0] if id in numbers[2] and numbers[0][id] != numbers[1][id]]
    assert same


def test_what_an_archivist_takes_away_is_valid(told: tuple[Desk, str]) -> None:
    folder = told[0].folder
    for name in ("lap-adopted.xml", "cn.xml"):
        assert problems((folder / name).read_bytes()) == []
    root = etree.parse(folder / "lap-adopted.xml").getroot()
    assert root[0].get("contains") == "originalVersion"


def test_its_log_and_its_checkpoint_agree(told: tuple[Desk, str]) -> None:
    desk = told[0]
    proof = desk.json("verify", "--against", "checkpoint.txt")
    assert proof["ok"]
    assert proof["problems"] == []
    assert proof["records"] == len(desk.log().splitlines())


def test_every_comment_is_answered_and_nothing_said_in_confidence_is_in_the_log(
    told: tuple[Desk, str],
) -> None:
    desk = told[0]
    found = desk.json("comments", "--access", "presidency")["comments"]
    assert {c["work"] for c in found} == {"rd", "lap", "pd", "structure"}
    assert [c["id"] for c in found if c["outcome"] is None] == []
    restricted = next(c for c in found if c["access"] == "presidency")
    assert "asked in public" in restricted["text"]
    log = desk.log()
    assert "asked in public" not in log
    assert "in confidence" in log  # its wording became draft text
    letters = [
        message_from_bytes(file.read_bytes(), policy=default).get_body()
        for file in (desk.folder / "letters").iterdir()
    ]
    assert len(letters) == 10
    assert all("are made up" in letter.get_content() for letter in letters if letter)
    names = ("delegate@", "A. Delegate", "Policy Desk", "group-a.example")
    assert [name for name in names if name in log] == []


def test_what_was_said_of_the_pre_draft_is_compiled(told: tuple[Desk, str]) -> None:
    compiled = (told[0].folder / "rd-compilation.md").read_text(encoding="utf-8")
    assert "> 勘察需要时间，期限应当现实。" in compiled
    assert "> Competes with rd-1-001: proposals for the same words" in compiled
    assert "asked in public" not in compiled


def test_the_timetable_says_what_was_kept(told: tuple[Desk, str]) -> None:
    found = told[0].json("timeline")
    kept = {m["id"] for m in found["milestones"] if m["status"] == "on-time"}
    closed = {m["id"] for m in found["milestones"] if m["status"] == "closed"}
    assert kept | closed == {m["id"] for m in found["milestones"]}
    assert closed == {"comments-rd", "comments-lap", "comments-pd"}
    assert [rule["status"] for rule in found["sequence"]] == ["kept", "kept"]
    sent = {s["received_at"]: s for s in found["submissions"] if s["channel"] == "e-mail"}
    assert [s["minutes_late"] for s in sent.values() if s["status"] == "late"] == [20, 330]
    assert [at for at, s in sent.items() if not s["by_channel_invited"]] == [
        "2020-05-04T10:05:00+02:00"
    ]


def test_it_can_be_played_with_the_real_note(tmp_path: Path, real: Path) -> None:
    desk = Desk(tmp_path)
    desk.do("demo", "real", "--concept-note", real / "concept-note.zho.txt")
    note = Desk(tmp_path / "real").json("show", "cn")
    assert sum(e["tag"] == "paragraph" for e in note["elements"]) == 18


def test_it_does_not_play_over_what_is_there(told: tuple[Desk, str]) -> None:
    desk = Desk(told[0].folder.parent)
    assert "is a store already" in desk.refuse("demo", "one")
