"""The bytes of a mail's text as a string, whatever they are said to be."""

from __future__ import annotations

import codecs

_WIDER = {
    "ascii": "windows-1252",
    "iso8859-1": "windows-1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "big5hkscs",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
}
"""What is meant where the narrower one is written, as browsers read it too (WHATWG Encoding)."""
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_UNTAGGED = ("gb18030", "windows-1251", "windows-1256")
"""What text with no charset that is not UTF-8 is tried as, where its letters bear it out."""
_TEXTS = frozenset("ascii cp1252 windows-1252 utf-8 iso8859-1 latin-1".split())


def text(content: bytes, charset: str | None) -> tuple[str, str | None]:
    """The text, and a remark where the bytes are not what was said. Nothing is lost silently: what
    cannot be read stands as U+FFFD."""
    for mark, name in _MARKS:
        if content.startswith(mark):
            return content.decode(name, "replace"), None
    said = _known(charset)
    if said and not said.startswith(("ascii", "iso8859-1", "windows-1252", "cp1252", "utf-8")):
        try:
            return content.decode(_WIDER.get(said, said)), None
        except (UnicodeDecodeError, ValueError):
            pass
    try:
        return content.decode("utf-8"), None
    except UnicodeDecodeError:
        pass
    if said == "utf-8" or said is None:
        found, name = _guessed(content)
        what = f"is not {charset}" if charset else "says no charset"
        return found, f"its text {what}; it is read as {name}"
    name = _WIDER.get(said, said)
    try:
        found = content.decode(name)
    except (UnicodeDecodeError, ValueError):
        return content.decode(name, "replace"), f"its text is not {charset}, as it says"
    if said == "ascii":
        return found, f"its text is not {charset}, as it says; it is read as {name}"
    return found, None


def _known(charset: str | None) -> str | None:
    """A text encoding of Python's by its canonical name; None for what is none."""
    try:
        found = codecs.lookup(charset or "")
    except (LookupError, ValueError):
        return None
    return found.name if getattr(found, "_is_text_encoding", True) else None


def _guessed(content: bytes) -> tuple[str, str]:
    """The likeliest reading: one in which most of what is not ASCII are letters of one script."""
    ranges = {"gb18030": ("\u4e00", "\u9fff"), "windows-1251": ("\u0410", "\u044f")}
    ranges["windows-1256"] = ("\u0621", "\u064a")
    for name in _UNTAGGED:
        try:
            found = content.decode(name)
        except UnicodeDecodeError:
            continue
        foreign = [c for c in found if c > "\x7f"]
        first, last = ranges[name]
        least = 0.6 if name == "gb18030" else 0.8
        runs = sum(first <= c <= last for c in foreign) / max(1, len(foreign))
        if runs >= least and len(foreign) >= 8:
            return found, name
    return content.decode("windows-1252", "replace"), "windows-1252"
