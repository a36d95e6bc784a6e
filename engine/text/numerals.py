"""Numerals at the start of a line: `1.`, `(a)`, `IV.`, `一、`, `（二）`, `١.`, `Action 3`.

A numeral may be read in more than one way: `(i)` is the first Roman numeral and the ninth letter,
`C.` the third letter and one hundred. All readings are given; which holds is for the reader of
the text to say, who knows what came before.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

HAN = "一二三四五六七八九十百〇零两"
BULLETS = "•●▪■◦○‣⁃\uf0b7\uf0a7❖➢✓"
"""Characters that are bullets wherever they begin a line."""
DASHES = "-–—*·・"
"""Characters that are bullets if white space follows and a new block is likely there."""


class Reading(NamedTuple):
    """A numeral's style, such as `digit.` or `roman()`, and its value in that style, from 1."""

    style: str
    value: int


class Numeral(NamedTuple):
    """A numeral as written, its possible readings, the likelier first, and the rest of the line.

    `again` says that it is a "bis", "ter" or "之二": it repeats the value before it.
    """

    written: str
    readings: tuple[Reading, ...]
    rest: str
    again: bool = False


LIST_STYLES = frozenset(
    f"{core}{wrapper}"
    for core in ("digit", "han", "roman", "letter", "cyrillic", "abjad")
    for wrapper in (")", "()")
) | {"roman.", "letter.", "cyrillic.", "circled", "inner-digit."}
"""Styles of lists inside a paragraph; the others number paragraphs or sections. An `inner-digit.`
is a `digit.` that starts again inside a paragraph."""

_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}
_TENS = ("", "x", "xx", "xxx", "xl", "l", "lx", "lxx", "lxxx", "xc")
_UNITS = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")
_CYRILLIC = "абвгдежзиклмнопрстуфхцчшщэюя"
_ABJAD = "أبجدهوزحطيكلمنسعفصقرشتثخذضظغ"
_ORDINALS = "أولا ثانيا ثالثا رابعا خامسا سادسا سابعا ثامنا تاسعا عاشرا".split()
_LETTER_NAMES = "ألف باء جيم دال هاء واو زاي حاء طاء ياء كاف لام ميم نون".split()
_WIDE = "\u2e80-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff01-\uff60\U00020000-\U0003ffff“‘"

_CORE = rf"""(?:(?P<digit>\d{{1,4}})|(?P<latin>[IVXLCDM]{{1,8}}|[ivxlcdm]{{1,8}}|[A-Za-z])
    |(?P<cyrillic>[А-Яа-я])|(?P<abjad>[اأبجدهوزحطيكلمنسعفصقرشتثخذضظغ])ـ?|(?P<han>[{HAN}]{{1,5}}))"""
_PLAIN = re.compile(
    rf"""(?P<open>[(（])?\s?{_CORE}(?P<again>\ ?(?:bis|ter|quater|quinquies)\b|\ ?之[{HAN}])?
    \s?(?P<close>[.．)）、]|(?<=\d)\s?[-–](?=\s+[؀-ۿ]))(?=(?P<space>\s|$)|(?P<wide>[{_WIDE}])|.)""",
    re.VERBOSE,
)
_DECIMAL = re.compile(rf"\d{{1,3}}(?:[.．]\d{{1,3}}){{1,4}}[.．]?(?=\s|$|[{_WIDE}])")
_CIRCLED = re.compile(r"[①-⑳]")
_ARABIC_WORD = re.compile(r"([ء-ي]{3,5})[ًٌٍَُِّْ]*ً?\s*[-–—](?=\s|$)")
_COUNT = rf"(?:№|#|[Nn]o\.?|[Nn]º|n°)?\s*(?P<count>\d{{1,3}}|[IVXL]{{1,7}}|[{HAN}]{{1,5}})"
_NTH = rf"第\s?(?P<nth>\d{{1,3}}|[{HAN}]{{1,5}})\s?"
_WORD = {
    style: re.compile(rf"{pattern}\s?(?P<close>[.:：])?(?=\s|$|[{_WIDE}])")
    for style, pattern in (
        ("action", rf"(?:Action|ACTION|Acción|Medida|Действие|Мера|الإجراء|行动)\s*{_COUNT}"),
        ("article", rf"(?:(?:Article|ARTICLE|Artículo|Статья|المادة)\s+{_COUNT}|{_NTH}条)"),
        ("chapter", rf"(?:(?:Chapter|CHAPTER|Chapitre|Capítulo|Глава|الفصل)\s+{_COUNT}|{_NTH}章)"),
        ("part", rf"(?:(?:Part|PART|Partie|Parte|Часть|الجزء)\s+{_COUNT}|{_NTH}部分)"),
    )
}
_WORD_START = re.compile(r"[AMДМا行第ACГPЧ]")
_ANNEX = re.compile(
    rf"(?:(?:Annex|ANNEX|Annexe|ANNEXE|Anexo|ANEXO|Appendix|APPENDIX|Приложение|ПРИЛОЖЕНИЕ|المرفق)"
    rf"(?:\s+(?P<count>\d{{1,2}}|[IVX]{{1,5}}|[A-Z]))?(?:\s*[:.–—-]\s.{{1,120}})?"
    rf"|(?:附件|附录)\s?(?:[{HAN}]{{1,3}}|\d{{1,2}})?(?:[：:]?\s*[^。；]{{0,60}}))$"
)


def numeral(line: str) -> Numeral | None:
    """The numeral at the start of a line without leading white space, or none.

    It is followed by white space, the line's end or a full-width character.
    """
    first = line[:1]
    if _WORD_START.match(first):
        for style, pattern in _WORD.items():
            if word := pattern.match(line):
                groups = word.groupdict()
                value = number(groups["count"] or groups.get("nth") or "")
                return _numeral(line, word.end(), (Reading(style, value),))
    if first.isdigit() and (decimal := _DECIMAL.match(line)):
        parts = re.split(r"[.．]", decimal[0].rstrip(".．"))
        style = f"decimal{len(parts)}"
        return _numeral(line, decimal.end(), (Reading(style, int(parts[-1])),))
    if _CIRCLED.match(first):
        return _numeral(line, 1, (Reading("circled", int(unicodedata.numeric(first))),))
    if word := _ARABIC_WORD.match(line):
        return _arabic_word(line, word)
    return _plain(line)


def annex(line: str) -> bool:
    """Whether the line, by itself, is the heading of an annex: "Annex II", "附件一"."""
    return len(line) < 160 and _ANNEX.match(line) is not None


def number(written: str) -> int:
    """The value of digits of any script, Chinese numerals or upper-case Roman numerals."""
    if written.isdigit():
        return int(written)
    if written[:1] in HAN:
        return _han(written)
    return roman(written.lower())


def roman(written: str) -> int:
    """The value of a lower-case Roman numeral below 100 in its regular form; otherwise 0."""
    if len(written) == 1:
        return _ROMAN.get(written, 0)
    for tens, prefix in reversed(tuple(enumerate(_TENS))):
        if written.startswith(prefix) and written[len(prefix) :] in _UNITS:
            return tens * 10 + _UNITS.index(written[len(prefix) :])
    return 0


def _han(written: str) -> int:
    total = current = 0
    for character in written:
        if character in "十百":
            total += (current or 1) * (10 if character == "十" else 100)
            current = 0
        else:
            current = current * 10 + int(
                unicodedata.numeric("二" if character == "两" else character)
            )
    return total + current


def _plain(line: str) -> Numeral | None:
    found = _PLAIN.match(line)
    if not found:
        return None
    close = {"．": ".", "）": ")"}.get(found["close"], found["close"].strip()[0])
    if found["open"] and close != ")":
        return None
    if found["space"] is None and not found["wide"] and not (found["digit"] and close == "、"):
        return None
    wrapper = "()" if found["open"] else "-" if close in "-–" else close
    readings = tuple(r for r in _readings(found, wrapper) if r.value)
    if not readings:
        return None
    return _numeral(line, found.end(), readings, again=found["again"] is not None)


def _readings(found: re.Match[str], wrapper: str) -> list[Reading]:
    if found["digit"]:
        return [Reading(f"digit{wrapper}", int(found["digit"]))]
    if found["han"]:
        return [Reading(f"han{wrapper}", _han(found["han"]))]
    if found["abjad"]:
        letter = found["abjad"].replace("ا", "أ")
        return [Reading(f"abjad{wrapper}", _ABJAD.index(letter) + 1)]
    core = found["cyrillic"] or found["latin"]
    case = "upper-" if core.isupper() and wrapper == "." else ""
    if found["cyrillic"]:
        return [Reading(f"{case}cyrillic{wrapper}", _CYRILLIC.find(core.lower()) + 1)]
    letter = Reading(f"{case}letter{wrapper}", ord(core.lower()[0]) - 96 if len(core) == 1 else 0)
    return [Reading(f"{case}roman{wrapper}", roman(core.lower())), letter]


def _arabic_word(line: str, word: re.Match[str]) -> Numeral | None:
    for style, names in (("ordinal", _ORDINALS), ("letter-name", _LETTER_NAMES)):
        if word[1] in names:
            return _numeral(line, word.end(), (Reading(style, names.index(word[1]) + 1),))
    return None


def _numeral(line: str, end: int, readings: tuple[Reading, ...], *, again: bool = False) -> Numeral:
    return Numeral(" ".join(line[:end].split()), readings, line[end:].lstrip(), again)
