"""Two lists of siblings, some of them matched, and which of the others belong together."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from engine.matching.alignment import common
from engine.matching.outline import NUMBER, Item

_MOST = 250_000
"""Of more pairs of the same content the numbers are not compared, only the order."""


def free(items: Iterable[Item]) -> list[Item]:
    """Those that are not matched yet."""
    return [item for item in items if not item.twin]


def tagged(items: Iterable[Item], tag: str) -> list[Item]:
    """Those of a tag."""
    return [item for item in items if item.tag == tag]


def same(olds: Sequence[Item], news: Sequence[Item]) -> list[tuple[Item, Item]]:
    """Unmatched siblings of the same content, in order, between those that are matched already.

    Where one of several with the same content went or came, those that keep their number stay.
    """
    here = [_label(old, old) for old in olds]
    there = [_label(new.twin or new, new) for new in news]
    pairs = [(i + k, j + k) for i, j, n in common(here, there) for k in range(n)]
    found: list[tuple[Item, Item]] = []
    for start, end in _runs(here, pairs):
        i, j = pairs[start - 1] if start else (-1, -1)
        i_end, j_end = pairs[end] if end < len(pairs) else (len(olds), len(news))
        label = here[pairs[start][0]]
        if label[0] < 0:
            continue
        found += _by_number(
            [
                old
                for old, at in zip(olds[i + 1 : i_end], here[i + 1 : i_end], strict=True)
                if at == label
            ],
            [
                new
                for new, at in zip(news[j + 1 : j_end], there[j + 1 : j_end], strict=True)
                if at == label
            ],
        )
    return found


def again(olds: Iterable[Item], news: Iterable[Item]) -> Iterator[tuple[Item, Item]]:
    """Elements of the same content wherever they stand, the first with the first."""
    there: dict[int, list[Item]] = defaultdict(list)
    for old in olds:
        there[old.key].append(old)
    for olds_left in there.values():
        olds_left.reverse()
    for new in news:
        if there.get(new.key):
            yield there[new.key].pop(), new


def single(olds: Sequence[Item], news: Sequence[Item]) -> Iterator[tuple[Item, Item]]:
    """Those that are the only ones of their tag on both sides, and not matched."""
    here, there = (Counter(item.tag for item in items) for items in (olds, news))
    for new in free(news):
        if here[new.tag] == there[new.tag] == 1:
            yield from ((old, new) for old in tagged(olds, new.tag) if not old.twin)


def gaps(olds: Sequence[Item], news: Sequence[Item]) -> Iterator[tuple[list[Item], list[Item]]]:
    """The unmatched siblings on both sides that stand behind the same matched one."""
    here, there = _behind(olds), _behind([new.twin or new for new in news])
    for at, items in here.items():
        if at in there:
            yield items, there[at]


def _behind(items: Sequence[Item]) -> dict[int, list[Item]]:
    found: dict[int, list[Item]] = defaultdict(list)
    last = -1
    for item in items:
        if item.twin:
            last = item.at
        else:
            found[last].append(item)
    return found


def _label(old: Item, item: Item) -> tuple[int, int]:
    """The same for two that are matched with each other, or are not and have the same content."""
    return (-1, old.at) if item.twin else (0, item.key)


def _runs(labels: Sequence[object], pairs: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """From where to where pairs next to each other have one label."""
    start = 0
    for at in range(1, len(pairs) + 1):
        if at == len(pairs) or labels[pairs[at][0]] != labels[pairs[start][0]]:
            yield start, at
            start = at


def _by_number(olds: list[Item], news: list[Item]) -> list[tuple[Item, Item]]:
    """As many pairs in order as can be, of all ways to do so the one that keeps most numbers."""
    few, many = (olds, news) if len(olds) <= len(news) else (news, olds)
    spare = len(many) - len(few)
    if not spare or len(few) * (spare + 1) > _MOST:
        return list(zip(olds, news, strict=False))
    numbers = [item.part(NUMBER) for item in many]
    # kept[k]: how many keep their number if the first of `few` so far have left k of `many` out
    kept = [0] * (spare + 1)
    left: list[list[int]] = []
    for at, item in enumerate(few):
        number = item.part(NUMBER)
        best, choice = [], []
        top = 0
        for k in range(spare + 1):
            top = k if kept[k] > kept[top] else top
            best.append(kept[top] + (bool(number) and number == numbers[at + k]))
            choice.append(top)
        kept = best
        left.append(choice)
    k = kept.index(max(kept))
    pairs: list[tuple[Item, Item]] = []
    for at in reversed(range(len(few))):
        pairs.append((few[at], many[at + k]))
        k = left[at][k]
    pairs.reverse()
    return pairs if few is olds else [(old, new) for new, old in pairs]
