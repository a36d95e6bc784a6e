"""A checkout in markup that came back: what changed in what was shown, carried over to the stored
elements that it was shown of. So what the markup cannot show is not lost by editing beside it.

What is shown differs from what is stored: white space is laid out anew, containers are opened,
some marks and objects are left out. An element that did not come back as one (a paragraph with a
line break in it comes back as two) cannot be edited so; that place is refused, by name.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from engine import comparison
from engine.checkout import markup
from engine.checkout.aligned import Aligned
from engine.checkout.carrying_marks import carried_marks
from engine.checkout.markup_faults import Lines, faults, surprises
from engine.comparison.restoring import Lost, put_back
from engine.decisions.draft import numbering
from engine.errors import Unreadable
from engine.events import (
    AttributesChanged,
    Change,
    ElementInserted,
    ElementMoved,
    ElementRemoved,
    MarksChanged,
    TextEdited,
)
from engine.events.draft import Draft, apply
from engine.matching.identity import identify
from engine.matching.outline import PARTS
from engine.text import Element, Node, Place, Text
from engine.text.inline import Splice, remarks

_HINT = "Edit this place as Akoma Ntoso: travaux checkout --format akn."


def changes(
    returned: str, then: Draft, where: str, first: int, lost: Lost | None = None
) -> tuple[tuple[Change, ...], None, tuple[str, ...]]:
    """The changes that lead from the text checked out to the one that came back as markup, and
    what a person should be told of it. `first` is the number of its first line in the file.
    Elements that the draft `lost` before come back under their own ids."""
    return Shown(then, where).changes(returned, first, lost)


class Shown:
    """What the markup of a draft gives when it is read, under the ids of the elements it shows."""

    def __init__(self, then: Draft, where: str) -> None:
        assert then.opened
        self.where = where
        self.stored = then.text
        self.markup = markup.write(then.text)
        self._hand_out = (then.opened.work, then.opened.language, then.counter)
        parts = markup.read(self.markup, then.text, where=where)
        self.base = _known(then.text, parts)

    def changes(
        self, returned: str, first: int = 1, lost: Lost | None = None
    ) -> tuple[tuple[Change, ...], None, tuple[str, ...]]:
        """The changes of the stored text; see above."""
        hand_out = numbering(*self._hand_out)
        parts = markup.read(returned, self.stored, where=self.where)
        came = identify(self.base, parts, hand_out)
        if not came.parts:
            raise Unreadable(f"{self.where} holds no text")
        if lost:
            came = put_back(self.base, came, lost, stored=self.stored)
        faults(came, self.base, Lines(returned, first), self.where)
        found = comparison.changes(self.base, came)
        carrying = _Carrying(self.base.copy(), self.stored.copy(), self.where)
        carried = [over for change in found for over in carrying.over(change)]
        return tuple(carried), None, surprises(Lines(returned, first), self.markup)


def _known(stored: Text, parts: Sequence[Element]) -> Text:
    """The parts as a text; an element that is not one of the stored, or does not say what that
    says, has an id that is no element's."""
    visible = Text()
    for part in stored.parts:
        if stored[part].tag in markup.KNOWN:
            visible.adopt(stored.element(part), "")
    visible.parts = tuple(part for part in stored.parts if part in visible)
    unknown = numbering("?", "?", 1)
    shown = identify(visible, parts, unknown)
    known = (node for node in shown.walk() if node.id in stored)
    broken = {node.id for node in known if not _says_same(node, stored)}
    if not broken:
        return shown
    return _renamed(shown, {id: unknown() for id in sorted(broken)})


def _says_same(node: Node, stored: Text) -> bool:
    other = stored[node.id]
    if bool(node.children) != bool(other.children):
        return False
    try:
        Aligned(node.string, other.string, node.objects, other.objects)
    except ValueError:
        return False
    return True


def _renamed(text: Text, ids: dict[str, str]) -> Text:
    def named(element: Element) -> Element:
        return replace(
            element,
            id=ids.get(element.id, element.id),
            objects=tuple(named(o) for o in element.objects),
            children=tuple(named(c) for c in element.children),
        )

    renamed = Text()
    for part in text.elements():
        renamed.adopt(named(part), "")
    renamed.parts = tuple(ids.get(part, part) for part in text.parts)
    return renamed


class _Carrying:
    """Carries changes over, one after the other: `shown` and `stored` are the texts as the changes
    so far leave them."""

    def __init__(self, shown: Text, stored: Text, where: str) -> None:
        self.shown = shown
        self.stored = stored
        self.where = where
        self.began = {node.id: node for node in shown.nodes.values()}

    def over(self, change: Change) -> list[Change]:
        """The changes of what is stored that come with a change of what is shown; none where
        nothing of it changes."""
        done: list[Change] = []
        for part in self._parts(change):
            carried = self._carried(part)
            if carried is not None:
                apply(self.stored, carried)
                done.append(carried)
        apply(self.shown, change)
        return done

    def _parts(self, change: Change) -> list[Change]:
        """What goes when a part goes that only the markup makes of an element, such as the
        `content` of a section that has none: all that is in it."""
        if not isinstance(change, ElementRemoved) or change.element.id in self.stored:
            return [change]
        inside = change.element.children
        if not inside or change.element.tag not in PARTS:
            return [change]
        gone = [ElementRemoved(element=e, place=change.place) for e in inside]
        return [part for each in gone for part in self._parts(each)]

    def _carried(self, change: Change) -> Change | None:
        match change:
            case ElementInserted(element=element, place=place):
                return ElementInserted(element=element, place=self._place(place))
            case ElementRemoved(element=element):
                unit = self._unit(self._known(element.id))
                return ElementRemoved(
                    element=self.stored.element(unit), place=self.stored.place(unit)
                )
            case ElementMoved(id=id, new=new):
                unit = self._unit(self._known(id))
                old = self.stored.place(unit)
                place = self._place(new, moving=unit)
                return None if place == old else ElementMoved(id=unit, old=old, new=place)
            case AttributesChanged(id=id, old=old, new=new):
                return self._attributes(self._known(id), old, new)
            case TextEdited(id=id, splices=splices):
                return self._inline(self._known(id), splices, change)
            case MarksChanged(id=id):
                return self._inline(self._known(id), (), change)

    def _known(self, id: str) -> str:
        """The id, if the element is one that is stored as it is shown."""
        if id in self.stored:
            return id
        node = self.shown[id]
        words = next((n.string for n in self.shown.walk(id) if n.string.strip()), node.tag)
        raise Unreadable(
            f"{self.where}: the place that reads {_short(words)} cannot be edited as markup, "
            f"which cannot show all of it",
            hint=_HINT,
        )

    def _unit(self, id: str) -> str:
        """What goes or moves with an element: the outermost of the containers that are not shown
        and hold nothing but it."""
        while (parent := self.stored[id].parent) and parent not in self.shown:
            if self.stored[parent].children != (id,):
                break
            id = parent
        return id

    def _place(self, place: Place, moving: str | None = None) -> Place:
        """A place among what is shown as one among what is stored."""
        parent = self._holder(place.parent)
        if place.follows:
            follows = self._known(place.follows)
            below = self._below(follows, parent)
            if below is None:  # it is shown elsewhere than it stands: stay beside it
                return Place(self.stored[follows].parent or None, follows)
            return Place(parent, below)
        siblings = [s for s in self.stored.siblings(parent) if s != moving]
        for shown in self.shown.siblings(place.parent):
            first = self._below(shown, parent) if shown in self.stored else None
            if first and first in siblings:
                at = siblings.index(first)
                return Place(parent, siblings[at - 1] if at else None)
        return Place(parent, siblings[-1] if siblings else None)

    def _holder(self, id: str | None) -> str | None:
        """The stored element that holds what a shown one holds: itself, or, of a part that only
        the markup makes of it, the one around it."""
        while id and id not in self.stored and self.shown[id].tag in PARTS:
            id = self.shown[id].parent or None
        return self._known(id) if id else None

    def _below(self, id: str, parent: str | None) -> str | None:
        """The child of `parent` that an element is or stands in."""
        while (above := self.stored[id].parent or None) != parent:
            if above is None:
                return None
            id = above
        return id

    def _attributes(
        self, id: str, old: dict[str, str], new: dict[str, str]
    ) -> AttributesChanged | None:
        now = self.stored[id].attributes
        names = sorted(n for n in old.keys() | new.keys() if now.get(n) != new.get(n))
        if not names:
            return None
        return AttributesChanged(
            id=id,
            old={n: now[n] for n in names if n in now},
            new={n: new[n] for n in names if n in new},
        )

    def _inline(
        self, id: str, splices: tuple[Splice, ...], change: TextEdited | MarksChanged
    ) -> Change | None:
        shown, stored = self.shown[id], self.stored[id]
        try:
            beside = Aligned(shown.string, stored.string, shown.objects, stored.objects)
            over = tuple(beside.splice(self._whole(splice)) for splice in splices)
        except ValueError as error:
            raise Unreadable(
                f"{self.where}: the place that reads {_short(shown.string)} cannot be edited as "
                f"markup: {error}",
                hint=_HINT,
            ) from None
        after = self.shown.copy()
        apply(after, change)
        marks = carried_marks(shown, stored, after[id], splices, over, beside)
        unmarked, marked = remarks(stored.marks, marks, over)
        if over:
            return TextEdited(id=id, splices=over, unmarked=unmarked, marked=marked)
        return MarksChanged(id=id, unmarked=unmarked, marked=marked) if unmarked or marked else None

    def _whole(self, splice: Splice) -> Splice:
        """The splice with the objects it takes out as they are stored."""
        gone = tuple(self.stored.element(self._known(o.id)) for o in splice.removed_objects)
        return replace(splice, removed_objects=gone)


def _short(words: str) -> str:
    words = " ".join(words.split())
    return repr(words if len(words) <= 40 else words[:39] + "…")
