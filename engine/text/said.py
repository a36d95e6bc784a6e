"""What an element says: its words, as one line."""

from __future__ import annotations

from collections.abc import Iterable

from engine.text import OBJECT, Text


def said(text: Text, id: str) -> str:
    """The words of an element and of all that it holds, footnotes aside, without its own number."""
    return " ".join(part for part in _said(text, id, top=True) if part)


def _said(text: Text, id: str, *, top: bool) -> Iterable[str]:
    node = text[id]
    if node.string:
        yield " ".join(node.string.replace(OBJECT, "").split())
    for child in node.children:
        if not (top and text[child].tag == "num"):
            yield from _said(text, child, top=False)
