"""One act of procedure, and what is known of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import msgspec

from engine.chronicle import Act
from engine.events import Adopted, Event, VersionIssued
from engine.record import Record


class Fact(msgspec.Struct, frozen=True):
    """What is known of an act beside who, when and what came of it: a name, values, and the party
    or the role that it is about, if it is about one."""

    name: str
    values: Mapping[str, str] = {}
    party: str | None = None
    role: str | None = None


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """An act of procedure: on which day, what came of it (`outcome`), whose act it was.

    `language` and `point` (a version's number, or `s12`) say which expression it concerns; without
    them it concerns the work. `about` is the milestone, invitation, submission, comment or silence
    procedure that it belongs to: its id, and what it is called.
    """

    on: date
    outcome: str
    by: tuple[str, ...]
    supported_by: tuple[str, ...] = ()
    language: str | None = None
    point: str | None = None
    about: tuple[str, str] | None = None
    facts: tuple[Fact, ...] = ()


def step_of(record: Record[Event], outcome: str, **more: object) -> Step:
    """The act that a record is of, with what came of it, and `more` of what a step says."""
    return Step(
        on=record.effective_on,
        outcome=outcome,
        by=record.by,
        supported_by=record.supported_by,
        **more,  # type: ignore[arg-type]
    )


def of_draft(made: Act, language: str, *, adopted: bool) -> Step:
    """A version issued or adopted, as an act of procedure; `adopted`: before it was issued."""
    event = made.event
    facts: tuple[Fact, ...] = ()
    assert isinstance(event, VersionIssued | Adopted)
    if isinstance(event, VersionIssued):
        number, outcome = event.number, "published" if adopted else "issued"
        if event.corrects is not None:
            outcome = "corrected"
    else:
        number, outcome, facts = event.version, "adopted", _terms(event)
    return Step(
        on=made.effective_on,
        outcome=outcome,
        by=made.by,
        supported_by=made.supported_by,
        language=language,
        point=str(number),
        facts=facts,
    )


def _terms(event: Adopted) -> tuple[Fact, ...]:
    """How it was adopted, as far as it is said."""
    said = {
        "how": event.how,
        "inFavour": event.in_favour,
        "against": event.against,
        "abstaining": event.abstaining,
        "adReferendum": "true" if event.ad_referendum else None,
        "orallyAmended": event.orally_amended,
        "editingMandate": event.editing_mandate,
        "annexOf": event.annex_of,
        "annex": event.annex,
    }
    values = {name: str(value) for name, value in said.items() if value is not None}
    return (Fact("adoption", values),) if values else ()
