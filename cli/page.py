"""A text on a terminal: wrapped to its width, as wide as its characters are."""

from __future__ import annotations

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text as Styled

from cli.layout import Line, lines, shown
from cli.plain import flat
from engine.text import Text

_INDENT = 4
_WIDEST = 100


def print_text(console: Console, text: Text) -> None:
    """Print a text, number by number."""
    before: Line | None = None
    for line in lines(text):
        if before and (line.heading or not (_row(line) and _row(before))):
            console.print()
        num = line.num and Styled(shown(line.num.string))
        print_line(console, line, num, [Styled(shown(flat(text, s, " "))) for s in line.segments])
        before = line


def print_line(console: Console, line: Line, num: Styled | None, cells: list[Styled]) -> None:
    """Print one line: its number hanging before it, cells side by side."""
    width = min(console.width, _WIDEST)
    depth = min(line.depth, 6) * _INDENT
    if line.heading:
        head = Styled(" ").join([part for part in (num, *cells) if part])
        head.stylize("bold")
        console.print(Padding(head, (0, 0, 0, max(0, depth - _INDENT))), width=width)
        return
    grid = Table.grid(padding=(0, 2, 0, 0))
    if num is not None:
        depth = max(0, depth - _INDENT)
        grid.add_column(min_width=_INDENT - 2, no_wrap=True)
    for number in range(max(1, len(cells))):
        last = number == max(1, len(cells)) - 1
        grid.add_column(overflow="fold", ratio=1 if last else None, max_width=None if last else 24)
    grid.add_row(*([num] if num is not None else []), *(cells or [Styled("")]))
    grid.expand = True
    console.print(Padding(grid, (0, 0, 0, depth)), width=width)


def _row(line: Line) -> bool:
    return len(line.segments) > 1
