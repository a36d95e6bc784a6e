"""Places of a text as people name them: "paragraph 12(a)", "section II", "the preface"."""

from __future__ import annotations

from collections.abc import Sequence

from engine.text import Node, Text

_PARTS = {
    "coverPage": "the cover page",
    "preface": "the preface",
    "preamble": "the preamble",
    "conclusions": "the conclusions",
    "attachments": "the attachments",
}
_NAMES = {"hcontainer": "part", "li": "item", "tblock": "block"}
_INNER = frozenset(("subparagraph", "point", "item", "li", "indent", "alinea", "sublist"))
_TRIMMED = " .。．、,:：;-–—\u00a0\t\n"


def numbered(text: Text, id: str) -> str | None:
    """The nearest element from `id` up that has a number, its lettered parts aside."""
    above: str | None = id
    while above:
        node = text[above]
        if _number(text, node) and not _inner(text, node):
            return above
        above = node.parent or None
    return None


def named(text: Text, id: str) -> str:
    """The place of an element; empty where nothing around it has a name."""
    inner = ""
    node: Node | None = text[id]
    while node:
        number = _number(text, node)
        if number and _inner(text, node):
            inner = number + inner
        elif number:
            return f"{_NAMES.get(node.tag, node.tag)} {number}{inner}"
        elif node.tag in _PARTS:
            return f"{inner} of {_PARTS[node.tag]}" if inner else _PARTS[node.tag]
        elif heading := _label(text, node, "heading"):
            return f"{inner} of “{heading}”" if inner else f"“{heading}”"
        node = text[node.parent] if node.parent else None
    return f"item {inner}" if inner else ""


def listed(places: Sequence[str], most: int = 4) -> str:
    """Places as a person lists them: "paragraphs 3, 4 and 7", each once."""
    unique = list(dict.fromkeys(place for place in places if place))
    more = len(unique) - most
    unique = unique[: most if more > 1 else most + 1]
    kinds = {place.partition(" ")[0] for place in unique}
    if len(unique) > 1 and len(kinds) == 1 and (kind := kinds.pop()) in _PLURAL:
        unique = [
            f"{kind}s {unique[0].partition(' ')[2]}",
            *(p.partition(" ")[2] for p in unique[1:]),
        ]
    if more > 1:
        unique.append(f"{more} more places")
    return unique[0] if len(unique) == 1 else f"{', '.join(unique[:-1])} and {unique[-1]}"


_PLURAL = frozenset("paragraph section article chapter part item annex clause title book".split())


def _inner(text: Text, node: Node) -> bool:
    return node.tag in _INNER or _number(text, node)[:1] in ("(", "（")


def _number(text: Text, node: Node) -> str:
    return _label(text, node, "num").strip(_TRIMMED)


def _label(text: Text, node: Node, tag: str) -> str:
    found = next((text[c].string for c in node.children if text[c].tag == tag), "")
    return " ".join(found.split())
