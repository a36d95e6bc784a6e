"""What leads from one text to another, told by the identities of the elements.

An element that both texts hold is the same element: it may move, and its own content change.
Which elements are the same is not decided here but in `engine/matching/`.

The changes come in this order, so that each is valid at its moment:
  1. what cannot stay in its place while others change (rare: inline objects that change holder)
  2. strings that give way to elements
  3. removals of elements of which nothing stays
  4. insertions and moves, from the top of the text down, in document order
  5. removals of elements that held something which has moved out by then
  6. attributes, strings and marks, in document order
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from engine.comparison.retained import clashing, retained
from engine.comparison.splicing import Cut, splices
from engine.events.draft import (
    AttributesChanged,
    Change,
    ElementInserted,
    ElementMoved,
    ElementRemoved,
    MarksChanged,
    TextEdited,
    apply,
)
from engine.matching.alignment import rising
from engine.text import OBJECT, Element, Node, Place, Text
from engine.text.inline import Splice, relocated, remarks
from engine.text.words import VERSION as WORDS

VERSION: str = f"comparison-2+{WORDS}"
"""Names this comparison, its matching and its tokeniser; recorded with every inferred edit."""

__all__ = ["VERSION", "Cut", "changes", "splices"]


def changes(old: Text, new: Text) -> tuple[Change, ...]:
    """The changes that lead from `old` to `new`, each to be applied to what the one before it
    left. `ValueError` if an element has another tag in `new`. Neither text is changed.

    Always: `apply` folded over a copy of `old` gives `new`, and `undo` folded backwards gives
    `old`. Same texts, same changes.
    """
    for id, node in new.nodes.items():
        if id in old and old[id].tag != node.tag:
            raise ValueError(f"{id} is a {old[id].tag} in one text and a {node.tag} in the other")
    comparison = _Comparison(old.copy(), new)
    comparison.run()
    return tuple(comparison.changes)


class _Comparison:
    """One comparison: `now` is the text as the changes found so far leave it."""

    def __init__(self, now: Text, new: Text) -> None:
        self.now = now
        self.new = new
        self.kept: frozenset[str] = frozenset()
        self.changes: list[Change] = []

    def run(self) -> None:
        while clashes := clashing(self.now, self.new):
            for id in clashes:
                self._clear(id)
        self.kept = retained(self.now, self.new)
        for node in list(self.new.walk()):
            if node.id in self.kept and node.children and self.now[node.id].string:
                self._edit(node)
        late = [id for id in list(self._leaving()) if not self._leave(id)]
        self._arrange(None)
        for node in self.new.walk():
            if node.children and node.id in self.now:
                self._arrange(node.id)
        for id in late:
            self._remove(id)
        for node in self.new.walk():
            if node.id in self.kept:
                self._settle(node)

    def _add(self, change: Change) -> None:
        apply(self.now, change)
        self.changes.append(change)

    def _clear(self, id: str) -> None:
        """Take out an element that will come back elsewhere."""
        holder = self.now[id].parent
        if not holder or id not in self.now[holder].objects:
            self._remove(id)
            return
        node = self.now[holder]
        at = _positions(node.string)[node.objects.index(id)]
        gone = Splice(at=at, removed=OBJECT, removed_objects=(self.now.element(id),))
        marks = relocated(node.marks, lambda n: n - (n > at), len(node.string) - 1)
        unmarked, marked = remarks(node.marks, marks, (gone,))
        self._add(TextEdited(id=holder, splices=(gone,), unmarked=unmarked, marked=marked))

    def _leaving(self) -> Iterator[str]:
        """The elements that go, in document order, without those in another that goes; what
        stays is looked into wherever it is. Inline objects go with their text."""
        for node in self.now.walk():
            above = self.now[node.parent] if node.parent else None
            if node.id in self.kept or (above and node.id in above.objects):
                continue
            if above is None or above.id in self.kept:
                yield node.id

    def _leave(self, id: str) -> bool:
        if any(node.id in self.kept for node in self.now.walk(id)):
            return False
        self._remove(id)
        return True

    def _remove(self, id: str) -> None:
        place = self.now.place(id)
        self._add(ElementRemoved(element=self.now.element(id), place=place))

    def _arrange(self, parent: str | None) -> None:
        """Bring the children of an element into their new order, moving as few as can be."""
        wanted = self.new.siblings(parent)
        if self.now.siblings(parent) == wanted:
            return
        order = {id: at for at, id in enumerate(wanted)}
        there = [id for id in self.now.siblings(parent) if id in order]
        weights = [self._weight(id) for id in there]
        staying = {there[at] for at in rising([order[id] for id in there], weights)}
        before: str | None = None
        for id in wanted:
            place = Place(parent, before)
            before = id
            if id in staying:
                continue
            if id in self.now:
                self._add(ElementMoved(id=id, old=self.now.place(id), new=place))
            else:
                self._add(ElementInserted(element=self._coming(id), place=place))

    def _weight(self, id: str) -> int:
        return sum(len(node.string) + 1 for node in self.now.walk(id))

    def _coming(self, id: str) -> Element:
        """A new element without what moves into it."""
        node = self.new[id]
        return Element(
            tag=node.tag,
            id=id,
            attributes=node.attributes,
            string=node.string,
            marks=node.marks,
            objects=tuple(self.new.element(o) for o in node.objects),
            children=tuple(self._coming(c) for c in node.children if c not in self.kept),
        )

    def _settle(self, node: Node) -> None:
        """Give an element that stays its new attributes, string and marks."""
        now = self.now[node.id]
        if now is node:
            return
        if now.attributes != node.attributes:
            names = now.attributes.keys() | node.attributes.keys()
            differing = sorted(n for n in names if now.attributes.get(n) != node.attributes.get(n))
            self._add(
                AttributesChanged(
                    id=node.id,
                    old={n: now.attributes[n] for n in differing if n in now.attributes},
                    new={n: node.attributes[n] for n in differing if n in node.attributes},
                )
            )
        self._edit(node)

    def _edit(self, node: Node) -> None:
        now = self.now[node.id]
        cuts = self._splices(now, node)
        if not cuts and now.marks == node.marks:
            return
        unmarked, marked = remarks(now.marks, node.marks, cuts)
        if cuts:
            self._add(TextEdited(id=node.id, splices=cuts, unmarked=unmarked, marked=marked))
        else:
            self._add(MarksChanged(id=node.id, unmarked=unmarked, marked=marked))

    def _splices(self, now: Node, node: Node) -> tuple[Splice, ...]:
        """The splices between two strings, stretch by stretch between the objects that stay, so
        that these stay indeed; every other object goes or comes."""
        if now.string == node.string and now.objects == node.objects:
            return ()
        found: list[Splice] = []
        gone = (self.now.element(o) for o in now.objects if o not in self.kept)
        came = (self.new.element(o) for o in node.objects if o not in self.kept)
        olds, news = self._stretches(now), self._stretches(node)
        shift = 0
        for old, new in zip(olds, news, strict=True):
            found += (
                Splice(
                    at=shift + at,
                    removed=removed,
                    inserted=inserted,
                    removed_objects=tuple(islice(gone, removed.count(OBJECT))),
                    inserted_objects=tuple(islice(came, inserted.count(OBJECT))),
                )
                for at, removed, inserted in splices(old, new, objects_differ=True)
            )
            shift += len(old) + 1
        return tuple(found)

    def _stretches(self, node: Node) -> list[str]:
        edges = [
            at
            for at, id in zip(_positions(node.string), node.objects, strict=True)
            if id in self.kept
        ]
        starts = (0, *(edge + 1 for edge in edges))
        return [node.string[start:end] for start, end in zip(starts, (*edges, None), strict=True)]


def _positions(string: str) -> list[int]:
    """The code points at which inline objects stand."""
    return [at for at, character in enumerate(string) if character == OBJECT]
