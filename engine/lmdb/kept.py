"""A keyed view in one LMDB transaction: the keys of `engine.projection`, values in MessagePack,
each sealed like a record (`engine.lmdb.layout`), so that one that is not as it was written is told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any, cast

import msgspec

from engine.errors import Damaged, Refused
from engine.lmdb.layout import seal, unseal
from engine.projection import LAST, Gone, Key, Keyed, V, bounds, key_bytes, key_of

if TYPE_CHECKING:
    from engine.lmdb.memory_map import Database, Transaction

LONGEST_KEY = 511


class Spoilt(Damaged):
    """A view on disk is not as it was written."""


class Kept(Keyed[V]):
    """The values of a type in a database, whose keys stand there below a prefix."""

    def __init__(self, txn: Transaction, database: Database, value: Any, prefix: Key = ()) -> None:
        self._txn = txn
        self._database = database
        self._value = value
        self._prefix = prefix

    def __getitem__(self, key: Key) -> V:
        place = self._place(key)
        found = self._txn.get(place, None, self._database)
        if found is None:
            raise KeyError(key)
        return cast(V, unsealed(place, found, self._value))

    def __setitem__(self, key: Key, value: V) -> None:
        place = self._place(key)
        self._txn.put(place, sealed(place, value), db=self._database)

    def __delitem__(self, key: Key) -> None:
        if not self._txn.delete(self._place(key), db=self._database):
            raise KeyError(key)

    def put(self, key: Key, value: V | Gone) -> None:
        """Put a value, or take out the one that is there, if any."""
        if isinstance(value, Gone):
            self._txn.delete(self._place(key), db=self._database)
        else:
            self[key] = value

    def empty(self) -> None:
        """Take out every value."""
        head, cursor = key_bytes(self._prefix), self._txn.cursor(self._database)
        there = cursor.set_range(head) if head else cursor.first()
        while there and _below(cursor.key(), head):
            there = cursor.delete() and bool(cursor.key())

    def under(
        self, *prefix: str | int, since: int = 0, upto: int = LAST, descending: bool = False
    ) -> Iterator[tuple[Key, V]]:
        """The values below a prefix, in order."""
        first, behind = bounds(self._place(prefix), since, upto)
        cursor = self._txn.cursor(self._database)
        if descending:
            there = cursor.prev() if cursor.set_range(behind) else cursor.last()
        else:
            there = cursor.set_range(first)
        while there:
            place, found = cursor.item()
            if not first <= place < behind:
                return
            key = key_of(place)[len(self._prefix) :]
            yield key, cast(V, unsealed(place, found, self._value))
            there = cursor.prev() if descending else cursor.next()

    def _place(self, key: Key) -> bytes:
        place = key_bytes((*self._prefix, *key))
        if len(place) > LONGEST_KEY:
            raise Refused(f"{key} takes {len(place)} bytes; a view's key has {LONGEST_KEY}")
        return place


def _below(place: bytes, head: bytes) -> bool:
    """Whether a key goes on from another one: not so where a string only begins alike."""
    return place.startswith(head) and place[len(head) :][:1] != b"\xff"


def sealed(place: bytes, value: object) -> bytes:
    """What is stored for a value under a key's bytes."""
    return seal(place, _encode(value))


def unsealed(place: bytes, found: bytes, type: Any) -> Any:
    """The value, of a type, that is stored under a key's bytes; `Spoilt` where it is not as it was
    written."""
    content = unseal(place, found)
    if content is None:
        raise Spoilt(f"a kept view: {place!r} is not as it was written")
    try:
        return _decoder(type)(content)
    except msgspec.MsgspecError as error:
        raise Spoilt(f"a kept view: {place!r}: {error}") from None


_encode = msgspec.msgpack.Encoder().encode


@lru_cache(maxsize=64)
def _decoder(type: Any) -> Callable[[bytes], Any]:
    return msgspec.msgpack.Decoder(type).decode
