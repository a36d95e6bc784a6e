"""Changing the plan, and saying what came of it. What is planned is never overwritten."""

from __future__ import annotations

from datetime import date

from engine.deadline import days_in, verdict
from engine.decisions.naming import check_people, check_works
from engine.errors import NotFound, Refused
from engine.events import (
    Determined,
    MilestoneCancelled,
    MilestonePostponed,
    MilestoneReached,
    MilestoneReplaced,
    MilestoneRescheduled,
    MilestoneSet,
    MilestoneSplit,
    ProcessEvent,
)
from engine.events.process import Process
from engine.events.timetable import Fulfilment, Milestone, MilestoneType, Mode, Timetable
from engine.point import WORK
from engine.when import When


def milestone(timetable: Timetable, id: str) -> Milestone:
    """The milestone of that id. `NotFound` names those there are."""
    found = timetable.milestones.get(id)
    if not found:
        raise NotFound(
            f"{id!r} is not a milestone of this process",
            hint=f"Its milestones: {', '.join(timetable.milestones) or 'none yet'}.",
        )
    return found


def open_milestone(timetable: Timetable, id: str, what: str) -> Milestone:
    """The milestone, which is neither cancelled nor split; `what` is what is asked of it."""
    found = milestone(timetable, id)
    if found.cancelled:
        raise Refused(f"{id} is cancelled; it cannot be {what}")
    if found.parts:
        raise Refused(
            f"{id} is split into {' and '.join(found.parts)}; it cannot be {what} as a whole",
            hint="Name one of its parts.",
        )
    return found


def required(reason: str, of: str) -> str:
    """The reason. `Refused` where it is blank."""
    if not reason.strip():
        raise Refused(f"{of} needs a reason", hint='Give one with -m "WHY".')
    return reason


def set_milestone(
    process: Process,
    id: str,
    title: str,
    type: MilestoneType,
    when: When,
    *,
    works: tuple[str, ...] = (),
    addressees: tuple[str, ...] = (),
) -> MilestoneSet:
    """A new line of the timetable."""
    if not WORK.fullmatch(id):
        raise Refused(f"{id!r} cannot name a milestone: its id is [a-z][a-z0-9-]*")
    if id in process.timetable.milestones:
        title = process.timetable.milestones[id].set.title
        raise Refused(f"{id} is a milestone of this process already: {title}")
    check_works(process, works)
    check_people(process, addressees)
    if type in ("distribution", "adoption") and not works:
        raise Refused(f"the {type} {id} needs works", hint="Name them with --works.")
    return MilestoneSet(
        milestone=id, title=title, type=type, when=when, works=works, addressees=addressees
    )


def reschedule(
    timetable: Timetable,
    id: str,
    when: When,
    reason: str,
    *,
    reached_on: date | None,
    on: date,
    under_silence: str | None = None,
) -> MilestoneRescheduled:
    """It is planned for another time. What was reached by then is no longer planned: `reached_on`
    is the day on which it was, `on` the day of this act."""
    _refuse_reached(id, reached_on, on, "rescheduled")
    found = open_milestone(timetable, id, "rescheduled")
    if found.when and (found.when.earliest, found.when.latest) == (when.earliest, when.latest):
        raise Refused(f"{id} is planned for {found.when.phrase} already, which is {when.edtf}")
    if under_silence is not None:
        silence = timetable.silences.get(under_silence)
        if not silence:
            raise NotFound(
                f"{under_silence!r} is not a silence procedure of this process",
                hint="travaux silence open ID --about SUBJECT --until TIME",
            )
        if silence.broken:
            raise Refused(f"the silence {under_silence} was broken; nothing can pass under it")
    return MilestoneRescheduled(
        milestone=id,
        when=when,
        reason=required(reason, "a rescheduling"),
        under_silence=under_silence,
    )


def postpone(
    timetable: Timetable, id: str, reason: str, *, reached_on: date | None, on: date
) -> MilestonePostponed:
    """It will not be at the time planned, and no other one is known."""
    _refuse_reached(id, reached_on, on, "postponed")
    if open_milestone(timetable, id, "postponed").when is None:
        raise Refused(f"{id} is postponed already")
    return MilestonePostponed(milestone=id, reason=required(reason, "a postponement"))


def cancel(
    timetable: Timetable, id: str, reason: str, *, reached_on: date | None, on: date
) -> MilestoneCancelled:
    """It will not be at all."""
    _refuse_reached(id, reached_on, on, "cancelled")
    open_milestone(timetable, id, "cancelled")
    return MilestoneCancelled(milestone=id, reason=required(reason, "a cancellation"))


def split(
    process: Process, id: str, parts: list[tuple[str, When]], reason: str
) -> list[ProcessEvent]:
    """It will be in parts: each is a milestone of the same type, works and addressees."""
    whole = open_milestone(process.timetable, id, "split").set
    if len(parts) < 2:
        raise Refused(f"{id} cannot be split into {len(parts)} part; it takes two or more")
    names = [part for part, _ in parts]
    set_parts = [
        set_milestone(
            process,
            part,
            f"{whole.title} ({n} of {len(parts)})",
            whole.type,
            when,
            works=whole.works,
            addressees=whole.addressees,
        )
        for n, (part, when) in enumerate(parts, 1)
    ]
    if len(set(names)) < len(names):
        raise Refused(f"the parts of {id} need different ids, not {', '.join(names)}")
    made = MilestoneSplit(milestone=id, parts=tuple(names), reason=required(reason, "a split"))
    return [*set_parts, made]


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


def _refuse_reached(id: str, reached_on: date | None, on: date, what: str) -> None:
    if reached_on and reached_on <= on:
        raise Refused(f"{id} was reached on {reached_on}; it cannot be {what} on {on}")
