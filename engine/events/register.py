"""The events of a work's register: what must exclude each other takes its turn here, so that two
who act at once conflict on this stream's step, and the second decides anew."""

from __future__ import annotations

from typing import Literal

import msgspec
from msgspec import field

from engine.events.draft import Standing
from engine.events.kind import Kind
from engine.events.submission import Outcome

Status = Literal["issued", "adopted", "published", "corrigendum"]


class DraftMade(Kind, frozen=True, kw_only=True, tag="draft-made"):
    """A draft of the work was opened in a language, in the same append as this."""

    language: str
    standing: Standing


class VersionMade(Kind, frozen=True, kw_only=True, tag="version-made"):
    """A version of the work was issued or adopted, in the same append as this."""

    language: str
    number: int
    status: Status


class CommentNumbered(Kind, frozen=True, kw_only=True, tag="comment-numbered"):
    """A comment on the work, of a submission, took its number, in the same append as this."""

    comment: str
    submission: str


class AnswerGiven(Kind, frozen=True, kw_only=True, tag="answer-given"):
    """A comment on the work was answered, in the same append as this."""

    comment: str
    outcome: Outcome


class MessageSeen(Kind, frozen=True, kw_only=True, tag="message-seen"):
    """A submission was received, in the same append as this; on `register/inbox`. One that is
    entered by hand has the step of this as its id."""

    submission: str


RegisterEvent = DraftMade | VersionMade | CommentNumbered | AnswerGiven | MessageSeen

INBOX = "register/inbox"
"""The stream on which every submission takes its turn. No work can have this name."""


class Numbered(msgspec.Struct):
    """A comment on the work: the submission that holds it, and its outcome, if it has one."""

    submission: str
    outcome: Outcome | None = None


class Register(msgspec.Struct):
    """A work's register at `step`: its drafts by language, in the order in which they were opened,
    the number of the last version of each language, and the comments on it, in the order of their
    numbers."""

    step: int = 0
    drafts: dict[str, Standing] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)
    comments: dict[str, Numbered] = field(default_factory=dict)


def stream(work: str) -> str:
    """The id of the work's register stream."""
    return f"register/{work}"


def evolve(register: Register, event: RegisterEvent) -> Register:
    """The register after one more event. Changes `register` in place and gives it back."""
    match event:
        case DraftMade():
            register.drafts[event.language] = event.standing
        case VersionMade():
            register.versions[event.language] = event.number
        case CommentNumbered():
            register.comments[event.comment] = Numbered(event.submission)
        case AnswerGiven():
            register.comments[event.comment].outcome = event.outcome
        case MessageSeen():
            pass
    register.step += 1
    return register
