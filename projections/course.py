"""The course of a comment: its place in every version since, its answers, the edits that answered
it, the words they put in, and which of those words stand in the text that was adopted.

The words that an edit put in are those whose first author it is (`projections.authorship`); where
it took wordings from several comments, those taken from another one are not this comment's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

import msgspec

from engine.acts import comments
from engine.chronicle import corrected
from engine.comment_id import parse
from engine.errors import TravauxError
from engine.events import (
    Adopted,
    AttributesChanged,
    Change,
    CommentMade,
    CommentReanchored,
    EditMade,
    ElementInserted,
    ElementMoved,
    ElementRemoved,
    MarksChanged,
    TextEdited,
    VersionIssued,
)
from engine.events.draft import apply, stream
from engine.events.submission import Access, Anchor
from engine.record import Entry
from engine.text import Element, Text
from engine.text.anchor import Found, anchor, locate
from engine.text.eid import eids
from engine.view import View
from projections import authorship
from projections.authorship import AUTHORSHIP
from projections.comments import COMMENTS, edits
from projections.crediting import credited
from projections.listing import Listed, Texts, listing
from projections.runs import Run, Runs
from projections.trace import Naming


class Held(msgspec.Struct, frozen=True):
    """Where a comment is in a version (`number` 0: in the draft as it stands): the element, what
    people call its place, and the words there that it quotes or that took their place. Where it is
    `orphaned` it is not found, and this is its last known place, `there` whether that element is
    still in the text, without the words."""

    number: int
    label: str
    step: int
    on: date
    adopted: bool
    id: str
    place: str
    quote: str | None
    there: bool
    orphaned: bool


class Words(msgspec.Struct, frozen=True):
    """A run of words that an edit put in, where it stands: in the string of an element, from one
    code point up to, not including, another. `taken`: they are the comment's own wording."""

    edit: int
    id: str
    eId: str | None  # the key of the JSON, as Akoma Ntoso spells it
    place: str
    start: int
    end: int
    text: str
    taken: bool


class Answering(NamedTuple):
    """An edit that answered the comment: the words it put in, and how many; the texts around it."""

    work: str
    language: str
    entry: Entry
    on: date
    put: tuple[Words, ...]
    words: int
    before: Text
    after: Text

    @property
    def edit(self) -> EditMade:
        """The edit."""
        assert isinstance(self.entry.record.event, EditMade)
        return self.entry.record.event


class Standing(msgspec.Struct, frozen=True):
    """What stands of the words that edits put into a draft, in the version of it that was adopted
    or, where none was, in the draft as it stands; and how many words that is."""

    work: str
    language: str
    step: int
    version: int | None
    label: str | None
    adopted: bool
    spans: tuple[Words, ...]
    words: int


class Course(NamedTuple):
    """A comment followed forward. `comment` is none where those for whom it is told may not read
    it: what it says, whose it is, where it is and how it was answered are withheld then."""

    id: str
    comment: Listed | None
    made_at: Held | None
    places: tuple[Held, ...]
    edits: tuple[Answering, ...]
    standing: tuple[Standing, ...]


def course(
    view: View,
    written: str,
    naming: Naming,
    *,
    access: Access = "public",
    as_of: date | None = None,
) -> Course:
    """The comment cited so, followed forward for those with `access`, on a day. `NotFound` where
    there is none."""
    cited = comments.cited(view, written)
    id = parse(cited.id)
    found = listing(view, [id.work], access=access, as_of=as_of).comments
    comment = next((one for one in found if one.id == cited.id), None)
    places = tuple(_places(view, comment, naming)) if comment else ()
    answering = tuple(_answering(view, cited.id, naming))
    drafts = dict.fromkeys((edit.work, edit.language) for edit in answering)
    return Course(
        id=cited.id,
        comment=comment,
        made_at=places[0] if places else None,
        places=places[1:],
        edits=answering,
        standing=tuple(
            _standing(view, work, language, cited.id, answering, naming)
            for work, language in drafts
        ),
    )


def _places(view: View, comment: Listed, naming: Naming) -> Iterator[Held]:
    """Where a comment is: in the text that it was made on, then in every later version of it, and
    in the draft as it stands where that is another text."""
    made = comment.remark.made
    if made.language is None or made.place is None:
        return
    work, language = made.work, made.language
    texts = Texts(view, work)
    acts = [a for a in view.acts(work, language) if isinstance(a.event, VersionIssued | Adopted)]
    labels = {a.event.number: a.event.label for a in acts if isinstance(a.event, VersionIssued)}
    began = _step_of(view, made)
    puts = [_Put(began, made)]
    moved = comment.remark.moved
    if moved and moved.language == language:
        puts.append(_Put(_step_of(view, moved), moved))
    last = view.head(stream(work, language))[0]

    follow = _Following(texts, language, puts)

    def held(number: int, step: int, on: date, *, adopted: bool = False) -> Held:
        text = view.folded(work, language, step).text
        where, before = follow.at(max(step, began), text)
        there = where.element in text
        return Held(
            number=number,
            label=labels.get(number, ""),
            step=step,
            on=on,
            adopted=adopted,
            id=where.element,
            place=naming(text if there else before, where.element),
            quote=where.quote,
            there=there,
            orphaned=where.orphaned,
        )

    yield held(made.version or 0, began, comment.remark.on)
    changed = view.standing(work, language)
    for act in acts:
        if isinstance(act.event, VersionIssued) and act.step > began:
            yield held(act.event.number, act.step, act.effective_on)
        elif isinstance(act.event, Adopted):
            yield held(act.event.version, act.step, act.effective_on, adopted=True)
    if changed and changed.changed > max((a.step for a in acts), default=0):
        on = view.entry(stream(work, language), changed.changed).record.effective_on
        yield held(0, last, on)


class _Put(NamedTuple):
    step: int
    event: CommentMade | CommentReanchored


class _Following:
    """A place followed from one version to the next: what was found in the one is looked for in
    the other, so that words are known by what stood around them last."""

    def __init__(self, texts: Texts, language: str, puts: Sequence[_Put]) -> None:
        self._texts = texts
        self._language = language
        self._puts = list(puts)

    def at(self, step: int, text: Text) -> tuple[Found, Text]:
        """Where the place is in the text after a step, none before the last one asked for; and the
        text that it was in last."""
        while self._puts and self._puts[0].step <= step:
            put = self._puts.pop(0).event
            assert put.place
            self._anchor = put.place
            then = self._texts.then(self._language, put.version, put.step)
            self._then = then or text
        found = locate(self._anchor, text, self._then)
        before = self._then
        if not found.orphaned:
            self._then = text
            self._anchor = _anew(found, text) or self._anchor
        return found, before


def _anew(found: Found, text: Text) -> Anchor | None:
    """An anchor to what was found; none where the words are there more than once."""
    try:
        return anchor(text, found.element, {}, found.quote)
    except TravauxError:
        return None


def _step_of(view: View, on: CommentMade | CommentReanchored) -> int:
    """The step of the text that a comment was put on."""
    assert on.language
    work = parse(on.comment).work
    if on.step is not None:
        return on.step
    for act in view.acts(work, on.language):
        if isinstance(act.event, VersionIssued) and act.event.number == on.version:
            return act.step
    return 0


def _answering(view: View, id: str, naming: Naming) -> Iterator[Answering]:
    """The edits that answer a comment, in the order of drafts and of steps: those that say so,
    and those that its answers say applied it."""
    cited = parse(id)
    known = view.ask(COMMENTS, lambda keyed: edits(keyed, cited.work, cited.number))
    held = comments.cited(view, id).held.comments[id]
    own = f"{held.made.work}/{held.made.language}"
    known += [(own, answer.applied) for answer in held.answers if answer.applied is not None]
    for draft, step in sorted(set(known)):
        work, _, language = draft.partition("/")
        yield _edit(view, work, language, step, id, naming)


def _edit(view: View, work: str, language: str, step: int, id: str, naming: Naming) -> Answering:
    name = stream(work, language)
    made = view.entry(name, step)
    changes = _changes(view, name, step)
    before = view.folded(work, language, step).text
    after = before.copy()
    for change in changes:
        apply(after, change)
    touched = [i for i in dict.fromkeys(_touched(changes)) if i in after]
    last = step + len(changes)
    runs = _runs(view, name, after, touched, last)
    mine = {step}
    return Answering(
        work=work,
        language=language,
        entry=made,
        on=corrected(view.acts(work, language)).get(step, made.record.effective_on),
        put=tuple(_spans(after, runs, mine, id, naming)),
        words=_count(after, runs, mine, id),
        before=before,
        after=after,
    )


def _standing(
    view: View,
    work: str,
    language: str,
    id: str,
    answering: Sequence[Answering],
    naming: Naming,
) -> Standing:
    name = stream(work, language)
    acts = view.acts(work, language)
    step, adopted = view.head(name)[0], False
    version: VersionIssued | None = None
    issued = {a.event.number: a for a in acts if isinstance(a.event, VersionIssued)}
    for act in acts:
        if isinstance(act.event, Adopted):
            step, adopted = act.step, True
            found = issued[act.event.version].event
            assert isinstance(found, VersionIssued)
            version = found
    text = view.folded(work, language, step).text
    mine = {each.entry.step for each in answering if (each.work, each.language) == (work, language)}
    strings = [node.id for node in text.walk() if node.string]
    runs = _runs(view, name, text, strings, step)
    return Standing(
        work=work,
        language=language,
        step=step,
        version=version.number if version else None,
        label=version.label if version else None,
        adopted=adopted,
        spans=tuple(_spans(text, runs, mine, id, naming)),
        words=_count(text, runs, mine, id),
    )


RunsOf = Mapping[str, Runs]


def _runs(view: View, name: str, text: Text, ids: Iterable[str], step: int) -> RunsOf:
    """The runs of the strings of elements, numbers aside, as they stood after a step."""
    wanted = [id for id in ids if text[id].tag != authorship.NUMBER and text[id].string]
    return view.ask_whole(
        AUTHORSHIP, lambda kept: {i: authorship.runs_at(kept, i, step) for i in wanted}, name
    )


def _is_put(run: Run, mine: set[int], id: str) -> bool:
    """Whether words came by one of the edits, and not from another comment."""
    return run.edit in mine and run.takes_from in (None, id)


def _spans(text: Text, runs: RunsOf, mine: set[int], id: str, naming: Naming) -> Iterator[Words]:
    """The words that edits put in, neighbours as one."""
    names: dict[str, str] | None = None
    for element, own in runs.items():
        at = 0
        string = text[element].string
        last: Words | None = None
        for run in own:
            if _is_put(run, mine, id):
                names = eids(text) if names is None else names
                here = Words(
                    edit=run.edit,
                    id=element,
                    eId=names.get(element),
                    place=naming(text, element),
                    start=at,
                    end=at + run.length,
                    text=string[at : at + run.length],
                    taken=run.takes_from == id,
                )
                if last and (last.edit, last.end, last.taken) == (run.edit, at, here.taken):
                    here = msgspec.structs.replace(
                        here, start=last.start, text=last.text + here.text
                    )
                elif last:
                    yield last
                last = here
            at += run.length
        if last:
            yield last


def _count(text: Text, runs: RunsOf, mine: set[int], id: str) -> int:
    """How many words those edits put in: a word is theirs that is mostly so."""
    return sum(
        _is_put(run, mine, id)
        for element, own in runs.items()
        if own
        for run in credited(text[element].string, own)
    )


def _changes(view: View, name: str, step: int) -> list[Change]:
    """The changes of the edit made at a step."""
    found: list[Change] = []
    size, after = 64, step
    while True:
        page = view.log.read(name, after + size, after=after)
        for entry in page:
            if not isinstance(entry.record.event, Change):
                return found
            found.append(entry.record.event)
        if len(page) < size:
            return found
        after += size


def _touched(changes: Iterable[Change]) -> Iterator[str]:
    """The elements whose strings an edit may have made."""
    for change in changes:
        match change:
            case ElementInserted(element=element):
                yield from _walk(element)
            case TextEdited(id=id, splices=splices):
                yield id
                for splice in splices:
                    for came in splice.inserted_objects:
                        yield from _walk(came)
            case ElementRemoved() | ElementMoved() | AttributesChanged() | MarksChanged():
                pass


def _walk(element: Element) -> Iterator[str]:
    yield element.id
    for below in (*element.objects, *element.children):
        yield from _walk(below)
