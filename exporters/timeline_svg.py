"""The timetable as a picture (SVG 1.1): planned against actual, month by month, for a report.

It is legible in black and white: a plan is an outline, a later plan a hatched one, what happened is
filled; what had no day for sure ends in a dashed edge. Nothing is said by colour. The title and the
description are there for those who cannot see it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from xml.sax import saxutils

from engine.timetable.deadline import day_after
from engine.timetable.when import When
from projections.timeline import Timeline
from projections.timeline.plan import Milestone

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_LABELS, _LINES = 18, 120
"""How many months are named, and how many have a line of their own, at most."""
_LABEL, _CHART, _SAID, _ROW, _TOP, _EDGE = 330, 560, 220, 34, 74, 16
_STYLE = (
    "text{font-family:sans-serif;font-size:12px;fill:#000}"
    ".small{font-size:10px}.head{font-size:15px;font-weight:bold}"
    ".grid{stroke:#999;stroke-width:.5}.as-of{stroke:#000;stroke-dasharray:2 3}"
    ".planned{fill:#fff;stroke:#000}.now{fill:url(#hatch);stroke:#000}.done{fill:#000;stroke:#000}"
    ".unsure{stroke-dasharray:3 2}.done.unsure{fill:#999}"
)


def export(found: Timeline) -> bytes:
    """The picture. The same timeline gives the same bytes."""
    return "".join(f"{line}\n" for line in _Picture(found).lines()).encode()


class _Picture:
    def __init__(self, found: Timeline) -> None:
        self.found = found
        self.milestones = [m for m, _ in found.milestones]
        days = [d for m in self.milestones for w in _whens(m) for d in (w.earliest, w.latest) if d]
        days.append(found.as_of) if not days else None
        self.first = min(days).replace(day=1)
        self.last = _next_month(max(days))
        self.height = _TOP + _ROW * len(self.milestones) + 64

    def lines(self) -> Iterator[str]:
        found, width = self.found, _LABEL + _CHART + _SAID + 2 * _EDGE
        title = escape(found.title)
        yield '<?xml version="1.0" encoding="UTF-8"?>'
        yield (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {self.height}" '
            f'width="{width}" height="{self.height}" role="img" aria-labelledby="title about">'
        )
        yield f'<title id="title">{title}: timetable, planned and actual</title>'
        yield f'<desc id="about">{escape(self._about())}</desc>'
        yield f"<style>{_STYLE}</style>"
        yield (
            '<defs><pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse" '
            'patternTransform="rotate(45)"><rect width="5" height="5" fill="#fff"/>'
            '<line x1="0" y1="0" x2="0" y2="5" stroke="#000" stroke-width="1.4"/></pattern></defs>'
        )
        yield f'<rect width="{width}" height="{self.height}" fill="#fff"/>'
        yield f'<text class="head" x="{_EDGE}" y="24">{title}</text>'
        yield (
            f'<text class="small" x="{_EDGE}" y="40">By the end of {found.as_of}, '
            f"{escape(found.timezone)}</text>"
        )
        yield from self._months()
        for row, milestone in enumerate(self.milestones):
            yield from self._milestone(milestone, _TOP + row * _ROW)
        yield from self._legend(_TOP + len(self.milestones) * _ROW + 34)
        yield "</svg>"

    def _about(self) -> str:
        return " ".join(
            f"{m.line.plan.title}: planned {m.planned.phrase}, "
            f"{f'happened {m.happened.edtf}, ' if m.happened else ''}{m.status}."
            for m in self.milestones
        )

    def _months(self) -> Iterator[str]:
        bottom = _TOP + len(self.milestones) * _ROW
        months = (self.last.year - self.first.year) * 12 + self.last.month - self.first.month
        every = max(1, -(-months // _LABELS))
        drawn = every if months > _LINES else 1
        for count in range(0, months + 1, drawn):
            years, month = divmod(self.first.month - 1 + count, 12)
            day = _first_of(self.first.year + years, month + 1)
            x, last = self._x(day), day >= self.last
            yield f'<line class="grid" x1="{x}" y1="{_TOP - 8}" x2="{x}" y2="{bottom}"/>'
            if not last and count % every == 0:
                yield f'<text class="small" x="{x + 2}" y="{_TOP - 12}">{day:%m}</text>'
            if count == 0 or drawn > 1 or (day.month == 1 and not last):
                yield f'<text class="small" x="{x + 2}" y="{_TOP - 24}">{day.year}</text>'
        if self.first <= self.found.as_of < self.last:
            x = self._x(day_after(self.found.as_of))
            yield f'<line class="as-of" x1="{x}" y1="{_TOP - 8}" x2="{x}" y2="{bottom}"/>'

    def _milestone(self, milestone: Milestone, y: int) -> Iterator[str]:
        title = milestone.line.plan.title
        for n, part in enumerate(_folded(title, 50)):
            yield (
                f'<text x="{_EDGE}" y="{y + 11 + 11 * n}" class="small">{escape(part)}'
                f"<title>{escape(title)}</title></text>"
            )
        yield self._bar(milestone.planned, "planned", y + 2)
        changes = [
            made.change.to for made in milestone.changes if made.change.to and not made.lapsed
        ]
        for to in changes:
            yield self._bar(to, "now", y + 2)
        end = max(w.latest for w in (milestone.planned, *changes))
        for held in milestone.held:
            yield self._bar(held, "done", y + 15)
            end = max(end, held.latest)
        x = round(self._x(day_after(end)) + 6, 1)
        yield f'<text class="small" x="{x}" y="{y + 18}">{escape(_said(milestone))}</text>'

    def _bar(self, when: When, kind: str, y: int) -> str:
        first = when.earliest or when.latest
        x, to = self._x(first), self._x(day_after(when.latest))
        unsure = " unsure" if when.earliest != when.latest and not when.lasting else ""
        width = max(round(to - x, 1), 4)
        return (
            f'<rect class="{kind}{unsure}" x="{x}" y="{y}" width="{width}" height="10">'
            f"<title>{escape(when.phrase)} ({when.edtf})</title></rect>"
        )

    def _legend(self, y: int) -> Iterator[str]:
        x = _EDGE
        for kind, words in (
            ("planned", "planned"),
            ("now", "planned later on"),
            ("done", "happened"),
            ("planned unsure", "a day among these"),
        ):
            yield f'<rect class="{kind}" x="{x}" y="{y - 9}" width="22" height="10"/>'
            yield f'<text class="small" x="{x + 28}" y="{y}">{words}</text>'
            x += 140

    def _x(self, day: date) -> float:
        """Where a day begins."""
        whole = (self.last - self.first).days
        return round(_EDGE + _LABEL + _CHART * (day - self.first).days / whole, 1)


def _whens(milestone: Milestone) -> list[When]:
    changed = [made.change.to for made in milestone.changes if not made.lapsed]
    return [w for w in (milestone.planned, *changed, milestone.happened) if w]


def _said(milestone: Milestone) -> str:
    days = milestone.days_late_original
    if days:
        return f"{milestone.status}; {days} days after the first plan"
    return milestone.status


def escape(words: str) -> str:
    """Words as XML has them; for a character that it has no place for, U+FFFD."""
    return saxutils.escape(_CONTROL.sub("\ufffd", words))


def _next_month(day: date) -> date:
    return _first_of(day.year + day.month // 12, day.month % 12 + 1)


def _first_of(year: int, month: int) -> date:
    """The first day of a month; behind the last month of the calendar, its last day."""
    return date(year, month, 1) if year <= date.max.year else date.max


def _folded(words: str, room: int) -> list[str]:
    """The words in two lines at most, each of so many letters, wide ones counting for two; what
    does not fit ends in an ellipsis."""
    lines = [""]
    for word in _words(words):
        if not lines[-1] or _width(lines[-1] + word.rstrip()) <= room:
            lines[-1] += word
        else:
            lines.append(word)
    if len(lines) > 2:
        lines = [lines[0], "".join(lines[1:])]
    return [_cut(line.rstrip(), room) for line in lines]


def _words(words: str) -> Iterator[str]:
    """What a line may be broken behind: words with the space after them; wide letters, each."""
    word = ""
    for char in words:
        wide = _width(char) == 2
        if wide and word:
            yield word
            word = ""
        word += char
        if wide or char == " ":
            yield word
            word = ""
    if word:
        yield word


def _cut(words: str, room: int) -> str:
    if _width(words) <= room:
        return words
    while _width(words) > room - 1:
        words = words[:-1]
    return words + "…"


def _width(words: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in words)
