"""Three texts made one, element by element: what was begun with, what one made of it, and what it
has become meanwhile.

Changes of different elements, and of different words of one element, go together; the same change
made twice is one. What does not go together is a clash, and where there is one nothing is merged:
  - both changed the same words, marks or attribute
  - one changed what the other removed
  - both moved an element, and not to the same place
  - both put an element in, under one id but not the same
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal, NamedTuple

from msgspec.structs import replace

from engine import comparison
from engine.comparison.weaving import cuts, weave
from engine.errors import Conflict
from engine.events import Change
from engine.matching.alignment import rising
from engine.text import Element, Node, Text
from engine.text.references import renamed

What = Literal["words", "attributes", "removal", "moves", "insertions"]

WHAT: dict[What, str] = {
    "words": "both change the same words",
    "attributes": "both change the same attribute",
    "removal": "one changes what the other removes",
    "moves": "both move it, to different places",
    "insertions": "both put it in, differently",
}
"""What each kind of clash is, in words."""


class Clash(NamedTuple):
    """An element about which two texts disagree, and the element as each of the three has it:
    `then`, as `proposed`, and `now`; None where it is not there."""

    what: What
    id: str
    then: Element | None
    proposed: Element | None
    now: Element | None


class Merge(NamedTuple):
    """The merged text, the changes that lead there from the text as it is now, and the clashes, in
    document order. Where there are any, the text is the one of now, and nothing changes."""

    text: Text
    changes: tuple[Change, ...]
    clashes: tuple[Clash, ...]


def merge(then: Text, proposed: Text, now: Text) -> Merge:
    """What comes of a proposal made against `then` in the text as it is `now`.

    New elements of the proposal have ids that `now` does not have. None of the texts is changed.
    Merging with a side that changed nothing gives the other; where both change different things,
    it does not matter who is called `proposed`, save that of two insertions at one place the one
    in `now` comes first.
    """
    merging = _Merging(then, _unified(then, proposed, now), now)
    merged = merging.run()
    if merged is None:
        return Merge(now, (), merging.found())
    return Merge(merged, comparison.changes(now, merged), ())


class Clashing(Conflict):
    """Two texts disagree, and nothing was recorded: about what, what each of the three is called,
    and the names of the elements by id (their eIds)."""

    def __init__(
        self,
        clashes: tuple[Clash, ...],
        *,
        then: str,
        proposed: str,
        now: str,
        names: Mapping[str, str],
    ) -> None:
        self.clashes = clashes
        self.then, self.proposed, self.now = then, proposed, now
        self.names = names
        places = [f"{self.name(c.id)} ({WHAT[c.what]})" for c in clashes[:3]]
        more = f" and {len(clashes) - 3} more" if len(clashes) > 3 else ""
        super().__init__(
            f"{proposed} (made against {then}) and {now} do not go together: "
            f"{', '.join(places)}{more}; nothing recorded"
        )

    def name(self, id: str) -> str:
        """How an element is called: its eId, or its id where it has none."""
        return self.names.get(id, id)


class _Side(NamedTuple):
    """One of the two later texts, and the elements that stand elsewhere in it."""

    text: Text
    moved: set[str]


class _Merging:
    """One merging; `parents` are those of the elements that stay or come, in the end, save of the
    `disputed`, which the two texts put into different ones."""

    def __init__(self, then: Text, one: Text, other: Text) -> None:
        self.then = then
        self.one = _Side(one, _moved(then, one))
        self.other = _Side(other, _moved(then, other))
        self.clashes: dict[str, Clash] = {}
        self.parents: dict[str, str] = {}
        self.nodes: dict[str, Node] = {}
        self.disputed: set[str] = set()

    def run(self) -> Text | None:
        texts = self.then, self.other.text, self.one.text
        ids = dict.fromkeys(node.id for text in texts for node in text.walk())
        there = [id for id in ids if self._stays(id)]
        for id in there:
            self.parents[id] = self._parent(id)
        for id in there:
            self._own(id)
        self._refuse_circles()
        if self.clashes:
            return None
        below: dict[str, list[str]] = {}
        for id, parent in self.parents.items():
            if not self._is_object(id, parent):
                below.setdefault(parent, []).append(id)
        orders = {parent: self._order(parent, set(children)) for parent, children in below.items()}
        if self.clashes:
            return None
        text = Text()
        text.parts = tuple(orders.get("", ()))
        for id, node in self.nodes.items():
            children = tuple(orders.get(id, ()))
            text.nodes[id] = replace(node, parent=self.parents[id], children=children)
        return text if self._is_sound(text) else None

    def found(self) -> tuple[Clash, ...]:
        """The clashes, in the order of the text that both began with, then of what came."""
        texts = self.then, self.other.text, self.one.text
        ids = dict.fromkeys(node.id for text in texts for node in text.walk())
        return tuple(self.clashes[id] for id in ids if id in self.clashes)

    def _stays(self, id: str) -> bool:
        """Whether an element is in the merged text."""
        here, there = id in self.one.text, id in self.other.text
        if id not in self.then or here == there:
            return here or there
        if self._touched(self.one if here else self.other, id):
            self._clash("removal", id)
            return True
        return False

    def _touched(self, side: _Side, id: str) -> bool:
        """Whether a side did anything to an element that would be lost with it."""
        then, now = self.then[id], side.text[id]
        return (
            id in side.moved
            or _own(then) != _own(now)
            or any(c not in self.then or self.then[c].parent != id for c in now.children)
        )

    def _parent(self, id: str) -> str:
        """The id of what holds an element in the end; empty at the top."""
        texts = self.one.text, self.other.text
        sides = [text[id].parent for text in texts if id in text]
        then = self.then[id].parent if id in self.then else None
        changed = [parent for parent in sides if parent != then]
        if len(set(changed)) > 1:
            self._clash("moves" if then is not None else "insertions", id)
            self.disputed.add(id)
        return (changed or sides)[-1]

    def _own(self, id: str) -> None:
        """The element's own content in the end."""
        one, other = self.one.text.nodes.get(id), self.other.text.nodes.get(id)
        then = self.then.nodes.get(id)
        some = other or one
        assert some
        self.nodes[id] = some
        if not one or not other:
            return
        if one.tag != other.tag or (then and then.tag != one.tag):
            raise ValueError(f"{id} is a {one.tag} in one text and a {other.tag} in another")
        if then is None:
            if _own(one) != _own(other):
                self._clash("insertions", id)
            return
        attributes = self._attributes(then, one, other)
        woven = weave(then, one, other)
        if attributes is None:
            self._clash("attributes", id)
        elif woven is None:
            self._clash("words", id)
        else:
            self.nodes[id] = replace(other, attributes=attributes, **woven._asdict())

    def _attributes(self, then: Node, one: Node, other: Node) -> dict[str, str] | None:
        merged: dict[str, str] = {}
        for name in sorted({**then.attributes, **one.attributes, **other.attributes}):
            a, b = one.attributes.get(name), other.attributes.get(name)
            old = then.attributes.get(name)
            if a != b and old not in (a, b):
                return None
            value = b if a == old else a
            if value is not None:
                merged[name] = value
        return merged

    def _is_object(self, id: str, parent: str) -> bool:
        """Whether an element stands in the string of its parent, on the side that put it there."""
        for text in (self.other.text, self.one.text):
            if parent and id in text and text[id].parent == parent:
                return id in text[parent].objects
        return False

    def _refuse_circles(self) -> None:
        """Nothing, unless each of two moves would put one element into the other."""
        for id in self.parents.keys() - self.disputed:
            seen = {id}
            above = self.parents[id]
            while above and above not in seen and above not in self.disputed:
                seen.add(above)
                above = self.parents.get(above, "")
            if above == id:
                self._clash("moves", id)

    def _order(self, parent: str, children: set[str]) -> list[str]:
        """The children in the end: as they stand now, with what the proposal put or moved among
        them behind what it has before it there, and behind what came there meanwhile."""
        then, one, other = (
            [c for c in text.siblings(parent or None) if c in children]
            if not parent or parent in text
            else []
            for text in (self.then, self.one.text, self.other.text)
        )
        ours = {c for c in one if c not in then or c in self.one.moved}
        theirs = {c for c in other if c not in then or c in self.other.moved}
        loose = ours | theirs
        for id in sorted(ours & theirs):
            if _behind(id, one, loose) != _behind(id, other, loose):
                self._clash("moves" if id in self.then else "insertions", id)
        ours -= theirs
        order = [c for c in other if c not in ours]
        before: str | None = None
        for child in one:
            if child in ours:
                at = order.index(before) + 1 if before is not None else 0
                while at < len(order) and order[at] in theirs:
                    at += 1
                order.insert(at, child)
            elif child in theirs:
                continue
            before = child
        return order

    def _is_sound(self, text: Text) -> bool:
        """Whether every element stands in the merged text once, where it should; else a clash
        says which does not."""
        held: dict[str, list[str]] = {id: [] for id in text.nodes}
        for part in text.parts:
            held[part].append("")
        for node in text.nodes.values():
            if node.string and node.children:
                self._clash("words", node.id)
            for below in (*node.objects, *node.children):
                held.setdefault(below, []).append(node.id)
        for id, holders in held.items():
            if id not in text.nodes or holders != [text.nodes[id].parent]:
                self._clash("moves", id)
        return not self.clashes

    def _clash(self, what: What, id: str) -> None:
        texts = self.then, self.one.text, self.other.text
        sides = (text.element(id) if id in text else None for text in texts)
        self.clashes.setdefault(id, Clash(what, id, *sides))


def _own(node: Node) -> tuple[object, ...]:
    return node.attributes, node.string, node.marks, node.objects


def _behind(id: str, order: list[str], loose: set[str]) -> str | None:
    """The nearest sibling before an element that nobody put there."""
    before = order[: order.index(id)]
    return next((c for c in reversed(before) if c not in loose), None)


def _moved(then: Text, now: Text) -> set[str]:
    """The elements that stand elsewhere: in another one, or in another order among those that
    stayed, as few of them and as light as can be."""
    moved = {id for id in then.nodes if id in now and then[id].parent != now[id].parent}
    for parent in ("", *(id for id in then.nodes if id in now)):
        for held in ("children", "objects"):
            old, new = (_held(text, parent, held) for text in (then, now))
            if old == new:
                continue
            order = {id: at for at, id in enumerate(new)}
            both = [id for id in old if id in order]
            weights = [sum(len(n.string) + 1 for n in then.walk(id)) for id in both]
            staying = {both[at] for at in rising([order[id] for id in both], weights)}
            moved |= set(both) - staying
    return moved


def _held(text: Text, parent: str, what: str) -> tuple[str, ...]:
    if not parent:
        return text.parts if what == "children" else ()
    held: tuple[str, ...] = getattr(text[parent], what)
    return held


def _unified(then: Text, proposed: Text, now: Text) -> Text:
    """The proposal, with the ids of `now` for what both put in alike at the same place."""
    same: dict[str, str] = {}
    for parent in (None, *(id for id in then.nodes if id in proposed and id in now)):
        came = _came(then, now, parent)
        for behind, id in _came(then, proposed, parent):
            twins = (t for b, t in came if b == behind and _alike(then, proposed, id, now, t))
            if twin := next(twins, None):
                came.remove((behind, twin))
                same |= zip(_ids(proposed, id), _ids(now, twin), strict=True)
        if parent is not None and proposed[parent].objects:
            same |= _same_objects(then, proposed, now, parent)
    names = {id: twin for id, twin in same.items() if id != twin}
    return renamed(proposed, names) if names else proposed


def _came(then: Text, now: Text, parent: str | None) -> list[tuple[str | None, str]]:
    """The new children, each with the nearest old one before it."""
    came: list[tuple[str | None, str]] = []
    behind: str | None = None
    for child in now.siblings(parent):
        if child in then:
            behind = child
        else:
            came.append((behind, child))
    return came


def _same_objects(then: Text, proposed: Text, now: Text, id: str) -> dict[str, str]:
    """The objects of a string that both put in alike, by the same cut."""
    made = {(c.at, c.end, c.inserted): c.objects for c in cuts(then[id], now[id])}
    same: dict[str, str] = {}
    for cut in cuts(then[id], proposed[id]):
        twins = made.get((cut.at, cut.end, cut.inserted), ())
        if all(
            o not in then and t not in then and _alike(then, proposed, o, now, t)
            for o, t in zip(cut.objects, twins, strict=False)
        ):
            for o, t in zip(cut.objects, twins, strict=False):
                same |= zip(_ids(proposed, o), _ids(now, t), strict=True)
    return same


def _alike(then: Text, one: Text, id: str, other: Text, twin: str) -> bool:
    """Whether two new elements hold the same, whatever the ids of what is new in them. What both
    texts have under one id is itself, and no twin of anything else."""
    a, b = list(one.walk(id)), list(other.walk(twin))
    return len(a) == len(b) and all(
        (x.tag, _shape(x)) == (y.tag, _shape(y))
        and (x.id == y.id or not (x.id in then or x.id in other or y.id in then or y.id in one))
        for x, y in zip(a, b, strict=True)
    )


def _shape(node: Node) -> tuple[object, ...]:
    return node.attributes, node.string, node.marks, len(node.objects), len(node.children)


def _ids(text: Text, id: str) -> Iterator[str]:
    return (node.id for node in text.walk(id))
