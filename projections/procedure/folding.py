"""The fold of the acts of procedure on a work: record by record, then what passed by itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from engine.chronicle import act
from engine.deadline import last_day
from engine.events import (
    Adopted,
    CommentAnswered,
    CommentMade,
    CommentWithdrawn,
    Determined,
    DocumentsCirculated,
    InputInvited,
    MilestoneCancelled,
    MilestonePostponed,
    MilestoneReached,
    MilestoneReplaced,
    MilestoneRescheduled,
    MilestoneSet,
    MilestoneSplit,
    SenderIdentified,
    SilenceBroken,
    SilenceExtended,
    SilenceOpened,
    StanceTaken,
    StatementMade,
    SubmissionCorrected,
    SubmissionReceived,
    SubmissionWithdrawn,
    VersionIssued,
)
from engine.record import Entry
from projections.procedure.said import (
    addressed,
    asked,
    commented,
    sent_in,
    timeliness,
    yes_or_no,
)
from projections.procedure.step import Fact, Step, of_draft
from projections.timeline import facts
from projections.timeline.plan import Day
from projections.timeline.submissions import Opening, openings, received


class Folding:
    """The steps found so far, and where those stand that a later record completes."""

    def __init__(self, work: str, language: str | None, day: Day) -> None:
        self.work = work
        self.language = language
        self.day = day
        self.zone = ZoneInfo(day.zone)
        self.steps: list[Step] = []
        self.received: dict[str, int] = {}
        self.elsewhere: dict[str, tuple[Entry, SubmissionReceived]] = {}
        self.comments: dict[str, CommentMade] = {}
        self.setters: dict[str, tuple[str, ...]] = {}
        self.silences: dict[str, tuple[SilenceOpened, tuple[str, ...]]] = {}
        self.adopted: set[str] = set()
        self.windows: dict[str, Opening] | None = None

    def take(self, entry: Entry) -> None:
        """One more record."""
        record, event = entry.record, entry.record.event
        family, _, rest = entry.stream.partition("/")

        def step(outcome: str, **more: object) -> Step:
            return Step(
                on=record.effective_on,
                outcome=outcome,
                by=record.by,
                supported_by=record.supported_by,
                **more,  # type: ignore[arg-type]
            )

        match event:
            case VersionIssued() | Adopted() if rest.split("/")[0] == self.work:
                self._draft(entry, rest.split("/")[1])
            case DocumentsCirculated():
                self._circulated(event, step("circulated"))
            case InputInvited() if self.work in event.works:
                about = (f"invitation-{event.invitation}", f"Input: {event.guidance}")
                made = step("invited", about=about, facts=(asked(event), *self._to(event.of)))
                if record.act == self.day.frame.opened:  # as the definition has it
                    made = replace(made, on=event.opens)
                if made.on <= self.day.as_of:
                    self.steps.append(made)
            case MilestoneSet():
                self.setters[event.milestone] = record.by
            case MilestoneReached():
                facts = self._kept((event.milestone,))
                if event.mode or event.until:
                    said = {"mode": event.mode, "until": event.until}
                    values = {name: str(value) for name, value in said.items() if value}
                    facts = (Fact("held", values), *facts)
                self._milestone(event.milestone, step("held", facts=facts))
            case MilestoneRescheduled():
                values = {"to": event.when.edtf, "reason": event.reason}
                if event.under_silence:
                    values["underSilence"] = event.under_silence
                self._milestone(event.milestone, step("rescheduled", facts=(Fact("plan", values),)))
            case MilestonePostponed() | MilestoneCancelled():
                outcome = "postponed" if isinstance(event, MilestonePostponed) else "cancelled"
                said_why = (Fact("plan", {"reason": event.reason}),)
                self._milestone(event.milestone, step(outcome, facts=said_why))
            case MilestoneSplit():
                values = {"parts": " ".join(event.parts), "reason": event.reason}
                self._milestone(event.milestone, step("split", facts=(Fact("plan", values),)))
            case MilestoneReplaced():
                values = {"replacement": event.replacement}
                self._milestone(event.milestone, step("replaced", facts=(Fact("plan", values),)))
            case Determined():
                values = {"outcome": event.outcome, "reason": event.reason}
                facts = (Fact("determined", values),)
                self._milestone(event.milestone, step("determined", facts=facts))
            case SilenceOpened():
                self.silences[event.silence] = event, record.by
                values = {"until": event.until.isoformat()}
                if event.effect:
                    values["effect"] = event.effect
                facts = (Fact("silence", values), *self._to(event.to))
                self._silence(event.silence, step("silence-opened", facts=facts))
            case SilenceExtended():
                values = {"until": event.until.isoformat(), "reason": event.reason}
                facts = (Fact("silence", values),)
                self._silence(event.silence, step("silence-extended", facts=facts))
            case SilenceBroken():
                facts = (Fact("silence", {"reason": event.reason}),)
                self._silence(event.silence, step("silence-broken", facts=facts))
            case SubmissionReceived() if self.work in event.works:
                self._received(rest, entry, event)
            case SubmissionReceived():
                self.elsewhere[rest] = entry, event
            case SenderIdentified() if rest in self.received:
                at = self.received[rest]
                self.steps[at] = replace(self.steps[at], by=event.parties or self.steps[at].by)
            case SubmissionWithdrawn() if rest in self.received:
                self.steps.append(step("withdrawn", about=sent_in(rest)))
            case SubmissionCorrected() if rest in self.received:
                facts = (Fact("correction", {"submission": event.correction}),)
                self.steps.append(step("superseded", about=sent_in(rest), facts=facts))
            case CommentMade() if event.work == self.work:
                self._commented(rest, event)
            case CommentAnswered() if event.comment in self.comments:
                outcome = "partly-accepted" if event.outcome == "partly" else event.outcome
                values = {"reason": event.reason}
                if event.applied:
                    values["applied"] = f"s{event.applied}"
                answered = step(outcome, facts=(Fact("answer", values),))
                self._comment(event.comment, answered)
            case CommentWithdrawn() if event.comment in self.comments:
                self._comment(event.comment, step("comment-withdrawn"))
            case StanceTaken() if event.comment in self.comments:
                taken = {"supports": "supported", "opposes": "opposed"}.get(event.stance)
                self._comment(event.comment, step(taken or "stance-withdrawn"))
            case StatementMade() if event.work == self.work:
                self._stated(rest, event, step("stated"))
            case _:
                assert family

    def pass_time(self) -> None:
        """What passed by itself: deadlines, and silences that nobody broke."""
        for id, milestone in self.day.milestones.items():
            plan = milestone.line.plan
            if plan.type == "deadline" and milestone.status == "closed" and milestone.current:
                closed = Step(
                    on=milestone.current.latest,
                    outcome="closed",
                    by=self.setters[id],
                    facts=self._kept((id,)),
                )
                self._milestone(id, closed)
        for id, (_, by) in self.silences.items():
            found = self.day.silences[id]
            if found.state == "passed":
                on = last_day(found.until, self.day.zone)
                self._silence(id, Step(on=on, outcome="silence-passed", by=by))

    def _mine(self, language: str | None) -> bool:
        return self.language in (None, language) or language is None

    def _draft(self, entry: Entry, language: str) -> None:
        made = act(entry)
        step = of_draft(made, language, adopted=language in self.adopted)
        if isinstance(made.event, Adopted):
            self.adopted.add(language)
        if self._mine(language):
            assert isinstance(made.event, VersionIssued | Adopted)
            facts = self._kept(made.event.fulfils)
            self.steps.append(replace(step, facts=(*step.facts, *facts)))

    def _circulated(self, event: DocumentsCirculated, step: Step) -> None:
        facts = (*self._to(event.to), *self._kept(event.fulfils))
        if event.when:
            facts = (Fact("happened", {"edtf": event.when.edtf}), *facts)
        for sent in event.sent:
            if sent.work == self.work and self._mine(sent.language):
                point = str(sent.version) if sent.version is not None else f"s{sent.step}"
                named = (Fact("sent", {"title": sent.title}),) if sent.title else ()
                self.steps.append(
                    replace(step, language=sent.language, point=point, facts=(*named, *facts))
                )

    def _received(self, id: str, entry: Entry, event: SubmissionReceived) -> None:
        record = entry.record
        self.received[id] = len(self.steps)
        at = facts.Moment(record.effective_on, record.recorded_at, entry.stream, entry.step)
        windows = self.windows = openings(self.day) if self.windows is None else self.windows
        recipients = (*event.sent_to, *event.copied_to)
        submission = facts.Submission(
            at=at,
            parties=event.parties,
            works=event.works,
            received_at=event.received_at.isoformat(),
            channel=event.channel,
            recipients=recipients,
            window=event.window,
        )
        found = received(self.day, id, submission, windows)
        said = {
            "at": submission.received_at,
            "channel": event.channel,
            "window": found.window,
            "status": found.status,
            "minutesLate": str(found.minutes_late) if found.minutes_late else None,
            "channelInvited": yes_or_no(found.by_channel),
            "partyInvited": yes_or_no(found.invited),
            "access": None if event.access == "public" else event.access,
        }
        values = {name: value for name, value in said.items() if value is not None}
        step = Step(
            on=event.received_at.astimezone(self.zone).date(),
            outcome="submitted",
            by=event.parties or (record.recorded_by,),
            supported_by=record.supported_by,
            about=sent_in(id),
            facts=(
                Fact("received", values),
                *(() if event.parties else (Fact("unidentified"),)),
            ),
        )
        self.steps.append(step)

    def _commented(self, submission: str, event: CommentMade) -> None:
        self.comments[event.comment] = event
        if submission in self.elsewhere:
            self._received(submission, *self.elsewhere.pop(submission))
        if not self._mine(event.language):
            return
        at = self.received[submission]
        step = self.steps[at]
        if step.point is None and event.language:
            language, point = commented(event)
            step = replace(step, language=language, point=point)
        said = Fact("comment", {"id": event.comment})
        self.steps[at] = replace(step, facts=(*step.facts, said))

    def _stated(self, submission: str, event: StatementMade, step: Step) -> None:
        """A statement on the adopted text, which no window asked for."""
        if submission in self.elsewhere:
            self._received(submission, *self.elsewhere.pop(submission))
        at = self.received[submission]
        received = self.steps[at]
        if not any(fact.name == "comment" for fact in received.facts):
            facts = tuple(
                Fact(
                    f.name, {k: v for k, v in f.values.items() if k in ("at", "channel", "access")}
                )
                for f in received.facts
            )
            self.steps[at] = replace(received, facts=facts)
        if self._mine(event.language):
            self.steps.append(
                replace(
                    step,
                    language=event.language,
                    point=str(event.version),
                    about=sent_in(submission),
                    facts=(Fact("statement", {"nature": event.nature}),),
                )
            )

    def _comment(self, id: str, step: Step) -> None:
        made = self.comments[id]
        if self._mine(made.language):
            language, point = commented(made)
            about = (f"comment-{id}", f"Comment {id}")
            self.steps.append(replace(step, about=about, language=language, point=point))

    def _milestone(self, id: str, step: Step) -> None:
        plan = self.day.milestones[id].line.plan if id in self.day.milestones else None
        if plan and (not plan.works or self.work in (*plan.works, *plan.sends)):
            self.steps.append(replace(step, about=(f"milestone-{id}", plan.title)))

    def _silence(self, id: str, step: Step) -> None:
        opened = self.silences[id][0]
        if not opened.works or self.work in opened.works:
            self.steps.append(replace(step, about=(f"silence-{id}", opened.about)))

    def _kept(self, milestones: Iterable[str]) -> tuple[Fact, ...]:
        """Whether the plan was kept, where it was not or where that cannot be told."""
        found = (self.day.milestones[id] for id in milestones if id in self.day.milestones)
        return tuple(map(timeliness, found))

    def _to(self, names: Iterable[str]) -> Iterator[Fact]:
        return addressed(names, self.day.roles())
