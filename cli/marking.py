"""Whose the words of a text are, as marks for people: numbers that a legend explains."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import NamedTuple

from cli.layout import Segment, lines, shown
from cli.sentences import names
from engine.chronicle import Act
from engine.events import PartyRegistered, VersionIssued
from engine.text import Text
from projections.authored import Edit
from projections.authorship import NUMBER
from projections.crediting import credited
from projections.runs import Run
from projections.spans import Span


class Credit(NamedTuple):
    """What the words of one mark have in common, in the columns of the legend: whose they are,
    which decides the colour, and more about them."""

    whose: str
    more: str


class Told(NamedTuple):
    """What is known of the edits that spans came by: the edits by step, the corrected days of some,
    the versions issued up to the text, and the parties."""

    edits: Mapping[int, Edit]
    corrected: Mapping[int, date]
    issued: Sequence[Act]
    parties: Mapping[str, PartyRegistered]


class Row(NamedTuple):
    """A line of the legend."""

    number: int
    credit: Credit
    words: int


class Marking:
    """The credits of a text, numbered as they first appear, and how many words each has."""

    def __init__(self, text: Text, spans: Sequence[Span], told: Told, group: str) -> None:
        self._told = told
        self._group = group
        self._spans: dict[str, list[Span]] = {}
        self._numbers: dict[Credit, int] = {}
        self._known: dict[tuple[int, int, tuple[str, ...], tuple[str, ...]], Credit] = {}
        self._words: Counter[int] = Counter()
        for id, found in groupby(spans, lambda span: span.id):
            if text[id].tag == NUMBER:
                continue
            own = self._spans[id] = list(found)
            runs = tuple(Run(s.end - s.start, s.step, self._number(s)) for s in own)
            self._words.update(run.edit for run in credited(text[id].string, runs))

    def runs(self, segment: Segment) -> Iterator[tuple[int, Credit, str]]:
        """The runs of a string with one credit each, and its number."""
        for credit, own in groupby(self._spans.get(segment.id, ()), self._credit):
            yield self._numbers[credit], credit, shown("".join(span.text for span in own))

    def legend(self) -> Iterator[Row]:
        """What each number stands for, and how many of the words."""
        for credit, number in self._numbers.items():
            yield Row(number, credit, self._words[number])

    @property
    def words(self) -> int:
        """How many words the text has, numbers aside."""
        return self._words.total()

    def _number(self, span: Span) -> int:
        return self._numbers.setdefault(self._credit(span), len(self._numbers) + 1)

    def _credit(self, span: Span) -> Credit:
        key = span.edit, span.step, span.drafted_by, span.proposed_by
        if key not in self._known:
            self._known[key] = self._told_of(span)
        return self._known[key]

    def _told_of(self, span: Span) -> Credit:
        edit, parties = self._told.edits[span.edit], self._told.parties
        if not span.drafted_by:
            return Credit("nobody", f"an edit that is {span.nature}")
        who = names(span.drafted_by, parties)
        proposed = f"proposed by {names(span.proposed_by, parties)}" if span.proposed_by else ""
        inferred = " (inferred)" if span.inferred else ""
        match self._group:
            case "edit":
                day = self._told.corrected.get(span.edit, edit.dated)
                return Credit(f"s{span.edit} {day} {who}", f"{edit.made.reason}{inferred}")
            case "comment":
                return Credit(", ".join(span.answers) or "no comment", proposed)
            case _:
                whose = f"{who}, {proposed}" if proposed else who
                return Credit(whose, f"{self._since(span.step)}{inferred}")

    def _since(self, step: int) -> str:
        """The first version that has what came by a step."""
        for act in self._told.issued:
            if isinstance(act.event, VersionIssued) and act.step > step:
                return f"since version {act.event.number}, {act.event.label}"
        return "in no version yet"


def marked(text: Text, marking: Marking) -> Iterator[str]:
    """A text for a pipe, one line a paragraph, before every run of words its number; and the
    legend."""
    for line in lines(text):
        cells = "\t".join(
            "".join(f"[{number}]{string}" for number, _, string in marking.runs(segment))
            for segment in line.segments
        )
        num = shown(line.num.string) if line.num else ""
        yield " ".join(part for part in (num, cells) if part)
    yield ""
    for row in marking.legend():
        more = f"; {row.credit.more}" if row.credit.more else ""
        yield f"[{row.number}]  {words(row.words)}  {row.credit.whose}{more}"
    yield words(marking.words)


def words(many: int) -> str:
    """So many words, for people."""
    return f"{many} word{'' if many == 1 else 's'}"
