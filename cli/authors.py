"""A text on a terminal with the authors of its words: a colour a party, numbers that a legend
explains, so that nothing is said by colour alone."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table
from rich.text import Text as Styled

from cli.layout import Line, Segment, lines, shown
from cli.marking import Marking, words
from cli.page import print_line
from engine.text import Text

_COLOURS = ("cyan", "yellow", "green", "magenta", "blue", "red", "bright_cyan", "bright_yellow")


def print_authors(console: Console, text: Text, marking: Marking) -> None:
    """Print a text marked by party, edit or comment, and the legend."""
    whose = dict.fromkeys(row.credit.whose for row in marking.legend())
    colours = {one: _COLOURS[n % len(_COLOURS)] for n, one in enumerate(whose)}

    def styled(segment: Segment) -> Styled:
        found = Styled()
        for number, credit, string in marking.runs(segment):
            found.append(f"[{number}]", style="dim")
            found.append(string, style=colours[credit.whose])
        return found

    before: Line | None = None
    for line in lines(text):
        if before and (line.heading or len(line.segments) < 2 or len(before.segments) < 2):
            console.print()
        num = Styled(shown(line.num.string)) if line.num else None
        print_line(console, line, num, [styled(segment) for segment in line.segments])
        before = line
    console.print()
    table = Table.grid(padding=(0, 2, 0, 0))
    for column in range(4):
        table.add_column(justify="right" if column in (0, 3) else "left", overflow="fold")
    for row in marking.legend():
        who = Styled(row.credit.whose, style=colours[row.credit.whose])
        table.add_row(f"[{row.number}]", who, row.credit.more, words(row.words))
    console.print(table)
    console.print(words(marking.words))
