"""Comments: making them, answering them, and what their parties and others do about them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from engine.comment_id import CommentId, parse
from engine.decisions.naming import check_works
from engine.decisions.timetable import milestone, required
from engine.errors import Conflict, NotFound, Refused
from engine.events import (
    AnswerGiven,
    CommentAnswered,
    CommentMade,
    CommentNumbered,
    CommentReanchored,
    CommentWithdrawn,
    StanceTaken,
    StatementMade,
    SubmissionWithdrawn,
)
from engine.events.process import Process
from engine.events.register import Register
from engine.events.submission import (
    Anchor,
    Comment,
    CommentNature,
    Means,
    Outcome,
    Stance,
    StatementNature,
    Submission,
)
from engine.readers.decoding import foreign


class Against(NamedTuple):
    """The text that a comment is on: a version of a work in a language or, of a text that was not
    issued, a step of its draft."""

    language: str
    version: int | None = None
    step: int | None = None


class Point(NamedTuple):
    """One point of a submission, before it has its number: on a work that has no text yet without
    `on`, on a work as a whole without `place`. Where it is private, `commitment` says so: its text
    and its wording are counted then, and are not in the event."""

    work: str
    text: str
    on: Against | None = None
    place: Anchor | None = None
    nature: CommentNature = "general"
    proposed: str | None = None
    attachment: int | None = None
    commitment: str | None = None


class Numbering(NamedTuple):
    """Comments with their numbers, for the stream of their submission, and their numbers for the
    registers of the works; one append with the submission."""

    made: list[CommentMade]
    numbered: dict[str, list[CommentNumbered]]


def number(
    registers: Mapping[str, Register], submission: str, points: Iterable[Point]
) -> Numbering:
    """The points of a submission become comments, each with the next number of its work.
    `registers` are those of the works commented on."""
    from engine.text.words import count

    made: list[CommentMade] = []
    numbered: dict[str, list[CommentNumbered]] = {}
    for point in points:
        taken = numbered.setdefault(point.work, [])
        version = (point.on.version if point.on else None) or 0
        n = _last(registers[point.work]) + len(taken) + 1
        id = str(CommentId(point.work, version, n))
        taken.append(CommentNumbered(comment=id, submission=submission))
        private = point.commitment is not None
        made.append(
            CommentMade(
                comment=id,
                work=point.work,
                language=point.on.language if point.on else None,
                version=point.on.version if point.on else None,
                step=point.on.step if point.on else None,
                place=point.place,
                nature=point.nature,
                text=None if private else point.text,
                proposed=None if private else point.proposed,
                words=count(point.text),
                proposed_words=count(point.proposed or ""),
                attachment=point.attachment,
                commitment=point.commitment,
            )
        )
    return Numbering(made, numbered)


def _last(register: Register) -> int:
    """The last number that a comment on the work has taken."""
    return parse(next(reversed(register.comments))).number if register.comments else 0


def check_by_hand(process: Process, point: Point) -> None:
    """Nothing, where a comment can be entered by hand so; a message that came is kept as it is."""
    check_works(process, (point.work,))
    if not point.text.strip():
        raise Refused(f"the comment on {point.work} says nothing")
    if point.proposed is not None and point.place is None:
        raise Refused(
            f"a wording is proposed for {point.work} as a whole; a wording stands in a place",
            hint=f'travaux comment {point.work} PLACE "TEXT" --propose "WORDING"',
        )
    for written in (point.text, point.proposed or ""):
        check_text(written)


def check_text(written: str) -> None:
    """Nothing, where a text that people enter can stand in a record and in XML."""
    code = foreign(written)
    surrogate = next((c for c in written if "\ud800" <= c <= "\udfff"), None)
    if code or surrogate:
        raise Refused(f"{code or 'a byte that is not UTF-8'} cannot stand in a text")


def heard_at(process: Process, meeting: str | None) -> Means:
    """By what means a remark came: in a meeting of the timetable, if one is named."""
    if meeting is None:
        return "writing"
    found = milestone(process.timetable, meeting)
    if found.set.type != "meeting":
        raise Refused(f"{meeting} is no meeting of the timetable; it is of type {found.set.type}")
    return "meeting"


class Given(NamedTuple):
    """An answer that a comment has: what, why, by whom, and when it was recorded (UTC)."""

    answer: CommentAnswered
    by: tuple[str, ...]
    recorded_at: datetime


def answer(
    id: str,
    submission: Submission,
    given: Sequence[Given],
    *,
    outcome: Outcome,
    reason: str,
    known: int,
    applied: int | None = None,
) -> tuple[CommentAnswered, AnswerGiven]:
    """A comment is disposed of. `given` are the answers it has, `known` how many of them whoever
    answers knew: one that came since is not replaced unseen (`Conflict`); one that was known is
    superseded."""
    refuse_gone(id, submission, "answered")
    if len(given) > known:
        last = given[-1]
        raise Conflict(
            f"{id} was answered at the same time: {last.answer.outcome}, by {', '.join(last.by)}, "
            f"recorded at {last.recorded_at:%Y-%m-%d %H:%M:%S} UTC: {last.answer.reason!r}",
            hint="Answer it again if your answer is to take the place of that one.",
        )
    why = required(reason, "an answer")
    check_text(why)
    answered = CommentAnswered(comment=id, outcome=outcome, reason=why, applied=applied)
    return answered, AnswerGiven(comment=id, outcome=outcome)


def refuse_gone(id: str, submission: Submission, what: str) -> Comment:
    """The comment; `Refused` where it was withdrawn, or its submission was, or was corrected by
    a later one, and so cannot be answered, supported or put elsewhere."""
    comment = submission.comments[id]
    if comment.withdrawn:
        raise Refused(f"{id} was withdrawn; it cannot be {what}")
    if submission.withdrawn:
        raise Refused(f"{id} was withdrawn with its submission; it cannot be {what}")
    if submission.correction:
        raise Refused(
            f"{id} is of a submission that {submission.correction} corrects; it cannot be {what}",
            hint="What it says now is in that submission.",
        )
    return comment


def take_stance(
    id: str,
    submission: Submission,
    by: tuple[str, ...],
    stance: Stance,
    stances: Mapping[str, Stance],
    reason: str | None,
) -> StanceTaken:
    """Parties support or oppose a comment of others, or do neither any more. `stances` are those
    taken before, by party."""
    refuse_gone(id, submission, "supported or opposed")
    for party in by:
        if party in submission.parties:
            raise Refused(f"{id} is {party}'s own; {party} cannot take a stance on it")
        if stances.get(party, "neither") == stance:
            already = "neither supports nor opposes" if stance == "neither" else stance
            raise Refused(f"{party} {already} {id} already")
    return StanceTaken(comment=id, stance=stance, reason=_reason(reason))


def withdraw_comment(
    id: str, submission: Submission, by: tuple[str, ...], reason: str | None
) -> CommentWithdrawn:
    """Its parties withdraw a comment."""
    refuse_gone(id, submission, "withdrawn again")
    _check_own(id, submission, by)
    return CommentWithdrawn(comment=id, reason=_reason(reason))


def withdraw_submission(
    id: str, submission: Submission, by: tuple[str, ...], reason: str | None
) -> SubmissionWithdrawn:
    """Its parties withdraw a submission, with all its comments."""
    if submission.withdrawn:
        raise Refused(f"the submission {id} was withdrawn already")
    if submission.correction:
        raise Refused(f"{submission.correction} took the place of the submission {id} already")
    _check_own(f"the submission {id}", submission, by)
    return SubmissionWithdrawn(reason=_reason(reason))


def _check_own(what: str, submission: Submission, by: tuple[str, ...]) -> None:
    """Nothing, where all whose submission it is act, and nobody else does."""
    own = submission.parties
    if not own:
        raise Refused(f"whose {what} is was not said yet; only its own party can withdraw it")
    if others := [party for party in by if party not in own]:
        raise Refused(
            f"{what} is {', '.join(own)}'s; {', '.join(others)} cannot withdraw it",
            hint=f"Whose act it is, is said with --for {','.join(own)}.",
        )
    if missing := [party for party in own if party not in by]:
        raise Refused(
            f"{what} is a joint one of {', '.join(own)}; {', '.join(missing)} did not withdraw it",
            hint=f"If all of them do: --for {','.join(own)}.",
        )


def reanchor(id: str, submission: Submission, place: Anchor, on: Against) -> CommentReanchored:
    """Where a comment belongs in a later text was found by hand."""
    comment = refuse_gone(id, submission, "put elsewhere")
    if comment.made.language and comment.made.language != on.language:
        raise NotFound(
            f"{id} is on the {comment.made.language} text; a place in the {on.language} one is "
            "not its place"
        )
    return CommentReanchored(
        comment=id, place=place, language=on.language, version=on.version, step=on.step
    )


def state(
    work: str,
    language: str,
    version: int,
    *,
    nature: StatementNature,
    text: str,
    place: Anchor | None = None,
) -> StatementMade:
    """A party says how it understands an adopted text."""
    from engine.text.words import count

    said = text.strip()
    check_text(said)
    if not said:
        raise Refused(f"the statement on {work}/{language} says nothing")
    return StatementMade(
        work=work,
        language=language,
        version=version,
        nature=nature,
        text=said,
        words=count(said),
        place=place,
    )


def _reason(reason: str | None) -> str | None:
    if reason is None or not reason.strip():
        return None
    check_text(reason)
    return reason.strip()
