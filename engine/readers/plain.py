"""Plain text, verbatim: what stands between blank lines is one `p`, each line break in it an `eol`.

Nothing is made of numerals, indents or bullets; they stay characters. What is not kept is how many
blank lines stand between two blocks, and white space at the end of a line. A form feed is a line
break.
"""

from __future__ import annotations

import re
from itertools import groupby

from engine.readers.decoding import decode
from engine.text import OBJECT, Element

_BREAK = re.compile("\r\n|[\n\r\f]")
BREAK = Element("eol")
"""A line break in a block."""


def read(source: bytes, *, where: str = "the file") -> tuple[Element, ...]:
    """The text without ids, a `mainBody` of `p`. `Unreadable` for what is no text in UTF-8."""
    lines = [line.rstrip() for line in _BREAK.split(decode(source, where=where))]
    blocks = (list(run) for full, run in groupby(lines, bool) if full)
    return (Element("mainBody", children=tuple(map(_block, blocks))),)


def _block(lines: list[str]) -> Element:
    return Element("p", string=OBJECT.join(lines), objects=(BREAK,) * (len(lines) - 1))
