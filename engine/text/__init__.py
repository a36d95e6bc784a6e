"""The text of a draft: elements as in Akoma Ntoso, each with an id that outlives its number.

An element has a tag, attributes, and either child elements or inline content. Inline content is
a string with marks (ranges for `b`, `i`, `ref`, ...) and inline objects (`eol`, `img`, a
footnote), each of which holds one U+FFFC in the string. Offsets count Unicode code points;
strings are kept as they came, not normalised.

`Element` is the nested form: what readers produce, events carry and exporters walk. `Text` is the
living form, a table of `Node` by id, so that applying an event touches only the elements the
event concerns.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from msgspec.structs import replace

from engine.errors import Damaged

OBJECT = "\ufffc"
"""The character that an inline object holds in its element's string."""


class Mark(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True, gc=False):
    """Markup on the code points `start` up to, not including, `end` of an element's string.

    Never empty; the marks of an element are properly nested and in document order, of two on the
    same range the outer one first. An inline element without content is an inline object instead.
    """

    start: int
    end: int
    tag: str
    attributes: dict[str, str] = {}


class Element(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """An element with all that it holds. The `id` is empty until a decision hands one out.

    Attribute names in a namespace are in Clark notation, `{namespace}name`. The n-th U+FFFC of
    `string` stands for the n-th of `objects`. An element with children has no string.
    """

    tag: str
    id: str = ""
    attributes: dict[str, str] = {}
    string: str = ""
    marks: tuple[Mark, ...] = ()
    objects: tuple[Element, ...] = ()
    children: tuple[Element, ...] = ()


class Place(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """Where an element stands: in `parent` (none: at the top of the text), behind its sibling
    `follows` (none: first)."""

    parent: str | None = None
    follows: str | None = None


class Node(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One element's own content and the ids of what it holds; its parent's id is empty at the
    top of the text."""

    id: str
    parent: str
    tag: str
    attributes: dict[str, str]
    string: str = ""
    marks: tuple[Mark, ...] = ()
    objects: tuple[str, ...] = ()
    children: tuple[str, ...] = ()


class Text:
    """The elements of one draft at one step, by id. Owned by whoever folds it: the methods change
    it in place; `copy` is cheap, because nodes are frozen and shared.

    An operation that does not fit (an unknown id, a place that is not there) raises `Damaged`,
    because only a decision that was checked may reach the text.
    """

    __slots__ = ("nodes", "parts")

    def __init__(self) -> None:
        self.nodes: dict[str, Node] = {}
        self.parts: tuple[str, ...] = ()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Text) and self.parts == other.parts and self.nodes == other.nodes

    __hash__ = None  # type: ignore[assignment]  # a text changes while it is folded

    def __contains__(self, id: str) -> bool:
        return id in self.nodes

    def __getitem__(self, id: str) -> Node:
        try:
            return self.nodes[id]
        except KeyError:
            raise Damaged(f"no element {id} in the text") from None

    def copy(self) -> Text:
        """A text of its own with the same content."""
        other = Text()
        other.nodes = self.nodes.copy()
        other.parts = self.parts
        return other

    def element(self, id: str) -> Element:
        """The element with all that it holds, nested."""
        node = self[id]
        return Element(
            tag=node.tag,
            id=id,
            attributes=node.attributes,
            string=node.string,
            marks=node.marks,
            objects=tuple([self.element(o) for o in node.objects]),
            children=tuple([self.element(c) for c in node.children]),
        )

    def elements(self) -> tuple[Element, ...]:
        """The parts of the text (preface, main body, ...), nested, in order."""
        return tuple(self.element(part) for part in self.parts)

    def walk(self, id: str | None = None) -> Iterator[Node]:
        """Every element below `id` and itself, or of the whole text, in document order: an
        element, then its inline objects, then its children."""
        stack = [id] if id is not None else list(reversed(self.parts))
        known = self.nodes.get
        while stack:
            next_ = stack.pop()
            node = known(next_) or self[next_]
            yield node
            if node.children:
                stack.extend(reversed(node.children))
            if node.objects:
                stack.extend(reversed(node.objects))

    def siblings(self, parent: str | None) -> tuple[str, ...]:
        """The ids of the children of `parent`, or of the parts of the text."""
        return self[parent].children if parent else self.parts

    def place(self, id: str) -> Place:
        """Where the element stands now. An inline object has no place of its own."""
        parent = self[id].parent or None
        siblings = self.siblings(parent)
        at = _index(siblings, id, parent)
        return Place(parent, siblings[at - 1] if at else None)

    def insert(self, element: Element, place: Place) -> None:
        """Put an element, with all that it holds, at a place."""
        self.adopt(element, place.parent or "")
        self._attach(element.id, place)

    def remove(self, id: str) -> Element:
        """Take an element out, with all that it holds, and give it back."""
        element = self.element(id)
        self._detach(id)
        self.disown(element)
        return element

    def move(self, id: str, place: Place) -> None:
        """Take an element from where it stands to a place, which is read with it taken out."""
        inside = place.parent
        while inside:
            if inside == id:
                raise Damaged(f"{id} cannot move into itself ({place.parent})")
            inside = self[inside].parent
        self._detach(id)
        self._attach(id, place)
        self.nodes[id] = replace(self.nodes[id], parent=place.parent or "")

    def change(self, id: str, **fields: object) -> None:
        """Give an element's own content new values."""
        self.nodes[id] = replace(self[id], **fields)

    def adopt(self, element: Element, parent: str) -> None:
        """Enter an element and all that it holds in the table, under `parent`, which does not
        list it yet."""
        if element.id in self.nodes:
            raise Damaged(f"{element.id} is in the text already")
        if not element.id:
            raise Damaged(f"a {element.tag} without an id cannot enter the text")
        if element.children and element.string:
            raise Damaged(f"{element.id} holds both elements and a string")
        if element.string.count(OBJECT) != len(element.objects):
            raise Damaged(f"{element.id} holds {len(element.objects)} objects in its string")
        self.nodes[element.id] = Node(
            id=element.id,
            parent=parent,
            tag=element.tag,
            attributes=element.attributes,
            string=element.string,
            marks=element.marks,
            objects=tuple(o.id for o in element.objects),
            children=tuple(c.id for c in element.children),
        )
        for below in (*element.objects, *element.children):
            self.adopt(below, element.id)

    def disown(self, element: Element) -> None:
        """Take an element and all that it holds out of the table; its parent lists it no more."""
        for below in (*element.objects, *element.children):
            self.disown(below)
        del self.nodes[element.id]

    def _attach(self, id: str, place: Place) -> None:
        siblings = self.siblings(place.parent)
        if place.follows is None:
            at = 0
        elif place.follows in siblings:
            at = siblings.index(place.follows) + 1
        else:
            raise Damaged(f"{place.follows} is not in {place.parent or 'the text'}")
        if place.parent and self[place.parent].string:
            raise Damaged(f"{place.parent} holds a string; no element can stand in it")
        self._order(place.parent, (*siblings[:at], id, *siblings[at:]))

    def _detach(self, id: str) -> None:
        parent = self[id].parent or None
        siblings = self.siblings(parent)
        at = _index(siblings, id, parent)
        self._order(parent, siblings[:at] + siblings[at + 1 :])

    def _order(self, parent: str | None, children: tuple[str, ...]) -> None:
        if parent:
            self.change(parent, children=children)
        else:
            self.parts = children


def _index(siblings: tuple[str, ...], id: str, parent: str | None) -> int:
    try:
        return siblings.index(id)
    except ValueError:
        raise Damaged(
            f"{id} is an inline object of {parent}; it moves with its text only"
        ) from None
