"""A text as plain text: each block between blank lines, its number before it, the line breaks in
it kept. What was read with `--format plain` comes back as it was."""

from __future__ import annotations

from itertools import chain

from cli.layout import Segment, lines
from engine.text import OBJECT, Text


def plain(text: Text) -> str:
    """The whole text, with a line feed at the end; the rows of a table stand together."""
    out: list[str] = []
    row = False
    for line in lines(text):
        cells = [flat(text, segment) for segment in line.segments]
        num = [line.num.string] if line.num else []
        if out and not (row and len(cells) > 1):
            out.append("")
        out.append(" ".join(chain(num, ["\t".join(cells)] if cells else [])))
        row = len(cells) > 1
    return "\n".join(out) + "\n"


def flat(text: Text, segment: Segment, line_break: str = "\n") -> str:
    """A segment of a line with its inline objects as characters: a footnote as its marker in
    brackets, an image as the words that stand for it."""
    if OBJECT not in segment.string:
        return segment.string
    first, *pieces = segment.string.split(OBJECT)
    shown = [first]
    for object, piece in zip(text[segment.id].objects, pieces, strict=True):
        node = text[object]
        match node.tag:
            case "eol" | "br":
                shown.append(line_break)
            case "authorialNote" | "noteRef":
                shown.append(f"[{node.attributes.get('marker', '*')}]")
            case _:
                shown.append(node.attributes.get("alt", ""))
        shown.append(piece)
    return "".join(shown)
