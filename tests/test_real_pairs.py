"""The comparison on real pairs: resolutions of one year and the next, in four languages, and two
drafts of one agreement. None of their words is here."""

from __future__ import annotations

from pathlib import Path

import pytest
import regex
from msgspec.structs import replace

from engine.comparison import changes
from engine.events import ElementInserted, ElementMoved, ElementRemoved, TextEdited
from engine.events.draft import apply, undo
from engine.matching.identity import identify
from engine.readers.formats import guess, reader
from engine.text import Element, Text
from engine.text.words import count as words_of
from engine.text.words import tokens
from projections.redline import redline
from samples import bare, ids, text_of

RESOLUTIONS = [
    (f"ga-ccm/a-res-{old}.{language}.xml", f"ga-ccm/a-res-{new}.{language}.xml")
    for old, new in ((75, 76), (76, 77), (75, 77), (77, 75))
    for language in ("ara", "eng", "fra", "zho")
]
AGREEMENT = [
    ("paris/draft-23-oct-2015.md", "paris/draft-4-dec-2015.md"),
    ("paris/draft-4-dec-2015.md", "paris/draft-23-oct-2015.md"),
]


def parts(real: Path, name: str) -> tuple[Element, ...]:
    source = (real / name).read_bytes()
    return tuple(map(bare, reader(guess(name, source))(source, name)))


@pytest.fixture(scope="module", params=RESOLUTIONS + AGREEMENT, ids=lambda pair: " to ".join(pair))
def pair(request: pytest.FixtureRequest, real: Path) -> tuple[Text, Text]:
    """A real text and the one after it, whose elements have been found in the first."""
    old, new = (parts(real, name) for name in request.param)
    before = text_of(old)
    after = identify(before, new, ids(len(before.nodes) + 1))
    assert tuple(map(bare, after.elements())) == new
    return before, after


def test_the_changes_lead_from_the_one_to_the_other_and_back(pair: tuple[Text, Text]) -> None:
    old, new = pair
    found = changes(old, new)
    text = old.copy()
    for change in found:
        apply(text, change)
    assert text == new
    for change in reversed(found):
        undo(text, change)
    assert text == old


def test_no_change_starts_or_ends_inside_a_word(pair: tuple[Text, Text]) -> None:
    old, new = pair
    text = old.copy()
    looked_at = 0
    for change in changes(old, new):
        if isinstance(change, TextEdited):
            before = text[change.id].string
            apply(text, change)
            after = text[change.id].string
            shift = 0
            for splice in change.splices:
                assert {splice.at, splice.at + len(splice.removed)} <= edges(before)
                at = splice.at + shift
                assert {at, at + len(splice.inserted)} <= edges(after)
                shift += len(splice.inserted) - len(splice.removed)
                looked_at += 1
        else:
            apply(text, change)
    assert looked_at


def edges(string: str) -> set[int]:
    """Where words begin and end."""
    found, at = {0}, 0
    for token in tokens(string):
        at += len(token)
        found.add(at)
    return found


def test_what_stayed_is_not_told_as_changed(pair: tuple[Text, Text]) -> None:
    """What a redline calls removed and inserted accounts for the words of both, and a paragraph
    that stands in both word for word is in neither."""
    old, new = pair
    found = redline(old, new).words
    renumbered = [d for d in redline(old, new).changes if d.kind == "renumbered"]
    numbers = sum(words_of(d.removed) - words_of(d.inserted) for d in renumbered)
    before, after = (sum(words_of(node.string) for node in text.walk()) for text in pair)
    assert before - found.removed - numbers == after - found.inserted
    gone = [c.element for c in changes(old, new) if isinstance(c, ElementRemoved)]
    come = [c.element for c in changes(old, new) if isinstance(c, ElementInserted)]
    assert not paragraphs(gone) & paragraphs(come)


def paragraphs(elements: list[Element]) -> set[str]:
    """The strings of more than eight words in elements."""
    found: set[str] = set()
    for element in elements:
        if words_of(element.string) > 8:
            found.add(regex.sub(r"\s+", " ", element.string))
        found |= paragraphs([*element.children, *element.objects])
    return found


@pytest.mark.parametrize("language", ["ara", "eng", "fra", "zho"])
def test_two_paragraphs_of_a_resolution_that_change_places_are_one_move(
    real: Path, language: str
) -> None:
    old = parts(real, f"ga-ccm/a-res-76.{language}.xml")
    before = text_of(old)
    body = next(part for part in old if part.tag in ("mainBody", "body"))
    holder = max(_walk(body), key=lambda e: len(e.children))
    assert len(holder.children) > 3
    swapped = (holder.children[1], holder.children[0], *holder.children[2:])
    new = tuple(_put(part, holder, swapped) for part in old)
    after = identify(before, new, ids(len(before.nodes) + 1))
    found = changes(before, after)
    assert [type(change) for change in found if not _numbering(before, change)] == [ElementMoved]


def _numbering(text: Text, change: object) -> bool:
    return isinstance(change, TextEdited) and text[change.id].tag == "num"


def _walk(element: Element) -> list[Element]:
    return [element, *(below for child in element.children for below in _walk(child))]


def _put(element: Element, holder: Element, children: tuple[Element, ...]) -> Element:
    if element is holder:
        return replace(element, children=children)
    return replace(element, children=tuple(_put(c, holder, children) for c in element.children))
