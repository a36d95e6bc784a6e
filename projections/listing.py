"""The comments on works as they are listed: where each is in the text as it stands, and which
proposals compete."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

import msgspec

from engine.akn.meta import names
from engine.chronicle import last_edit
from engine.comment_id import parse
from engine.comparison.losses import LOSSES, went
from engine.events import draft as drafts
from engine.events.submission import RESTRICTED, Access, Anchor, CommentNature
from engine.point import Reference
from engine.text import Text
from engine.text.anchor import locate, spans
from engine.text.eid import eids
from engine.view import View
from projections.comments import COMMENTS, Answer, Remark, Sent, edits, remarks

PRIVATE = "[its text is in the private store]"
ERASED = "[its text is erased]"
Spans = dict[str, tuple[int, int]]


class Placed(NamedTuple):
    """Where a comment is: the element in the draft as it stands, its eId, and the words there that
    it is about; `orphaned`: it is not found, and this is its last known place."""

    id: str
    eid: str | None
    quote: str | None
    orphaned: bool


class Listed(msgspec.Struct):
    """A comment as it is listed. `outcome` is that of its last answer, or `withdrawn`, or
    `corrected` where a later submission took its place; none while it is open. Where its text is
    not in the log, `text` and `proposed` are none, and `private` is true."""

    id: str
    submission: str
    sent: Sent
    remark: Remark
    place: Placed | None
    outcome: str | None
    reason: str | None
    answered_by_edits: list[str]
    competes_with: list[str]

    @property
    def work(self) -> str:
        """The work that it is on."""
        return self.remark.made.work

    @property
    def language(self) -> str | None:
        """The language of the text that it is on; none where there was no text."""
        return self.remark.made.language

    @property
    def anchored_in(self) -> str | None:
        """The language of the text that its place is in."""
        return (self.remark.moved or self.remark.made).language

    @property
    def quoted(self) -> str | None:
        """The words that it quotes, as they stood when they were quoted; none where it is on a
        whole place."""
        anchor = (self.remark.moved or self.remark.made).place
        return anchor.quote if anchor else None

    @property
    def nature(self) -> CommentNature:
        """What kind of comment it is."""
        return self.remark.made.nature

    @property
    def parties(self) -> tuple[str, ...]:
        """Whose it is."""
        return self.sent.parties

    @property
    def text(self) -> str | None:
        """What it says, where that is in the log."""
        return self.remark.made.text

    @property
    def proposed(self) -> str | None:
        """The wording that it proposes for its place, if any, where that is in the log."""
        return self.remark.made.proposed

    @property
    def private(self) -> bool:
        """Whether its text lies in the private store."""
        return self.remark.made.commitment is not None

    @property
    def proposes(self) -> bool:
        """Whether it proposes a wording, in the log or not."""
        return self.proposed is not None or self.remark.made.proposed_words > 0

    @property
    def open(self) -> bool:
        """Whether nobody answered it or took it back."""
        return self.outcome is None

    @property
    def answers(self) -> tuple[Answer, ...]:
        """Its answers, the last of which holds."""
        return self.remark.answers

    def taken(self, stance: str) -> list[str]:
        """The parties that take a stance on it."""
        return [party for party, held in self.remark.stances.items() if held == stance]


class Listing(NamedTuple):
    """The comments that may be read, and how many may not be."""

    comments: list[Listed]
    withheld: int


def listing(
    view: View, works: Iterable[str], *, access: Access = "public", as_of: date | None = None
) -> Listing:
    """The comments on works, in the order of works and of their numbers, that those with `access`
    may read on a day; without a day an embargo is over."""
    found: list[Listed] = []
    withheld = 0
    for work in works:
        rows = view.ask(
            COMMENTS,
            lambda keyed, work=work: [  # type: ignore[misc]
                (remark, sent, edits(keyed, work, parse(remark.made.comment).number))
                for remark, sent in remarks(keyed, work)
            ],
        )
        open_to = [row for row in rows if may_read(row[1], access, as_of)]
        withheld += len(rows) - len(open_to)
        texts = Texts(view, work)
        listed = [_listed(*row, texts) for row in open_to]
        compete(listed, texts)
        found += listed
    return Listing(found, withheld)


def may_read(sent: Sent, access: Access, as_of: date | None) -> bool:
    """Whether those with `access` may read a submission on a day. While it is under an embargo,
    only the presidency may."""
    needed = sent.access
    if sent.embargo_until and as_of and as_of < sent.embargo_until:
        needed = "presidency"
    return RESTRICTED.index(needed) <= RESTRICTED.index(access)


class Texts:
    """The drafts of a work as they stand and as they stood, each read once."""

    def __init__(self, view: View, work: str) -> None:
        self._view = view
        self._work = work
        self._texts: dict[tuple[str, int | None], Text] = {}
        self._names: dict[str, Mapping[str, str]] = {}

    def now(self, language: str) -> Text:
        """The draft in a language as it stands."""
        return self._text(language, None)

    def names(self, language: str) -> Mapping[str, str]:
        """The eIds of the draft as it stands, by id."""
        self.now(language)
        return self._names[language]

    def then(self, language: str, version: int | None, step: int | None) -> Text | None:
        """The text of a version, or at a step."""
        if version is not None:
            reference = Reference(self._work, language, str(version))
            step = self._view.step(reference, language)
        return self._text(language, step) if step is not None else None

    def last_name(self, language: str, id: str) -> str | None:
        """The eId that an element had before the edit that took it out of the draft; None where
        none did."""
        stream = drafts.stream(self._work, language)
        known, _ = self._view.head(stream)
        step = self._view.ask(LOSSES, lambda view: went(view, id, known), stream)
        if step is None:
            return None
        edit = self._view.chronicle(
            self._work, language, lambda found, known: last_edit(found, min(step, known))
        )
        if edit is None:
            return None
        draft = self._view.folded(self._work, language, edit - 1)
        return eids(draft.text, names(draft.meta)).get(id)

    def _text(self, language: str, step: int | None) -> Text:
        key = (language, step)
        if key not in self._texts:
            draft = self._view.folded(self._work, language, step)
            self._texts[key] = draft.text
            if step is None:
                self._names[language] = eids(draft.text, names(draft.meta))
        return self._texts[key]


def _listed(remark: Remark, sent: Sent, answering: list[tuple[str, int]], texts: Texts) -> Listed:
    made = remark.made
    outcome: str | None = None
    reason = None
    if remark.withdrawn:
        outcome, reason = "withdrawn", remark.reason
    elif sent.withdrawn:
        outcome, reason = "withdrawn", sent.reason
    elif sent.correction:
        outcome, reason = "corrected", sent.reason
    elif remark.answers:
        outcome, reason = remark.answers[-1].outcome, remark.answers[-1].reason
    drafts = dict.fromkeys(answering)
    for answer in remark.answers:
        if answer.applied is not None and made.language:
            drafts[f"{made.work}/{made.language}", answer.applied] = None
    own = f"{made.work}/{made.language}"
    return Listed(
        id=made.comment,
        submission=remark.submission,
        sent=sent,
        remark=remark,
        place=_placed(remark, texts),
        outcome=outcome,
        reason=reason,
        answered_by_edits=[f"s{s}" if draft == own else f"{draft}@s{s}" for draft, s in drafts],
        competes_with=[],
    )


def _placed(remark: Remark, texts: Texts) -> Placed | None:
    made, moved = remark.made, remark.moved
    anchor: Anchor | None = moved.place if moved else made.place
    language = moved.language if moved else made.language
    if anchor is None or language is None:
        return None
    on = moved or made
    now = texts.now(language)
    then = None
    if anchor.element not in now:
        then = texts.then(language, on.version, on.step)
    found = locate(anchor, now, then)
    if found.element in now:
        eid = texts.names(language).get(found.element)
    else:
        eid = texts.last_name(language, found.element) or anchor.eid
    return Placed(found.element, eid, found.quote, found.orphaned)


def gap(one: Listed) -> str:
    """What stands for a text that is not told."""
    return ERASED if one.sent.erased else PRIVATE


def compete(listed: list[Listed], texts: Texts) -> None:
    """Say of each open proposal with which other ones it competes: those for some of the same
    words."""
    proposals: list[tuple[Listed, str, Spans]] = []
    for one in listed:
        if not (one.open and one.proposes and one.place):
            continue
        language = one.anchored_in
        if language and not one.place.orphaned:
            covered = spans(texts.now(language), one.place.id, one.place.quote)
            proposals.append((one, language, covered))
    there: dict[tuple[str, str], list[tuple[int, int, int]]] = {}
    order = {one.id: at for at, one in enumerate(listed)}
    rivals: dict[int, set[int]] = {}
    for one, language, covered in proposals:
        at = order[one.id]
        for element, (start, end) in covered.items():
            taken = there.setdefault((language, element), [])
            for other, begin, stop in taken:
                if start < stop and begin < end:
                    rivals.setdefault(at, set()).add(other)
                    rivals.setdefault(other, set()).add(at)
            taken.append((at, start, end))
    for at, others in rivals.items():
        listed[at].competes_with = [listed[other].id for other in sorted(others)]
