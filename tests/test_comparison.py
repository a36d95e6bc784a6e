"""What the comparison finds, and that it always leads exactly from one text to the other."""

from collections import Counter
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

import samples
from engine.comparison import VERSION, changes, splices
from engine.events.draft import (
    AttributesChanged,
    Change,
    ElementMoved,
    TextEdited,
    apply,
    undo,
)
from engine.matching.identity import identify
from engine.text import OBJECT, Element, Mark, Text
from engine.text.words import tokens
from strategies import POOL, parts, strings, texts


def leads(old: Text, new: Text) -> tuple[Change, ...]:
    """The changes from one text to the other, proved in both directions."""
    found = changes(old, new)
    text = old.copy()
    for change in found:
        apply(text, change)
    assert text == new
    for change in reversed(found):
        undo(text, change)
    assert text == old
    assert changes(old, new) == found
    return found


def compared(old: tuple[Element, ...], new: tuple[Element, ...]) -> tuple[Change, ...]:
    """The changes that lead from one nested text to another, matched and proved."""
    text = samples.text_of(old)
    after = identify(text, new, samples.ids(len(text.nodes) + 1))
    assert tuple(map(samples.bare, after.elements())) == new
    return leads(text, after)


def kinds(found: tuple[Change, ...]) -> Counter[str]:
    return Counter(change.tag() for change in found)


@settings(max_examples=50, deadline=None)
@given(texts(POOL), texts(POOL))
def test_changes_lead_from_any_text_to_any_other_with_the_same_elements(
    old: Text, new: Text
) -> None:
    leads(old, new)


@settings(max_examples=60, deadline=None)
@given(parts, parts)
def test_a_matched_text_is_led_to_exactly(
    old: tuple[Element, ...], new: tuple[Element, ...]
) -> None:
    compared(old, new)


@settings(max_examples=60, deadline=None)
@given(parts, st.randoms(use_true_random=False))
def test_a_shuffled_text_is_led_to_exactly(old: tuple[Element, ...], random: object) -> None:
    def shuffled(children: list[Element]) -> list[Element]:
        random.shuffle(children)  # type: ignore[attr-defined]
        return children

    compared(old, samples.regrouped(old, "section", shuffled))


@settings(max_examples=300, deadline=None)
@given(strings, strings)
def test_splices_give_the_new_string_and_never_cut_a_word(old: str, new: str) -> None:
    found = splices(old, new)
    edges, new_edges = _edges(old), _edges(new)
    done = shift = 0
    result = []
    for at, removed, inserted in found:
        assert removed or inserted
        assert at > done or at == done == 0
        assert old.startswith(removed, at)
        assert {at, at + len(removed)} <= edges
        assert {at + shift, at + shift + len(inserted)} <= new_edges
        result += [old[done:at], inserted]
        done = at + len(removed)
        shift += len(inserted) - len(removed)
    assert "".join((*result, old[done:])) == new


def _edges(string: str) -> set[int]:
    edges = {0}
    for token in tokens(string):
        edges.add(max(edges) + len(token))
    return edges


def redline(old: str, new: str) -> str:
    result, done = "", 0
    for at, removed, inserted in splices(old, new):
        result += old[done:at] + (f"[-{removed}-]" if removed else "")
        result += f"{{+{inserted}+}}" if inserted else ""
        done = at + len(removed)
    return result + old[done:]


@pytest.mark.parametrize(
    ("old", "new", "seen"),
    [
        ("meet in June.", "meets in July.", "[-meet-]{+meets+} in [-June-]{+July+}."),
        ("A b. C d.", "A b. X y. C d.", "A b. {+X y. +}C d."),
        ("open wells.", "open wells now.", "open wells{+ now+}."),
        ("one two three", "one three", "one [-two -]three"),
        ("fords and mills", "fords, gates and mills", "fords{+, gates+} and mills"),
        ("old man and sea", "young woman and sea", "[-old man-]{+young woman+} and sea"),
        ("keeper of wells", "guard of mills", "[-keeper of wells-]{+guard of mills+}"),
        ("15.11.2021 at noon", "16.11.2021 at noon", "[-15.11.2021-]{+16.11.2021+} at noon"),
        ("应在2021年开会。", "应在2022年开会。", "应在[-2021-]{+2022+}年开会。"),
        ("缔约国开会。", "缔约国每年开会。", "缔约国{+每年+}开会。"),
        ("كِتَابٌ جديد", "كُتُبٌ جديد", "[-كِتَابٌ-]{+كُتُبٌ+} جديد"),
        ("to a@b.org today", "to a@c.org today", "to [-a@b.org-]{+a@c.org+} today"),
        ("June\nMay", "July\nMarch", "[-June-]{+July+}\n[-May-]{+March+}"),
    ],
)
def test_a_redline_reads_as_a_person_would_mark_it(old: str, new: str, seen: str) -> None:
    assert redline(old, new) == seen


def test_the_same_text_needs_no_change() -> None:
    assert compared(samples.treaty(), samples.treaty()) == ()


def test_an_insertion_that_renumbers_is_one_insertion_and_the_changed_numbers() -> None:
    old = samples.articles(40, per_section=40)
    new = samples.renumbered(
        samples.regrouped(
            old,
            "section",
            lambda c: [*c[:5], samples.paragraph(0, "A paragraph nobody knew before."), *c[5:]],
        )
    )
    found = compared(old, new)
    assert kinds(found) == {"element-inserted": 1, "text-edited": 37}
    tags = {samples.text_of(old)[c.id].tag for c in found if isinstance(c, TextEdited)}
    assert tags == {"num"}


def test_three_edits_in_four_hundred_articles_are_three_changes() -> None:
    old = samples.articles(400)
    new = samples.reworded(old, "house 17 of", "house seventeen of")
    new = samples.reworded(new, "house 230 of", "house 230 and 231 of")
    new = samples.edited(
        new, lambda e: replace(e, attributes={"class": "x"}) if e.string == "399." else e
    )
    assert kinds(compared(old, new)) == {"text-edited": 2, "attributes-changed": 1}


def _swapped(at: int) -> Callable[[list[Element]], list[Element]]:
    return lambda c: [*c[:at], c[at + 1], c[at], *c[at + 2 :]] if len(c) > at + 1 else c


def test_two_paragraphs_swapped_are_one_move() -> None:
    old = samples.articles(10)
    assert kinds(compared(old, samples.regrouped(old, "section", _swapped(4)))) == {
        "element-moved": 1
    }


def test_a_moved_section_is_one_move() -> None:
    old = samples.articles(100)
    new = samples.regrouped(old, "mainBody", lambda c: [c[0], *c[2:], c[1]])
    assert kinds(compared(old, new)) == {"element-moved": 1}


def test_of_two_that_changed_places_the_smaller_moves() -> None:
    old = samples.text_of(
        (samples.words("p", "short"), samples.words("p", "much longer than the other"))
    )
    new = old.copy()
    new.parts = ("tr-eng-2", "tr-eng-1")
    moved = leads(old, new)
    assert [c.id for c in moved if isinstance(c, ElementMoved)] == ["tr-eng-1"]
    assert len(moved) == 1


def test_an_element_with_another_tag_is_refused() -> None:
    old = samples.text_of((samples.words("p", "one"),))
    new = samples.text_of((samples.words("li", "one"),))
    with pytest.raises(ValueError, match="tr-eng-1 is a p in one text and a li in the other"):
        changes(old, new)


def test_what_stays_moves_out_before_what_held_it_goes() -> None:
    old = samples.wells()
    section = next(n.id for n in old.walk() if n.tag == "section")
    new = old.copy()
    body = new.parts[1]
    inside = [c for c in new[section].children if new[c].tag == "paragraph"]
    siblings = new[body].children
    for id in inside:
        new.move(id, new.place(section))
    new.remove(section)
    assert kinds(leads(old, new)) == {"element-moved": len(inside), "element-removed": 1}
    assert kinds(leads(new, old)) == {"element-moved": len(inside), "element-inserted": 1}
    assert siblings == old[body].children


def test_a_word_in_a_footnote_is_an_edit_of_the_footnote_only() -> None:
    old = samples.treaty()
    (change,) = compared(old, samples.reworded(old, "by rope", "by pulley"))
    assert isinstance(change, TextEdited)
    assert change.splices[0].removed == "rope"


def test_a_footnote_stays_when_the_words_around_it_change() -> None:
    old = samples.treaty()
    (change,) = compared(old, samples.reworded(old, f"open{OBJECT} when", f"free{OBJECT} if"))
    assert isinstance(change, TextEdited)
    assert [(s.removed, s.inserted) for s in change.splices] == [("open", "free"), ("when", "if")]


def test_a_footnote_that_goes_is_in_the_splice_that_removes_it() -> None:
    old = samples.text_of(samples.treaty())
    new = samples.text_of(samples.treaty())
    holder = next(n for n in new.nodes.values() if n.objects)
    for id in [n.id for n in new.walk(holder.objects[0])]:
        del new.nodes[id]
    new.change(holder.id, string=holder.string.replace(OBJECT, ""), objects=())
    (change,) = leads(old, new)
    assert isinstance(change, TextEdited)
    assert change.splices[0].removed_objects == (old.element(holder.objects[0]),)


def test_a_mark_put_on_is_no_change_of_the_words() -> None:
    old = samples.treaty()
    new = samples.edited(
        old,
        lambda e: replace(e, marks=(Mark(0, 7, "b"),)) if e.string == "Deleted." else e,
    )
    assert kinds(compared(old, new)) == {"marks-changed": 2}


def test_each_change_says_only_what_differs() -> None:
    old = samples.text_of((samples.words("p", "x", **{"class": "a", "status": "b"}),))
    new = samples.text_of((samples.words("p", "x", **{"class": "c", "status": "b"}),))
    assert leads(old, new) == (
        AttributesChanged(id="tr-eng-1", old={"class": "a"}, new={"class": "c"}),
    )


def test_a_paragraph_that_gains_subparagraphs_keeps_its_words() -> None:
    old = samples.treaty()

    def opened(e: Element) -> Element:
        if e.tag != "paragraph" or e.children[0].string != "4.":
            return e
        words = samples.element("intro", *e.children[1].children)
        return replace(e, children=(e.children[0], words, samples.subparagraph("a", "nor goats;")))

    found = compared(old, samples.edited(old, opened))
    assert kinds(found) == {"element-inserted": 2, "element-moved": 1, "element-removed": 1}


def test_two_huge_strings_without_a_word_in_common_end_soon() -> None:
    old = " ".join(f"a{n}" for n in range(60_000))
    new = " ".join(f"b{n}" for n in range(60_000))
    assert splices(old, new) == ((0, old, new),)


def test_in_huge_strings_a_changed_word_is_found() -> None:
    old = " ".join(f"w{n % 40_000}" for n in range(120_000))
    new = old.replace("w77 ", "x77 ")
    assert [s.removed for s in splices(old, new)] == ["w77"] * 3


def test_the_version_names_the_comparison_and_the_tokeniser() -> None:
    assert VERSION == "comparison-2+words-2"
