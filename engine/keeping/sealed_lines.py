"""Files of JSON Lines that say what they are, and whether they are whole.

    {"travaux":"log","format":1,"store":"33c1..."}      what it is, of which store
    {...}                                               one row a line
    {"count":1,"sha256":"..."}                          how many rows; over all lines before

Both ends work line by line, so the memory they take does not grow with the file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import BinaryIO, Generic, NamedTuple, TypeVar

import msgspec

from engine.errors import UnknownFormat, Unreadable

FORMAT = 1
LONGEST = 1 << 30
"""Bytes of the longest line that is read."""

Row = TypeVar("Row", bound=msgspec.Struct)


class _Title(msgspec.Struct, forbid_unknown_fields=True):
    travaux: str
    format: int
    store: str


class _End(msgspec.Struct, forbid_unknown_fields=True):
    count: int
    sha256: str


class Lines(NamedTuple, Generic[Row]):
    """A file being read: the store it is of, and its rows with the numbers of their lines. Only
    who has read the rows to the end knows that the file is whole."""

    store: str
    rows: Iterator[tuple[int, Row]]


def write(what: str, store: str, rows: Iterable[msgspec.Struct]) -> Iterator[bytes]:
    """The lines of a file, each with its line feed."""
    encode = msgspec.json.Encoder().encode
    line = encode(_Title(what, FORMAT, store)) + b"\n"
    seal, count = sha256(line), 0
    yield line
    for row in rows:
        line = encode(row) + b"\n"
        seal.update(line)
        count += 1
        yield line
    yield encode(_End(count, seal.hexdigest())) + b"\n"


def read(file: BinaryIO, what: str, kind: type[Row], *, where: str) -> Lines[Row]:
    """The rows of a file that `write` made, read as they are asked for.

    Unreadable: it is something else, was altered, or cut short; raised where that shows, at the
    latest with the last row. UnknownFormat: it is of a newer format.
    """
    first = file.readline(LONGEST)
    try:
        title = msgspec.json.decode(first, type=_Title)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise Unreadable(f"{where} is not a {what} that Travaux has exported") from None
    if title.travaux != what:
        raise Unreadable(f"{where} is a {title.travaux}, not a {what}")
    if title.format != FORMAT:
        raise UnknownFormat(
            f"{where} is of format {title.format}; this Travaux reads format {FORMAT}",
            hint="Use the version of Travaux that wrote it, or a later one.",
        )
    return Lines(title.store, _rows(file, first, kind, where))


def _rows(file: BinaryIO, first: bytes, kind: type[Row], where: str) -> Iterator[tuple[int, Row]]:
    decode = msgspec.json.Decoder(kind).decode
    seal = sha256(first)
    line, number = file.readline(LONGEST), 2
    while following := file.readline(LONGEST):  # one line ahead: the last one is no row
        try:
            row = decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise Unreadable(f"{where}, line {number}: {error}") from None
        yield number, row
        seal.update(line)
        line, number = following, number + 1
    _check_end(line, number, seal.hexdigest(), where)


def _check_end(line: bytes, number: int, seal: str, where: str) -> None:
    try:
        end = msgspec.json.decode(line, type=_End)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise Unreadable(
            f"{where} was cut short: line {number} is not the one that ends it"
        ) from None
    if end.count != number - 2:
        raise Unreadable(f"{where} has {number - 2} rows; its last line says {end.count}")
    if end.sha256 != seal:
        raise Unreadable(f"{where} was altered: its own hash does not agree with its lines")
