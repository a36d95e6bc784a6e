"""A paragraph, or some words of one, traced back: every edit that made it what it is, the comments
behind each, what it was called in every version, and what it is linked with in other documents.

`trace` tells of one element of one draft; `traces` follows it to the drafts it translates, to
their translations, and across links between documents, each of them once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Literal, NamedTuple

import msgspec

from engine.akn.meta import names
from engine.chronicle import corrected
from engine.events import Adopted, EditMade, ElementRemoved, TextEdited, VersionIssued
from engine.events.draft import stream
from engine.record import Entry
from engine.text import Element, Text
from engine.text.eid import eids
from engine.text.said import said
from engine.view import View
from projections.links import Drafts, equivalents, standing
from projections.listing import Listed
from projections.provenance import Passed, Touch, What, walk_back
from projections.quotation import ranges

Naming = Callable[[Text, str], str]
Kind = Literal["answers", "answered by", "translates", "translated by"]
"""What people call the place of an element: "paragraph 12(a)"."""


class Spot(msgspec.Struct, frozen=True):
    """An element in a text: its id, its eId there, what people call its place, its words."""

    id: str
    eId: str | None  # the key of the JSON, as Akoma Ntoso spells it
    place: str
    words: str


class Step(NamedTuple):
    """An edit that made the element what it is. `touched` are the steps that did, `was` and
    `became` the element before and after, where it was there, or, where its words stood elsewhere
    then, that other one; `came_from` other elements from which words of it came, as they were
    before. `old` and `new` are texts of the element alone. `comments` are those that the edit
    answers, and whose wording it took."""

    step: int
    entry: Entry
    on: date
    touched: tuple[int, ...]
    what: tuple[What, ...]
    was: Spot | None
    became: Spot | None
    came_from: tuple[Spot, ...]
    comments: tuple[str, ...]
    old: Text
    new: Text

    @property
    def edit(self) -> EditMade:
        """The edit."""
        assert isinstance(self.entry.record.event, EditMade)
        return self.entry.record.event


class Version(msgspec.Struct, frozen=True):
    """What the element was in a version: its place; none where it was not there. An adoption names
    the version that it adopts."""

    number: int
    label: str
    symbol: str | None
    step: int
    on: date
    adopted: bool
    place: str | None


class Relation(msgspec.Struct, frozen=True):
    """How a trace came to be followed from the one at `of`: what answers it or is answered by it,
    over a `link`; the original that it translates, or a translation of it."""

    of: int
    kind: Kind
    link: int | None = None
    reason: str | None = None


class Trace(NamedTuple):
    """An element, or `quote` of it, traced back from a step of its draft. `steps` and `versions`
    are in the order in which they happened; `gone` is the step that took the element out since;
    `inside` are the element and all that it holds."""

    work: str
    language: str
    step: int
    spot: Spot
    quote: str | None
    steps: tuple[Step, ...]
    versions: tuple[Version, ...]
    gone: int | None
    inside: frozenset[str]
    relation: Relation | None = None


def trace(
    view: View,
    work: str,
    language: str,
    step: int,
    id: str,
    naming: Naming,
    quote: str | None = None,
) -> Trace:
    """An element of a draft at a step, traced back to the beginning; of `quote`, words in it, what
    made these."""
    folded = view.folded(work, language, step)
    text, entries = folded.text, view.log.read(stream(work, language), step)
    words = ranges(text, id, quote) if quote else None
    redated = corrected(view.acts(work, language))
    issued = [a.event for a in view.acts(work, language) if isinstance(a.event, VersionIssued)]
    labels = {version.number: version for version in issued}
    steps: list[Step] = []
    versions: list[Version] = []
    for found in walk_back(entries, text, id, words):
        match found:
            case Touch():
                steps.append(_step(found, id, redated, naming))
            case Passed(entry=entry, text=then):
                versions.append(_version(entry, then, id, labels, naming))
    return Trace(
        work=work,
        language=language,
        step=step,
        spot=spot(text, id, naming, folded.meta),
        quote=quote,
        steps=tuple(reversed(steps)),
        versions=tuple(reversed(versions)),
        gone=_gone(view, work, language, step, id),
        inside=frozenset(node.id for node in text.walk(id)),
    )


def traces(view: View, first: Trace, drafts: Drafts, naming: Naming) -> list[Trace]:
    """A trace and those that it leads to: across links, and to the draft that it translates or
    that translates it; of the drafts as they stand, each element and each link once."""
    found = [first]
    met: set[object] = {(first.work, first.language, first.spot.id)}
    for at, one in enumerate(found):
        for relation, work, language, id in _related(view, one, at, drafts):
            if (work, language, id) in met or relation.link in met:
                continue
            met |= {(work, language, id), relation.link} - {None}
            last = view.head(stream(work, language))[0]
            followed = trace(view, work, language, last, id, naming)
            found.append(followed._replace(relation=relation))
    return found


def on_it(trace: Trace, comments: Iterable[Listed]) -> list[Listed]:
    """Of comments those on the element traced that no edit of its trace answers."""
    behind = {id for step in trace.steps for id in step.comments}
    return [
        one
        for one in comments
        if (one.work, one.language) == (trace.work, trace.language)
        and one.id not in behind
        and one.place
        and one.place.id in trace.inside
    ]


def spot(text: Text, id: str, naming: Naming, meta: str | None = None) -> Spot:
    """An element in a text, for people."""
    named = naming(text, id)
    return Spot(id, eids(text, names(meta)).get(id), named, said(text, id))


def alone(text: Text, id: str) -> Text:
    """An element as a text of its own; an empty text where it is not there."""
    own = Text()
    if id in text:
        own.adopt(text.element(id), "")
        own.parts = (id,)
    return own


def _step(touch: Touch, id: str, redated: dict[int, date], naming: Naming) -> Step:
    made, before, after = touch.made, touch.before, touch.after
    here = touch.at[0] if touch.at and set(touch.what) <= {"elsewhere"} else id
    if id not in before and id not in after and touch.at:
        here = touch.at[0]
    came_from = [s for s in touch.came_from if s in before and s != here]
    return Step(
        step=made.step,
        entry=made,
        on=redated.get(made.step, made.record.effective_on),
        touched=touch.steps,
        what=touch.what,
        was=spot(before, here, naming) if here in before else None,
        became=spot(after, here, naming) if here in after else None,
        came_from=tuple(spot(before, source, naming) for source in came_from),
        comments=tuple(dict.fromkeys((*touch.edit.answers, *touch.takes_from))),
        old=alone(before, here),
        new=alone(after, here),
    )


def _version(
    entry: Entry, text: Text, id: str, labels: dict[int, VersionIssued], naming: Naming
) -> Version:
    event = entry.record.event
    assert isinstance(event, VersionIssued | Adopted)
    number = event.number if isinstance(event, VersionIssued) else event.version
    issued = labels[number]
    return Version(
        number=number,
        label=issued.label,
        symbol=issued.symbol,
        step=entry.step,
        on=entry.record.effective_on,
        adopted=isinstance(event, Adopted),
        place=naming(text, id) if id in text else None,
    )


def _gone(view: View, work: str, language: str, step: int, id: str) -> int | None:
    """The step behind another at which an element was taken out, and did not come back."""
    if id in view.folded(work, language).text:
        return None
    return taken_out(view, work, language, id, after=step)


def taken_out(
    view: View, work: str, language: str, id: str, *, after: int = 0, upto: int | None = None
) -> int | None:
    """The last of some steps of a draft at which an element was taken out."""
    gone = None
    for entry in view.log.read(stream(work, language), upto, after=after):
        match entry.record.event:
            case ElementRemoved(element=element):
                taken = [element]
            case TextEdited(splices=splices):
                taken = [each for splice in splices for each in splice.removed_objects]
            case _:
                continue
        if any(below.id == id for each in taken for below in _walk(each)):
            gone = entry.step
    return gone


def _related(
    view: View, one: Trace, at: int, drafts: Drafts
) -> Iterator[tuple[Relation, str, str, str]]:
    """What a trace leads to: how, and which element of which draft."""
    same = equivalents(drafts, one.work, one.language, one.spot.id)
    originals = {of for own, of in drafts.pairs(one.work, one.language) if own == one.spot.id}
    for language, ids in same.items():
        for other in sorted(ids, key=_count):
            if other != one.spot.id and other in drafts.text(one.work, language, None):
                kind: Kind = "translates" if other in originals else "translated by"
                yield Relation(at, kind), one.work, language, other
    for link in view.process().links.values():
        for own, far in ((link.source, link.target), (link.target, link.source)):
            id = standing(drafts, own)
            there = standing(drafts, far)
            if own.work != one.work or own.language not in same or id is None or there is None:
                continue
            text = drafts.text(own.work, own.language, None)
            if any(_near(text, id, each) for each in same[own.language]):
                across: Kind = "answered by" if own is link.target else "answers"
                relation = Relation(at, across, link.link, link.reason)
                yield relation, far.work, far.language, there


def _near(text: Text, id: str, other: str) -> bool:
    """Whether of two elements one is the other or stands in it."""
    return other in _upward(text, id) or id in _upward(text, other)


def _upward(text: Text, id: str) -> Iterator[str]:
    while id and id in text:
        yield id
        id = text[id].parent


def _count(id: str) -> int:
    return int(id.rpartition("-")[2])


def _walk(element: Element) -> Iterator[Element]:
    yield element
    for below in (*element.objects, *element.children):
        yield from _walk(below)
