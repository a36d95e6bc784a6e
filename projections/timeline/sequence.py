"""Whether what had to come first did: each rule kept, broken by two facts, or not yet due."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Literal

import msgspec

from engine.events.rules import SequenceRule
from engine.point import slug
from engine.timetable.when import When
from projections.timeline.plan import Day

SequenceStatus = Literal["kept", "broken", "not-due", "indeterminate"]


class Happened(msgspec.Struct, frozen=True):
    """A fact that a rule speaks of, and the days on which it can have happened."""

    fact: str
    happened: When


class Sequence(msgspec.Struct, frozen=True):
    """A rule by the end of a day, and the facts that it stands or falls with."""

    rule: SequenceRule
    status: SequenceStatus
    facts: tuple[Happened, ...]


def sequence(day: Day) -> list[Sequence]:
    """Every rule of the process by the end of a day."""
    return [_judge(day, rule) for rule in day.frame.sequence]


def _judge(day: Day, rule: SequenceRule) -> Sequence:
    first = _earliest(_facts(day, rule.first))
    then = _earliest(_facts(day, rule.then))
    facts = tuple(fact for fact in (first, then) if fact)
    if then is None:
        return Sequence(rule, "not-due", facts)
    if first is None:
        return Sequence(rule, "broken", facts)
    return Sequence(rule, _compared(first.happened, then.happened), facts)


def _compared(first: When, then: When) -> SequenceStatus:
    """On one and the same day the order is taken to have been kept."""
    begins = then.earliest or date.min
    if first.latest <= begins:
        return "kept"
    surely_after = first.latest if first.lasting else first.earliest
    surely_before = begins if then.lasting else then.latest
    if surely_after and surely_after > surely_before:
        return "broken"
    return "indeterminate"


def _earliest(facts: Iterable[Happened]) -> Happened | None:
    return min(
        facts, key=lambda f: (f.happened.latest, f.happened.earliest or date.min), default=None
    )


def _facts(day: Day, terms: tuple[str, ...]) -> Iterable[Happened]:
    for term in terms:
        name, at, point = term.partition("@")
        if not at:
            milestone = day.milestones.get(term)
            if milestone and milestone.happened:
                yield Happened(milestone.line.plan.title, milestone.happened)
            continue
        work, _, language = name.partition("/")
        found = day.works().get(work)
        for outing in found.outings if found else ():
            if not day.had(outing.at) or (language and outing.language != language):
                continue
            if point in ("issued", "adopted"):
                meant = outing.how == point
            else:
                meant = outing.how != "adopted" and slug(point) in (
                    outing.label,
                    str(outing.version),
                )
            if meant:
                label = f"{work}/{outing.language}@{outing.version or outing.label}"
                yield Happened(f"{label} {outing.how}", outing.happened)
