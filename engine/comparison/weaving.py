"""Two edits of one string woven into one: the words that either changed, where neither touches
what the other did.

Each edit is a set of cuts against the string that both began with. Every code point has a name of
its own: its offset in that string, or a number beyond it for one that an edit brought in; a cut
that both made alike brings in the same ones. So it is known of each where it is in the end, and
the marks follow their code points.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import count, pairwise
from typing import NamedTuple

from engine.comparison.splicing import splices
from engine.matching.alignment import rising
from engine.text import OBJECT, Mark, Node
from engine.text.inline import Marks, Splice, in_order, nested, remarks


class Cut(NamedTuple):
    """From code point `at` up to `end` of the string before, `inserted` takes the place of what
    stood there; `objects` are those of its U+FFFC."""

    at: int
    end: int
    inserted: str
    objects: tuple[str, ...]


class Woven(NamedTuple):
    """What an element holds after both edits."""

    string: str
    marks: Marks
    objects: tuple[str, ...]


def weave(then: Node, one: Node, other: Node) -> Woven | None:
    """The inline content of an element after two edits of it, or None where both touch the same
    words, or where words come in at the edge of what the other changed.

    An edit that changes nothing gives the other; of two that are equal it is one. Which of the
    two is called `one` makes no difference.
    """
    for left, right in ((one, other), (other, one)):
        if _content(left) in (_content(then), _content(right)):
            return _content(right)
    weaving = _Weaving(then, one, other)
    return weaving.woven()


def cuts(then: Node, now: Node) -> list[Cut]:
    """How a string changed, in order: as `splices` has it, and never across an object that
    stays."""
    order = {id: at for at, id in enumerate(now.objects)}
    both = [id for id in then.objects if id in order]
    staying = {both[at] for at in rising([order[id] for id in both])}
    new = iter(id for id in now.objects if id not in staying)
    found: list[Cut] = []
    shift = 0
    for old, came in zip(_stretches(then, staying), _stretches(now, staying), strict=True):
        for at, removed, inserted in splices(old, came, objects_differ=True):
            objects = tuple(next(new) for _ in range(inserted.count(OBJECT)))
            start = shift + at
            found.append(Cut(start, start + len(removed), inserted, objects))
        shift += len(old) + 1
    return found


class _Weaving:
    """One weaving. `one`, `other` and `end` are the code points by name in the string as each
    edit leaves it, and in the end."""

    def __init__(self, then: Node, one: Node, other: Node) -> None:
        self.then = then
        self.sides = ((one, cuts(then, one)), (other, cuts(then, other)))
        self.cuts = sorted({cut for _, made in self.sides for cut in made})
        numbers = count(len(then.string))
        self.came = {cut: [next(numbers) for _ in cut.inserted] for cut in self.cuts}
        self.end = self._applied(self.cuts)
        self.where = {code: at for at, code in enumerate(self.end)}

    def woven(self) -> Woven | None:
        if any(_touch(a, b) for a, b in pairwise(self.cuts)):
            return None
        marks = self._marks()
        if marks is None:
            return None
        characters = dict(enumerate(self.then.string))
        objects: dict[int, str] = _objects(range(len(self.then.string)), self.then)
        for cut, codes in self.came.items():
            characters |= dict(zip(codes, cut.inserted, strict=True))
            held = [code for code in codes if characters[code] == OBJECT]
            objects |= dict(zip(held, cut.objects, strict=True))
        string = "".join(characters[code] for code in self.end)
        return Woven(string, marks, tuple(objects[c] for c in self.end if c in objects))

    def _applied(self, made: Iterable[Cut]) -> list[int]:
        codes = list(range(len(self.then.string)))
        for cut in sorted(made, reverse=True):
            codes[cut.at : cut.end] = self.came[cut]
        return codes

    def _marks(self) -> Marks | None:
        """The marks in the end: those that neither edit took off, and those that either put on;
        None where the two disagree about one, or where what one of them marked is gone."""
        taken, put = [], []
        for node, made in self.sides:
            as_splices = [
                Splice(at=c.at, removed=self.then.string[c.at : c.end], inserted=c.inserted)
                for c in made
            ]
            unmarked, marked = remarks(self.then.marks, node.marks, as_splices)
            codes = self._applied(made)
            placed = [self._placed(mark, codes) for mark in marked]
            taken.append(unmarked)
            put.append([mark for mark in placed if mark])
            if None in placed:
                return None
        for mark in taken[0]:
            if mark in taken[1] and _like(mark, put[0]) != _like(mark, put[1]):
                return None
        gone = [*taken[0], *taken[1]]
        carried = [
            self._placed(mark, range(len(self.then.string)))
            for mark in self.then.marks
            if mark not in gone
        ]
        new = {_key(mark): mark for marks in put for mark in marks}
        marks = in_order((*(m for m in carried if m), *(new[key] for key in sorted(new))))
        return marks if nested(marks) else None

    def _placed(self, mark: Mark, codes: Sequence[int]) -> Mark | None:
        """A mark on the string as one edit left it, on the string in the end. Words that the
        other put in the place of what the mark held at its edge are marked as well."""
        held = codes[mark.start : mark.end]
        there = [self.where[code] for code in held if code in self.where]
        if not there:
            return None
        start, end = min(there), max(there) + 1
        inside = set(held)
        for cut, came in self.came.items():
            if came and cut.at < cut.end and inside.issuperset(range(cut.at, cut.end)):
                start = min(start, self.where[came[0]])
                end = max(end, self.where[came[-1]] + 1)
        return Mark(start, end, mark.tag, mark.attributes)


def _touch(left: Cut, right: Cut) -> bool:
    """Whether two cuts, in order, have words in common or one puts words to the edge of the
    other's."""
    if left.end == right.at:
        return left.at == left.end or right.at == right.end
    return left.end > right.at


def _stretches(node: Node, staying: set[str]) -> list[str]:
    positions = [at for at, character in enumerate(node.string) if character == OBJECT]
    edges = [at for at, id in zip(positions, node.objects, strict=True) if id in staying]
    starts = (0, *(edge + 1 for edge in edges))
    return [node.string[start:end] for start, end in zip(starts, (*edges, None), strict=True)]


def _objects(codes: Iterable[int], node: Node) -> dict[int, str]:
    held = (code for code in codes if node.string[code] == OBJECT)
    return dict(zip(held, node.objects, strict=True))


def _content(node: Node) -> Woven:
    return Woven(node.string, node.marks, node.objects)


def _like(mark: Mark, marks: Iterable[Mark]) -> list[Mark]:
    same = (m for m in marks if (m.tag, m.attributes) == (mark.tag, mark.attributes))
    return sorted(same, key=_key)


def _key(mark: Mark) -> tuple[int, int, str, tuple[tuple[str, str], ...]]:
    return mark.start, mark.end, mark.tag, tuple(sorted(mark.attributes.items()))
