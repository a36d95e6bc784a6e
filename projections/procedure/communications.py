"""What parties sent about a work, and what became of it: submissions, comments, statements."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from msgspec.structs import replace

from engine.events import (
    CommentAnswered,
    CommentMade,
    CommentWithdrawn,
    SenderIdentified,
    StanceTaken,
    StatementMade,
    SubmissionCorrected,
    SubmissionReceived,
    SubmissionWithdrawn,
)
from engine.record import Entry
from projections.procedure.said import commented, sent_in, yes_or_no
from projections.procedure.step import Fact, Step, step_of
from projections.timeline import facts
from projections.timeline.plan import Day
from projections.timeline.submissions import Opening, openings, received


class Communications:
    """Adds to `steps` those of submissions on a work; where later records say more of one, it
    changes there. `elsewhere` are those that no comment on the work is known of yet."""

    def __init__(self, work: str, language: str | None, day: Day, steps: list[Step]) -> None:
        self.work = work
        self.language = language
        self.day = day
        self.zone = ZoneInfo(day.zone)
        self.steps = steps
        self.received: dict[str, int] = {}
        self.elsewhere: dict[str, tuple[Entry, SubmissionReceived]] = {}
        self.comments: dict[str, CommentMade] = {}
        self.windows: dict[str, Opening] | None = None

    def take(self, id: str, entry: Entry) -> None:
        """One more record of a submission."""
        record, event = entry.record, entry.record.event

        def step(outcome: str, **more: object) -> Step:
            return step_of(record, outcome, **more)

        match event:
            case SubmissionReceived() if self.work in event.works:
                self._received(id, entry, event)
            case SubmissionReceived():
                self.elsewhere[id] = entry, event
            case SenderIdentified():
                self._identified(id, event)
            case SubmissionWithdrawn() if id in self.received:
                self.steps.append(step("withdrawn", about=sent_in(id)))
            case SubmissionCorrected() if id in self.received:
                facts = (Fact("correction", {"submission": event.correction}),)
                self.steps.append(step("superseded", about=sent_in(id), facts=facts))
            case CommentMade() if event.work == self.work:
                self._commented(id, event)
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
                self._stated(id, event, step("stated"))
            case _:
                pass

    def _mine(self, language: str | None) -> bool:
        return self.language in (None, language) or language is None

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

    def _identified(self, id: str, event: SenderIdentified) -> None:
        """It is known now whose it is."""
        if id in self.elsewhere:
            entry, received = self.elsewhere[id]
            self.elsewhere[id] = entry, replace(received, parties=event.parties)
        elif id in self.received and event.parties:
            step = self.steps[self.received[id]]
            known = tuple(fact for fact in step.facts if fact.name != "unidentified")
            self.steps[self.received[id]] = replace(step, by=event.parties, facts=known)

    def _comment(self, id: str, step: Step) -> None:
        made = self.comments[id]
        if self._mine(made.language):
            language, point = commented(made)
            about = (f"comment-{id}", f"Comment {id}")
            self.steps.append(replace(step, about=about, language=language, point=point))
