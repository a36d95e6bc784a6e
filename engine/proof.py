"""The proof of a whole store: the file's structure, every record, every chain, every version."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from engine.checkpoint import Checkpoint, disagreements
from engine.lmdb.damage import problems
from engine.store import Store, open_store
from engine.verification import Problem, Proof, prove


def prove_store(
    path: Path, against: Checkpoint | None, *, progress: Callable[[int], None]
) -> Proof:
    """The proof of the store in a folder. Where LMDB's own file is damaged, the records are not
    replayed, because reading them is not safe then; what is known is in its problems."""
    damage = [
        Problem(
            p.what, position=p.position, stream=str(p.stream) if p.stream else None, step=p.step
        )
        for p in problems(path / "log")
    ]
    if any(problem.position is None for problem in damage):
        proof = Proof()
        proof.problems = damage
        return proof
    wanted = frozenset((s, head.step) for s, head in against.heads.items()) if against else ()
    with open_store(path) as store:
        proof = prove(store.log.stored(), progress, wanted)
        named = {(problem.stream, problem.step) for problem in damage}
        beyond = [p for p in proof.problems if (p.stream, _before(p.step)) not in named]
        proof.problems = [*damage, *beyond]
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
