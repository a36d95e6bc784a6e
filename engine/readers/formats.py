"""The formats that a text is read from: which reader reads each, and which of them a file is in."""

from __future__ import annotations

import re
from collections.abc import Callable
from importlib import import_module
from pathlib import PurePath

from engine.text import Element

Read = Callable[[bytes, str], tuple[Element, ...]]
"""From the bytes of a file, and what it is called in errors, to the parts of a text."""

FORMATS = {
    "akn": "engine.readers.akn",
    "markdown": "engine.readers.markdown",
    "plain": "engine.readers.plain",
    "un-text": "engine.readers.un_text",
}
"""The module that reads each format: `read(source, where=...)`. Imported when it is needed. What
that of Akoma Ntoso reads is more than a text; whoever wants it asks there."""

_NAMES = {
    ".md": "markdown",
    ".markdown": "markdown",
    ".mkd": "markdown",
    ".xml": "akn",
    ".akn": "akn",
    ".txt": "un-text",
}
_XML = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:\?xml|!DOCTYPE|(?:\w+:)?akomaNtoso)\b")
_HEADING = re.compile(rb"^#{1,6} +\S", re.MULTILINE)
_SETEXT = re.compile(rb"^\S.*\n(?:={3,}|-{3,}) *$", re.MULTILINE)
_LOOKED_AT = 64_000
"""Bytes of a file by which its format is told."""


def reader(format: str) -> Read:
    """The reader of a format, one of `FORMATS`."""
    read = import_module(FORMATS[format]).read

    def call(source: bytes, where: str) -> tuple[Element, ...]:
        came = read(source, where=where)
        elements: tuple[Element, ...] = came.parts if format == "akn" else came
        return elements

    return call


def guess(name: str, source: bytes) -> str:
    """The format that a file of this name is in; where the name does not say, what its first bytes
    look like: XML, Markdown by its headings, else a UN document."""
    named = _NAMES.get(PurePath(name).suffix.lower())
    if named in FORMATS:
        return named
    start = source[:_LOOKED_AT].replace(b"\r\n", b"\n")
    if _XML.match(start) and "akn" in FORMATS:
        return "akn"
    if named is None and (_HEADING.search(start) or _SETEXT.search(start)):
        return "markdown"
    return "un-text"
