"""A store made anew from what was kept of one: a backup's folder, or an exported log.

Every record is proved before it is taken, as `verify` does; so a restored store has the order,
steps, bytes and digests that were kept, or there is no store at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple, TypeVar

from engine.errors import Damaged, Refused
from engine.events.process import STREAM, ProcessOpened
from engine.keeping.backup import refuse_unsound
from engine.keeping.exported_log import erased_behind, read_log, read_private, take
from engine.private import entries
from engine.proof.verification import Proof, Stored
from engine.record import decode
from engine.store import Place, Store, create, open_store

BATCH = 500
"""Records, or private entries, that are put into the new store at once; fewer where together they
are larger than WEIGHT, in bytes."""
WEIGHT = 16 << 20

T = TypeVar("T")


class Restored(NamedTuple):
    """What a restored store holds; `private` is None where nothing private came with the log."""

    store: str
    records: int
    streams: int
    private: int | None


class _Kept(NamedTuple):
    where: str
    store: str
    records: Iterable[Stored]
    private: Iterable[tuple[str, bytes]] | None


def restore(
    source: Path, place: Place, *, private: Path | None, progress: Callable[[int], None]
) -> Restored:
    """A new store in `place` from a backup's folder or an exported log; `private` is the file that
    was exported with it, if there is one. Refused where there is a store already.

    Damaged, Unreadable and UnknownFormat name what in the source does not hold.
    """
    with ExitStack() as stack:
        kept = _opened(stack, source, private)
        proof, count = Proof(), 0

        def begin(new: Store) -> None:
            nonlocal count
            for some in _batches(kept.private or (), lambda entry: len(entry[1])):
                new.private.put(dict(some))
                count += len(some)
            for batch in _batches(_proved(proof, kept), lambda record: len(record.state)):
                new.log.put_back(batch)
                progress(proof.records)
            if kept.private is not None and erased_behind(new.log, 0):
                from engine.acts.erasing import (
                    redo_all,  # where the private part is older than the log
                )

                redo_all(new.log, new.private)
                count = len(new.private.keys())

        create(place, kept.store, begin).close()
    found = None if kept.private is None else count
    return Restored(kept.store, proof.records, len(proof.heads), found)


def _opened(stack: ExitStack, source: Path, private: Path | None) -> _Kept:
    where = str(source)
    if source.is_dir():
        if private is not None:
            raise Refused(f"{where} is a folder, which holds itself what is private; not {private}")
        refuse_unsound(source, named=source)
        store = stack.enter_context(open_store(source))
        return _Kept(where, store.id, store.log.records(), entries(store.private))
    id, records = read_log(stack.enter_context(source.open("rb")), where=where)
    if private is None:
        return _Kept(where, id, records, None)
    file = stack.enter_context(private.open("rb"))
    of, withheld = read_private(file, where=str(private))
    if of != id:
        raise Refused(f"{private} is of the store {of}, {where} of {id}")
    return _Kept(where, id, records, withheld)


def _proved(proof: Proof, kept: _Kept) -> Iterator[Stored]:
    """The records, each once it is proved; the first must open the process of the store."""
    for stored in kept.records:
        line = f"{kept.where}, record {proof.records + 1}"
        take(proof, stored, where=line)
        if proof.records == 1:
            event = decode(stored.stream, stored.step, stored.kind, stored.state).record.event
            if not isinstance(event, ProcessOpened):
                raise Damaged(f"{line}: {stored.kind} stands where the process is opened")
            if event.store != kept.store:
                raise Damaged(
                    f"{line} opens the store {event.store}; the log says it is of {kept.store}"
                )
        yield stored
    if not proof.records:
        raise Damaged(f"{kept.where} holds no record; a log begins with {STREAM} step 1")


def _batches(items: Iterable[T], weigh: Callable[[T], int]) -> Iterator[list[T]]:
    batch: list[T] = []
    weight = 0
    for item in items:
        batch.append(item)
        weight += weigh(item)
        if len(batch) == BATCH or weight >= WEIGHT:
            yield batch
            batch, weight = [], 0
    if batch:
        yield batch
