"""What Bluebell never refuses: markup that it takes for plain words, and footnotes without end."""

from __future__ import annotations

import re

from engine.errors import Unreadable
from engine.text import Text

_FAULTS = (
    (r"FOOTNOTE\b", "a footnote that nothing refers to, or without lines under it"),
    (r"(TABLE|TR|TC|TH)\b(?=[.{]|$)", "a table whose rows and cells do not fit together"),
    (
        r"(PREFACE|PREAMBLE|BODY|CONCLUSIONS|ATTACHMENTS?|ANNEX|APPENDIX|SCHEDULE)$",
        "a part of the text that cannot stand there",
    ),
    (r"(ITEMS|BULLETS|BLOCKLIST|QUOTE)\b(?=[.{]|$)", "a list or quotation without lines"),
    (r"(?s).*\{\{(FOOTNOTE|IMG|>|\^|_|\*|\+|-)", "a {{...}} without its end"),
)
_MISSING = "(content missing)"
_NUMBER = r"(?:\d{1,3}|[ivxlc]{1,6}|[a-z])"
_NUMBERED = re.compile(rf"\s*({_NUMBER}[.)]|\({_NUMBER}\))\s+\S")
_HINT = "Write a backslash before it if the words are meant as they stand."


class Lines:
    """The lines of markup that came back, the first of them with the number it has in the file."""

    def __init__(self, markup: str, first: int) -> None:
        self.numbered = list(enumerate(markup.split("\n"), start=first))

    def find(self, words: str) -> int | None:
        """The line that has these words as they stand, with no backslash before them."""
        unescaped = re.compile(rf"(?<!\\){re.escape(words)}")
        return next((n for n, line in self.numbered if unescaped.search(line)), None)


def faults(came: Text, base: Text, lines: Lines, where: str) -> None:
    """Nothing, unless markup came back broken: `Unreadable` names the line. What stood so in the
    text before is no fault, nor what is meant as it stands."""
    stood = {node.string for node in base.nodes.values()}
    for node in came.walk():
        if node.tag == "authorialNote" and not _is_written(came, node.id, base):
            marker = node.attributes.get("marker", "")
            line = lines.find(f"{{{{FOOTNOTE {marker}}}}}") or 1
            raise Unreadable(
                f"{where}: line {line}: footnote {marker} has no words of its own; below the "
                f"paragraph there must be one FOOTNOTE {marker} for it"
            )
        if node.children or node.string in stood:
            continue
        for pattern, what in _FAULTS:
            found = re.match(pattern, node.string)
            there = lines.find(node.string.strip()) if found else None
            if there is not None:
                raise Unreadable(
                    f"{where}: line {there}: {node.string.strip()[:40]!r} is {what}", hint=_HINT
                )


def surprises(lines: Lines, base: str) -> tuple[str, ...]:
    """One line for each line that was typed with a number that is none in markup."""
    old = set(base.split("\n"))
    numbers = {found[1] for line in old if (found := _NUMBERED.match(line))}
    notes: list[str] = []
    for n, line in lines.numbered:
        found = _NUMBERED.match(line)
        if found and line not in old and found[1] not in numbers:
            notes.append(
                f"line {n}: {line.strip()[:40]!r} is a plain paragraph in this markup; a numbered "
                f"one is PARA {found[1]} with its words on the lines below, further in"
            )
    return tuple(notes)


def _is_written(came: Text, id: str, base: Text) -> bool:
    children = [came[child] for child in came[id].children]
    missing = bool(children) and all(child.string == _MISSING for child in children)
    return not missing or (id in base and came.element(id) == base.element(id))
