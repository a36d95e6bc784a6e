"""The chains of a log's streams, each record held against the one before it as it is read.

On LMDB a record is sealed by a digest of its own. Where the store does not seal it, what the next
record says of it (`prev`) is all there is: so a stream proves itself up to its last record.
"""

from __future__ import annotations

from engine.errors import Damaged
from engine.record import FIRST_PREV, Entry


class Chains:
    """The heads of the streams read so far."""

    def __init__(self) -> None:
        self._heads: dict[str, tuple[int, str]] = {}

    def knows(self, stream: str) -> bool:
        """Whether a record of the stream has been read."""
        return stream in self._heads

    def begin(self, entry: Entry) -> None:
        """The stream is read on from behind this record."""
        self._heads[entry.stream] = entry.step, entry.digest

    def link(self, entry: Entry) -> None:
        """One more record of its stream. `Damaged` where it does not follow the one before it."""
        step, digest = self._heads.get(entry.stream, (0, FIRST_PREV))
        if entry.step != step + 1:
            raise Damaged(f"{entry.stream} step {entry.step} follows step {step}: one is missing")
        if entry.record.prev != digest:
            raise Damaged(
                f"{entry.stream} step {entry.step} breaks the chain: it was written after a "
                f"record {entry.record.prev[:12]}, but step {step} is {digest[:12]}; one of them "
                "was altered"
            )
        self.begin(entry)
