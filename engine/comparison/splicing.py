"""Splices between two strings, as a person would make them: whole words, few and readable.

The words (and punctuation, and objects) are aligned first, the white space between them after;
then each change is slid to where it reads best, and changes that a person sees as one are merged.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from engine.matching.alignment import Span, changed, common
from engine.text import OBJECT
from engine.text.words import is_alone, is_word, pieces, tokens

HUGE = 4_000_000
"""Two strings of more code points than this together are compared sentence by sentence first, and
what differs in more than this is replaced whole: so memory stays within bounds."""
_STOPS = frozenset(".!?;:。！？；：…؟؛।")
_SMALL = 3
"""A word of so many letters between two replacements that are longer is part of one change."""


class Cut(NamedTuple):
    """At code point `at` of the old string, `removed` gives way to `inserted`."""

    at: int
    removed: str
    inserted: str


def splices(old: str, new: str, *, objects_differ: bool = False) -> tuple[Cut, ...]:
    """The changes from one string to another, in order, against the old string, none empty, none
    touching another, none beginning or ending inside a word of either string.

    `objects_differ` says that no U+FFFC of one string stands for an object of the other, so that
    each is removed or inserted.
    """
    if old == new and not (objects_differ and OBJECT in old):
        return ()
    if len(old) + len(new) > HUGE:
        return tuple(_by_pieces(old, new, objects_differ))
    return _by_words(old, new, objects_differ)


def _by_pieces(old: str, new: str, objects_differ: bool) -> Iterator[Cut]:
    """What differs between two huge strings, sentence by sentence, then word by word."""
    here, there = pieces(old), pieces(new)
    olds, news = _starts(here), _starts(there)
    if objects_differ:
        there = [piece.replace(OBJECT, 2 * OBJECT) for piece in there]
    blocks = common(here, there)
    for i, i_end, j, j_end in changed(blocks, len(here), len(there)):
        at = olds[i]
        removed, inserted = old[at : olds[i_end]], new[news[j] : news[j_end]]
        if len(removed) + len(inserted) > HUGE:
            yield Cut(at, removed, inserted)
        else:
            for cut in _by_words(removed, inserted, objects_differ):
                yield cut._replace(at=at + cut.at)


def _by_words(old: str, new: str, objects_differ: bool) -> tuple[Cut, ...]:
    sides = _Sides(tokens(old), tokens(new))
    olds, news = _starts(sides.old), _starts(sides.new)
    if objects_differ:
        sides.new[:] = (2 * OBJECT if word == OBJECT else word for word in sides.new)
    return tuple(
        Cut(olds[i], old[olds[i] : olds[i_end]], new[news[j] : news[j_end]])
        for i, i_end, j, j_end in _merged(sides, _slid(sides, list(_apart(sides))))
    )


class _Sides(NamedTuple):
    """The tokens of both strings."""

    old: list[str]
    new: list[str]


def _starts(words: Sequence[str]) -> list[int]:
    return list(accumulate(map(len, words), initial=0))


def _apart(sides: _Sides) -> Iterator[Span]:
    """What differs between each common word and the next, less the white space that both begin or
    end with."""
    i = j = 0
    for i_next, j_next in _kept(sides):
        i_end, j_end = i_next, j_next
        while i < i_end and j < j_end and sides.old[i] == sides.new[j]:
            i, j = i + 1, j + 1
        while i < i_end and j < j_end and sides.old[i_end - 1] == sides.new[j_end - 1]:
            i_end, j_end = i_end - 1, j_end - 1
        if i < i_end or j < j_end:
            yield Span(i, i_end, j, j_end)
        i, j = i_next + 1, j_next + 1


def _kept(sides: _Sides) -> Iterator[tuple[int, int]]:
    """The indices of the tokens that both have, in order: words, and between those the line breaks
    where both have the same ones; last, where both end."""
    i = j = 0
    for i_next, j_next in (*_same(sides), (len(sides.old), len(sides.new))):
        here, there = _breaks(sides.old, i, i_next), _breaks(sides.new, j, j_next)
        if [sides.old[at] for at in here] == [sides.new[at] for at in there]:
            yield from zip(here, there, strict=True)
        yield i_next, j_next
        i, j = i_next + 1, j_next + 1


def _breaks(words: Sequence[str], start: int, end: int) -> list[int]:
    return [at for at in range(start, end) if "\n" in words[at]]


def _same(sides: _Sides) -> Iterator[tuple[int, int]]:
    """The indices of the tokens other than white space that both have, in order."""
    here, there = (_solid(words) for words in sides)
    for i, j, n in common([sides.old[at] for at in here], [sides.new[at] for at in there]):
        yield from zip(here[i : i + n], there[j : j + n], strict=True)


def _solid(words: Sequence[str]) -> list[int]:
    return [at for at, word in enumerate(words) if not word.isspace()]


def _slid(sides: _Sides, spans: list[Span]) -> list[Span]:
    """Each insertion or removal where it reads best, among the places that come to the same."""
    slid: list[Span] = []
    for at, span in enumerate(spans):
        first = slid[-1].old_end + 1 if slid else 0
        last = spans[at + 1].old - 1 if at + 1 < len(spans) else len(sides.old)
        if span.new == span.new_end:
            words, start, end = sides.old, span.old, span.old_end
        elif span.old == span.old_end:
            words, start, end = sides.new, span.new, span.new_end
        else:
            slid.append(span)
            continue
        shifts = range(
            -_repeats(words, start - 1, end - 1, -1, span.old - first),
            _repeats(words, start, end, 1, last - span.old_end) + 1,
        )
        by = max(shifts, key=lambda n: (_ease(words, start + n, end + n), n))
        slid.append(Span(*(edge + by for edge in span)))
    return slid


def _repeats(words: list[str], near: int, far: int, step: int, limit: int) -> int:
    """How often the run can slide by `step`: while the token it leaves is the one it takes up."""
    if step < 0:
        near, far = far, near
        steps = 0
        while steps < limit and far >= 0 and words[far] == words[near]:
            steps, near, far = steps + 1, near - 1, far - 1
        return steps
    steps = 0
    while steps < limit and far < len(words) and words[far] == words[near]:
        steps, near, far = steps + 1, near + 1, far + 1
    return steps


def _ease(words: list[str], start: int, end: int) -> int:
    """How well the run of tokens reads as one insertion or removal: whole sentences best, then
    words with the space behind them."""
    return _opens(words, start) + _opens(words, end)


def _opens(words: list[str], at: int) -> int:
    """How much of a new beginning the place before token `at` is."""
    if at == 0 or at == len(words):
        return 4
    before = words[at - 1]
    if before.isspace():
        return 3 if at > 1 and words[at - 2] in _STOPS else 1 + ("\n" in before)
    return 2 if before in _STOPS else 0


def _merged(sides: _Sides, spans: list[Span]) -> list[Span]:
    """The spans, those together that a person sees as one change."""
    weights = _weights(sides.old), _weights(sides.new)
    merged: list[Span] = []
    for span in spans:
        if merged and _is_one(sides.old, merged[-1], span, weights):
            span = Span(merged[-1].old, span.old_end, merged[-1].new, span.new_end)
            merged.pop()
        merged.append(span)
    return merged


def _weights(words: Sequence[str]) -> list[int]:
    return list(accumulate((0 if w.isspace() else len(w) for w in words), initial=0))


def _is_one(
    words: list[str], left: Span, right: Span, weights: tuple[list[int], list[int]]
) -> bool:
    """Whether two changes read as one: with only a space between them; with a lone character
    between characters of a script that puts no space between words, which is hardly a word; or, of
    two replacements, a small word, or little against what was replaced on either side."""
    gap = words[left.old_end : right.old]
    if OBJECT in gap or any("\n" in word for word in gap):
        return False
    solid = [word for word in gap if not word.isspace()]
    if not solid:
        return True
    sizes = [_size(span, weights) for span in (left, right)]
    if len(gap) == 1 and is_alone(gap[0]) and all(map(any, zip(*sizes, strict=True))):
        beside = (words[left.old_end - 1 : left.old_end], words[right.old : right.old + 1])
        if all(word and is_alone(word[0]) for word in beside):
            return True
    if not all(removed and inserted for removed, inserted in sizes):
        return False
    kept = sum(map(len, solid))
    if len(solid) == 1 and is_word(solid[0]) and kept <= _SMALL:
        return 5 * kept <= 2 * min(max(size) for size in sizes)
    if not _STOPS.isdisjoint(solid):
        kept *= 2
    return kept * 4 <= min(max(size) for size in sizes)


def _size(span: Span, weights: tuple[list[int], list[int]]) -> tuple[int, int]:
    olds, news = weights
    return olds[span.old_end] - olds[span.old], news[span.new_end] - news[span.new]
