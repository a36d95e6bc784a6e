"""A log, and what is private beside it, as files that outlive every store: docs/formats/log.md.

A record's text goes out as it lies in the store and comes back as it went out; it is never encoded
again, and its position, which is the store's own affair, stays behind.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Iterable, Iterator
from typing import BinaryIO

import msgspec

from engine.errors import Damaged, Unreadable
from engine.keeping import sealed_lines
from engine.log import Log
from engine.private import Private, entries
from engine.proof.verification import Proof, Stored

ERASED = "payload-erased"
"""The kind of the event that records an erasure, before the bytes are deleted."""

LOG = "log"
PRIVATE = "private"


class _Record(msgspec.Struct, forbid_unknown_fields=True):
    stream: str
    step: int
    kind: str
    record: str


class _Entry(msgspec.Struct, forbid_unknown_fields=True):
    key: str
    bytes: str


def write_log(
    store: str, records: Iterable[Stored], progress: Callable[[int], None]
) -> Iterator[bytes]:
    """The lines of an exported log. Damaged where a record does not prove itself: what cannot be
    restored is no archive."""
    proof = Proof()

    def rows() -> Iterator[_Record]:
        for stored in records:
            take(proof, stored, where="the log")
            if proof.records % 500 == 0:
                progress(proof.records)
            yield _Record(stored.stream, stored.step, stored.kind, stored.state.decode())

    return sealed_lines.write(LOG, store, rows())


def read_log(file: BinaryIO, *, where: str) -> tuple[str, Iterator[Stored]]:
    """The store's id and the records in a file, in their order; the position of each is the number
    of its line. As for `sealed_lines.read`."""
    found = sealed_lines.read(file, LOG, _Record, where=where)
    records = (
        Stored(number, row.stream, row.step, row.kind, row.record.encode())
        for number, row in found.rows
    )
    return found.store, records


def write_private(store: str, private: Private) -> Iterator[bytes]:
    """The lines of an exported private store."""

    def rows() -> Iterator[_Entry]:
        for key, content in entries(private):
            yield _Entry(key, base64.b64encode(content).decode())

    return sealed_lines.write(PRIVATE, store, rows())


def read_private(file: BinaryIO, *, where: str) -> tuple[str, Iterator[tuple[str, bytes]]]:
    """The store's id and the entries in a file. As for `sealed_lines.read`."""
    found = sealed_lines.read(file, PRIVATE, _Entry, where=where)

    def decoded() -> Iterator[tuple[str, bytes]]:
        for number, row in found.rows:
            try:
                yield row.key, base64.b64decode(row.bytes, validate=True)
            except (binascii.Error, ValueError) as error:
                raise Unreadable(f"{where}, line {number}: no base64: {error}") from None

    return found.store, decoded()


def erased_behind(log: Log, position: int) -> bool:
    """Whether something private was erased after a position of the log."""
    found = log.recorder.select_notifications(
        position, limit=1, topics=(ERASED,), inclusive_of_start=False
    )
    return bool(found)


def take(proof: Proof, stored: Stored, *, where: str) -> None:
    """Proves one more record; Damaged says what does not hold."""
    proof.take(stored)
    if proof.problems:
        raise Damaged(f"{where}: {proof.problems[0].message}")
