"""The act of stating how a party understands an adopted text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from engine.acts.comments import anchored, by_hand, entered_at, next_by_hand
from engine.application import Application, Events, Who
from engine.decisions import comment as deciding
from engine.decisions.permission import permit
from engine.errors import NotFound, Refused
from engine.events import Adopted, StatementMade, SubmissionReceived
from engine.events import submission as submissions
from engine.events.submission import StatementNature
from engine.point import WORK, Reference, parse
from engine.view import View


class Adoption(NamedTuple):
    """A text that was adopted: its version, of a work in a language."""

    work: str
    language: str
    version: int


def state(
    application: Application,
    on: Sequence[str],
    who: Who,
    *,
    nature: StatementNature,
    text: str,
    quote: str | None = None,
    meeting: str | None = None,
) -> StatementMade:
    """A statement is kept with an adopted text. `on` names a work, a place of it, or both; without
    a work it is on the only text that is adopted."""

    def decide(view: View) -> Events:
        process = view.process()
        permit(process, "comment", who.by)
        adoption, place = _meant(view, on)
        where = None
        if place is not None:
            reference = Reference(adoption.work, adoption.language, str(adoption.version))
            step = view.step(reference, adoption.language)
            draft = view.folded(adoption.work, adoption.language, step)
            name = f"{adoption.work}/{adoption.language}@{adoption.version}"
            where = anchored(draft, place, quote, name)
        elif quote:
            raise Refused(
                f"{quote!r} is quoted, but from no place",
                hint="Name the place in which the words stand.",
            )
        made = deciding.state(*adoption, nature=nature, text=text, place=where)
        received = SubmissionReceived(
            parties=who.by,
            works=(adoption.work,),
            channel=deciding.heard_at(process, meeting),
            received_at=entered_at(application, process, who),
            dated="entry",
            window=meeting,
        )
        id = next_by_hand(view)
        return by_hand(id, received, {submissions.stream(id): [made]})

    entries = application.act(who, decide)
    return next(e for entry in entries if isinstance(e := entry.record.event, StatementMade))


def _meant(view: View, on: Sequence[str]) -> tuple[Adoption, str | None]:
    """The adopted text that is meant, and the place of it."""
    documents = view.process().documents
    work, *rest = on or [""]
    if work and WORK.fullmatch(work.partition("/")[0]) and work.partition("/")[0] in documents:
        reference = parse(work)
        language = view.language_of(reference)
        adoption = _adopted(view, reference.work, language)
        if adoption is None:
            raise Refused(
                f"{reference.work}/{language} is not adopted; a statement is on an adopted text",
                hint="What is not adopted yet is commented on: travaux comment.",
            )
        return adoption, rest[0] if rest else None
    if rest:
        view.language_of(parse(work))  # says which works there are
    adopted = [
        found
        for name in documents
        for language in view.register(name).drafts
        if (found := _adopted(view, name, language))
    ]
    if not adopted:
        raise Refused("no text of this process is adopted; a statement is on an adopted text")
    if len(adopted) > 1:
        listed = ", ".join(f"{a.work}/{a.language}" for a in adopted)
        raise NotFound(
            f"{len(adopted)} texts are adopted: {listed}; on which one is the statement?",
            hint=f"For example: travaux statement FILE {adopted[0].work}",
        )
    return adopted[0], work or None


def _adopted(view: View, work: str, language: str) -> Adoption | None:
    """The version adopted of a draft, if one is."""
    for act in view.acts(work, language):
        if isinstance(act.event, Adopted):
            return Adoption(work, language, act.event.version)
    return None
