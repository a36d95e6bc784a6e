"""Joining hard-wrapped lines: what stands between the end of one and the start of the next.

Nothing between two Han characters, nor beside full-width punctuation, nor inside an address, a
symbol or a range; between Han and Latin letters or digits whatever the document itself writes
inside its lines, counted for each direction; elsewhere a space.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

HAN = (
    "\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\U00020000-\U0003ffff"
)
"""Regular expression class of letters written without spaces: Han and Kana."""

_WIDE_MARK = re.compile(
    "[\u3000-\u3004\u3008-\u3020\u3030-\u303f\uff01-\uff60\uffe0-\uffe6\ufe30-\ufe4f]"
)
_UNSPACED = re.compile("[\u0e00-\u0e7f\u0e80-\u0eff\u1000-\u109f\u1780-\u17ff]")
_HAN = re.compile(f"[{HAN}]")
_NEUTRAL = "“”‘’…—·"
_BLANKS = re.compile(r"[ \t]+")
_TAIL = 200
_ADDRESS = re.compile(r"(?:https?://|ftp://|www\.)\S*$|\S*@\S*$", re.IGNORECASE)
_DOMAIN = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,}(?![a-z])")
_LETTER = rf"(?![{HAN}])[^\W\d_]"
_PAIRS = tuple(
    (left, right, re.compile(pattern))
    for left, right, pattern in (
        ("han", "digit", rf"[{HAN}]( ?)\d"),
        ("digit", "han", rf"\d( ?)[{HAN}]"),
        ("han", "letter", rf"[{HAN}]( ?){_LETTER}"),
        ("letter", "han", rf"{_LETTER}( ?)[{HAN}]"),
        ("han", "mark", rf"[{HAN}]( ?)[!-/:-@\[-`{{-~]"),
        ("mark", "han", rf"(?:[,;!?\]]|[^\s(a-z0-9]\))( ?)[{HAN}]"),
        ("item", "han", rf"\([a-z0-9]{{1,3}}\)( ?)[{HAN}]"),
    )
)
_WORDS = tuple((left, right) for left, right, _ in _PAIRS[:4])
_ITEM = re.compile(r"\([a-z0-9]{1,3}\)$")


class Spacing(NamedTuple):
    """Where a document writes a space beside Han: the pairs of kinds, such as `("han", "digit")`
    for a digit after a Han character, that have one more often than not."""

    spaced: frozenset[tuple[str, str]] = frozenset()

    def between(self, before: str, after: str) -> str:
        """A space, or nothing, for the join of two pieces of one block, neither of them empty."""
        if _WIDE_MARK.match(before[-1]) or _WIDE_MARK.match(after[0]):
            return ""
        if _unbroken(before, after):
            return ""
        left, right = _kind(before[:-9:-1]), _kind(after[:8])
        if left == "mark" and _ITEM.search(before[-5:]):
            left = "item"
        if "unspaced" in (left, right) and left == right:
            return ""
        if "han" not in (left, right):
            return " "
        return " " if (left, right) in self.spaced else ""

    def join(self, pieces: Iterable[str]) -> str:
        """The pieces as one string, with runs of blanks in them as one space."""
        joined: list[str] = []
        tail = ""
        for piece in pieces:
            after = _BLANKS.sub(" ", piece)
            if not after:
                continue
            between = self.between(tail, after) if tail else ""
            joined += (between, after)
            tail = (tail + between + after)[-_TAIL:]
        return "".join(joined)


def spacing(text: str) -> Spacing:
    """Counted inside the lines of a document. Where letters or digits beside Han do not occur in
    one direction, the other cases decide."""
    spaced: dict[tuple[str, str], int] = {}
    for left, right, pattern in _PAIRS:
        found = pattern.findall(text)
        spaced[left, right] = 2 * found.count(" ") - len(found)
    overall = sum(spaced[pair] for pair in _WORDS)
    for pair in _WORDS:
        spaced[pair] = spaced[pair] or overall
    return Spacing(frozenset(pair for pair, balance in spaced.items() if balance > 0))


def _kind(characters: str) -> str:
    """Of the first of some characters, read towards or away from a join; quotation marks, dots
    and dashes that Chinese shares with Latin are as what they stand beside."""
    first = characters.lstrip(_NEUTRAL)[:1]
    if _HAN.match(first) or _WIDE_MARK.match(first):
        return "han" if characters[0] == first else "unspaced-mark"
    if _UNSPACED.match(first):
        return "unspaced"
    return "digit" if first.isdigit() else "letter" if first.isalpha() else "mark"


def _unbroken(before: str, after: str) -> bool:
    """Whether a join lies inside one word, range, symbol or address."""
    last, first = before[-1], after[0]
    inner = not before[-2:-1].isspace() and len(before) > 1
    if last in "-‐‑–—/\u00ad@" and inner and (first.isalnum() or first in "/("):
        return True
    if first in "–‐‑-/@" and len(after) > 1 and after[1].isalnum() and last.isalnum():
        return True
    if last in "([{“‘¿¡" or first in ",.)]}”’،":
        return True
    token = before[-_TAIL:].split()[-1]
    head = after.split(maxsplit=1)[0]
    return _inside_address(token, head)


def _inside_address(token: str, head: str) -> bool:
    """Whether a URL or e-mail address goes on from the last token of a line into the next."""
    if head.startswith(("http", "www.")):
        return False
    address = _ADDRESS.search(token)
    if address and head.isascii() is False and not re.match(r"[\w.@/%-]", head, re.ASCII):
        return False
    if not address:
        begun = re.search(r"[^\w\s.-][\w.+-]+$", token, re.ASCII)
        return begun is not None and re.match(r"[\w.+-]*@\w", head, re.ASCII) is not None
    if not head[0].isascii() or not head[0].isalnum() or head[0].isupper():
        return address[0][-1] in "/=?&%_" or head[0] in "/=?&%_"
    if address[0][-1] in ".=?&%_+":
        return True
    if "@" in address[0]:
        domain = address[0].rpartition("@")[2]
        return "." not in domain or _DOMAIN.match(head) is not None
    return re.match(r"[^\s/]*/|[\w-]+\.(?:html?|pdf|php|aspx?|docx?)\b", head, re.ASCII) is not None
