"""Whose words stand in each version, as a picture (SVG 1.1) for a report: a bar a version, a part
of it for each set of parties.

It is legible in black and white: each part has a pattern and a letter of its own, which the legend
explains; nothing is said by colour. Those with most words are named, the rest is "others"; of many
versions the first and the last ones are drawn. The description has the numbers, of all versions and
of all parties.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple
from xml.sax.saxutils import escape

from projections.tally import Tally, Version

NAMED = 6
"""So many sets of parties have a part of their own."""

DRAWN = 12
"""So many versions are drawn."""

_EDGE, _LABEL, _CHART, _SAID, _ROW, _BAR, _TOP, _LINE = 16, 250, 520, 90, 32, 20, 60, 22
_NARROW = 14
"""A part that is narrower has no letter."""

_STYLE = (
    "text{font-family:sans-serif;font-size:12px;fill:#000}"
    ".small{font-size:10px}.head{font-size:15px;font-weight:bold}"
    ".part{stroke:#000}.letter{font-size:10px;font-weight:bold;text-anchor:middle}"
    ".under{fill:#fff}"
)
_LINES = (
    "",
    '<path d="M0 0H8V8H0Z" fill="#000"/>',
    '<path d="M-2 2L2 -2M0 8L8 0M6 10L10 6" stroke="#000"/>',
    '<circle cx="4" cy="4" r="1.2"/>',
    '<path d="M-2 6L2 10M0 0L8 8M6 -2L10 2" stroke="#000"/>',
    '<path d="M0 4H8" stroke="#000"/>',
    '<path d="M4 0V8M0 4H8" stroke="#000"/>',
)
"""What is drawn on the white ground of each pattern; the last one is that of the others."""


class Picture(NamedTuple):
    """What a picture is of: the title, the tally of the works, the names of parties, and the draft
    whose versions are drawn, as `<work>/<language>`."""

    title: str
    found: Tally
    names: Mapping[str, str]
    draft: str


def export(picture: Picture) -> bytes:
    """The picture. The same tally gives the same bytes."""
    return "".join(f"{line}\n" for line in _Drawing(picture).lines()).encode()


class _Part(NamedTuple):
    """A set of parties, or the others, and how many words of each version are theirs."""

    whose: str
    words: Mapping[str, int]


class _Drawing:
    def __init__(self, picture: Picture) -> None:
        self._title = f"{picture.title} ({picture.draft}): whose words stand in each version"
        self._versions = [v for v in picture.found.versions if _draft(v) == picture.draft]
        standing = [
            _Part(
                ", ".join(picture.names.get(party, party) for party in row.contribution.parties),
                row.contribution.words_standing,
            )
            for row in picture.found.rows
        ]
        drawn = {version.name for version in self._versions}
        self._all = [part for part in standing if drawn & part.words.keys()]
        self._drawn = _drawn(self._versions)
        self._parts = _named(self._all, self._drawn)

    def lines(self) -> Iterator[str]:
        """The lines of the file."""
        width = 2 * _EDGE + _LABEL + _CHART + _SAID
        bottom = _TOP + _ROW * len(self._drawn)
        height = bottom + _LINE * (len(self._parts) + 1) + _EDGE
        yield '<?xml version="1.0" encoding="UTF-8"?>'
        yield (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
            f'width="{width}" height="{height}" role="img" aria-labelledby="title about">'
        )
        yield f'<title id="title">{_said(self._title)}</title>'
        yield f'<desc id="about">{_said(self._about())}</desc>'
        yield f"<style>{_STYLE}</style>"
        yield f"<defs>{''.join(map(_pattern, range(len(_LINES))))}</defs>"
        yield f'<rect width="{width}" height="{height}" fill="#fff"/>'
        yield f'<text class="head" x="{_EDGE}" y="26">{_said(_short(self._title, 96))}</text>'
        for row, version in enumerate(self._drawn):
            yield from self._bar(version, _TOP + row * _ROW)
        left = len(self._versions) - len(self._drawn)
        if left:
            yield (
                f'<text class="small" x="{_EDGE}" y="42">{left} versions between are left out; '
                "their numbers are in the description</text>"
            )
        for row, part in enumerate(self._parts):
            yield from self._explained(row, part, bottom + _LINE * (row + 1))
        yield "</svg>"

    def _about(self) -> str:
        """The numbers of every version."""
        told = []
        for version in self._versions:
            of = [
                f"{part.whose} {part.words[version.name]}"
                for part in self._all
                if version.name in part.words
            ]
            adopted = ", adopted" if version.adopted else ""
            label = f"{version.name} ({version.label}{adopted})"
            told.append(f"{label}: {version.words} words; {'; '.join(of) or 'nobody'}.")
        return " ".join(told) or "No version has been issued."

    def _bar(self, version: Version, y: int) -> Iterator[str]:
        adopted = ", adopted" if version.adopted else ""
        label = _short(f"@{version.name.partition('@')[2]} {version.label}{adopted}", 40)
        yield f'<text x="{_EDGE}" y="{y + 14}">{_said(label)}</text>'
        left, done = _EDGE + _LABEL, 0
        for n, part in enumerate(self._parts):
            words = part.words.get(version.name, 0)
            if not words:
                continue
            x, to = (left + _CHART * w / version.words for w in (done, done + words))
            done += words
            yield (
                f'<rect class="part" x="{x:.1f}" y="{y}" width="{to - x:.1f}" height="{_BAR}" '
                f'fill="url(#p{n})"><title>{_said(part.whose)}: {words} of '
                f"{version.words} words</title></rect>"
            )
            if to - x >= _NARROW:
                yield from _letter(n, (x + to) / 2, y + _BAR / 2)
        yield (
            f'<text class="small" x="{left + _CHART + 8}" y="{y + 14}">{version.words} words</text>'
        )

    def _explained(self, n: int, part: _Part, y: int) -> Iterator[str]:
        yield (
            f'<rect class="part" x="{_EDGE}" y="{y - 12}" width="34" height="{_BAR - 4}" '
            f'fill="url(#p{n})"/>'
        )
        yield from _letter(n, _EDGE + 46, y - 4)
        last = self._drawn[-1]
        words = part.words.get(last.name, 0)
        share = f"{words / last.words:.0%}" if last.words else "0%"
        said = f"{_short(part.whose, 90)}: {words} of {last.words} words of the last one, {share}"
        yield f'<text x="{_EDGE + 60}" y="{y}">{_said(said)}</text>'


def _drawn(versions: Sequence[Version]) -> list[Version]:
    """The first versions and the last ones, where there are more than can be read."""
    if len(versions) <= DRAWN:
        return [*versions]
    return [versions[0], *versions[1 - DRAWN :]]


def _named(parts: Sequence[_Part], drawn: Sequence[Version]) -> list[_Part]:
    """Those with the largest shares of what is drawn, and all others as one."""

    def share(part: _Part) -> float:
        return sum(part.words.get(v.name, 0) / v.words for v in drawn if v.words)

    ranked = sorted(parts, key=lambda part: (-share(part), part.whose))
    few = len(ranked) <= NAMED + 1
    named, rest = (ranked, []) if few else (ranked[:NAMED], ranked[NAMED:])
    if not rest:
        return [part for part in named if share(part)]
    words = {v.name: sum(part.words.get(v.name, 0) for part in rest) for v in drawn}
    return [*named, _Part(f"others ({len(rest)})", words)]


def _pattern(n: int) -> str:
    return (
        f'<pattern id="p{n}" width="8" height="8" patternUnits="userSpaceOnUse">'
        f'<rect width="8" height="8" fill="#fff"/>{_LINES[n]}</pattern>'
    )


def _letter(n: int, x: float, y: float) -> Iterator[str]:
    """The letter of a part, on white."""
    yield f'<rect class="under" x="{x - 6:.1f}" y="{y - 6:.1f}" width="12" height="12"/>'
    yield f'<text class="letter" x="{x:.1f}" y="{y + 3.5:.1f}">{chr(ord("A") + n)}</text>'


def _draft(version: Version) -> str:
    return version.name.partition("@")[0]


def _short(words: str, room: int) -> str:
    """Words that fit into so many letters; a wide character takes two."""
    for at, c in enumerate(words):
        room -= 2 if unicodedata.east_asian_width(c) in "WF" else 1
        if room < 0:
            return f"{words[: at - 1]}…"
    return words


def _said(words: str) -> str:
    """Words as XML can hold them."""
    return escape(
        "".join(c for c in words if c in "\t\n" or (c >= " " and c not in "\ufffe\uffff"))
    )
