"""Bad input ends in one clear line, and leaves the log as it was (`Desk.refuse` checks both)."""

import os
from pathlib import Path

import pytest

from command import Desk, desk_at
from server import execute

DRAFT = """Plan of Work

I. Beginnings

1. The parties will meet every year.

2. The parties will report every year.

3. The parties will publish their reports.
"""


@pytest.fixture
def desk(tmp_path: Path, place: str) -> Desk:
    desk = desk_at(tmp_path, place)
    (tmp_path / "plan.txt").write_text(DRAFT, encoding="utf-8")
    desk.do("init")
    desk.do("import", "plan", "plan.txt", "--lang", "eng")
    return desk


def test_no_store(tmp_path: Path) -> None:
    error = Desk(tmp_path / "empty").refuse("status")
    assert "there is no store" in error
    assert "travaux init" in error


def test_a_folder_that_is_no_store(desk: Desk) -> None:
    (desk.folder / "other").mkdir()
    assert "other is not a store" in desk.refuse("status", "--store", "other")


def test_a_folder_that_is_not_there_is_no_store_to_verify_either(tmp_path: Path) -> None:
    desk = Desk(tmp_path, inside=True)
    assert "nowhere is not a store" in desk.refuse("verify", "--store", "nowhere")


def test_an_address_of_another_kind_makes_no_folder(tmp_path: Path) -> None:
    desk = Desk(tmp_path, inside=True)
    error = desk.refuse("init", "--store", "mysql://isu@host/records")
    assert "mysql:// is no kind of store" in error
    assert "postgresql://" in error
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_a_file_cannot_be_written_to_is_named(tmp_path: Path) -> None:
    desk = Desk(tmp_path, inside=True)
    desk.do("init")
    assert "Error: no/where.txt cannot be written" in desk.refuse(
        "checkpoint", "-o", "no/where.txt"
    )


def test_a_file_whose_name_is_not_utf_8_is_read(tmp_path: Path) -> None:
    desk = Desk(tmp_path, inside=True)
    name = os.fsdecode(b"r\xe9solution.txt")
    (tmp_path / name).write_text(DRAFT, encoding="utf-8")
    desk.do("init")
    desk.do("import", "plan", name, "--lang", "eng")
    assert "r\ufffdsolution" in desk.do("status")


def test_a_base_of_a_work_that_is_not_there(tmp_path: Path) -> None:
    desk = Desk(tmp_path, inside=True)
    (tmp_path / "plan.txt").write_text(DRAFT, encoding="utf-8")
    desk.do("init")
    desk.do("import", "plan", "plan.txt", "--lang", "eng")
    error = desk.refuse("checkin", "plan", "plan.txt", "-m", "why", "--base", "pla")
    assert "pla is not a work of this process" in error


def test_a_store_of_a_newer_format(desk: Desk) -> None:
    if desk.store:
        execute(desk.store, "UPDATE {} SET format = 2", "store")
    else:
        marker = desk.folder / ".travaux" / "travaux.toml"
        marker.write_text(marker.read_text().replace("format = 1", "format = 2"))
    error = desk.run("status").err
    assert "is of format 2" in error
    assert "up to 1" in error


def test_a_second_store_in_the_same_place(desk: Desk) -> None:
    assert "is a store already" in desk.refuse("init")


def test_a_work_that_does_not_exist(desk: Desk) -> None:
    for command in (["show"], ["versions"], ["log"], ["diff"], ["checkout"], ["export", "akn"]):
        assert "nowhere is not a work" in desk.refuse(*command, "nowhere")
    assert "nowhere is not a work" in desk.refuse("issue", "nowhere", "first")
    assert "nowhere is not a work" in desk.refuse("adopt", "nowhere")
    assert "nowhere is not a work" in desk.refuse("revert", "nowhere", "s2", "-m", "why")
    assert "nowhere is not a work" in desk.refuse("checkin", "nowhere", "plan.txt", "-m", "why")


@pytest.mark.parametrize("point", ["7", "final", "s999", "1999-01-01", "2020-13-45"])
def test_a_version_that_does_not_exist(desk: Desk, point: str) -> None:
    assert "plan/eng" in desk.refuse("show", f"plan@{point}")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"Plan\n\n1. caf\xe9\n", "byte 12"),
        (b"", "is empty"),
        (b" \n\n \n", "only white space"),
        (b"%PDF-1.4\x00\x01\x02", "U+0000"),
        (b"x" * 100_000_000, "too large"),
    ],
    ids=["not UTF-8", "empty", "blank", "binary", "100 MB"],
)
def test_a_file_that_cannot_be_read(desk: Desk, content: bytes, says: str) -> None:
    (desk.folder / "bad.txt").write_bytes(content)
    assert says in desk.refuse("import", "bad", "bad.txt", "--lang", "eng")
    assert says in desk.refuse("checkin", "plan", "bad.txt", "-m", "why")


def test_what_has_no_end_is_read_no_further_than_a_draft_goes(tmp_path: Path) -> None:
    desk = Desk(tmp_path, inside=True)
    desk.do("init")
    error = desk.refuse("import", "plan", "/dev/zero", "--lang", "eng", "--format", "plain")
    assert "/dev/zero is too large: 64000000 bytes are read, and it goes on" in error


def test_a_file_that_is_not_there(desk: Desk) -> None:
    assert "gone.txt" in desk.refuse("import", "other", "gone.txt", "--lang", "eng")
    assert "gone.txt" in desk.refuse("checkin", "plan", "gone.txt", "-m", "why")


def test_a_draft_that_is_open_already(desk: Desk) -> None:
    assert "has a draft already" in desk.refuse("import", "plan", "plan.txt", "--lang", "eng")


def test_a_checkout_whose_first_line_is_gone(desk: Desk) -> None:
    file = desk.edit("plan", ("every year", "every two years"))
    headless = file.read_text(encoding="utf-8").partition("\n")[2]
    file.write_text(headless, encoding="utf-8")
    error = desk.refuse("checkin", "plan", file, "-m", "why")
    assert "--base REV" in error
    desk.do("checkin", "plan", file, "-m", "why", "--base", "plan")
    assert "every two years" in desk.do("show", "plan")


def test_a_checkout_edited_into_nothing(desk: Desk) -> None:
    file = desk.edit("plan")
    first = file.read_text(encoding="utf-8").partition("\n")[0]
    file.write_text(first + "\n\n \n", encoding="utf-8")
    assert "holds no text" in desk.refuse("checkin", "plan", file, "-m", "why")


def test_a_checkout_of_another_work(desk: Desk) -> None:
    desk.do("import", "other", "plan.txt", "--lang", "eng")
    file = desk.edit("other", ("every year", "every two years"))
    error = desk.refuse("checkin", "plan", file, "-m", "why")
    assert "other/eng" in error
    assert "plan/eng" in error


def test_a_checkout_that_states_another_digest(desk: Desk) -> None:
    file = desk.edit("plan", ("every year", "every two years"))
    words = file.read_text(encoding="utf-8").split(" ")
    words[3] = "0" * 64
    file.write_text(" ".join(words), encoding="utf-8")
    assert "digest 000000000000" in desk.refuse("checkin", "plan", file, "-m", "why")


def test_an_unchanged_checkout_records_nothing(desk: Desk) -> None:
    before = desk.log()
    said = desk.do("checkin", "plan", desk.edit("plan"), "-m", "why")
    assert "nothing recorded" in said
    assert desk.log() == before


def test_a_checkout_that_is_no_longer_the_latest(desk: Desk) -> None:
    mine = desk.edit("plan", ("meet every year", "meet every two years"))
    mine = mine.rename(desk.folder / "mine.txt")
    theirs = desk.edit("plan", ("report every year", "report every month"))
    desk.do("checkin", "plan", theirs, "-m", "Monthly reports")
    error = desk.refuse("checkin", "plan", mine, "-m", "Every two years")
    assert "plan/eng@s" in error
    assert "moved on to s" in error
    assert "Check out plan/eng again" in error
    assert "every two years" in mine.read_text(encoding="utf-8")


def test_an_adopted_draft_is_closed(desk: Desk) -> None:
    desk.do("import", "cn", "plan.txt", "--lang", "eng")
    definition = desk.folder / "process.toml"
    definition.write_text(
        'format = 1\ntitle = "P"\ntime_zone = "UTC"\n'
        '[[party]]\nid = "body"\nname = "Body"\nrole = "deciding-body"\n'
        '[[document]]\nwork = "act"\ntitle = "Act"\nelement = "statement"\n'
        'subtype = "deliberation"\nname = "act"\nnumber = "1"\nopened = 2020-01-01\n',
        encoding="utf-8",
    )
    closed = Desk(desk.folder / "closed", inside=True)
    closed.do("init", "--process", definition)
    closed.do("import", "act", desk.folder / "plan.txt", "--lang", "eng")
    assert "no version of act/eng has been issued" in closed.refuse("adopt", "act")
    closed.do("issue", "act", "final")
    assert "has not changed since version 1" in closed.refuse("issue", "act", "again")
    file = closed.edit("act", ("every year", "every month"))
    closed.do("checkin", "act", file, "-m", "why")
    assert "has moved since version 1" in closed.refuse("adopt", "act")
    closed.do("issue", "act", "final, revised")
    late = closed.edit("act", ("every month", "every day"))
    closed.do("adopt", "act@2")
    for command in (
        ("checkin", "act", late, "-m", "why"),
        ("revert", "act", "s2", "-m", "why"),
        ("issue", "act", "more"),
        ("adopt", "act"),
    ):
        assert "adopted" in closed.refuse(*command)


@pytest.mark.parametrize("label", ["2", "s12", "2020-06-08", "...", ""])
def test_a_label_that_names_nothing_or_something_else(desk: Desk, label: str) -> None:
    assert "label" in desk.refuse("issue", "plan", label)


def test_a_label_given_twice(desk: Desk) -> None:
    desk.do("issue", "plan", "First draft")
    desk.do("checkin", "plan", desk.edit("plan", ("every year", "yearly")), "-m", "why")
    assert "has the label 'First draft' already" in desk.refuse("issue", "plan", "first DRAFT")


def test_undoing_what_is_no_edit(desk: Desk) -> None:
    assert "is not an edit" in desk.refuse("revert", "plan", "s1", "-m", "why")
    assert "has no step 99" in desk.refuse("revert", "plan", "s99", "-m", "why")


@pytest.mark.parametrize(
    "args",
    [
        ["show"],
        ["no-such-command"],
        ["show", "plan", "--no-such-option"],
        ["checkin", "plan", "plan.txt"],
        ["import", "other", "plan.txt"],
        ["issue", "plan", "x", "--on", "yesterday"],
        ["revert", "plan", "twelve", "-m", "why"],
    ],
)
def test_wrong_usage_exits_with_2(desk: Desk, args: list[str]) -> None:
    assert "Usage:" in desk.refuse(*args, code=2)


def test_where_there_are_several_parties_it_must_be_said_who_acts(tmp_path: Path) -> None:
    desk = Desk(tmp_path, inside=True)
    (tmp_path / "plan.txt").write_text(DRAFT, encoding="utf-8")
    desk.do("init", "--process", "ccm-2rc")
    assert "--as PARTY" in desk.refuse("import", "lap", "plan.txt", "--lang", "eng", code=2)
    error = desk.refuse("import", "lap", "plan.txt", "--lang", "eng", party="nobody")
    assert "'nobody' is not a party" in error
    error = desk.refuse("import", "lap", "plan.txt", "--lang", "eng", party="observer-a")
    assert "observer-a (observer) may not open" in error
    desk.do("import", "lap", "plan.txt", "--lang", "eng", party="presidency")
    desk.do("issue", "lap", "final", party="presidency")
    error = desk.refuse("adopt", "lap", party="presidency")
    assert "presidency (presidency) may not adopt; that is for: deciding-body" in error


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "format"),
        ("format = 1\ntitle = 3", "title"),
        ("format = 2\ntitle = 'x'\ntime_zone = 'UTC'\nparty = []", "format: expected 1, got 2"),
        ("format = 1\ntitle = 'x'\ntime_zone = 'Moon/Base'\nparty = []", "Moon/Base"),
        ("format = 1\ntitle = 'x'\ntime_zone = 'UTC'\nparty = []", "no [[party]]"),
        ("[[[", "expected TOML"),
    ],
)
def test_a_definition_that_is_none_makes_no_store(tmp_path: Path, content: str, says: str) -> None:
    desk = Desk(tmp_path, inside=True)
    (tmp_path / "bad.toml").write_text(content, encoding="utf-8")
    assert says in desk.refuse("init", "--process", "bad.toml")
    assert not (tmp_path / ".travaux").exists()
