"""The Lausanne Action Plan: input before it has a draft (paragraphs 13 to 15 of the concept note),
a zero draft, edits, versions."""

from __future__ import annotations

from datetime import date

from cli.demo import drafter
from cli.demo.conference import Conference
from cli.demo.letters import letter
from cli.demo.sentences import EVERYBODY
from engine.events.submission import Outcome
from engine.point import parse

ZERO_DRAFT = "lap-zero-draft.eng.txt"


ANSWERS: tuple[tuple[str, Outcome, str], ...] = (
    ("structure-0-001", "accepted", "Twenty-five paragraphs, most of them short"),
    ("lap-0-001", "accepted", "Each action says who and by when, as far as can be"),
    ("lap-0-002", "partly", "At least two States a year, in paragraph 4"),
    ("lap-0-003", "noted", "In brackets in paragraph 21"),
    ("lap-0-004", "accepted", "Paragraph 2 and all that follows from it"),
)
SUBJECT = "Action Plan"


def ask_for_input(story: Conference) -> None:
    """The informal working paper, the meeting that talks about it, and comments on a plan that has
    no draft yet."""
    story.on(2020, 6, 12)
    story.reschedule("meeting-1", "29 June 2020", "the pandemic")
    story.on(2020, 6, 24)
    count = story.open("structure", "structure.eng.txt", "Informal working paper by the President")
    story.say(f"The presidency writes an informal working paper on structure, {count} paragraphs.")
    story.circulate(["structure"], EVERYBODY)
    story.on(2020, 6, 29)
    story.hold("meeting-1")


def receive_input(story: Conference) -> None:
    """Remarks in the room on the paper and on the plan to be, and letters: one from another time
    zone, after the deadline."""
    story.remark(
        "structure", "Three actions a section are enough", "state-party-b", "meeting-1", "1"
    )
    story.remark("lap", "Few actions, and each of them concrete", "state-party-a", "meeting-1")
    story.on(2020, 7, 3)
    story.receive(
        "lap",
        letter(
            "lap-group-a",
            "Coordinator <coordinator@group-a.example>",
            "Fri, 03 Jul 2020 08:30:00 +0200",
            "Each State could win over one other State a year.",
            subject=SUBJECT,
        ),
        "group-a",
    )
    story.receive(
        "lap",
        letter(
            "lap-organisation-a",
            "Policy Desk <policy@organisation-a.example>",
            "Fri, 03 Jul 2020 09:10:00 +0200",
            "The plan should speak of investment in those who make these weapons.",
            subject=SUBJECT,
        ),
        "organisation-a",
    )
    story.on(2020, 7, 7)
    story.receive(
        "lap",
        letter(
            "lap-state-party-b",
            "B. Delegate <delegate@state-b.example>",
            "Mon, 06 Jul 2020 23:30:00 -0400",
            "Survivors and affected communities must have a say.",
            subject=SUBJECT,
        ),
        "state-party-b",
        "on 6 July by its own clock",
    )


def draft(story: Conference) -> None:
    """From the zero draft to the first draft, by several hands."""
    story.on(2020, 7, 20)
    count = story.open("lap", ZERO_DRAFT, "Zero draft of the Action Plan")
    story.say(f"The presidency tables a zero draft of the Action Plan, {count} paragraphs.")
    story.edit(
        story.who("presidency", support="coordination-committee"),
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
    story.on(2020, 7, 24)
    story.edit(
        story.who("isu", "state-party-a"),
        "Two States a year is feasible for every State Party",
        lambda m: drafter.reword(
            m, ("at least [one] [two] States not party", "at least two States not party")
        ),
        "State Party A settles the brackets of paragraph 4.",
    )
    story.edit(
        story.who("isu", "state-party-b"),
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
    story.on(2020, 8, 5)
    still = (*story.unanswered("lap"), *story.unanswered("structure"))
    story.answer(answer for answer in ANSWERS if answer[0] in still)
    story.consolidate("lap", "First draft")
    count = story.open("elements", "elements.eng.txt", "Elements of the Political Declaration")
    story.say(f"The presidency writes elements of the Political Declaration, {count} of them.")
    story.circulate(["lap@1", "elements"], ("state-party",), fulfils=("documents-2",))


def consolidate(story: Conference) -> None:
    """From the first draft to the consolidated version: moved, removed, reverted."""
    story.on(2020, 9, 4)
    story.hold("meeting-2")
    story.invite("pd", date(2020, 11, 20), "Any comments on the Declaration, in writing.")
    story.remark("lap", "Twenty indicators are too many", "state-party-b", "meeting-2", "24")
    story.edit(
        story.who("isu", "state-party-c"),
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
    story.edit(
        story.who("isu", "state-party-a"),
        "Participation governs the actions that follow",
        lambda m: drafter.move(m, 16, 14),
        "State Party A moves paragraph 16 to the head of its section, as paragraph 14.",
    )
    story.edit(
        story.who("isu", "state-party-c"),
        "Already covered by the two paragraphs before it",
        lambda m: drafter.remove(m, 19),
        "State Party C removes paragraph 19; those after it are renumbered.",
    )
    sentence = (
        " [In so doing, it will consider prohibiting investment in companies that produce "
        "cluster munitions.]"
    )
    step = story.edit(
        story.who("isu", "state-party-c"),
        "It goes beyond article 9",
        lambda m: drafter.reword(m, (sentence, "")),
        "State Party C deletes the sentence on investment in paragraph 21.",
    )
    entries = story.app.revert(
        parse("lap"),
        step,
        story.who("isu", "state-party-a"),
        reason="No agreement to delete; it stays in brackets",
        nature=None,
    )
    story.say(f"State Party A has that edit undone (s{step}, by s{entries[0].step}).")
    story.on(2020, 10, 1)
    story.consolidate("lap", "Consolidated version", "For the consultations until the Conference")


def settle(story: Conference) -> None:
    """The last brackets go, and the period is extended."""
    story.edit(
        story.who("presidency"),
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
    story.edit(
        story.who("isu", "presidency"),
        "The Conference was postponed; the plan runs to 2026",
        lambda m: m.replace("2021-2025", "2021-2026"),
        "The Implementation Support Unit extends the period to 2021-2026.",
        nature="technical",
    )
    story.answer([("lap-1-005", "partly", "Twenty, and no more")])
    story.consolidate("lap", "Draft for adoption")
