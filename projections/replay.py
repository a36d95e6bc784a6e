"""A draft's history walked act by act, forward and backward, from any step to any other.

Events carry what they replaced, so a text is taken one act on or back by the events of that act.
To go far, the text is asked for anew; it is never rebuilt from the beginning here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import takewhile
from typing import NamedTuple

from engine.events import Change
from engine.events.draft import apply, undo
from engine.record import Entry
from engine.text import Text

NEAR = 256
"""Events over which a text is taken on or back; for what is farther it is asked for anew."""

_PAGE = 32

Read = Callable[[int, int], Sequence[Entry]]
"""The draft's entries behind a step, up to and including another."""


class Frame(NamedTuple):
    """One act: its entries on the draft, and the text before and after them."""

    entries: Sequence[Entry]
    before: Text
    after: Text

    @property
    def first(self) -> int:
        """The step of its first event."""
        return self.entries[0].step

    @property
    def last(self) -> int:
        """The step of its last event."""
        return self.entries[-1].step


class Replay:
    """The acts of one draft behind step `low`, up to step `high`. An act that goes beyond one of
    them is cut there. `text_at` gives the text at a step, for its own use."""

    def __init__(self, read: Read, text_at: Callable[[int], Text], low: int, high: int) -> None:
        self._read = read
        self._text_at = text_at
        self.low = low
        self.high = high
        self._step = low
        self._text = text_at(low)

    @property
    def step(self) -> int:
        """The step at which the walk stands: that of the last act shown."""
        return self._step

    def next(self) -> Frame | None:
        """The act behind here, and to its end; none where the walk ends."""
        entries = self._act_behind(self._step)
        if not entries:
            return None
        before = self._text.copy()
        self._take(entries)
        return Frame(entries, before, self._text.copy())

    def back(self) -> Frame | None:
        """The act before the one last shown; none where that was the first."""
        here = self._act_before(self._step)
        if not here or here[0].step == self.low + 1:
            return None
        self._take_back(here)
        return self.here()

    def here(self) -> Frame | None:
        """The act last shown, again; none at the beginning, before the first."""
        entries = self._act_before(self._step)
        if not entries:
            return None
        after = self._text.copy()
        self._take_back(entries)
        before = self._text.copy()
        self._text, self._step = after.copy(), entries[-1].step
        return Frame(entries, before, after)

    def go(self, step: int) -> Frame | None:
        """The act that holds a step, or, where that lies outside, the first or the last one."""
        step = max(self.low + 1, min(step, self.high))
        if self.low == self.high:
            return None
        behind = self._act_behind(step)
        last = self._read(step - 1, step)[-1]
        end = step
        if behind and behind[0].record.act == last.record.act:
            end = behind[-1].step
        self._move(end)
        return self.here()

    def _move(self, step: int) -> None:
        """Take the text to a step."""
        if abs(step - self._step) > NEAR:
            self._text, self._step = self._text_at(step), step
        elif step > self._step:
            self._take(self._read(self._step, step))
        elif step < self._step:
            self._take_back(self._read(step, self._step))

    def _take(self, entries: Sequence[Entry]) -> None:
        for entry in entries:
            if isinstance(entry.record.event, Change):
                apply(self._text, entry.record.event)
        self._step = entries[-1].step

    def _take_back(self, entries: Sequence[Entry]) -> None:
        for entry in reversed(entries):
            if isinstance(entry.record.event, Change):
                undo(self._text, entry.record.event)
        self._step = entries[0].step - 1

    def _act_behind(self, step: int) -> Sequence[Entry]:
        """The entries of the act that begins, or goes on, behind a step."""
        size = _PAGE
        while True:
            upto = min(step + size, self.high)
            page = self._read(step, upto) if step < upto else []
            own = _first_act(page)
            if len(own) < len(page) or upto == self.high:
                return own
            size *= 4

    def _act_before(self, step: int) -> Sequence[Entry]:
        """The entries of the act that ends, or is cut, at a step."""
        size = _PAGE
        while True:
            after = max(step - size, self.low)
            page = self._read(after, step) if after < step else []
            own = _first_act(page[::-1])[::-1]
            if len(own) < len(page) or after == self.low:
                return own
            size *= 4


def _first_act(entries: Sequence[Entry]) -> list[Entry]:
    return list(takewhile(lambda e: e.record.act == entries[0].record.act, entries))
