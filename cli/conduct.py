"""What was done to the process and its timetable, as the rest of a sentence."""

from __future__ import annotations

from collections.abc import Sequence

from engine.events import (
    Determined,
    DocumentsCirculated,
    DocumentsLinked,
    DocumentsUnlinked,
    Event,
    InputInvited,
    Linked,
    MembershipChanged,
    MilestoneCancelled,
    MilestonePostponed,
    MilestoneReached,
    MilestoneReplaced,
    MilestoneRescheduled,
    MilestoneSet,
    MilestoneSplit,
    RulesChanged,
    Sent,
    SilenceBroken,
    SilenceExtended,
    SilenceOpened,
)


def conduct(event: Event, events: Sequence[Event]) -> str | None:
    """What an event says was done, among the `events` of its act; none where another of them says
    it, or where the event is of another kind."""
    match event:
        case RulesChanged():
            named = [*(f"{a}: {', '.join(r) or 'nobody'}" for a, r in event.rules.items())]
            freed = [f"{act}: every party" for act in event.freed]
            return f"changed the rules ({'; '.join([*named, *freed])}): {event.reason}"
        case MembershipChanged():
            joined = f"{', '.join(event.joined)} joined" if event.joined else ""
            left = f"{', '.join(event.left)} left" if event.left else ""
            who = " and ".join(part for part in (joined, left) if part)
            return f"recorded that {who} {event.group} on {event.since}"
        case InputInvited():
            until = f"until {event.closes}" if event.closes else "without an end"
            until = f"until the deadline {event.deadline}" if event.deadline else until
            works = ", ".join(event.works)
            return f"invited input on {works} from {event.opens} {until}: {event.guidance}"
        case DocumentsCirculated():
            said = f": {event.message}" if event.message else ""
            texts = ", ".join(map(sent, event.sent))
            return f"circulated {texts} to {', '.join(event.to)}{said}"
        case DocumentsLinked():
            said = f"{_end(event.source)} answers {_end(event.target)}"
            return f"made link {event.link}, {said}: {event.reason}"
        case DocumentsUnlinked():
            return f"took back link {event.link}: {event.reason}"
        case MilestoneSet():
            if any(isinstance(e, MilestoneSplit | MilestoneReached) for e in events):
                return None
            return f"set the milestone {event.milestone} for {event.when.phrase}: {event.title}"
        case MilestoneReplaced():
            return None
        case MilestoneReached():
            place = next((e for e in events if isinstance(e, MilestoneReplaced)), None)
            instead = f" in place of {place.milestone}" if place else ""
            days = f", until {event.until}" if event.until else ""
            mode = f" ({event.mode})" if event.mode else ""
            return f"recorded that {event.milestone} was held{days}{mode}{instead}"
        case _:
            return _changed(event)


def _end(end: Linked) -> str:
    return f"{end.work}/{end.language} {end.eid or end.element}"


def _changed(event: Event) -> str | None:
    match event:
        case MilestoneRescheduled():
            under = f", under the silence {event.under_silence}" if event.under_silence else ""
            return f"moved {event.milestone} to {event.when.phrase}{under}: {event.reason}"
        case MilestonePostponed():
            return f"postponed {event.milestone}: {event.reason}"
        case MilestoneCancelled():
            return f"cancelled {event.milestone}: {event.reason}"
        case MilestoneSplit():
            return f"split {event.milestone} into {', '.join(event.parts)}: {event.reason}"
        case SilenceOpened():
            until = event.until.isoformat()
            return f"opened the silence {event.silence} until {until}: {event.about}"
        case SilenceExtended():
            until = event.until.isoformat()
            return f"extended the silence {event.silence} until {until}: {event.reason}"
        case SilenceBroken():
            return f"broke the silence {event.silence}: {event.reason}"
        case Determined():
            return f"determined {event.milestone} {event.outcome}: {event.reason}"
        case _:
            return None


def sent(text: Sent) -> str:
    """A text that was circulated, and under which name, if another than its own."""
    name = f" as {text.title!r}" if text.title else ""
    return f"{text.work}/{text.language}@{text.version or f's{text.step}'}{name}"
