"""The acts of commenting and answering.

Each is one append: on the submission that holds the comment, and, where it must exclude others of
its kind, on the work's register; a submission that is entered by hand takes its turn in the inbox.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from engine.akn.meta import names
from engine.application import Application, Events, Who
from engine.chronicle import Act
from engine.comment_id import parse
from engine.decisions import comment as deciding
from engine.decisions.comment import Against, Given, Point
from engine.decisions.naming import check_works
from engine.decisions.permission import permit
from engine.errors import NotFound, Refused
from engine.events import (
    CommentAnswered,
    CommentMade,
    Event,
    MessageSeen,
    StanceTaken,
    SubmissionReceived,
    VersionIssued,
)
from engine.events import register as registers
from engine.events import submission as submissions
from engine.events.draft import Draft
from engine.events.process import Process
from engine.events.register import INBOX
from engine.events.submission import Access, CommentNature, Outcome, Stance, Submission
from engine.point import Reference
from engine.private import Private
from engine.private.texts import NewSalt, Words, new_salt, sealed
from engine.record import Entry
from engine.text.anchor import anchor
from engine.text.eid import eids
from engine.text.place import find
from engine.view import View

ASTRAY = timedelta(minutes=1)
"""By how much the clocks of those who write one log may differ."""


class Cited(NamedTuple):
    """A comment as it was found: its id, its submission's, and the submission."""

    id: str
    submission: str
    held: Submission

    @property
    def made(self) -> CommentMade:
        """The comment as it was made."""
        return self.held.comments[self.id].made


class Edit(NamedTuple):
    """An edit of a draft, on its stream, and its step."""

    stream: str
    step: int
    events: Sequence[Event]


def cited(view: View, written: str) -> Cited:
    """The comment that is cited so. `NotFound` where the work has none of that number."""
    id = parse(written)
    known = view.register(id.work).comments
    found = known.get(str(id))
    if not found:
        check_works(view.process(), (id.work,))
        last = f"the last on {id.work} is {next(reversed(known))}" if known else "nobody made one"
        raise NotFound(
            f"there is no comment {id}; {last}",
            hint=f"travaux comments {id.work}" if known else "travaux comments lists all.",
        )
    return Cited(str(id), found.submission, view.submission(found.submission))


def is_cited(written: str) -> bool:
    """Whether something is written as the id of a comment, not of a submission."""
    try:
        parse(written)
    except NotFound:
        return False
    return True


def open_comments(view: View, work: str) -> list[Cited]:
    """The comments on a work that are not answered, and that nobody took back, in the order of
    their numbers. Whoever adds to the work's register in the same act overlooks none."""
    found = [
        Cited(id, numbered.submission, view.submission(numbered.submission))
        for id, numbered in view.register(work).comments.items()
        if numbered.outcome is None
    ]
    return [one for one in found if is_standing(one)]


def is_standing(comment: Cited) -> bool:
    """Whether nobody took the comment back: neither it nor its submission was withdrawn, nor was
    this corrected."""
    held = comment.held
    return not (held.withdrawn or held.correction or held.comments[comment.id].withdrawn)


def against(view: View, reference: Reference) -> tuple[Against, Draft] | None:
    """The text that a comment is on: the one named, else the last version issued, else the draft as
    it stands. None where the work has no text yet and none was named."""
    register = view.register(reference.work)
    if not register.drafts and not (reference.language or reference.point):
        return None
    language = view.language_of(reference)
    last = register.versions.get(language)
    if reference.point is None and last is not None:
        reference = reference._replace(point=str(last))
    step = view.step(reference, language)
    draft = view.folded(reference.work, language, step)
    version = _version(view.acts(reference.work, language), draft)
    if version is None:
        return Against(language, step=step), draft
    return Against(language, version=version), draft


def _version(acts: Iterable[Act], draft: Draft) -> int | None:
    """The number of the version whose text a draft is, if it is one's."""
    found = None
    for act in acts:
        if isinstance(act.event, VersionIssued) and draft.changed < act.step <= draft.step:
            found = act.event.number
    return found


def numbered(view: View, submission: str, points: Sequence[Point]) -> dict[str, list[Event]]:
    """The points of a submission as comments with their numbers: what is appended, in the same
    act as its receipt and behind it, to the submission and to the registers of the works."""
    works = dict.fromkeys(point.work for point in points)
    numbering = deciding.number({work: view.register(work) for work in works}, submission, points)
    events: dict[str, list[Event]] = {submissions.stream(submission): [*numbering.made]}
    for work, taken in numbering.numbered.items():
        events[registers.stream(work)] = [*taken]
    return events


class Reading(NamedTuple):
    """Who may read what is entered by hand, and from which day on; what not everybody may read at
    once lies in the `private` store, each time under a new `salt`."""

    private: Private
    access: Access = "public"
    embargo_until: date | None = None
    salt: NewSalt = new_salt

    @property
    def restricted(self) -> bool:
        """Whether it may not be read by everybody at once."""
        return self.access != "public" or self.embargo_until is not None


def comment(
    application: Application,
    reference: Reference,
    who: Who,
    *,
    text: str,
    place: str | None = None,
    quote: str | None = None,
    proposed: str | None = None,
    nature: CommentNature | None = None,
    meeting: str | None = None,
    reading: Reading | None = None,
) -> Entry:
    """A remark that was made orally or that came by hand becomes a submission with one comment.
    Gives the comment's entry. Without `reading` it is public."""
    kept: list[dict[str, bytes]] = []

    def decide(view: View) -> Events:
        process = view.process()
        permit(process, "comment", who.by)
        if reference.work not in process.documents:
            view.language_of(reference)  # says which works there are
        on, draft = against(view, reference) or (None, None)
        where = None
        if place is not None:
            if draft is None:
                raise NotFound(
                    f"{reference.work} has no text yet, and so no place {place!r}",
                    hint="Comment on the work as a whole, without a place.",
                )
            where = anchored(draft, place, quote, str_of(reference))
        elif quote:
            raise Refused(
                f"{quote!r} is quoted, but from no place",
                hint="Name the place in which the words stand.",
            )
        point = Point(
            work=reference.work,
            text=text.strip(),
            on=on,
            place=where,
            nature=nature or ("substantive" if where else "general"),
            proposed=proposed,
        )
        deciding.check_by_hand(process, point)
        receipt = SubmissionReceived(
            parties=who.by,
            works=(reference.work,),
            channel=deciding.heard_at(process, meeting),
            received_at=entered_at(application, process, who),
            dated="entry",
            window=meeting,
            access=reading.access if reading else "public",
            embargo_until=reading.embargo_until if reading else None,
        )
        id = next_by_hand(view)
        if reading and reading.restricted:
            words = msgspec.json.encode(Words(text=point.text, proposed=proposed))
            made, payloads = sealed(id, words, reading.salt())
            kept.append(payloads)
            reading.private.put(payloads)
            point = point._replace(commitment=made)
        return by_hand(id, receipt, numbered(view, id, [point]))

    try:
        entries = application.act(who, decide)
        kept[-1:] = []  # a record names these
    finally:
        if reading and kept:
            reading.private.delete(key for payloads in kept for key in payloads)
    return next(entry for entry in entries if isinstance(entry.record.event, CommentMade))


def anchored(draft: Draft, place: str, quote: str | None, where: str) -> submissions.Anchor:
    """The place of a draft's text that is meant, or the words quoted there."""
    named = eids(draft.text, names(draft.meta))
    return anchor(draft.text, find(draft.text, place, where=where, names=named), named, quote)


def str_of(reference: Reference) -> str:
    """The reference as it is written."""
    language = f"/{reference.language}" if reference.language else ""
    return f"{reference.work}{language}{f'@{reference.point}' if reference.point else ''}"


def next_by_hand(view: View) -> str:
    """The id of the next submission that is entered by hand: the step of its record in the
    inbox."""
    return str(view.head(INBOX)[0] + 1)


def by_hand(
    id: str, receipt: SubmissionReceived, events: Mapping[str, Sequence[Event]]
) -> dict[str, Sequence[Event]]:
    """A submission entered by hand, in its turn, and what it holds."""
    stream = submissions.stream(id)
    return {
        INBOX: [MessageSeen(submission=id)],
        stream: [receipt, *events.get(stream, ())],
        **{name: kinds for name, kinds in events.items() if name != stream},
    }


def entered_at(application: Application, process: Process, who: Who) -> datetime:
    """When what is entered by hand was received: at the time of entry, in the process's time zone;
    where it was on another day, at noon of that day, of which no time is known."""
    now = application.now(process)
    if who.on is None or who.on == now.date():
        return now.replace(microsecond=0)
    assert isinstance(now.tzinfo, ZoneInfo)
    return datetime.combine(who.on, time(12), now.tzinfo)


def answer(
    application: Application,
    written: str,
    who: Who,
    *,
    outcome: Outcome,
    reason: str,
    begun: datetime | None = None,
    known: int | None = None,
    edit: Callable[[View, Cited], Edit] | None = None,
) -> tuple[Given | None, CommentAnswered]:
    """A comment is disposed of; gives the answer that this one supersedes, if there was one, and
    this one. `edit` gives the edit that puts its wording into the draft, in the same append.

    `Conflict` where somebody else answers at the same time: where the comment has more answers than
    whoever answers `known` of, or one since `begun` (UTC), when they set about it, or since the log
    was read first.
    """
    before: list[Given] = []

    def decide(view: View) -> Events:
        nonlocal known
        found = cited(view, written)
        before[:] = answers(view, found)
        if known is None:
            now = application.now(view.process())
            known = sum(not _since(given, begun, now) for given in before)
        given = answering(view, found, who, outcome=outcome, reason=reason, known=known)
        if not edit:
            return given
        made = edit(view, found)
        return {made.stream: made.events} | answering(
            view, found, who, outcome=outcome, reason=reason, known=known, applied=made.step
        )

    entries = application.act(who, decide)
    event = next(e for entry in entries if isinstance(e := entry.record.event, CommentAnswered))
    return before[-1] if before else None, event


def _since(given: Given, begun: datetime | None, now: datetime) -> bool:
    """Whether an answer was given since an instant. One that is of much later than now says
    nothing: the log's clock was ahead when it was recorded."""
    return begun is not None and begun < given.recorded_at <= now + ASTRAY


def answering(
    view: View,
    comment: Cited,
    who: Who,
    *,
    outcome: Outcome,
    reason: str,
    known: int,
    applied: int | None = None,
) -> dict[str, list[Event]]:
    """What is appended where a comment is answered, by whoever may: on its submission and on its
    work's register. `known` is how many answers whoever answers knew of; `applied` the step of the
    edit, in the same append, that the answer puts its wording in by."""
    permit(view.process(), "answer", who.by)
    answered, given = deciding.answer(
        comment.id,
        comment.held,
        answers(view, comment),
        outcome=outcome,
        reason=reason,
        known=known,
        applied=applied,
    )
    return {
        submissions.stream(comment.submission): [answered],
        registers.stream(comment.made.work): [given],
    }


def answers(view: View, comment: Cited) -> list[Given]:
    """The answers that a comment has, the first one first."""
    return [
        Given(event, entry.record.by, entry.record.recorded_at)
        for entry in view.entries(submissions.stream(comment.submission))
        if isinstance(event := entry.record.event, CommentAnswered) and event.comment == comment.id
    ]


def take_stance(
    application: Application, written: str, who: Who, *, stance: Stance, reason: str | None
) -> StanceTaken:
    """Parties support or oppose a comment of others, or do neither any more."""

    def decide(view: View) -> Events:
        permit(view.process(), "comment", who.by)
        found = cited(view, written)
        stream = submissions.stream(found.submission)
        taken: dict[str, Stance] = {}
        for entry in view.entries(stream):
            event, record = entry.record.event, entry.record
            if isinstance(event, CommentMade) and event.comment == found.id:
                taken |= dict.fromkeys(record.supported_by, "supports")
            elif isinstance(event, StanceTaken) and event.comment == found.id:
                taken |= dict.fromkeys(record.by, event.stance)
        made = deciding.take_stance(found.id, found.held, who.by, stance, taken, reason)
        return {stream: [made]}

    event = application.act(who, decide)[0].record.event
    assert isinstance(event, StanceTaken)
    return event


class Withdrawn(NamedTuple):
    """What was withdrawn: the comments, and the submission where it was all of it."""

    comments: tuple[str, ...]
    submission: str | None = None


def withdraw(application: Application, written: str, who: Who, *, reason: str | None) -> Withdrawn:
    """Its parties withdraw a comment, or a submission with all its comments."""
    done = Withdrawn(())

    def decide(view: View) -> Events:
        nonlocal done
        permit(view.process(), "comment", who.by)
        if is_cited(written):
            found = cited(view, written)
            done = Withdrawn((found.id,))
            made: Event = deciding.withdraw_comment(found.id, found.held, who.by, reason)
            return {submissions.stream(found.submission): [made]}
        held = received(view, written)
        done = Withdrawn(tuple(held.comments), written)
        made = deciding.withdraw_submission(written, held, who.by, reason)
        return {submissions.stream(written): [made]}

    application.act(who, decide)
    return done


def received(view: View, id: str) -> Submission:
    """The submission of that id. `NotFound` where none was received under it."""
    held = view.submission(id)
    if not held.received:
        raise NotFound(
            f"{id!r} is neither a comment nor a submission",
            hint="Both are cited as `travaux comments --json` has them.",
        )
    return held


def reanchor(
    application: Application,
    written: str,
    place: str,
    who: Who,
    *,
    quote: str | None = None,
    at: str | None = None,
) -> submissions.CommentReanchored:
    """Where a comment belongs was found by hand: in a version or at another point of the text that
    it is on (`at`), else in that text as it stands."""

    def decide(view: View) -> Events:
        permit(view.process(), "answer", who.by)
        found = cited(view, written)
        made = found.made
        reference = Reference(made.work, made.language, at)
        language = view.language_of(reference)
        step = view.step(reference, language)
        draft = view.folded(made.work, language, step)
        version = _version(view.acts(made.work, language), draft)
        on = Against(language, version, None if version else step)
        where = anchored(draft, place, quote, f"{made.work}/{language}")
        event = deciding.reanchor(found.id, found.held, where, on)
        return {submissions.stream(found.submission): [event]}

    event = application.act(who, decide)[0].record.event
    assert isinstance(event, submissions.CommentReanchored)
    return event
