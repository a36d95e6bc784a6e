"""Square brackets, by which negotiators keep open what is not agreed, as markup.

The characters stay; what stands between them is an `inline name="bracket"`, one in another where
they are nested, and a gap, `[X]`, is a `placeholder`. A bracket without its other half in the same
paragraph, or across the edge of other markup, is left as the character that it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import msgspec

from engine.text import Mark, Node, Text
from engine.text.inline import in_order
from engine.text.vocabulary import GENERATED
from projections.versions import Expression

_PAIRS = {"[": "]", "［": "］"}
_EITHER = re.compile(r"[\[\]［］]")
_GAP = re.compile(r"\s*(?:[XxХх]+|[._…‥\s＿]*)\s*")


class Unbalanced(msgspec.Struct, frozen=True):
    """A bracket that was left as a character: the element and the code point where it stands."""

    id: str
    at: int


def has_brackets(expression: Expression) -> bool:
    """Whether brackets mean something in a text: the work's definition says so, and the text did
    not come from Akoma Ntoso, which has markup of its own."""
    return expression.document.brackets and expression.draft.meta is None


def bracketed(text: Text) -> tuple[Text, list[Unbalanced]]:
    """The text with its brackets as marks, and those that could not be."""
    other = text.copy()
    left: list[Unbalanced] = []
    for node in text.walk():
        if not node.string or not _EITHER.search(node.string):
            continue
        made, unbalanced = _brackets(node)
        left += (Unbalanced(node.id, at) for at in unbalanced)
        if made:
            other.change(node.id, marks=in_order((*node.marks, *made)))
    return other, left


def _brackets(node: Node) -> tuple[list[Mark], list[int]]:
    found: list[Mark] = []
    left: list[int] = []
    waiting: list[int] = []
    for match in _EITHER.finditer(node.string):
        at = match.start()
        if match[0] in _PAIRS:
            waiting.append(at)
        elif waiting and _PAIRS[node.string[waiting[-1]]] == match[0]:
            start = waiting.pop()
            if any(_crosses(mark, start, at + 1) for mark in node.marks):
                left += (start, at)
            else:
                found.append(_mark(node.string, start, at + 1))
        else:
            left.append(at)
    found.sort(key=lambda mark: mark.start)
    return found, sorted((*left, *waiting))


def _mark(string: str, start: int, end: int) -> Mark:
    if _GAP.fullmatch(string, start + 1, end - 1):
        return Mark(start, end, "placeholder", {GENERATED: "true"})
    return Mark(start, end, "inline", {"name": "bracket", GENERATED: "true"})


def _crosses(mark: Mark, start: int, end: int) -> bool:
    return mark.start < start < mark.end < end or start < mark.start < end < mark.end


def places(left: list[Unbalanced], eids: Mapping[str, str]) -> Iterator[str]:
    """Where brackets were left, for a person: `sec_1__para_2, character 14`."""
    for one in left:
        yield f"{eids.get(one.id, one.id)}, character {one.at + 1}"
