"""Words quoted from a text: which element holds them, and where in its strings they stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from engine.errors import NotFound, Refused
from engine.text import OBJECT, Text
from engine.text.anchor import spans, times
from engine.text.said import said

_SHOWN = 10


def holding(
    text: Text, quote: str, *, where: str, names: Mapping[str, str], within: str | None = None
) -> str:
    """The innermost element of a text, or `within` one of it, that holds words quoted. `NotFound`
    where none does; `Refused` where several do, or one several times. `where` is what the text is
    called, `names` its eIds."""
    found = list(_innermost(text, (within,) if within else text.parts, quote))
    if not found:
        raise NotFound(f"{where} does not hold the words {quote.strip()!r}")
    often = sum(times(_words(text, id), quote) for id in found)
    if often > 1:
        there = ", ".join(_named(text, id, names) for id in found[:_SHOWN])
        raise Refused(
            f"{where} holds the words {quote.strip()!r} {often} times: {there}",
            hint="Quote a few words more, or name the place too.",
        )
    return found[0]


def ranges(text: Text, id: str, quote: str) -> dict[str, tuple[int, int]]:
    """Where words quoted from an element stand, in the strings of it and of what it holds: from
    one code point up to, not including, another."""
    found: dict[str, tuple[int, int]] = {}
    for element, (start, end) in spans(text, id, quote).items():
        indices = _indices(text[element].string)
        if start < end <= len(indices):
            found[element] = (indices[start], indices[end - 1] + 1)
    return found


def _innermost(text: Text, ids: Sequence[str], quote: str) -> Iterator[str]:
    for id in ids:
        node = text[id]
        inner = list(_innermost(text, (*node.objects, *node.children), quote))
        if inner:
            yield from inner
        elif times(_words(text, id), quote):
            yield id


def _words(text: Text, id: str) -> str:
    node = text[id]
    return " ".join(node.string.replace(OBJECT, "").split()) if node.string else said(text, id)


def _named(text: Text, id: str, names: Mapping[str, str]) -> str:
    """The eId of an element, or of the nearest around it that has one."""
    above = id
    while above:
        if above in names:
            return names[above]
        above = text[above].parent
    return id


def _indices(string: str) -> list[int]:
    """Where each character of the words of a string stands in it: white space counts as one space
    between them, an inline object as nothing."""
    indices: list[int] = []
    space: int | None = None
    for at, character in enumerate(string):
        if character == OBJECT:
            continue
        if character.isspace():
            space = at if indices and space is None else space
            continue
        if space is not None:
            indices.append(space)
            space = None
        indices.append(at)
    return indices
