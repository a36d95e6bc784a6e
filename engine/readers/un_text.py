"""Plain text as United Nations documents are: title matter, numbered sections and paragraphs,
lists in them, and timetables; mostly hard-wrapped, and extracted from a printed page.

Every character of the source other than white space is in the text, in order. Elements are
shaped as Bluebell shapes them, so that they come back unchanged from its markup: a numbered
element holds `content` if it holds blocks only; otherwise `intro` before the elements in it,
`hcontainer` between them and `wrapUp` behind. Page numbers and running headers stay, as `p`; a
bullet stays in the string of its `li`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import zip_longest

from engine.readers.blocks import HEADING_STYLES, Block, blocks
from engine.readers.body import Body, paragraph
from engine.readers.decoding import decode
from engine.readers.joining import spacing
from engine.readers.lines import headed, layout, lines, running, width
from engine.text import Element
from engine.text.numerals import LIST_STYLES

_OPENING = re.compile(
    "(?:Introduction|Background|Summary|Overview|Purpose|General|导言|引言|背景|前言|导论|概述"
    "|Introducción|Antecedentes|Введение|مقدمة|Contexte)$",
    re.IGNORECASE,
)


def read(source: bytes, *, where: str = "the file") -> tuple[Element, ...]:
    """The parts of the text, without ids: a `preface` if there is title matter, and a `mainBody`.

    The source is UTF-8. `where` names it in the message of `Unreadable`, which is raised for what
    is no text at all; any text is read.
    """
    text = decode(source, where=where)
    found = lines(text)
    done = blocks(found, layout(found))
    join = spacing(text).join
    for block in done:
        block.text = join(block.pieces)
    first = _body_start(done)
    body = Body(sections=_section_styles(done[first:])).build(done[first:])
    if not first:
        return (body,)
    return (Element("preface", children=tuple(paragraph(_whole(b)) for b in done[:first])), body)


def _body_start(done: Sequence[Block]) -> int:
    """The block that the body begins with: the first that is numbered or a whole sentence. If
    there is none, all is body."""
    for at, block in enumerate(done):
        if block.kind in ("item", "annex"):
            before = at and done[at - 1].kind == "text" and _OPENING.match(done[at - 1].text)
            return at - 1 if before else at
        if block.kind in ("text", "bullet") and running(block.text, width(block.text)):
            return at
    return 0


def _section_styles(done: Sequence[Block]) -> frozenset[str]:
    """The styles of numeral that head sections: most of their blocks look like headings, and
    something other than the next numeral of the style follows them."""
    all_, heads, followed = Counter[str](), Counter[str](), Counter[str]()
    plain = [b for b in done if b.kind != "furniture"]
    for block, after in zip_longest(plain, plain[1:]):
        if block.kind != "item":
            continue
        all_[block.style] += 1
        heads[block.style] += headed(block.text) or not block.text
        followed[block.style] += after is not None and after.style != block.style
    chosen: set[str] = set()
    for style, count in all_.items():
        if style == "action" or 2 * heads[style] <= count:
            continue
        if style.startswith(HEADING_STYLES) or (
            2 * followed[style] >= count and not _listing(style, count)
        ):
            chosen.add(style)
    return frozenset(chosen)


def _listing(style: str, count: int) -> bool:
    return style in LIST_STYLES and count < 2


def _whole(block: Block) -> str:
    return block.numeral + (" " if block.numeral and block.text else "") + block.text
