"""Texts and drafts for the tests: built as events build them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from itertools import count

from engine.events import (
    Adopted,
    DocumentOpened,
    DraftEvent,
    DraftOpened,
    EditMade,
    ElementInserted,
    PartyRegistered,
    ProcessOpened,
    VersionIssued,
)
from engine.events.process import Process, evolve
from engine.record import FIRST_PREV, Entry, Record, decode, digest, encode
from engine.text import Element, Mark, Place, Text
from engine.text.digest import digest as text_digest
from engine.text.eid import eids, wids
from projections.versions import Expression, expression

PARTIES = [
    ("conference", "Second Review Conference", "deciding-body"),
    ("presidency", "Switzerland, President of the Conference", "presidency"),
    ("coordination-committee", "Coordination Committee", "committee"),
    ("isu", "Implementation Support Unit", "secretariat"),
    ("state-party-a", "State Party A", "state-party"),
]
LAP = DocumentOpened(
    work="lap",
    title="Lausanne Action Plan",
    element="statement",
    subtype="deliberation",
    name="actionPlan",
    iri="/akn/un/statement/deliberation/ccm/2020-06-08/2RC-LAP",
    number="2RC-LAP",
    opened=date(2020, 6, 8),
)
CN = DocumentOpened(
    work="cn",
    title="Concept note",
    element="doc",
    subtype="paper",
    name="conceptNote",
    iri="/akn/un/doc/paper/ccm/2020-06-08/2RC-CN",
    number="2RC-CN",
    opened=date(2020, 6, 8),
    paper=True,
)


def el(tag: str, *held: Element | str, **attributes: str) -> Element:
    """An element without an id, holding a string or elements."""
    if held and isinstance(held[0], str):
        return Element(tag, string=held[0], attributes=attributes)
    return Element(
        tag, children=tuple(h for h in held if isinstance(h, Element)), attributes=attributes
    )


def inline(
    tag: str, string: str, *marks: Mark, objects: Iterable[Element] = (), **attributes: str
) -> Element:
    """An element without an id, holding inline content."""
    return Element(tag, string=string, marks=marks, objects=tuple(objects), attributes=attributes)


def identified(elements: Iterable[Element], prefix: str = "lap-eng") -> tuple[Element, ...]:
    """The elements with ids in document order, from 1."""
    numbers = count(1)

    def one(e: Element) -> Element:
        return Element(
            e.tag,
            f"{prefix}-{next(numbers)}",
            e.attributes,
            e.string,
            e.marks,
            tuple(map(one, e.objects)),
            tuple(map(one, e.children)),
        )

    return tuple(map(one, elements))


def text_of(parts: Iterable[Element]) -> Text:
    """A text of parts that have ids."""
    text, last = Text(), None
    for part in parts:
        text.insert(part, Place(follows=last))
        last = part.id
    return text


def process() -> Process:
    """The process of the Second Review Conference, with its parties and two documents."""
    opened = Process()
    evolve(opened, ProcessOpened(store="s", format=1, title="2RC", time_zone="Europe/Zurich"))
    for party, name, role in PARTIES:
        evolve(opened, PartyRegistered(party=party, name=name, role=role))
    evolve(opened, LAP)
    evolve(opened, CN)
    return opened


class Drafting:
    """Records the events of one draft, one day after the other, and gives its expression."""

    def __init__(self, work: str = "lap", language: str = "eng", original: str = "eng") -> None:
        self.work, self.language = work, language
        self.entries: list[Entry] = []
        self.append(
            DraftOpened(
                work=work, language=language, standing="original", original_language=original
            )
        )

    def append(
        self, event: DraftEvent, by: tuple[str, ...] = ("presidency",), day: int = 8
    ) -> None:
        """Record an event as an act of the given parties, on a day of June 2020."""
        stream, step = f"draft/{self.work}/{self.language}", len(self.entries) + 1
        last = self.entries[-1] if self.entries else None
        record = Record(
            recorded_at=datetime(2020, 6, day, 12, tzinfo=UTC) + timedelta(seconds=step),
            recorded_by="isu",
            effective_on=date(2020, 6, day),
            by=by,
            supported_by=("coordination-committee",) if isinstance(event, Adopted) else (),
            act=f"act-{step}",
            prev=digest(stream, last.step, last.kind, last.state) if last else FIRST_PREV,
            event=event,
        )
        self.entries.append(decode(stream, step, event.tag(), encode(record)))

    def edit(
        self,
        *changes: DraftEvent,
        reason: str = "a better text",
        day: int = 8,
        by: tuple[str, ...] = ("state-party-a", "presidency"),
    ) -> None:
        """Record one edit."""
        edit = EditMade(reason=reason, nature="substantive", method="typed")
        self.append(edit, by=by, day=day)
        for change in changes:
            self.append(change, by=by, day=day)

    def write(self, *parts: Element, day: int = 8) -> Drafting:
        """Record the first edit: the parts of the text, which get their ids."""
        given = identified(parts, f"{self.work}-{self.language}")
        follows: list[str | None] = [None, *(part.id for part in given)]
        inserted = (
            ElementInserted(element=part, place=Place(follows=last))
            for part, last in zip(given, follows, strict=False)
        )
        self.edit(*inserted, reason="zero draft", day=day)
        return self

    def issue(self, number: int, label: str, day: int, symbol: str | None = None) -> None:
        """Record a version as the commands do, with its wIds and digest."""
        draft = self.expression().draft
        version = VersionIssued(
            number=number,
            label=label,
            digest=text_digest(draft.text),
            original_language=self.language,
            symbol=symbol,
            nature="official" if symbol else "informal",
            wids=wids(draft.text, eids(draft.text), draft.wids),
        )
        self.append(version, day=day)

    def adopt(self, number: int, day: int) -> None:
        """Record the adoption of a version by the Conference."""
        issued = self.expression().draft.versions[number - 1].version
        self.append(Adopted(version=number, digest=issued.digest), by=("conference",), day=day)

    def expression(self) -> Expression:
        """The expression as it stands."""
        return expression(process(), self.work, self.entries)
