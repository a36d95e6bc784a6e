"""Changing the plan, and saying what came of it. What is planned is never overwritten."""

from __future__ import annotations

from datetime import date

from engine.decisions.naming import check_people, check_works
from engine.errors import NotFound, Refused
from engine.events import (
    MilestoneCancelled,
    MilestonePostponed,
    MilestoneRescheduled,
    MilestoneSet,
    MilestoneSplit,
    ProcessEvent,
)
from engine.events.process import Process
from engine.events.timetable import Milestone, MilestoneType, Timetable
from engine.point import FORM, WORK
from engine.timetable.when import When


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
        raise Refused(f"{id!r} cannot name a milestone: its id is {FORM}")
    if id in process.timetable.milestones:
        title = process.timetable.milestones[id].set.title
        raise Refused(f"{id} is a milestone of this process already: {title}")
    check_works(process, works)
    check_people(process, addressees)
    if type in ("distribution", "adoption") and not works:
        raise Refused(f"the {type} {id} needs works", hint="Name them with --work.")
    papers = [work for work in works if process.documents[work].paper]
    if type == "adoption" and papers:
        raise Refused(f"{id} cannot be an adoption of {papers[0]}: papers are never adopted")
    if not title.strip():
        raise Refused(f"{id} needs a title", hint='Give it with --title "TITLE".')
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


def _refuse_reached(id: str, reached_on: date | None, on: date, what: str) -> None:
    if reached_on and reached_on <= on:
        raise Refused(f"{id} was reached on {reached_on}; it cannot be {what} on {on}")
