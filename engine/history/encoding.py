"""The bytes of an old version as UTF-8."""

from __future__ import annotations

import codecs

from engine.errors import Unreadable

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
"""Byte order marks that say how a text is encoded; the longer first."""


def utf8(source: bytes, encoding: str | None, *, called: str) -> bytes:
    """The text in UTF-8. One that begins with a byte order mark of another encoding is in that one;
    one that is not UTF-8 is in `encoding`, if that is said; else it is left to its reader."""
    for mark, name in _MARKS:
        if source.startswith(mark):
            return _again(source, name, called)
    if encoding is None:
        return source
    try:
        source.decode("utf-8")
    except UnicodeDecodeError:
        return _again(source, encoding, called)
    return source


def _again(source: bytes, encoding: str, called: str) -> bytes:
    try:
        return source.decode(encoding).encode("utf-8")
    except UnicodeError as error:
        raise Unreadable(f"{called} is not {encoding}: {error}") from None
