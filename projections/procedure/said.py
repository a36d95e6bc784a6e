"""What the records say of an act of procedure, as facts of its step."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from engine.events import CommentMade, InputInvited
from projections.procedure.step import Fact
from projections.timeline.plan import Milestone


def timeliness(found: Milestone) -> Fact:
    """Whether the plan of a milestone was kept, and what it was."""
    said = {
        "milestone": found.id,
        "status": found.status,
        "planned": found.planned.edtf,
        "current": found.current.edtf if found.current else None,
        "happened": found.happened.edtf if found.happened else None,
        "outstanding": " ".join(found.outstanding) or None,
        "daysLate": str(found.days_late) if found.days_late else None,
        "daysLateOriginal": str(found.days_late_original) if found.days_late_original else None,
    }
    return Fact("timetable", {name: value for name, value in said.items() if value is not None})


def asked(event: InputInvited) -> Fact:
    """The window that an invitation opens."""
    said = {
        "opens": event.opens,
        "closes": event.closes,
        "deadline": event.deadline,
        "channel": event.channel,
    }
    values = {name: str(value) for name, value in said.items() if value is not None}
    return Fact("window", values)


def addressed(to: Iterable[str], roles: Mapping[str, str]) -> Iterator[Fact]:
    """Those something is addressed to: parties, or all of a role. `roles` are those of the
    parties."""
    return (Fact("to", party=n) if n in roles else Fact("to", role=n) for n in to)


def commented(made: CommentMade) -> tuple[str | None, str | None]:
    """The expression that a comment is on: its language and point."""
    if made.language is None:
        return None, None
    point = str(made.version) if made.version is not None else f"s{made.step}"
    return made.language, point if made.version is not None or made.step is not None else None


def sent_in(id: str) -> tuple[str, str]:
    """What belongs to a submission."""
    return f"submission-{id}", f"Submission {id}"


def yes_or_no(value: bool | None) -> str | None:
    """A truth value as XML writes it."""
    return None if value is None else str(value).lower()
