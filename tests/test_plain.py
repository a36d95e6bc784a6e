"""Plain text, verbatim: read, and given back."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cli.plain import plain
from command import Desk
from drafting import Drafting, el, identified, inline, text_of
from engine.errors import Unreadable
from engine.readers.formats import guess
from engine.readers.plain import read
from engine.text import OBJECT
from exporters.akn import export
from exporters.schema import problems

STATUTE = """\
ACT OF 1881

  1. Nobody shall
     mine the harbour.  [sic]

*) See § 2.
\t- tab
"""


def given_back(source: str) -> str:
    return plain(text_of(identified(read(source.encode()))))


def test_blocks_stand_between_blank_lines_and_their_line_breaks_stay() -> None:
    (body,) = read(STATUTE.encode())
    assert [p.string for p in body.children] == [
        "ACT OF 1881",
        f"  1. Nobody shall{OBJECT}     mine the harbour.  [sic]",
        f"*) See § 2.{OBJECT}\t- tab",
    ]
    assert given_back(STATUTE) == STATUTE


@pytest.mark.parametrize(
    "source", ["a\r\n\r\nb\rc", "\n\n a\n \n\t\n\nb  \nc\u3000\n", "\ufeffa\n\n\nb\nc"]
)
def test_only_runs_of_blank_lines_and_trailing_white_space_are_not_kept(source: str) -> None:
    assert given_back(source).split() == ["a", "b", "c"]
    assert given_back(source).strip() == "a\n\nb\nc"


@given(st.text(st.sampled_from("ab 第条ابЖ1.-#*[]|\t\n\n\r\f\u2028\xa0'\"&<>\\"), max_size=60))
def test_any_text_comes_back(source: str) -> None:
    if not source.strip():
        return
    lines = [line.rstrip() for line in re.split("\r\n|[\n\r\f]", source)]
    assert given_back(source) == re.sub("\n{3,}", "\n\n", "\n".join(lines)).strip("\n") + "\n"
    draft = Drafting().write(*read(source.encode()))
    assert problems(export(draft.expression())) == []


def test_a_text_of_any_kind_can_be_shown_plain() -> None:
    note = el("authorialNote", el("p", "Not this one."), marker="1", placement="bottom")
    row = el("tr", el("td", el("p", "2020")), el("td", el("p", "Geneva")))
    section = el(
        "section",
        el("num", "I."),
        el("heading", "Scope"),
        el(
            "paragraph",
            el("num", "1."),
            el("content", inline("p", f"All{OBJECT} mines", objects=(note,))),
        ),
        el("paragraph", el("num", "2."), el("content", el("table", row, row))),
    )
    shown = plain(text_of(identified([el("mainBody", section)])))
    assert (
        shown == "I. Scope\n\n1. All[1] mines\n\nNot this one.\n\n2. 2020\tGeneva\n2020\tGeneva\n"
    )


def test_what_is_no_text_is_refused() -> None:
    with pytest.raises(Unreadable, match=r"a.txt is not UTF-8: byte 1 is 0xff"):
        read(b"a\xff", where="a.txt")
    with pytest.raises(Unreadable, match=r"a.txt holds only white space"):
        read(b" \n\f ", where="a.txt")


@pytest.mark.parametrize(
    ("name", "content", "format"),
    [
        ("lap.md", "x", "markdown"),
        ("LAP.Markdown", "x", "markdown"),
        ("lap.txt", "# not a heading", "un-text"),
        ("lap", "# Scope\n\nText", "markdown"),
        ("lap.text", "Scope\r\n=====\r\n", "markdown"),
        ("lap", "1. Recalls", "un-text"),
    ],
)
def test_the_format_of_a_file_is_told_by_its_name_or_its_beginning(
    name: str, content: str, format: str
) -> None:
    assert guess(name, content.encode()) == format


def test_a_plain_text_goes_in_and_comes_out_of_the_command(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.do("init")
    (tmp_path / "statute.txt").write_text(STATUTE, encoding="utf-8")
    said = desk.do("import", "statute", "statute.txt", "--lang", "eng", "--format", "plain")
    assert "from statute.txt (plain)" in said
    assert desk.do("show", "statute", "--format", "plain") == STATUTE
    assert "1. Nobody shall      mine the harbour." in desk.do("show", "statute")
    (tmp_path / "plan.md").write_text("# Plan\n\n1. [All] mines\n", encoding="utf-8")
    assert "from plan.md (markdown)" in desk.do("import", "plan", "plan.md", "--lang", "eng")
    assert desk.do("show", "plan", "--format", "plain") == "Plan\n\n1. [All] mines\n"
