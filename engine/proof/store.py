"""The proof of a whole store: its file or tables, every record, every chain, every version."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from engine.proof.checkpoint import Checkpoint, disagreements
from engine.proof.verification import Problem, Proof, prove
from engine.store import (
    Place,
    Store,
    damage,
    no_store,
    open_store,
    private_damage,
    store_was,
)


def prove_store(
    place: Place, against: Checkpoint | None, *, progress: Callable[[int], None]
) -> Proof:
    """The proof of the store in a place. Where LMDB's own file is damaged, the records are not
    replayed, because reading them is not safe then; what is known is in its problems."""
    if isinstance(place, Path) and not store_was(place):
        raise no_store(place)
    found, readable = damage(place)
    beside = list(private_damage(place))
    if not readable:
        proof = Proof()
        proof.problems = [*found, *beside]
        return proof
    wanted = frozenset((s, head.step) for s, head in against.heads.items()) if against else ()
    with open_store(place) as store:
        proof = prove(store.log.stored(), progress, wanted)
        if proof.store and proof.store != store.id:
            what = f"the store says that it is {store.id}, its first record that it is"
            beside.append(Problem(f"{what} {proof.store}", stream="process", step=1))
        named = {(problem.stream, problem.step) for problem in found}
        beyond = [p for p in proof.problems if (p.stream, _before(p.step)) not in named]
        proof.problems = [*found, *beside, *beyond]
        if against:
            for stream, step, message in disagreements(
                against, store.id, lambda stream, step: proof.digests.get((stream, step))
            ):
                proof.problems.append(Problem(message, stream=stream, step=step))
    return proof


def checkpoint_of(store: Store) -> Checkpoint:
    """The heads of all streams as they stand, each record's digest worked out anew."""
    proof = Proof()
    for record in store.log.stored():
        proof.note(record)
    return Checkpoint(store.id, proof.heads)


def _before(step: int | None) -> int | None:
    return step - 1 if step is not None else None
