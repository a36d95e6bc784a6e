"""Consolidating: the next version is issued, with the answers to the comments on the text before
it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from msgspec.structs import replace

from engine.decisions.version import Making
from engine.errors import Refused
from engine.events import VersionIssued
from engine.events.draft import Draft
from engine.events.submission import Outcome

_SHOWN = 5


class Considered(NamedTuple):
    """A comment that a consolidation takes into account: its parties, and its outcome, if it is
    answered."""

    id: str
    parties: tuple[str, ...]
    outcome: Outcome | None


def unanswered(
    draft: Draft, comments: Sequence[Considered], defer_open: str | None
) -> list[Considered]:
    """The comments that a consolidation of the draft answers itself, as deferred, for the reason
    `defer_open`. `Refused` where there are any and no reason is given; and where the draft is
    adopted."""
    opened = draft.opened
    assert opened, "consolidating begins with a draft that is open"
    name = f"{opened.work}/{opened.language}"
    if draft.adopted:
        raise Refused(
            f"{name} is adopted, as version {draft.adopted.version}; what is adopted is not "
            "consolidated any more"
        )
    still = [comment for comment in comments if comment.outcome is None]
    if still and defer_open is None:
        count = f"{len(still)} comment{'s' if len(still) > 1 else ''}"
        shown = ", ".join(comment.id for comment in still[:_SHOWN])
        more = f" and {len(still) - _SHOWN} more" if len(still) > _SHOWN else ""
        raise Refused(
            f"{name} cannot be consolidated while {count} on it {'are' if len(still) > 1 else 'is'}"
            f" open: {shown}{more}",
            hint=f"travaux comments {opened.work} --open lists them; --defer-open WHY answers them "
            "as deferred.",
        )
    return still


def answering(making: Making, comments: Sequence[Considered]) -> Making:
    """The version, saying which comments it answers."""
    assert isinstance(making.draft, VersionIssued)
    ids = tuple(comment.id for comment in comments)
    return making._replace(draft=replace(making.draft, answers=ids))
