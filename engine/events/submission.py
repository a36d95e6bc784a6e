"""The events of one submission, from its receipt to the answers to its comments; and the
submission as they leave it.

No person's name, no address and no raw message is ever in one of them, nor the words of a
submission that is not public: they lie in the private store, and the event holds a commitment
(docs/formats/private.md). What is counted is in the event.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal, TypeAlias

import msgspec
from msgspec import field

from engine.errors import Damaged
from engine.events.kind import Kind

Access = Literal["public", "participants", "presidency"]
Means = Literal["e-mail", "writing", "meeting"]
Dating = Literal["sender", "sender-no-offset", "server", "entry"]
CommentNature = Literal["general", "substantive", "editorial"]
Outcome = Literal["accepted", "partly", "rejected", "noted", "deferred"]
Stance = Literal["supports", "opposes", "neither"]
StatementNature = Literal[
    "explanation-of-position", "interpretation", "dissociation", "reservation"
]

RESTRICTED: tuple[Access, ...] = ("public", "participants", "presidency")
"""Who may read a submission, from everybody to the fewest."""


class Attached(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True
):
    """A file that came with a submission: its media type as declared, and its size in bytes. Its
    name and its bytes are private."""

    media: str
    size: int


class Anchor(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True
):
    """A place of a text: an element, the `eid` that it has there, and, where words are quoted,
    these words as they stand in the element, with the few before and behind them there. All are
    words of the text, none of the comment."""

    element: str
    eid: str | None = None
    quote: str | None = None
    before: str | None = None
    after: str | None = None


class SubmissionReceived(Kind, frozen=True, kw_only=True, tag="submission-received"):
    """A communication came, from `parties` (none: from somebody not identified yet), about works.

    `received_at` keeps the offset it was written with; `dated` says whose word it is: the
    sender's, the sender's without an offset and so read in the process's time zone, a server's
    that passed it on, or the time of entry. `sent_to` and `copied_to` are the parties at whose
    functional mailboxes it arrived; `window` the invitation, deadline or meeting that it says it
    is for; `thread` the submissions that it goes on from, the nearest last, received or not.
    Without `access` it is public. `commitment` is to the raw message, of an e-mail.
    """

    parties: tuple[str, ...] = ()
    works: tuple[str, ...] = ()
    channel: Means
    received_at: datetime
    dated: Dating = "sender"
    sent_to: tuple[str, ...] = ()
    copied_to: tuple[str, ...] = ()
    window: str | None = None
    thread: tuple[str, ...] = ()
    attachments: tuple[Attached, ...] = ()
    access: Access = "public"
    embargo_until: date | None = None
    commitment: str | None = None


class SenderIdentified(Kind, frozen=True, kw_only=True, tag="sender-identified"):
    """It is known now whose submission it is. Of several identifications the last holds."""

    parties: tuple[str, ...]
    reason: str | None = None


class SubmissionCorrected(Kind, frozen=True, kw_only=True, tag="submission-corrected"):
    """A later submission takes the place of this one, whose comments need no answer any more."""

    correction: str
    reason: str | None = None


class SubmissionWithdrawn(Kind, frozen=True, kw_only=True, tag="submission-withdrawn"):
    """Its parties withdrew it, with all its comments."""

    reason: str | None = None


class CommentMade(Kind, frozen=True, kw_only=True, tag="comment-made"):
    """One point of the submission, on a work.

    On its text in a `language`, as it was issued (`version`) or, where it was not, as it stood at
    a `step`; on a work that had no text yet, on neither. Without `place`, on the work as a whole.
    `text` and `proposed`, a wording for that place, are there where the submission is public and
    nothing private is in them; else `commitment` is to both. `words` and `proposed_words` count
    them, in any case. `attachment` is the one that it was read from or that stands beside it, from
    1.
    """

    comment: str
    work: str
    language: str | None = None
    version: int | None = None
    step: int | None = None
    place: Anchor | None = None
    nature: CommentNature = "general"
    text: str | None = None
    proposed: str | None = None
    words: int = 0
    proposed_words: int = 0
    attachment: int | None = None
    commitment: str | None = None


class StanceTaken(Kind, frozen=True, kw_only=True, tag="stance-taken"):
    """The parties of the record support or oppose a comment of others, or do neither any more. Of
    several stances of one party the last holds."""

    comment: str
    stance: Stance
    reason: str | None = None


class CommentReanchored(Kind, frozen=True, kw_only=True, tag="comment-reanchored"):
    """Where a comment belongs in a later text was found by hand: in that version, or at that
    step."""

    comment: str
    place: Anchor
    language: str
    version: int | None = None
    step: int | None = None


class CommentWithdrawn(Kind, frozen=True, kw_only=True, tag="comment-withdrawn"):
    """Its parties withdrew a comment."""

    comment: str
    reason: str | None = None


class CommentAnswered(Kind, frozen=True, kw_only=True, tag="comment-answered"):
    """A comment was disposed of, with a reason. A later answer takes the place of an earlier one;
    `applied` is the step of the edit in the draft of its language that the answer put it in by."""

    comment: str
    outcome: Outcome
    reason: str
    applied: int | None = None


class StatementMade(Kind, frozen=True, kw_only=True, tag="statement-made"):
    """A party said how it understands an adopted text, or that it does not share it. It is kept
    with that text, needs no answer, and changes nothing."""

    work: str
    language: str
    version: int
    nature: StatementNature
    text: str
    words: int = 0
    place: Anchor | None = None


class PayloadErased(Kind, frozen=True, kw_only=True, tag="payload-erased"):
    """What the private store held of the submission is erased: recorded first, then done. On the
    `authority` of a party or of a legal basis."""

    reason: str
    authority: str


SubmissionEvent: TypeAlias = (
    SubmissionReceived
    | SenderIdentified
    | SubmissionCorrected
    | SubmissionWithdrawn
    | CommentMade
    | StanceTaken
    | CommentReanchored
    | CommentWithdrawn
    | CommentAnswered
    | StatementMade
    | PayloadErased
)


class Comment(msgspec.Struct):
    """A comment as its events leave it: where it was put last, and how often it was answered."""

    made: CommentMade
    moved: CommentReanchored | None = None
    withdrawn: bool = False
    answers: list[CommentAnswered] = field(default_factory=list)


class Submission(msgspec.Struct):
    """A submission as its events leave it at `step`; not received yet at step 0.

    `parties` are those it is from, as identified last; `correction` what took its place.
    """

    step: int = 0
    received: SubmissionReceived | None = None
    parties: tuple[str, ...] = ()
    comments: dict[str, Comment] = field(default_factory=dict)
    correction: str | None = None
    withdrawn: bool = False
    erased: bool = False


def stream(id: str) -> str:
    """The id of a submission's stream."""
    return f"submission/{id}"


def evolve(submission: Submission, event: SubmissionEvent) -> Submission:
    """The submission after one more event. Changes `submission` in place and gives it back."""
    match event:
        case SubmissionReceived():
            if submission.received:
                raise Damaged("a submission is received twice")
            submission.received = event
            submission.parties = event.parties
        case SenderIdentified():
            submission.parties = event.parties
        case SubmissionCorrected():
            submission.correction = event.correction
        case SubmissionWithdrawn():
            submission.withdrawn = True
        case CommentMade():
            if event.comment in submission.comments:
                raise Damaged(f"{event.comment} is made twice")
            submission.comments[event.comment] = Comment(event)
        case CommentReanchored():
            _comment(submission, event.comment).moved = event
        case CommentWithdrawn():
            _comment(submission, event.comment).withdrawn = True
        case CommentAnswered():
            _comment(submission, event.comment).answers.append(event)
        case StanceTaken():
            _comment(submission, event.comment)
        case StatementMade():
            pass
        case PayloadErased():
            submission.erased = True
    submission.step += 1
    return submission


def _comment(submission: Submission, id: str) -> Comment:
    if id not in submission.comments:
        raise Damaged(f"{id} is no comment of the submission")
    return submission.comments[id]
