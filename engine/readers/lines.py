"""The lines of a plain text, what each of them begins with, and how the document lays them out.

Widths, edges and indents are in columns: a full-width character takes two.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

from engine.readers.timetable import Dated, dated
from engine.text.numerals import BULLETS, DASHES, Numeral, numeral

_BREAK = re.compile("\r\n|[\r\n\u2028\u2029]")
_WIDE = re.compile(
    "[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60"
    "\uffe0-\uffe6\U00020000-\U0003ffff]+"
)
_FIRST_WORD = re.compile(r"[!-~\u00a1-\u2e7f]+|..?")
_END = re.compile(r"[.!?;:。！？；：…؟؛۔।]['\"’”»)\]）】》」』]{0,4}$")
_OR = re.compile(r"[;；,，،؛]\s?(?:and|or|and/or|et|ou|y|o|u|e|и|или|و|أو|以及|和|及|或|或者|并)?$")
_ABBREVIATED = re.compile(
    r"(?:\b(?:[Nn]os?|[Pp]aras?|[Aa]rts?|pp?|[Vv]ols?|[Cc]h|[Ss]ecs?|[Rr]ev|[Aa]dd|[Cc]orr|Mr|Mrs|Ms|Dr|St"
    r"|cf|e\.g|i\.e|v|vs|пп?|стр?|г|гг|núms?|párrs?|págs?)|№)\.$"
)
_OPEN = re.compile(
    r"(?:\b(?i:the|a|an|of|and|or|to|in|on|for|by|with|from|at|as|de|la|le|les|du|des|et|à|au|aux|en|sur"
    r"|pour|par|el|los|las|del|y|un|una|por|para|con|и|в|на|о|об|по|с|из|от|для|к)"
    r"|\s(?:paragraphs?|articles?|sections?|items?|actions?|annex|rules?|resolutions?|decisions?|tables?"
    r"|pages?|paragraphes?|párrafos?|artículos?|пункт(?:а|е|ов|ах)?|стать[ияею]|الفقرة|المادة)"
    r"|第|和|及|与|或|的|[、(\[（《“‘«–-])$"
)
_PAGE = re.compile(
    r"(?:[-–—]\s?)?\d{1,4}(?:\s?[-–—])?$|\d{1,4}/\d{1,4}$|[Pp]age \d+(?: of \d+)?$"
    r"|第\s?\d+\s?页(?:.{0,8}页)?$|GE\.\d\d-\d+\s*(?:\([A-Z]\))?.{0,20}$"
)
_SYMBOL = re.compile(r"[A-Z]+(?:/[A-Z0-9.()*-]+){2,}$", re.IGNORECASE)
_CONTENTS = re.compile(r"(?:(?:\.\s?){4,}|…{2,}|_{4,})\s*(?:\d{1,4}(?:[-–]\d{1,4})?)?$")


_COMMAS = ",，،、"
_CLOSING = ",;:)]»!?、，。；：）》」』】،؛"
_PRINTED = 110
"""Columns: few printed lines are wider."""


@dataclass(slots=True)
class Line:
    """A line that is not blank: `text` without the white space around it, `gap` the blank lines
    above it, `page` whether a form feed is above it."""

    text: str
    indent: int
    gap: int
    page: bool
    width: int
    numeral: Numeral | None
    bullet: str
    date: Dated | None

    @property
    def edge(self) -> int:
        """The column where the line ends."""
        return self.indent + self.width

    @property
    def begins(self) -> bool:
        """Whether the line may begin a block by what stands at its start."""
        return bool(self.numeral or self.bullet or self.date)


@dataclass(frozen=True, slots=True)
class Layout:
    """What the lines of a document show together: the `edge` that lines are wrapped at, whether
    they are `wrapped` at all, how many blank lines (`gap`) stand between two of a block, and
    whether more blank lines than that part blocks, some of them at least (`parts`)."""

    edge: int
    wrapped: bool
    gap: int
    parts: bool = False

    def parted(self, before: Line, after: Line) -> bool:
        """Whether the layout alone says that a new block begins: more blank lines than inside
        one, unless a page ends in the middle of a sentence."""
        if not self.wrapped:
            return True
        if after.gap <= self.gap:
            return False
        turned = after.page or (self.gap > 0 and not self.parts)
        return not (
            turned and self.runs_on(before) and not after.begins and not capital(after.text)
        )

    def runs_on(self, line: Line) -> bool:
        """Whether the line is full and stops in the middle of a sentence."""
        return line.edge >= 0.75 * self.edge and not ended(line.text)

    def brief(self, line: Line) -> bool:
        """Whether the line is as short as headings are, and no sentence."""
        return line.width < 0.7 * self.edge and headed(line.text)

    def short(
        self, before: Line, after: Line, share: float = 0.85, edge: int | None = None
    ) -> bool:
        """Whether the first word of the next line would have had room: the line was broken on
        purpose. `share` is how much of the edge counts as full."""
        word = _FIRST_WORD.match(after.text)
        needed = before.edge + 1 + (width(word[0]) if word else 1)
        return needed < share * (edge or self.edge)


def lines(text: str) -> list[Line]:
    """The lines of the text that are not blank, in order; a form feed ends a line."""
    found: list[Line] = []
    gap = 0
    page = False
    if "\f" in text:
        text = re.sub("(?<=[^\r\n])\f", "\n\f", text)
    for raw in _BREAK.split(text):
        page = page or "\f" in raw
        stripped = raw.strip()
        if not stripped:
            gap += 1
            continue
        lead = raw[: len(raw) - len(raw.lstrip())].replace("\f", "").expandtabs(4)
        found.append(_line(stripped, width(lead), gap, page))
        gap, page = 0, False
    return found


def layout(found: list[Line]) -> Layout:
    """How the lines are laid out, from their widths and from what follows those that run on."""
    plain = Layout(edge=_edge(found), wrapped=False, gap=0)
    full = running = 0
    gaps: Counter[int] = Counter()
    for before, after in pairwise(found):
        if before.edge < 0.4 * plain.edge or contents(before.text):
            continue
        fills = before.edge >= 0.75 * plain.edge
        full += fills
        if weight := _goes_on(before, after, fills=fills):
            running += 1
            gaps[after.gap] += weight
    printed = max(line.edge for line in found) <= _PRINTED and max(gaps.values(), default=0) > 1
    if not running or (running < 0.15 * full and not printed):
        return plain
    gap, weight = max(gaps.items(), key=lambda item: (item[1], -item[0]))
    sparse = gap > min(line.gap for line in found[1:]) or plain.edge > _PRINTED
    if weight == 1 or (running == 1 and sparse):
        gap = 0
    parting = sum(line.gap > gap for line in found)
    return Layout(edge=plain.edge, wrapped=True, gap=gap, parts=parting >= 0.05 * len(found))


def _goes_on(before: Line, after: Line, *, fills: bool) -> int:
    """Whether a sentence goes on from one line into the next: 2 plainly, 1 to all appearances,
    0 not as far as one sees. Not all scripts have small letters to show it."""
    if after.begins or furniture(after.text):
        return 0
    if small(after.text):
        return 2 if fills or not ended(before.text) else 0
    if ended(before.text):
        return 0
    if unfinished(before.text):
        return 2
    if not fills or capital(after.text):
        return 0
    return 2 if ended(after.text) and after.width < 0.3 * before.width else 1


def _edge(found: list[Line]) -> int:
    """The widest edge that enough other lines come close to; of lines no wider than print, the
    widest at once if that would be much less."""
    edges = sorted((line.edge for line in found), reverse=True)
    support = 1 + len(edges) // 200
    for widest, other in zip(edges, edges[support:], strict=False):
        if other >= 0.88 * widest and (widest >= 0.6 * edges[0] or edges[0] > _PRINTED):
            return widest
    return edges[0]


def width(text: str) -> int:
    """Columns."""
    return len(text) if text.isascii() else len(text) + sum(map(len, _WIDE.findall(text)))


def ended(text: str) -> bool:
    """Whether a sentence or clause ends with the text (not merely an abbreviation)."""
    tail = text[-40:]
    return _END.search(tail) is not None and _ABBREVIATED.search(tail) is None


def listed(text: str) -> bool:
    """Whether the text ends as an item of a list does before the next: "...; and", "……，"."""
    return _OR.search(text[-20:]) is not None


def unfinished(text: str) -> bool:
    """Whether the text ends with a word or mark that something must follow: "of the", "第", "("."""
    return _OPEN.search(text[-20:]) is not None or text[-300:].count("《") > text[-300:].count("》")


def running(text: str, columns: int) -> bool:
    """Whether a block of that width that ends so is running text, not the matter of a title."""
    return columns >= 60 if ended(text) else columns >= 20 and text[-1:] in _COMMAS


def capital(text: str) -> bool:
    """Whether the first letter is a capital, in scripts that have them."""
    return text.lstrip("\"'“‘«([¿¡")[:1].isupper()


def small(text: str) -> bool:
    """Whether the text begins as none does: with a small letter or a closing mark."""
    return text[:1].islower() or text[:1] in _CLOSING


def furniture(text: str) -> bool:
    """Whether the line may be a page number, a running symbol or a job number."""
    return len(text) < 60 and (_PAGE.match(text) or _SYMBOL.match(text)) is not None


def contents(text: str) -> bool:
    """Whether the line is an entry of a table of contents: "I. Scope ....... 3"."""
    return _CONTENTS.search(text[-120:]) is not None


def _line(text: str, indent: int, gap: int, page: bool) -> Line:
    bullet = ""
    if text[0] in BULLETS or (text[0] in DASHES and text[1:2].isspace()):
        bullet = text[0]
    found = None
    if not bullet and not contents(text) and not furniture(text):
        found = numeral(text)
    return Line(
        text=text,
        indent=indent,
        gap=gap,
        page=page,
        width=width(text),
        numeral=found,
        bullet="" if bullet and furniture(text) else bullet,
        date=None if found or bullet else dated(text),
    )


def headed(text: str) -> bool:
    """Whether the text may be a heading by itself: words, short, and no sentence."""
    if len(text) > 160 or not any(map(str.isalnum, text)):
        return False
    return width(text) <= 160 and not ended(text) and not listed(text)
