"""A checkpoint: the heads of all streams at one moment and their hash, a small text file to keep
elsewhere. What is altered or cut off afterwards no longer agrees with it.

    travaux checkpoint 1
    store 4f1c...
    draft/lap/eng 120 <digest of record 120>
    process 14 <digest of record 14>
    sha256 <of all lines before this one>
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from engine.errors import UnknownFormat, Unreadable

_TITLE = "travaux checkpoint 1"


class Head(NamedTuple):
    """The last record of a stream at the moment of a checkpoint."""

    step: int
    digest: str


class Checkpoint(NamedTuple):
    """The store's id and the head of every stream."""

    store: str
    heads: Mapping[str, Head]


def write(checkpoint: Checkpoint) -> str:
    """The file: streams in the order of their bytes, lines ended by a line feed."""
    lines = [_TITLE, f"store {checkpoint.store}"]
    heads = sorted(checkpoint.heads.items(), key=lambda item: item[0].encode())
    lines += [f"{stream} {head.step} {head.digest}" for stream, head in heads]
    body = "".join(f"{line}\n" for line in lines)
    return f"{body}sha256 {_hash(body)}\n"


def read(text: str, *, where: str) -> Checkpoint:
    """The checkpoint in a file. `Unreadable` where it is none, or was altered itself."""
    body, found, last = text.rstrip("\n").rpartition("\n")
    lines = body.split("\n")
    if lines[0].startswith("travaux checkpoint ") and lines[0] != _TITLE:
        raise UnknownFormat(f"{where} is of a newer format: {lines[0]}")
    if not found or lines[0] != _TITLE or len(lines) < 2 or not last.startswith("sha256 "):
        raise Unreadable(f"{where} is not a checkpoint of Travaux")
    if last != f"sha256 {_hash(body + found)}":
        raise Unreadable(f"{where} was altered: its own hash does not agree with its lines")
    heads: dict[str, Head] = {}
    for number, line in enumerate(lines[2:], 3):
        parts = line.split(" ")
        if len(parts) != 3 or not parts[1].isdecimal():
            raise Unreadable(f"{where}: line {number} is not STREAM STEP DIGEST")
        heads[parts[0]] = Head(int(parts[1]), parts[2])
    return Checkpoint(lines[1].removeprefix("store "), heads)


def disagreements(
    checkpoint: Checkpoint, store: str, digest_at: Callable[[str, int], str | None]
) -> Iterable[tuple[str, int, str]]:
    """What no longer agrees: stream, step, and a sentence. `digest_at` gives the digest of the
    record at a step of a stream as it is now, None where there is none."""
    if store != checkpoint.store:
        yield "process", 1, f"the checkpoint is of the store {checkpoint.store}, this is {store}"
        return
    for stream, head in checkpoint.heads.items():
        now = digest_at(stream, head.step)
        if now is None:
            yield (
                stream,
                head.step,
                f"{stream} was cut off: the checkpoint has its step {head.step}",
            )
        elif now != head.digest:
            yield (
                stream,
                head.step,
                f"{stream} step {head.step} or one before it was altered: its digest was "
                f"{head.digest[:12]}, now it is {now[:12]}",
            )


def _hash(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()
