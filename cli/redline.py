"""A redline on a terminal: what went is struck out, what came underlined, and both are bracketed
where there is no colour, `[-removed-]{+inserted+}`."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console
from rich.text import Text as Styled

from cli.layout import Line, Segment, lines, shown
from cli.page import print_line
from engine.comparison import splices
from engine.text import Text
from projections.redline import Difference, redline

_WENT = "red strike"
_CAME = "green underline"


def print_redline(console: Console, old: Text, new: Text) -> None:
    """Print what changed: changed lines in full, runs of unchanged ones folded to a count."""
    found = redline(old, new)
    if not found.changes:
        console.print("Nothing changed.")
        return
    marks = _Marks(console, old, new, found.changes)
    folded, before = 0, ""
    for line, state in _merged(old, new, marks):
        if state == "same":
            folded += 1
            continue
        if before and (folded or "renumbered" not in (before, state) or before != state):
            console.print()
        _print_fold(console, folded)
        marks.print(line, state)
        folded, before = 0, state
    console.print()
    _print_fold(console, folded)
    words = found.words
    console.print(f"{words.inserted} words inserted, {words.removed} removed")


class _Marks:
    """How the lines of two texts are marked up."""

    def __init__(
        self, console: Console, old: Text, new: Text, changes: Iterable[Difference]
    ) -> None:
        self.console = console
        self.old = old
        self.new = new
        self.moved = {d.id for d in changes if d.kind == "moved"}

    def state(self, line: Line) -> str:
        if any(segment.id not in self.old for segment in (*line.segments, *_num(line))):
            return "changed"
        if self._moved(line) or any(self.old[s.id].string != s.string for s in line.segments):
            return "changed"
        if any(self.old[s.id].string != s.string for s in _num(line)):
            return "renumbered"
        return "same"

    def print(self, line: Line, state: str) -> None:
        """Print a line in its state; of one that only changed its number, the beginning."""
        if state == "renumbered" and line.num and line.segments:
            text = Styled.assemble("    ", self._changed(line.num), "  ", line.segments[0].string)
            text.truncate(min(self.console.width, 100), overflow="ellipsis")
            self.console.print(text)
            return
        if state == "removed":
            num = self._went(line.num.string) if line.num else None
            cells = [self._went(segment.string) for segment in line.segments]
        else:
            num = self._changed(line.num) if line.num else None
            cells = [self._changed(segment) for segment in line.segments]
            was = self._moved(line)
            if was and cells:
                cells[0] = Styled.assemble((f"(moved, was {was}) ", "yellow"), cells[0])
        print_line(self.console, line, num, cells)

    def _moved(self, line: Line) -> str | None:
        """What a moved element was called, on the first line that shows it."""
        if line.num is None and not line.heading:
            return None
        labelled = (line.num or line.segments[0]).id
        owner = self.new[labelled].parent if labelled in self.new else ""
        if owner not in self.moved or owner not in self.old:
            return None
        for child in self.old[owner].children:
            if self.old[child].tag == "num":
                return self.old[child].string
        return "elsewhere"

    def _changed(self, segment: Segment) -> Styled:
        if segment.id not in self.old:
            return self._came(segment.string)
        before = self.old[segment.id].string
        styled = Styled()
        done = 0
        for at, removed, inserted in splices(before, segment.string):
            styled.append(shown(before[done:at]))
            styled.append_text(self._went(removed))
            styled.append_text(self._came(inserted))
            done = at + len(removed)
        return styled.append(shown(before[done:]))

    def _went(self, string: str) -> Styled:
        return self._styled(string, _WENT, "[-", "-]")

    def _came(self, string: str) -> Styled:
        return self._styled(string, _CAME, "{+", "+}")

    def _styled(self, string: str, style: str, before: str, after: str) -> Styled:
        if not string:
            return Styled()
        if self.console.color_system is None:
            return Styled(f"{before}{shown(string)}{after}")
        return Styled(shown(string), style=style)


def _merged(old: Text, new: Text, marks: _Marks) -> Iterable[tuple[Line, str]]:
    """The lines of the new text, and after the line they followed those that are gone."""
    gone: dict[str, list[Line]] = {}
    anchor = ""
    for line in lines(old):
        kept = [s.id for s in (*line.segments, *_num(line)) if s.id in new]
        if kept:
            anchor = kept[0]
        else:
            gone.setdefault(anchor, []).append(line)
    yield from ((line, "removed") for line in gone.pop("", ()))
    for line in lines(new):
        yield line, marks.state(line)
        for segment in (*line.segments, *_num(line)):
            yield from ((went, "removed") for went in gone.pop(segment.id, ()))


def _num(line: Line) -> tuple[Segment, ...]:
    return (line.num,) if line.num else ()


def _print_fold(console: Console, folded: int) -> None:
    if folded:
        console.print(f"    ... {folded} unchanged", style="dim")
        console.print()
