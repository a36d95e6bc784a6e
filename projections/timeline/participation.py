"""Which parties were addressed and were heard at each stage, what was never answered, and how long
answers took."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from engine.timetable.addressees import parties_named
from projections.timeline.facts import Remark
from projections.timeline.plan import Day, Milestone
from projections.timeline.submissions import Received, openings


class Heard(msgspec.Struct, frozen=True):
    """At one stage (a milestone, an invitation, a silence procedure), the parties of one role that
    were addressed, and those that were heard: that commented on what was distributed, whose
    submissions fell under the window, that broke the silence. Who was heard without being
    addressed is among the second only."""

    stage: str
    role: str
    addressed: tuple[str, ...]
    heard: tuple[str, ...]


def meant_and_reached(day: Day, milestone: Milestone) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """For whom a milestone is meant, and whom of these what was circulated for it reached: parties,
    or a role that no party has. Both as parties were registered when it happened."""
    happened = milestone.happened
    roles = day.roles(happened.latest if happened else None)
    meant = parties_named(milestone.line.plan.addressees, roles)
    sent = [h for h in milestone.happenings if h.act == "circulate"]
    works = milestone.line.plan.sends or milestone.line.plan.works
    reached = set(meant)
    for work in works:
        to = {p for h in sent if work in h.works for p in parties_named(h.to, day.roles(h.at.on))}
        reached &= to
    return meant, tuple(p for p in meant if p in reached) if works else ()


def participation(day: Day, received: list[Received]) -> list[Heard]:
    """Every stage by the end of a day, role by role."""
    found: list[Heard] = []
    for stage, addressed, heard in _stages(day, received):
        roles = day.roles()
        by_role: dict[str, tuple[list[str], list[str]]] = {}
        for at, names in enumerate((addressed, heard)):
            for name in names:
                by_role.setdefault(roles.get(name, name), ([], []))[at].append(name)
        found += [
            Heard(stage, role, tuple(of), tuple(from_)) for role, (of, from_) in by_role.items()
        ]
    return found


def _stages(
    day: Day, received: list[Received]
) -> Iterator[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    roles = day.roles()

    def heard(stage: str) -> tuple[str, ...]:
        those = (p for r in received if r.window == stage for p in r.submission.parties)
        return tuple(sorted(set(those)))

    def heard_on(milestone: Milestone) -> tuple[str, ...]:
        texts = {text for h in milestone.happenings for text in h.texts}
        submissions = day.submissions()
        those = (submissions[r.submission] for r in day.remarks().values() if r.text in texts)
        return tuple(sorted({p for submission in those for p in submission.parties}))

    for id, milestone in day.milestones.items():
        plan = milestone.line.plan
        if not plan.addressees or milestone.parts or plan.type == "silence":
            continue
        meant, reached = meant_and_reached(day, milestone)
        if plan.type == "distribution":
            if milestone.happenings:
                yield id, reached, heard_on(milestone)
        else:
            yield id, meant, heard(id)
    for id, window in openings(day).items():
        if window.invited:
            yield id, parties_named(window.of, roles), heard(id)
    for id, silence in day.silences.items():
        if day.had(silence.procedure.at):
            to = silence.procedure.opened.to
            yield id, parties_named(to, roles) if to else tuple(roles), silence.broken_by


def unanswered(day: Day) -> list[str]:
    """The comments made by the end of a day that had no answer then, and needed one: that were not
    withdrawn, nor their submission withdrawn or replaced."""
    submissions = day.submissions()

    def settled(remark: Remark) -> bool:
        moments = (*remark.withdrawn, *remark.answered, *submissions[remark.submission].settled)
        return any(day.had(at) for at in moments)

    return [id for id, remark in day.remarks().items() if not settled(remark)]


def days_to_answer(day: Day) -> float | None:
    """The median of days from comment to first answer; none where nothing has been answered."""
    days: list[int] = []
    for remark in day.remarks().values():
        answered = [at.on for at in remark.answered if day.had(at)]
        if answered:
            days.append((min(answered) - remark.at.on).days)
    if not days:
        return None
    days.sort()
    middle = len(days) // 2
    return days[middle] if len(days) % 2 else (days[middle - 1] + days[middle]) / 2
