"""Two sequences side by side: what they have in common, in order, within bounded time and memory.

Nothing here knows of texts: the items are words, fingerprints or ids, compared by `==` and hash.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Hashable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from rapidfuzz.distance import Indel

CELLS = 2_500_000_000
"""The largest product of lengths that is compared directly, one bit of memory each: two sequences
of 50,000, 310 MB. Beyond it, items that are unique in both are matched first."""

_RUN = 6
"""So many items in a row that are unique in both are hardly there by chance."""


class Block(NamedTuple):
    """`length` items from `old` in the old sequence equal those from `new` in the new one."""

    old: int
    new: int
    length: int


class Span(NamedTuple):
    """Items `old` up to, not including, `old_end`, over against `new` up to `new_end`."""

    old: int
    old_end: int
    new: int
    new_end: int


def common(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[Block]:
    """The equal blocks of two sequences, in order, as long and as few as can be: a longest common
    subsequence up to `CELLS`, a good one beyond. Same input, same answer."""
    pairs: list[tuple[int, int]] = []
    stack = [Span(0, len(old), 0, len(new))]
    while stack:
        span, head, tail = _trimmed(old, new, stack.pop())
        pairs += head
        pairs += tail
        here = _shared(old, new, span)
        if not here[0]:
            continue
        if len(here[0]) * len(here[1]) <= CELLS:
            pairs += _longest(old, new, *here)
            continue
        anchors = _anchors(old, new, *here)
        pairs += anchors
        if anchors:  # without one the two have nothing in common that could be trusted
            stack += _between(span, anchors)
    return _blocks(sorted(pairs))


def changed(blocks: Sequence[Block], olds: int, news: int) -> Iterator[Span]:
    """The spans between equal blocks of two sequences of `olds` and `news` items."""
    i = j = 0
    for block in (*blocks, Block(olds, news, 0)):
        if block.old > i or block.new > j:
            yield Span(i, block.old, j, block.new)
        i, j = block.old + block.length, block.new + block.length


def rising(values: Sequence[int], weights: Sequence[int] | None = None) -> list[int]:
    """The indices of a longest rising subsequence of distinct values; of several of that length
    the heaviest."""
    if all(a < b for a, b in pairwise(values)):
        return list(range(len(values)))
    return _longest_rising(values) if weights is None else _heaviest_rising(values, weights)


def _longest_rising(values: Sequence[int]) -> list[int]:
    ends: list[int] = []  # the least value that ends a rising run of each length
    last: list[int] = []  # and where it stands
    before: list[int] = []
    for at, value in enumerate(values):
        length = bisect_left(ends, value)
        before.append(last[length - 1] if length else -1)
        if length == len(ends):
            ends.append(value)
            last.append(at)
        else:
            ends[length] = value
            last[length] = at
    return _chain(before, last[-1])


def _heaviest_rising(values: Sequence[int], weights: Sequence[int]) -> list[int]:
    ranks = {value: rank for rank, value in enumerate(sorted(values), 1)}
    best: list[tuple[int, int, int]] = [(0, 0, -1)] * (len(values) + 1)  # a Fenwick tree
    before: list[int] = []
    for at, value in enumerate(values):
        top = (0, 0, -1)
        below = ranks[value] - 1
        while below:
            top = max(top, best[below], key=_weight)
            below -= below & -below
        before.append(top[2])
        here = (top[0] + 1, top[1] + weights[at], at)
        rank = ranks[value]
        while rank < len(best):
            best[rank] = max(best[rank], here, key=_weight)
            rank += rank & -rank
    last = (0, 0, -1)
    rank = len(values)
    while rank:
        last = max(last, best[rank], key=_weight)
        rank -= rank & -rank
    return _chain(before, last[2])


def _chain(before: list[int], last: int) -> list[int]:
    chain: list[int] = []
    while last >= 0:
        chain.append(last)
        last = before[last]
    return chain[::-1]


def _weight(entry: tuple[int, int, int]) -> tuple[int, int]:
    return entry[:2]


def _trimmed(
    old: Sequence[Hashable], new: Sequence[Hashable], span: Span
) -> tuple[Span, list[tuple[int, int]], list[tuple[int, int]]]:
    """What is left between a common beginning and a common end, and these two."""
    i, i_end, j, j_end = span
    while i < i_end and j < j_end and old[i] == new[j]:
        i, j = i + 1, j + 1
    while i < i_end and j < j_end and old[i_end - 1] == new[j_end - 1]:
        i_end, j_end = i_end - 1, j_end - 1
    head = list(zip(range(span.old, i), range(span.new, j), strict=True))
    tail = list(zip(range(i_end, span.old_end), range(j_end, span.new_end), strict=True))
    return Span(i, i_end, j, j_end), head, tail


def _shared(
    old: Sequence[Hashable], new: Sequence[Hashable], span: Span
) -> tuple[list[int], list[int]]:
    """The indices of the items that the other side has too; no others can be common."""
    there = set(new[span.new : span.new_end])
    olds = [i for i in range(span.old, span.old_end) if old[i] in there]
    here = {old[i] for i in olds}
    return olds, [j for j in range(span.new, span.new_end) if new[j] in here]


def _longest(
    old: Sequence[Hashable], new: Sequence[Hashable], olds: list[int], news: list[int]
) -> Iterator[tuple[int, int]]:
    letters: dict[Hashable, str] = {}
    for i in olds:
        letters.setdefault(old[i], chr(len(letters) + 1))
    a = "".join(letters[old[i]] for i in olds)
    b = "".join(letters[new[j]] for j in news)
    for op in Indel.opcodes(a, b):
        if op.tag == "equal":
            same = zip(
                olds[op.src_start : op.src_end], news[op.dest_start : op.dest_end], strict=True
            )
            yield from same


def _anchors(
    old: Sequence[Hashable], new: Sequence[Hashable], olds: list[int], news: list[int]
) -> list[tuple[int, int]]:
    """Pairs of items that are surely the same, as many as keep their order: where the same run of
    `_RUN` items begins, unique on both sides; else single items that are; else those of which
    there are as many on both sides, the first with the first."""
    for length in (_RUN, 1):
        here, there = _places(old, olds, length), _places(new, news, length)
        pairs = [
            (at[0], there[item][0])
            for item, at in here.items()
            if len(at) == 1 and len(there.get(item, ())) == 1
        ]
        if pairs:
            return _rising_pairs(pairs)
    here, there = _places(old, olds, 1), _places(new, news, 1)
    least = min((len(at) for item, at in here.items() if len(there[item]) == len(at)), default=0)
    pairs = []
    for item, at in here.items():
        if len(at) == len(there[item]) == least:
            pairs += zip(at, there[item], strict=True)
    return _rising_pairs(sorted(pairs))


def _rising_pairs(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    return [pairs[at] for at in rising([j for _, j in pairs])]


def _places(
    items: Sequence[Hashable], indices: list[int], length: int
) -> dict[Hashable, list[int]]:
    """Where each run of `length` items begins, among those at `indices`."""
    places: dict[Hashable, list[int]] = {}
    for at in range(len(indices) - length + 1):
        run = tuple(items[i] for i in indices[at : at + length])
        places.setdefault(run, []).append(indices[at])
    return places


def _between(span: Span, anchors: list[tuple[int, int]]) -> Iterator[Span]:
    i, j = span.old, span.new
    for anchor in (*anchors, (span.old_end, span.new_end)):
        yield Span(i, anchor[0], j, anchor[1])
        i, j = anchor[0] + 1, anchor[1] + 1


def _blocks(pairs: list[tuple[int, int]]) -> list[Block]:
    blocks: list[Block] = []
    for i, j in pairs:
        if blocks and (last := blocks[-1]).old + last.length == i and last.new + last.length == j:
            blocks[-1] = Block(last.old, last.new, last.length + 1)
        else:
            blocks.append(Block(i, j, 1))
    return blocks
