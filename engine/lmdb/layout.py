"""The bytes of a log: what stands under which key. docs/formats/store.md is the specification.

All integers are unsigned and big-endian, all strings UTF-8. A *stream key* names a stream:

    +------+--------+------------------------+
    | kind | length | id, `length` bytes     |      kind  "s" a string, "u" a UUID (16 bytes)
    |  1   |   2    | at most 500            |      so no stream key is a prefix of another
    +------+--------+------------------------+

The database `records` has one entry for each event, under its position, counted from 1:

    key     +----------+
            | position |
            |    8     |
            +----------+
    value   +--------+------------+------+-------+----------+----------+----------+
            | layout | stream key | step | topic | event id | reserved | metadata |
            |  1: 1  |   3 + n    |  8   | len 2 |  len 1   |    1: 0  |  len 4   |
            +--------+------------+------+-------+----------+----------+----------+
            +-------+----------+----------+-------+--------+
            | topic | event id | metadata | state | digest |    digest = SHA-256 over the key
            |       |          |          |       |   32   |    and all of the value before it
            +-------+----------+----------+-------+--------+

The database `index` finds them by stream and step; `tracking` and `meta` are sealed like records:

    index     stream key, step (8)                  ->  position (8)
    tracking  length (2), application name          ->  position (8), digest (32)
    meta      "layout"                              ->  layout (8), digest (32)

Event id and metadata are room for later: written empty, skipped when read. A record of a later
layout ends in the same digest, so a new record is told from a damaged one.
"""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256
from struct import Struct
from struct import error as StructError
from typing import TYPE_CHECKING
from uuid import UUID

from engine.errors import Damaged, Refused, UnknownFormat

if TYPE_CHECKING:
    from eventsourcing.persistence import StoredEvent

LAYOUT = 1
"""The layout that this Travaux writes, and the newest that it reads."""

LONGEST_ID = 500
"""Bytes of a stream's id: LMDB keys hold 511, and kind, length and step take 11."""

LAST_STEP = 2**63 - 1
"""The highest step and position; beyond it other stores could not follow."""

LARGEST_STATE = 2**31
"""Bytes of an event's state; a value of LMDB may have twice as many."""

LAYOUT_KEY = b"layout"
DIGEST = 32

pack = Struct(">Q").pack
_HEAD = Struct(">cH")
_SIZES = Struct(">HBBI")
sizes = _SIZES.unpack_from
LAYOUT_BYTE = bytes([LAYOUT])


@lru_cache(maxsize=4096)
def stream_key(stream: UUID | str) -> bytes:
    """The bytes that name a stream; Refused where the id does not fit into them."""
    if isinstance(stream, UUID):
        return b"u\x00\x10" + stream.bytes
    name = utf8(stream, "stream id")
    if len(name) > LONGEST_ID:
        raise Refused(
            f"stream id {stream[:40]}... has {len(name)} bytes; the store takes {LONGEST_ID}"
        )
    return _HEAD.pack(b"s", len(name)) + name


@lru_cache(maxsize=4096)
def stream_of(key: bytes) -> UUID | str:
    """The id that a stream key names, of the type it went in as; ValueError for other bytes."""
    if len(key) >= _HEAD.size:
        kind, length = _HEAD.unpack_from(key)
        name = key[_HEAD.size :]
        if length == len(name):
            if kind == b"s" and length <= LONGEST_ID:
                return name.decode()
            if kind == b"u" and length == 16:
                return UUID(bytes=name)
    raise ValueError(f"no stream is named by the bytes {key.hex()}")


def body(event: StoredEvent) -> bytes:
    """A record's value without its digest, which waits for the position.

    Refused, naming the stream, where a part does not fit.
    """
    step, state = event.originator_version, event.state
    if not 0 <= step <= LAST_STEP:
        raise Refused(f"step {step} of {event.originator_id} is outside 0 to {LAST_STEP}")
    topic = utf8(event.topic, "topic")
    if len(topic) > 0xFFFF:
        raise Refused(f"topic {event.topic[:40]}... has {len(topic)} bytes; the store takes 65535")
    if type(state) is not bytes:
        kind = type(state).__name__
        raise TypeError(f"the state of {event.originator_id} step {step} is {kind}, not bytes")
    if len(state) > LARGEST_STATE:
        raise Refused(
            f"the state of {event.originator_id} step {step} has {len(state)} bytes; "
            f"the store takes {LARGEST_STATE}"
        )
    stream, lengths = stream_key(event.originator_id), _SIZES.pack(len(topic), 0, 0, 0)
    return b"".join((LAYOUT_BYTE, stream, pack(step), lengths, topic, state))


def seal(key: bytes, content: bytes) -> bytes:
    """The value to store under `key`: `content`, then SHA-256 over key and content."""
    return content + sha256(key + content).digest()


def unseal(key: bytes, value: bytes) -> bytes | None:
    """What was sealed under `key`, or None where key, content or digest are not what they were."""
    content = value[:-DIGEST]
    return content if sha256(key + content).digest() == value[-DIGEST:] else None


def record(position: bytes, value: bytes) -> tuple[bytes, int, str, bytes]:
    """Stream key, step, topic and state of the record at `position` (8 bytes).

    Damaged where the digest does not fit; UnknownFormat where it does, but another layout wrote
    the record.
    """
    content = value[:-DIGEST]
    if sha256(position + content).digest() != value[-DIGEST:]:
        raise Damaged(f"{described(position, value)}: its digest does not match")
    if not content or content[0] != LAYOUT:
        raise _unknown(f"record {int.from_bytes(position)}", content[0] if content else 0)
    try:
        at = 4 + (content[2] << 8) + content[3]
        topic, event_id, _, metadata = sizes(content, at + 8)
        start = at + 16
        end = start + topic
        state = end + event_id + metadata
        if state > len(content):
            raise ValueError("it ends before its state")
        step = int.from_bytes(content[at : at + 8])
        return content[1:at], step, content[start:end].decode(), content[state:]
    except (ValueError, IndexError, StructError) as error:
        raise Damaged(f"{described(position, value)}: no record of layout 1: {error}") from None


def check_layout(value: bytes) -> None:
    """Accepts what `meta` has under "layout", or raises UnknownFormat or Damaged."""
    content = unseal(LAYOUT_KEY, value)
    if content is None:
        raise Damaged("the store's layout: its digest does not match")
    if content != pack(LAYOUT):
        raise _unknown("the store", int.from_bytes(content))


def _unknown(what: str, found: int) -> UnknownFormat:
    return UnknownFormat(
        f"{what} has layout {found}; this Travaux reads layout {LAYOUT}",
        hint="Use the Travaux that wrote it, or a newer one.",
    )


def described(position: bytes, value: bytes) -> str:
    """Names a record as far as it can be made out, also one that is damaged."""
    number = int.from_bytes(position)
    try:
        at = 4 + int.from_bytes(value[2:4])
        step = int.from_bytes(value[at : at + 8])
        return f"record {number}, {stream_of(value[1:at])} step {step}"
    except ValueError:
        return f"record {number}"


def name_key(name: str) -> bytes:
    """The key of an application's tracking: its name behind its length."""
    content = utf8(name, "application name")
    if len(content) > 509:
        raise Refused(
            f"application name {name[:40]}... has {len(content)} bytes; the store takes 509"
        )
    return len(content).to_bytes(2) + content


def utf8(text: str, what: str) -> bytes:
    """The text in UTF-8; Refused where it holds half a character (a lone surrogate)."""
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        raise Refused(f"{what} {text!a} is not Unicode text: {error.reason}") from None
