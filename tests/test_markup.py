"""Editing beside what the markup cannot show: of a real resolution, one word changes, and nothing
else; paragraphs come, go, move and are renumbered; what cannot be edited so is refused by name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from drafting import Drafting, el, inline
from engine import checkout
from engine.checkout.carrying import Shown
from engine.errors import Refused, Unreadable
from engine.events import (
    Change,
    ElementInserted,
    ElementMoved,
    ElementRemoved,
    MarksChanged,
    TextEdited,
)
from engine.events.draft import apply, undo
from engine.text import Element, Mark, Text
from roundtrip import Imported

WELLS = (Path(__file__).parent / "wells.xml").read_bytes()


def paragraph(num: str, words: str) -> Element:
    return el("paragraph", el("num", num), el("content", el("p", words)))


def shown(draft: Drafting) -> Shown:
    return Shown(draft.expression().draft, "x.txt")


def changes(of: Shown, *pairs: tuple[str, str]) -> tuple[Change, ...]:
    """What changes when wordings of the markup are replaced, each of which stands there once."""
    markup = of.markup
    for old, new in pairs:
        assert markup.count(old) == 1, (old, markup)
        markup = markup.replace(old, new)
    found, _, notes = of.changes(markup)
    assert notes == ()
    return found


def after(of: Shown, found: tuple[Change, ...]) -> Text:
    """The stored text with the changes; undone they give it back."""
    text = of.stored.copy()
    for change in found:
        apply(text, change)
    back = text.copy()
    for change in reversed(found):
        undo(back, change)
    assert back == of.stored
    return text


class Place(NamedTuple):
    """A word in a line of markup."""

    line: int
    start: int
    word: str


_MARKUP = re.compile(
    r"^\s*[A-Z]+\b(?:\.\w+)*(?:\{[^}]*\})*|\{\{>\S+|\{\{[A-Z]+ \w+\}\}|\{\{\S|\{[^}]*\}"
)


def one_word_a_line(markup: str) -> Iterator[Place]:
    """Of each line that has words, one in its middle; of Chinese, one character."""
    for n, line in enumerate(markup.splitlines()):
        plain = _MARKUP.sub(lambda found: " " * len(found[0]), line)
        words = list(re.finditer(r"[\u4e00-\u9fff]|[^\W\d_]{3,}", plain))
        if words:
            found = words[len(words) // 2]
            yield Place(n, found.start(), found[0])


LANGUAGES = {"eng": "Xylophone", "fra": "Xylophone", "ara": "زيلوفون", "zho": "龘"}


@pytest.mark.parametrize("year", ["75", "77"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_editing_a_word_of_any_paragraph_changes_that_word_and_nothing_else(
    real: Path, language: str, year: str
) -> None:
    new = LANGUAGES[language]
    source = (real / "ga-ccm" / f"a-res-{year}.{language}.xml").read_bytes()
    of = shown(Imported(source, language=language))
    lines = of.markup.splitlines()
    edited: set[str] = set()
    refused: list[str] = []
    for place in one_word_a_line(of.markup):
        line = lines[place.line]
        end = place.start + len(place.word)
        other = [*lines]
        other[place.line] = line[: place.start] + new + line[end:]
        try:
            found, _, notes = of.changes("\n".join(other))
        except Unreadable as error:
            refused.append(f"{error} {error.hint}")
            continue
        assert notes == ()
        (change,) = found
        assert isinstance(change, TextEdited), (line, found)
        (splice,) = change.splices
        assert splice.inserted.replace(new, place.word) == splice.removed, (line, splice)
        assert len(splice.removed) <= len(place.word) + 5, (line, splice)
        edited.add(change.id)
        _assert_only_that_word(of, found, change.id, splice.at)
    said = {n.id: n.string for n in of.base.walk() if n.tag == "p"}
    paragraphs = {id for id, words in said.items() if re.search(r"[^\W\d_]{3}|[一-鿿]", words)}
    assert paragraphs - edited == {id for id in paragraphs if id.startswith("?")}
    assert len(refused) == 2, "the two lines of the conclusions, which are one paragraph"
    for said in refused:
        assert "cannot be edited as markup" in said
        assert "--format akn" in said


def _assert_only_that_word(of: Shown, found: tuple[Change, ...], id: str, at: int) -> None:
    text = after(of, found)
    for node in of.stored.walk():
        if node.id != id:
            assert text[node.id] == node
    before, now = of.stored[id], text[id]
    assert (now.attributes, now.objects) == (before.attributes, before.objects)
    assert [(m.tag, m.attributes) for m in now.marks] == [
        (m.tag, m.attributes) for m in before.marks
    ]
    grown = len(now.string) - len(before.string)
    for mark, was in zip(now.marks, before.marks, strict=True):
        assert (mark.tag, mark.attributes) == (was.tag, was.attributes)
        assert mark.start == was.start + (grown if was.start > at else 0)
        assert mark.end == was.end + (grown if was.end > at else 0)


def test_an_unchanged_checkout_changes_nothing(real: Path) -> None:
    for file in sorted((real / "ga-ccm").glob("*.xml")):
        of = shown(Imported(file.read_bytes(), language=file.suffixes[0][1:]))
        assert of.changes(of.markup) == ((), None, ())


def test_a_paragraph_of_a_resolution_is_removed_with_its_container(real: Path) -> None:
    of = shown(Imported((real / "ga-ccm" / "a-res-75.eng.xml").read_bytes()))
    lines = of.markup.splitlines()
    (line,) = (n for n, line in enumerate(lines) if "Deploring the recent" in line)
    found, _, _ = of.changes("\n".join([*lines[:line], *lines[line + 2 :]]))
    (change,) = found
    assert isinstance(change, ElementRemoved)
    assert change.element.tag == "container"
    assert change.element.attributes["name"] == "Deploring"


def test_a_paragraph_of_a_resolution_moves_with_its_container(real: Path) -> None:
    of = shown(Imported((real / "ga-ccm" / "a-res-75.eng.xml").read_bytes()))
    lines = of.markup.splitlines()
    (line,) = (n for n, line in enumerate(lines) if "Deploring the recent" in line)
    moved = [
        *lines[:line],
        *lines[line + 2 : line + 6],
        *lines[line : line + 2],
        *lines[line + 6 :],
    ]
    found, _, _ = of.changes("\n".join(moved))
    (change,) = found
    assert isinstance(change, ElementMoved)
    names = [
        node.attributes.get("name") for node in after(of, found).walk() if node.tag == "container"
    ]
    assert names.index("Deploring") == names.index("Concerned") + 1


def test_a_paragraph_comes_between_two_containers(real: Path) -> None:
    of = shown(Imported((real / "ga-ccm" / "a-res-75.eng.xml").read_bytes()))
    lines = of.markup.splitlines()
    (line,) = (n for n, line in enumerate(lines) if "Deploring the recent" in line)
    found, _, _ = of.changes("\n".join([*lines[:line], "  Alarmed by drought,", "", *lines[line:]]))
    (change,) = found
    assert isinstance(change, ElementInserted)
    text = after(of, found)
    siblings = [text[id] for id in text.siblings(change.place.parent)]
    at = [node.id for node in siblings].index(change.element.id)
    assert siblings[at - 1].attributes["name"] == "Reaffirming its determination"
    assert siblings[at + 1].attributes["name"] == "Deploring"


def test_operative_paragraphs_come_and_the_rest_is_renumbered(real: Path) -> None:
    of = shown(Imported((real / "ga-ccm" / "a-res-75.eng.xml").read_bytes()))
    markup = re.sub(
        r"(PARA\.SingleTxt \t)(\d+)\.",
        lambda m: f"{m[1]}{int(m[2]) + (int(m[2]) > 2)}.",
        of.markup,
    )
    new = "PARA.SingleTxt 3.\n\n  Asks for wells;\n\n"
    markup = markup.replace("PARA.SingleTxt \t4.", new + "PARA.SingleTxt \t4.")
    found, _, notes = of.changes(markup)
    assert notes == ()
    assert [type(change) for change in found] == [ElementInserted, *[TextEdited] * 9]
    text = after(of, found)
    numbers = [n.string for n in text.walk() if n.tag == "num"]
    assert [number.strip() for number in numbers] == [f"{n}." for n in range(1, 13)]
    assert numbers.count("3.") == 1, "every other keeps the tab before it"


def test_what_the_markup_cannot_show_stays_beside_what_changes() -> None:
    of = shown(Imported(WELLS))
    found = changes(of, ("keeps **one** well", "has **two** wells"))
    p = after(of, found)[found[0].id]  # type: ignore[union-attr]
    assert p.string == "Every village\ufffc has two wells."
    assert [(m.tag, p.string[m.start : m.end]) for m in p.marks] == [("b", "two")]
    assert len(p.objects) == 1
    assert p.attributes == {"{http://www.w3.org/XML/1998/namespace}space": "preserve"}
    found = changes(of, ("Recalling the", "Remembering all the"))
    p = after(of, found)[found[0].id]  # type: ignore[union-attr]
    assert p.string.startswith("\n          Remembering all the wells")
    assert [(m.tag, m.attributes) for m in p.marks] == [
        ("span", {"class": "italic"}),
        ("term", {"refersTo": "#wells"}),
    ]


def test_marks_typed_in_markup_are_cut_where_they_would_cross_one_not_shown() -> None:
    p = inline("p", "the wells of the hills", Mark(4, 12, "span", {"class": "x"}))
    of = shown(Drafting().write(el("mainBody", p)))
    (change,) = changes(of, ("the wells of the hills", "**the wells** of the hills"))
    assert isinstance(change, MarksChanged)
    marks = after(of, (change,))[change.id].marks
    assert [(m.tag, m.start, m.end) for m in marks] == [("b", 0, 4), ("span", 4, 12), ("b", 4, 9)]


def test_a_footnote_is_edited_in_its_own_lines() -> None:
    of = shown(Imported(WELLS))
    (change,) = changes(of, ("Ibid.", "Idem."))
    assert isinstance(change, TextEdited)
    assert of.stored[of.stored[change.id].parent].tag == "authorialNote"


def test_a_footnote_goes_with_its_reference() -> None:
    of = shown(Imported(WELLS))
    markup = re.sub(r"\{\{FOOTNOTE 1\}\}", "", of.markup)
    found, _, _ = of.changes(re.sub(r"\n +FOOTNOTE 1\n.*\n", "\n", markup))
    (change,) = found
    assert isinstance(change, TextEdited)
    (gone,) = change.splices[0].removed_objects
    assert gone == of.stored.element(gone.id)


def test_a_place_that_is_not_shown_whole_is_refused_by_name() -> None:
    p = inline("p", "Geneva\ufffc12 June", objects=(el("eol"),))
    of = shown(Drafting().write(el("mainBody", paragraph("1.", "Wells."), p)))
    with pytest.raises(Unreadable, match="the place that reads '12 June' cannot be edited") as no:
        changes(of, ("12 June", "13 June"))
    assert "--format akn" in str(no.value.hint)
    assert changes(of, ("Wells", "Springs"))


def test_a_paragraph_without_the_content_that_markup_gives_it() -> None:
    section = el("section", el("num", "1."), el("p", "First words."), el("p", "Second words."))
    of = shown(Drafting().write(el("mainBody", section)))
    first, second = of.stored.siblings("lap-eng-2")[1:]
    (change,) = changes(of, ("First words.\n", "First words.\n\n  Between.\n"))
    assert isinstance(change, ElementInserted)
    assert after(of, (change,)).siblings("lap-eng-2")[1:] == (first, change.element.id, second)
    (gone,) = changes(of, ("  Second words.\n", ""))
    assert isinstance(gone, ElementRemoved)
    assert gone.element.id == second
    assert changes(of, ("  First words.\n\n  Second words.\n", ""))[-1].tag() == "element-removed"


def test_controls_that_the_source_had_come_back() -> None:
    draft = Drafting().write(el("mainBody", el("p", "A \x96 dash, and words.")))
    written = checkout.write(draft.expression().draft).encode()
    back = checkout.read(written.replace(b"words", b"signs"), where="x.txt")
    (change,) = checkout.differences(back, draft.expression().draft, lambda: b"").changes
    assert isinstance(change, TextEdited)


def test_a_document_without_words_in_markup_is_checked_out_otherwise() -> None:
    draft = Drafting().write(el("collectionBody", el("component", el("p", "a"))))
    with pytest.raises(Refused, match="no words for a document of collectionBody") as refused:
        checkout.write(draft.expression().draft)
    assert "--format akn" in str(refused.value.hint)


@pytest.mark.parametrize(
    ("new", "says"),
    [
        ("See{{FOOTNOTE 9}} here.", "line 5: footnote 9 has no words of its own"),
        ("See.\n\n    FOOTNOTE 9\n      Lost", "line 7: 'FOOTNOTE 9' is a footnote that nothing"),
        ("See {{FOOTNOTE 9", "line 5: 'See {{FOOTNOTE 9' is a {{...}} without its end"),
        ("TABLE\n  a", "line 5: 'TABLE' is a table whose rows"),
        ("TABLE\n      a\n      TR\n        TC\n          b", "line 5: 'TABLE' is a table"),
        ("TC\n      a", "line 5: 'TC' is a table"),
        ("PREFACE\n", "line 5: 'PREFACE' is a part of the text that cannot stand there"),
        ("P{1a x} See.", "Invalid attribute name '1a'"),
        ("P{a:b x} See.", "Invalid attribute name 'a:b'"),
        ("P{xmlns x} See.", "xmlns is no attribute"),
    ],
)
def test_broken_markup_is_refused_with_its_line(new: str, says: str) -> None:
    of = shown(Drafting().write(el("mainBody", paragraph("1.", "Old words."))))
    with pytest.raises(Unreadable, match=re.escape(says)):
        of.changes("\n" + of.markup.replace("Old words.", new), first=2)


def test_words_that_look_like_markup_can_be_meant() -> None:
    of = shown(Drafting().write(el("mainBody", paragraph("1.", "Old words."))))
    (change,) = changes(of, ("Old words.", "\\TABLE"))
    assert isinstance(change, TextEdited)


@pytest.mark.parametrize("line", ["1. First", "(a) first", "iv) fourth", "12) twelfth"])
def test_a_typed_number_that_is_none_is_told(line: str) -> None:
    of = shown(Drafting().write(el("mainBody", paragraph("1.", "Old words."))))
    found, _, (note,) = of.changes(of.markup + f"\n  {line}\n")
    assert isinstance(found[0], ElementInserted)
    assert repr(line) in note
    assert "is a plain paragraph" in note
    assert "PARA" in note


def test_a_typed_year_or_sentence_is_not() -> None:
    of = shown(Drafting().write(el("mainBody", paragraph("1.", "Old words."))))
    for line in ("2020. A year", "A sentence.", "PARA 2.\n    Words."):
        assert of.changes(of.markup + f"\n  {line}\n")[2] == ()
