"""A string as it is shown and as it is stored: the same but for white space, and for inline
objects that cannot be shown. Where a place in the one lies in the other.

    shown   Urges all States parties
    stored  \\n      Urges  all States<img>parties
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from engine.text import OBJECT, Mark
from engine.text.inline import Splice


class Aligned:
    """`shown` beside `stored`. `ends[n]` is where what is shown before place n ends in the stored
    string, `starts[n]` where what is shown behind it starts; between them lies what is not shown.
    `ValueError` where the two do not say the same."""

    def __init__(
        self, shown: str, stored: str, objects: Sequence[str] = (), kept: Sequence[str] = ()
    ) -> None:
        """`objects` are the ids of the inline objects shown, `kept` those of the stored ones."""
        self.shown = shown
        self.stored = stored
        self.starts: list[int] = []
        self.ends: list[int] = [0]
        self.hidden: list[int] = []
        seen, there = iter(objects), iter(kept)
        at = 0
        for character in shown:
            if character.isspace():
                at = self._space(at)
                continue
            at = self._skip(at, character, next(seen, None) if character == OBJECT else None, there)
            self.starts.append(at)
            at += 1
            self.ends.append(at)
        while at < len(stored):
            if not stored[at].isspace():
                next(there, None)
                self._hide(at)
            at += 1
        self.starts.append(len(stored))
        self._settle()

    def _space(self, at: int) -> int:
        """A shown white space, and one stored if there is one."""
        self.starts.append(at)
        at += at < len(self.stored) and self.stored[at].isspace()
        self.ends.append(at)
        return at

    def _skip(self, at: int, character: str, id: str | None, there: Iterator[str]) -> int:
        """Where the shown character stands, behind what is not shown."""
        while at < len(self.stored):
            found = self.stored[at]
            if found == OBJECT:
                if next(there, None) == id and character == OBJECT:
                    return at
                self._hide(at)
            elif found == character:
                return at
            elif not found.isspace():
                break
            at += 1
        raise ValueError(f"{self.shown[:40]!r} does not say what {self.stored[:40]!r} says")

    def _hide(self, at: int) -> None:
        if self.stored[at] != OBJECT:
            raise ValueError(f"{self.shown[:40]!r} ends before {self.stored[at : at + 40]!r}")
        self.hidden.append(at)

    def _settle(self) -> None:
        """White space at the end of a run belongs to what follows: a place before a word lies
        directly before it."""
        for n, (here, after) in enumerate(pairwise(self.shown), start=1):
            if here.isspace() and not after.isspace():
                self.ends[n] = self._spaces(self.ends[n], self.starts[n])

    def _spaces(self, at: int, end: int) -> int:
        while at < end and self.stored[at].isspace():
            at += 1
        return at

    def range(self, start: int, end: int) -> tuple[int, int]:
        """The stored code points that are shown as those from `start` to `end`; where there are
        none, a place: directly behind what is shown before, or, at the beginning, before what is
        shown first."""
        if start < end:
            return self.starts[start], self.ends[end]
        if start == 0 and self.shown:
            return self.starts[0], self.starts[0]
        return self.ends[start], self.ends[start]

    def splice(self, splice: Splice) -> Splice:
        """A splice of what is shown as one of what is stored. `ValueError` where it would take
        out what is not shown."""
        start, end = self.range(splice.at, splice.end)
        if any(start <= at < end for at in self.hidden):
            raise ValueError("what is not shown stands among the words that change")
        return Splice(
            at=start,
            removed=self.stored[start:end],
            inserted=splice.inserted,
            removed_objects=splice.removed_objects,
            inserted_objects=splice.inserted_objects,
        )

    def mark(self, mark: Mark) -> Mark | None:
        """A mark of what is shown on what is stored; none where nothing of it is."""
        start, end = self.range(mark.start, mark.end)
        return Mark(start, end, mark.tag, mark.attributes) if start < end else None
