"""A redline on a terminal: what went is struck out, what came underlined, and both are bracketed
where there is no colour, `[-removed-]{+inserted+}`.

Changes stand under the number of their paragraph; what is unchanged is folded, between lines and
within long ones. White space is shown as one space, and not marked where only it changed. What
went or came in a line that runs from right to left stands in isolates (UAX #9), so that it does
not change places with its neighbours.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from rich.console import Console
from rich.text import Text as Styled

from cli.layout import Line, Segment, lines, shown
from cli.page import print_line
from cli.places import named, numbered
from engine.comparison import splices
from engine.text import Text
from projections.redline import Difference, redline

_WENT = "red strike"
_CAME = "green underline"
_CONTEXT = 120
"""Characters of an unchanged stretch that are shown beside a change; a longer one is folded."""


def print_redline(console: Console, old: Text, new: Text) -> None:
    """Print what changed: changed lines in full, runs of unchanged ones folded to a count."""
    found = redline(old, new)
    if not found.changes:
        console.print("Nothing changed.")
        return
    _Page(console, old, new, found.changes).print()
    words = found.words
    inserted = f"{words.inserted} word{'s' * (words.inserted != 1)} inserted"
    console.print(f"{inserted}, {words.removed} removed")


class _Row(NamedTuple):
    """A line and what became of it: `same`, `spaced` (white space only), `renumbered`, `changed`,
    `removed`, or `left` (it moved from here)."""

    line: Line
    state: str


class _Page:
    """Two texts as one page."""

    def __init__(
        self, console: Console, old: Text, new: Text, changes: Iterable[Difference]
    ) -> None:
        self.console = console
        self.old = old
        self.new = new
        self.moved = {d.id for d in changes if d.kind == "moved"}
        self.under: tuple[str, str] | None = None
        self.depth = 0
        self.ink = _Ink(console)

    def print(self) -> None:
        """Print the page."""
        folded: list[_Row] = []
        for row in self._rows():
            if row.state in ("same", "spaced", "renumbered"):
                folded.append(row)
                continue
            self._print_folded(folded)
            folded = []
            self._print_row(row)
        self._print_folded(folded)

    def _rows(self) -> Iterator[_Row]:
        """The lines of the new text, and after the line they followed those that are gone."""
        gone: dict[str, list[_Row]] = {}
        anchor = ""
        for line in lines(self.old):
            kept = [s.id for s in _segments(line) if s.id in self.new]
            if not kept:
                gone.setdefault(anchor, []).append(_Row(line, "removed"))
            elif self._mover(self.old, line):
                gone.setdefault(anchor, []).append(_Row(line, "left"))
            elif not any(self._moves_with(id) for id in kept):
                anchor = kept[0]
        yield from gone.pop("", ())
        for line in lines(self.new):
            yield _Row(line, self._state(line))
            for segment in _segments(line):
                yield from gone.pop(segment.id, ())
        for rows in gone.values():
            yield from rows

    def _state(self, line: Line) -> str:
        num = (line.num,) if line.num else ()
        if any(s.id not in self.old for s in _segments(line)) or self._mover(self.new, line):
            return "changed"
        pairs = [(self.old[s.id].string, s.string) for s in line.segments]
        if any(a != b and shown(a).split() != shown(b).split() for a, b in pairs):
            return "changed"
        if any(self.old[s.id].string != s.string for s in num):
            return "renumbered"
        return "spaced" if any(a != b for a, b in pairs) else "same"

    def _mover(self, text: Text, line: Line) -> str | None:
        """The element that moved and whose first line this is."""
        first = next(iter(_segments(line)), None)
        id = first.id if first else line.id
        while id:
            if id in self.moved:
                return id
            parent = text[id].parent
            held = (*text[parent].objects, *text[parent].children) if parent else ()
            if not held or held[0] != id:
                return None
            id = parent
        return None

    def _moves_with(self, id: str) -> bool:
        """Whether an element of the old text stands in one that moved."""
        above = id
        while above:
            if above in self.moved:
                return True
            above = self.old[above].parent
        return False

    def _print_row(self, row: _Row) -> None:
        line, state = row
        text = self.old if state in ("removed", "left") else self.new
        self._print_place(text, line, state)
        if state == "left":
            return
        if not line.segments:
            return
        if state == "removed":
            cells = [self.ink.went(s.string.strip()) for s in line.segments]
        else:
            cells = [self._changed(s) for s in line.segments]
        depth = 1 + max(0, line.depth - self.depth)
        print_line(self.console, line._replace(num=None, depth=depth), None, cells)
        self.console.print()

    def _print_place(self, text: Text, line: Line, state: str) -> None:
        """The number of the paragraph as a heading, once for all its lines."""
        first = next(iter(_segments(line)), None)
        id = first.id if first else line.id
        if text[id].tag in ("num", "heading"):
            id = text[id].parent
        place = named(text, id)
        owner = numbered(text, id) or place
        mover = self._mover(text, line)
        if state == "left" and mover:
            here = named(self.old, mover) or _beginning(line)
            to = named(self.new, mover)
            self._heading(f"{here} moved" + (f" to {to}" if to and to != here else " from here"))
            self.under = None
            return
        if mover and mover in self.old:
            was = named(self.old, mover)
            came = f" (moved, was {was})" if was and was != place else " (moved here)"
            self._heading((place or "moved") + (came if place else " here"))
            self.under, self.depth = (owner, place), line.depth
            return
        if self.under == (owner, place):
            return
        self.depth = line.depth
        if not place:
            return
        self.under = (owner, place)
        number = line.num if line.num and line.num.id in text else None
        new = number is not None and state == "changed" and number.id not in self.old
        went = number is not None and state == "removed"
        if new or went:
            self._heading(place, self.ink.came if new else self.ink.went)
            return
        was = named(self.old, id) if state == "changed" and id in self.old else place
        self._heading(place + (f" (was {was})" if was and was != place else ""))

    def _heading(self, place: str, ink: Callable[[str], Styled] | None = None) -> None:
        said = place[:1].upper() + place[1:]
        marked = ink(said) if ink else Styled(shown(said))
        marked.stylize("bold")
        self.console.print(marked)
        self.console.print()

    def _print_folded(self, rows: list[_Row]) -> None:
        if not rows:
            return
        renumbered = [row.line for row in rows if row.state == "renumbered" and row.line.num]
        if renumbered:
            self._print_renumbered(renumbered)
        spaced = sum(row.state == "spaced" for row in rows)
        same = len(rows) - len(renumbered) - spaced
        said = [f"{same} unchanged"] if same else []
        said += [f"{spaced} in white space only"] if spaced else []
        if said:
            self.console.print(f"    ... {', '.join(said)}", style="dim")
            self.console.print()

    def _print_renumbered(self, found: list[Line]) -> None:
        """The first and the last of those that changed nothing but their number."""
        ends = [found[0], *found[-1:]] if len(found) > 1 else found
        numbers = [self._changed(line.num) for line in ends if line.num]
        said = Styled(
            "    ... renumbered: " if len(found) == 1 else f"    ... {len(found)} renumbered: "
        )
        self.console.print(Styled.assemble(said, Styled(" to ").join(numbers)))
        self.console.print()

    def _changed(self, segment: Segment) -> Styled:
        if segment.id not in self.old:
            return self.ink.came(segment.string.strip())
        before = self.old[segment.id].string
        right = _runs_right_to_left(before) or _runs_right_to_left(segment.string)
        styled = Styled()
        done = 0
        for at, removed, inserted in splices(before, segment.string):
            if not removed.strip() and not inserted.strip():
                continue
            styled.append(self._between(before[done:at], first=not done))
            styled.append_text(self.ink.replaced(removed, inserted, isolated=right))
            done = at + len(removed)
        styled.append(self._between(before[done:], first=not done, last=True))
        return styled[len(styled.plain) - len(styled.plain.lstrip()) :]

    def _between(self, string: str, *, first: bool, last: bool = False) -> str:
        """An unchanged stretch; of a long one the words beside the changes."""
        whole = shown(string)
        if len(whole) <= 3 * _CONTEXT:
            return whole
        head = (
            ""
            if first
            else re.sub(r"(?<=[ \u2e80-\uffff])[^ \u2e80-\uffff]*$", "", whole[:_CONTEXT])
        )
        tail = (
            ""
            if last
            else re.sub(r"^[^ \u2e80-\uffff]*(?=[ \u2e80-\uffff])", "", whole[-_CONTEXT:])
        )
        return f"{head}[...]{tail}"


class _Ink:
    """How what went and what came is marked."""

    def __init__(self, console: Console) -> None:
        self._plain = console.color_system is None

    def went(self, string: str, *, isolated: bool | None = None) -> Styled:
        """Struck out, or in `[-...-]`."""
        return self._marked(string, _WENT, "[-", "-]", isolated)

    def came(self, string: str, *, isolated: bool | None = None) -> Styled:
        """Underlined, or in `{+...+}`."""
        return self._marked(string, _CAME, "{+", "+}", isolated)

    def replaced(self, removed: str, inserted: str, *, isolated: bool) -> Styled:
        """What went and what came for it, white space around it left outside."""
        before = after = ""
        if (gone := removed.strip()) and (kept := inserted.strip()):
            before, _, after = inserted.partition(kept)
            removed, inserted = gone, kept
        return Styled.assemble(
            shown(before),
            self.went(removed, isolated=isolated),
            self.came(inserted, isolated=isolated),
            shown(after),
        )

    def _marked(
        self, string: str, style: str, before: str, after: str, isolated: bool | None
    ) -> Styled:
        if not string:
            return Styled()
        text = shown(string)
        if isolated or (isolated is None and _runs_right_to_left(string)):
            text = f"\u2068{text}\u2069"
        if self._plain:
            return Styled(f"{before}{text}{after}")
        return Styled(text, style=style)


def _beginning(line: Line) -> str:
    string = shown(line.segments[0].string).strip() if line.segments else ""
    return f"“{string[:40]}…”" if len(string) > 40 else f"“{string}”"


def _segments(line: Line) -> tuple[Segment, ...]:
    return (*((line.num,) if line.num else ()), *line.segments)


def _runs_right_to_left(string: str) -> bool:
    return any(unicodedata.bidirectional(c) in ("R", "AL") for c in string[:4000])
