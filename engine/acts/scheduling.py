"""The acts that set, change and settle the timetable, each one append to the process."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from engine.application import Application, Events, Who
from engine.decisions import fulfilment, timetable
from engine.decisions.permission import permit
from engine.errors import Refused
from engine.events import (
    Adopted,
    Determined,
    DocumentsCirculated,
    MilestoneCancelled,
    MilestonePostponed,
    MilestoneReached,
    MilestoneRescheduled,
    MilestoneSet,
    MilestoneSplit,
    ProcessEvent,
    VersionIssued,
)
from engine.events.process import STREAM, Process
from engine.events.timetable import MilestoneType, Mode
from engine.record import Entry
from engine.timetable.phrases import read as read_when
from engine.timetable.when import When
from engine.view import View

Decide = Callable[[View, Process, date], Sequence[ProcessEvent]]


def set_milestone(
    application: Application,
    id: str,
    title: str,
    type: MilestoneType,
    when: str,
    who: Who,
    *,
    works: tuple[str, ...] = (),
    addressees: tuple[str, ...] = (),
) -> When:
    """A new line of the timetable. Gives the days that it is planned for."""

    def decide(_: View, process: Process, on: date) -> list[ProcessEvent]:
        planned = read_when(when, _zone(process), on.year)
        return [
            timetable.set_milestone(
                process, id, title, type, planned, works=works, addressees=addressees
            )
        ]

    event = act_on_process(application, "reschedule", who, decide)[0].record.event
    assert isinstance(event, MilestoneSet)
    return event.when


def reschedule(
    application: Application,
    id: str,
    when: str,
    who: Who,
    *,
    reason: str,
    under_silence: str | None = None,
) -> When:
    """A milestone is planned for another time, written as people do; where it says no year, that of
    its present plan. Gives the days meant."""

    def decide(view: View, process: Process, on: date) -> list[ProcessEvent]:
        found = timetable.milestone(process.timetable, id)
        plan = found.when or found.set.when
        meant = read_when(when, plan.timezone, plan.latest.year)
        return [
            timetable.reschedule(
                process.timetable,
                id,
                meant,
                reason,
                reached_on=reached_on(view, id),
                on=on,
                under_silence=under_silence,
            )
        ]

    event = act_on_process(application, "reschedule", who, decide)[0].record.event
    assert isinstance(event, MilestoneRescheduled)
    return event.when


def postpone(application: Application, id: str, who: Who, *, reason: str) -> MilestonePostponed:
    """A milestone will not be at its time, and no other one is known."""

    def decide(view: View, process: Process, on: date) -> list[ProcessEvent]:
        reached = reached_on(view, id)
        return [timetable.postpone(process.timetable, id, reason, reached_on=reached, on=on)]

    event = act_on_process(application, "reschedule", who, decide)[0].record.event
    assert isinstance(event, MilestonePostponed)
    return event


def cancel(application: Application, id: str, who: Who, *, reason: str) -> MilestoneCancelled:
    """A milestone will not be at all."""

    def decide(view: View, process: Process, on: date) -> list[ProcessEvent]:
        reached = reached_on(view, id)
        return [timetable.cancel(process.timetable, id, reason, reached_on=reached, on=on)]

    event = act_on_process(application, "reschedule", who, decide)[0].record.event
    assert isinstance(event, MilestoneCancelled)
    return event


def split(
    application: Application,
    id: str,
    parts: Sequence[tuple[str, str]],
    who: Who,
    *,
    reason: str,
) -> MilestoneSplit:
    """A milestone will be in parts: the id of each and when it is planned, as people write it."""

    def decide(_: View, process: Process, on: date) -> list[ProcessEvent]:  # noqa: ARG001
        found = timetable.milestone(process.timetable, id)
        plan = found.when or found.set.when
        read = [(part, read_when(w, plan.timezone, plan.latest.year)) for part, w in parts]
        return timetable.split(process, id, read, reason)

    event = act_on_process(application, "reschedule", who, decide)[-1].record.event
    assert isinstance(event, MilestoneSplit)
    return event


def hold(
    application: Application,
    id: str,
    who: Who,
    *,
    until: date | None = None,
    when: str | None = None,
    mode: Mode | None = None,
    in_place_of: str | None = None,
    title: str | None = None,
    remark: str | None = None,
) -> MilestoneReached:
    """A meeting was held on the day of the act, up to another one where it took several; `when`
    says the days on which it may have been, where that is not sure."""

    def decide(view: View, process: Process, on: date) -> list[ProcessEvent]:
        if when and until:
            raise Refused(f"{id} was held until {until} or {when}: one of the two, not both")
        return fulfilment.hold(
            process,
            id,
            on=on,
            until=until,
            when=read_when(when, _zone(process), on.year) if when else None,
            mode=mode,
            in_place_of=in_place_of,
            title=title,
            remark=remark,
            reached_on=reached_on(view, id),
        )

    event = act_on_process(application, "hold", who, decide)[-1].record.event
    assert isinstance(event, MilestoneReached)
    return event


def determine(application: Application, id: str, met: bool, who: Who, *, reason: str) -> Determined:
    """Where the dates do not tell whether the plan was kept, it is settled."""

    def decide(_: View, process: Process, on: date) -> list[ProcessEvent]:  # noqa: ARG001
        return [fulfilment.determine(process, id, met, reason)]

    event = act_on_process(application, "determine", who, decide)[0].record.event
    assert isinstance(event, Determined)
    return event


def reached_on(view: View, id: str) -> date | None:
    """The day on which a milestone was reached, if it was: held, or done for all of its works."""
    milestone = view.process().timetable.milestones.get(id)
    if milestone is None:
        return None
    done: dict[str, date] = {}
    for entry in view.entries(STREAM):
        event, day = entry.record.event, entry.record.effective_on
        if isinstance(event, MilestoneReached) and event.milestone == id:
            return day
        if isinstance(event, DocumentsCirculated) and id in event.fulfils:
            done |= {sent.work: day for sent in event.sent if sent.work not in done}
    for work in {*milestone.sends, *milestone.set.works}:
        for language in view.register(work).drafts:
            for act in view.acts(work, language):
                if isinstance(act.event, VersionIssued | Adopted) and id in act.event.fulfils:
                    done.setdefault(work, act.effective_on)
    works = milestone.set.works if "adopt" in milestone.fulfilled_by else milestone.sends
    return max(done[w] for w in works) if works and all(w in done for w in works) else None


def act_on_process(application: Application, act: str, who: Who, decide: Decide) -> list[Entry]:
    """One act on the process, by parties that may do it, on a day in its time zone."""

    def decided(view: View) -> Events:
        process = view.process()
        permit(process, act, who.by)
        return {STREAM: decide(view, process, who.on or application.today(process))}

    return application.act(who, decided)


def _zone(process: Process) -> str:
    assert process.opened
    return process.opened.time_zone
