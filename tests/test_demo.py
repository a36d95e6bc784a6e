"""The demonstration: the same bytes every time, and each of its promises."""

import filecmp
import json
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
        "files its concept note in Chinese",
        "State Party B adds a paragraph 5",
        "issues version 2",
        "The Conference adopts the Action Plan",
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
    files = ["lap-adopted.xml", "cn.xml", "checkpoint.txt"]
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
        elements = desk.json("show", f"lap@{point}" if point != "s2" else "lap@2020-06-29")[
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


def test_it_can_be_played_with_the_real_note(tmp_path: Path, real: Path) -> None:
    desk = Desk(tmp_path)
    desk.do("demo", "real", "--concept-note", real / "concept-note.zho.txt")
    note = Desk(tmp_path / "real").json("show", "cn")
    assert sum(e["tag"] == "paragraph" for e in note["elements"]) == 18


def test_it_does_not_play_over_what_is_there(told: tuple[Desk, str]) -> None:
    desk = Desk(told[0].folder.parent)
    assert "is a store already" in desk.refuse("demo", "one")
