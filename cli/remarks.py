"""What was done by commenting and answering, as the rest of a sentence."""

from __future__ import annotations

from collections.abc import Sequence

from engine.events import (
    CommentAnswered,
    CommentMade,
    CommentReanchored,
    CommentWithdrawn,
    Event,
    PayloadErased,
    SenderIdentified,
    StanceTaken,
    StatementMade,
    SubmissionCorrected,
    SubmissionReceived,
    SubmissionWithdrawn,
)

_STANCES = {
    "supports": "supported",
    "opposes": "opposed",
    "neither": "took back the stance on",
}


def remarked(event: Event, events: Sequence[Event]) -> str | None:
    """What an event says was done, among the `events` of its act; none where another of them says
    it, or where the event is of another kind."""
    match event:
        case SubmissionReceived():
            return _received(event, [e.comment for e in events if isinstance(e, CommentMade)])
        case StatementMade():
            where = f"{event.work}/{event.language}@{event.version}"
            return f"made a statement on {where} ({event.nature})"
        case StanceTaken():
            return f"{_STANCES[event.stance]} {event.comment}{_why(event.reason)}"
        case CommentAnswered():
            return f"answered {event.comment}: {event.outcome}{_why(event.reason)}"
        case CommentReanchored():
            where = event.place.eid or event.place.element
            return f"found the place of {event.comment} at {where} of {event.language}"
        case CommentWithdrawn():
            return f"withdrew {event.comment}{_why(event.reason)}"
        case SubmissionWithdrawn():
            return f"withdrew a submission{_why(event.reason)}"
        case SubmissionCorrected():
            return f"corrected a submission by {event.correction}{_why(event.reason)}"
        case SenderIdentified():
            return f"said whose a submission is: {', '.join(event.parties)}{_why(event.reason)}"
        case PayloadErased():
            return f"erased a submission, on the authority of {event.authority}: {event.reason}"
        case _:
            return None


def _received(event: SubmissionReceived, comments: Sequence[str]) -> str | None:
    if not comments and event.dated == "entry":
        return None  # a statement
    works = ", ".join(event.works)
    how = {"meeting": "in a meeting", "writing": "in writing"}.get(event.channel, "by e-mail")
    said = f": {', '.join(comments)}" if comments else ", with no comments"
    if not event.parties:
        return f"recorded what an unknown sender sent {f'on {works} ' if works else ''}{how}{said}"
    return f"commented {f'on {works} ' if works else ''}{how}{said}"


def _why(reason: str | None) -> str:
    return f": {reason}" if reason else ""
