"""Projections: read models as folds of the log, each `project(view, entry)` on a keyed view.

A keyed view is a mapping with keys in an order of their own. A projection touches only the keys
that the event concerns, so that catching up costs per new event. The same function runs over a
dict (`InMemory`), over one LMDB transaction (`engine.lmdb.views`), and over changes kept apart
from either (`Over`).

    def project(view: Keyed[int], entry: Entry) -> None:
        key = (entry.record.recorded_by,)
        view[key] = view.get(key, 0) + 1

    ENTERED = Projection(name="entered", version=1, value=int, project=project)
"""

from __future__ import annotations

from abc import abstractmethod
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, MutableMapping
from typing import Any, Generic, NamedTuple, TypeAlias, TypeVar

from engine.record import Entry

Key: TypeAlias = tuple[str | int, ...]
"""Where a value stands in a view: strings, and integers from 0 up to, not including, 2**64."""

LAST = 2**64 - 1
"""The highest integer in a key."""

V = TypeVar("V")


class Keyed(MutableMapping[Key, V]):
    """A view of one projection: values by key, in the order of keys. Values are never changed in
    place, only put anew."""

    @abstractmethod
    def under(
        self, *prefix: str | int, since: int = 0, upto: int = LAST, descending: bool = False
    ) -> Iterator[tuple[Key, V]]:
        """The values whose key begins with `prefix`, in the order of keys, or the other way
        round. With `since` or `upto`, those whose next part is an integer from the one up to and
        with the other.

        Put nothing while going through them.
        """

    def __iter__(self) -> Iterator[Key]:
        return (key for key, _ in self.under())

    def __len__(self) -> int:
        return sum(1 for _ in self.under())


class Projection(NamedTuple, Generic[V]):
    """A fold of the whole log, or of one stream at a time. Its view is kept under its `name`;
    `version` is another as soon as `project` or `value` is, so that what an older one kept is
    made anew.

    `value` is the type of the values, as msgspec takes it. `project` is pure but for the view: it
    may run twice over the same entry, the first time in vain.
    """

    name: str
    version: int
    value: Any
    project: Callable[[Keyed[V], Entry], None]


class InMemory(Keyed[V]):
    """A view in a dict."""

    def __init__(self) -> None:
        self._values: dict[Key, V] = {}
        self._order = _Order(self._values)

    def __getitem__(self, key: Key) -> V:
        return self._values[key]

    def __setitem__(self, key: Key, value: V) -> None:
        self._values[key] = value

    def __delitem__(self, key: Key) -> None:
        del self._values[key]
        self._order.forget()

    def under(
        self, *prefix: str | int, since: int = 0, upto: int = LAST, descending: bool = False
    ) -> Iterator[tuple[Key, V]]:
        """The values below a prefix, in order."""
        for key in self._order.under(prefix, since, upto, descending=descending):
            yield key, self._values[key]


class Over(Keyed[V]):
    """A view as another one would be after some changes, which are kept apart in `changes`."""

    def __init__(self, below: Keyed[V], changes: dict[Key, V | Gone] | None = None) -> None:
        self._below = below
        self.changes: dict[Key, V | Gone] = {} if changes is None else changes
        self._order = _Order(self.changes)

    def __getitem__(self, key: Key) -> V:
        if key not in self.changes:
            return self._below[key]
        value = self.changes[key]
        if isinstance(value, Gone):
            raise KeyError(key)
        return value

    def __setitem__(self, key: Key, value: V) -> None:
        self.changes[key] = value

    def __delitem__(self, key: Key) -> None:
        self[key]
        self.changes[key] = GONE

    def under(
        self, *prefix: str | int, since: int = 0, upto: int = LAST, descending: bool = False
    ) -> Iterator[tuple[Key, V]]:
        """The values below a prefix, in order, as they are after the changes."""
        changed = (
            (key, self.changes[key])
            for key in self._order.under(prefix, since, upto, descending=descending)
        )
        kept = self._below.under(*prefix, since=since, upto=upto, descending=descending)
        sign = -1 if descending else 1
        ours, theirs = next(changed, None), next(kept, None)
        while ours or theirs:
            if theirs and (not ours or _before(theirs[0], ours[0]) * sign > 0):
                yield theirs
                theirs = next(kept, None)
                continue
            assert ours
            if theirs and theirs[0] == ours[0]:
                theirs = next(kept, None)
            if not isinstance(ours[1], Gone):
                yield ours[0], ours[1]
            ours = next(changed, None)


class Gone:
    """Stands for the value of a key that was deleted."""


GONE = Gone()


def fold(projection: Projection[V], entries: Iterable[Entry]) -> Keyed[V]:
    """The view that a projection makes of entries, in memory."""
    view: InMemory[V] = InMemory()
    for entry in entries:
        projection.project(view, entry)
    return view


def key_bytes(key: Key) -> bytes:
    """The bytes of a key, whose order is that of keys: part for part, integers by value and
    before strings, strings by their UTF-8; a key before those that go on from it.

        integer   number of bytes n (1: 0 to 8), n bytes, big-endian
        string    0x10, UTF-8 with each 0x00 as 0x00 0xFF, 0x00
    """
    parts = []
    for part in key:
        if isinstance(part, int):
            size = (part.bit_length() + 7) // 8
            parts.append(bytes((size,)) + part.to_bytes(size))
        else:
            parts.append(b"\x10" + part.encode().replace(b"\0", b"\0\xff") + b"\0")
    return b"".join(parts)


def key_of(written: bytes) -> Key:
    """The key that bytes stand for."""
    parts: list[str | int] = []
    at = 0
    while at < len(written):
        kind = written[at]
        at += 1
        if kind <= 8:
            parts.append(int.from_bytes(written[at : at + kind]))
            at += kind
            continue
        end = written.index(b"\0", at)
        while written[end + 1 : end + 2] == b"\xff":
            end = written.index(b"\0", end + 2)
        parts.append(written[at:end].replace(b"\0\xff", b"\0").decode())
        at = end + 1
    return tuple(parts)


class _Order:
    """The keys of a dict in their order, sorted when they are asked for and more have come; who
    takes one out says so."""

    def __init__(self, values: dict[Key, Any]) -> None:
        self._values = values
        self._keys: list[Key] = []
        self._places: list[bytes] = []

    def forget(self) -> None:
        """A key was taken out."""
        self._keys, self._places = [], []

    def under(self, prefix: Key, since: int, upto: int, *, descending: bool) -> list[Key]:
        """The keys that begin with a prefix, and then, where they are bounded, an integer."""
        if len(self._values) != len(self._keys):
            placed = sorted((key_bytes(key), key) for key in self._values)
            self._places = [place for place, _ in placed]
            self._keys = [key for _, key in placed]
        first, behind = bounds(key_bytes(prefix), since, upto)
        found = self._keys[bisect_left(self._places, first) : bisect_left(self._places, behind)]
        return found[::-1] if descending else found


def bounds(head: bytes, since: int, upto: int) -> tuple[bytes, bytes]:
    """From which bytes on, and before which, lie the keys that begin with those of `head` and
    then, where `since` or `upto` is given, have an integer from the one to the other."""
    first = head + key_bytes((since,)) if since else head
    bounded = since or upto < LAST
    return first, head + (key_bytes((upto,)) if bounded else b"") + b"\xff"


def _before(one: Key, other: Key) -> int:
    """1 where `one` comes first, -1 where the other does, 0 where they are the same."""
    a, b = key_bytes(one), key_bytes(other)
    return (a < b) - (a > b)
