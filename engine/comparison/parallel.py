"""Two texts in two languages side by side: which element translates which, told by structure and
number alone. What these do not settle is reported, never guessed.

Under two elements that correspond, these do:
  1. those that are said to
  2. parts that each has once: number, heading, content, ...
  3. those of one tag whose numbers agree, in whatever script (`12.`, `十二、`, `١٢`), where no
     other has that number
  4. those that are the only ones of their tag between two that correspond
  5. all between two that correspond, in order, where their tags are the same one by one and no
     numbers contradict each other
Inline objects (footnotes) correspond in order where their tags are the same one by one.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Literal, NamedTuple

from engine.matching.alignment import rising
from engine.matching.outline import NUMBER, PARTS
from engine.text import Node, Text
from engine.text.eid import number
from engine.text.numerals import numeral

VERSION = "parallel-1"
"""Names the rules above; recorded with every alignment that they gave."""

Kind = Literal["unmatched", "number", "order", "objects", "marks"]


class Pair(NamedTuple):
    """An element of the translation, and the one of the original that it translates."""

    own: str
    original: str


class Difference(NamedTuple):
    """Where the translation is not built as the original is: the elements of each, and what
    differs, in words."""

    kind: Kind
    own: tuple[str, ...]
    original: tuple[str, ...]
    what: str


class Alignment(NamedTuple):
    """The pairs in the translation's order, and every difference of structure in the original's."""

    pairs: tuple[Pair, ...]
    differences: tuple[Difference, ...]


def align(own: Text, original: Text, known: Iterable[tuple[str, str]] = ()) -> Alignment:
    """The elements of a translation and those of the original. `known` are pairs that are said to
    correspond, the translation's first; those of which an element is not there are passed over."""
    aligning = _Aligning(own, original, known)
    aligning.run()
    order = {node.id: at for at, node in enumerate(own.walk())}
    pairs = sorted(aligning.pairs, key=lambda pair: (order[pair.own], pair.original))
    places = {node.id: at for at, node in enumerate(original.walk())}
    beside = {pair.own: places[pair.original] for pair in pairs}

    def place(difference: Difference) -> tuple[int, int]:
        at = min((places[id] for id in difference.original), default=-1)
        if at < 0:
            at = max(beside.get(node.id, -1) for node in _before(own, difference.own[0]))
        return at, min((order[id] for id in difference.own), default=-1)

    return Alignment(tuple(pairs), tuple(sorted(aligning.differences, key=place)))


class _Aligning:
    def __init__(self, own: Text, original: Text, known: Iterable[tuple[str, str]]) -> None:
        self.own = own
        self.original = original
        self.pairs: dict[Pair, None] = {}
        self.of: dict[str, list[str]] = defaultdict(list)
        self.by: dict[str, list[str]] = defaultdict(list)
        self.differences: list[Difference] = []
        for a, b in sorted(known):
            if a in own and b in original:
                self._pair(a, b)

    def run(self) -> None:
        """Down both texts from the top, and down every pair that is known."""
        self._children(self.own.parts, self.original.parts)
        done: set[Pair] = set()
        while waiting := [pair for pair in self.pairs if pair not in done]:
            for pair in waiting:
                done.add(pair)
                if len(self.of[pair.own]) == len(self.by[pair.original]) == 1:
                    self._below(self.own[pair.own], self.original[pair.original])

    def _pair(self, own: str, original: str) -> None:
        self.pairs[Pair(own, original)] = None
        self.of[own].append(original)
        self.by[original].append(own)

    def _below(self, own: Node, original: Node) -> None:
        if own.tag == NUMBER:
            self._numbers(own, original)
        mine, its = ([mark.tag for mark in node.marks] for node in (own, original))
        if Counter(mine) != Counter(its):
            self._differ("marks", [own.id], [original.id], _counted(its, mine))
        self._objects(own, original)
        self._children(own.children, original.children)

    def _numbers(self, own: Node, original: Node) -> None:
        if agree(own.string, original.string) is not True:
            what = f"{original.string.strip()!r} against {own.string.strip()!r}"
            self._differ("number", [own.id], [original.id], what)

    def _objects(self, own: Node, original: Node) -> None:
        olds, news = self._free(original.objects, self.by), self._free(own.objects, self.of)
        if self._tags(self.original, olds) == self._tags(self.own, news):
            for a, b in zip(news, olds, strict=True):
                self._pair(a, b)
            return
        what = _counted(self._tags(self.original, olds), self._tags(self.own, news))
        self._differ("objects", news, olds, what or "in another order")

    def _children(self, own: Sequence[str], original: Sequence[str]) -> None:
        for tag in PARTS:
            self._single(own, original, {tag})
        self._by_number(own, original)
        for news, olds in self._gaps(own, original):
            self._single(news, olds, {*self._tags(self.own, news)} - {"p"})
        for news, olds in self._gaps(own, original):
            self._gap(news, olds)
        self._in_order(own, original)

    def _single(self, own: Sequence[str], original: Sequence[str], tags: set[str]) -> None:
        """Those that are the only ones of their tag on both sides, and may be the same."""
        for tag in sorted(tags):
            news = [id for id in own if self.own[id].tag == tag]
            olds = [id for id in original if self.original[id].tag == tag]
            if len(news) != 1 or len(olds) != 1 or self.of[news[0]] or self.by[olds[0]]:
                continue
            if not self._contradict(news[0], olds[0]):
                self._pair(news[0], olds[0])

    def _by_number(self, own: Sequence[str], original: Sequence[str]) -> None:
        news, olds = self._free(own, self.of), self._free(original, self.by)
        mine, its = (self._numbered(t, ids) for t, ids in ((self.own, news), (self.original, olds)))
        same = [
            (a, b)
            for a, one in mine.items()
            for b, other in its.items()
            if self.own[a].tag == self.original[b].tag and agree(one, other)
        ]
        here, there = Counter(a for a, _ in same), Counter(b for _, b in same)
        for a, b in same:
            if here[a] == there[b] == 1:
                self._pair(a, b)

    def _gap(self, news: list[str], olds: list[str]) -> None:
        """What stands between two that correspond."""
        pairs = list(zip(news, olds, strict=False))
        alike = self._tags(self.own, news) == self._tags(self.original, olds)
        if alike and not any(self._contradict(a, b) for a, b in pairs):
            for a, b in pairs:
                self._pair(a, b)
            return
        numbers = {*self._tags(self.own, news), *self._tags(self.original, olds)} == {NUMBER}
        what = _counted(self._tags(self.original, olds), self._tags(self.own, news))
        self._differ("number" if numbers else "unmatched", news, olds, what or "other numbers")

    def _gaps(
        self, own: Sequence[str], original: Sequence[str]
    ) -> Iterator[tuple[list[str], list[str]]]:
        """What does not correspond to anything, between neighbours that do, in one order."""
        at = {id: n for n, id in enumerate(original)}
        anchors = _once(
            [
                (n, at[self.of[id][0]])
                for n, id in enumerate(own)
                if len(self.of[id]) == 1 and self.of[id][0] in at
            ]
        )
        kept = [anchors[n] for n in rising([there for _, there in anchors])]
        for (i, j), (i_end, j_end) in pairwise([(-1, -1), *kept, (len(own), len(original))]):
            news = self._free(own[i + 1 : i_end], self.of)
            olds = self._free(original[j + 1 : j_end], self.by)
            if news or olds:
                yield news, olds

    def _in_order(self, own: Sequence[str], original: Sequence[str]) -> None:
        at = {id: n for n, id in enumerate(original)}
        pairs = [(id, self.of[id][0]) for id in own if len(self.of[id]) == 1]
        here = [(a, at[b]) for a, b in pairs if b in at and len(self.by[b]) == 1]
        staying = {here[n][0] for n in rising([there for _, there in here])}
        for a, there in here:
            if a not in staying:
                self._differ("order", [a], [original[there]], "in another order")

    def _numbered(self, text: Text, ids: Iterable[str]) -> dict[str, str]:
        found = ((id, _number(text, id)) for id in ids)
        return {id: num for id, num in found if num}

    def _contradict(self, own: str, original: str) -> bool:
        mine, its = _number(self.own, own), _number(self.original, original)
        return bool(mine and its) and agree(mine, its) is False

    def _free(self, ids: Iterable[str], matched: dict[str, list[str]]) -> list[str]:
        return [id for id in ids if not matched[id]]

    def _tags(self, text: Text, ids: Iterable[str]) -> list[str]:
        return [text[id].tag for id in ids]

    def _differ(self, kind: Kind, own: Sequence[str], original: Sequence[str], what: str) -> None:
        self.differences.append(Difference(kind, tuple(own), tuple(original), what))


def agree(one: str, other: str) -> bool | None:
    """Whether two numbers, each as it is written, are the same; None where it cannot be told."""
    if number(one) == number(other):
        return True
    a, b = _values(one), _values(other)
    if a is None or b is None:
        return None
    return len(a) == len(b) and all(x & y for x, y in zip(a, b, strict=True))


def _values(written: str) -> list[set[int]] | None:
    """What each part of a number may be: `i` is 1, or the ninth letter."""
    values: list[set[int]] = []
    for part in number(written).split("-"):
        found = numeral(f"({part})") or numeral(f"{part} -")
        if found is None:
            return None
        values.append({reading.value for reading in found.readings})
    return values


def _before(text: Text, id: str) -> Iterator[Node]:
    """The elements up to one, in document order."""
    for node in text.walk():
        yield node
        if node.id == id:
            return


def _number(text: Text, id: str) -> str:
    children = (text[child] for child in text[id].children[:1])
    return next((child.string for child in children if child.tag == NUMBER), "")


def _once(anchors: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The anchors, those left out whose place in the original another has as well."""
    often = Counter(there for _, there in anchors)
    return [anchor for anchor in anchors if often[anchor[1]] == 1]


def _counted(original: Sequence[str], own: Sequence[str]) -> str:
    """How many of each tag the original has and how many the translation, where these differ."""
    its, mine = Counter(original), Counter(own)
    tags = sorted(tag for tag in its | mine if its[tag] != mine[tag])
    return ", ".join(f"{tag}: {its[tag]} against {mine[tag]}" for tag in tags)
