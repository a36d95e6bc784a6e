"""How like each other two elements are, and which of many are worth measuring.

Measured is the longest common subsequence of their features (`engine/matching/outline.py`) against
their lengths, 0 to 1. Two unrelated paragraphs of a UN resolution have 0.15 in common (the median);
one pair in a hundred has 0.38.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from rapidfuzz.distance import Indel

from engine.matching.outline import NUMBER, Item, Outline

PAIRS = 1_000
"""So many pairs are all measured; of more, those that share rare features."""
_COMMON = 24
"""A feature that more elements have says little and leads to too many."""
_PROBES = 24
_CLOSEST = 5

_CELLS = 400_000_000
"""The largest product of two lengths whose longest common subsequence is worth its time; of longer
ones, how many pairs of neighbouring features are in both tells how like they are."""
_LONGEST = 500_000

NUMBERED = 0.3
"""How like elements with the same number under the same parent must be."""
NEAR = 0.5
"""How like elements under the same parent must be."""
FAR = 0.6
"""How like elements of different parents must be."""
SHORT = 4
"""Elements of fewer features are matched by their likeness only under the same parent."""
TITLED = (0.35, 0.1)
"""How like elements with the same heading must be: of different parents, under the same parent."""
_HEAD = 0.85
"""How like the beginning of an element must be to what it was split into."""
_FIRST = 3
"""So many features at least make a beginning that can be known again."""


class Pair(NamedTuple):
    """Two elements that may be the same, and how much speaks for it."""

    old: Item
    new: Item
    rank: float


def ranked(
    outline: Outline, olds: Sequence[Item], news: Sequence[Item], floor: float
) -> list[Pair]:
    """The pairs of elements of one tag that are like enough, the likeliest first; of those alike
    the ones that stand in the same order first."""
    found: list[Pair] = []
    for old, new in _candidates(outline, olds, news):
        rank = _rank(outline, old, new, floor)
        if rank:
            found.append(Pair(old, new, rank))
    return sorted(found, key=_precedence)


def _precedence(pair: Pair) -> tuple[float, int, int, int]:
    return (
        -round(pair.rank, 2),
        -min(pair.old.length, pair.new.length),
        pair.new.at,
        pair.old.at,
    )


def _rank(outline: Outline, old: Item, new: Item, floor: float) -> float:
    """Above zero where the two may be the same element, the higher the likelier."""
    a, b = outline.features(old), outline.features(new)
    if _split(outline, old, new) or _split(outline, new, old):
        return 2.0
    heading = old.part("heading")
    titled = bool(heading) and heading == new.part("heading")
    number = old.part(NUMBER)
    numbered = floor < FAR and bool(number) and number == new.part(NUMBER)
    if not (a and b):
        return 0.5 if titled and numbered else 0.0
    near = floor < FAR
    least = min(floor, TITLED[near] if titled else 1, NUMBERED if numbered else 1)
    likeness = _likeness(a, b)
    if near and likeness < floor and _holds(a, b, likeness):
        likeness = floor
    return likeness + 0.15 * numbered + 0.3 * titled if likeness >= least else 0.0


def _likeness(a: str, b: str) -> float:
    """How like two runs of features are, 0 to 1."""
    if len(a) * len(b) <= _CELLS:
        measured: float = Indel.normalized_similarity(a, b)
        return measured
    here, there = (Counter(pairwise(features[:_LONGEST])) for features in (a, b))
    return 2 * (here & there).total() / (here.total() + there.total())


def _holds(a: str, b: str, likeness: float) -> bool:
    """Whether one of the two begins with the whole other, or has nearly all of it."""
    short, long = sorted((a, b), key=len)
    shared = likeness * (len(a) + len(b)) / 2
    if len(short) >= 2 * SHORT:
        return shared >= _HEAD * len(short)
    return len(short) >= _FIRST and long.startswith(short)


def _split(outline: Outline, whole: Item, first: Item) -> bool:
    """Whether `first` is the first part of `whole` and its next sibling goes on with the rest."""
    text, head = outline.features(whole), outline.features(first)
    if not _FIRST <= len(head) < len(text) or text[0] not in head[:_FIRST] or not first.parent:
        return False
    siblings = first.parent.children
    at = siblings.index(first) + 1
    if at == len(siblings) or siblings[at].tag != first.tag:
        return False
    rest = outline.features(siblings[at])
    if len(rest) < _FIRST:
        return False
    cut = len(head)
    return (
        _likeness(text[:cut], head) >= _HEAD
        and _likeness(text[cut : cut + len(rest)], rest) >= _HEAD
    )


def _candidates(
    outline: Outline, olds: Sequence[Item], news: Sequence[Item]
) -> Iterator[tuple[Item, Item]]:
    """The pairs of one tag worth measuring."""
    by_tag: dict[str, tuple[list[Item], list[Item]]] = defaultdict(lambda: ([], []))
    for old in olds:
        by_tag[old.tag][0].append(old)
    for new in news:
        by_tag[new.tag][1].append(new)
    for here, there in by_tag.values():
        if len(here) * len(there) <= PAIRS:
            yield from ((old, new) for new in there for old in here)
        else:
            yield from _sharing(outline, here, there)


def _sharing(
    outline: Outline, olds: Sequence[Item], news: Sequence[Item]
) -> Iterator[tuple[Item, Item]]:
    """Pairs that share rare features, or, where an element has none that is rare, their number,
    heading or first words."""
    index: dict[str, list[int]] = defaultdict(list)
    for at, old in enumerate(olds):
        for feature in {*outline.features(old), *_signs(outline, old)}:
            index[feature].append(at)
    for new in news:
        votes: dict[int, float] = defaultdict(float)
        signs = _signs(outline, new)
        held = {f for f in outline.features(new) if len(index.get(f, ())) <= _COMMON}
        probes = sorted((len(index[f]), f) for f in held if f in index)[:_PROBES]
        for often, feature in probes:
            for at in index[feature]:
                votes[at] += 1 / often
        for sign in signs:
            for at in index.get(sign, ())[:_COMMON]:
                votes[at] += 1 / _COMMON
        closest = sorted(votes, key=lambda at: (-votes[at], at))[:_CLOSEST]
        yield from ((olds[at], new) for at in closest)


def _signs(outline: Outline, item: Item) -> list[str]:
    """What else may lead to the element: strings longer than a feature."""
    signs = [f"{tag}:{item.part(tag)}" for tag in (NUMBER, "heading") if item.part(tag)]
    return [*signs, "begins:" + outline.features(item)[:_FIRST]]
