"""The marks of a stored string when what was shown of it changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from msgspec.structs import replace

from engine.checkout.aligned import Aligned
from engine.text import Mark, Node
from engine.text.inline import Marks, Splice, in_order, spliced


def carried_marks(
    shown: Node,
    stored: Node,
    after: Node,
    splices: Sequence[Splice],
    over: Sequence[Splice],
    beside: Aligned,
) -> Marks:
    """The marks that `stored` has when `shown` changed by `splices` to `after`, which are `over`
    on the stored string. A mark that is not shown stays on its words; one that is shown goes
    where it went, or goes; one that came new comes, cut where it would cross another."""
    twins = _twins(shown, stored, beside)
    left = list(after.marks)
    kept: list[Mark] = []
    for mark in stored.marks:
        twin = twins.get(id(mark))
        moved = _moved(mark, over)
        if twin is None:
            kept += moved
            continue
        for led in _moved(twin, splices):
            if led in left:
                left.remove(led)
                kept += moved
    untold = [mark for mark in shown.marks if all(mark is not twin for twin in twins.values())]
    for mark in untold:  # what the markup makes of something else is no mark of the text
        for led in _moved(mark, splices):
            if led in left:
                left.remove(led)
    if left:
        now = Aligned(after.string, spliced(stored.string, over), *_objects(after, stored, over))
        for mark in left:
            placed = now.mark(mark)
            if placed:
                kept += _cut(placed, kept)
    return in_order(kept)


def _objects(
    after: Node, stored: Node, over: Sequence[Splice]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    objects = list(stored.objects)
    for splice in reversed(over):
        first = stored.string.count("\ufffc", 0, splice.at)
        objects[first : first + len(splice.removed_objects)] = [
            o.id for o in splice.inserted_objects
        ]
    return after.objects, tuple(objects)


def _twins(shown: Node, stored: Node, beside: Aligned) -> dict[int, Mark]:
    """For each stored mark that is shown, by its identity as an object, the mark that shows it:
    of the same tag, on the same words, with the same attributes if there is such a one."""
    free = list(shown.marks)
    found: dict[int, Mark] = {}
    for exact in (True, False):
        for mark in stored.marks:
            if id(mark) in found:
                continue
            for other in free:
                placed = beside.mark(other)
                if (
                    placed is not None
                    and other.tag == mark.tag
                    and _words(stored.string, placed) == _words(stored.string, mark)
                    and (not exact or other.attributes == mark.attributes)
                ):
                    found[id(mark)] = other
                    free.remove(other)
                    break
    return found


def _words(string: str, mark: Mark) -> tuple[int, int]:
    start, end = mark.start, mark.end
    while start < end and string[start].isspace():
        start += 1
    while end > start and string[end - 1].isspace():
        end -= 1
    return start, end


def _moved(mark: Mark, splices: Iterable[Splice]) -> list[Mark]:
    """The mark where the splices leave it; none where they leave nothing of it. What replaces
    words of it is in it; what comes in at its edge is not."""
    start, end = mark.start, mark.end
    for splice in reversed(list(splices)):
        grows = len(splice.inserted) - len(splice.removed)
        if splice.end <= mark.start:
            start, end = start + grows, end + grows
        elif splice.at >= mark.end:
            continue
        elif splice.at < mark.start:  # it takes the beginning
            end += grows
            start = splice.at + len(splice.inserted)
        elif splice.end > mark.end:  # it takes the end
            end = splice.at
        else:
            end += grows
    return [replace(mark, start=start, end=end)] if start < end else []


def _cut(mark: Mark, others: Iterable[Mark]) -> list[Mark]:
    """The mark in as many pieces as it takes not to overlap another in part."""
    edges = {mark.start, mark.end}
    for other in others:
        inside = mark.start < other.start < mark.end < other.end
        outside = other.start < mark.start < other.end < mark.end
        edges |= {other.start} if inside else {other.end} if outside else set()
    bounds = sorted(edges)
    return [replace(mark, start=a, end=b) for a, b in pairwise(bounds)]
