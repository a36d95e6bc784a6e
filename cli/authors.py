"""A text with its authors: each run of words in the colour of who wrote it, and with the number
that the legend below explains."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import NamedTuple

from rich.console import Console
from rich.table import Table
from rich.text import Text as Styled

from cli.layout import Line, Segment, lines, shown
from cli.page import print_line
from cli.sentences import names
from engine.chronicle import Act
from engine.events import PartyRegistered, VersionIssued
from engine.text import Text
from projections.authorship import NUMBER, Edit, Span
from projections.crediting import credited
from projections.runs import Run

_COLOURS = ("cyan", "yellow", "green", "magenta", "blue", "red", "bright_cyan", "bright_yellow")


class Credit(NamedTuple):
    """What the words of one mark have in common, in the columns of the legend: whose they are,
    which decides the colour, and more about them."""

    whose: str
    more: str


class Told(NamedTuple):
    """What is known of the edits that spans came by: the edits by step, the corrected days of some,
    and the versions issued up to the text."""

    edits: Mapping[int, Edit]
    corrected: Mapping[int, date]
    issued: Sequence[Act]
    parties: Mapping[str, PartyRegistered]


def print_authors(
    console: Console, text: Text, spans: Sequence[Span], told: Told, group: str
) -> None:
    """Print a text marked by party, edit or comment, and the legend."""
    marking = _Marking(text, spans, told, group)
    before: Line | None = None
    for line in lines(text):
        if before and (line.heading or len(line.segments) < 2 or len(before.segments) < 2):
            console.print()
        num = Styled(shown(line.num.string)) if line.num else None
        print_line(console, line, num, [marking.marked(s) for s in line.segments])
        before = line
    console.print()
    console.print(marking.legend())
    console.print(f"{sum(marking.words.values())} words")


class _Marking:
    """The credits of a text, numbered as they first appear, and how many words each has."""

    def __init__(self, text: Text, spans: Sequence[Span], told: Told, group: str) -> None:
        self.told = told
        self.group = group
        self.spans: dict[str, list[Span]] = {}
        self.numbers: dict[Credit, int] = {}
        self.colours: dict[str, str] = {}
        self.words: Counter[int] = Counter()
        for id, found in groupby(spans, lambda span: span.id):
            if text[id].tag == NUMBER:
                continue
            own = self.spans[id] = list(found)
            runs = tuple(Run(s.end - s.start, s.step, self._number(s)) for s in own)
            self.words.update(run.edit for run in credited(text[id].string, runs))

    def marked(self, segment: Segment) -> Styled:
        """A string with the number of a credit before its words."""
        styled = Styled()
        for credit, own in groupby(self.spans.get(segment.id, ()), self._credit):
            styled.append(f"[{self.numbers[credit]}]", style="dim")
            styled.append(shown("".join(s.text for s in own)), style=self.colours[credit.whose])
        return styled

    def legend(self) -> Table:
        """What each number stands for, and how many of the words."""
        table = Table.grid(padding=(0, 2, 0, 0))
        for column in range(4):
            table.add_column(justify="right" if column in (0, 3) else "left", overflow="fold")
        for credit, number in self.numbers.items():
            whose = Styled(credit.whose, style=self.colours[credit.whose])
            table.add_row(f"[{number}]", whose, credit.more, f"{self.words[number]} words")
        return table

    def _number(self, span: Span) -> int:
        credit = self._credit(span)
        self.colours.setdefault(credit.whose, _COLOURS[len(self.colours) % len(_COLOURS)])
        return self.numbers.setdefault(credit, len(self.numbers) + 1)

    def _credit(self, span: Span) -> Credit:
        edit, parties = self.told.edits[span.edit], self.told.parties
        who = names(span.drafted_by, parties)
        proposed = f"proposed by {names(span.proposed_by, parties)}" if span.proposed_by else ""
        match self.group:
            case "edit":
                day = self.told.corrected.get(span.edit, edit.on)
                inferred = " (inferred)" if span.inferred else ""
                return Credit(f"s{span.edit} {day} {who}", f"{edit.made.reason}{inferred}")
            case "comment":
                return Credit(", ".join(span.answers) or "no comment", proposed)
            case _:
                whose = f"{who}, {proposed}" if proposed else who
                return Credit(whose, f"since {self._since(span.step)}")

    def _since(self, step: int) -> str:
        """The first version that has what came by a step."""
        for act in self.told.issued:
            if isinstance(act.event, VersionIssued) and act.step > step:
                return f"version {act.event.number}, {act.event.label}"
        return "the last version issued"
