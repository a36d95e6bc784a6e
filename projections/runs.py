"""Runs of characters by the step they came by, kept so that every past state of them is there.

A string's runs are a tree whose nodes never change: an edit makes the nodes on the way from the
place it touches to the root anew, and all others stay shared. So an edit costs little however long
the string is and however many edits came before, and what stood at any step is a root to read.

A root is kept by who asks; inner nodes lie in the view, under the step that made them:

    "node", step, n      the n-th node that a step made
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeAlias

import msgspec

from engine.projection import Keyed

LEAF = 32
"""Runs that one leaf holds at most."""

FAN = 16
"""Nodes that one branch holds at most."""


class Run(msgspec.Struct, frozen=True, array_like=True):
    """`length` code points that came by `step`, which is of the edit `edit`; `takes_from` is the
    comment that proposed them."""

    length: int
    step: int
    edit: int
    takes_from: str | None = None


Runs: TypeAlias = tuple[Run, ...]


class Leaf(msgspec.Struct, frozen=True, array_like=True, tag="leaf"):
    """Runs, in order."""

    runs: Runs = ()


class Branch(msgspec.Struct, frozen=True, array_like=True, tag="branch"):
    """Nodes of one depth, in order: of each the step that made it, which of that step's it is, and
    how many code points it holds."""

    below: tuple[tuple[int, int, int], ...]


Node: TypeAlias = Leaf | Branch

NONE = Leaf()
"""The runs of an empty string."""


class Shelf:
    """The nodes of a view, as one step reads and adds to them."""

    def __init__(self, view: Keyed[Any], step: int = 0) -> None:
        self._view = view
        self._step = step
        self._made = 0

    def get(self, named: tuple[int, int, int]) -> Node:
        """A node by what its branch says of it."""
        node: Node = self._view["node", named[0], named[1]]
        return node

    def put(self, node: Node) -> tuple[int, int, int]:
        """A node is kept; what a branch is to say of it."""
        number, self._made = self._made, self._made + 1
        self._view["node", self._step, number] = node
        return self._step, number, length(node)


def length(node: Node) -> int:
    """How many code points a node holds."""
    match node:
        case Leaf(runs=runs):
            return sum(run.length for run in runs)
        case Branch(below=below):
            return sum(size for _, _, size in below)


def cut(shelf: Shelf, node: Node, start: int, end: int) -> Runs:
    """The runs of the code points from `start` up to `end`."""
    return joined(_cut(shelf, node, start, end))


def spliced(shelf: Shelf, root: Node, start: int, end: int, runs: Sequence[Run]) -> Node:
    """The root after the code points from `start` up to `end` gave way to `runs`."""
    if start == end and not runs:
        return root
    level = _spliced(shelf, root, start, end, runs)
    while len(level) > 1:
        level = _branches([shelf.put(node) for node in level])
    node = level[0] if level else NONE
    while isinstance(node, Branch) and len(node.below) == 1:
        node = shelf.get(node.below[0])
    return node


def joined(runs: Iterable[Run]) -> Runs:
    """The runs without empty ones, neighbours of one step as one."""
    found: list[Run] = []
    for run in runs:
        if not run.length:
            continue
        if found and found[-1].step == run.step and found[-1].takes_from == run.takes_from:
            run = Run(found.pop().length + run.length, run.step, run.edit, run.takes_from)
        found.append(run)
    return tuple(found)


def _cut(shelf: Shelf, node: Node, start: int, end: int) -> Iterator[Run]:
    match node:
        case Leaf(runs=runs):
            yield from _of_leaf(runs, start, end)
        case Branch():
            at = 0
            for named in node.below:
                size = named[2]
                if at < end and start < at + size:
                    yield from _cut(shelf, shelf.get(named), max(start - at, 0), end - at)
                at += size


def _of_leaf(runs: Runs, start: int, end: int) -> Iterator[Run]:
    at = 0
    for run in runs:
        here, at = max(start, at), at + run.length
        there = min(end, at)
        if here < there:
            yield Run(there - here, run.step, run.edit, run.takes_from)


def _spliced(shelf: Shelf, node: Node, start: int, end: int, runs: Sequence[Run]) -> list[Node]:
    """The nodes that stand in a node's place after a splice of it, of its depth."""
    if isinstance(node, Leaf):
        behind = _of_leaf(node.runs, end, length(node))
        return _leaves(joined([*_of_leaf(node.runs, 0, start), *runs, *behind]))
    below: list[tuple[int, int, int]] = []
    coming: Sequence[Run] = runs
    at = 0
    for named in node.below:
        began, at = at, at + named[2]
        here, there = max(start, began) - began, min(end, at) - began
        takes_in = bool(coming) and began <= start <= at
        if here >= there and not takes_in:
            below.append(named)
            continue
        changed = _spliced(shelf, shelf.get(named), here, there, coming if takes_in else ())
        below += (shelf.put(made) for made in changed)
        if takes_in:
            coming = ()
    return _branches(below)


def _leaves(runs: Runs) -> list[Node]:
    return [Leaf(runs[at:end]) for at, end in _even(len(runs), LEAF)]


def _branches(below: Sequence[tuple[int, int, int]]) -> list[Node]:
    return [Branch(tuple(below[at:end])) for at, end in _even(len(below), FAN)]


def _even(many: int, most: int) -> Iterator[tuple[int, int]]:
    """As few parts as can be, of at most so many each, and of about the same size."""
    parts = -(-many // most)
    for part in range(parts):
        yield many * part // parts, many * (part + 1) // parts
