"""Consolidating: one append over the draft, the work's register, and the submissions whose comments
it answers as deferred.

The register is read to decide, and grows in the same append: so a comment that comes meanwhile, or
an answer, conflicts, and all is decided anew.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from engine.acts.comments import Cited, answering, is_standing
from engine.application import Application, Events, Who, made_events
from engine.decisions import consolidation as consolidating
from engine.decisions.consolidation import Considered
from engine.decisions.fulfilment import fulfil
from engine.decisions.permission import permit
from engine.decisions.version import issue
from engine.events import AnswerGiven, Event, VersionIssued, VersionMade
from engine.events import register as registers
from engine.events.draft import Distribution, Draft, VersionNature
from engine.events.submission import Outcome
from engine.point import Reference
from engine.view import View


class Consolidated(NamedTuple):
    """The version that was issued, and the comments that it answers, each with its outcome."""

    version: VersionIssued
    comments: tuple[Considered, ...]

    def outcomes(self) -> dict[Outcome, int]:
        """How many comments were disposed of in which way."""
        return Counter(c.outcome for c in self.comments if c.outcome)

    def parties(self) -> dict[str, dict[Outcome, int]]:
        """The same by party; a joint comment counts for each of its parties, and one of a sender
        who is not identified under no name."""
        found: dict[str, Counter[Outcome]] = {}
        for comment in self.comments:
            for party in comment.parties or ("",):
                assert comment.outcome
                found.setdefault(party, Counter())[comment.outcome] += 1
        return {party: found[party] for party in sorted(found)}


def consolidate(
    application: Application,
    reference: Reference,
    label: str,
    who: Who,
    *,
    defer_open: str | None = None,
    symbol: str | None = None,
    nature: VersionNature = "informal",
    distribution: Distribution = "general",
    original_language: str | None = None,
    fulfils: tuple[str, ...] = (),
    annex: str | None = None,
) -> Consolidated:
    """The draft as it stands becomes its next version, which answers the comments on the text
    before it. `Refused` while one of them is open, unless `defer_open` says why those are left for
    later: then each is answered so, as deferred, in the same act."""
    answered: list[Considered] = []

    def decide(view: View) -> Events:
        language = view.language_of(reference)
        process = view.process()
        permit(process, "issue", who.by)
        draft = view.draft(reference.work, language)
        found = dict(_considered(view, reference.work, language, draft))
        still = consolidating.unanswered(draft, list(found), defer_open)
        events: dict[str, list[Event]] = {}
        for comment in still:
            assert defer_open is not None
            for stream, given in answering(
                view, found[comment], who, outcome="deferred", reason=defer_open, known=0
            ).items():
                events.setdefault(stream, []).extend(given)
        answered[:] = [c if c.outcome else c._replace(outcome="deferred") for c in found]
        made = issue(
            draft,
            view.register(reference.work),
            label,
            symbol=symbol,
            nature=nature,
            distribution=distribution,
            original_language=original_language,
            fulfils=fulfil(process, fulfils, "issue", (reference.work,)),
            annex=annex,
        )
        version = consolidating.answering(made, answered)
        for stream, own in made_events(view, reference.work, language, [version]).items():
            events.setdefault(stream, []).extend(own)
        return events

    entries = application.act(who, decide)
    events = (entry.record.event for entry in entries)
    issued = next(event for event in events if isinstance(event, VersionIssued))
    return Consolidated(issued, tuple(answered))


def _considered(
    view: View, work: str, language: str, draft: Draft
) -> Iterator[tuple[Considered, Cited]]:
    """The comments on the text in a language, or on the work before it had one, that nobody took
    back and that are open, or were answered since an earlier version answered them; in the order
    of their numbers."""
    register = view.register(work)
    settled = {id for _, version in draft.versions for id in version.answers}
    settled -= _answered_since(view, work, language)
    for id, numbered in register.comments.items():
        if id in settled:
            continue
        held = view.submission(numbered.submission)
        comment = Cited(id, numbered.submission, held)
        if comment.made.language in (None, language) and is_standing(comment):
            yield Considered(id, held.parties, numbered.outcome), comment


def _answered_since(view: View, work: str, language: str) -> set[str]:
    """The comments on a work that were answered since the last version in a language was made."""
    found: set[str] = set()
    for entry in view.entries(registers.stream(work)):
        match entry.record.event:
            case AnswerGiven(comment=comment):
                found.add(comment)
            case VersionMade(language=made) if made == language:
                found.clear()
            case _:
                pass
    return found
