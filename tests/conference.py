"""The Second Review Conference as it was held, entered through the application: the plan is the
built-in definition's, what happened is public record. Dates of decisions are assumptions, and so is
every date on which a text was issued or sent. The texts are made up."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from cli.definitions import definition_named
from cli.reading import checked_out
from engine.acts import silence
from engine.acts.circulation import Sending, circulate
from engine.acts.scheduling import hold, reschedule, split
from engine.application import Application, Who
from engine.definition import Definition
from engine.point import parse
from engine.projection import fold
from engine.readers import un_text
from engine.store import Store, create
from projections.timeline import TIMELINE, document, timeline

ALL = ("state-party", "signatory", "observer", "organisation", "group")
TEXT = """{title}

I. Universalization

1. Status and progress since the First Review Conference.
"""


class Bench:
    """A store whose clock stands at noon in Geneva of the day that is said."""

    def __init__(self, folder: Path, definition: Definition, day: date) -> None:
        self.day = day
        self._minutes = 0
        ids = count()

        def new_id() -> str:
            return f"{next(ids):032x}"

        def application(store: Store) -> Application:
            return Application(store.log, clock=self._clock, new_id=new_id)

        def begin(store: Store) -> None:
            first = definition.party[0].id
            presidency = next((p.id for p in definition.party if p.role == "presidency"), first)
            application(store).open_process(definition, new_id(), self.who(presidency))

        self.store: Store = create(folder / ".travaux", new_id(), begin)
        self.app = application(self.store)

    def _clock(self) -> datetime:
        self._minutes += 1
        noon = datetime.combine(self.day, time(12), ZoneInfo("Europe/Zurich"))
        return noon.astimezone(UTC) + timedelta(seconds=self._minutes)

    def who(self, party: str = "presidency", entered_by: str | None = None) -> Who:
        return Who(entered_by or party, (party,), (), self.day)

    def on(self, year: int, month: int, day: int) -> None:
        self.day = date(year, month, day)

    def text(self, work: str, source: str | None = None) -> None:
        """A made-up text opens the work's draft."""
        elements = un_text.read((source or TEXT.format(title=work)).encode(), where=work)
        self.app.open_draft(
            work,
            "eng",
            elements,
            self.who(),
            standing="original",
            original_language="eng",
            reason="Made up",
            title=work,
        )

    def issue(self, work: str, label: str, *fulfils: str) -> None:
        self.app.issue(parse(work), label, self.who(), fulfils=fulfils)

    def circulate(self, *works: str, to: tuple[str, ...], fulfils: str, **more: Any) -> None:
        package = [Sending(parse(work)) for work in works]
        circulate(self.app, package, to, self.who(), fulfils=(fulfils,), **more)

    def timeline(self, as_of: str) -> dict[str, Any]:
        """What `travaux timeline --json` gives, as Python."""
        entries = (positioned.entry for positioned in self.store.log.follow())
        return document(timeline(fold(TIMELINE, entries), date.fromisoformat(as_of)))

    def milestones(self, as_of: str) -> dict[str, Any]:
        """Its milestones by id."""
        found: Any = self.timeline(as_of)["milestones"]
        return {m["id"]: m for m in found}


def conference(folder: Path) -> Bench:
    """The whole conference, from the concept note's plan to the adoption in 2021."""
    bench = Bench(folder, definition_named("ccm-2rc"), date(2020, 4, 1))
    for play in PLAYS:
        play(bench)
    return bench


def _spring(bench: Bench) -> None:
    bench.on(2020, 4, 15)
    bench.text("rd")
    bench.issue("rd", "Pre-draft")
    bench.circulate("rd", to=ALL, fulfils="pre-draft")
    bench.on(2020, 5, 19)
    _edit(bench, "rd")
    bench.issue("rd", "First draft")
    bench.circulate("rd", to=("state-party",), fulfils="documents-1")
    bench.on(2020, 6, 8)
    hold(
        bench.app,
        "briefing",
        bench.who("isu"),
        mode="virtual",
        in_place_of="meeting-1",
        title="Informal virtual briefing",
    )
    silence.open_silence(
        bench.app,
        "new-date",
        "First Preparatory Meeting on 29 June 2020",
        "2020-06-12",
        bench.who(),
        to=("state-party",),
    )
    reschedule(
        bench.app,
        "meeting-1",
        "29 June 2020",
        bench.who(),
        reason="No meeting could be held in the pandemic",
        under_silence="new-date",
    )
    bench.on(2020, 6, 29)
    hold(bench.app, "meeting-1", bench.who("isu"), mode="in-person")


def _autumn(bench: Bench) -> None:
    bench.on(2020, 8, 7)
    bench.text("lap")
    bench.text("elements")
    bench.issue("lap", "First draft")
    bench.circulate("lap", "elements", to=("state-party",), fulfils="documents-2")
    bench.on(2020, 9, 4)
    hold(bench.app, "meeting-2", bench.who("isu"), mode="in-person")
    bench.on(2020, 10, 9)
    bench.text("pd")
    bench.issue("pd", "First draft")
    bench.circulate("pd", to=("state-party-a", "state-party-b"), fulfils="draft-pd")
    bench.on(2020, 11, 27)
    split(
        bench.app,
        "conference",
        [("part-1", "25-27 November 2020"), ("part-2", "4-5 February 2021")],
        bench.who("conference", "isu"),
        reason="Only procedural decisions could be taken virtually",
    )
    reschedule(
        bench.app,
        "adoption",
        "4-5 February 2021",
        bench.who("conference", "isu"),
        reason="The documents are for the second part",
    )
    bench.on(2020, 11, 25)
    hold(bench.app, "part-1", bench.who("isu"), until=date(2020, 11, 27), mode="virtual")


def _second_part(bench: Bench) -> None:
    bench.on(2021, 7, 1)
    for milestone in ("part-2", "adoption"):
        reschedule(
            bench.app,
            milestone,
            "20-21 September 2021",
            bench.who("conference", "isu"),
            reason="The plan for February lapsed",
        )
    bench.on(2021, 9, 20)
    hold(bench.app, "part-2", bench.who("isu"), until=date(2021, 9, 21), mode="hybrid")
    bench.on(2021, 9, 21)
    for work in ("rd", "lap", "pd"):
        bench.app.adopt(parse(work), bench.who("conference", "isu"))


PLAYS = (_spring, _autumn, _second_part)
"""Its parts, in order."""


def _edit(bench: Bench, work: str) -> None:
    """The draft is reworded, so that another version of it can be issued."""
    from engine import checkout
    from engine.acts.checkin import check_in

    written = checkout.write(bench.app.view().draft(work, "eng"))
    check_in(
        bench.app,
        parse(work),
        written.replace("progress", "progress made").encode(),
        bench.who(),
        reason="Comments worked in",
        nature="substantive",
        where="a made-up checkout",
        checked_out=checked_out,
    )
