"""`travaux trace`: from words back to all who shaped them, and from a comment to its words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, cast, get_args

import click

from cli.session import (
    Beside,
    Day,
    console,
    json_option,
    known_on_option,
    store_option,
    viewed_beside,
    write_json,
)
from engine.errors import NotFound
from engine.events.submission import Access
from engine.view import View

if TYPE_CHECKING:
    from cli.stories import Behind
    from projections.course import Course
    from projections.trace import Step, Trace


@click.command()
@click.argument("ref", metavar="REV|COMMENT")
@click.argument("place", metavar="[PLACE]", required=False)
@click.option(
    "--quote", metavar="WORDS", help="Only these words; without PLACE, wherever they are."
)
@click.option(
    "--access",
    type=click.Choice(get_args(Access)),
    default="public",
    show_default=True,
    help="For whom it is told; what others said is withheld, and that is said.",
)
@click.option("--as-of", type=Day(), help="The day, for embargoes; else that of the last record.")
@json_option
@store_option
@known_on_option
def command(
    ref: str,
    place: str | None,
    quote: str | None,
    access: str,
    as_of: date | None,
    as_json: bool,
    store: str | None,
) -> None:
    """Trace a paragraph, or words of it, back to all who shaped them, or a comment to its words.

    Of a place of a text: every edit that made it what it is, with who made it, when and why, and
    the comments behind it; words that came from elsewhere are followed there. Links are followed
    to other documents, both ways, and so is the original of a translation.

    Of a COMMENT: its receipt, its place in every version since, its answers, the edits that
    answered it, the words that these put in, and which of them stand in the adopted text.

    \b
    travaux trace lap@2 12
    travaux trace lap '12(a)' --quote "without delay"
    travaux trace lap --quote "without delay" --json
    travaux trace lap-1-017
    """
    from engine.acts.comments import is_cited

    chosen = cast(Access, access)
    with viewed_beside(store) as (view, private):
        if is_cited(ref) and not place and not quote:
            found = _forward(view, private, ref, chosen, as_of or _last_day(view))
            _tell_course(view, found, chosen, as_json=as_json)
            return
        traced = _back(view, ref, place, quote)
        behind = _behind(view, private, traced, chosen, as_of or _last_day(view))
        if as_json:
            write_json(_as_json(traced, behind))
            return
        from cli.stories import Story

        Story(console(), view.process().parties, behind).tell(traced)


def _last_day(view: View) -> date | None:
    """The day of the last record, by which embargoes are judged."""
    last = view.log.last()
    return last.record.effective_on if last else None


def _forward(
    view: View, private: Beside, comment: str, access: Access, as_of: date | None
) -> Course:
    """The course of a comment, with what the private store has of it."""
    from cli.comments import Chosen, joined
    from cli.places import named
    from projections.course import course

    found = course(view, comment, named, access=access, as_of=as_of)
    if found.comment is None:
        return found
    return found._replace(comment=joined(Chosen([found.comment], 0, access), private).comments[0])


def _tell_course(view: View, found: Course, access: Access, *, as_json: bool) -> None:
    if as_json:
        from cli.courses import as_document

        write_json(as_document(found))
        return
    from cli.courses import tell

    tell(console(), view.process().parties, found, access)


def _back(view: View, ref: str, place: str | None, quote: str | None) -> list[Trace]:
    """The trace of a place, and those that it leads to."""
    from cli.drafts import drafts_of
    from cli.places import named
    from engine.akn.meta import names
    from engine.point import parse
    from engine.text.eid import eids
    from engine.text.place import find
    from projections.quotation import holding
    from projections.trace import trace, traces

    if not place and not quote:
        raise click.UsageError(f"which place of {ref}? Say PLACE, or --quote WORDS")
    reference = parse(ref)
    language = view.language_of(reference)
    step = view.step(reference, language)
    folded = view.folded(reference.work, language, step)
    where = f"{reference.work}/{language}@s{step}"
    known = eids(folded.text, names(folded.meta))
    id = None
    if place:
        if place.startswith(f"{reference.work}-{language}-") and place not in folded.text:
            _refuse_gone(view, reference.work, language, step, place)
        id = find(folded.text, place, where=where, names=known)
    if quote:
        id = holding(folded.text, quote, where=where, names=known, within=id)
    assert id
    first = trace(view, reference.work, language, step, id, named, quote)
    return traces(view, first, drafts_of(view), named)


def _refuse_gone(view: View, work: str, language: str, step: int, id: str) -> None:
    """`NotFound` where an element was taken out by a step, with where to find it."""
    from projections.trace import taken_out

    gone = taken_out(view, work, language, id, upto=step)
    if gone:
        raise NotFound(
            f"{work}/{language}@s{step} has no element {id}; s{gone} took it out",
            hint=f"travaux trace {work}/{language}@s{gone - 1} {id}",
        )


def _behind(
    view: View, private: Beside, found: Sequence[Trace], access: Access, as_of: date | None
) -> Behind:
    """The comments on the works that are traced, as far as those with `access` may read them."""
    from cli.comments import Chosen, joined
    from cli.stories import Behind
    from projections.listing import listing

    works = [w for w in dict.fromkeys(t.work for t in found) if view.register(w).comments]
    if not works:
        return Behind({})
    listed = listing(view, works, access=access, as_of=as_of)
    told = joined(Chosen(listed.comments, listed.withheld, access), private)
    return Behind({one.id: one for one in told.comments}, told.withheld, access)


def _as_json(found: list[Trace], behind: Behind) -> dict[str, object]:
    from cli.comments import Chosen, as_document
    from projections.trace import on_it

    cited = list(dict.fromkeys(id for t in found for step in t.steps for id in step.comments))
    others = [[one.id for one in on_it(t, behind.comments.values())] for t in found]
    told = behind.found([*cited, *dict.fromkeys(id for ids in others for id in ids)])
    listed = as_document(Chosen(told, 0, "public"))
    return {
        "traces": [_trace(t, ids) for t, ids in zip(found, others, strict=True)],
        "comments": listed["comments"],
        "withheld": behind.withheld(cited),
        "withheld_on_works": behind.hidden,
    }


def _trace(found: Trace, others: list[str]) -> dict[str, object]:
    return {
        "work": found.work,
        "language": found.language,
        "step": found.step,
        "relation": found.relation,
        "id": found.spot.id,
        "eId": found.spot.eId,
        "place": found.spot.place,
        "words": found.spot.words,
        "quote": found.quote,
        "gone": found.gone,
        "steps": [_step(step) for step in found.steps],
        "versions": found.versions,
        "commented": others,
    }


def _step(step: Step) -> dict[str, object]:
    record, edit = step.entry.record, step.edit
    return {
        "edit": step.step,
        "steps": step.touched,
        "what": step.what,
        "effective_on": step.on,
        "recorded_at": record.recorded_at,
        "recorded_by": record.recorded_by,
        "by": record.by,
        "with": record.supported_by,
        "reason": edit.reason,
        "nature": edit.nature,
        "method": edit.method,
        "comments": step.comments,
        "from": step.was,
        "to": step.became,
        "came_from": step.came_from,
    }
