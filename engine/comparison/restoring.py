"""Words that come back: what a draft lost, and which inserted words were among it.

A run of at least five words, or ten characters of a script that puts no space between words,
equal to one removed from the draft stays its first author's (`Restored` in `engine.text.inline`).
This is decided once, when an inferred edit is recorded; replay never compares.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2b
from itertools import accumulate, chain
from typing import NamedTuple

from msgspec.structs import replace

from engine.events import Change, ElementInserted, ElementRemoved, TextEdited
from engine.text import OBJECT, Element, Text
from engine.text.inline import Restored, Splice
from engine.text.references import renamed
from engine.text.words import is_alone, is_word, tokens

LATEST = 100_000
"""So many words removed last are remembered; what went before them comes back as new."""
_ENOUGH = 10
_WORD = 2
_NUMBER = "num"


class _Lost(NamedTuple):
    """A run of removed code points, as tokens: those that stood from `offset` in `element` just
    before `step`."""

    step: int
    element: str
    offset: int
    tokens: list[str]
    starts: list[int]
    words: int


class Lost:
    """The words and elements that a draft lost, the latest of them. Fed with its changes in
    order; bounded, whatever the length of the history."""

    def __init__(self) -> None:
        self._runs: deque[_Lost] = deque()
        self._seeds: dict[str, tuple[_Lost, int]] = {}
        self._elements: dict[bytes, Element] = {}
        self._known: deque[tuple[bytes, Element, int]] = deque()
        self._words = 0
        self._held = 0

    @classmethod
    def of(cls, latest: Iterable[tuple[int, Change]]) -> Lost:
        """What changes that `takes_away` tells took away, each given with its step, the latest
        first; as much of it as is remembered."""
        room, held = LATEST, []
        for step, change in latest:
            held.append((step, change))
            room -= sum(len(string) // 8 + 1 for _, string, _ in _removed(change))
            if room <= 0:
                break
        lost = cls()
        for step, change in reversed(held):
            lost.follow(step, change)
        return lost

    def follow(self, step: int, change: Change) -> None:
        """One more change of the draft, recorded at a step."""
        for element, string, offset in _removed(change):
            self._lose(step, element, string, offset)
        for gone in _gone(change):
            self._keep(gone)

    def recognised(self, changes: Sequence[Change], first: int) -> tuple[Change, ...]:
        """The changes of one edit, which take the steps from `first` on, each saying what it
        restores: what was lost before, or goes elsewhere in the same edit. They are followed."""
        edited: dict[str, int] = {}
        for step, change in enumerate(changes, first):
            for id in _touched(change):
                edited.setdefault(id, step)
            self.follow(step, change)
        return tuple(
            self._recognised(change, step, edited) for step, change in enumerate(changes, first)
        )

    def returned(self, element: Element) -> Element | None:
        """The element of the same tag, words and structure, numbers aside, that was lost last."""
        return self._elements.get(_print(element)) if _tells(element) else None

    def _lose(self, step: int, element: str, string: str, offset: int) -> None:
        if len(string) < _ENOUGH:
            return
        found = tokens(string)
        words = sum(map(is_word, found))
        starts = list(accumulate(map(len, found), initial=0))
        run = _Lost(step, element, offset, found, starts, words)
        seeds = list(_seeds(found))
        if not seeds:
            return
        self._runs.append(run)
        self._words += words
        for at, end in seeds:
            self._seeds[string[starts[at] : starts[end]]] = run, at
        while self._words > LATEST and len(self._runs) > 1:
            self._forget(self._runs.popleft())

    def _forget(self, run: _Lost) -> None:
        self._words -= run.words
        string = "".join(run.tokens)
        for at, end in _seeds(run.tokens):
            seed = string[run.starts[at] : run.starts[end]]
            if self._seeds.get(seed, (None,))[0] is run:
                del self._seeds[seed]

    def _keep(self, element: Element) -> None:
        for unit in _units(element):
            if _tells(unit):
                words = sum(len(below.string) // 8 + 1 for below in _walk(unit))
                key = _print(unit)
                self._elements[key] = unit
                self._known.append((key, unit, words))
                self._held += words
        while self._held > LATEST and len(self._known) > 1:
            key, unit, words = self._known.popleft()
            self._held -= words
            if self._elements.get(key) is unit:
                del self._elements[key]

    def _recognised(self, change: Change, step: int, edited: dict[str, int]) -> Change:
        match change:
            case ElementInserted(element=element):
                restores = tuple(
                    replace(run, into=below.id)
                    for below in _walk(element)
                    for run in self._restored(below.string, step, edited)
                )
                return replace(change, restores=restores) if restores else change
            case TextEdited(splices=splices):
                told = tuple(self._told(splice, step, edited) for splice in splices)
                return replace(change, splices=told) if told != splices else change
            case _:
                return change

    def _told(self, splice: Splice, step: int, edited: dict[str, int]) -> Splice:
        restores = [*self._restored(splice.inserted, step, edited)]
        for object in splice.inserted_objects:
            for below in _walk(object):
                found = self._restored(below.string, step, edited)
                restores += (replace(run, into=below.id) for run in found)
        return replace(splice, restores=tuple(restores)) if restores else splice

    def _restored(self, string: str, step: int, edited: dict[str, int]) -> Iterator[Restored]:
        """The runs of a string that were lost, from its beginning on, each as long as can be."""
        if len(string) < _ENOUGH or not self._seeds:
            return
        found = tokens(string)
        starts = list(accumulate(map(len, found), initial=0))
        done = 0
        for at, end in _seeds(found):
            if at < done:
                continue
            run, there = self._seeds.get(string[starts[at] : starts[end]], (None, 0))
            if run is None:
                continue
            when = _stands(run, step, edited)
            if when is None:
                continue
            start, stop, there = _widest(found, run.tokens, at, there, done)
            yield Restored(
                at=starts[start],
                length=starts[stop] - starts[start],
                step=when,
                element=run.element,
                offset=run.offset + run.starts[there],
            )
            done = stop


def _stands(run: _Lost, step: int, edited: dict[str, int]) -> int | None:
    """The step to name for a lost run: the one that took it away, or, where that is yet to come,
    the restoring one, before which it stands at the same place, unless its element was edited."""
    if run.step <= step:
        return run.step
    return step if edited.get(run.element, run.step) >= run.step else None


def _widest(
    here: list[str], there: list[str], at: int, where: int, done: int
) -> tuple[int, int, int]:
    """The equal tokens around two that are: from where to where here, and from where there."""
    start, began = at, where
    while start > done and began and here[start - 1] == there[began - 1]:
        start, began = start - 1, began - 1
    stop, ended = at, where
    while stop < len(here) and ended < len(there) and here[stop] == there[ended]:
        stop, ended = stop + 1, ended + 1
    return start, stop, began


def _seeds(found: Sequence[str]) -> Iterator[tuple[int, int]]:
    """From where to where the shortest runs of enough words go, one from each word. An inline
    object is in none: it is another one each time."""
    weights = [0 if not is_word(t) else 1 if is_alone(t) else _WORD for t in found]
    end = weight = 0
    for at, own in enumerate(weights):
        if end < at:
            end, weight = at, 0
        while end < len(found) and weight < _ENOUGH and found[end] != OBJECT:
            weight += weights[end]
            end += 1
        if own and weight >= _ENOUGH:
            yield at, end
        weight = weight - own if end > at else 0


def takes_away(change: Change) -> bool:
    """Whether a change took away what might come back: an element, or words enough."""
    gone = any(len(string) >= _ENOUGH for _, string, _ in _removed(change))
    return gone or isinstance(change, ElementRemoved)


def _removed(change: Change) -> Iterator[tuple[str, str, int]]:
    """What a change took away: the element, the string and where in the element's it stood."""
    match change:
        case ElementRemoved(element=element):
            yield from ((below.id, below.string, 0) for below in _walk(element))
        case TextEdited(id=id, splices=splices):
            for splice in splices:
                yield id, splice.removed, splice.at
                for below in chain.from_iterable(map(_walk, splice.removed_objects)):
                    yield below.id, below.string, 0
        case _:
            return


def _touched(change: Change) -> Iterator[str]:
    """The elements that had another string, or none, before a change."""
    match change:
        case ElementInserted(element=element):
            yield from (below.id for below in _walk(element))
        case TextEdited(id=id):
            yield id
        case _:
            return


def _gone(change: Change) -> Iterable[Element]:
    return (change.element,) if isinstance(change, ElementRemoved) else ()


def _walk(element: Element) -> Iterator[Element]:
    yield element
    for below in (*element.objects, *element.children):
        yield from _walk(below)


def _units(element: Element) -> Iterator[Element]:
    """The element and those in it, without inline objects: they come back with their text."""
    yield element
    for child in element.children:
        yield from _units(child)


def _tells(element: Element) -> bool:
    """Whether an element has words enough to be known again by."""
    weight = 0
    for below in _units(element):
        if below.tag != _NUMBER:
            for token in tokens(below.string):
                if is_word(token):
                    weight += 1 if is_alone(token) else _WORD
                    if weight >= _ENOUGH:
                        return True
    return False


def _print(element: Element) -> bytes:
    """A fingerprint of an element's tag, words and structure, numbers aside."""
    parts = [element.tag.encode(), element.string.encode()]
    parts += (_print(o) for o in element.objects)
    parts += (_print(c) for c in element.children if c.tag != _NUMBER)
    whole = blake2b(digest_size=16)
    for part in parts:
        whole.update(len(part).to_bytes(8) + part)
    return whole.digest()


def put_back(old: Text, new: Text, lost: Lost, *, stored: Text | None = None) -> Text:
    """The new text, in which each element that is new against `old` but was lost before, whole,
    has its own id again, and so has all that it holds. `stored` is the text whose ids are taken,
    where that is not `old`. `new` is not changed."""
    held = (old if stored is None else stored).nodes.keys()
    names: dict[str, str] = {}
    taken: set[str] = set()
    waiting = [*reversed(new.parts)]
    while waiting:
        id = waiting.pop()
        own = lost.returned(new.element(id)) if id not in old else None
        pairs = dict(_paired(new.element(id), own)) if own else {}
        free = not any(i in held or i in new or i in taken for i in pairs.values())
        if pairs and free and all(i not in old for i in pairs):
            names.update(pairs)
            taken.update(pairs.values())
        else:
            waiting += reversed(new[id].children)
    return renamed(new, names) if names else new


def _paired(new: Element, own: Element) -> Iterator[tuple[str, str]]:
    """The ids of what is the same in two elements of the same fingerprint; a number is that of
    its element whatever it says."""
    yield new.id, own.id
    for a, b in zip(new.objects, own.objects, strict=True):
        yield from _paired(a, b)
    bodies = ([c for c in e.children if c.tag != _NUMBER] for e in (new, own))
    for a, b in zip(*bodies, strict=True):
        yield from _paired(a, b)
    numbers = ([c for c in e.children if c.tag == _NUMBER] for e in (new, own))
    for a, b in zip(*numbers, strict=False):
        if not (a.objects or b.objects):
            yield a.id, b.id
