"""The compilation text: a draft, and under each of its units what was said about it.

A unit is what people cite: an element with a number or a heading, or, outside of any, a block that
stands directly in a part of the text.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from engine.akn.meta import names
from engine.text import Node, Text
from engine.text.eid import eids
from engine.view import View
from projections.listing import Listed

_LABELS = ("num", "heading", "subheading")


class Compilation(msgspec.Struct):
    """A draft as it stands at `step`, with the comments on it: those on the work as a whole, those
    on each unit, by its id, and those whose place is gone; each in the order of their numbers.

    `elsewhere` counts the comments on the work's texts in other languages, `withheld` those that
    may not be read.
    """

    work: str
    language: str
    title: str
    step: int
    text: Text
    eids: dict[str, str]
    general: list[Listed]
    on: dict[str, list[Listed]]
    orphaned: list[Listed]
    elsewhere: int
    withheld: int

    def comments(self) -> list[Listed]:
        """All of them."""
        placed = (one for listed in self.on.values() for one in listed)
        return [*self.general, *placed, *self.orphaned]


def compilation(
    view: View, work: str, language: str, listed: Iterable[Listed], withheld: int
) -> Compilation:
    """A draft with comments on its work, as they were listed."""
    draft = view.folded(work, language)
    found = Compilation(
        work=work,
        language=language,
        title=view.process().documents[work].title,
        step=draft.step,
        text=draft.text,
        eids=dict(eids(draft.text, names(draft.meta))),
        general=[],
        on={},
        orphaned=[],
        elsewhere=0,
        withheld=withheld,
    )
    for one in listed:
        if (one.anchored_in or one.language or language) != language:
            found.elsewhere += 1
        elif one.place is None:
            found.general.append(one)
        elif one.place.orphaned:
            found.orphaned.append(one)
        else:
            found.on.setdefault(unit(draft.text, one.place.id), []).append(one)
    return found


def unit(text: Text, id: str) -> str:
    """The unit that an element is or lies in."""
    above = top = id
    while above:
        if labels(text, text[above]):
            return above
        top, above = (above, text[above].parent) if text[above].parent else (top, "")
    return top


def labels(text: Text, node: Node) -> list[str]:
    """The number and the headings that an element has, by id."""
    return [child for child in node.children if text[child].tag in _LABELS]


def leads(text: Text, id: str) -> bool:
    """Whether a unit has a heading and other units below it, so that what is said about it as a
    whole stands under its heading and not behind all that it holds."""
    own = labels(text, text[id])
    below = (node for node in text.walk(id) if node.id != id)
    return any(text[label].tag == "heading" for label in own) and any(
        labels(text, node) for node in below
    )
