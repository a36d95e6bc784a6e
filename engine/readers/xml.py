"""The tree of an XML file from outside, which is hostile until read: nothing is fetched, nothing
expands, nothing runs away."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import cast
from xml.parsers import expat

from lxml import etree

from engine.errors import Unreadable

LARGEST = 20_000_000
"""Bytes. The longest UN reports are some 3 MB of text."""
DEEPEST = 100
"""Elements within each other; the deepest published UN files have some twenty."""
MOST = 400_000
"""Elements of one file."""

_WHERE = re.compile(r",? line \d+, column \d+\s*$")


class NotWellFormed(Unreadable):
    """It is no well-formed XML, in that line."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


class Unsafe(NotWellFormed):
    """It is what only a file that means harm is: with declarations, or nested without end."""

    def __init__(self, message: str, line: int, *, hint: str | None = None) -> None:
        super().__init__(message, line)
        self.hint = hint


def parse(source: bytes, *, where: str) -> etree._Element:
    """The root of a file. `Unreadable` says in one line what is wrong with it, with line and
    column (from 1) where it is not well-formed (`NotWellFormed`, `Unsafe`)."""
    if len(source) > LARGEST:
        raise Unreadable(
            f"{where} is too large: {len(source)} bytes, and XML is read up to {LARGEST}"
        )
    if not source.strip():
        raise Unreadable(f"{where} is empty")
    _refuse_declarations(source, where)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(source, parser)
    except etree.XMLSyntaxError as error:
        line, column = error.position
        why = " ".join(_WHERE.sub("", error.msg or "not well-formed").split())
        if "Excessive depth" in why:
            raise _too_deep(where, line) from None
        raise NotWellFormed(
            f"{where} is not well-formed XML at line {line}, column {column}: {why}", line
        ) from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise _declares(where, 1)
    _refuse_monsters(root, where)
    return root


class _Begun(Exception):
    """The root element begins: no document type declaration can follow."""


def _refuse_declarations(source: bytes, where: str) -> None:
    """Nothing, if there is no document type declaration. It is looked for with a parser that
    stops at the first element, before any entity could expand."""
    looking = expat.ParserCreate()
    found: list[int] = []

    def declared(*_: object) -> None:
        found.append(looking.CurrentLineNumber)
        raise _Begun

    def begun(*_: object) -> None:
        raise _Begun

    looking.StartDoctypeDeclHandler = declared
    looking.StartElementHandler = begun
    with suppress(_Begun, expat.ExpatError, LookupError, ValueError):  # lxml says what is wrong
        looking.Parse(source, True)
    if found:
        raise _declares(where, found[0])


def _declares(where: str, line: int) -> Unsafe:
    return Unsafe(
        f"{where} has a document type declaration (<!DOCTYPE ...>), which may define entities or "
        f"name other files; Akoma Ntoso has none",
        line,
        hint="Remove the declaration, and write out the entities it defines.",
    )


def _too_deep(where: str, line: int | None) -> Unsafe:
    message = f"{where} nests elements more than {DEEPEST} deep at line {line}; no text does"
    return Unsafe(message, line or 1)


def _refuse_monsters(root: etree._Element, where: str) -> None:
    if deep := cast(list[etree._Element], _TOO_DEEP(root)):
        raise _too_deep(where, cast(int, deep[0].sourceline))
    if cast(float, _COUNT(root)) > MOST:
        raise Unreadable(f"{where} holds more than {MOST} elements; no text does")


_TOO_DEEP = etree.XPath(f"({'/*' * (DEEPEST + 1)})[1]")
_COUNT = etree.XPath("count(//*)")
