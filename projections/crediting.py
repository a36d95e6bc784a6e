"""Words and whose they are: a word has the credit that most of its characters have, of several the
first, so that the words of all are the words of the text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from engine.text.inline import Splice
from engine.text.words import around, count, is_word, tokens
from projections.runs import Run, Runs


def credited(string: str, found: Runs) -> Iterator[Run]:
    """For each word of a string, of which these are the runs, one of those that most of its
    characters came by: by the same edit and from the same comment."""
    if len(found) == 1:
        yield from found * count(string)
        return
    ends = [0]
    for run in found:
        ends.append(ends[-1] + run.length)
    at = start = 0
    for token in tokens(string):
        end = start + len(token)
        while ends[at + 1] <= start:
            at += 1
        if is_word(token):
            yield found[at] if end <= ends[at + 1] else _foremost(found, ends, at, start, end)
        start = end


def _foremost(found: Runs, ends: Sequence[int], at: int, start: int, end: int) -> Run:
    """Of the runs from the one at an index on, one of those with most of a word's characters."""
    share: dict[tuple[int, str | None], int] = {}
    first: dict[tuple[int, str | None], Run] = {}
    for n in range(at, len(found)):
        if ends[n] >= end:
            break
        key = found[n].edit, found[n].takes_from
        share[key] = share.get(key, 0) + min(end, ends[n + 1]) - max(start, ends[n])
        first.setdefault(key, found[n])
    return first[max(share, key=lambda key: share[key])]


def touched(
    string: str, splices: Iterable[Splice]
) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """The stretches of whole words that splices touch, in the old string and in the new one."""
    stretches: list[tuple[int, int, int]] = []
    for splice in splices:
        start, end = around(string, splice.at, splice.end)
        grown = len(splice.inserted) - len(splice.removed)
        if stretches and start <= stretches[-1][1]:
            start, _, before = stretches.pop()
            grown += before
        stretches.append((start, end, grown))
    shift = 0
    for start, end, grown in stretches:
        yield (start, end), (start + shift, end + shift + grown)
        shift += grown
