"""A checkout that is no longer the latest: merged with what came since, or nothing is recorded."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from room import Room

LATE = "nobody draws water after the bell has rung at night"


@pytest.fixture
def room(tmp_path: Path) -> Room:
    return Room(tmp_path / "room")


def out(room: Room, name: str, format: str = "markup") -> Path:
    """A checkout in a file of its own."""
    file = room.folder / name
    room.do("checkout", "plan", "--format", format, "-o", file, "--force")
    return file


def write(file: Path, *wordings: tuple[str, str]) -> Path:
    text = file.read_text(encoding="utf-8")
    for old, new in wordings:
        assert old in text, (old, text)
        text = text.replace(old, new)
    file.write_text(text, encoding="utf-8")
    return file


def checkin(room: Room, file: Path, *more: str) -> str:
    return room.do("checkin", "plan", file, "-m", "why", *more)


def rebase(room: Room, file: Path) -> str:
    return checkin(room, file, "--rebase")


def last_edit(room: Room) -> list[dict[str, Any]]:
    """The events of the last act."""
    rows = [json.loads(line) for line in room.log().splitlines()]
    last = [row for row in rows if row["act"] == rows[-1]["act"]]
    return [{**row["event"], "kind": row["kind"]} for row in last]


def xml(room: Room) -> str:
    return out(room, "now.xml", "akn").read_text(encoding="utf-8")


@pytest.mark.parametrize("format", ["markup", "akn"])
def test_two_who_edit_different_places_are_both_heard(room: Room, format: str) -> None:
    one, other = out(room, "one", format), out(room, "other", format)
    checkin(room, write(one, ("one well", "two wells")))
    write(other, ("one well open", "one well open and clean"), ("upper ford", "old mill"))
    write(other, ("one well open and clean", "one well open"))
    error = room.refuse("checkin", "plan", other, "-m", "why")
    assert "moved on to s6" in error
    assert "--rebase, which merges the two" in " ".join(error.split())
    assert "1 place edited" in rebase(room, other)
    said = room.do("show", "plan")
    assert "two wells" in said
    assert "old mill" in said
    made, edited = last_edit(room)
    assert (made["method"], edited["kind"]) == ("inferred", "text-edited")
    room.do("verify")


@pytest.mark.parametrize("format", ["markup", "akn"])
def test_where_both_change_the_same_words_the_three_texts_are_written_beside_the_file(
    room: Room, format: str
) -> None:
    one, other = out(room, "one", format), out(room, "other", format)
    checkin(room, write(one, ("one well", "two wells")))
    write(other, ("one well", "three wells"), ("upper ford", "old mill"))
    before = room.log()
    ran = room.run("checkin", "plan", other, "-m", "why", "--rebase")
    assert ran.code == 1
    assert room.log() == before
    error = " ".join(ran.err.split())
    assert "made against plan/eng@s4) and plan/eng@s6 do not go together" in error
    assert "both change the same words); nothing recorded; the three texts are in" in error
    for said in ("keeps one well", "keeps three wells", "keeps two wells"):
        assert said in " ".join(_cells(ran.out))
    written = (room.folder / "other.clashes.txt").read_text(encoding="utf-8")
    assert [line for line in written.splitlines() if "well" in line] == [
        "Every village keeps one well open to travellers.",
        "Every village keeps three wells open to travellers.",
        "Every village keeps two wells open to travellers.",
    ]
    room.run("checkin", "plan", other, "-m", "why", "--rebase")
    assert (room.folder / "other.clashes-2.txt").exists()


def _cells(table: str) -> list[str]:
    """What the columns of a table on a terminal say, each from top to bottom."""
    rows = [re.split("[│┃]", line)[1:-1] for line in table.splitlines()]
    rows = [row for row in rows if len(row) == 4]
    return [" ".join(cell.strip() for cell in column) for column in zip(*rows, strict=True)]


def test_what_is_checked_in_twice_is_recorded_once(room: Room) -> None:
    file = write(out(room, "one"), ("one well", "two wells"))
    checkin(room, file)
    assert "Nothing changed" in rebase(room, file)


def test_new_elements_of_both_have_ids_of_their_own(room: Room) -> None:
    one, other = out(room, "one"), out(room, "other")
    checkin(room, write(one, ("PARA 4.", "PARA 3 bis.\n\n  Wells are deep.\n\nPARA 4.")))
    rebase(room, write(other, ("PARA 2.", "PARA 1 bis.\n\n  Water is free.\n\nPARA 2.")))
    (inserted,) = [e for e in last_edit(room) if e["kind"] == "element-inserted"]
    assert inserted["element"]["id"] == "plan-eng-32"  # 28 to 31 came meanwhile
    ids = re.findall(r'GUID="([^"]+)"', xml(room))
    assert len(ids) == len({*ids})
    said = room.do("show", "plan")
    assert said.index("Water is free") < said.index("Wells are deep")
    room.do("verify")


def test_a_paragraph_that_both_put_in_comes_once(room: Room) -> None:
    one, other = out(room, "one"), out(room, "other")
    came = ("PARA 4.", "PARA 3 bis.\n\n  Wells are deep.\n\nPARA 4.")
    checkin(room, write(one, came))
    assert "Nothing changed" in rebase(room, write(other, came))


def test_words_that_come_back_stay_their_first_authors(room: Room) -> None:
    checkin(room, write(out(room, "one"), ("open to travellers", LATE)))
    checkin(room, write(out(room, "two"), (LATE, "open to travellers")))
    late = out(room, "late")
    checkin(room, write(out(room, "three"), ("upper ford", "old mill")))
    rebase(room, write(late, ("report every year", f"report every year and {LATE}")))
    (edited,) = [e for e in last_edit(room) if e["kind"] == "text-edited"]
    (run,) = edited["splices"][0]["restores"]
    assert run["length"] == len(LATE)


def test_a_paragraph_that_comes_back_has_its_own_id(room: Room) -> None:
    def ids() -> str:
        (id,) = re.findall(r'<paragraph[^>]*GUID="([^"]+)"[^>]*>\s*<num[^>]*>2\.', xml(room))
        return str(id)

    before = ids()
    second = re.compile(r"PARA 2\..*?(?=PARA 3\.)", re.DOTALL)
    file = out(room, "one")
    (paragraph,) = second.findall(file.read_text(encoding="utf-8"))
    checkin(room, write(file, (paragraph, "")))
    late = out(room, "late")
    checkin(room, write(out(room, "two"), ("report every", "report each")))
    rebase(room, write(late, ("PARA 3.", f"{paragraph}PARA 3.")))
    assert ids() == before
    room.do("verify")


def test_a_change_of_what_was_removed_meanwhile_clashes(room: Room) -> None:
    late = out(room, "late")
    file = out(room, "one")
    text = file.read_text(encoding="utf-8")
    file.write_text(re.sub(r"PARA 2\..*?(?=PARA 3\.)", "", text, flags=re.DOTALL), "utf-8")
    checkin(room, file)
    error = room.run(
        "checkin", "plan", write(late, ("upper ford", "old mill")), "-m", "why", "--rebase"
    ).err
    assert "one changes what the other removes" in " ".join(error.split())
    assert "(not there)" in (room.folder / "late.clashes.txt").read_text(encoding="utf-8")


def _about(file: Path, word: str) -> None:
    """Says in the `meta` of a file what the text is about."""
    keyword = f'<keyword value="{word}" showAs="{word}" dictionary="#travaux"/>'
    block = f'<classification source="#travaux">{keyword}</classification>'
    write(file, ("</identification>", f"</identification>{block}"))


def test_of_two_who_change_the_meta_the_second_is_told(room: Room) -> None:
    one, same, other = (out(room, name, "akn") for name in ("one", "same", "other"))
    for file, word in ((one, "wells"), (same, "wells"), (other, "fords")):
        _about(file, word)
    checkin(room, one)
    assert "Nothing changed" in rebase(room, same)
    error = room.refuse("checkin", "plan", other, "-m", "why", "--rebase")
    assert "changes the meta of plan/eng@s4, which has changed since, up to s6" in error


def test_a_meta_that_one_changes_and_words_that_the_other_does_go_together(room: Room) -> None:
    one, other = out(room, "one", "akn"), out(room, "other", "akn")
    checkin(room, write(one, ("one well", "two wells")))
    _about(other, "wells")
    assert "metadata changed" in rebase(room, other)
    now = xml(room)
    assert 'showAs="wells"' in now
    assert "two wells" in now


def test_a_checkout_of_a_step_that_is_not_there_is_no_checkout(room: Room) -> None:
    file = out(room, "one")
    write(file, ("plan/eng@s4", "plan/eng@s40"))
    error = room.refuse("checkin", "plan", file, "-m", "why", "--rebase")
    assert "is a checkout of plan/eng@s40, but the draft is at s4" in error
