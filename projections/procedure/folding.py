"""The fold of the acts of procedure on a work: record by record, then what passed by itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from engine.chronicle import act
from engine.events import (
    Adopted,
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
    SilenceBroken,
    SilenceExtended,
    SilenceOpened,
    VersionIssued,
)
from engine.record import Entry
from engine.timetable.deadline import last_day
from projections.procedure.communications import Communications
from projections.procedure.said import (
    addressed,
    asked,
    timeliness,
)
from projections.procedure.step import Fact, Step, of_draft, step_of
from projections.timeline.plan import Day


class Folding:
    """The steps found so far, and where those stand that a later record completes."""

    def __init__(self, work: str, language: str | None, day: Day) -> None:
        self.work = work
        self.language = language
        self.day = day
        self.steps: list[Step] = []
        self.communications = Communications(work, language, day, self.steps)
        self.setters: dict[str, tuple[str, ...]] = {}
        self.silences: dict[str, tuple[SilenceOpened, tuple[str, ...]]] = {}
        self.adopted: set[str] = set()

    def take(self, entry: Entry) -> None:
        """One more record."""
        record, event = entry.record, entry.record.event
        family, _, rest = entry.stream.partition("/")

        def step(outcome: str, **more: object) -> Step:
            return step_of(record, outcome, **more)

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
            case _ if family == "submission":
                self.communications.take(rest, entry)
            case _:
                pass

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
