"""Importing a past: each version one edit, one act, one append, in the order in which they came.

Nothing is recorded before every version that is to be imported has been read once. The act of a
version has an id worked out from what tells the version from all others, so that an import that
was interrupted, or whose source has grown, goes on behind the last one that is in the log. Between
versions only the draft is kept, and what it lost lately; memory does not grow with their number.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple
from zoneinfo import ZoneInfo

from engine import comparison
from engine.application import Application, Events, Who
from engine.comparison.restoring import Lost, put_back
from engine.decisions import draft as drafting
from engine.decisions import process as opening
from engine.decisions import version as versioning
from engine.decisions.permission import party, permit
from engine.errors import Conflict, Refused, Unreadable
from engine.events import (
    Change,
    DraftEvent,
    DraftMade,
    EditMade,
    Event,
    PartyRegistered,
    ProcessEvent,
    RegisterEvent,
    VersionIssued,
)
from engine.events import draft as drafts
from engine.events import process as processes
from engine.events import register as registers
from engine.events.draft import Draft, Standing
from engine.history.encoding import utf8
from engine.history.message import reason
from engine.history.people import People
from engine.history.version import By, Label, Person, Source, Version
from engine.matching.identity import identify
from engine.point import readable_otherwise, slug
from engine.private import Private
from engine.readers.formats import FORMATS, guess, reader
from engine.record import FIRST_PREV, Entry
from engine.text import Element

_TRIES = 20
PREFIX = "label-"
"""Before a label that would read as another kind of point."""


class Manner(NamedTuple):
    """How a past is imported: into which draft, in which format (none: as the first version looks),
    in which encoding what is not UTF-8 is; whether versions that cannot be read are passed over,
    and whether the names of people go into the log."""

    work: str
    language: str
    standing: Standing = "original"
    original_language: str | None = None
    title: str = ""
    format: str | None = None
    encoding: str | None = None
    pass_over: bool = False
    public: bool = False


class Done(NamedTuple):
    """What an import did: the versions it recorded and those that had been before, the draft's
    step, the parties it registered, the labels it gave, and what it passed over and why."""

    format: str
    versions: int
    before: int
    step: int
    parties: tuple[str, ...]
    labels: int
    passed: tuple[str, ...]


Told = Callable[[int], object]
"""Told how many versions are done."""


def import_history(
    application: Application,
    private: Private,
    source: Source,
    who: Who,
    manner: Manner,
    *,
    read: Told = lambda _: None,
    recorded: Told = lambda _: None,
) -> Done:
    """Opens a draft with its past, or goes on with one that was opened so.

    `who` enters it, and whatever the source does not say who did; `read` and `recorded` are told
    of the progress. `Refused` where the draft came about in another way; what an error in the
    middle leaves behind can be continued.
    """
    return _Importing(application, private, source, who, manner).run(read, recorded)


@dataclass
class _Heads:
    """The heads of streams as they were read and as each append leaves them."""

    known: dict[str, tuple[int, str]] = field(default_factory=dict)

    def head(self, stream: str) -> tuple[int, str]:
        return self.known.get(stream, (0, FIRST_PREV))

    def follow(self, entries: Sequence[Entry]) -> None:
        for entry in entries:
            self.known[entry.stream] = (entry.step, entry.digest)


class _Importing:
    def __init__(
        self, application: Application, private: Private, source: Source, who: Who, manner: Manner
    ) -> None:
        self.application = application
        self.log = application.log
        self.private = private
        self.source = source
        self.who = who
        self.manner = manner
        self.name = f"{manner.work}/{manner.language}"
        self.stream = drafts.stream(manner.work, manner.language)
        self.draft = Draft()
        self.lost = Lost()
        self.last_act = ""
        self.acts: set[str] = set()
        self.heads = _Heads()
        self.passed: list[str] = []
        self.parties: list[str] = []
        self.labels = 0
        self.format = manner.format or ""
        self._read_draft()
        self._read_others()
        permit(self.process, "edit" if self.draft.opened else "open", who.by)
        drafting.refuse_if_adopted(self.draft)

    def run(self, read: Told, recorded: Told) -> Done:
        before = self._checked(read)
        count = 0
        for version, is_new in self._versions():
            if is_new and not self._record(version):
                continue
            count += is_new
            self._label(version)
            recorded(count)
        return Done(
            format=self.format,
            versions=count,
            before=before,
            step=self.draft.step,
            parties=tuple(self.parties),
            labels=self.labels,
            passed=(*self.source.notes, *self.passed),
        )

    # -- what is there -------------------------------------------------------------------------

    def _read_draft(self) -> None:
        """The draft as it stands, the act of its last edit, and those of its versions since."""
        last: Entry | None = None
        for _, last in self.log.follow_stream(self.stream):
            event = last.record.event
            assert isinstance(event, DraftEvent)
            drafts.evolve(self.draft, event)
            if isinstance(event, Change):
                self.lost.follow(last.step, event)
            elif isinstance(event, EditMade):
                self.last_act = last.record.act
                self.acts.clear()
            elif isinstance(event, VersionIssued):
                self.acts.add(last.record.act)
        if last:
            self.heads.follow([last])

    def _read_others(self) -> None:
        """The process and the work's register."""
        view = self.application.view()
        self.process = view.process()
        if not self.process.opened:
            raise Refused("the process of this store is not opened")
        self.register = view.register(self.manner.work)
        self.zone = ZoneInfo(self.process.opened.time_zone)
        for stream in (processes.STREAM, registers.stream(self.manner.work)):
            self.heads.known[stream] = view.head(stream)
        self.people = People(self.private, self.process, public=self.manner.public)

    # -- reading before anything is recorded ---------------------------------------------------

    def _checked(self, read: Told) -> int:
        """Reads every version that is to come. Gives how many were imported before."""
        fresh = before = 0
        for seen, version in enumerate(self.source.versions(), start=1):
            if self._is_last(version):
                before = seen
                fresh = 0
                self.passed.clear()
            elif before or not self.draft.opened:
                self._check_parties(version)
                fresh += self._elements(version) is not None
            read(seen)
        if self.draft.opened and not before:
            raise Refused(
                f"{self.name} has a draft already, whose last edit (s{self.draft.edited}) is not "
                f"in this history",
                hint="A history is continued from the source it was imported from, read alike.",
            )
        if not self.draft.opened and not fresh:
            raise Unreadable(f"no version of {self.name} holds any text")
        self.passed.clear()
        return before

    def _is_last(self, version: Version) -> bool:
        """Whether a version is the last that was imported; in the format it was read in then."""
        if not self.last_act:
            return False
        for format in [self.manner.format] if self.manner.format else FORMATS:
            if self._act(version, format=format) == self.last_act:
                self.format = format
                return True
        return False

    def _check_parties(self, version: Version) -> None:
        for by in (version.by, *(label.by for label in version.labels)):
            if isinstance(by, tuple) and not isinstance(by, Person):
                for id in by:
                    try:
                        party(self.process, id)
                    except Refused as error:
                        raise Refused(f"{version.called}: by: {error}", hint=error.hint) from None

    def _versions(self) -> Iterator[tuple[Version, bool]]:
        """The last version that was imported before, and all that are new."""
        begun = not self.draft.opened
        last = self.last_act
        for version in self.source.versions():
            if begun:
                yield version, True
            elif self._act(version) == last:
                begun = True
                yield version, False

    def _elements(self, version: Version) -> tuple[Element, ...] | None:
        """The text of a version; none where it holds none, or cannot be read and is passed over."""
        try:
            source = version.read()
            if source is not None:
                source = utf8(source, self.manner.encoding, called=version.called)
            if source is None or not source.strip():
                self.passed.append(f"{version.called} holds no text.")
                return None
            self.format = self.format or guess(version.file, source)
            return reader(self.format)(source, version.called)
        except Unreadable as error:
            if self.manner.pass_over:
                self.passed.append(f"{error}.")
                return None
            hint = "--encoding NAME reads what is not UTF-8; --skip passes such versions over."
            raise Unreadable(str(error), hint=error.hint or hint) from None

    # -- recording -----------------------------------------------------------------------------

    def _record(self, version: Version) -> bool:
        elements = self._elements(version)
        if elements is None:
            return False
        if self.draft.opened:
            events = self._edit(version, elements)
        else:
            events = self._opening(version, elements)
        self._append(events, version.by, version, self._act(version))
        self.last_act = self._act(version)
        self.acts.clear()
        return True

    def _edit(self, version: Version, elements: tuple[Element, ...]) -> Callable[[], Events]:
        draft = self.draft
        hand_out = drafting.numbering(self.manner.work, self.manner.language, draft.counter)
        came = put_back(draft.text, identify(draft.text, elements, hand_out), self.lost)
        changes = comparison.changes(draft.text, came)
        edit = drafting.edit(
            draft,
            self.lost.recognised(changes, draft.step + 2),  # behind EditMade
            reason=reason(version.message),
            nature="substantive",
            method="inferred",
            comparison=comparison.VERSION,
        )
        return lambda: {self.stream: edit}

    def _opening(self, version: Version, elements: tuple[Element, ...]) -> Callable[[], Events]:
        work, language = self.manner.work, self.manner.language

        def decide() -> Events:
            events: dict[str, Sequence[Event]] = {}
            paper = True
            if work in self.process.documents:
                paper = self.process.documents[work].paper
            else:
                title, on = self.manner.title or work, version.effective_on
                events[processes.STREAM] = opening.open_document(self.process, work, title, on)
            events[self.stream] = drafting.open_draft(
                self.draft,
                work,
                language,
                elements,
                standing=self.manner.standing,
                original_language=self.manner.original_language or ("und" if paper else language),
                reason=reason(version.message),
                method="inferred",
                comparison=comparison.VERSION,
            )
            made = DraftMade(language=language, standing=self.manner.standing)
            events[registers.stream(work)] = [made]
            return events

        return decide

    def _label(self, version: Version) -> None:
        """Issues the text under each of the version's labels that it does not have yet."""
        for label in version.labels:
            act = self._act(version, label.name)
            if act in self.acts:
                continue

            def decide(label: Label = label) -> Events:
                made = versioning.issue(
                    self.draft, self.register, _free(label.name, self.draft), again=True
                )
                return {
                    self.stream: [made.draft],
                    registers.stream(self.manner.work): [made.register],
                }

            dated = version._replace(effective_on=label.effective_on)
            self._append(decide, label.by or version.by, dated, act)
            self.acts.add(act)
            self.labels += 1

    def _append(self, decide: Callable[[], Events], by: By, version: Version, act: str) -> None:
        for attempt in range(_TRIES):
            events = dict(decide())
            new: PartyRegistered | None = None
            parties = self.who.by
            if isinstance(by, Person):
                known = self.people.party(by)
                if known is None:
                    new = self.people.register(by)
                    events = {processes.STREAM: (), **events}
                    events[processes.STREAM] = (new, *events[processes.STREAM])
                    known = new.party
                parties = (known,)
            elif by:
                parties = by
            who = Who(self.who.recorded_by, parties, self.who.supported_by, version.effective_on)
            try:
                entries = self.application.append(self.heads, events, who, act, self.zone)
            except Conflict:
                if new and isinstance(by, Person):
                    self.people.forget(new, by)
                if attempt == _TRIES - 1:
                    raise
                self._catch_up()
                continue
            self._follow(entries)
            if new:
                self.parties.append(new.party)
            return

    def _catch_up(self) -> None:
        """Somebody else acted: all is well unless it was on this draft."""
        head = self.log.head(self.stream)
        if head and head.step != self.draft.step:
            raise Conflict(
                f"{self.name} moved on to s{head.step} while its history was imported, which had "
                f"come to s{self.draft.step}"
            )
        self._read_others()

    def _follow(self, entries: Sequence[Entry]) -> None:
        self.heads.follow(entries)
        for entry in entries:
            event = entry.record.event
            if isinstance(event, DraftEvent):
                drafts.evolve(self.draft, event)
            elif isinstance(event, ProcessEvent):
                processes.evolve(self.process, event)
            elif isinstance(event, RegisterEvent):
                registers.evolve(self.register, event)

    def _act(self, version: Version, label: str = "", format: str | None = None) -> str:
        """The id of the act that records a version, or issues it under a label."""
        parts = ("import-history", self.stream, format or self.format, version.key, label)
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]


def _free(label: str, draft: Draft) -> str:
    """The label, under which no version has been issued and which reads as none but a label."""
    if not slug(label) or readable_otherwise(slug(label)):
        label = PREFIX + label
    taken = {slug(version.label) for _, version in draft.versions}
    free, n = label, 2
    while slug(free) in taken:
        free, n = f"{label}-{n}", n + 1
    return free
