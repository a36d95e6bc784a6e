"""The bytes of a plain text file as a string, or one clear line on why they are none."""

from __future__ import annotations

import re

from engine.errors import Unreadable

LARGEST = 20_000_000
"""Bytes. The longest UN reports are some 3 MB of text: what is larger is not a draft."""

_BOM = b"\xef\xbb\xbf"
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffc\ufffe\uffff]")
"""What no text of a draft can hold, whatever it came from."""
_FOREIGN = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ufffc\ufffe\uffff]")
"""Control characters other than tab, newline, carriage return and form feed; what XML cannot
hold; and U+FFFC, which stands for inline objects in our strings."""


def decode(source: bytes, *, where: str = "the file", ours: bool = False) -> str:
    """The text of a UTF-8 file without its byte order mark, not empty, fit to stand in XML. One
    that Travaux wrote (`ours`) may hold all that XML can, such as the controls from U+007F on.

    `Unreadable` names the byte (from 0) or the line and column (from 1, in code points).
    """
    if len(source) > LARGEST:
        raise Unreadable(
            f"{where} is too large: {len(source)} bytes, and plain text is read up to {LARGEST}"
        )
    skipped = len(_BOM) if source.startswith(_BOM) else 0
    try:
        text = source[skipped:].decode("utf-8")
    except UnicodeDecodeError as error:
        at = error.start + skipped
        raise Unreadable(
            f"{where} is not UTF-8: byte {at} is 0x{source[at]:02x}, which cannot stand there"
        ) from None
    found = (_ILLEGAL if ours else _FOREIGN).search(text)
    if found:
        line, column = _place(text, found.start())
        raise Unreadable(
            f"{where} holds {_code(found[0])} at line {line}, column {column}; it is not text"
        )
    if not text or text.isspace():
        raise Unreadable(f"{where} {'holds only white space' if text else 'is empty'}")
    return text


def foreign(string: str) -> str | None:
    """The first character that cannot stand in an element's string, by its code point; None where
    there is none. A form feed is one: in a file it ends a line."""
    found = _FOREIGN.search(string)
    if found is None and "\f" in string:
        return _code("\f")
    return _code(found[0]) if found else None


def _code(character: str) -> str:
    return f"U+{ord(character):04X}"


def _place(text: str, at: int) -> tuple[int, int]:
    before = text[:at].replace("\r\n", "\n").replace("\r", "\n")
    return before.count("\n") + 1, len(before) - before.rfind("\n")
