"""The application: reads what an act needs, lets a decision decide, and appends its events.

Every function here is one act of a command or one reading. The clock and the source of ids are
given, so that the same acts give the same bytes. Two who act at once conflict on a stream's step;
the second reads again and decides anew.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import NamedTuple, Protocol
from zoneinfo import ZoneInfo

from engine.chronicle import corrected, last_edit
from engine.decisions import draft as drafting
from engine.decisions import process as opening
from engine.decisions import version as versioning
from engine.decisions.fulfilment import fulfil
from engine.decisions.permission import party, permit
from engine.decisions.process import DocumentType
from engine.decisions.redate import redate
from engine.decisions.revert import Step, revert
from engine.definition import Definition
from engine.errors import Conflict, NotFound
from engine.events import DraftEvent, DraftMade, Event
from engine.events import draft as drafts
from engine.events import process as processes
from engine.events import register as registers
from engine.events.draft import Distribution, Nature, Standing, VersionNature
from engine.events.process import Process
from engine.log import Log
from engine.point import Reference
from engine.record import Entry, Record, digest, encode
from engine.snapshots import Snapshots
from engine.text import Element
from engine.view import View

Clock = Callable[[], datetime]
NewId = Callable[[], str]
_TRIES = 20


class Who(NamedTuple):
    """Who enters an act, whose act it is, who supports it, and when it happened (today, if not
    said)."""

    recorded_by: str
    by: tuple[str, ...]
    supported_by: tuple[str, ...] = ()
    on: date | None = None


class Came(NamedTuple):
    """What an Akoma Ntoso file says beside its text: the document type, the names of its elements
    in document order, and its `meta` for the ids by those names."""

    type: DocumentType
    names: Sequence[Mapping[str, str]]
    meta: Callable[[Mapping[str, str]], str | None] | None


Events = Mapping[str, Sequence[Event]]


class Heads(Protocol):
    """Where streams end."""

    def head(self, stream: str) -> tuple[int, str]:
        """The step and the digest of a stream's last record; zeros where it is empty."""


class Application:
    """The acts and readings of one store. `snapshots` are its snapshots of drafts; without them
    each draft is read from its first entry on."""

    def __init__(
        self, log: Log, *, clock: Clock, new_id: NewId, snapshots: Snapshots | None = None
    ) -> None:
        self.log = log
        self._snapshots = snapshots
        self._clock = clock
        self._new_id = new_id

    def view(self) -> View:
        """The log as it stands now."""
        return View(self.log, self._snapshots)

    def open_process(self, definition: Definition, store: str, who: Who) -> None:
        """The process begins, from its definition."""

        def decide(_: View) -> Events:
            return {processes.STREAM: opening.open_process(definition, store)}

        self.act(who, decide, definition.time_zone)

    def open_draft(
        self,
        work: str,
        language: str,
        elements: Sequence[Element],
        who: Who,
        *,
        standing: Standing,
        original_language: str | None,
        reason: str,
        title: str,
        came: Came | None = None,
    ) -> int:
        """A work gets its first text in a language; a work that the process does not know is
        opened too, as a paper. `came` is what the file said beside the text. Gives the draft's
        step."""
        stream = drafts.stream(work, language)

        def decide(view: View) -> Events:
            process = view.process()
            permit(process, "open", who.by)
            events: dict[str, Sequence[Event]] = {}
            paper = True
            if work in process.documents:
                paper = process.documents[work].paper
                if came:
                    opening.refuse_other_body(process.documents[work], came.type)
            else:
                on = who.on or self.today(process)
                type_ = came.type if came else opening.PAPER
                events[processes.STREAM] = opening.open_document(process, work, title, on, type_)
            draft = view.draft(work, language)
            events[stream] = drafting.open_draft(
                draft,
                work,
                language,
                elements,
                standing=standing,
                original_language=original_language or ("und" if paper else language),
                reason=reason,
                names=came.names if came else (),
                meta=came.meta if came else None,
            )
            events[registers.stream(work)] = [DraftMade(language=language, standing=standing)]
            return events

        entries = self.act(who, decide)
        return next(e.step for e in reversed(entries) if e.stream == stream)

    def revert(
        self, reference: Reference, edit: int, who: Who, *, reason: str, nature: Nature | None
    ) -> list[Entry]:
        """One edit is undone by a new one, of the same nature if no other is said."""

        def decide(view: View) -> Events:
            language = view.language_of(reference)
            stream = drafts.stream(reference.work, language)
            permit(view.process(), "edit", who.by)
            draft = view.folded(reference.work, language)
            drafting.refuse_if_adopted(draft)
            first = view.chronicle(
                reference.work, language, lambda found, known: last_edit(found, min(edit, known))
            )
            history: list[Step] = []
            for entry in self.log.read(stream, draft.step, after=(first or 1) - 1):
                assert isinstance(entry.record.event, DraftEvent)
                history.append(Step(entry.step, entry.record.event))
            undone = history[0].event
            of = undone.nature if isinstance(undone, drafts.EditMade) else "substantive"
            return {stream: revert(draft, history, edit, reason=reason, nature=nature or of)}

        return self.act(who, decide)

    def redate(
        self, reference: Reference, edit: int, day: date, who: Who, *, reason: str
    ) -> drafts.EditRedated:
        """The day on which an edit happened is corrected."""

        def decide(view: View) -> Events:
            language = view.language_of(reference)
            permit(view.process(), "edit", who.by)
            stream, name = drafts.stream(reference.work, language), f"{reference.work}/{language}"
            last, _ = view.head(stream)
            if not 1 <= edit <= last:
                raise NotFound(f"{name} has no step {edit}; its last is s{last}")
            corrections = corrected(view.acts(reference.work, language))
            record = view.entry(stream, edit).record
            was = corrections.get(edit, record.effective_on)
            return {stream: [redate(name, edit, record.event, was, day, reason)]}

        event = self.act(who, decide)[0].record.event
        assert isinstance(event, drafts.EditRedated)
        return event

    def issue(
        self,
        reference: Reference,
        label: str,
        who: Who,
        *,
        symbol: str | None = None,
        nature: VersionNature = "informal",
        distribution: Distribution = "general",
        original_language: str | None = None,
        fulfils: tuple[str, ...] = (),
    ) -> drafts.VersionIssued:
        """The draft as it stands becomes its next version; `fulfils` names milestones."""

        def decide(view: View) -> Events:
            language = view.language_of(reference)
            process = view.process()
            permit(process, "issue", who.by)
            made = versioning.issue(
                view.draft(reference.work, language),
                view.register(reference.work),
                label,
                symbol=symbol,
                nature=nature,
                distribution=distribution,
                original_language=original_language,
                fulfils=fulfil(process, fulfils, "issue", (reference.work,)),
            )
            return _made(reference.work, language, made)

        event = self.act(who, decide)[0].record.event
        assert isinstance(event, drafts.VersionIssued)
        return event

    def adopt(self, reference: Reference, who: Who) -> drafts.Adopted:
        """The body adopts the last issued version of a draft."""

        def decide(view: View) -> Events:
            language = view.language_of(reference)
            permit(view.process(), "adopt", who.by)
            draft = view.draft(reference.work, language)
            version: int | None = None
            if reference.point is not None:
                step = view.step(reference, language)
                number = next((v.number for s, v in draft.versions if s == step), None)
                if number is None:
                    raise NotFound(f"@{reference.point} is not an issued version")
                version = number
            made = versioning.adopt(view.process(), draft, version)
            return _made(reference.work, language, made)

        event = self.act(who, decide)[0].record.event
        assert isinstance(event, drafts.Adopted)
        return event

    def append(
        self, heads: Heads, events: Events, who: Who, act: str, zone: ZoneInfo
    ) -> list[Entry]:
        """One act decided already, on streams that have these heads, under an id of its own.
        `Conflict` where one of them has grown since."""
        entries = self._entries(heads, events, who, act, zone)
        self.log.append(entries)
        return entries

    def act(
        self, who: Who, decide: Callable[[View], Events], time_zone: str | None = None
    ) -> list[Entry]:
        """One act, one append: decided on a view of the log, decided anew where somebody else
        acted first."""
        act = self._new_id()
        for attempt in range(_TRIES):
            view = self.view()
            events = decide(view)
            if time_zone is None:
                process = view.process()
                for id in (who.recorded_by, *who.by, *who.supported_by):
                    party(process, id)
                zone = self._zone(process)
            else:
                zone = ZoneInfo(time_zone)
            entries = self._entries(view, events, who, act, zone)
            if not entries:
                return []
            try:
                self.log.append(entries)
            except Conflict:
                if attempt == _TRIES - 1:
                    raise
                continue
            return entries
        raise AssertionError("unreachable")

    def _entries(
        self, view: Heads, events: Events, who: Who, act: str, zone: ZoneInfo
    ) -> list[Entry]:
        last = self.log.last()
        now = self._clock().astimezone(UTC)
        recorded_at = max(now, last.record.recorded_at) if last else now
        effective_on = who.on or recorded_at.astimezone(zone).date()
        entries: list[Entry] = []
        for stream, kinds in events.items():
            step, prev = view.head(stream)
            for event in kinds:
                step += 1
                record = Record(
                    recorded_at=recorded_at,
                    recorded_by=who.recorded_by,
                    effective_on=effective_on,
                    by=who.by,
                    supported_by=who.supported_by,
                    act=act,
                    prev=prev,
                    event=event,
                )
                state = encode(record)
                entries.append(Entry(stream, step, event.tag(), state, record))
                prev = digest(stream, step, event.tag(), state)
        return entries

    def today(self, process: Process) -> date:
        """The day that the clock says, in the process's time zone."""
        return self._clock().astimezone(self._zone(process)).date()

    def _zone(self, process: Process) -> ZoneInfo:
        if not process.opened:
            raise NotFound("the process of this store is not opened")
        return ZoneInfo(process.opened.time_zone)


def _made(work: str, language: str, made: versioning.Making) -> Events:
    return {
        drafts.stream(work, language): [made.draft],
        registers.stream(work): [made.register],
    }
