"""What may be erased: the people behind the parties, raw messages, attachments.

None of it is ever in an event; an event holds a commitment to it at most (`commitment.py`). No fold
reads it, so every digest, version and total is the same before and after an erasure.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol

SECRET = "secret"
"""The key of the store's own secret, 32 random bytes, made with the store: for HMACs over what
must be recognised again and not be guessed. A store restored without its private part has none."""

ERASING = "erasing/"
"""What the keys begin with that say that an erasure was begun (`engine.acts.erasing`)."""


class Private(Protocol):
    """Bytes under keys, which are strings; docs/formats/private.md says which.

    Any of these may raise Damaged, naming the key, or what the medium refuses.
    """

    def get(self, key: str) -> bytes | None:
        """What was put under the key; None where there is nothing, or no longer."""

    def put(self, items: Mapping[str, bytes]) -> None:
        """Keeps all the items or, where it raises, none; durable when it returns. What stood
        under a key is replaced."""

    def delete(self, keys: Iterable[str]) -> None:
        """Erases what stands under the keys, if anything does: durable when it returns, and the
        bytes are overwritten wherever the medium lets us. A key that is not there is no error."""

    def keys(self, prefix: str = "") -> list[str]:
        """The keys that begin so, in the order of their UTF-8 bytes."""


def entries(private: Private) -> Iterator[tuple[str, bytes]]:
    """Every key, with what stands under it, one after the other."""
    keys = private.keys()
    for key in keys:
        content = private.get(key)
        if content is not None:
            yield key, content


def new_secret() -> bytes:
    """A secret for a new store, from the system's source of randomness."""
    return secrets.token_bytes(32)
