"""The compilation text: under each paragraph what was said about it, as markup and as Markdown."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from command import desk_at
from drafting import el, identified, inline, text_of
from engine.checkout import markup
from engine.errors import Refused
from engine.events import CommentMade
from engine.text import OBJECT, Element, Mark, Text
from exporters.compilation import markdown
from exporters.compilation import markup as as_markup
from projections.comments import Remark, Sent
from projections.compilation import Compilation, leads, unit
from projections.listing import Listed
from room import PLAN, Room
from samples import footnote, ids, wells, with_ids

SECTION = "Plan\n\nI. Wells\n\n" + PLAN.partition("\n\n")[2]


@pytest.fixture
def room(tmp_path: Path) -> Room:
    room = Room(tmp_path, text=SECTION)
    room.do("comment", "plan", "All in all, good", "--for", "hills")
    room.do("issue", "plan", "first draft")
    return room


def quotes(compiled: str) -> list[str]:
    """The block quotes of a Markdown file, each on one line."""
    return [
        " / ".join(line for line in block.replace("> ", "").splitlines() if line != ">")
        for block in compiled.split("\n\n")
        if block.startswith(">")
    ]


def test_every_comment_stands_under_its_paragraph_with_its_party_and_its_state(room: Room) -> None:
    room.do("comment", "plan", "3(b)", "Which moon?", "--for", "hills,council")
    room.do("comment", "plan", "I. Wells", "A better title?", "--for", "council")
    room.do("comment", "plan", "3", "Too much", "--for", "council")
    room.do("support", "plan-1-002", "--for", "desk")
    room.do("answer", "plan-1-004", "rejected", "-m", "Not at all", "--for", "council")
    compiled = room.do("compile", "plan", "--format", "markdown")
    assert compiled.startswith(
        "# Plan for the Wells: compilation of plan/eng@s5, 4 comments, 3 of them open\n\n"
        "## On the text as a whole\n\n"
        "> **The Hills: plan-0-001 (general), open**\n>\n> All in all, good\n\n"
    )
    blocks = compiled.split("\n\n")
    heading = blocks.index("## I. Wells")
    assert "A better title?" in blocks[heading + 1]
    moon = blocks.index("(b) measure its depth at each new moon.")
    assert blocks[moon + 1].splitlines() == [
        "> **The Hills, Council of Keepers: plan-1-002 (substantive), open**",
        ">",
        "> Which moon?",
        ">",
        "> Supported by Desk of the Council",
    ]
    assert "plan-1-004 (substantive), rejected" in blocks[moon + 2]
    assert "rejected, by Council of Keepers on 2026-" in blocks[moon + 2]
    assert blocks[moon + 3] == "4\\. The council hears a report every year.\n"


def test_proposals_for_the_same_words_say_with_which_they_compete(room: Room) -> None:
    for party, wording in (("hills", "every month"), ("council", "every day")):
        where = ("plan", "2", "Other", "--quote", "every year", "--propose", wording)
        room.do("comment", *where, "--for", party)
    first, second = quotes(room.do("compile", "plan", "--format", "markdown"))[1:]
    assert "On the words “every year”" in first
    assert "Proposes: every month / Competes with plan-1-003" in first
    assert "Proposes: every day / Competes with plan-1-002" in second
    written = room.do("compile", "plan")
    assert "    {{*Competes with plan-1-003: proposals for the same words}}\n" in written


def test_what_is_gone_stands_at_the_end_with_its_last_place(room: Room) -> None:
    room.do("comment", "plan", "4", "No", "--for", "hills")
    paragraph = "  PARA 4.\n\n    The council hears a report every year.\n"
    room.do("checkin", "plan", room.edit("plan", (paragraph, "")), "-m", "Gone")
    compiled = room.do("compile", "plan", "--format", "markdown")
    _, end = compiled.split("## On what is not in the text any more\n\n")
    assert "plan-1-002" in end
    assert "which is gone" in end
    assert "CONCLUSIONS\n\n  {{*On what is not in the text any more}}" in room.do("compile", "plan")


def test_it_is_cut_down_and_says_what_it_leaves_out(room: Room) -> None:
    room.do("comment", "plan", "2", "Too often", "--for", "hills")
    room.do("answer", "plan-1-002", "noted", "-m", "Seen")
    assert len(quotes(room.do("compile", "plan", "--format", "markdown"))) == 2
    assert len(quotes(room.do("compile", "plan", "--format", "markdown", "--open"))) == 1
    (late,) = quotes(room.do("compile", "plan", "--format", "markdown", "--version", "1"))
    assert "plan-1-002" in late
    french = room.write("fra.txt", "Plan\n\n1. Chaque village garde un puits.\n")
    room.do("import", "plan", french, "--lang", "fra")
    room.do("comment", "plan/fra", "1", "Une virgule", "--for", "hills")
    compiled = room.do("compile", "plan/eng", "--format", "markdown")
    assert "Left out: 1 on texts in other languages" in compiled
    assert "Une virgule" in room.do("compile", "plan/fra", "--format", "markdown")
    room.do("compile", "plan/eng", "-o", room.folder / "c.txt")
    assert "is there already" in room.refuse("compile", "plan/eng", "-o", room.folder / "c.txt")
    assert "drafts in eng, fra" in room.refuse("compile", "plan")


def listed(id: str, text: str | None) -> Listed:
    sent = Sent(("hills",), "desk", "2026-01-01T00:00:00+00:00", "meeting", None, "public", None)
    made = CommentMade(comment=id, work="plan", language="eng", text=text)
    remark = Remark(made, "1", "desk", date(2026, 1, 1))
    return Listed(id, "1", sent, remark, None, None, None, [], [])


def compiled(text: Text, general: list[Listed], on: dict[str, list[Listed]]) -> Compilation:
    return Compilation("plan", "eng", "Plan", 7, text, {}, general, on, [], 0, 0)


def test_as_akoma_ntoso_it_is_a_list_of_amendments(room: Room) -> None:
    room.do("comment", "plan", "2", "Too often", "--for", "hills")
    compiled = room.do("compile", "plan", "--format", "akn")
    assert "<amendmentList" in compiled
    assert "Too often" in compiled
    room.refuse("compile", "plan@1", code=2)


HOSTILE = (
    "1. no list",
    "- nor this",
    "<b>bold</b> & &amp; `code` **x** __y__ [a](b) ![c](d)",
    "# no heading ~~ | a | b |",
    "{{*remark}} }} ]} //i// PARA 5.",
    "第十二条 * 缔约国",
    "كتاب (1) * ماء",
    "---",
    "a\n\nb\n  1) c",
    "\\",
)


@settings(max_examples=50)
@given(st.lists(st.sampled_from((*HOSTILE, " ", "\n", "*", "_", "x")), min_size=1).map("".join))
@example("".join(HOSTILE))
def test_what_people_wrote_is_shown_as_they_wrote_it(words: str) -> None:
    text = text_of(identified([el("mainBody", el("p", "Wells are kept."))], "t-eng"))
    found = compiled(text, [listed("plan-1-001", words)], {})
    lines = [" ".join(line.split()) for line in words.splitlines() if line.strip()]
    tokens = MarkdownIt().parse(markdown.export(found, {}).decode())
    start = next(n for n, token in enumerate(tokens) if token.type == "blockquote_open")
    stop = next(n for n, token in enumerate(tokens) if token.type == "blockquote_close")
    shown = [t.children for t in tokens[start:stop] if t.type == "inline" and t.children]
    assert all(
        child.type in ("text", "text_special") for children in shown[1:] for child in children
    )
    assert ["".join(c.content for c in children) for children in shown[1:]] == lines
    back = markup.read(as_markup.export(found, {}).decode(), text, where="the compilation")
    remarks = [node for part in back for node in walk(part) if marked(node)]
    assert [" ".join(node.string.split()) for node in remarks[3:]] == lines


def walk(element: Element) -> list[Element]:
    return [element, *(below for child in element.children for below in walk(child))]


def marked(element: Element) -> bool:
    return any(mark.tag == "remark" for mark in element.marks)


def test_the_markup_without_the_remarks_is_the_text() -> None:
    text = wells()
    on = {unit(text, node.id): [listed("plan-1-001", "So")] for node in text.walk()}
    written = as_markup.export(compiled(text, [listed("plan-1-002", "No")], on), {}).decode()
    kept = [line for line in written.splitlines() if "{{*" not in line]
    plain = [line for line in markup.write(text).splitlines() if line]
    assert [line for line in kept if line] == plain
    assert written.count("{{*So}}") == len(on)
    again = markup.write(text_of(identified(markup.read(written, text, where=""), "t-eng")))
    assert again == written


def test_a_document_that_the_markup_has_no_words_for_is_compiled_as_markdown() -> None:
    text = text_of(identified([el("amendmentBody", el("p", "Wells are kept."))], "t-eng"))
    found = compiled(text, [], {text.parts[0]: [listed("plan-1-001", "So")]})
    with pytest.raises(Refused, match="no words for a document of amendmentBody"):
        as_markup.export(found, {})
    assert "Wells are kept.\n\n> " in markdown.export(found, {}).decode()


def test_a_unit_is_what_people_cite() -> None:
    body = el(
        "mainBody",
        el("p", "Loose"),
        el(
            "section",
            el("num", "I."),
            el("heading", "Wells"),
            el("paragraph", el("num", "1."), el("content", el("p", "one"), el("p", "two"))),
        ),
    )
    text = text_of(identified([body], "t-eng"))
    named = {node.string or node.tag: node.id for node in text.walk()}
    assert unit(text, named["Loose"]) == named["Loose"]
    assert unit(text, named["two"]) == unit(text, named["1."]) == named["paragraph"]
    assert unit(text, named["Wells"]) == named["section"]
    assert unit(text, named["mainBody"]) == named["mainBody"]
    assert leads(text, named["section"])
    assert not leads(text, named["paragraph"])


def test_markdown_has_tables_footnotes_and_what_is_bold() -> None:
    note = with_ids(footnote("1", "In all *seasons*."), ids(90, "t-eng"))
    cells = [el("tr", el("td", el("p", a)), el("td", el("p", b))) for a, b in ("ab", "c|")]
    parts = (
        el(
            "mainBody",
            inline("p", f"甲乙（丙）{OBJECT}丁", Mark(1, 5, "b"), objects=[note]),
            el("table", *cells),
        ),
    )
    text = text_of(identified(parts, "t-eng"))
    written = markdown.export(compiled(text, [], {}), {}).decode()
    assert "甲<b>乙（丙）</b>[^1]丁" in written
    assert "| a | b |\n| --- | --- |\n| c | \\| |" in written
    assert "[^1]: In all \\*seasons\\*." in written


def test_it_reads_the_same_on_both_stores(tmp_path: Path, place: str) -> None:
    desk = desk_at(tmp_path, place)
    desk.do("init")
    (tmp_path / "p.txt").write_text(PLAN, encoding="utf-8")
    desk.do("import", "plan", tmp_path / "p.txt", "--lang", "eng")
    desk.do("comment", "plan", "2", "每年太多", "--on", "2026-01-05")
    assert "每年太多" in desk.do("compile", "plan", "--format", "markdown")
