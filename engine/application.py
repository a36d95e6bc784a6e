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
from engine.decisions.permission import party, permit, refuse_own_support
from engine.decisions.process import DocumentType
from engine.decisions.redate import redate
from engine.decisions.revert import Step, revert
from engine.decisions.symbol import give
from engine.decisions.version import UNSAID, Making, Terms
from engine.definition import Definition
from engine.errors import Conflict, NotFound
from engine.events import DraftEvent, DraftMade, Event
from engine.events import draft as drafts
from engine.events import process as processes
from engine.events import register as registers
from engine.events.draft import Distribution, Draft, Nature, Standing, VersionNature
from engine.events.process import Process
from engine.events.symbols import STREAM as SYMBOLS
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
Align = Callable[[View, Draft, list[DraftEvent]], list[DraftEvent]]
"""The events that open a translation, with what says of what it is one."""
Amend = Callable[[View, Draft], tuple[list[DraftEvent], str]]
"""What a body amends orally: the edit of the draft that lies before it, and the new version's
label."""


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
        align: Align | None = None,
        informs: tuple[str, ...] = (),
    ) -> int:
        """A work gets its first text in a language; a work that the process does not know is
        opened too, as a paper. `came` is what the file said beside the text; `align` relates a
        translation to what it translates; `informs` are the works that a new paper informs. Gives
        the draft's step."""
        stream = drafts.stream(work, language)

        def decide(view: View) -> Events:
            process = view.process()
            permit(process, "open", who.by)
            events: dict[str, Sequence[Event]] = {}
            paper = True
            if work in process.documents:
                paper = process.documents[work].paper
                opening.refuse_other_informed(process.documents[work], informs)
                if came:
                    opening.refuse_other_body(process.documents[work], came.type)
            else:
                on = who.on or self.today(process)
                type_ = came.type if came else opening.PAPER
                events[processes.STREAM] = opening.open_document(
                    process, work, title, on, type_, informs
                )
            draft = view.draft(work, language)
            made = drafting.open_draft(
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
            events[stream] = align(view, draft, made) if align else made
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
            first = view.chronicle(
                reference.work, language, lambda found, known: last_edit(found, min(edit, known))
            )
            history: list[Step] = []
            for entry in self.log.read(stream, draft.step, after=(first or 1) - 1):
                assert isinstance(entry.record.event, DraftEvent)
                history.append(Step(entry.step, entry.record.event))
            undone = history[0].event
            of: Nature = "substantive"
            translates: drafts.Translated | None = None
            if isinstance(undone, drafts.EditMade):
                of = undone.nature
                if undone.translates and undone.translates == draft.translates:
                    before = view.folded(reference.work, language, upto=edit - 1)
                    translates = before.translates
            drafting.refuse_if_adopted(draft, nature or of)
            undoing = revert(
                draft, history, edit, reason=reason, nature=nature or of, translates=translates
            )
            return {stream: undoing}

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
        annex: str | None = None,
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
                annex=annex,
            )
            return made_events(view, reference.work, language, [made])

        event = self.act(who, decide)[0].record.event
        assert isinstance(event, drafts.VersionIssued)
        return event

    def adopt(
        self,
        reference: Reference,
        who: Who,
        terms: Terms = UNSAID,
        amend: Amend | None = None,
    ) -> drafts.Adopted:
        """The body adopts the last issued version of a draft; or that version as orally amended:
        then `amend` gives the edit and the label of the version that holds it, and both are part
        of the act."""

        def decide(view: View) -> Events:
            language = view.language_of(reference)
            process, register = view.process(), view.register(reference.work)
            permit(process, "adopt", who.by)
            draft = view.draft(reference.work, language)
            version = self._version(view, reference, draft, language)
            edits: list[DraftEvent] = []
            makings: list[Making] = []
            lay_before: int | None = None
            if amend:
                tabled = versioning.tabled(process, draft, version)
                edits, label = amend(view, draft)
                draft = drafts.after(draft, edits)
                issued = versioning.issue(
                    draft,
                    register,
                    label,
                    nature=tabled.nature,
                    distribution=tabled.distribution,
                    original_language=tabled.original_language,
                )
                draft = drafts.after(draft, [issued.draft])
                makings, version, lay_before = [issued], None, tabled.number
            adopted = versioning.adopt(process, draft, version, terms, orally_amended=lay_before)
            events = made_events(view, reference.work, language, [*makings, adopted])
            stream = drafts.stream(reference.work, language)
            return events | {stream: [*edits, *events[stream]]}

        entries = self.act(who, decide)
        return next(e for entry in entries if isinstance(e := entry.record.event, drafts.Adopted))

    def _version(self, view: View, reference: Reference, draft: Draft, language: str) -> int | None:
        """The number of the version that a reference names, if it names a point."""
        if reference.point is None:
            return None
        step = view.step(reference, language)
        number = next((v.number for s, v in draft.versions if s == step), None)
        if number is None:
            raise NotFound(f"@{reference.point} is not an issued version")
        return number

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
                refuse_own_support(who.by, who.supported_by)
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

    def new_id(self) -> str:
        """An id for an act that `append` is told."""
        return self._new_id()

    def today(self, process: Process) -> date:
        """The day that the clock says, in the process's time zone."""
        return self.now(process).date()

    def now(self, process: Process) -> datetime:
        """What the clock says, in the process's time zone."""
        return self._clock().astimezone(self._zone(process))

    def _zone(self, process: Process) -> ZoneInfo:
        if not process.opened:
            raise NotFound("the process of this store is not opened")
        return ZoneInfo(process.opened.time_zone)


def made_events(
    view: View, work: str, language: str, makings: Sequence[Making]
) -> dict[str, Sequence[Event]]:
    """What is appended where versions of a work are made: on its draft, its register, and, where
    one bears a symbol or is an annex of what does, on the symbols."""
    symbols = view.symbols()
    given: list[Event] = []
    for making in makings:
        event, number = making.draft, making.register.number
        symbol = event.symbol if isinstance(event, drafts.VersionIssued) else event.annex_of
        if symbol:
            given.append(give(symbols, symbol, work, language, number, event.annex))
    events: dict[str, Sequence[Event]] = {
        drafts.stream(work, language): [making.draft for making in makings],
        registers.stream(work): [making.register for making in makings],
    }
    return events | {SYMBOLS: given} if given else events
