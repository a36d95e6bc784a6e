"""The Review Document, as paragraphs 4, 8 and 9 of the concept note have it: a pre-draft, comments
by e-mail, a consolidated version, remarks in the room, more comments, a further consolidation."""

from __future__ import annotations

from pathlib import Path

from cli.demo import drafter
from cli.demo.conference import Conference
from cli.demo.letters import letter
from cli.demo.sentences import EVERYBODY
from cli.session import write_file
from exporters.compilation import markdown
from projections.compilation import compilation
from projections.listing import listing

PRE_DRAFT = "rd-pre-draft.eng.txt"
SUBJECT = "Review Document"
_FORM = """MB/NC,Line number,Clause/Subclause,Paragraph/Figure/Table,Type of comment,Comments,\
Proposed change,Observations of the secretariat
Organization A,,11,,te,Age and disability count as well,"Data on victims remain incomplete and \
are seldom broken down by sex, age and disability.",
Organization A,,3,,ge,It could say why,,
"""


def circulate_pre_draft(story: Conference) -> None:
    """A pre-draft, with the support of the Coordination Committee, goes to everybody."""
    count = story.open(
        "rd", PRE_DRAFT, "Pre-draft of the Review Document", support="coordination-committee"
    )
    story.say(
        "With the support of the Coordination Committee it drafts the Review Document, "
        f"{count} paragraphs."
    )
    story.issue("rd", "Pre-draft")
    story.circulate(["rd@1"], EVERYBODY, fulfils=("pre-draft",))


def receive_comments(story: Conference) -> None:
    """Comments on the pre-draft come by e-mail: one late, one without the copy, one in Chinese, one
    with a wording that competes with another's, one restricted."""
    story.on(2020, 4, 28)
    story.receive(
        "rd",
        letter(
            "rd-state-party-a",
            "A. Delegate <delegate@state-a.example>",
            "Mon, 27 Apr 2020 16:12:00 +0200",
            "Paragraph 9: Without a date nothing will happen.\n"
            'Proposed wording: "Affected States should complete survey by 2023, so that land is '
            'not cleared in vain."\n\n'
            "Paragraph 17: The reports that came late should be counted.",
            subject=SUBJECT,
        ),
        "state-party-a",
    )
    story.on(2020, 4, 30)
    story.receive(
        "rd",
        letter(
            "rd-state-party-c",
            "C. Delegate <delegate@state-c.example>",
            "Wed, 29 Apr 2020 11:03:00 +0200",
            "Paragraph 6: We were asked in public what we could not answer in public.\n"
            'Proposed wording: "States with small stocks and few means need help early and in '
            'confidence, and not only when a deadline is near."',
            subject=SUBJECT,
        ),
        "state-party-c",
        access="presidency",
    )
    story.on(2020, 5, 2)
    story.receive(
        "rd",
        letter(
            "rd-state-party-b",
            "B. Delegate <delegate@state-b.example>",
            "Sat, 02 May 2020 09:40:00 +0800",
            "第9段：勘察需要时间，期限应当现实。\n"
            "建议案文：“Affected States should complete survey by 2025, so that land is not "
            "cleared in vain.”",
            subject="审查文件",
        ),
        "state-party-b",
        "in Chinese",
    )
    story.on(2020, 5, 4)
    story.receive(
        "rd",
        letter(
            "rd-group-a",
            "Coordinator <coordinator@group-a.example>",
            "Mon, 04 May 2020 10:05:00 +0200",
            "General comments: The group finds the pre-draft balanced.\n\n"
            "Paragraph 12: Survivors should be heard on this.",
            subject=SUBJECT,
            copied=False,
        ),
        "group-a",
    )
    story.on(2020, 5, 5)
    story.receive(
        "rd",
        letter(
            "rd-organisation-a",
            "Policy Desk <policy@organisation-a.example>",
            "Tue, 05 May 2020 00:20:00 +0200",
            "Please find our comments attached.",
            subject=SUBJECT,
            form=_FORM,
        ),
        "organisation-a",
        "with a comment form",
    )


def compile_comments(story: Conference, path: Path) -> bytes:
    """What was said of the pre-draft, under its paragraphs, for everybody to read."""
    view = story.app.view()
    found = listing(view, ["rd"])
    compiled = compilation(view, "rd", "eng", found.comments, found.withheld)
    content = markdown.export(compiled, view.process().parties)
    write_file(path, content)
    return content


def consolidate_pre_draft(story: Conference) -> None:
    """The comments are answered and worked in, for the First Preparatory Meeting."""
    story.on(2020, 5, 15)
    story.accept("rd-1-001", "A date helps", ("partly", "A date, but a later one"))
    story.accept("rd-1-003", "It does no harm", ("noted", "As it is"))
    story.accept("rd-1-004", "Later is better", ("rejected", "2023 leaves time enough"))
    story.accept("rd-1-007", "So it should be", ("noted", "As it is"))
    step = story.edit(
        story.who("presidency"),
        "Late reports are counted",
        lambda m: drafter.reword(
            m,
            (
                "Annual reports still come late, or not at all.",
                "In some years fewer than half of the annual reports came on time.",
            ),
        ),
        "The presidency rewords paragraph 17 in answer to rd-1-002.",
        work="rd",
        answers=("rd-1-002",),
    )
    story.answer(
        (
            ("rd-1-002", "partly", f"Counted, but not by name (s{step})"),
            ("rd-1-005", "noted", "With thanks"),
            ("rd-1-006", "deferred", "For the Action Plan"),
            ("rd-1-008", "rejected", "It is a general review"),
        )
    )
    story.consolidate("rd", "First draft")
    story.circulate(["rd@2"], ("state-party",), fulfils=("documents-1",))


def remark_in_the_room(story: Conference) -> None:
    """General remarks at the First Preparatory Meeting."""
    story.remark("rd", "It should say more of what was achieved", "state-party-c", "meeting-1")
    story.remark("rd", "The survivors should come first", "organisation-a", "meeting-1")


def receive_more(story: Conference) -> None:
    """Specific comments on the consolidated version, in writing."""
    story.on(2020, 7, 10)
    story.receive(
        "rd",
        letter(
            "rd-observer-a",
            "O. Observer <observer@observer-a.example>",
            "Fri, 10 Jul 2020 10:30:00 +0200",
            "Paragraph 9: Survey is not only for the State that has it.\n"
            'Proposed wording: "Affected States, with the help of others, should complete survey '
            'by 2023, so that land is not cleared in vain."',
            subject=SUBJECT,
        ),
        "observer-a",
    )


def consolidate_further(story: Conference) -> None:
    """The comments are worked in once more."""
    story.on(2020, 8, 20)
    first, second, third = story.unanswered("rd")
    story.edit(
        story.who("presidency"),
        "What was achieved, in the first paragraph",
        lambda m: drafter.reword(m, ("more States have joined", "many more States have joined")),
        f"The presidency rewords paragraph 1 in answer to {first}.",
        work="rd",
        answers=(first,),
    )
    story.accept(third, "So it is", ("noted", "As it is"))
    story.answer(
        ((first, "accepted", "In paragraph 1"), (second, "rejected", "The order is Dubrovnik's"))
    )
    story.consolidate("rd", "Second consolidated version")
