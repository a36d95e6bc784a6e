"""Comments in a file: as notes beside the text, and gone again without a trace."""

from __future__ import annotations

import pytest

from akn_files import says_its_digest, sound, values
from command import Desk
from exporters.akn import stripped

TEXT = """Plan

I. Clearance

1. Every party will clear [X] of its land by [2025] [unless [it] cannot].

2. The parties will meet every year.

3. Open [ended.

{}"""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """An issued draft with three comments, one of them answered in the second draft."""
    desk = Desk(tmp_path_factory.mktemp("comments"), inside=True)
    desk.do("init", "--process", "ccm-2rc")
    (desk.folder / "lap.txt").write_text(TEXT.format("4. 缔约国每年开会。\n"), encoding="utf-8")

    def act(day: str, *line: object, party: str = "presidency") -> None:
        desk.do(*line, "--on", day, party=party)

    act("2020-06-09", "import", "lap", "lap.txt", "--lang", "eng")
    act("2020-06-10", "issue", "lap", "first draft", "--symbol", "CCM/CONF/2021/L.1")
    proposal = ("--propose", "The parties will meet twice a year.", "--for", "state-party-a")
    act("2020-07-03", "comment", "lap", "2", "Twice a year", *proposal, party="isu")
    late = ("--quote", "clear", "--for", "observer-a")
    act("2020-07-07", "comment", "lap", "1", "Too strict", *late, party="isu")
    act("2020-07-03", "comment", "lap", "Warmer", "--for", "state-party-b", party="isu")
    act("2020-07-20", "answer", "lap-1-001", "accepted", "-m", "So be it")
    file = desk.edit("lap", ("every year", "twice a year"))
    act("2020-07-21", "checkin", "lap", file, "-m", "As asked", "--answers", "lap-1-001")
    act("2020-07-22", "issue", "lap", "second draft")
    act("2020-07-23", "comment", "lap", "4", "Of the second draft", "--for", "group-a", party="isu")
    return desk


def test_a_comment_is_a_note_behind_the_words_that_it_is_about(desk: Desk) -> None:
    file = desk.do("export", "akn", "lap@1", "--with-comments").encode()
    sound(file)
    says_its_digest(file)
    assert values(file, "//a:note/a:p[1]/text()") == ["Twice a year", "Too strict", "Warmer"]
    before = values(file, "//a:noteRef/preceding-sibling::text()[1]")
    assert before == ["Every party will clear", "The parties will meet every year."]
    assert values(file, "//a:noteRef/@href") == ["#note_2", "#note_1"]
    assert values(file, "//a:authorialNote") == []


def test_the_register_says_whose_it_is_and_what_became_of_it(desk: Desk) -> None:
    file = desk.do("export", "akn", "lap@1", "--with-comments").encode()
    register = "//a:otherAnalysis/t:register/t:comment"
    assert values(file, f"{register}/@by") == [
        "#party-state-party-a",
        "#party-observer-a",
        "#party-state-party-b",
    ]
    assert values(file, f"{register}/@outcome") == [
        "#concept-accepted",
        "#concept-open",
        "#concept-open",
    ]
    assert values(file, f"{register}/t:answer/@reason") == ["So be it"]


@pytest.mark.parametrize("ref", ["lap@1", "lap@2", "lap", "lap@s2"])
def test_without_its_comments_it_is_the_plain_export(desk: Desk, ref: str) -> None:
    plain = desk.do("export", "akn", ref).encode()
    whole = desk.do("export", "akn", ref, "--with-comments").encode()
    assert whole != plain
    assert stripped(whole) == plain
    assert stripped(plain) == plain


def test_the_command_takes_them_off(desk: Desk) -> None:
    desk.do("export", "akn", "lap@1", "--with-comments", "-o", "with.xml")
    assert desk.do("export", "strip", "with.xml") == desk.do("export", "akn", "lap@1")


def test_comments_on_a_later_version_are_not_in_an_earlier_one(desk: Desk) -> None:
    later = desk.do("export", "akn", "lap@2", "--with-comments").encode()
    sound(later)
    assert len(values(later, "//a:note")) == 4
    before = desk.do("export", "akn", "lap@s2", "--with-comments").encode()
    assert values(before, "//a:note") == []


def test_a_submission_is_a_step_of_its_party_and_a_late_one_says_how_late(desk: Desk) -> None:
    file = desk.do("export", "akn", "lap@1").encode()
    sound(file)
    step = "//a:step[@outcome='#concept-submitted']"
    assert values(file, f"{step}/@by") == [
        "#party-state-party-a",
        "#party-state-party-b",
        "#party-observer-a",
    ]
    assert values(file, f"{step}/@date") == ["2020-07-03", "2020-07-03", "2020-07-07"]
    assert values(file, f"{step}/t:received/@status") == ["on-time", "on-time", "late"]
    assert values(file, f"{step}/t:received/@minutesLate") == ["720"]
    assert values(file, "//a:step[@outcome='#concept-accepted']/@by") == ["#party-presidency"]


def test_brackets_are_nested_gaps_are_placeholders_and_a_lone_one_is_told(desk: Desk) -> None:
    ran = desk.run("export", "akn", "lap@1")
    file = ran.out.encode()
    assert values(file, "//a:inline[@name='bracket']/text()[1]") == ["[2025]", "[unless ", "[it]"]
    assert values(file, "//a:inline/a:inline[@name='bracket']/text()") == ["[it]"]
    assert values(file, "//a:placeholder/text()") == ["[X]"]
    assert "Open [ended." in ran.out
    assert "sec_I__para_3__p_1, character 6" in ran.err


def test_a_file_shows_changes_or_comments_not_both(desk: Desk) -> None:
    ran = desk.run("export", "akn", "lap@2", "--since", "lap@1", "--with-comments")
    assert ran.code == 2
    assert "--since" in ran.err


def test_a_redline_goes_forward_in_one_draft(desk: Desk) -> None:
    said = desk.refuse("export", "akn", "lap@1", "--since", "lap@2", party="presidency")
    assert "later than" in said
    file = desk.do("export", "akn", "lap@2", "--since", "lap@1").encode()
    sound(file)
    says_its_digest(file)
    assert values(file, "//a:del/text()") == ["every"]
    assert values(file, "//a:ins/text()") == ["twice a"]
