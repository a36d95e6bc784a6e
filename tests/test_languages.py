"""Drafts in several languages: what each translates, how it is built, and where it is behind."""

import json
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from drafting import identified, text_of
from engine.akn import read
from engine.comparison.parallel import Alignment, align
from engine.errors import Unreadable
from engine.text import Text
from room import Room

FRA = """Plan pour les puits

1. Chaque village garde un puits ouvert aux voyageurs.

2. Les gardiens se réunissent chaque année au gué d'amont.

3. Les gardiens :

(a) nettoient le puits avant les premières pluies ;

(b) mesurent sa profondeur à chaque nouvelle lune.

4. Le conseil entend un rapport chaque année.
"""
ZHO = """水井计划

一、各村为旅人保留一口水井。

二、看守人每年在上游渡口开会。

三、看守人应：

（一）在第一场雨前清除井中落叶；

（二）在每个新月测量井深。

四、理事会每年听取报告。
"""


@pytest.fixture
def room(tmp_path: Path) -> Room:
    room = Room(tmp_path / "room")
    room.do("issue", "plan", "first draft")
    return room


def translate(room: Room, language: str, text: str, *more: str) -> str:
    file = room.write(f"{language}.txt", text)
    return room.do(
        *("import", "plan", file, "--lang", language, "--standing", "official"),
        *("--aligned-with", "plan/eng@1", *more),
    )


def second_draft(room: Room) -> None:
    """Paragraphs 2 and 4 of the original change, and a version is issued."""
    markup = room.edit("plan/eng", ("upper ford", "old mill"), ("report every", "report each"))
    room.do("checkin", "plan/eng", markup, "-m", "second reading")
    room.do("issue", "plan/eng", "second draft")


def originals(room: Room, id: str) -> list[str]:
    found = room.json("align", "plan/fra")["pairs"]
    return sorted(pair["original"] for pair in found if pair["id"] == id)


def behind(room: Room, language: str = "fra") -> list[tuple[str, str, int]]:
    found = room.json("versions", f"plan/{language}")["translations"][0]
    return [(p["num"], p["change"], len(p["elements"])) for p in found["behind"]]


@pytest.mark.parametrize(("language", "text"), [("fra", FRA), ("zho", ZHO)], ids=["fra", "zho"])
def test_a_translation_is_related_to_its_original_when_it_comes(
    room: Room, language: str, text: str
) -> None:
    said = translate(room, language, text)
    assert "It translates plan/eng@1: 27 elements related" in said
    assert "Built alike: no difference of structure." in said
    rows = [json.loads(line) for line in room.log().splitlines()]
    mine = [row for row in rows if row["stream"] == f"draft/plan/{language}"]
    assert mine[0]["event"]["original_language"] == "eng"
    assert mine[0]["event"]["standing"] == "official"
    assert mine[1]["event"]["translates"] == {"language": "eng", "version": 1}
    assert mine[-1]["kind"] == "elements-aligned"
    assert mine[-1]["event"]["alignment"] == "parallel-1"
    assert len({row["act"] for row in mine}) == 1
    listed = room.json("align", f"plan/{language}")
    assert (listed["original"], listed["version"], len(listed["pairs"])) == ("eng", 1, 27)
    assert listed["differences"] == []
    room.do("verify")


def test_every_difference_of_structure_is_told_when_it_comes(room: Room) -> None:
    less = FRA.replace("2. Les gardiens se réunissent chaque année au gué d'amont.\n\n", "")
    said = translate(room, "fra", less)
    assert "1 difference of structure (original against translation):" in said
    assert "unmatched: para_2 against nothing (paragraph: 1 against 0)" in said
    (told,) = room.json("align", "plan/fra")["differences"]
    assert (told["kind"], told["ids"], len(told["original"])) == ("unmatched", [], 1)


def test_a_translation_is_of_a_version_of_the_same_work(room: Room) -> None:
    file = room.write("fra.txt", FRA)
    opening = ("import", "plan", file, "--lang", "fra", "--aligned-with")
    assert "no translation of vow" in room.refuse(*opening, "vow/eng@1")
    assert "plan/eng has no version 2" in room.refuse(*opening, "plan/eng@2")
    assert "@s3 is not an issued version" in room.refuse(*opening, "plan/eng@s3")
    other = ("import", "other", file, "--lang", "fra", "--aligned-with", "other/eng@1")
    assert "other is not a work of this process" in room.refuse(*other)
    room.do("import", "plan", file, "--lang", "fra", "--standing", "courtesy")
    error = room.refuse("align", "plan/fra")
    assert "plan/fra is not said to translate anything" in error
    assert "no translation of itself" in room.refuse(
        "align", "plan/fra", "--aligned-with", "plan/fra"
    )
    room.do("align", "plan/fra", "--aligned-with", "plan/eng@1")
    assert len(room.json("align", "plan/fra")["pairs"]) == 27


def test_a_translation_says_where_it_is_behind(room: Room) -> None:
    translate(room, "fra", FRA)
    assert room.json("status")["documents"][1]["translation"]["behind"] == []
    second_draft(room)
    assert behind(room) == [("2", "changed", 1), ("4", "changed", 1)]
    (row,) = (d for d in room.json("status")["documents"] if d["language"] == "fra")
    assert row["translation"]["translates"] == 1
    assert row["translation"]["last"] == 2
    said = "plan/fra translates plan/eng@1; behind @2: paragraph 2 changed, paragraph 4 changed"
    assert said in room.do("status")
    assert said in " ".join(room.do("versions", "plan/eng").split())
    elements = row["translation"]["behind"][0]["elements"]
    shown = room.json("align", "plan/fra")["pairs"]
    assert {"id": elements[0], "original": row["translation"]["behind"][0]["id"]} in shown


def test_what_came_and_went_in_the_original_is_told_apart(room: Room) -> None:
    translate(room, "fra", FRA)
    markup = room.edit("plan/eng")
    said = markup.read_text(encoding="utf-8")
    head, _, tail = said.partition("PARA 2.")
    second, _, rest = tail.partition("PARA 3.")
    rest = rest.replace("PARA 4.", "PARA 3.")
    added = "PARA 4.\n\n  Nobody sells a well.\n"
    markup.write_text(f"{head}PARA 2.{rest.rstrip()}\n\n{added}", encoding="utf-8")
    assert "every year at" in second
    room.do("checkin", "plan/eng", markup, "-m", "second reading")
    room.do("issue", "plan/eng", "second draft")
    assert behind(room) == [
        ("2", "renumbered", 1),
        ("3", "renumbered", 1),
        ("4", "inserted", 0),
        ("2", "removed", 1),
    ]


def test_an_edit_brings_a_translation_up_to_a_version(room: Room) -> None:
    translate(room, "fra", FRA)
    second_draft(room)
    file = room.edit("plan/fra", ("au gué d'amont", "au vieux moulin"))
    said = room.do("checkin", "plan/fra", file, "-m", "Translated", "--translates", "plan/eng@2")
    assert "plan/fra translates plan/eng@2; travaux align plan/fra lists its elements" in said
    assert behind(room) == []
    rows = [json.loads(line) for line in room.log().splitlines()]
    edit = next(row for row in reversed(rows) if row["kind"] == "edit-made")
    assert edit["event"]["translates"] == {"language": "eng", "version": 2}
    file = room.edit("plan/fra", ("Chaque village", "Tout village"))
    room.do("checkin", "plan/fra", file, "-m", "Style", "--nature", "linguistic")
    assert behind(room) == []


def test_what_an_edit_left_as_it_was_is_told(room: Room) -> None:
    translate(room, "fra", FRA)
    markup = room.edit("plan/eng", ("upper ford", "old mill"), ("report every", "report each"))
    added = "\n\nPARA 5.\n\n  Nobody sells a well.\n"
    markup.write_text(markup.read_text(encoding="utf-8").rstrip() + added, encoding="utf-8")
    room.do("checkin", "plan/eng", markup, "-m", "second reading")
    room.do("issue", "plan/eng", "second draft")
    file = room.edit("plan/fra", ("au gué d'amont", "au vieux moulin"))
    ran = room.run("checkin", "plan/fra", file, "-m", "Traduit", "--translates", "plan/eng@2")
    assert (ran.code, ran.err.splitlines()) == (
        0,
        [
            "Note: paragraph 4 changed in plan/eng@2; what corresponds to it was not edited",
            "Note: paragraph 5 inserted in plan/eng@2; nothing corresponds to it here",
        ],
    )


def test_a_version_that_asks_for_no_other_words_is_said_to_be_translated(room: Room) -> None:
    translate(room, "fra", FRA)
    second_draft(room)
    file = room.edit("plan/fra")
    up = ("checkin", "plan/fra", file, "-m", "Nothing to change", "--translates", "plan/eng@2")
    assert "nothing" in room.do(*up)
    assert room.json("status")["documents"][1]["translation"]["translates"] == 2
    assert "Nothing changed" in room.do("checkin", "plan/fra", room.edit("plan/fra"), *up[3:])


def test_alignment_is_corrected_by_hand(room: Room) -> None:
    less = FRA.replace("4. Le conseil entend un rapport chaque année.\n", "Un rapport.\n")
    translate(room, "fra", less)
    before = room.json("align", "plan/fra")
    assert before["differences"]
    said = room.do("align", "plan/fra", "plan-fra-8=para_1", "--add", "plan-fra-8=para_4")
    assert "2 related, 1 parted" in said
    assert originals(room, "plan-fra-8") == ["plan-eng-24", "plan-eng-4"]
    room.do("align", "plan/fra", "--remove", "plan-fra-8=para_4")
    assert originals(room, "plan-fra-8") == ["plan-eng-4"]
    room.do("align", "plan/fra", "--remove", "plan-fra-8")
    assert originals(room, "plan-fra-8") == []
    pairs = [(p["id"], p["original"]) for p in room.json("align", "plan/fra")["pairs"]]
    assert "Nothing new" in room.do("align", "plan/fra", f"{pairs[0][0]}={pairs[0][1]}")
    assert "no element plan-eng-999" in room.refuse("align", "plan/fra", "plan-fra-8=plan-eng-999")
    assert "plan-fra-8 is not said to translate anything" in room.refuse(
        "align", "plan/fra", "--remove", "plan-fra-8"
    )
    assert "not of the form ID=ID" in room.refuse("align", "plan/fra", "plan-fra-8", code=2)
    room.do("verify")


def test_a_translation_of_what_was_adopted_may_be_completed_after_adoption(room: Room) -> None:
    translate(room, "fra", FRA, "--on", "2026-02-01")
    second_draft(room)
    room.adopt(work="plan/eng")
    assert behind(room)
    file = room.edit("plan/fra", ("au gué d'amont", "au vieux moulin"))
    said = room.do(
        *("checkin", "plan/fra", file, "-m", "Completed", "--translates", "plan/eng@2"),
        *("--on", "2026-03-20"),
    )
    assert (
        "plan/fra translates plan/eng@2, what was adopted; completed after adoption, on 2026-03-20"
        in " ".join(said.split())
    )
    (found,) = room.json("versions", "plan/eng")["translations"]
    assert found["of_adopted"] is True
    assert found["completed_after_adoption"] == "2026-03-20"
    assert "completed after adoption, on 2026-03-20" in " ".join(room.do("status").split())
    room.do("issue", "plan/fra", "texte adopté")


def test_a_translation_begun_before_the_adoption_is_completed_when_it_is_last_said(
    room: Room,
) -> None:
    translate(room, "fra", FRA, "--on", "2026-02-01")
    room.adopt(work="plan/eng")
    assert "completed" not in room.do("versions", "plan/fra"), "it was there before"
    file = room.edit("plan/fra", ("au gué d'amont", "au vieux moulin"))
    up = ("--translates", "plan/eng@1", "--on", "2026-03-20")
    room.do("checkin", "plan/fra", file, "-m", "Completed", *up)
    said = " ".join(room.do("versions", "plan/fra").split())
    assert "what was adopted; completed after adoption, on 2026-03-20" in said


def test_several_languages_may_be_negotiated_in(room: Room) -> None:
    file = room.write("fra.txt", FRA)
    room.do("import", "plan", file, "--lang", "fra", "--standing", "original")
    assert [d["standing"] for d in room.json("status")["documents"][:2]] == 2 * ["original"]
    assert "plan has drafts in eng, fra; name one of them" in room.refuse("checkout", "plan")


def load(file: Path) -> Text:
    """The parts of a real file, each read as elements."""
    root = etree.parse(file).getroot()
    document = next(child for child in root if isinstance(child.tag, str))
    parts = [c for c in document if isinstance(c.tag, str) and etree.QName(c).localname != "meta"]
    assert parts, Unreadable(f"{file} holds no text")
    return text_of(identified((read(part) for part in parts), file.name.split(".")[1]))


@pytest.mark.parametrize("year", [75, 76, 77])
@pytest.mark.parametrize("language", ["fra", "ara", "zho"])
def test_the_real_files_correspond_and_every_difference_is_told(
    real: Path, year: int, language: str
) -> None:
    folder = real / "ga-ccm"
    original = load(folder / f"a-res-{year}.eng.xml")
    own = load(folder / f"a-res-{year}.{language}.xml")
    found = align(own, original)
    assert not any(d.own and d.kind != "marks" for d in found.differences)
    missing = [id for d in found.differences if d.kind == "number" for id in d.original]
    numbers = [n.id for n in original.walk() if n.tag == "num"]
    unnumbered = (year, language) in ((75, "ara"), (77, "ara"))
    assert missing == (numbers if unnumbered else [])
    assert len(found.pairs) == len(own.nodes)
    assert len(own.nodes) + len(missing) == len(original.nodes)
    assert told_marks(found) == {
        pair for pair in found.pairs if _marks(own, pair[0]) != _marks(original, pair[1])
    }


def told_marks(found: Alignment) -> set[Any]:
    return {(d.own[0], d.original[0]) for d in found.differences if d.kind == "marks"}


def _marks(side: Text, id: str) -> list[str]:
    return sorted(mark.tag for mark in side[id].marks)
