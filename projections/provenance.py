"""What made an element, or some words of one, what it is: read backward from where it stands.

Walking back, the events are undone on the text one by one, so that each is seen in the text that
it made. An event concerns the element if it touches the element itself or what stood in it then;
where words came in that had stood elsewhere (a paragraph split, two merged, a sentence moved: what
an event `restores`), these are followed there, to the place that they came from and no wider.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Literal, NamedTuple

from engine.errors import Damaged
from engine.events import (
    Adopted,
    AttributesChanged,
    Change,
    EditMade,
    ElementInserted,
    ElementMoved,
    ElementRemoved,
    MarksChanged,
    TextEdited,
    VersionIssued,
)
from engine.events.draft import apply, undo
from engine.record import Entry
from engine.text import Element, Text
from engine.text.inline import Restored, Splice

What = Literal["inserted", "removed", "moved", "edited", "renumbered", "markup", "elsewhere"]
Spans = Mapping[str, tuple[int, int]]
"""Of each element some of its string: from one code point up to, not including, another."""


class Touch(NamedTuple):
    """An edit that touched what is traced: its record, the steps that did, what they did, from
    which other elements words came in, and the comments whose wording it took. `elsewhere`: they
    changed its words where these stood then, in the elements `at`. `before` and `after` are the
    whole texts around the edit; the first is the walk's own, to be read before it goes on."""

    made: Entry
    steps: tuple[int, ...]
    what: tuple[What, ...]
    at: tuple[str, ...]
    came_from: tuple[str, ...]
    takes_from: tuple[str, ...]
    before: Text
    after: Text

    @property
    def edit(self) -> EditMade:
        """The edit."""
        assert isinstance(self.made.record.event, EditMade)
        return self.made.record.event


class Passed(NamedTuple):
    """A version or an adoption that the walk came by, and the text then, to be read before the
    walk goes on."""

    entry: Entry
    text: Text


def walk_back(
    entries: Sequence[Entry], text: Text, id: str, words: Spans | None = None
) -> Iterator[Touch | Passed]:
    """The edits that made an element of `text` what it is, the latest first, and the versions
    between them; of `words` of it those edits alone that made these. `entries` are the draft's
    from its first to the one that left the text so; the text is not changed."""
    walk = _Back(text.copy(), id, words)
    changes: list[Entry] = []
    for entry in reversed(entries):
        event = entry.record.event
        if isinstance(event, Change):
            changes.append(entry)
        elif isinstance(event, EditMade):
            if touch := walk.undo([entry, *reversed(changes)]):
                yield touch
            changes = []
        elif isinstance(event, VersionIssued | Adopted):
            yield Passed(entry, walk.text)
    if changes:
        raise Damaged(f"{changes[-1].stream} changes at s{changes[-1].step} outside an edit")


class _Back:
    """The way back. `own` are the elements that are traced whole, wherever they stood; `spans`
    some words of others; `waiting` those that stood there only just before a step, which took them
    out, with the edit that restored them; `came` the strings of elements that came in, while it is
    not known whether they were there before."""

    def __init__(self, text: Text, id: str, words: Spans | None) -> None:
        self.text = text
        self.top = id if words is None else None
        self.own = {node.id for node in text.walk(id)} if words is None else set()
        self.spans: dict[str, list[tuple[int, int]]] = {}
        self.waiting: dict[int, list[tuple[int, Restored]]] = {}
        self.came: dict[str, str] = {}
        for element, (start, end) in (words or {}).items():
            self._follow(element, start, end)

    def undo(self, edit: Sequence[Entry]) -> Touch | None:
        """Take one edit back; what it did to what is traced, if it did anything."""
        made, *changes = edit
        self.made = made.step
        steps: list[int] = []
        what: list[What] = []
        self.sources: list[str] = []
        self.taken: list[str] = []
        self.at: list[str] = []
        for entry in reversed(changes):
            change = entry.record.event
            assert isinstance(change, Change)
            self.step = entry.step
            done = self._back(change)
            for restored_by, run in self.waiting.pop(entry.step, ()):
                self._follow(run.element, run.offset, run.offset + run.length)
                if restored_by != made.step and run.element not in self.own:
                    self.at.append(run.element)
                    done.append("removed" if self.top is None else "elsewhere")
            if done:
                steps.append(entry.step)
                what += [kind for kind in done if kind not in what]
        if not steps:
            return None
        after = self.text.copy()
        for entry in changes:
            apply(after, entry.record.event)  # type: ignore[arg-type]  # they are changes
        return Touch(
            made=made,
            steps=tuple(reversed(steps)),
            what=tuple(reversed(what)),
            at=tuple(dict.fromkeys(reversed(self.at))),
            came_from=tuple(dict.fromkeys(reversed(self.sources))),
            takes_from=tuple(dict.fromkeys(reversed(self.taken))),
            before=self.text,
            after=after,
        )

    def _back(self, change: Change) -> list[What]:
        """Undo one change; what it did to what is traced."""
        done: list[What] = []
        match change:
            case ElementInserted(element=element, place=place, restores=restores):
                done = self._came(element, place.parent, restores, change.takes_from)
                undo(self.text, change)
            case ElementRemoved(element=element):
                undo(self.text, change)
                done = self._went(element)
            case ElementMoved(id=id):
                done = self._moved(id)
                undo(self.text, change)
                done = done or self._moved(id)
            case TextEdited(id=id, splices=splices):
                done = self._edited(id, splices)
                undo(self.text, change)
                done = done or self._went_inline(splices)
            case AttributesChanged(id=id) | MarksChanged(id=id):
                done = ["markup"] if self._is_own(id) else []
                undo(self.text, change)
        return done

    def _is_own(self, id: str | None) -> bool:
        """Whether an element is traced whole: it is, or it stands here in the one that is."""
        if self.top is None:
            return False
        while id:
            if id in self.own:
                return True
            id = self.text[id].parent
        return False

    def _came(
        self,
        element: Element,
        parent: str | None,
        restores: Sequence[Restored],
        takes_from: str | None,
    ) -> list[What]:
        """An element came in, with all that it holds."""
        whole = self._is_own(parent)
        touched = False
        for below in _walk(element):
            here = [run for run in restores if run.into == below.id]
            if whole or below.id in self.own:
                touched = True
                self._sources(here)
                self._takes(takes_from)
            elif below.id in self.spans:
                touched = True
                self.at.append(below.id)
                for start, end in self.spans[below.id]:
                    self._sources(_within(here, start, end))
                self._takes(takes_from)
                if here:
                    del self.spans[below.id]
                else:
                    self.came[below.id] = below.string
        if not touched:
            return []
        return [
            "inserted" if whole or self.top is None or _holds(element, self.own) else "elsewhere"
        ]

    def _went(self, element: Element) -> list[What]:
        """An element went, and stands again here: one that was traced and came back later, or one
        that stood in it."""
        if self._is_own(element.id) or _holds(element, self.own):
            return ["removed"]
        touched = False
        for below in _walk(element):
            if below.id in self.spans and below.id in self.came:
                touched = True
                self.at.append(below.id)
                if self.came.pop(below.id) != below.string:
                    del self.spans[below.id]  # it came back as another
        return ["removed" if self.top is None else "elsewhere"] if touched else []

    def _moved(self, id: str) -> list[What]:
        """An element moved: the one traced, one in it, or one that holds it."""
        if self._is_own(id):
            return ["moved"]
        above = self.top
        while above and above in self.text:
            if above == id:
                return ["moved"]
            above = self.text[above].parent
        return []

    def _edited(self, id: str, splices: Sequence[Splice]) -> list[What]:
        if self._is_own(id):
            for splice in splices:
                self._sources([run for run in splice.restores if run.into is None])
                self._takes(splice.takes_from)
                for came in splice.inserted_objects:
                    self._came(came, id, splice.restores, splice.takes_from)
            return ["renumbered" if self.text[id].tag == "num" else "edited"]
        done: list[What] = []
        for splice in splices:
            for came in splice.inserted_objects:
                done += self._came(came, None, splice.restores, splice.takes_from)
        if id in self.spans:
            old: list[tuple[int, int]] = []
            touched = False
            for start, end in self.spans.pop(id):
                span, hit = self._mapped(splices, start, end)
                touched = touched or hit
                if span[0] < span[1]:
                    old.append(span)
            if old:
                self.spans[id] = old
            if touched:
                self.at.append(id)
                done.append("edited" if self.top is None else "elsewhere")
        return done

    def _went_inline(self, splices: Sequence[Splice]) -> list[What]:
        return [
            what
            for splice in splices
            for gone in splice.removed_objects
            for what in self._went(gone)
        ]

    def _mapped(
        self, splices: Sequence[Splice], start: int, end: int
    ) -> tuple[tuple[int, int], bool]:
        """Where some words of the new string stood in the old one, what was there instead of new
        ones included; and whether the splices touched them."""
        shift = 0
        first = last = None
        touched = False
        for splice in splices:
            came, stops = splice.at + shift, splice.at + shift + len(splice.inserted)
            if came < end and start < stops:
                touched = True
                here = [run for run in splice.restores if run.into is None]
                self._sources(_within(here, start - came, end - came))
                self._takes(splice.takes_from)
            if first is None and start < stops:
                first = splice.at if came <= start else start - shift
            if last is None and end <= stops:
                last = splice.end if came < end else end - shift
            shift += len(splice.inserted) - len(splice.removed)
        first = start - shift if first is None else first
        last = end - shift if last is None else last
        return (first, last), touched

    def _sources(self, runs: Iterable[Restored]) -> None:
        """Words that came in by the event at hand had stood elsewhere: follow them there."""
        for run in runs:
            self.sources.append(run.element)
            since = self.waiting.setdefault(min(run.step, self.step), [])
            since.append((self.made, run))

    def _takes(self, comment: str | None) -> None:
        if comment is not None:
            self.taken.append(comment)

    def _follow(self, element: str, start: int, end: int) -> None:
        known = self.spans.setdefault(element, []) if element not in self.own else []
        if not any(first <= start and end <= last for first, last in known):
            known.append((start, end))


def _within(runs: Iterable[Restored], start: int, end: int) -> Iterator[Restored]:
    """What of restored runs lies from one code point up to another."""
    for run in runs:
        first, last = max(start, run.at), min(end, run.at + run.length)
        if first < last:
            yield Restored(
                at=first,
                length=last - first,
                step=run.step,
                element=run.element,
                offset=run.offset + first - run.at,
                into=run.into,
            )


def _holds(element: Element, ids: set[str]) -> bool:
    return any(below.id in ids for below in _walk(element))


def _walk(element: Element) -> Iterator[Element]:
    yield element
    yield from chain.from_iterable(map(_walk, (*element.objects, *element.children)))
