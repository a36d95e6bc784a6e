"""Who put each character there: for the string of each element, at every step of its draft, runs
with the step they came by; and how many words of the draft are whose.

The view of one draft, by key:

    "text", id, step      the runs of the element's string from the step on
    "now", id             the last step of those
    "node", step, n       what the runs of long strings are made of (projections.runs)
    "string", id          the string as it stands, of what is no number
    "edit", step          an edit and whose it is; "last" is the step of the last one
    "credit", digest      those credited with words together; "credits" are their digests
    "hand", digest        those who made edits together
    "made", digest, n, s  each edit of theirs by its day, in days since year 1, and its step; and
                          how many words it put in
    "version", step       how many words of a version have which credit
    "adopted"             the number of the version that was adopted

Words moved keep their step; words that an event restores (docs/formats/record.md) get back the
step they first came by. A word has the credit that most of its characters have, of several the
first; so those of all are the words of the text. Numbers credit nobody, and are no words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from hashlib import blake2b
from itertools import chain
from typing import cast

from msgspec.structs import replace

from engine.errors import Damaged
from engine.events import (
    Adopted,
    EditMade,
    EditRedated,
    ElementInserted,
    ElementRemoved,
    TextEdited,
    VersionIssued,
)
from engine.projection import Key, Projection
from engine.record import Entry
from engine.text import Element
from engine.text.inline import Restored, Splice, spliced
from projections import runs
from projections.authored import Credit, Credits, Edit, Hand, Kept, Standing, Strand, View
from projections.crediting import credited, touched
from projections.runs import NONE, Node, Run, Runs, Shelf

NUMBER = "num"


def project(view: View, entry: Entry) -> None:
    """One more event of the draft. `Damaged` where it restores what never stood there."""
    step, record = entry.step, entry.record
    match record.event:
        case EditMade() as made:
            day = record.effective_on
            edit = Edit(step, made, record.by, record.supported_by, day, day)
            view["edit", step] = edit
            view["last",] = step
            view[_made(edit)] = 0
            _put_hand(view, edit)
        case ElementInserted(element=element, restores=restores, takes_from=takes_from):
            change = _Change(view, step)
            change.come(element, restores, takes_from)
            change.count()
        case ElementRemoved(element=element):
            change = _Change(view, step)
            change.go(element)
            change.count()
        case TextEdited(id=id, splices=splices):
            change = _Change(view, step)
            change.edit(id, splices)
            change.count()
        case EditRedated(edit=edited, new=day):
            _redate(view, edited, day)
        case VersionIssued(number=number, label=label):
            standing = ((digest, credit.standing) for digest, credit in credits(view))
            words = tuple((digest, words) for digest, words in standing if words)
            view["version", step] = Standing(number, label, words)
        case Adopted(version=number):
            view["adopted",] = number
        case _:
            pass


AUTHORSHIP: Projection[Kept] = Projection("authorship", 5, Kept, project)


def runs_at(view: View, id: str, step: int) -> Runs:
    """The runs of an element's string as it stood after a step; none for one without a string."""
    strand = _strand(view, id, step)
    if strand is None or strand.gone:
        return ()
    return runs.cut(Shelf(view), strand.node, 0, runs.length(strand.node))


def edit_at(view: View, step: int) -> Edit:
    """The edit that was made at a step."""
    edit = view["edit", step]
    assert isinstance(edit, Edit)
    return edit


def credits(view: View) -> Iterator[tuple[str, Credit]]:
    """All that were ever credited with words of the draft, by digest, in the order in which they
    came."""
    for digest in _known(view):
        yield digest, cast(Credit, view["credit", digest])


def comments_in(view: View) -> set[str]:
    """The comments whose wordings the draft ever took."""
    return {credit.takes_from for _, credit in credits(view) if credit.takes_from}


def versions(view: View) -> Iterator[tuple[int, Standing]]:
    """The versions of the draft, each with its step."""
    for key, standing in view.under("version"):
        yield cast(int, key[1]), cast(Standing, standing)


def adopted(view: View) -> int | None:
    """The number of the version that was adopted, if one was."""
    return cast(int | None, view.get(("adopted",)))


def hands(view: View) -> Iterator[Hand]:
    """All who made edits of the draft."""
    for _, hand in view.under("hand"):
        yield cast(Hand, hand)


def made_by(view: View, party: str) -> Iterator[tuple[Edit, int]]:
    """The edits that a party made, alone or with others, in the order of their days, each with how
    many words it put in."""
    whose = [key[1] for key, hand in view.under("hand") if party in cast(Hand, hand).by]
    for digest in whose:
        for key, words in view.under("made", digest):
            yield edit_at(view, cast(int, key[3])), cast(int, words)


class _Change:
    """A change of the text, as the view takes it in."""

    def __init__(self, view: View, step: int) -> None:
        self._view = view
        self._step = step
        last = view.get(("last",))
        if not isinstance(last, int):
            raise Damaged(f"the change at s{step} belongs to no edit")
        self._edit = last
        self._shelf = Shelf(view, step)
        self._standing: Counter[tuple[int, str | None]] = Counter()
        self._drafted: Counter[tuple[int, str | None]] = Counter()

    def come(self, element: Element, restores: Sequence[Restored], takes_from: str | None) -> None:
        """An element comes in with all it holds."""
        for below in _walk(element):
            number = below.tag == NUMBER
            if not below.string and not number:
                continue
            here = [run for run in restores if run.into == below.id]
            last = _now(self._view, below.id)
            if not here and last and last.gone == _print(below.string):
                before = self._view["text", below.id, last.before]
                assert isinstance(before, Strand)
                root = before.node
            else:
                coming = self._coming(len(below.string), here, takes_from)
                root = runs.spliced(self._shelf, NONE, 0, 0, coming)
            self._put(below.id, root, number=number)
            if not number:
                self._view["string", below.id] = below.string
                self._gain(below.string, self._whole(root))

    def go(self, element: Element) -> None:
        """An element goes out with all it held."""
        for below in _walk(element):
            strand = _now(self._view, below.id)
            if not strand or strand.gone:
                continue
            if not strand.number:
                self._lose(below.string, self._whole(strand.node))
                del self._view["string", below.id]
            self._put(below.id, NONE, number=strand.number, gone=_print(below.string))

    def edit(self, id: str, splices: Sequence[Splice]) -> None:
        """The string of an element is spliced: first all goes that goes, then all comes that
        comes."""
        strand = _now(self._view, id)
        number = strand is not None and strand.number
        old = strand.node if strand and not strand.gone else NONE
        for gone in chain.from_iterable(splice.removed_objects for splice in splices):
            self.go(gone)
        new = old
        for splice in reversed(splices):
            here = [run for run in splice.restores if run.into is None]
            coming = self._coming(len(splice.inserted), here, splice.takes_from)
            new = runs.spliced(self._shelf, new, splice.at, splice.end, coming)
        for splice in splices:
            for came in splice.inserted_objects:
                self.come(came, splice.restores, splice.takes_from)
        self._put(id, new, number=number)
        if not number:
            string = cast(str, self._view.get(("string", id), ""))
            self._view["string", id] = after = spliced(string, splices)
            for (start, end), (begin, until) in touched(string, splices):
                self._lose(string[start:end], runs.cut(self._shelf, old, start, end))
                self._gain(after[begin:until], runs.cut(self._shelf, new, begin, until))

    def count(self) -> None:
        """Put how many words those concerned have now."""
        if put_in := self._drafted.total():
            made = _made(edit_at(self._view, self._edit))
            self._view[made] = cast(int, self._view[made]) + put_in
        for key in {*self._standing, *self._drafted}:
            edit, takes_from = edit_at(self._view, key[0]), key[1]
            parties, nature = tuple(sorted(edit.by)), edit.made.nature
            digest = _digest(nature, takes_from or "", *parties)
            credit = self._view.get(("credit", digest))
            if credit is None:
                self._view["credits",] = Credits((*_known(self._view), digest))
                credit = Credit(parties, nature, takes_from)
            assert isinstance(credit, Credit)
            self._view["credit", digest] = replace(
                credit,
                drafted=credit.drafted + self._drafted[key],
                standing=credit.standing + self._standing[key],
            )

    def _gain(self, string: str, found: Runs) -> None:
        for run in credited(string, found):
            self._standing[run.edit, run.takes_from] += 1
            if run.step == self._step:
                self._drafted[run.edit, run.takes_from] += 1

    def _lose(self, string: str, found: Runs) -> None:
        for run in credited(string, found):
            self._standing[run.edit, run.takes_from] -= 1

    def _whole(self, node: Node) -> Runs:
        return runs.cut(self._shelf, node, 0, runs.length(node))

    def _put(self, id: str, node: Node, *, number: bool, gone: str | None = None) -> None:
        now = cast(int, self._view.get(("now", id), 0))
        if now == self._step:
            same = self._view["text", id, now]
            assert isinstance(same, Strand)
            now = same.before
        self._view["text", id, self._step] = Strand(node, now, number, gone)
        self._view["now", id] = self._step

    def _coming(self, length: int, restores: Sequence[Restored], takes_from: str | None) -> Runs:
        """The runs of an inserted string: what it restores, and between that what is new."""
        found: list[Run] = []
        done = 0
        for run in sorted(restores, key=lambda r: r.at):
            if run.at < done or run.at + run.length > length:
                raise Damaged(f"s{self._step} restores more than it inserts")
            found.append(Run(run.at - done, self._step, self._edit, takes_from))
            found += self._stood(run)
            done = run.at + run.length
        found.append(Run(length - done, self._step, self._edit, takes_from))
        return runs.joined(found)

    def _stood(self, run: Restored) -> Runs:
        """The runs of what an event restores, where it stood just before the step it names."""
        took = self._view.get(("text", run.element, run.step))
        if took is None and run.step == self._step:
            strand = _now(self._view, run.element)
        else:
            before = took.before if isinstance(took, Strand) else 0
            strand = cast(Strand | None, self._view.get(("text", run.element, before)))
        end = run.offset + run.length
        if strand is None or strand.gone or end > runs.length(strand.node):
            raise Damaged(
                f"s{self._step} restores {run.length} characters that s{run.step} is to have "
                f"taken from {run.element} at {run.offset}, where it took none"
            )
        return runs.cut(self._shelf, strand.node, run.offset, end)


def _now(view: View, id: str) -> Strand | None:
    """The strand of an element's string as it stands or, where the element is gone, stood last."""
    now = view.get(("now", id))
    return cast(Strand, view["text", id, now]) if isinstance(now, int) else None


def _strand(view: View, id: str, step: int) -> Strand | None:
    now = view.get(("now", id))
    if isinstance(now, int) and now > step:
        found = next(view.under("text", id, upto=step, descending=True), None)
        return cast(Strand, found[1]) if found else None
    return cast(Strand, view["text", id, now]) if isinstance(now, int) else None


def _known(view: View) -> tuple[str, ...]:
    known = view.get(("credits",))
    return known.known if isinstance(known, Credits) else ()


def _made(edit: Edit) -> Key:
    return ("made", _digest(*sorted(edit.by)), edit.on.toordinal(), edit.step)


def _put_hand(view: View, edit: Edit) -> None:
    by = tuple(sorted(edit.by))
    hand = view.get(("hand", _digest(*by)))
    first = last = edit.on
    if isinstance(hand, Hand):
        first, last = min(hand.first, first), max(hand.last, last)
    view["hand", _digest(*by)] = Hand(by, first, last)


def _redate(view: View, step: int, day: date) -> None:
    """An edit was of another day: it is found there, and the first and the last day of those who
    made it are anew."""
    edit = edit_at(view, step)
    words = view.pop(_made(edit))
    view["edit", step] = edit = replace(edit, on=day)
    view[_made(edit)] = words
    digest = _digest(*sorted(edit.by))
    (first, _), (last, _) = (
        next(view.under("made", digest, descending=back)) for back in (False, True)
    )
    first_day, last_day = (date.fromordinal(cast(int, key[2])) for key in (first, last))
    view["hand", digest] = Hand(tuple(sorted(edit.by)), first_day, last_day)


def _walk(element: Element) -> Iterator[Element]:
    yield element
    yield from chain.from_iterable(map(_walk, (*element.objects, *element.children)))


def _print(string: str) -> str:
    return blake2b(string.encode(), digest_size=8).hexdigest()


def _digest(*parts: str) -> str:
    return blake2b("\0".join(parts).encode(), digest_size=12).hexdigest()
