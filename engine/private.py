"""The private store: what may be erased, and so never enters an event. Messages, attachments,
people's names and addresses lie here under keys that the log names by a commitment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol


class Private(Protocol):
    """The private store of a store, on whichever backend."""

    def get(self, key: str) -> bytes | None:
        """What lies under a key; None where nothing does, or no longer."""
        ...

    def put(self, items: Mapping[str, bytes]) -> None:
        """Keep these, durably, all of them or none; what lay under a key is replaced."""
        ...

    def delete(self, keys: Iterable[str]) -> None:
        """Erase these, durably, all of them or none; a key that is not there is passed over."""
        ...

    def keys(self, prefix: str = "") -> list[str]:
        """The keys that begin with `prefix`, in order."""
        ...
