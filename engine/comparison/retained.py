"""Which elements stay themselves from one text to another, so that changes can speak of them.

An element with the same id in both stays, but for one exception: an inline object cannot move, it
goes and comes with its element's string. So an object that changes its holder, or its order among
others, comes in anew under its own id, and with it everything it holds or held.
"""

from __future__ import annotations

from engine.matching.alignment import rising
from engine.text import Node, Text


def retained(old: Text, new: Text) -> frozenset[str]:
    """The ids of the elements that stay."""
    loose = _loose(old, new)
    return frozenset(id for id in old.nodes if id in new.nodes and id not in loose)


def clashing(old: Text, new: Text) -> list[str]:
    """The elements of `old`, in document order, that must go before they can come in anew: all
    that do not stay but are in both texts, unless one edit of one string takes them out and puts
    them in. None of them holds another, or one that stays."""
    loose = _loose(old, new)
    again = {id for id in loose if id in old and id in new}
    if not again:
        return []
    tops = {_top(old, id, loose) for id in again if not _one_edit(old, new, id, loose)}
    return [node.id for node in old.walk() if node.id in tops]


def _loose(old: Text, new: Text) -> set[str]:
    """Every inline object that does not stay, and all that it holds in either text, and so on."""
    before, after = _holders(old), _holders(new)
    loose = {id for id, holder in before.items() if after.get(id) != holder}
    loose |= {id for id, holder in after.items() if before.get(id) != holder}
    for holder in {holder for id, holder in before.items() if id not in loose}:
        loose |= _turned(old[holder], new[holder])
    stack = list(loose)
    while stack:
        id = stack.pop()
        for text in (old, new):
            if id in text:
                below = [b for b in (*text[id].objects, *text[id].children) if b not in loose]
                loose.update(below)
                stack += below
    return loose


def _holders(text: Text) -> dict[str, str]:
    """The element whose string each inline object stands in."""
    return {id: node.id for node in text.nodes.values() for id in node.objects}


def _turned(old: Node, new: Node) -> set[str]:
    """The common objects of an element that are not in the longest run that keeps its order."""
    if old.objects == new.objects:
        return set()
    order = {id: at for at, id in enumerate(new.objects)}
    both = [id for id in old.objects if id in order]
    staying = {both[at] for at in rising([order[id] for id in both])}
    return set(both) - staying


def _top(text: Text, id: str, loose: set[str]) -> str:
    while (parent := text[id].parent) in loose:
        id = parent
    return id


def _one_edit(old: Text, new: Text, id: str, loose: set[str]) -> bool:
    """Whether the element goes and comes within objects of one string."""
    gone, come = _top(old, id, loose), _top(new, id, loose)
    holder = old[gone].parent
    return (
        bool(holder)
        and holder == new[come].parent
        and gone in old[holder].objects
        and come in new[holder].objects
    )
