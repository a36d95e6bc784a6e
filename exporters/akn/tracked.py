"""Two texts in one: the new one, with what came marked as `ins`, what went as `del`, and elements
that went standing where they stood, with `status="removed"`.

Whatever is added to the new text says that it is (`travaux:generated`), so that the new text can
be read from it: without what is removed and deleted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from msgspec.structs import replace

from engine.events import ElementInserted, ElementMoved, ElementRemoved, TextEdited
from engine.events.draft import Change
from engine.text import OBJECT, Element, Mark, Node, Text
from engine.text.inline import Splice, in_order, relocated
from engine.text.vocabulary import GENERATED, NAMES


class Cut(NamedTuple):
    """A place of an element's string where words changed: the eIds of its `del` and of its `ins`
    elements, and where the words stood in the old string and stand in the new one."""

    deleted: tuple[str, ...]
    inserted: tuple[str, ...]
    old: tuple[int, int]
    new: tuple[int, int]


_LABELS = ("num", "heading", "subheading", "intro", "listIntroduction")
_BLOCKS = frozenset("p ul ol table blockList block tblock foreign".split())
_HOLDERS = frozenset(
    "content intro wrapUp preface preamble conclusions coverPage td th authorialNote mainBody"
    " listIntroduction listWrapUp".split()
)
"""What holds blocks of any kind beside each other."""
_BODIES = frozenset({"mainBody", "body"})
_REPEATED = frozenset("li item tr td th citation recital p container".split())
HIERARCHY = frozenset(
    """alinea article book chapter clause division hcontainer indent level list paragraph part point
    proviso rule section subchapter subclause subdivision sublist subparagraph subpart subrule
    subsection subtitle title tome transitional""".split()
)
"""The hierarchical elements of the standard (5.2), which stand beside each other."""


class Tracked:
    """The new text with its changes since the old one.

    `text` is both; `gone` the ids of elements in it that went; `came`, `moved` and `removed` those
    of elements that did, each with all that it holds; `cuts` by id of the element. `words`: mark
    what came and went in strings; `elements`: let elements stand that went, where the schema lets
    them stand beside what is there now.
    """

    def __init__(
        self, old: Text, new: Text, found: Sequence[Change], *, words: bool, elements: bool
    ) -> None:
        """`found` are the changes that lead from old to new."""
        self.old = old
        self.new = new
        self.text = new.copy()
        self.came = [c.element.id for c in found if isinstance(c, ElementInserted)]
        self.moved = [c.id for c in found if isinstance(c, ElementMoved)]
        self.removed = [
            c.element.id for c in found if isinstance(c, ElementRemoved) and c.element.id not in new
        ]
        self.gone: dict[str, None] = {}
        self.cuts: dict[str, list[Cut]] = {}
        edited = [c for c in found if isinstance(c, TextEdited)]
        often = Counter(c.id for c in edited)
        for change in edited:
            there = change.id in new and change.id in old and not new[change.id].children
            if words and there and often[change.id] == 1:
                self._mark(change.id, change.splices)
        if elements:
            for parent in [None, *(node.id for node in old.walk() if node.id in new)]:
                self._put_back(parent)

    def _mark(self, id: str, splices: Sequence[Splice]) -> None:
        """Write the old words between the new ones."""
        old, new = self.old[id], self.new[id]
        places = _Places(splices)
        string, marks, objects = places.woven(new.string), _carried(new, places), [*new.objects]
        self.cuts[id] = []
        for n, splice in enumerate(splices):
            start, at = places.starts[n], places.new_starts[n]
            deleted = tuple(self._deleted(id, n, splice, start, old, marks))
            inserted = tuple(self._inserted(id, n, splice, start, marks))
            span = (at, at + len(splice.inserted))
            self.cuts[id].append(Cut(deleted, inserted, (splice.at, splice.end), span))
            before = string[:start].count(OBJECT)
            objects[before:before] = self._old_objects(id, splice)
        self.text.change(id, string=string, marks=in_order(marks), objects=tuple(objects))

    def _deleted(
        self, id: str, n: int, splice: Splice, start: int, old: Node, marks: list[Mark]
    ) -> Iterator[str]:
        """The words that went, with the markup that they had."""
        if not splice.removed:
            return
        eid = f"{id} del {n}"
        end = start + len(splice.removed)
        inner = (
            Mark(
                start + max(m.start, splice.at) - splice.at,
                start + min(m.end, splice.end) - splice.at,
                m.tag,
                {name: value for name, value in m.attributes.items() if name not in NAMES},
            )
            for m in old.marks
            if m.start < splice.end and m.end > splice.at
        )
        marks.append(Mark(start, end, "del", {"eId": eid, GENERATED: "true"}))
        marks += (m for m in inner if m.start < m.end)
        yield eid

    def _inserted(
        self, id: str, n: int, splice: Splice, start: int, marks: list[Mark]
    ) -> Iterator[str]:
        """The words that came, in as many pieces as other markup begins or ends among them."""
        if not splice.inserted:
            return
        start += len(splice.removed)
        end = start + len(splice.inserted)
        edges = {e for m in marks for e in (m.start, m.end) if start < e < end}
        pieces = sorted({start, *edges, end})
        for k, (first, last) in enumerate(pairwise(pieces)):
            eid = f"{id} ins {n} {k}"
            marks.append(Mark(first, last, "ins", {"eId": eid, GENERATED: "true"}))
            yield eid

    def _old_objects(self, id: str, splice: Splice) -> list[str]:
        """The inline objects that went, under their own ids; copies of those that stand elsewhere
        now, under none that a file shows."""
        ids: list[str] = []
        for removed in splice.removed_objects:
            element = removed
            if any(held in self.text for held in _ids(removed)):
                element = _copy(removed)
            else:
                self.gone |= dict.fromkeys(_ids(removed))
            self.text.adopt(element, id)
            ids.append(element.id)
        return ids

    def _put_back(self, parent: str | None) -> None:
        """Elements that went, behind what stood before them and still does."""
        follows: str | None = None
        for id in self.old.siblings(parent):
            if id in self.new:
                if (self.new[id].parent or None) == parent and id in self.text.siblings(parent):
                    follows = id
                continue
            element = self._went(self.old.element(id))
            if not self._fits(element, parent):
                continue
            siblings = self.text.siblings(parent)
            at = siblings.index(follows) + 1 if follows else 0
            while at < len(siblings) and self.text[siblings[at]].tag in _LABELS:
                at += 1
            self.text.adopt(_generated(element), parent or "")
            order = (*siblings[:at], id, *siblings[at:])
            if parent:
                self.text.change(parent, children=order)
            else:
                self.text.parts = order
            self.gone |= dict.fromkeys(_ids(element))
            follows = id

    def _fits(self, element: Element, parent: str | None) -> bool:
        """Whether an element can stand where it stood, beside what stands there now."""
        if parent is None or self.text[parent].string or element.tag in _LABELS:
            return False
        holder = self.text[parent].tag
        beside = {self.text[id].tag for id in self.text.siblings(parent)}
        if element.tag in _BLOCKS and holder in _HOLDERS:
            return True
        if element.tag in HIERARCHY:
            return holder in _BODIES or bool(beside & HIERARCHY)
        return element.tag in beside and element.tag in _REPEATED

    def _went(self, element: Element) -> Element:
        """What an element held that went with it: not what stands elsewhere now."""
        kept = [o for o in element.objects if o.id not in self.text]
        string, marks = element.string, element.marks
        if len(kept) < len(element.objects):
            string, marks = _without(element, {o.id for o in kept})
        return replace(
            element,
            string=string,
            marks=marks,
            objects=tuple(self._went(o) for o in kept),
            children=tuple(self._went(c) for c in element.children if c.id not in self.text),
        )


class _Places:
    """Where the code points of two strings lie in the one that is woven of both: behind the words
    that a splice removes, those that it inserts."""

    def __init__(self, splices: Sequence[Splice]) -> None:
        self.splices = splices
        self.starts: list[int] = []
        self.new_starts: list[int] = []
        shift = 0
        longer = 0
        for splice in splices:
            self.new_starts.append(splice.at + shift)
            self.starts.append(splice.at + shift + longer)
            shift += len(splice.inserted) - len(splice.removed)
            longer += len(splice.removed)

    def woven(self, new: str) -> str:
        """The string of both."""
        parts: list[str] = []
        done = 0
        for splice, at in zip(self.splices, self.new_starts, strict=True):
            parts += (new[done:at], splice.removed)
            done = at
        return "".join((*parts, new[done:]))

    def of(self, at: int) -> int:
        """Where a code point of the new string lies."""
        removed = (
            len(splice.removed)
            for splice, start in zip(self.splices, self.new_starts, strict=True)
            if start <= at
        )
        return at + sum(removed)


def _carried(new: Node, places: _Places) -> list[Mark]:
    """The marks of the new string where its code points lie now: words that went stand in a mark
    only where words of it stand on both sides."""
    return [replace(m, start=places.of(m.start), end=places.of(m.end - 1) + 1) for m in new.marks]


def _generated(element: Element) -> Element:
    attributes = {**element.attributes, "status": "removed", GENERATED: "true"}
    return replace(element, attributes=attributes)


def _copy(element: Element) -> Element:
    return replace(
        element,
        id=f"{element.id} gone",
        objects=tuple(map(_copy, element.objects)),
        children=tuple(map(_copy, element.children)),
    )


def _ids(element: Element) -> Iterator[str]:
    yield element.id
    for below in (*element.objects, *element.children):
        yield from _ids(below)


def _without(element: Element, kept: set[str]) -> tuple[str, tuple[Mark, ...]]:
    """An element's string and marks without the objects that are not kept."""
    places = [at for at, character in enumerate(element.string) if character == OBJECT]
    out = [at for at, o in zip(places, element.objects, strict=True) if o.id not in kept]
    string = "".join(c for at, c in enumerate(element.string) if at not in set(out))
    marks = relocated(element.marks, lambda n: n - sum(at < n for at in out), len(string))
    return string, marks
