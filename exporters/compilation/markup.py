"""The compilation text as Bluebell's markup of Akoma Ntoso: each line on a comment is an editorial
remark, `{{*...}}`, in a paragraph of its own behind the text that it is about.

It is made to be read and printed; a draft is edited in a checkout, which has no remarks.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import count

from engine.checkout import markup
from engine.text import Element, Mark, Place, Text
from exporters.compilation import GENERAL, ORPHANED, Parties, counted, heads, said
from projections.compilation import Compilation, labels, leads
from projections.listing import Listed

_BLOCKS = ("content", "intro", "wrapUp")
_EDITORIAL = {"status": "editorial"}


def export(found: Compilation, parties: Parties) -> bytes:
    """The compilation as markup. `Refused` where the markup has no words for such a document."""
    markup.check(found.text, hint="Compile it as Markdown: --format markdown.")
    remarked = _Remarked(found.text)
    for id, comments in found.on.items():
        remarked.behind(id, _lines(comments, parties))
    if found.orphaned:
        remarked.after([ORPHANED, *_lines(found.orphaned, parties)])
    general = [GENERAL, *_lines(found.general, parties)] if found.general else []
    remarked.before([*counted(found), *general])
    return markup.write(remarked.text).encode()


def _lines(comments: Iterable[Listed], parties: Parties) -> list[str]:
    return [line for one in comments for line in (heads(one, parties), *said(one, parties))]


class _Remarked:
    """A copy of a text, with remarks in it."""

    def __init__(self, text: Text) -> None:
        self.text = text.copy()
        self._ids = (f"remark-{n}" for n in count(1))

    def behind(self, id: str, lines: list[str]) -> None:
        """Remarks on a unit: under its heading, or behind all that it holds."""
        text, node = self.text, self.text[id]
        if leads(text, id):
            parent = next((c for c in node.children if text[c].tag == "intro"), None)
            if parent is None:
                parent = self._new("intro", Place(id, labels(text, node)[-1]))
        elif node.children and text[node.children[-1]].tag in _BLOCKS:
            parent = node.children[-1]
        elif self._holds_units(id):
            parent = self._new("wrapUp", Place(id, node.children[-1]))
        elif node.children and self._is_block(node.children[-1]):
            parent = id
        else:
            self._put(lines, Place(node.parent or None, id))
            return
        held = text[parent].children
        self._put(lines, Place(parent, held[-1] if held else None))

    def before(self, lines: list[str]) -> None:
        """Remarks in front of the text."""
        first = self.text.parts[0] if self.text.parts else ""
        part = first if first and self.text[first].tag == "preface" else None
        self._put(lines, Place(part or self._new("preface", Place()), None))

    def after(self, lines: list[str]) -> None:
        """Remarks at the end of the text."""
        text = self.text
        known = [part for part in text.parts if text[part].tag in markup.KNOWN]
        part = next((part for part in known if text[part].tag == "conclusions"), None)
        if part is None:
            bodies = [part for part in known if text[part].tag != "attachments"]
            part = self._new("conclusions", Place(None, bodies[-1]))
        held = text[part].children
        self._put(lines, Place(part, held[-1] if held else None))

    def _put(self, lines: list[str], place: Place) -> None:
        for words in filter(None, map(str.strip, lines)):
            mark = Mark(0, len(words), "remark", _EDITORIAL)
            p = Element(tag="p", id=next(self._ids), string=words, marks=(mark,))
            self.text.insert(p, place)
            place = Place(place.parent, p.id)

    def _new(self, tag: str, place: Place) -> str:
        id = next(self._ids)
        self.text.insert(Element(tag=tag, id=id), place)
        return id

    def _holds_units(self, id: str) -> bool:
        return any(labels(self.text, self.text[c]) for c in self.text[id].children)

    def _is_block(self, id: str) -> bool:
        return self.text[id].tag in ("p", "blockList", "ul", "ol", "table", "tblock")
