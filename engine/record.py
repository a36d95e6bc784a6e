"""A record: what every event carries beside its own fields, its bytes, and the chain of a stream.

The bytes of a record are JSON, readable by a person (docs/formats/record.md). They are written
once and never encoded again: the chain is over exactly these bytes. A record does not hold its
position, so that a stream proves itself on any store.
"""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from functools import cache
from typing import Any, Generic, NamedTuple, TypeVar

import msgspec

from engine.errors import Damaged, UnknownFormat
from engine.events import (
    DraftEvent,
    Event,
    ProcessEvent,
    RegisterEvent,
    SubmissionEvent,
    SymbolsEvent,
)

E = TypeVar("E")

FIRST_PREV = "0" * 64
"""The `prev` of a stream's first record."""


class Record(
    msgspec.Struct,
    Generic[E],
    frozen=True,
    kw_only=True,
    omit_defaults=True,
    forbid_unknown_fields=True,
):
    """One event with its circumstances.

    `recorded_at`: when it was entered, UTC; `recorded_by`: the party that entered it.
    `effective_on`: the day it happened, in the process's time zone, kept as given.
    `by`: the party or parties whose act it is; `supported_by` (`with`): those in support.
    `act`: shared by the events of one append; `prev`: the stream's previous record's digest.
    """

    recorded_at: datetime
    recorded_by: str
    effective_on: date
    by: tuple[str, ...]
    act: str
    prev: str
    event: E
    supported_by: tuple[str, ...] = msgspec.field(default=(), name="with")


class Entry(NamedTuple):
    """A record where it stands: its stream, its step there (from 1), its kind, its exact bytes."""

    stream: str
    step: int
    kind: str
    state: bytes
    record: Record[Event]

    @property
    def digest(self) -> str:
        """The record's digest, which the next record of the stream holds as its `prev`."""
        return digest(self.stream, self.step, self.kind, self.state)


class Positioned(NamedTuple):
    """An entry and its position in the whole log of one store."""

    position: int
    entry: Entry


_encoder = msgspec.json.Encoder()
_RECORDS: dict[str, Any] = {
    "process": Record[ProcessEvent],
    "draft": Record[DraftEvent],
    "register": Record[RegisterEvent],
    "symbols": Record[SymbolsEvent],
    "submission": Record[SubmissionEvent],
}


@cache
def _decoder(family: str) -> msgspec.json.Decoder[Record[Event]]:
    """Made when it is first needed: one costs as much as starting a small command may take."""
    return msgspec.json.Decoder(_RECORDS[family])


def _kinds(union: object) -> dict[str, type]:
    return {kind.__struct_config__.tag: kind for kind in union.__args__}  # type: ignore[attr-defined]


KINDS: dict[str, dict[str, type]] = {
    "process": _kinds(ProcessEvent),
    "draft": _kinds(DraftEvent),
    "register": _kinds(RegisterEvent),
    "symbols": {SymbolsEvent.tag(): SymbolsEvent},
    "submission": _kinds(SubmissionEvent),
}
"""Every kind of event by the family of its stream and its tag."""


def encode(record: Record[Event]) -> bytes:
    """The bytes of a new record."""
    return _encoder.encode(record)


def decode(stream: str, step: int, kind: str, state: bytes) -> Entry:
    """The entry for stored bytes. `UnknownFormat` names a kind this Travaux does not know;
    `Damaged` names the stream, the step and what does not decode."""
    family = stream.partition("/")[0]
    if kind not in KINDS.get(family, {}):
        raise UnknownFormat(
            f"{stream} step {step} is of the kind {kind!r}, which this Travaux does not know",
            hint="Use the version of Travaux that wrote it, or a later one.",
        )
    try:
        record = _decoder(family).decode(state)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Damaged(f"{stream} step {step} ({kind}) does not decode: {error}") from None
    if record.event.tag() != kind:
        raise Damaged(f"{stream} step {step} is filed as {kind}, but holds {record.event.tag()}")
    return Entry(stream, step, kind, state, record)


def digest(stream: str, step: int, kind: str, state: bytes) -> str:
    """The record's SHA-256 in hexadecimal: over stream, step in decimal digits, kind and bytes,
    each preceded by its length in bytes as eight bytes, big-endian."""
    sha = hashlib.sha256()
    for part in (stream.encode(), str(step).encode(), kind.encode(), state):
        sha.update(len(part).to_bytes(8, "big"))
        sha.update(part)
    return sha.hexdigest()
