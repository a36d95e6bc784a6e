"""The timeline by the end of a day, whole, and as the document that `timeline --json` gives."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import msgspec

from engine.events.rules import StructureRule
from engine.events.submission import Access
from engine.timetable.deadline import last_day
from engine.timetable.when import When, on
from projections.timeline.facts import View, Work
from projections.timeline.participation import (
    Heard,
    days_to_answer,
    meant_and_reached,
    participation,
    unanswered,
)
from projections.timeline.plan import Day, Made, Milestone
from projections.timeline.sequence import Sequence, sequence
from projections.timeline.silences import Silence, status_of, subject
from projections.timeline.submissions import Opening, Received, openings, submissions

if TYPE_CHECKING:
    from projections.structure import Result


class Reach(msgspec.Struct, frozen=True):
    """For whom something was meant, and whom it reached."""

    meant: tuple[str, ...]
    reached: tuple[str, ...]


class Timeline(msgspec.Struct, frozen=True):
    """All that the timeline answers, by the end of `as_of` in the process's time zone. Milestones
    are in the order in which they were first planned; `rules` are those for the texts, of which
    `structure` holds the results that were put there; `windows` are all for input that are known,
    open or not; `adopted` are the works of which a text is."""

    title: str
    store: str
    as_of: date
    timezone: str
    milestones: tuple[tuple[Milestone, Reach], ...]
    silences: tuple[tuple[str, Silence], ...]
    submissions: tuple[Received, ...]
    sequence: tuple[Sequence, ...]
    structure: tuple[Result, ...]
    participation: tuple[Heard, ...]
    rules: tuple[StructureRule, ...]
    windows: tuple[Opening, ...]
    adopted: tuple[str, ...]
    unanswered: tuple[str, ...]
    days_to_answer: float | None
    withheld: int


def timeline(view: View, as_of: date, access: Access = "public", *, heard: bool = True) -> Timeline:
    """The timeline by the end of a day, but for the results of rules for the texts; of submissions
    those that may be read with an access, and how many may not. Without `heard` nothing is told
    of who was, and how: neither submissions nor comments are looked at."""
    day = Day(view, as_of, access)
    received = submissions(day) if heard else []
    return Timeline(
        title=day.frame.title,
        store=day.frame.store,
        as_of=as_of,
        timezone=day.zone,
        milestones=tuple((m, Reach(*meant_and_reached(day, m))) for m in day.milestones.values()),
        silences=tuple((id, s) for id, s in day.silences.items() if day.had(s.procedure.at)),
        submissions=tuple(received),
        sequence=tuple(sequence(day)),
        structure=(),
        participation=tuple(participation(day, received)) if heard else (),
        rules=day.frame.structure,
        windows=tuple(openings(day).values()),
        adopted=tuple(work for work, found in day.works().items() if _adopted(day, found)),
        unanswered=tuple(unanswered(day)) if heard else (),
        days_to_answer=days_to_answer(day) if heard else None,
        withheld=day.withheld() if heard else 0,
    )


def _adopted(day: Day, work: Work) -> bool:
    return any(outing.how == "adopted" and day.had(outing.at) for outing in work.outings)


def document(found: Timeline) -> dict[str, object]:
    """The timeline as a JSON document; docs/timetable.md says what each key means."""
    silences = dict(found.silences)
    known = {m.id for m, _ in found.milestones}
    return {
        "as_of": found.as_of,
        "timezone": found.timezone,
        "milestones": [
            *(
                _milestone(m, reach) | _procedure(silences.get(m.id))
                for m, reach in found.milestones
            ),
            *(
                _silence(id, s, found.timezone) | _procedure(s)
                for id, s in found.silences
                if id not in known
            ),
        ],
        "submissions": [_submission(r) for r in found.submissions],
        "sequence": [
            {
                "rule": s.rule.rule,
                "title": s.rule.title,
                "status": s.status,
                "facts": [
                    {
                        "fact": f.fact,
                        "earliest": f.happened.earliest,
                        "latest": f.happened.latest,
                    }
                    for f in s.facts
                ],
            }
            for s in found.sequence
        ],
        "structure": [
            {"work": r.work, "rule": r.rule, "ok": r.ok, "found": r.found, "where": r.where}
            for r in found.structure
        ],
        "participation": found.participation,
        "unanswered": found.unanswered,
        "median_days_to_answer": found.days_to_answer,
        "withheld": found.withheld,
    }


def _milestone(found: Milestone, reach: Reach) -> dict[str, object]:
    plan = found.line.plan
    return {
        "id": found.id,
        "title": plan.title,
        "kind": plan.type,
        "works": plan.works,
        "planned": _when(found.planned),
        "current": _when(found.current) if found.current else None,
        "provisional": found.provisional,
        "happened": _days(found.happened) if found.happened else None,
        "status": found.status,
        "days_late": found.days_late,
        "days_late_original": found.days_late_original,
        "days_left": found.days_left,
        "changes": [_change(made) for made in found.changes],
        "addressees": {"meant": reach.meant, "reached": reach.reached},
        "outstanding": found.outstanding,
        "mode": next((h.mode for h in found.happenings if h.mode), None),
        "parts": found.parts,
        "part_of": found.line.part_of,
        "in_place_of": found.line.in_place_of,
        "determined": (
            {"outcome": found.settled.outcome, "on": found.settled.at.on, "why": found.settled.why}
            if found.settled
            else None
        ),
    }


def _silence(id: str, found: Silence, timezone: str) -> dict[str, object]:
    """A silence procedure that the timetable has no line for, as a milestone of its own."""
    opened = found.procedure.opened
    last = _when(on(last_day(found.until, timezone), timezone))
    return {
        "id": id,
        "title": subject(opened),
        "kind": "silence",
        "works": opened.works,
        "planned": _when(on(last_day(opened.until, timezone), timezone)),
        "current": last,
        "provisional": False,
        "happened": None,
        "status": status_of(found),
        "days_late": None,
        "days_late_original": None,
        "days_left": None,
        "changes": [
            {
                "on": extension.at.on,
                "what": "extended",
                "to": _when(on(last_day(extension.until, timezone), timezone)),
                "why": extension.why,
                "provisional": False,
                "lapsed": False,
                "under_silence": None,
            }
            for extension in found.procedure.extensions
        ],
        "addressees": {"meant": opened.to, "reached": opened.to},
        "outstanding": [],
        "mode": None,
        "parts": [],
        "part_of": None,
        "in_place_of": None,
        "determined": None,
    }


def _procedure(found: Silence | None) -> dict[str, object]:
    """What the line of a silence procedure says beside what every line says."""
    if found is None:
        return {}
    return {
        "about": found.procedure.opened.about,
        "effect": found.procedure.opened.effect,
        "state": found.state,
        "until": found.until,
        "broken_by": found.broken_by,
    }


def _change(made: Made) -> dict[str, object]:
    change = made.change
    return {
        "on": change.at.on,
        "what": change.what,
        "to": _when(change.to) if change.to else None,
        "why": change.why,
        "provisional": made.provisional,
        "lapsed": made.lapsed,
        "under_silence": change.under_silence,
    }


def _submission(found: Received) -> dict[str, object]:
    submission = found.submission
    return {
        "id": found.id,
        "parties": submission.parties,
        "window": found.window,
        "received_at": submission.received_at,
        "status": found.status,
        "minutes_late": found.minutes_late,
        "channel": submission.channel,
        "by_channel_invited": found.by_channel,
        "by_party_invited": found.invited,
        "not_sent_to": found.not_sent_to,
    }


def _when(when: When) -> dict[str, object]:
    return {
        "earliest": when.earliest,
        "latest": when.latest,
        "phrase": when.phrase,
        "edtf": when.edtf,
    }


def _days(when: When) -> dict[str, object]:
    return {"earliest": when.earliest, "latest": when.latest}
