"""Two languages side by side, by structure and number: what corresponds, and what is reported."""

import pytest
from hypothesis import HealthCheck, given, settings

from drafting import el, identified, inline, text_of
from engine.comparison.parallel import Alignment, agree, align
from engine.text import OBJECT, Element, Mark, Text
from samples import footnote, paragraph, section, subparagraph, treaty
from strategies import POOL, texts

FRA = {"I.": "I.", "II.": "II.", "(a)": "a)"}


def text(*parts: Element, language: str) -> Text:
    return text_of(identified(parts, f"tr-{language}"))


def body(*held: Element) -> Element:
    return el("mainBody", *held)


def related(found: Alignment, own: Text, original: Text, tag: str) -> list[tuple[str, str]]:
    """What the related elements of a tag say, the translation's first."""

    def says(side: Text, id: str) -> str:
        return "".join(n.string for n in side.walk(id) if n.tag not in ("num", "heading")).strip()

    return [(says(own, a), says(original, b)) for a, b in found.pairs if own[a].tag == tag]


def kinds(found: Alignment) -> list[tuple[str, str]]:
    return [(d.kind, d.what) for d in found.differences]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("12.", "十二、"),
        ("12.", "١٢."),
        ("12.", "12 -"),
        ("12.", "\t12."),
        ("Article 5", "第五条"),
        ("Article 5", "Статья 5"),
        ("Action 3", "行动3"),
        ("(a)", "(أ)"),
        ("(b)", "б)"),
        ("(c)", "（三）"),
        ("IV.", "四、"),
        ("1.2.", "1.2"),
        ("(i)", "i)"),
    ],
)
def test_numbers_agree_in_whatever_script(one: str, other: str) -> None:
    assert agree(one, other) is True
    assert agree(other, one) is True


def test_numbers_that_are_not_the_same_contradict_and_some_cannot_be_told() -> None:
    assert agree("12.", "十三、") is False
    assert agree("(a)", "(ب)") is False
    assert agree("1.2", "1.3") is False
    assert agree("1", "1.2") is False
    assert agree("Preliminary", "3.") is None


def test_a_translation_built_alike_corresponds_whole() -> None:
    original, own = text(*treaty(), language="eng"), text(*treaty(), language="fra")
    found = align(own, original)
    assert found.differences == ()
    assert len(found.pairs) == len(original.nodes)
    assert all(a.rpartition("-")[2] == b.rpartition("-")[2] for a, b in found.pairs)


def test_numbers_tell_where_a_paragraph_is_missing() -> None:
    original = text(body(*(paragraph(n, f"words {n}") for n in range(1, 6))), language="eng")
    own = text(body(*(paragraph(n, f"mots {n}") for n in (1, 2, 4, 5))), language="fra")
    found = align(own, original)
    assert related(found, own, original, "paragraph") == [
        (f"mots {n}", f"words {n}") for n in (1, 2, 4, 5)
    ]
    assert kinds(found) == [("unmatched", "paragraph: 1 against 0")]
    (missing,) = found.differences[0].original
    assert original[original[missing].children[0]].string == "3."


def test_what_structure_and_number_do_not_settle_is_not_guessed() -> None:
    original = text(body(el("p", "one"), el("p", "two"), el("p", "three")), language="eng")
    own = text(body(el("p", "un"), el("p", "deux et trois")), language="fra")
    found = align(own, original)
    assert related(found, own, original, "p") == []
    assert kinds(found) == [("unmatched", "p: 3 against 2")]
    assert found.differences[0].own == ("tr-fra-2", "tr-fra-3")


def test_numbers_that_contradict_keep_elements_apart() -> None:
    original = text(body(paragraph(1, "one"), paragraph(2, "two")), language="eng")
    own = text(body(paragraph(1, "un"), paragraph(3, "trois")), language="fra")
    assert kinds(align(own, original)) == [("unmatched", "other numbers")]


def test_numbers_inside_the_text_are_reported_and_the_paragraphs_still_correspond() -> None:
    original = text(body(paragraph(1, "one"), paragraph(2, "two")), language="eng")
    plain = [el("paragraph", el("content", el("p", f"{n} - كلمات"))) for n in (1, 2)]
    own = text(body(*plain), language="ara")
    found = align(own, original)
    assert len(related(found, own, original, "paragraph")) == 2
    assert kinds(found) == 2 * [("number", "num: 1 against 0")]


def test_paragraphs_in_another_order_correspond_and_are_reported() -> None:
    original = text(body(*(paragraph(n, f"words {n}") for n in (1, 2, 3))), language="eng")
    own = text(body(*(paragraph(n, f"mots {n}") for n in (3, 1, 2))), language="fra")
    found = align(own, original)
    assert len(related(found, own, original, "paragraph")) == 3
    assert kinds(found) == [("order", "in another order")]


def test_footnotes_and_marks_that_are_more_or_fewer_are_reported() -> None:
    noted = inline("p", f"wells{OBJECT} old", Mark(0, 5, "b"), objects=[footnote("1", "note")])
    original = text(body(noted, el("p", "end")), language="eng")
    own = text(body(el("p", "puits"), inline("p", "fin", Mark(0, 3, "i"))), language="fra")
    assert kinds(align(own, original)) == [
        ("marks", "b: 1 against 0"),
        ("objects", "authorialNote: 1 against 0"),
        ("marks", "i: 0 against 1"),
    ]


def test_what_is_said_to_correspond_does_and_what_it_holds_too() -> None:
    original = text(
        body(section("I.", "Wells", paragraph(1, "one")), section("II.", "Fords")), language="eng"
    )
    own = text(body(section("Z", "Les puits", paragraph(1, "un"))), language="fra")
    assert related(align(own, original), own, original, "section") == []
    known = [("tr-fra-2", "tr-eng-2"), ("tr-fra-99", "tr-eng-2")]
    found = align(own, original, known)
    assert related(found, own, original, "paragraph") == [("un", "one")]
    assert ("number", "'I.' against 'Z'") in kinds(found)


def test_one_element_may_translate_two() -> None:
    original = text(body(el("p", "one"), el("p", "two")), language="eng")
    own = text(body(el("p", "un et deux")), language="fra")
    known = [("tr-fra-2", "tr-eng-2"), ("tr-fra-2", "tr-eng-3")]
    found = align(own, original, known)
    assert {tuple(pair) for pair in found.pairs} >= set(known)
    assert found.differences == ()


def test_lettered_subparagraphs_correspond_across_scripts() -> None:
    def three(letters: str, words: str) -> Element:
        held = (subparagraph(letter, f"{words} {letter}") for letter in letters)
        return body(el("paragraph", el("num", "1."), el("intro", el("p", words)), *held))

    original, own = (
        text(three("abc", "words"), language="eng"),
        text(three("ac", "mots"), language="fra"),
    )
    found = align(own, original)
    assert related(found, own, original, "subparagraph") == [
        ("mots a", "words a"),
        ("mots c", "words c"),
    ]
    assert kinds(found) == [("unmatched", "subparagraph: 1 against 0")]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(texts(POOL), texts(POOL))
def test_every_element_corresponds_or_is_under_what_is_reported(own: Text, original: Text) -> None:
    found = align(own, original)
    assert all(own[a].tag == original[b].tag for a, b in found.pairs)
    for at, side in enumerate((own, original)):
        told = {pair[at] for pair in found.pairs}
        reported = {id for d in found.differences for id in (d.own, d.original)[at]}
        for node in side.walk():
            above = {node.id}
            id = node.id
            while id := side[id].parent:
                above.add(id)
            assert node.id in told or above & reported, node.id
    assert align(own, own).differences == ()
    assert len(align(own, own).pairs) == len(own.nodes)
