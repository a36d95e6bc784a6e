"""Reading a log whole, and saying everything that is wrong with it.

Each record against its digest and its position, the index against the records and the records
against the index, positions and steps without gaps, the seals of tracking and layout.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING
from uuid import UUID

from engine.errors import Damaged, TravauxError, UnknownFormat
from engine.lmdb import layout
from engine.lmdb.environment import Environment
from engine.lmdb.layout import pack
from engine.lmdb.memory_map import Databases

if TYPE_CHECKING:
    from engine.lmdb.memory_map import Transaction

PAGE = 2000
"""Entries looked at in one transaction; the log may grow between two."""


@dataclass(frozen=True)
class Problem:
    """Something about a log that is not as it was written, and where: as much as is known."""

    what: str
    position: int | None = None
    stream: UUID | str | None = None
    step: int | None = None


def audit(environment: Environment) -> Iterator[Problem]:
    """Every problem of the logs in an environment; none, if all is as it was written.

    Others may write meanwhile. Never raises for damage: where LMDB cannot go on, that is the last
    problem of its kind. It does not see a log cut off at its end: only a checkpoint can.
    """
    try:
        names = environment.read(_names)
        environment.open_databases(*names)
    except TravauxError as error:
        yield Problem(str(error))
        return
    for name in names:
        purpose, _, kind = name.rpartition("/")
        partner = f"{purpose}/index" if purpose else "index"
        if kind == "records":
            yield from _Log(environment, name, partner, gapless=not purpose).problems()
    for name in ("meta", "tracking"):
        if name in names:
            yield from _Entries(environment, name, _sealed).problems()


Check = Callable[["Transaction", Databases, bytes, bytes], list[Problem]]


class _Entries:
    """A database, entry for entry in the order of its keys, each given to `check`."""

    def __init__(self, environment: Environment, name: str, check: Check) -> None:
        self.environment = environment
        self.name = name
        self.check = check

    def problems(self) -> Iterator[Problem]:
        after: bytes | None = None
        while True:
            try:
                found, after = self.environment.read(partial(self._page, after))
            except TravauxError as error:
                yield Problem(f"{self.name} cannot be read further: {error}")
                return
            yield from found
            if after is None:
                return

    def _page(
        self, after: bytes | None, txn: Transaction, databases: Databases
    ) -> tuple[list[Problem], bytes | None]:
        """The problems of the next entries, and the key to go on behind; None at the end."""
        if self.name not in databases:
            return [], None
        problems: list[Problem] = []
        cursor = txn.cursor(databases[self.name])
        if not (cursor.first() if after is None else cursor.set_range(after + b"\0")):
            return problems, None
        count = 0
        for key, value in islice(cursor.iternext(), PAGE):
            if after is not None and key <= after:
                problems.append(Problem(f"{self.name} is out of order at the key {key.hex()}"))
                return problems, None
            problems += self.check(txn, databases, key, value)
            after = key
            count += 1
        return problems, after if count == PAGE else None


class _Log:
    """The records and the index of one purpose, and what both passes have found so far."""

    def __init__(
        self, environment: Environment, records: str, index: str, *, gapless: bool
    ) -> None:
        self.environment = environment
        self.records = records
        self.index = index
        self.gapless = gapless
        self.expected = 1
        self.damaged: dict[bytes, str] = {}
        self.before: tuple[bytes, int] = (b"", 0)

    def problems(self) -> Iterator[Problem]:
        yield from _Entries(self.environment, self.records, self._record).problems()
        yield from _Entries(self.environment, self.index, self._entry).problems()
        for position, what in self.damaged.items():
            yield Problem(what, int.from_bytes(position))

    def _record(
        self, txn: Transaction, databases: Databases, position: bytes, value: bytes
    ) -> list[Problem]:
        if len(position) != 8:
            return [Problem(f"{self.records} has a key that is no position: {position.hex()}")]
        number, problems = int.from_bytes(position), []
        if number != self.expected:
            problems.append(_gap("record", self.expected, number, position=number))
        self.expected = number + 1
        try:
            key, step, _, _ = layout.record(position, value)
            stream = layout.stream_of(key)
        except (Damaged, UnknownFormat, ValueError) as error:
            self.damaged[position] = str(error)  # the index may know whose it is
            return problems
        index = databases.get(self.index)
        indexed = None if index is None else txn.get(key + pack(step), None, index)
        if indexed is None:
            problems.append(Problem("the record is not in the index", number, stream, step))
        elif indexed != position:
            other = int.from_bytes(indexed)
            what = f"the index names record {other} in place of record {number}"
            problems.append(Problem(what, number, stream, step))
        return problems

    def _entry(
        self, txn: Transaction, databases: Databases, key: bytes, position: bytes
    ) -> list[Problem]:
        number, step, problems = int.from_bytes(position), int.from_bytes(key[-8:]), []
        try:
            stream = layout.stream_of(key[:-8])
        except ValueError:
            return [Problem(f"the index has a key of no known form: {key.hex()}", number)]
        if self.gapless:
            before, last = self.before
            first = last + 1 if before == key[:-8] else min(step, 1)
            if step != first:
                problems.append(_gap("step", first, step, stream=stream, step=step))
            self.before = key[:-8], step
        what = self.damaged.pop(position, None)
        if what is None:
            value = txn.get(position, None, databases[self.records]) if position else None
            if value is None:
                what = f"the index names record {number}, which is not there"
            elif value[1 : 1 + len(key)] != key:
                what = f"the index names record {number}, which is another: " + layout.described(
                    position, value
                )
        if what is not None:
            problems.append(Problem(what, number, stream, step))
        return problems


def _sealed(_: Transaction, __: Databases, key: bytes, value: bytes) -> list[Problem]:
    try:
        if key == layout.LAYOUT_KEY:
            layout.check_layout(value)
        elif layout.unseal(key, value) is None:
            return [Problem(f"the entry {key!r}: its digest does not match")]
    except TravauxError as error:
        return [Problem(str(error))]
    return []


def _gap(
    what: str,
    first: int,
    found: int,
    *,
    position: int | None = None,
    stream: UUID | str | None = None,
    step: int | None = None,
) -> Problem:
    if found < first:
        return Problem(f"{what} {found} follows {what} {first - 1}", position, stream, step)
    missing = f"{what} {first}" if found == first + 1 else f"{what}s {first} to {found - 1}"
    return Problem(f"not there: {missing}, before {what} {found}", position, stream, step)


def _names(txn: Transaction, _: Databases) -> tuple[str, ...]:
    """The databases of ours that are there. Bytes of any other form are for the structure's
    check."""
    names = []
    for key in txn.cursor().iternext(values=False):
        name = bytes(key).decode(errors="replace")
        if name in ("meta", "tracking") or name.rpartition("/")[2] in ("records", "index"):
            names.append(name)
    return tuple(names)
