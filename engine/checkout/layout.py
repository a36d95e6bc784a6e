"""What an editor did to white space by laying a file out anew is no change of the text."""

from __future__ import annotations

import re

from engine.text import Mark, Node, Text

_RUN = re.compile(r"[ \t\r\n]+")


def laid_out(came: Text, old: Text) -> None:
    """Give elements of `came` the string and marks they have in `old`, where the two differ in
    nothing but runs of white space that have a line break in one of them. `came` is changed."""
    for node in list(came.nodes.values()):
        if node.id not in old or not node.string:
            continue
        before = old[node.id]
        if (node.string, node.marks) != (before.string, before.marks) and _is_same(node, before):
            came.change(node.id, string=before.string, marks=before.marks)


def _is_same(node: Node, before: Node) -> bool:
    if node.objects != before.objects:
        return False
    here, there = _Collapsed(node), _Collapsed(before)
    if here.string != there.string or here.marks != there.marks:
        return False
    return all(a == b or "\n" in a or "\n" in b for a, b in zip(here.runs, there.runs, strict=True))


class _Collapsed:
    """A string whose runs of white space are one space each, none at its ends, with its marks as
    they lie in it, less the white space at their edges."""

    def __init__(self, node: Node) -> None:
        string = node.string
        places: list[int] = []  # where each code point of the string lies in the collapsed one
        out: list[str] = []
        self.runs: list[str] = []
        at = length = 0
        for run in _RUN.finditer(string):
            words = string[at : run.start()]
            places += range(length, length + len(words))
            out.append(words)
            length += len(words)
            places += [length] * len(run[0])
            inside = run.start() > 0 and run.end() < len(string)
            if inside:
                self.runs.append(run[0])
                out.append(" ")
                length += 1
            at = run.end()
        words = string[at:]
        places += range(length, length + len(words) + 1)
        out.append(words)
        self.string = "".join(out)
        self.marks = [_trimmed(string, mark, places) for mark in node.marks]


def _trimmed(string: str, mark: Mark, places: list[int]) -> tuple[object, ...]:
    start, end = mark.start, mark.end
    while start < end and string[start] in " \t\r\n":
        start += 1
    while end > start and string[end - 1] in " \t\r\n":
        end -= 1
    return (
        places[start],
        places[end - 1] + 1 if end > start else places[end],
        mark.tag,
        mark.attributes,
    )
