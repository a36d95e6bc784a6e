"""The story: each step is an act of the application, told in a sentence.

The clock, the ids and the store's id are the story's own, so that it gives the same bytes
wherever and whenever it is told.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from importlib.resources import files
from pathlib import Path

from cli.definitions import definition_named
from cli.demo import drafter
from engine import checkout
from engine.application import Application, Who
from engine.checkin import check_in
from engine.events.draft import Nature
from engine.log import Log
from engine.point import parse
from engine.readers import un_text
from engine.store import Store, create

CONCEPT_NOTE = "concept-note.zho.txt"
ZERO_DRAFT = "lap-zero-draft.eng.txt"
Tell = Callable[[date, str], None]


class Story:
    """A new store in which the Review Conference's drafting is played, step by step."""

    def __init__(self, folder: Path, tell: Tell) -> None:
        self._folder = folder
        self._tell = tell
        self._day = date(2020, 6, 8)
        self._minutes = 0
        self._ids = 0

    def begin(self) -> Store:
        """The process is opened. Gives the store, for the rest of the story."""
        definition = definition_named("ccm-2rc")
        id = self._new_id()

        def open_process(log: Log) -> None:
            presidency = Who("presidency", ("presidency",), (), self._day)
            self._application(log).open_process(definition, id, presidency)

        store = create(self._folder / ".travaux", id, open_process)
        self._app = self._application(store.log)
        works = [d.work for d in definition.document if not d.paper]
        self._say(
            f"The presidency opens the process with {len(definition.party)} parties, the works "
            f"{', '.join(works)} and {len(definition.document) - len(works)} papers."
        )
        return store

    def circulate_concept_note(self, source: bytes, name: str) -> None:
        """The concept note is read in, in Chinese."""
        elements = un_text.read(source, where=name)
        self._app.open_draft(
            "cn",
            "zho",
            elements,
            self._who("presidency"),
            standing="original",
            original_language="und",
            reason=f"Concept note, from {name}",
            title="Concept note",
        )
        text = self._app.view().draft("cn", "zho").text
        tags = [node.tag for node in text.walk()]
        self._say(
            f"The presidency files its concept note in Chinese as the paper cn: "
            f"{tags.count('section')} sections, {tags.count('paragraph')} paragraphs, "
            f"a timetable of {tags.count('tr')} rows."
        )

    def draft_action_plan(self) -> None:
        """From the zero draft to the first draft, by several hands."""
        self._on(2020, 6, 29)
        source = (files(__package__) / ZERO_DRAFT).read_bytes()
        elements = un_text.read(source, where=ZERO_DRAFT)
        self._app.open_draft(
            "lap",
            "eng",
            elements,
            self._who("presidency"),
            standing="original",
            original_language="eng",
            reason="Zero draft of the Action Plan",
            title="Lausanne Action Plan",
        )
        text = self._app.view().draft("lap", "eng").text
        count = sum(1 for node in text.walk() if node.tag == "paragraph")
        self._say(f"The presidency tables a zero draft of the Action Plan, {count} paragraphs.")
        self._edit(
            self._who("presidency", support="coordination-committee"),
            "The plan builds on its predecessor",
            lambda m: drafter.reword(
                m,
                (
                    "It takes up where the Dubrovnik Action Plan leaves off and responds",
                    "It builds on the Dubrovnik Action Plan and responds",
                ),
            ),
            "The presidency, with the Coordination Committee, rewords paragraph 1.",
            nature="editorial",
        )
        self._on(2020, 7, 3)
        self._edit(
            self._who("isu", "state-party-a"),
            "Two States a year is feasible for every State Party",
            lambda m: drafter.reword(
                m, ("at least [one] [two] States not party", "at least two States not party")
            ),
            "State Party A settles the brackets of paragraph 4.",
        )
        self._edit(
            self._who("isu", "state-party-b"),
            "The plan is silent on reports of use",
            lambda m: drafter.insert(
                m,
                4,
                "States Parties will respond publicly and without delay to every credible report "
                "that cluster munitions have been used, whoever is responsible, and will call for "
                "such use to end.",
            ),
            "State Party B adds a paragraph 5; paragraphs 5 to 24 become 6 to 25.",
        )
        self._on(2020, 8, 5)
        self._issue("lap", "First draft")

    def consolidate_action_plan(self) -> None:
        """From the first draft to the consolidated version: moved, removed, reverted."""
        self._on(2020, 9, 4)
        self._edit(
            self._who("isu", "state-party-c"),
            "Excess stocks should not wait",
            lambda m: drafter.reword(
                m,
                (
                    "destroy what exceeds the minimum absolutely necessary",
                    "destroy without delay what exceeds the minimum absolutely necessary",
                ),
            ),
            "State Party C tightens paragraph 9.",
        )
        self._edit(
            self._who("isu", "state-party-a"),
            "Participation governs the actions that follow",
            lambda m: drafter.move(m, 16, 14),
            "State Party A moves paragraph 16 to the head of its section, as paragraph 14.",
        )
        self._edit(
            self._who("isu", "state-party-c"),
            "Already covered by the two paragraphs before it",
            lambda m: drafter.remove(m, 19),
            "State Party C removes paragraph 19; those after it are renumbered.",
        )
        sentence = (
            " [In so doing, it will consider prohibiting investment in companies that produce "
            "cluster munitions.]"
        )
        step = self._edit(
            self._who("isu", "state-party-c"),
            "It goes beyond article 9",
            lambda m: drafter.reword(m, (sentence, "")),
            "State Party C deletes the sentence on investment in paragraph 21.",
        )
        entries = self._app.revert(
            parse("lap"),
            step,
            self._who("isu", "state-party-a"),
            reason="No agreement to delete; it stays in brackets",
            nature=None,
        )
        self._say(f"State Party A has that edit undone (s{step}, by s{entries[0].step}).")
        self._on(2020, 10, 1)
        self._issue("lap", "Consolidated version")

    def adopt_action_plan(self) -> None:
        """The last brackets go, the period is extended, and the Conference adopts."""
        self._on(2021, 9, 17)
        self._edit(
            self._who("presidency"),
            "Agreed in consultations: the brackets are lifted",
            lambda m: drafter.reword(
                m,
                ("at least [X] by", "at least 125 by"),
                ("[one year]", "one year"),
                ("[by 2023]", "by 2023"),
                ("[two]", "two"),
                ("[by 2022]", "by 2022"),
                ("[six]", "six"),
                ("[by 30 April 2022]", "by 30 April 2022"),
                ("[by 2025]", "by 2025"),
                (
                    "[In so doing, it will consider prohibiting investment in companies that "
                    "produce cluster munitions.]",
                    "In so doing, it may also consider investment in companies that produce "
                    "cluster munitions.",
                ),
                ("[no more than [20] indicators]", "no more than 20 indicators"),
                ("[90]", "90"),
            ),
            "After consultations the presidency lifts the remaining brackets.",
        )
        self._edit(
            self._who("isu", "presidency"),
            "The Conference was postponed; the plan runs to 2026",
            lambda m: m.replace("2021-2025", "2021-2026"),
            "The Implementation Support Unit extends the period to 2021-2026.",
            nature="technical",
        )
        self._issue("lap", "Draft for adoption")
        self._on(2021, 9, 21)
        adopted = self._app.adopt(parse("lap@3"), self._who("isu", "conference"))
        self._say(f"The Conference adopts the Action Plan, version {adopted.version}.")

    def _edit(
        self,
        who: Who,
        reason: str,
        pen: Callable[[str], str],
        sentence: str,
        nature: Nature = "substantive",
    ) -> int:
        """An edit by way of a checkout, a pen and a checkin. Gives its step."""
        written = checkout.write(self._app.view().draft("lap", "eng"))
        entries = check_in(
            self._app,
            parse("lap"),
            pen(written).encode(),
            who,
            reason=reason,
            nature=nature,
            where="the demonstration's checkout",
        )
        self._say(sentence)
        return entries[0].step

    def _issue(self, work: str, label: str) -> None:
        version = self._app.issue(parse(work), label, self._who("presidency"))
        self._say(f"The presidency issues version {version.number}: {label}.")

    def _who(self, entered_by: str, act_of: str | None = None, support: str | None = None) -> Who:
        return Who(entered_by, (act_of or entered_by,), (support,) if support else (), self._day)

    def _say(self, sentence: str) -> None:
        self._tell(self._day, sentence)

    def _on(self, year: int, month: int, day: int) -> None:
        self._day = date(year, month, day)
        self._minutes = 0

    def _application(self, log: Log) -> Application:
        return Application(log, clock=self._clock, new_id=self._new_id)

    def _clock(self) -> datetime:
        self._minutes += 1
        start = datetime(self._day.year, self._day.month, self._day.day, 9, tzinfo=UTC)
        return start + timedelta(minutes=self._minutes)

    def _new_id(self) -> str:
        self._ids += 1
        return hashlib.sha256(f"travaux demo {self._ids}".encode()).hexdigest()[:32]
