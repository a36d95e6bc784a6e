"""The fold of the timeline: each record touches only the keys that it concerns."""

from __future__ import annotations

from typing import TypeVar, cast

from msgspec.structs import replace

from engine.errors import Damaged
from engine.events import (
    Adopted,
    CommentAnswered,
    CommentMade,
    CommentWithdrawn,
    Determined,
    DocumentOpened,
    DocumentsCirculated,
    DraftOpened,
    InputInvited,
    MembershipChanged,
    MilestoneCancelled,
    MilestonePostponed,
    MilestoneReached,
    MilestoneReplaced,
    MilestoneRescheduled,
    MilestoneSet,
    MilestoneSplit,
    PartyRegistered,
    ProcessOpened,
    SenderIdentified,
    SilenceBroken,
    SilenceExtended,
    SilenceOpened,
    StatementMade,
    SubmissionCorrected,
    SubmissionReceived,
    SubmissionWithdrawn,
    VersionIssued,
)
from engine.events.timetable import Fulfilment
from engine.point import slug
from engine.projection import Projection
from engine.record import Entry
from engine.timetable.deadline import MIDNIGHT
from engine.timetable.when import When, on
from projections.timeline.facts import (
    Change,
    Extension,
    Fact,
    Frame,
    Happening,
    Line,
    Membership,
    Moment,
    Objection,
    Outing,
    Participant,
    Procedure,
    Remark,
    Settled,
    Submission,
    Value,
    View,
    Window,
    Work,
)

F = TypeVar("F", bound=Fact)


def project(view: View, entry: Entry) -> None:
    """One more record."""
    record, event = entry.record, entry.record.event
    at = Moment(record.effective_on, record.recorded_at, entry.stream, entry.step)
    match event:
        case ProcessOpened():
            view[("process",)] = Frame(
                title=event.title,
                timezone=event.time_zone,
                day_ends=event.day_ends or MIDNIGHT,
                opened=record.act,
                sequence=event.sequence,
                structure=event.structure,
                store=event.store,
            )
        case PartyRegistered():
            view[("party", event.party)] = Participant(event.role, _since(view, entry, at))
        case MembershipChanged():
            group = _get(view, Participant, "party", event.group)
            change = Membership(at, event.since, event.joined, event.left)
            memberships = (*group.memberships, change)
            view[("party", event.group)] = replace(group, memberships=memberships)
        case DocumentOpened():
            informs = event.informs if event.paper else ()
            view[("document", event.work)] = Work(event.title, informs)
        case InputInvited():
            view[("invitation", event.invitation)] = Window(event, _since(view, entry, at))
        case DocumentsCirculated():
            _circulated(view, event, at)
        case MilestoneSet():
            view[("milestone", event.milestone)] = Line(event, _since(view, entry, at))
        case MilestoneRescheduled() | MilestonePostponed() | MilestoneCancelled():
            _changed(view, event, at)
        case MilestoneSplit():
            _changed(view, event, at)
            for part in event.parts:
                line = _get(view, Line, "milestone", part)
                view[("milestone", part)] = replace(line, part_of=event.milestone)
        case MilestoneReplaced():
            _changed(view, event, at)
            line = _get(view, Line, "milestone", event.replacement)
            view[("milestone", event.replacement)] = replace(line, in_place_of=event.milestone)
        case MilestoneReached():
            _happened(view, event.milestone, _held(view, event, at))
        case SilenceOpened():
            view[("silence", event.silence)] = Procedure(at, event)
        case SilenceExtended():
            procedure = _get(view, Procedure, "silence", event.silence)
            extensions = (*procedure.extensions, Extension(at, event.until, event.reason))
            view[("silence", event.silence)] = replace(procedure, extensions=extensions)
        case SilenceBroken():
            procedure = _get(view, Procedure, "silence", event.silence)
            objections = (*procedure.objections, Objection(at, record.by, event.reason))
            view[("silence", event.silence)] = replace(procedure, objections=objections)
        case Determined():
            line = _get(view, Line, "milestone", event.milestone)
            settled = (*line.settled, Settled(at, event.outcome, event.reason))
            view[("milestone", event.milestone)] = replace(line, settled=settled)
        case DraftOpened(standing="original"):
            work = _get(view, Work, "document", event.work)
            originals = (*work.originals, event.language)
            view[("document", event.work)] = replace(work, originals=originals)
        case VersionIssued() | Adopted():
            _draft(view, entry, event, at)
        case _:
            _submission(view, entry, at)


TIMELINE: Projection[Value] = Projection("timeline", 2, Value, project)
"""The dated facts of the whole log."""


def _submission(view: View, entry: Entry, at: Moment) -> None:
    """What came in, whose it is, and what became of it."""
    event, id = entry.record.event, entry.stream.partition("/")[2]
    match event:
        case SubmissionReceived():
            view[("submission", id)] = Submission(
                at=at,
                parties=event.parties,
                works=event.works,
                received_at=event.received_at.isoformat(),
                channel=event.channel,
                recipients=tuple(dict.fromkeys((*event.sent_to, *event.copied_to))),
                window=event.window,
                dated=event.dated,
                access=event.access,
                embargo_until=event.embargo_until,
            )
        case SenderIdentified():
            submission = _get(view, Submission, "submission", id)
            view[("submission", id)] = replace(submission, parties=event.parties)
        case SubmissionCorrected() | SubmissionWithdrawn():
            submission = _get(view, Submission, "submission", id)
            view[("submission", id)] = replace(submission, settled=(*submission.settled, at))
        case CommentMade():
            submission = _get(view, Submission, "submission", id)
            works = tuple(dict.fromkeys((*submission.works, event.work)))
            if works != submission.works or submission.holds != "comments":
                view[("submission", id)] = replace(submission, works=works, holds="comments")
            text = None
            if event.language:
                text = named(event.work, event.language, event.version, event.step)
            view[("comment", event.comment)] = Remark(at, id, event.work, text)
        case StatementMade():
            submission = _get(view, Submission, "submission", id)
            if submission.holds == "nothing":
                view[("submission", id)] = replace(submission, holds="statements")
        case CommentAnswered():
            remark = _get(view, Remark, "comment", event.comment)
            view[("comment", event.comment)] = replace(remark, answered=(*remark.answered, at))
        case CommentWithdrawn():
            remark = _get(view, Remark, "comment", event.comment)
            view[("comment", event.comment)] = replace(remark, withdrawn=(*remark.withdrawn, at))
        case _:
            return


def named(work: str, language: str, version: int | None, step: int | None) -> str:
    """What people call a text that went out: `rd/eng@2`; or of a paper that was never issued,
    `structure/eng@s5`."""
    return f"{work}/{language}@{version if version is not None else f's{step}'}"


def _draft(view: View, entry: Entry, event: VersionIssued | Adopted, at: Moment) -> None:
    """A version was issued or adopted, by which milestones may be fulfilled."""
    _, name, language = entry.stream.split("/")
    work = _get(view, Work, "document", name)
    labels = work.labels
    if isinstance(event, VersionIssued):
        number, label, act = event.number, slug(event.label), "issue"
        labels = labels | {f"{language}@{number}": label}
    else:
        number, label, act = event.version, labels.get(f"{language}@{event.version}", ""), "adopt"
    day = on(at.on, _get(view, Frame, "process").timezone)
    how = "issued" if act == "issue" else "adopted"
    outing = Outing(at, how, language, number, label, day)  # type: ignore[arg-type]
    view[("document", name)] = replace(work, outings=(*work.outings, outing), labels=labels)
    texts = (named(name, language, number, None),)
    for milestone in event.fulfils:
        _happened(view, milestone, Happening(at, cast(Fulfilment, act), day, (name,), texts))


def _circulated(view: View, event: DocumentsCirculated, at: Moment) -> None:
    """Texts were sent, by which milestones may be fulfilled."""
    happened = event.when or on(at.on, _get(view, Frame, "process").timezone)
    for sent in event.sent:
        work = _get(view, Work, "document", sent.work)
        label = work.labels.get(f"{sent.language}@{sent.version}", "")
        outing = Outing(at, "circulated", sent.language, sent.version, label, happened)
        view[("document", sent.work)] = replace(work, outings=(*work.outings, outing))
    works = tuple(s.work for s in event.sent)
    texts = tuple(named(s.work, s.language, s.version, s.step) for s in event.sent)
    for milestone in event.fulfils:
        _happened(view, milestone, Happening(at, "circulate", happened, works, texts, event.to))


def _held(view: View, event: MilestoneReached, at: Moment) -> Happening:
    """A meeting was held on its days, or on one that is not sure."""
    zone = _get(view, Frame, "process").timezone
    last = event.until or at.on
    days = When(
        earliest=at.on,
        latest=last,
        phrase=f"{at.on}/{last}" if event.until else at.on.isoformat(),
        timezone=zone,
        lasting=last != at.on,
    )
    happened = event.when or days
    return Happening(at, "hold", happened, mode=event.mode, remark=event.remark)


Changing = (
    MilestoneRescheduled
    | MilestonePostponed
    | MilestoneCancelled
    | MilestoneSplit
    | MilestoneReplaced
)


def _changed(view: View, event: Changing, at: Moment) -> None:
    """The plan is another one from here on."""
    change = _change(view, event, at)
    line = _get(view, Line, "milestone", event.milestone)
    view[("milestone", event.milestone)] = replace(line, changes=(*line.changes, change))


def _change(view: View, event: Changing, at: Moment) -> Change:
    match event:
        case MilestoneRescheduled():
            silence = event.under_silence
            return Change(at, "rescheduled", event.reason, event.when, under_silence=silence)
        case MilestonePostponed():
            return Change(at, "postponed", event.reason)
        case MilestoneCancelled():
            return Change(at, "cancelled", event.reason)
        case MilestoneSplit():
            return Change(at, "split", event.reason, parts=event.parts)
        case MilestoneReplaced():
            title = _get(view, Line, "milestone", event.replacement).plan.title
            why = f"{title} was held in its place"
            return Change(at, "replaced", why, replacement=event.replacement)


def _happened(view: View, milestone: str, happening: Happening) -> None:
    line = _get(view, Line, "milestone", milestone)
    view[("milestone", milestone)] = replace(line, happenings=(*line.happenings, happening))


def _since(view: View, entry: Entry, at: Moment) -> Moment | None:
    """From when on something is there: from the beginning, where the definition has it."""
    return None if entry.record.act == _get(view, Frame, "process").opened else at


def _get(view: View, kind: type[F], *key: str) -> F:
    found = view.get(key)
    if not isinstance(found, kind):
        raise Damaged(f"the log speaks of the {' '.join(key)}, which it has not brought in")
    return found
