"""The register of comments: each with its submission, its answers, who supports it, and which
edits answer it.

Its keys:

    "submission", id                      a submission, and which comments it holds
    "comment", work, number               a comment
    "open", work, number                  there while nobody answered it or took it back
    "edit", work, number, draft, step     an edit that answers it; the draft as work/language
    "statement", work, submission         a statement on the adopted text

Where a comment is in a text that has moved on is worked out when it is asked
(`projections.listing`).
"""

from __future__ import annotations

from datetime import date, datetime

import msgspec
from msgspec.structs import replace

from engine.comment_id import CommentId, parse
from engine.errors import NotFound
from engine.events import (
    CommentAnswered,
    CommentMade,
    CommentReanchored,
    CommentWithdrawn,
    EditMade,
    PayloadErased,
    SenderIdentified,
    StanceTaken,
    StatementMade,
    SubmissionCorrected,
    SubmissionReceived,
    SubmissionWithdrawn,
)
from engine.events.submission import Access, Means, Outcome, Stance
from engine.projection import Key, Keyed, Projection
from engine.record import Entry


class Sent(msgspec.Struct, frozen=True, array_like=True, tag="sent"):
    """A submission: whose it is, as identified last; when it was received, with its own offset (RFC
    3339); who may read it, and from which day on; and the ids of its comments."""

    parties: tuple[str, ...]
    recorded_by: str
    received_at: str
    channel: Means
    window: str | None
    access: Access
    embargo_until: date | None
    comments: tuple[str, ...] = ()
    withdrawn: bool = False
    reason: str | None = None
    correction: str | None = None
    erased: bool = False


class Answer(msgspec.Struct, frozen=True, array_like=True):
    """One answer to a comment: what, why, by whom, on which day, and when it was recorded."""

    outcome: Outcome
    reason: str
    by: tuple[str, ...]
    on: date
    recorded_at: datetime
    applied: int | None = None


class Remark(msgspec.Struct, frozen=True, array_like=True, tag="remark"):
    """A comment: as it was made, where it was put last, the stances of others on it, by party, with
    those in whose support it was made, and its answers, of which the last holds."""

    made: CommentMade
    submission: str
    recorded_by: str
    on: date
    moved: CommentReanchored | None = None
    withdrawn: bool = False
    reason: str | None = None
    stances: dict[str, Stance] = {}
    answers: tuple[Answer, ...] = ()


class Mark(msgspec.Struct, frozen=True, array_like=True, tag="mark"):
    """Says that its key is there."""


class Stated(msgspec.Struct, frozen=True, array_like=True, tag="stated"):
    """A statement on an adopted text."""

    made: StatementMade
    submission: str
    by: tuple[str, ...]
    on: date


Registered = Sent | Remark | Mark | Stated


def project(view: Keyed[Registered], entry: Entry) -> None:
    """The register after one more entry of the log."""
    stream, _, id = entry.stream.partition("/")
    if stream == "submission":
        _of_submission(view, id, entry)
    elif isinstance(entry.record.event, EditMade):
        for written in entry.record.event.answers:
            if cited := _cited(written):
                view["edit", cited.work, cited.number, id, entry.step] = Mark()


COMMENTS: Projection[Registered] = Projection("comments", 2, Registered, project)


def _of_submission(view: Keyed[Registered], id: str, entry: Entry) -> None:
    record, event = entry.record, entry.record.event
    if isinstance(event, SubmissionReceived):
        view["submission", id] = Sent(
            parties=event.parties,
            recorded_by=record.recorded_by,
            received_at=event.received_at.isoformat(),
            channel=event.channel,
            window=event.window,
            access=event.access,
            embargo_until=event.embargo_until,
        )
        return
    sent = view["submission", id]
    assert isinstance(sent, Sent), f"submission/{id} does not begin with its receipt"
    match event:
        case CommentMade():
            key = _key(event.comment)
            view["comment", *key] = Remark(
                made=event,
                submission=id,
                recorded_by=record.recorded_by,
                on=record.effective_on,
                stances=dict.fromkeys(record.supported_by, "supports"),
            )
            view["open", *key] = Mark()
            view["submission", id] = replace(sent, comments=(*sent.comments, event.comment))
        case SenderIdentified():
            view["submission", id] = replace(sent, parties=event.parties)
        case SubmissionWithdrawn():
            view["submission", id] = replace(sent, withdrawn=True, reason=event.reason)
            _close(view, *sent.comments)
        case SubmissionCorrected():
            view["submission", id] = replace(sent, correction=event.correction, reason=event.reason)
            _close(view, *sent.comments)
        case PayloadErased():
            view["submission", id] = replace(sent, erased=True)
        case StatementMade():
            view["statement", event.work, id] = Stated(event, id, record.by, record.effective_on)
        case _:
            _of_comment(view, entry)


def _of_comment(view: Keyed[Registered], entry: Entry) -> None:
    record, event = entry.record, entry.record.event
    if not isinstance(event, CommentAnswered | CommentReanchored | CommentWithdrawn | StanceTaken):
        return
    key: Key = ("comment", *_key(event.comment))
    remark = view[key]
    assert isinstance(remark, Remark)
    match event:
        case CommentAnswered():
            given = Answer(
                outcome=event.outcome,
                reason=event.reason,
                by=record.by,
                on=record.effective_on,
                recorded_at=record.recorded_at,
                applied=event.applied,
            )
            view[key] = replace(remark, answers=(*remark.answers, given))
            _close(view, event.comment)
        case CommentReanchored():
            view[key] = replace(remark, moved=event)
        case CommentWithdrawn():
            view[key] = replace(remark, withdrawn=True, reason=event.reason)
            _close(view, event.comment)
        case StanceTaken():
            stances = remark.stances | dict.fromkeys(record.by, event.stance)
            view[key] = replace(remark, stances=stances)


def _close(view: Keyed[Registered], *comments: str) -> None:
    """Comments need no answer any more."""
    for comment in comments:
        view.pop(("open", *_key(comment)), None)


def open_in(view: Keyed[Registered], work: str) -> int:
    """How many comments on a work nobody answered or took back."""
    return sum(1 for _ in view.under("open", work))


def remarks(view: Keyed[Registered], work: str) -> list[tuple[Remark, Sent]]:
    """The comments on a work, in the order of their numbers, each with its submission."""
    found = []
    for _, remark in view.under("comment", work):
        assert isinstance(remark, Remark)
        sent = view["submission", remark.submission]
        assert isinstance(sent, Sent)
        found.append((remark, sent))
    return found


def edits(view: Keyed[Registered], work: str, number: int) -> list[tuple[str, int]]:
    """The edits that answer a comment: each draft, as work/language, and the step."""
    return [(str(key[3]), int(key[4])) for key, _ in view.under("edit", work, number)]


def statements(view: Keyed[Registered], work: str) -> list[Stated]:
    """The statements on a work, in the order of their days."""
    found = [stated for _, stated in view.under("statement", work) if isinstance(stated, Stated)]
    return sorted(found, key=lambda stated: stated.on)


def _key(comment: str) -> tuple[str, int]:
    cited = parse(comment)
    return cited.work, cited.number


def _cited(written: str) -> CommentId | None:
    try:
        return parse(written)
    except NotFound:
        return None
