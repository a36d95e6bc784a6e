"""The story, chapter by chapter: the Review Conference from the pre-draft of the Review Document to
the adoption of all three documents."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from cli.demo import action_plan, answering, declaration, review_document
from cli.demo.conference import Conference
from cli.demo.sentences import EVERYBODY
from engine.decisions.version import Terms
from engine.point import parse

CONCEPT_NOTE = "concept-note.zho.txt"
COMPILATION = "rd-compilation.md"


class Story(Conference):
    """A new store in which the Review Conference's drafting is played, step by step."""

    def draft_review_document(self, folder: Path) -> None:
        """The pre-draft goes out, comments come in and are worked in. Writes the compilation of
        them into the folder."""
        review_document.circulate_pre_draft(self)
        review_document.receive_comments(self)
        review_document.compile_comments(self, folder / COMPILATION)
        review_document.consolidate_pre_draft(self)

    def circulate_concept_note(self, source: bytes, name: str) -> None:
        """The concept note is read in, in Chinese, and sent out."""
        self.on(2020, 6, 8)
        who = self.who("presidency")
        count = self.read("cn", "zho", source, name, who, f"Concept note, from {name}")
        text = self.app.view().folded("cn", "zho").text
        tags = [node.tag for node in text.walk()]
        self.say(
            f"The presidency files its concept note in Chinese as the paper cn: "
            f"{tags.count('section')} sections, {count} paragraphs, "
            f"a timetable of {tags.count('tr')} rows."
        )
        self.circulate(["cn"], EVERYBODY)

    def hear_the_room(self) -> None:
        """The First Preparatory Meeting, and the letters after it."""
        action_plan.ask_for_input(self)
        review_document.remark_in_the_room(self)
        action_plan.receive_input(self)
        review_document.receive_more(self)

    def draft_action_plan(self) -> None:
        """From the zero draft to the first draft, by several hands."""
        action_plan.draft(self)

    def consolidate_action_plan(self) -> None:
        """A further consolidation of the Review Document, and one of the Action Plan."""
        review_document.consolidate_further(self)
        action_plan.consolidate(self)

    def draft_declaration(self) -> None:
        """The Declaration's first draft, after the exchange on the Action Plan."""
        declaration.draft(self)

    def adopt(self) -> None:
        """The Conference meets twice; the last brackets go; it adopts all three."""
        self.on(2020, 11, 25)
        self.hold("conference", "virtual", date(2020, 11, 27))
        self.on(2021, 7, 1)
        self.reschedule("adoption", "21 September 2021", "its second part is held then")
        self.on(2021, 9, 17)
        action_plan.settle(self)
        answering.link_actions(self)
        declaration.consolidate(self)
        self.on(2021, 9, 21)
        for work in ("rd", "lap", "pd"):
            who = self.who("isu", "conference")
            adopted = self.app.adopt(parse(work), who, Terms(how="unanimity"))
            title = self.app.view().process().documents[work].title
            self.say(f"The Conference adopts the {title}, version {adopted.version}, unanimously.")
