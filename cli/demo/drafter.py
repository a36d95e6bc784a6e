"""What a drafter does to a checkout in an editor: words changed, paragraphs inserted, moved and
removed, and all of them numbered anew."""

from __future__ import annotations

import re

_PARAGRAPH = re.compile(r"(?P<indent> *)PARA (?P<number>\d+)\.$")


def reword(markup: str, *wordings: tuple[str, str]) -> str:
    """Each first wording gives way to its second; each must stand there exactly once."""
    for old, new in wordings:
        if markup.count(old) != 1:
            raise ValueError(f"{old!r} stands {markup.count(old)} times in the checkout, not once")
        markup = markup.replace(old, new)
    return markup


def insert(markup: str, after: int, words: str) -> str:
    """A new paragraph behind another one; those that follow are renumbered."""
    lines = markup.split("\n")
    start, end = _block(lines, after)
    indent = lines[start][: -len(lines[start].lstrip())]
    block = [f"{indent}PARA 0.", "", f"{indent}  {words}", ""]
    return _renumbered([*lines[:end], *block, *lines[end:]])


def remove(markup: str, number: int) -> str:
    """A paragraph goes; those that follow are renumbered."""
    lines = markup.split("\n")
    start, end = _block(lines, number)
    return _renumbered([*lines[:start], *lines[end:]])


def move(markup: str, number: int, before: int) -> str:
    """A paragraph goes before another one; all are renumbered."""
    lines = markup.split("\n")
    start, end = _block(lines, number)
    block, rest = lines[start:end], [*lines[:start], *lines[end:]]
    at, _ = _block(rest, before)
    return _renumbered([*rest[:at], *block, *rest[at:]])


def _block(lines: list[str], number: int) -> tuple[int, int]:
    """The lines of a paragraph: from its number up to the next line as far out."""
    for start, line in enumerate(lines):
        found = _PARAGRAPH.match(line)
        if found and int(found["number"]) == number:
            outside = re.compile(rf" {{0,{len(found['indent'])}}}\S")
            end = start + 1
            while end < len(lines) and not outside.match(lines[end]):
                end += 1
            return start, end
    raise ValueError(f"there is no paragraph {number} in the checkout")


def _renumbered(lines: list[str]) -> str:
    number = 0
    for at, line in enumerate(lines):
        found = _PARAGRAPH.match(line)
        if found:
            number += 1
            lines[at] = f"{found['indent']}PARA {number}."
    return "\n".join(lines)
