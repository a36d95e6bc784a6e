"""The Political Declaration: a first draft after the exchange on the Action Plan (paragraphs 16
and 17 of the concept note), a comment, a consolidation."""

from __future__ import annotations

from cli.demo import drafter
from cli.demo.conference import Conference
from cli.demo.letters import letter


def draft(story: Conference) -> None:
    """A first draft goes out, and a comment comes in."""
    story.on(2020, 10, 5)
    count = story.open("pd", "pd-first-draft.eng.txt", "First draft of the Declaration")
    story.say(f"The presidency drafts the Political Declaration, {count} paragraphs.")
    story.issue("pd", "First draft")
    story.circulate(["pd@1"], ("state-party",), fulfils=("draft-pd",))
    story.on(2020, 10, 20)
    story.receive(
        "pd",
        letter(
            "pd-organisation-a",
            "Policy Desk <policy@organisation-a.example>",
            "Tue, 20 Oct 2020 09:15:00 +0200",
            "Paragraph 2: To regret is not enough.\n"
            'Proposed wording: "We condemn every use of cluster munitions by anyone, and call '
            'upon all who use them to stop at once."',
            subject="Political Declaration",
        ),
        "organisation-a",
    )


def consolidate(story: Conference) -> None:
    """The draft for adoption."""
    story.accept("pd-1-001", "It says what is meant", ("partly", "In other words"))
    story.edit(
        story.who("presidency"),
        "Agreed in consultations: the brackets are lifted",
        lambda m: drafter.reword(m, ("[in full]", "in full")),
        "The presidency lifts the brackets in paragraph 3.",
        work="pd",
    )
    story.consolidate("pd", "Draft for adoption")
