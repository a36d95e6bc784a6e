"""Where the code points of an element's string went, through later changes of it.

Each code point is followed for itself: one that is removed and later restored is itself again. So
an edit can be undone after other edits of the same element came and went.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import count

from engine.text.inline import Splice


class Trail:
    """The code points of a string, from one moment (`then`) to now."""

    def __init__(self, element: str, length: int) -> None:
        self._element = element
        self._new = count()
        self.then = [next(self._new) for _ in range(length)]
        self._now = list(self.then)
        self._gone: dict[tuple[int, int], int] = {}

    def follow(self, step: int, splices: Sequence[Splice]) -> None:
        """One more change of the string, recorded at a step."""
        for splice in reversed(splices):
            for offset in range(splice.at, splice.end):
                self._gone[step, offset] = self._now[offset]
        for splice in reversed(splices):
            self._now[splice.at : splice.end] = self._coming(splice)

    def place(self, start: int, end: int) -> int | None:
        """Where the run from `start` up to `end` of the string then begins in the string now, if
        it is whole. An empty run is the place between its neighbours: behind the one, or before
        the other, whichever is left."""
        where = {point: at for at, point in enumerate(self._now)}
        found = [where.get(point) for point in self.then[start:end]]
        if found:
            first = found[0]
            whole = first is not None and found == list(range(first, first + len(found)))
            return first if whole else None
        before = where.get(self.then[start - 1]) if start else -1
        after = where.get(self.then[start]) if start < len(self.then) else len(self._now)
        if before is None:
            return after
        return before + 1 if after is None or after > before else None

    def _coming(self, splice: Splice) -> Iterable[int]:
        coming = [next(self._new) for _ in splice.inserted]
        for restored in splice.restores:
            if restored.into or restored.element != self._element:
                continue
            for n in range(restored.length):
                known = self._gone.get((restored.step, restored.offset + n))
                if known is not None:
                    coming[restored.at + n] = known
        return coming
