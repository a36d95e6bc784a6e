"""What answers what: the actions of the plan that take up the challenges of the review, and two
traces told at the end."""

from __future__ import annotations

from rich.console import Console

from cli.demo.conference import Conference
from cli.places import named
from engine.acts.linking import Spot, link
from engine.point import parse
from engine.view import View

PROPOSAL = "rd-1-001"
"""A State Party's proposal, which came by e-mail."""
SENTENCE = "Affected States, with the help of others, should complete survey by 2023"
"""Adopted words that three had a hand in."""
ANSWERED = ((4, 3), (8, 6), (10, 9), (14, 12), (18, 15), (20, 18), (21, 21), (24, 24))
"""Paragraphs of the Action Plan, each with the one of the Review Document that it answers."""


def link_actions(story: Conference) -> None:
    """It is said which action takes up which challenge."""
    who = story.who("presidency")
    for action, challenge in ANSWERED:
        source = Spot(parse("lap"), str(action))
        target = Spot(parse("rd"), str(challenge))
        link(story.app, source, target, who, reason=f"Action {action} takes it up")
    story.say(
        f"The presidency links {len(ANSWERED)} actions of the Action Plan with the challenges of "
        "the Review Document that they take up: none is left without."
    )


def trace_proposal(console: Console, view: View) -> None:
    """From an e-mail to the adopted words."""
    from cli.courses import tell
    from projections.course import course

    tell(console, view.process().parties, course(view, PROPOSAL, named), "public")


def trace_sentence(console: Console, view: View) -> None:
    """From an adopted sentence to all who shaped it."""
    from cli.drafts import drafts_of
    from cli.stories import Behind, Story
    from engine.text.eid import eids
    from projections.listing import listing
    from projections.quotation import holding
    from projections.trace import trace, traces

    last = view.folded("rd", "eng")
    id = holding(last.text, SENTENCE, where="rd/eng", names=eids(last.text))
    first = trace(view, "rd", "eng", last.step, id, named, SENTENCE)
    found = traces(view, first, drafts_of(view), named)
    listed = listing(view, dict.fromkeys(one.work for one in found))
    behind = Behind({one.id: one for one in listed.comments}, listed.withheld)
    Story(console, view.process().parties, behind).tell(found)
