"""Who put each character there: for the string of each element, runs with the step they came by.

The view of one draft, by key:

    "step"               the last step taken in
    "text", id           the runs of the element's string as it stands
    "gone", step, id     what the step took out of the element's string, piece by piece
    "last", id           the whole string of an element that went, with a fingerprint of it

Words moved keep their step; words that an event restores (docs/formats/record.md) get back the
step they first came by. From a step follow its edit, those who made it, and what it answers.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from itertools import chain

import msgspec

from engine.errors import Damaged
from engine.events import EditMade, ElementInserted, ElementRemoved, TextEdited
from engine.events.draft import Nature
from engine.inline import Restored, Splice
from engine.projection import Keyed, Over, Projection, fold
from engine.record import Entry
from engine.text import Element
from projections.versions import Act, Expression


class Run(msgspec.Struct, frozen=True, array_like=True):
    """`length` code points that came by `step`; `takes_from` is the comment that proposed them."""

    length: int
    step: int
    takes_from: str | None = None


Runs = tuple[Run, ...]


class Piece(msgspec.Struct, frozen=True, array_like=True):
    """Runs from code point `offset` of a string on; `print` is a fingerprint of a whole string."""

    offset: int
    runs: Runs
    print: str = ""


Pieces = tuple[Piece, ...]


def project(view: Keyed[Pieces], entry: Entry) -> None:
    """One more event of the draft. `Damaged` where it restores what never stood there."""
    step = entry.step
    view["step",] = (Piece(step, ()),)
    match entry.record.event:
        case ElementInserted(element=element, restores=restores, takes_from=takes_from):
            _come(view, step, element, restores, takes_from)
        case ElementRemoved(element=element):
            _go(view, step, element)
        case TextEdited(id=id, splices=splices):
            _edit(view, step, id, splices)
        case _:
            pass


def retract(view: Keyed[Pieces], entry: Entry) -> None:
    """One event less: what stood before the last one that the view took in. Only what stands is
    brought back; the view is then good for reading, and for retracting further."""
    step = entry.step
    view["step",] = (Piece(step - 1, ()),)
    match entry.record.event:
        case ElementInserted(element=element):
            _drop(view, element)
        case ElementRemoved(element=element):
            _bring_back(view, step, element)
        case TextEdited(id=id, splices=splices):
            now = runs_of(view, id)
            gone = iter(view.get(("gone", step, id), ()))
            before: list[Run] = []
            done = shift = 0
            for splice in splices:
                before += _cut(now, done, splice.at + shift)
                if splice.removed:
                    before += next(gone).runs
                for came in splice.inserted_objects:
                    _drop(view, came)
                for went in splice.removed_objects:
                    _bring_back(view, step, went)
                done = splice.at + shift + len(splice.inserted)
                shift += len(splice.inserted) - len(splice.removed)
            _put(view, id, [*before, *_cut(now, done, None)])
        case _:
            pass


AUTHORSHIP = Projection(name="authorship", version=1, value=Pieces, project=project)


def runs_of(view: Keyed[Pieces], id: str) -> Runs:
    """The runs of an element's string as it stands; none for one without a string."""
    pieces = view.get(("text", id), ())
    return pieces[0].runs if pieces else ()


def reached(view: Keyed[Pieces]) -> int:
    """The last step that the view has taken in."""
    pieces = view.get(("step",), ())
    return pieces[0].offset if pieces else 0


def at_step(view: Keyed[Pieces], entries: Sequence[Entry], step: int) -> Keyed[Pieces]:
    """The view as it was at a step, from the view at the last of the draft's entries: read
    backward from there, or forward from the beginning, whichever is less."""
    if 2 * step < len(entries):
        return fold(AUTHORSHIP, entries[:step])
    past = Over(view)
    for entry in reversed(entries[step:]):
        retract(past, entry)
    return past


class Span(msgspec.Struct, frozen=True, kw_only=True):
    """A run of one element's string, from `start` up to, not including, `end`, and its two
    credits: those whose edit it came by, and those who proposed it in a comment. A number credits
    nobody. Those whose joint act it is are one credit."""

    id: str
    eId: str | None  # the key of the JSON, as Akoma Ntoso spells it
    start: int
    end: int
    text: str
    drafted_by: tuple[str, ...]
    proposed_by: tuple[str, ...]
    answers: tuple[str, ...]
    edit: int
    step: int
    nature: Nature
    inferred: bool


def spans(
    found: Expression,
    view: Keyed[Pieces],
    eids: Mapping[str, str],
    proposers: Mapping[str, tuple[str, ...]],
) -> Iterator[Span]:
    """Every character of the text exactly once, in document order. `view` is that of the draft at
    the expression's step; `proposers` gives the party of each comment whose wording was taken."""
    edits = _Edits(found.acts)
    for node in found.text.walk():
        start = 0
        for run in runs_of(view, node.id):
            act, edit = edits.of(run.step)
            number = node.tag == "num"
            end = start + run.length
            yield Span(
                id=node.id,
                eId=eids.get(node.id),
                start=start,
                end=end,
                text=node.string[start:end],
                drafted_by=() if number else act.by,
                proposed_by=proposers.get(run.takes_from or "", ()),
                answers=edit.answers,
                edit=act.step,
                step=run.step,
                nature=edit.nature,
                inferred=edit.method == "inferred",
            )
            start = end
        if start != len(node.string):
            raise Damaged(f"{node.id} has {len(node.string)} characters, {start} have an author")


class _Edits:
    """The edits of a draft by the steps of their changes."""

    def __init__(self, acts: Iterable[Act]) -> None:
        self._acts = [act for act in acts if isinstance(act.event, EditMade)]
        self._steps = [act.step for act in self._acts]

    def of(self, step: int) -> tuple[Act, EditMade]:
        """The edit that the change at a step belongs to."""
        at = bisect_right(self._steps, step) - 1
        if at < 0:
            raise Damaged(f"the change at s{step} belongs to no edit")
        act = self._acts[at]
        assert isinstance(act.event, EditMade)
        return act, act.event


def _come(
    view: Keyed[Pieces],
    step: int,
    element: Element,
    restores: Sequence[Restored],
    takes_from: str | None,
) -> None:
    """An element comes in with all it holds."""
    for below in _walk(element):
        if not below.string:
            continue
        here = [run for run in restores if run.into == below.id]
        last = view.get(("last", below.id), ())
        if not here and last and last[0].print == _print(below.string):
            runs = last[0].runs
        else:
            runs = _coming(view, step, len(below.string), here, takes_from)
        view["text", below.id] = (Piece(0, runs),)


def _go(view: Keyed[Pieces], step: int, element: Element) -> None:
    """An element goes out with all it held."""
    for below in _walk(element):
        if not below.string:
            continue
        runs = runs_of(view, below.id)
        _lose(view, step, below.id, 0, runs)
        view["last", below.id] = (Piece(0, runs, _print(below.string)),)
        view.pop(("text", below.id), None)


def _edit(view: Keyed[Pieces], step: int, id: str, splices: Sequence[Splice]) -> None:
    """The string of an element is spliced: first all goes that goes, then all comes that comes."""
    old = runs_of(view, id)
    for splice in splices:
        if splice.removed:
            _lose(view, step, id, splice.at, _cut(old, splice.at, splice.end))
        for gone in splice.removed_objects:
            _go(view, step, gone)
    new: list[Run] = []
    done = 0
    for splice in splices:
        new += _cut(old, done, splice.at)
        here = [run for run in splice.restores if run.into is None]
        new += _coming(view, step, len(splice.inserted), here, splice.takes_from)
        for came in splice.inserted_objects:
            _come(view, step, came, splice.restores, splice.takes_from)
        done = splice.end
    new += _cut(old, done, None)
    _put(view, id, new)


def _put(view: Keyed[Pieces], id: str, runs: Sequence[Run]) -> None:
    if runs:
        view["text", id] = (Piece(0, _joined(runs)),)
    else:
        view.pop(("text", id), None)


def _drop(view: Keyed[Pieces], element: Element) -> None:
    for below in _walk(element):
        view.pop(("text", below.id), None)


def _bring_back(view: Keyed[Pieces], step: int, element: Element) -> None:
    for below in _walk(element):
        if below.string:
            view["text", below.id] = view["gone", step, below.id]


def _lose(view: Keyed[Pieces], step: int, id: str, offset: int, runs: Runs) -> None:
    key = ("gone", step, id)
    view[key] = (*view.get(key, ()), Piece(offset, runs))


def _coming(
    view: Keyed[Pieces],
    step: int,
    length: int,
    restores: Sequence[Restored],
    takes_from: str | None,
) -> Runs:
    """The runs of an inserted string: what it restores, and between that what is new."""
    runs: list[Run] = []
    done = 0
    for run in sorted(restores, key=lambda r: r.at):
        if run.at < done or run.at + run.length > length:
            raise Damaged(f"s{step} restores more than it inserts")
        runs.append(Run(run.at - done, step, takes_from))
        runs += _stood(view, step, run)
        done = run.at + run.length
    runs.append(Run(length - done, step, takes_from))
    return _joined(runs)


def _stood(view: Keyed[Pieces], step: int, run: Restored) -> Runs:
    """The runs of what an event restores, where it stood just before the step it names."""
    end = run.offset + run.length
    pieces = view.get(("gone", run.step, run.element), ())
    if run.step == step:
        pieces = (*pieces, *view.get(("text", run.element), ()))
    for piece in pieces:
        if piece.offset <= run.offset and end <= piece.offset + _length(piece.runs):
            return _cut(piece.runs, run.offset - piece.offset, end - piece.offset)
    raise Damaged(
        f"s{step} restores {run.length} characters that s{run.step} is to have taken from "
        f"{run.element} at {run.offset}, where it took none"
    )


def _cut(runs: Runs, start: int, end: int | None) -> Runs:
    """The runs of the code points from `start` up to `end`."""
    cut: list[Run] = []
    at = 0
    for run in runs:
        here = max(start, at)
        at += run.length
        there = at if end is None else min(end, at)
        if here < there:
            cut.append(Run(there - here, run.step, run.takes_from))
    return tuple(cut)


def _joined(runs: Iterable[Run]) -> Runs:
    """The runs without empty ones, neighbours of one step as one."""
    joined: list[Run] = []
    for run in runs:
        if not run.length:
            continue
        if joined and joined[-1].step == run.step and joined[-1].takes_from == run.takes_from:
            run = Run(joined.pop().length + run.length, run.step, run.takes_from)
        joined.append(run)
    return tuple(joined)


def _length(runs: Runs) -> int:
    return sum(run.length for run in runs)


def _walk(element: Element) -> Iterator[Element]:
    yield element
    yield from chain.from_iterable(map(_walk, (*element.objects, *element.children)))


def _print(string: str) -> str:
    return blake2b(string.encode(), digest_size=8).hexdigest()
