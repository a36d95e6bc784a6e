"""A text with its authors: each run of words in the colour of who wrote it, and with the number
that the legend below explains."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import groupby

from rich.console import Console
from rich.table import Table
from rich.text import Text as Styled

from cli.layout import Line, Segment, lines, shown
from cli.page import print_line
from cli.sentences import names
from engine.events import EditMade, PartyRegistered
from engine.words import count
from projections.authorship import Span
from projections.versions import Expression

_COLOURS = ("cyan", "yellow", "green", "magenta", "blue", "red", "bright_cyan", "bright_yellow")

Credit = tuple[str, ...]
"""What the words of one mark have in common, told in the columns of the legend."""


def print_authors(
    console: Console,
    found: Expression,
    spans: Sequence[Span],
    parties: Mapping[str, PartyRegistered],
    group: str,
) -> None:
    """Print a text marked by party, edit or comment, and the legend."""
    marking = _Marking(console, found, spans, parties, group)
    before: Line | None = None
    for line in lines(found.text):
        if before and (line.heading or len(line.segments) < 2 or len(before.segments) < 2):
            console.print()
        num = Styled(shown(line.num.string)) if line.num else None
        print_line(console, line, num, [marking.marked(s) for s in line.segments])
        before = line
    console.print()
    marking.print_legend()


class _Marking:
    """The credits of a text, numbered as they first appear."""

    def __init__(
        self,
        console: Console,
        found: Expression,
        spans: Sequence[Span],
        parties: Mapping[str, PartyRegistered],
        group: str,
    ) -> None:
        self.console = console
        self.found = found
        self.parties = parties
        self.group = group
        credited = [span for span in spans if found.text[span.id].tag != "num"]
        self.spans = {id: list(own) for id, own in groupby(credited, lambda span: span.id)}
        self.credits: dict[Credit, int] = {}
        self.colours: dict[object, str] = {}
        self.words: Counter[Credit] = Counter()
        for span in credited:
            credit = self._credit(span)
            self.credits.setdefault(credit, len(self.credits) + 1)
            self.words[credit] += count(span.text)
            colour = _COLOURS[len(self.colours) % len(_COLOURS)]
            self.colours.setdefault(credit[0], colour)

    def marked(self, segment: Segment) -> Styled:
        """A string with the number of a credit before its words."""
        styled = Styled()
        for credit, own in groupby(self.spans.get(segment.id, ()), self._credit):
            styled.append(f"[{self.credits[credit]}]", style="dim")
            styled.append(shown("".join(s.text for s in own)), style=self.colours[credit[0]])
        return styled

    def print_legend(self) -> None:
        """Print what each number stands for, and how many of the words."""
        total = sum(self.words.values())
        table = Table.grid(padding=(0, 2, 0, 0))
        for column in range(4):
            table.add_column(justify="right" if column in (0, 3) else "left", overflow="fold")
        for credit, number in self.credits.items():
            share = f"{self.words[credit]} words"
            who = Styled(credit[0], style=self.colours[credit[0]])
            table.add_row(f"[{number}]", who, credit[1], share)
        self.console.print(table)
        self.console.print(f"{total} words")

    def _credit(self, span: Span) -> Credit:
        match self.group:
            case "edit":
                act = next(a for a in self.found.acts if a.step == span.edit)
                assert isinstance(act.event, EditMade)
                inferred = " (inferred)" if span.inferred else ""
                who = names(span.drafted_by, self.parties)
                return f"s{span.edit} {act.effective_on} {who}", f"{act.event.reason}{inferred}"
            case "comment":
                if not span.answers and not span.proposed_by:
                    return "no comment", ""
                by = names(span.proposed_by, self.parties) if span.proposed_by else ""
                return ", ".join(span.answers), f"proposed by {by}" if by else ""
            case _:
                who = names(span.drafted_by, self.parties)
                if span.proposed_by:
                    who += f", proposed by {names(span.proposed_by, self.parties)}"
                return who, f"since {self._since(span.step)}"

    def _since(self, step: int) -> str:
        """The first version that has what came by a step."""
        for issued in self.found.draft.versions:
            if issued.step > step:
                return f"version {issued.version.number}, {issued.version.label}"
        return "the last version issued"
