"""The events of a draft: edits and their changes, versions, adoption; and the draft they leave.

A change carries what it replaced, so that it reads in both directions: `undo(apply(text, change),
change)` gives the text back, for every kind of change.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Literal, NamedTuple

import msgspec
from msgspec import field
from msgspec.structs import replace

from engine.errors import Damaged
from engine.events.kind import Kind
from engine.text import OBJECT, Element, Place, Text
from engine.text.inline import Marks, Restored, Splice, inverted, remarked, spliced

Standing = Literal["original", "official", "courtesy"]
Nature = Literal["substantive", "editorial", "linguistic", "technical"]
Method = Literal["typed", "imported", "inferred", "applied", "reverted"]
VersionNature = Literal["informal", "advance-unedited", "official"]
Distribution = Literal["general", "limited", "restricted"]
How = Literal["consensus", "unanimity", "acclamation", "without-vote", "vote"]


class Translated(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A version of the work in another language, of which this draft is the translation."""

    language: str
    version: int


class DraftOpened(Kind, frozen=True, kw_only=True, tag="draft-opened"):
    """The work begins to have a text in a language: one negotiated in (original), one of equal
    standing (official), or a courtesy translation. `original_language` is the language the text
    was first written in, `und` where that is not known (ISO 639-2, three letters). `meta` is what
    the text brought with it, as canonical XML (engine/akn/meta.py)."""

    work: str
    language: str
    standing: Standing
    original_language: str
    meta: str | None = None


class EditMade(Kind, frozen=True, kw_only=True, tag="edit-made"):
    """One act of editing begins; its changes follow in the same append. Cited by this event's
    step (`s120`). `comparison` is the version of the comparison that inferred it; `reverts` the
    step of the edit that it undoes; `translates` the version of the original that the draft
    translates from this edit on. An edit that only says this has no changes."""

    reason: str
    nature: Nature
    method: Method
    answers: tuple[str, ...] = ()
    comparison: str | None = None
    reverts: int | None = None
    translates: Translated | None = None


class ElementInserted(Kind, frozen=True, kw_only=True, tag="element-inserted"):
    """An element came in, with all that it holds. `restores` says which words of it were in the
    draft before; an element that comes back under its own id with the same string restores that
    without saying so. `takes_from` is the id of the comment whose proposed wording it is."""

    element: Element
    place: Place
    restores: tuple[Restored, ...] = ()
    takes_from: str | None = None


class ElementRemoved(Kind, frozen=True, kw_only=True, tag="element-removed"):
    """An element went out, with all that it held."""

    element: Element
    place: Place


class ElementMoved(Kind, frozen=True, kw_only=True, tag="element-moved"):
    """An element went from one place to another; each is read with the element taken out."""

    id: str
    old: Place
    new: Place


class AttributesChanged(Kind, frozen=True, kw_only=True, tag="attributes-changed"):
    """Attributes of an element changed; those in only one of `old` and `new` went or came."""

    id: str
    old: dict[str, str] = {}
    new: dict[str, str] = {}


class TextEdited(Kind, frozen=True, kw_only=True, tag="text-edited"):
    """The string of an element changed by splices, and with it its marks and inline objects."""

    id: str
    splices: tuple[Splice, ...]
    unmarked: Marks = ()
    marked: Marks = ()


class MarksChanged(Kind, frozen=True, kw_only=True, tag="marks-changed"):
    """Marks of an element changed, its string did not. Offsets are the same in both."""

    id: str
    unmarked: Marks = ()
    marked: Marks = ()


class MetaChanged(Kind, frozen=True, kw_only=True, tag="meta-changed"):
    """The `meta` that the draft carries changed, whole (engine/akn/meta.py); within an edit, behind
    its changes of the text."""

    old: str | None = None
    new: str | None = None


class EditRedated(Kind, frozen=True, kw_only=True, tag="edit-redated"):
    """The day on which an edit happened was recorded wrongly: not on `old`, on `new`. Of several
    corrections of one edit the last holds; its record stays as it is."""

    edit: int
    old: date
    new: date
    reason: str


class ElementsAligned(Kind, frozen=True, kw_only=True, tag="elements-aligned"):
    """Elements of this draft are said to be those of the draft in `language` that they translate:
    `related` pairs of ids, this draft's first; those `parted` are so no more. `version` is that of
    the original they were aligned with; `alignment` the version of the rules that did it, where
    no person did."""

    language: str
    version: int | None = None
    related: tuple[tuple[str, str], ...] = ()
    parted: tuple[tuple[str, str], ...] = ()
    alignment: str | None = None


class VersionIssued(Kind, frozen=True, kw_only=True, tag="version-issued"):
    """The text was frozen under a number and a label. `wids` gives, for each element that no
    earlier version held, the `wId` it keeps; `digest` is the text's (docs/formats/digest.md).
    `annex` says which annex ("II") of the document with this symbol the version is; `corrects`
    which version a corrigendum corrects; `answers` the comments that a consolidation disposes of,
    with the answers that they have by then. The first version after an adoption under an editing
    mandate that is no corrigendum is the publication of what was adopted."""

    number: int
    label: str
    digest: str
    original_language: str
    symbol: str | None = None
    nature: VersionNature = "informal"
    distribution: Distribution = "general"
    wids: dict[str, str] = {}
    fulfils: tuple[str, ...] = ()
    annex: str | None = None
    corrects: int | None = None
    answers: tuple[str, ...] = ()


class Adopted(Kind, frozen=True, kw_only=True, tag="adopted"):
    """The body adopted an issued version; from here on only corrigenda change the text, and under
    an `editing_mandate`, until it is published, editorial edits.

    `how` it was adopted, with the votes where there was one; `ad_referendum`, subject to
    confirmation; `orally_amended` is the version that lay before the body, where it adopted that
    one with oral amendments; `annex` ("II") of the document `annex_of` (a symbol) it is."""

    version: int
    digest: str
    fulfils: tuple[str, ...] = ()
    how: How | None = None
    in_favour: int | None = None
    against: int | None = None
    abstaining: int | None = None
    ad_referendum: bool = False
    orally_amended: int | None = None
    editing_mandate: str | None = None
    annex_of: str | None = None
    annex: str | None = None


Change = (
    ElementInserted | ElementRemoved | ElementMoved | AttributesChanged | TextEdited | MarksChanged
)
DraftEvent = (
    DraftOpened
    | EditMade
    | Change
    | MetaChanged
    | EditRedated
    | ElementsAligned
    | VersionIssued
    | Adopted
)


class Issued(NamedTuple):
    """A version and the step at which it was issued, which is the step of its text."""

    step: int
    version: VersionIssued


class Draft(msgspec.Struct):
    """A draft as its events leave it at `step`; not opened yet at step 0.

    `meta` is what the draft carries; `counter` the n of the next element id; `changed` the step of
    the last change of the text or of `meta`, `edited` that of the last edit; `wids` the `wId` of
    each element that a version ever held; `published` the step at which what was adopted was
    published, 0 where it was not by itself. `translates` is the version that it translates,
    `aligned` by language the pairs of an element of this draft and one of that language's,
    `aligned_with` the version they were aligned with.
    """

    step: int = 0
    opened: DraftOpened | None = None
    text: Text = field(default_factory=Text)
    meta: str | None = None
    counter: int = 1
    changed: int = 0
    edited: int = 0
    versions: list[Issued] = field(default_factory=list)
    wids: dict[str, str] = field(default_factory=dict)
    adopted: Adopted | None = None
    published: int = 0
    translates: Translated | None = None
    aligned: dict[str, set[tuple[str, str]]] = field(default_factory=dict)
    aligned_with: Translated | None = None


def stream(work: str, language: str) -> str:
    """The id of the draft's stream."""
    return f"draft/{work}/{language}"


def evolve(draft: Draft, event: DraftEvent) -> Draft:
    """The draft after one more event. Changes `draft` in place and gives it back."""
    draft.step += 1
    match event:
        case DraftOpened():
            if draft.opened:
                raise Damaged(f"{event.work}/{event.language} is opened twice")
            draft.opened = event
            draft.meta = event.meta
        case EditMade():
            draft.edited = draft.step
            draft.translates = event.translates or draft.translates
        case MetaChanged():
            if draft.meta != event.old:
                raise Damaged(
                    f"the meta at s{draft.step - 1} is not the one that s{draft.step} changes"
                )
            draft.meta = event.new
            draft.changed = draft.step
        case EditRedated():
            pass
        case ElementsAligned():
            align(draft, event)
        case VersionIssued():
            draft.versions.append(Issued(draft.step, event))
            draft.wids.update(event.wids)
            if draft.adopted and event.corrects is None:
                draft.published = draft.step
        case Adopted():
            draft.adopted = event
        case _:
            apply(draft.text, event)
            draft.changed = draft.step
            draft.counter = max(draft.counter, _counted(event) + 1)
    return draft


def align(draft: Draft, event: ElementsAligned) -> None:
    """The pairs of the draft after one more alignment, which changes nothing else."""
    pairs = draft.aligned.setdefault(event.language, set())
    pairs.difference_update(event.parted)
    pairs.update(event.related)
    if event.version is not None:
        draft.aligned_with = Translated(event.language, event.version)


def after(draft: Draft, events: Iterable[DraftEvent]) -> Draft:
    """The draft after more events; `draft` itself stays as it is."""
    later = replace(
        draft,
        text=draft.text.copy(),
        versions=list(draft.versions),
        wids=dict(draft.wids),
        aligned={language: set(pairs) for language, pairs in draft.aligned.items()},
    )
    for event in events:
        evolve(later, event)
    return later


def apply(text: Text, change: Change) -> Text:
    """The text after the change. Changes `text` in place and gives it back; `Damaged` where the
    change does not fit the text."""
    match change:
        case ElementInserted():
            text.insert(change.element, change.place)
        case ElementRemoved():
            _take_out(text, change.element, change.place)
        case ElementMoved():
            _move(text, change.id, change.old, change.new)
        case AttributesChanged():
            _change_attributes(text, change.id, change.old, change.new)
        case TextEdited():
            _edit(text, change.id, change.splices, change.unmarked, change.marked)
        case MarksChanged():
            _edit(text, change.id, (), change.unmarked, change.marked)
    return text


def undo(text: Text, change: Change) -> Text:
    """The text before the change, from the text after it. Changes `text` in place."""
    return apply(text, inverse(change))


def inverse(change: Change) -> Change:
    """The change that takes back another one."""
    match change:
        case ElementInserted():
            return ElementRemoved(element=change.element, place=change.place)
        case ElementRemoved():
            return ElementInserted(element=change.element, place=change.place)
        case ElementMoved():
            return ElementMoved(id=change.id, old=change.new, new=change.old)
        case AttributesChanged():
            return AttributesChanged(id=change.id, old=change.new, new=change.old)
        case TextEdited():
            return TextEdited(
                id=change.id,
                splices=inverted(change.splices),
                unmarked=change.marked,
                marked=change.unmarked,
            )
        case MarksChanged():
            return MarksChanged(id=change.id, unmarked=change.marked, marked=change.unmarked)


def _take_out(text: Text, element: Element, place: Place) -> None:
    if text.place(element.id) != place:
        raise Damaged(f"{element.id} does not stand behind {place.follows} in {place.parent}")
    if text.remove(element.id) != element:
        raise Damaged(f"{element.id} does not hold what its removal says it held")


def _move(text: Text, id: str, old: Place, new: Place) -> None:
    if text.place(id) != old:
        raise Damaged(f"{id} does not stand behind {old.follows} in {old.parent}")
    text.move(id, new)


def _change_attributes(text: Text, id: str, old: dict[str, str], new: dict[str, str]) -> None:
    now = text[id].attributes
    for name in old.keys() | new.keys():
        if now.get(name) != old.get(name):
            raise Damaged(f"{id} has {name}={now.get(name)!r}, not {old.get(name)!r}")
    kept = {name: value for name, value in now.items() if name not in old}
    text.change(id, attributes=kept | new)


def _edit(text: Text, id: str, splices: tuple[Splice, ...], unmarked: Marks, marked: Marks) -> None:
    node = text[id]
    if node.children:
        raise Damaged(f"{id} holds elements; it has no string to edit")
    string = spliced(node.string, splices)
    objects = list(node.objects)
    for splice in reversed(splices):
        first = node.string.count(OBJECT, 0, splice.at)
        last = first + len(splice.removed_objects)
        if objects[first:last] != [o.id for o in splice.removed_objects]:
            raise Damaged(f"{id} does not hold the objects that the splice at {splice.at} removes")
        for gone in splice.removed_objects:
            if text.element(gone.id) != gone:
                raise Damaged(f"{gone.id} does not hold what its removal says it held")
            text.disown(gone)
        objects[first:last] = [o.id for o in splice.inserted_objects]
    for splice in splices:
        for came in splice.inserted_objects:
            text.adopt(came, id)
    if string.count(OBJECT) != len(objects):
        raise Damaged(f"{id} would hold {len(objects)} objects, its string other than so many")
    marks = remarked(node.marks, splices, unmarked, marked)
    text.change(id, string=string, marks=marks, objects=tuple(objects))


def _counted(change: Change) -> int:
    """The highest n among the ids that a change brings in, 0 where it brings none."""
    match change:
        case ElementInserted():
            return _highest(change.element)
        case TextEdited():
            return max((_highest(o) for s in change.splices for o in s.inserted_objects), default=0)
        case _:
            return 0


def _highest(element: Element) -> int:
    n = int(element.id.rpartition("-")[2])
    return max((n, *(_highest(below) for below in (*element.objects, *element.children))))
