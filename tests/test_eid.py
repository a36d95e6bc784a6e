from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drafting import el, identified, inline, text_of
from engine.text import Element
from engine.text.eid import eids, number, wids


def named(*parts: Element) -> list[str]:
    """The eIds of a text in document order."""
    text = text_of(identified(parts))
    names = eids(text)
    return [names[node.id] for node in text.walk() if node.id in names]


def para(num: str, *held: Element) -> Element:
    return el("paragraph", el("num", num), *(held or (el("content", el("p", "x")),)))


@pytest.mark.parametrize(
    ("num", "expected"),
    [
        ("1.", "1"),
        ("(a)", "a"),
        ("IV.", "IV"),
        ("iv)", "iv"),
        ("1.2.", "1-2"),
        ("3 bis", "3bis"),
        ("12-bis.", "12-bis"),
        ("§ 3", "3"),
        ("Action 3", "3"),
        ("Article 12 (a)", "12-a"),
        ("Annex A", "A"),
        ("Part Two", "PartTwo"),
        ("一、", "一"),
        ("（二）", "二"),
        ("第五条", "五"),
        ("第 十二 部分", "十二"),
        ("①", "①"),
        ("المادة ٥", "٥"),
        ("أولا -", "أولا"),
        ("•", ""),
        ("\ufffc1.", "1"),
    ],
)
def test_the_number_is_the_num_without_what_is_redundant(num: str, expected: str) -> None:
    assert number(num) == expected


def test_sections_paragraphs_and_subparagraphs_are_named_by_their_num() -> None:
    assert named(
        el(
            "mainBody",
            el(
                "section",
                el("num", "一、"),
                el("heading", "背景"),
                para("1."),
                para(
                    "7.",
                    el("intro", el("p", "x")),
                    el("subparagraph", el("num", "(a)"), el("content", el("p", "x"))),
                ),
            ),
        )
    ) == [
        "body",
        "sec_一",
        "sec_一__num",
        "sec_一__heading",
        "sec_一__para_1",
        "sec_一__para_1__num",
        "sec_一__para_1__content",
        "sec_一__para_1__p_1",
        "sec_一__para_7",
        "sec_一__para_7__num",
        "sec_一__para_7__intro",
        "sec_一__para_7__intro__p_1",
        "sec_一__para_7__subpara_a",
        "sec_一__para_7__subpara_a__num",
        "sec_一__para_7__subpara_a__content",
        "sec_一__para_7__subpara_a__p_1",
    ]


def test_lists_and_tables_are_counted_where_they_stand() -> None:
    item = el("item", el("num", "(i)"), el("p", "x"))
    row = el("tr", el("th", el("p", "x")), el("td", el("p", "x")), el("td", el("p", "x")))
    assert named(
        el(
            "mainBody",
            el("blockList", item),
            el("ul", el("li", "x"), el("li", "y")),
            el("table", row),
        )
    ) == [
        "body",
        "list_1",
        "list_1__item_i",
        "list_1__item_i__num",
        "list_1__item_i__p_1",
        "ul_1",
        "ul_1__li_1",
        "ul_1__li_2",
        "table_1",
        "table_1__tr_1",
        "table_1__tr_1__th_1",
        "table_1__tr_1__th_1__p_1",
        "table_1__tr_1__td_1",
        "table_1__tr_1__td_1__p_1",
        "table_1__tr_1__td_2",
        "table_1__tr_1__td_2__p_1",
    ]


def test_a_footnote_and_its_body_are_named_in_the_block_that_holds_them() -> None:
    note = el("authorialNote", el("p", "Sic."))
    assert named(el("preface", inline("p", "x\ufffcy\ufffc", objects=(note, el("eol"))))) == [
        "preface",
        "preface__p_1",
        "preface__p_1__authorialNote_1",
        "preface__p_1__authorialNote_1__p_1",
        "preface__p_1__eol_1",
    ]


def test_a_document_within_the_document_is_a_context_and_has_no_name() -> None:
    inner = el("doc", el("meta", el("identification")), el("mainBody", para("1.")))
    assert named(el("mainBody"), el("attachments", el("attachment", inner)))[:4] == [
        "body",
        "att_1",
        "att_1__body",
        "att_1__para_1",
    ]


def test_of_equal_numbers_the_second_is_told_apart() -> None:
    names = named(el("mainBody", para("1."), para("1-2"), para("(1)"), para("1.")))
    assert [name for name in names if "__" not in name] == [
        "body",
        "para_1",
        "para_1-2",
        "para_1-3",
        "para_1-4",
    ]


def test_a_counted_element_gives_way_to_a_numbered_one() -> None:
    unnumbered = el("section", el("heading", "Preamble"))
    names = named(el("mainBody", unnumbered, el("section", el("num", "1."))))
    assert [name for name in names if "__" not in name] == ["body", "sec_1-2", "sec_1"]


def test_an_element_of_another_namespace_has_no_name() -> None:
    math = el("{http://www.w3.org/1998/Math/MathML}math", "x")
    assert named(el("mainBody", el("foreign", math))) == ["body", "foreign_1"]


def test_a_wid_is_the_eid_in_the_first_version_and_never_given_twice() -> None:
    parts = identified([el("mainBody", para("1."), para("2."))])
    text = text_of(parts)
    first = wids(text, eids(text), {})
    assert first == eids(text)
    new = identified([para("1.")], "lap-eng-9")[0]
    renumbered = text_of([Element("mainBody", parts[0].id, children=(new, *parts[0].children))])
    names = eids(renumbered)
    assert names["lap-eng-9-1"] == "para_1"
    assert names["lap-eng-2"] == "para_1-2"
    assert wids(renumbered, names, first) == {
        "lap-eng-9-1": "para_1-2",
        "lap-eng-9-2": "para_1__num-2",
        "lap-eng-9-3": "para_1__content-2",
        "lap-eng-9-4": "para_1__p_1-2",
    }


NUMS = st.text(st.sampled_from("12a一(). -第条 Ⅳ٣\u200f"), max_size=4)
TREES = st.recursive(
    st.builds(lambda n: el("paragraph", el("num", n), el("p", "x")), NUMS) | st.just(el("p", "x")),
    lambda below: st.builds(
        lambda tag, held: el(tag, *held),
        st.sampled_from(["section", "paragraph", "content", "hcontainer", "mainBody", "doc"]),
        st.lists(below, max_size=4),
    ),
    max_leaves=20,
)


@settings(deadline=None)
@given(st.lists(TREES, max_size=4))
def test_eids_are_unique_and_hold_no_white_space(trees: list[Element]) -> None:
    names = named(*trees)
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[^\s]+", name) for name in names)
