"""Words: what a comparison never cuts, and what is counted.

    "Сто́имость d'un 3.5 per cent,  第12条\ufffc"
    Сто́имость| |d'un| |3.5| |per| |cent|,|  |第|12|条|\ufffc

A word is a run of letters, marks and digits, as Unicode has them, so that Arabic with its
diacritics and Hindi with its vowel signs stay whole. Scripts that put no space between words give
one token a character (with the marks on it). No token ends inside a grapheme (UAX #29).
"""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from engine.text import OBJECT

if TYPE_CHECKING:
    from regex import Pattern

VERSION = "words-2"
"""Names the rules below; recorded with every inferred edit. A new rule is a new version."""

_ENDS = "。，、；：！？،؛؟।"
_MARKING = "\u0e33\u0eb3\uff9e\uff9f"
"""Letters that extend a grapheme (UAX #29)."""
_PREPENDED = "\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd"
_SINGLE = (
    r"[[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\u30fc\uff70]"
    r"&&[\p{L}\p{Nl}]]"
)
_MARK = r"\p{M}\p{GCB=Extend}\p{GCB=SpacingMark}\u200d"
_LETTER = rf"[[\p{{L}}\p{{N}}]--{_SINGLE}]"
_RUN = rf"[{_LETTER}{_MARK}\u00ad\u2060]"
_JOIN = (
    r"(?:(?<=[\p{L}\p{M}])['’·״](?=[\p{L}--" + _SINGLE + r"])"
    r"|(?<=\p{Nd})[.,٫٬](?=\p{Nd}))"
)
_WORD = rf"[{_PREPENDED}]*+{_LETTER}{_RUN}*+(?:{_JOIN}{_RUN}++)*+"
_ADDRESS = (
    r"[A-Za-z0-9][A-Za-z0-9._%+-]{0,63}@[A-Za-z0-9](?:[A-Za-z0-9-]{0,62})"
    rf"(?:\.[A-Za-z0-9][A-Za-z0-9-]{{0,62}}){{1,8}}(?![{_MARK}]|{_RUN})"
)
_PIECE_END = rf"(?:[\n。！？]++\s*+|[.!?;,؟؛،।]\s++)(?![{_MARK}])"
_REST = rf"{_SINGLE}[{_MARK}]*+|{OBJECT}|\s++(?![{_MARK}])|\p{{GCB=Prepend}}++(?={OBJECT})|\X"


def tokens(string: str) -> list[str]:
    """The words of a string and all between them; joined, they give the string back.

    One token each: a word, with an apostrophe between letters and a point or comma between
    digits; an e-mail address; a Han, Kana, Thai, Lao, Khmer or Myanmar character; a U+FFFC; a run
    of white space; any other grapheme, such as a hyphen.
    """
    return _pattern("@" in string).findall(string)


def pieces(string: str) -> list[str]:
    """Lines, and the sentences and clauses in them; joined, they give the string back. Each is
    made of whole tokens."""
    ends = [0, *(found.end() for found in _piece_end().finditer(string)), len(string)]
    return [string[at:end] for at, end in pairwise(ends) if at < end]


def around(string: str, start: int, end: int) -> tuple[int, int]:
    """The stretch that holds a run of code points and, beside it, whole words that do not touch
    it: its tokens are those of the whole string there, whatever stands in the run."""
    left, right = max(start - 1, 0), min(end + 1, len(string))
    while left > 0 and not _apart(string[left - 1], string[left]):
        left -= 1
    while right < len(string) and not _apart(string[right - 1], string[right]):
        right += 1
    return left, right


def _apart(before: str, after: str) -> bool:
    """Whether no token can hold both of two neighbours: a space, or what ends a clause, and a
    letter or digit that is no mark on what stands before it."""
    ends = before.isspace() or before in _ENDS
    return ends and after.isalnum() and after not in _MARKING


def count(string: str) -> int:
    """How many words a string has; a Han, Kana or Thai character is a word, and punctuation,
    spaces and inline objects are none."""
    return sum(map(is_word, tokens(string)))


def is_word(token: str) -> bool:
    """Whether a token is a word, not punctuation, space or an object."""
    return token[0].isalnum() or (len(token) > 1 and token[1:2].isalnum())


def is_alone(token: str) -> bool:
    """Whether a token is a character of a script that puts no space between words."""
    return _single().match(token) is not None


@cache
def _single() -> Pattern[str]:
    import regex

    return regex.compile(f"(?V1){_SINGLE}")


@cache
def _pattern(addresses: bool) -> Pattern[str]:
    import regex  # 20 ms: what compares nothing does without it

    words = f"{_ADDRESS}|{_WORD}" if addresses else _WORD
    return regex.compile(f"(?V1){words}|{_REST}")


@cache
def _piece_end() -> Pattern[str]:
    import regex

    return regex.compile(f"(?V1){_PIECE_END}")
