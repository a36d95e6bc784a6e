"""The numbers in eIds, and those that the text gives: the same in whatever digits."""

from __future__ import annotations

import unicodedata

from lxml import etree

from engine.text.eid import number
from engine.text.numerals import numeral
from exporters.check.file import local

_LONG = 1000
"""No number has as many characters."""


def given(num: etree._Element) -> set[str]:
    """What the number in an eId may be for a `num`: with insertions and deletions in it, either."""
    written = {num.text or ""}
    if len(num):
        written = {_text(num, without=tag) for tag in (None, "ins", "del")}
    return {number(text) for text in written if len(text) < _LONG} - {""}


def same(given: str, wanted: str) -> bool:
    """Whether two numbers are the same in whatever digits, Western, Arabic or Chinese."""
    return given == wanted or _digits(given) == _digits(wanted)


def _text(node: etree._Element, *, without: str | None) -> str:
    """The text of a `num`, without footnotes, and without insertions or deletions."""
    parts = [node.text or ""]
    for child in node:
        if isinstance(child.tag, str) and local(child) not in (without, "authorialNote", "noteRef"):
            parts.append(_text(child, without=without))
        parts.append(child.tail or "")
    return "".join(parts)


def _digits(number: str) -> str:
    if number.isascii():
        return number
    if number.isalpha() and all("CJK" in unicodedata.name(c, "") for c in number):
        found = numeral(f"{number}、")
        if found:
            return str(found.readings[0].value)
    return "".join(str(unicodedata.digit(c, c)) for c in number)
