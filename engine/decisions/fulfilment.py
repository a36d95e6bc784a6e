"""What came of the plan: meetings held, milestones fulfilled, and whether a plan was kept where the
dates do not tell."""

from __future__ import annotations

from datetime import date

from engine.decisions.timetable import milestone, open_milestone, required, set_milestone
from engine.errors import Refused
from engine.events import Determined, MilestoneReached, MilestoneReplaced, ProcessEvent
from engine.events.process import Process
from engine.events.timetable import Fulfilment, Milestone, Mode
from engine.timetable.deadline import days_in, verdict
from engine.timetable.when import When


def hold(
    process: Process,
    id: str,
    *,
    on: date,
    until: date | None,
    when: When | None,
    mode: Mode | None,
    in_place_of: str | None,
    title: str | None,
    remark: str | None,
    reached_on: date | None,
) -> list[ProcessEvent]:
    """A meeting was held, or what no other event fulfils was done. One that the timetable does not
    know is set first, where it is said in whose place it was held, or what it was (its title)."""
    timetable = process.timetable
    events: list[ProcessEvent] = []
    if id not in timetable.milestones and (in_place_of or title):
        replaced = milestone(timetable, in_place_of).set if in_place_of else None
        assert process.opened
        zone = process.opened.time_zone
        day = when or When(
            earliest=on,
            latest=until or on,
            phrase=f"{on}/{until}" if until else on.isoformat(),
            timezone=zone,
            lasting=until is not None,
        )
        events.append(
            set_milestone(
                process,
                id,
                title or f"In place of {replaced.title if replaced else id}",
                "meeting",
                day,
                works=replaced.works if replaced else (),
                addressees=replaced.addressees if replaced else (),
            )
        )
    else:
        found = open_milestone(timetable, id, "held")
        if reached_on:
            raise Refused(f"{id} was held already, on {reached_on}")
        refuse_other(found, "hold")
    if in_place_of:
        if in_place_of == id:
            raise Refused(f"{id} cannot be held in place of itself")
        open_milestone(timetable, in_place_of, "replaced")
        events.append(MilestoneReplaced(milestone=in_place_of, replacement=id))
    if until and until < on:
        raise Refused(f"{id} cannot have ended on {until}, before it began, on {on}")
    reached = MilestoneReached(milestone=id, mode=mode, until=until, when=when, remark=remark)
    return [*events, reached]


def fulfil(
    process: Process, ids: tuple[str, ...], act: Fulfilment, works: tuple[str, ...]
) -> tuple[str, ...]:
    """The milestones, each of which the act on these works does fulfil, or helps to."""
    for id in ids:
        found = open_milestone(process.timetable, id, "fulfilled")
        refuse_other(found, act)
        meant = found.set.works if act == "adopt" else found.sends
        if meant and not set(works) & {*meant, *found.set.works}:
            raise Refused(
                f"{id} is about {', '.join(meant)}; {', '.join(works)} cannot fulfil it",
                hint=f"{id}: {found.set.title}.",
            )
    return ids


def adoption_of(process: Process, work: str) -> tuple[str, ...]:
    """The milestones that the adoption of a work fulfils."""
    return tuple(
        id
        for id, found in process.timetable.milestones.items()
        if "adopt" in found.fulfilled_by
        and work in found.set.works
        and not (found.cancelled or found.parts)
    )


def determine(process: Process, id: str, met: bool, reason: str) -> Determined:
    """Where the dates do not tell whether the plan was kept, it is settled."""
    found = open_milestone(process.timetable, id, "determined")
    assert process.opened
    zone = process.opened.time_zone
    if not found.uncertain or not found.when:
        raise Refused(
            f"there is nothing to determine about {id}: no uncertain date is on record for it"
        )
    planned, happened = days_in(found.when, zone), days_in(found.uncertain, zone)
    dates_say = verdict(planned, happened)
    if dates_say != "indeterminate":
        raise Refused(
            f"there is nothing to determine about {id}: it was planned for {found.when.phrase} "
            f"and was done {found.uncertain.phrase}, which is {dates_say}"
        )
    return Determined(
        milestone=id,
        outcome="met" if met else "not-met",
        reason=required(reason, "a determination"),
    )


def refuse_other(found: Milestone, act: Fulfilment) -> None:
    """Nothing, where such an act fulfils the milestone; else `Refused`, saying what does."""
    if act not in found.fulfilled_by:
        how = {
            "circulate": "circulating its documents (travaux circulate --fulfils)",
            "issue": "issuing its documents (travaux issue --fulfils)",
            "hold": "being held (travaux meeting held)",
            "adopt": "adopting its works (travaux adopt)",
            "time": "the passing of its time",
        }
        raise Refused(
            f"{found.set.milestone} is a {found.set.type}; it is fulfilled by "
            + " or ".join(how[f] for f in found.fulfilled_by)
        )
