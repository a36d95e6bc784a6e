"""Inline content and how it changes: splices of the string, and what becomes of its marks.

A change is a set of splices against the old string, in order and not overlapping; two may touch.
They are applied from the last to the first, so that each offset is one of the old string. A mark
that no splice crosses moves with its text by rule (`_carry`); text inserted at a mark's edge lies
outside it. Every other mark that goes is listed as `unmarked`, in old offsets, and every other
mark that comes as `marked`, in new ones. So a change can be read in both directions.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

import msgspec
from msgspec.structs import replace

from engine.errors import Damaged
from engine.text import Element, Mark

Marks = tuple[Mark, ...]


class Restored(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True
):
    """A run of inserted code points that was in this draft before, so that it stays its first
    author's: `length` of them from `at` in what is inserted are those that stood from `offset` in
    the string of `element` just before step `step`, which took them away; where only a later step
    of the same edit does, `step` is the restoring event's own. `into` is the inserted element
    whose string `at` counts in; unset, it is the splice's `inserted`."""

    at: int
    length: int
    step: int
    element: str
    offset: int
    into: str | None = None


class Splice(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True
):
    """At code point `at` of the old string, `removed` gives way to `inserted`; the objects are
    those of the U+FFFC in them, in order, with all that they hold. `takes_from` is the id of the
    comment whose proposed wording `inserted` is."""

    at: int
    removed: str = ""
    inserted: str = ""
    removed_objects: tuple[Element, ...] = ()
    inserted_objects: tuple[Element, ...] = ()
    restores: tuple[Restored, ...] = ()
    takes_from: str | None = None

    @property
    def end(self) -> int:
        """The code point of the old string behind the last removed one."""
        return self.at + len(self.removed)


def spliced(string: str, splices: Sequence[Splice]) -> str:
    """The new string. `Damaged` if what a splice removes does not stand there."""
    parts: list[str] = []
    done = 0
    for splice in splices:
        if splice.at < done:
            raise Damaged(f"a splice at {splice.at} overlaps one that ends at {done}")
        if not string.startswith(splice.removed, splice.at) or splice.end > len(string):
            there = string[splice.at : splice.end]
            raise Damaged(f"at {splice.at} stands {there!r}, not {splice.removed!r}")
        parts += (string[done : splice.at], splice.inserted)
        done = splice.end
    return "".join((*parts, string[done:]))


def inverted(splices: Sequence[Splice]) -> tuple[Splice, ...]:
    """The splices, against the new string, that bring the old one back."""
    back: list[Splice] = []
    shift = 0
    for splice in splices:
        back.append(
            Splice(
                at=splice.at + shift,
                removed=splice.inserted,
                inserted=splice.removed,
                removed_objects=splice.inserted_objects,
                inserted_objects=splice.removed_objects,
            )
        )
        shift += len(splice.inserted) - len(splice.removed)
    return tuple(back)


def remarked(marks: Marks, splices: Sequence[Splice], unmarked: Marks, marked: Marks) -> Marks:
    """The new marks: `unmarked` taken off, the others carried along, `marked` put on.

    `Damaged` if one of `unmarked` is not there, or if one is left that a splice crosses.
    """
    kept = list(marks)
    for mark in unmarked:
        if mark not in kept:
            raise Damaged(f"no mark {mark.tag} at {mark.start} to {mark.end} to take off")
        kept.remove(mark)
    carried: list[Mark] = []
    for mark in kept:
        moved = _carry(mark, splices)
        if moved is None:
            raise Damaged(f"a splice crosses the mark {mark.tag} at {mark.start} to {mark.end}")
        carried.append(moved)
    return in_order((*carried, *marked))


def remarks(old: Marks, new: Marks, splices: Sequence[Splice]) -> tuple[Marks, Marks]:
    """The `unmarked` and `marked` that a change from `old` to `new` marks needs, such that
    `remarked` gives exactly the new marks and, with the inverted splices, the old ones."""
    wanted = Counter(map(_key, new))
    unmarked: list[Mark] = []
    carried: list[Mark] = []
    for mark in old:
        moved = _carry(mark, splices)
        if moved is not None and wanted[_key(moved)]:
            wanted[_key(moved)] -= 1
            carried.append(moved)
        else:
            unmarked.append(mark)
    kept = Counter(map(_key, carried))
    marked: list[Mark] = []
    for mark in new:
        if kept[_key(mark)]:
            kept[_key(mark)] -= 1
        else:
            marked.append(mark)
    there, back = (tuple(unmarked), tuple(marked)), inverted(splices)
    if _leads(old, splices, *there, new) and _leads(new, back, there[1], there[0], old):
        return there
    return old, new  # marks on one range whose nesting the carried ones would turn round


def in_order(marks: Iterable[Mark]) -> Marks:
    """Marks in document order; of two on one range the one given first is the outer."""
    return tuple(sorted(marks, key=_range))


def nested(marks: Iterable[Mark]) -> bool:
    """Whether marks in order are properly nested: no two overlap in part."""
    open_ends: list[int] = []
    for mark in marks:
        while open_ends and open_ends[-1] <= mark.start:
            open_ends.pop()
        if open_ends and mark.end > open_ends[-1]:
            return False
        open_ends.append(mark.end)
    return True


def relocated(marks: Iterable[Mark], place: Callable[[int], int], length: int) -> Marks:
    """Marks with each edge put through `place` and held within `length`; those left empty go."""
    moved = (
        replace(m, start=min(place(m.start), length), end=min(place(m.end), length)) for m in marks
    )
    return in_order(m for m in moved if m.start < m.end)


def shifted(splices: Sequence[Splice]) -> Callable[[int], int]:
    """Where an offset in the old string lies in the new one; one inside what is removed, where
    that began."""

    def place(offset: int) -> int:
        shift = 0
        for splice in splices:
            if splice.end <= offset:
                shift += len(splice.inserted) - len(splice.removed)
            elif splice.at < offset:
                return splice.at + shift
        return offset + shift

    return place


def _carry(mark: Mark, splices: Sequence[Splice]) -> Mark | None:
    """The mark where the splices leave it, or None where one of them crosses its edge, lies at
    its edge with a removal inside it, or removes all of it."""
    start, end = mark.start, mark.end
    for splice in reversed(splices):
        grows = len(splice.inserted) - len(splice.removed)
        if splice.end <= mark.start:
            start += grows
            end += grows
        elif splice.at >= mark.end:
            continue
        elif mark.start < splice.at and splice.end < mark.end:
            end += grows
        else:
            return None
    return replace(mark, start=start, end=end)


def _leads(old: Marks, splices: Sequence[Splice], off: Marks, on: Marks, new: Marks) -> bool:
    try:
        return remarked(old, splices, off, on) == new
    except Damaged:
        return False


def _range(mark: Mark) -> tuple[int, int]:
    return mark.start, -mark.end


def _key(mark: Mark) -> tuple[object, ...]:
    return mark.start, mark.end, mark.tag, tuple(sorted(mark.attributes.items()))
