"""What a word is, in the scripts of the United Nations and some others."""

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.text import OBJECT
from engine.text.words import VERSION, count, tokens
from strategies import strings

mixed = st.one_of(
    strings,
    st.text(),
    st.text("a1é\u0301'’.,-@ \t\r\n\u00ad\u200c\u200d\ufe0f\u0600中กำ👩👧🇨🇭\u20e3\ufffc"),
)


@pytest.mark.parametrize(
    ("string", "words"),
    [
        ("States Parties, 2021", "States| |Parties|,| |2021"),
        ("in 2021-2025", "in| |2021|-|2025"),
        ("3.5 per cent of 1,000", "3.5| |per| |cent| |of| |1,000"),
        ("it ends here. Next", "it| |ends| |here|.| |Next"),
        ("don't, l’eau, 'so'", "don't|,| |l’eau|,| |'|so|'"),
        ("co-operation", "co|-|operation"),
        ("co\u00adoperate", "co\u00adoperate"),
        ("to a.b-c@un.example.org.", "to| |a.b-c@un.example.org|."),
        ("邮箱a@b.org。", "邮|箱|a@b.org|。"),
        ("第12条第三款", "第|12|条|第|三|款"),
        ("カタカナー", "カ|タ|カ|ナ|ー"),
        ("か\u3099き", "か\u3099|き"),
        ("ภาษากำ", "ภ|า|ษ|า|กำ"),
        ("대한민국 정부", "대한민국| |정부"),
        ("كِتَابٌ جديد", "كِتَابٌ| |جديد"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("हिन्दी में", "हिन्दी| |में"),
        ("Сто́имость", "Сто́имость"),
        ("e\u0301te\u0301", "e\u0301te\u0301"),
        ("۱۲٫۵", "۱۲٫۵"),
        ("👩\u200d👩\u200d👧 🇨🇭", "👩\u200d👩\u200d👧| |🇨🇭"),
        (f"a{OBJECT}{OBJECT}b", f"a|{OBJECT}|{OBJECT}|b"),
        ("a \t\nb", "a| \t\n|b"),
        ("", ""),
    ],
)
def test_words_are_what_a_reader_takes_for_words(string: str, words: str) -> None:
    assert tokens(string) == (words.split("|") if words else [])


@pytest.mark.parametrize(
    ("string", "words"),
    [
        ("States Parties, in 2021.", 4),
        ("缔约国应在2021年开会。", 9),
        ("co-operation", 2),
        ("to a.b@c.org", 2),
        (f"one{OBJECT} two — 👧", 2),
        ("كِتَابٌ جديد", 2),
        ("  ,.; \n", 0),
        ("", 0),
    ],
)
def test_punctuation_spaces_and_objects_are_not_counted(string: str, words: int) -> None:
    assert count(string) == words


@settings(max_examples=500, deadline=None)
@given(mixed)
def test_the_tokens_give_the_string_back(string: str) -> None:
    assert "".join(tokens(string)) == string
    assert all(tokens(string))


@settings(max_examples=500, deadline=None)
@given(mixed)
def test_no_token_begins_inside_a_grapheme(string: str) -> None:
    allowed = {0}
    for grapheme in regex.findall(r"\X", string):
        allowed.add(max(allowed) + len(grapheme))
    for at, character in enumerate(string):
        if character == OBJECT:  # a token of its own, also where Unicode joins it to its neighbour
            allowed |= {at, at + 1}
    at = 0
    for token in tokens(string):
        assert at in allowed
        at += len(token)


@settings(max_examples=300, deadline=None)
@given(mixed)
def test_an_object_is_a_token_of_its_own(string: str) -> None:
    assert tokens(string).count(OBJECT) == string.count(OBJECT)


def test_many_points_or_signs_take_no_more_time_than_words() -> None:
    assert len(tokens("a." * 50_000 + "@")) == 100_001
    assert len(tokens("@a" * 50_000)) == 100_000


def test_the_rules_have_a_version() -> None:
    assert VERSION == "words-2"
