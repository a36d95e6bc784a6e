"""Places as people write them, and quotes found again when the text moves."""

from __future__ import annotations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from drafting import text_of
from engine.decisions.draft import identified, numbering
from engine.errors import NotFound, Refused
from engine.readers import un_text
from engine.text import Element, Place, Text
from engine.text.anchor import Found, anchor, locate, spans
from engine.text.eid import eids
from engine.text.place import find, places
from engine.text.said import said
from samples import wells

TEXT = """Treaty

I. The wells

1. Every village keeps one well.

2. A well is kept by:

(a) the village;

(b) its neighbours.

II. The water

3. Nobody sells water. Nobody sells water at night.

12. Water is for all.
"""

CHINESE = """水井公约

一、水井

1. 每个村庄保留一口水井。

2. 水井由村庄维护。

二、水

3. 任何人不得出售水。
"""


def read(source: str, language: str = "eng") -> Text:
    text, hand_out = Text(), numbering("tr", language, 1)
    follows = None
    for part in un_text.read(source.encode(), where="tr"):
        element = identified(part, hand_out)
        text.insert(element, Place(None, follows))
        follows = element.id
    return text


def named(text: Text, written: str) -> list[str]:
    names = eids(text)
    return [names[id] for id in places(text, written, names)]


@pytest.mark.parametrize(
    ("written", "eid"),
    [
        ("12", "sec_II__para_12"),
        ("2(a)", "sec_I__para_2__subpara_a"),
        ("2 (b)", "sec_I__para_2__subpara_b"),
        ("2.b", "sec_I__para_2__subpara_b"),
        ("Paragraph 12", "sec_II__para_12"),
        ("para. 2, sub-para. (a)", "sec_I__para_2__subpara_a"),
        ("Section II, paragraph 3", "sec_II__para_3"),
        ("§ 3", "sec_II__para_3"),
        ("paragraphe 3", "sec_II__para_3"),
        ("párrafo 3", "sec_II__para_3"),
        ("Пункт 12", "sec_II__para_12"),
        ("الفقرة ١٢", "sec_II__para_12"),
        ("第12段", "sec_II__para_12"),
        ("第十二段", "sec_II__para_12"),
        ("II", "sec_II"),
        ("the water", "sec_II"),
        ("II. The water", "sec_II"),
        ("sec_II__para_3", "sec_II__para_3"),
        ("#sec_II", "sec_II"),
        ("tr-eng-1", "preface"),
        ("preface", "preface"),
    ],
)
def test_a_place_is_found_as_people_write_it(written: str, eid: str) -> None:
    assert named(read(TEXT), written) == [eid]


@pytest.mark.parametrize(
    ("written", "eid"),
    [
        ("一", "sec_一"),
        ("二", "sec_二"),
        ("第3段", "sec_二__para_3"),
        ("水", "sec_二"),
        ("2", "sec_一__para_2"),
    ],
)
def test_a_place_of_a_chinese_text(written: str, eid: str) -> None:
    assert named(read(CHINESE, "zho"), written) == [eid]


def test_a_paragraph_is_no_section_where_there_are_both() -> None:
    text = read(CHINESE.replace("1. 每", "一．1. 每"), "zho")
    assert named(text, "第二段") == [n for n in eids(text).values() if n.endswith("para_2")]


def test_where_several_fit_they_are_listed() -> None:
    text = read(TEXT + "\n13. Water is:\n\n(a) wet;\n\n(b) clear.\n")
    with pytest.raises(Refused, match=r"fits 2 places of tr: sec_I__para_2__subpara_a \(the vill"):
        find(text, "(a)", where="tr")


@pytest.mark.parametrize(
    "written", ["99", "the sea", "12(c)", "", "  ", "12-14", "第99段", "((((", "1" * 5000]
)
def test_what_fits_nothing_is_not_there(written: str) -> None:
    with pytest.raises(NotFound, match="tr has no place"):
        find(read(TEXT), written, where="tr")


def test_a_footnote_is_not_among_the_words() -> None:
    text = wells()
    two = find(text, "2", where="tr")
    assert said(text, two) == "A well is open when water can be drawn from it by hand."


def test_a_quote_keeps_a_little_context() -> None:
    text = read(TEXT)
    made = anchor(text, find(text, "3", where="tr"), eids(text), "sells  water at")
    assert (made.quote, made.before, made.after) == (
        "sells water at",
        "Nobody sells water. Nobody ",
        " night.",
    )


def test_words_that_do_not_stand_there_are_no_quote() -> None:
    text = read(TEXT)
    three = find(text, "3", where="tr")
    with pytest.raises(NotFound, match="does not hold the words 'buys water'"):
        anchor(text, three, eids(text), "buys water")
    with pytest.raises(Refused, match="'sells water' 2 times"):
        anchor(text, three, eids(text), "sells water")


def moved(quote: str | None, to: str, place: str = "3") -> tuple[Found, Text]:
    then, now = read(TEXT), read(to)
    made = anchor(then, find(then, place, where="tr"), eids(then), quote)
    return locate(made, now, then), now


def test_a_quote_is_found_where_the_same_words_came_in_before_it() -> None:
    found, _ = moved(
        "Nobody sells water at",
        TEXT.replace("3. Nobody", "3. By day too: Nobody sells water at noon. Nobody"),
    )
    assert found == Found("tr-eng-26", "Nobody sells water at")


def test_words_that_were_changed_are_found_between_their_neighbours() -> None:
    found, _ = moved("at night", TEXT.replace("at night", "when it is dark"))
    assert (found.orphaned, found.quote) == (False, "when it is dark")


def test_a_quote_is_followed_into_another_paragraph() -> None:
    gone = TEXT.replace(" Nobody sells water at night.", "").replace(
        "12. Water", "11. Nobody sells water at night.\n\n12. Water"
    )
    found, now = moved("water at night", gone)
    assert (found.orphaned, now[found.element].tag) == (False, "paragraph")
    assert said(now, found.element) == "Nobody sells water at night."


def test_what_is_not_there_any_more_is_orphaned_at_its_last_known_place() -> None:
    found, _ = moved(
        "at night", TEXT.replace("3. Nobody sells water. Nobody sells water at night.", "3. Free.")
    )
    assert found.orphaned
    assert (found.element, found.quote) == ("tr-eng-26", "at night")


def test_a_quote_of_all_that_a_paragraph_says_stays_with_it_or_follows_its_words() -> None:
    all_of_it = "Nobody sells water. Nobody sells water at night."
    found, now = moved(all_of_it, TEXT.replace(all_of_it, "Water is free."))
    assert found == Found("tr-eng-26", "Water is free.")
    gone = TEXT.replace(all_of_it, "Free.").replace("12. Water", f"11. {all_of_it}\n\n12. Water")
    found, now = moved(all_of_it, gone)
    assert (found.quote, said(now, found.element)) == (all_of_it, all_of_it)


def test_a_paragraph_taken_out_and_put_in_anew_is_known_by_its_words() -> None:
    then, now = read(TEXT), read(TEXT)
    three = find(then, "3", where="tr")
    element = now.remove(three)
    made = anchor(then, three, eids(then))
    assert locate(made, now, then) == Found(three, orphaned=True)
    now.insert(identified(element, numbering("tr", "eng", 900)), Place(now.parts[-1], None))
    assert locate(made, now, then) == Found("tr-eng-900")


SAID = ("wells", "every year", "水井", "井", "كل سنة", "the", "of the", "ford", ",", "to'day")
SENTENCES = st.lists(st.sampled_from(SAID), min_size=1, max_size=9).map(" ".join)


def paragraphs(sentences: dict[int, str]) -> Text:
    return text_of(
        Element("paragraph", f"para-{n}", children=(Element("p", f"p-{n}", string=words),))
        for n, words in sentences.items()
    )


@settings(max_examples=50)
@given(
    old=st.dictionaries(st.integers(1, 6), SENTENCES, min_size=1),
    new=st.dictionaries(st.integers(1, 6), SENTENCES),
    data=st.data(),
)
def test_whatever_becomes_of_a_text_an_anchor_is_found_or_orphaned(
    old: dict[int, str], new: dict[int, str], data: st.DataObject
) -> None:
    kept = data.draw(st.sets(st.sampled_from(sorted(old))))
    then, now = paragraphs(old), paragraphs(new | {n: old[n] for n in kept})
    ids = [node.id for node in then.walk()]
    assume(ids)
    id = data.draw(st.sampled_from(ids))
    words = said(then, id)
    start = data.draw(st.integers(0, max(0, len(words) - 1)))
    quote = words[start : start + data.draw(st.integers(1, 12))].strip() or None
    try:
        made = anchor(then, id, eids(then), quote)
    except (Refused, NotFound):
        assume(False)  # it stands there twice
    assert locate(made, then, then) == Found(id, made.quote)
    found = locate(made, now, then)
    if found.orphaned:
        assert (found.element, found.quote) == (id, made.quote)
    else:
        assert found.element in now
        assert (found.quote or "") in said(now, found.element)
        assert spans(now, found.element, found.quote)
    whole = spans(then, id)
    for element, (begin, end) in spans(then, id, made.quote).items():
        assert whole[element][0] <= begin < end <= whole[element][1]
