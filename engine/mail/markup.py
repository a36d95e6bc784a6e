"""HTML in mails as plain text: what a reader of the mail sees, a block a line; its tables as rows.

Nothing is fetched, nothing is run. A quotation keeps its mark `> `, so that it is known as one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html.parser import HTMLParser

_BLOCKS = frozenset(
    """address article aside blockquote body br center dd div dl dt fieldset footer form h1 h2 h3 h4
    h5 h6 header hr li main nav ol p pre section table tbody tfoot thead tr ul""".split()
)
_PARTED = frozenset("p blockquote h1 h2 h3 h4 h5 h6 ul ol table pre".split())
_UNSEEN = frozenset("head script style title template noscript object svg".split())
_VOID = frozenset("br hr img input meta link area base col embed source track wbr".split())
_QUOTING = re.compile(r"gmail_quote|yahoo_quoted|moz-cite-prefix|divRplyFwdMsg|appendonsend", re.I)
DEEPEST = 200
"""Open elements that are kept track of; those nested deeper are read as if they were not there."""


class Rendered(HTMLParser):
    """HTML, read. `text` and `tables` are what came of it; a table is rows of cells."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self._lines: list[str] = [""]
        self._open: list[tuple[str, bool, bool]] = []  # tag, quoting, unseen
        self._cells: list[str] | None = None
        self.tables: list[list[list[str]]] = []
        self._tables_open = 0
        self._tabled: set[int] = set()
        self.feed(source)
        self.close()

    @property
    def prose(self) -> str:
        """The text without its tables."""
        return _tidy(line for n, line in enumerate(self._lines) if n not in self._tabled)

    @property
    def text(self) -> str:
        """The text, its lines without blanks at their ends, never two empty lines in a row."""
        return _tidy(self._lines)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element begins."""
        if tag in _BLOCKS:
            self._break(parted=tag in _PARTED)
        if tag == "table":
            self._tables_open += 1
            if self._tables_open == 1:
                self.tables.append([])
        elif tag == "tr" and self._tables_open == 1:
            self.tables[-1].append([])
        elif tag in ("td", "th") and self._tables_open == 1 and self.tables[-1]:
            self.tables[-1][-1].append("")
            self._lines[-1] += "\t" if self._lines[-1].strip("> ") else ""
        if tag in _VOID or len(self._open) >= DEEPEST:
            return
        named = " ".join(v or "" for k, v in attrs if k in ("class", "id"))
        quoting = tag == "blockquote" or _QUOTING.search(named) is not None
        self._open.append((tag, quoting, tag in _UNSEEN))
        if quoting:
            self._break(parted=False)

    def handle_endtag(self, tag: str) -> None:
        """An element ends, and those in it that were left open."""
        if any(tag == name for name, _, _ in self._open):
            while self._open.pop()[0] != tag:
                pass
        if tag == "table":
            self._tables_open = max(0, self._tables_open - 1)
        if tag in _BLOCKS:
            self._break(parted=tag in _PARTED)

    def handle_data(self, data: str) -> None:
        """Words."""
        if any(unseen for _, _, unseen in self._open):
            return
        for n, line in enumerate(data.split("\n") if self._inside("pre") else [data]):
            if n:
                self._break(parted=False)
            words = line if self._inside("pre") else re.sub(r"\s+", " ", line)
            if not words:
                continue
            if not self._lines[-1] and self._depth():
                self._lines[-1] = "> " * self._depth()
            self._lines[-1] += words
            if self._tables_open:
                self._tabled.add(len(self._lines) - 1)
            if self._tables_open == 1 and self.tables[-1] and self.tables[-1][-1]:
                self.tables[-1][-1][-1] += words

    def _inside(self, tag: str) -> bool:
        return any(tag == name for name, _, _ in self._open)

    def _depth(self) -> int:
        return sum(quoting for _, quoting, _ in self._open)

    def _break(self, *, parted: bool) -> None:
        if self._lines[-1].strip():
            self._lines.append("")
        if parted and not self._depth() and len(self._lines) > 1 and self._lines[-2] != "":
            self._lines.append("")
        if self._tables_open == 1 and self.tables[-1] and self.tables[-1][-1]:
            cell = self.tables[-1][-1][-1]
            if cell.strip() and not cell.endswith("\n"):
                self.tables[-1][-1][-1] = f"{cell}\n"


def _tidy(lines: Iterable[str]) -> str:
    kept = [re.sub(r"[ \t\u00a0]+", " ", line).strip() for line in lines]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip("\n")
