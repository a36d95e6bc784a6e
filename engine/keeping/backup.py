"""A backup: a copy of a store in a folder, made while others write.

It is a store itself: log and private store as of one position, and the marker, written last.
"""

from __future__ import annotations

from itertools import chain
from pathlib import Path
from typing import NamedTuple

from engine.errors import Damaged, Refused
from engine.lmdb.copying import copy
from engine.lmdb.damage import problems
from engine.postgres.address import Address
from engine.store import Place, Store, making, open_store


class Backup(NamedTuple):
    """What a backup holds: the log up to a position, and so many private entries."""

    position: int
    private: int


def back_up(place: Place, target: Path) -> Backup:
    """Copies a store into a folder that is not there yet or is empty, and proves the files of the
    copy. Others may read and write meanwhile.

    Refused where the target holds something, or the store is on PostgreSQL. Damaged where the
    store is, and then there is no copy.
    """
    if isinstance(place, Address):
        raise Refused(
            f"{place} is a database: PostgreSQL backs itself up (pg_dump, pg_basebackup)",
            hint="travaux export log --with-private writes files that restore anywhere.",
        )
    if target.resolve().is_relative_to(place.resolve()):
        raise Refused(f"{target} is inside the store {place}")
    with open_store(place) as store, making(target, store.id):
        copy(place / "log", place / "private", target)
        refuse_unsound(target, named=place)
    with open_store(target) as copied:
        return _counted(copied)


def refuse_unsound(folder: Path, *, named: Path) -> None:
    """Damaged, with the first thing that is wrong with the files of the store in a folder."""
    parts = [part for part in ("log", "private") if part == "log" or (folder / part).exists()]
    for problem in chain.from_iterable(problems(folder / part) for part in parts):
        raise Damaged(f"{named}: {problem.what}", hint="travaux verify finds all of it.")


def _counted(copied: Store) -> Backup:
    return Backup(copied.log.position(), len(copied.private.keys()))
