"""What goes with an expression into an export, and what is to be said of it."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING

import click

from cli.comments import Chosen, joined
from cli.reading import adopted, expression_at
from cli.session import Beside
from engine.chronicle import corrected
from engine.errors import Refused
from engine.events import CommentMade, CommentReanchored, VersionIssued
from engine.events.draft import stream
from engine.events.process import Process
from engine.events.submission import Access
from engine.point import Reference, parse
from engine.record import Entry
from engine.text.anchor import locate
from engine.view import View
from projections.comments import COMMENTS, statements
from projections.compilation import Compilation
from projections.dossier import Dossier, dossier
from projections.listing import Texts, listing
from projections.procedure import Told, procedure
from projections.versions import Expression, expressions

if TYPE_CHECKING:
    from exporters.akn.collection import Collection


def dossier_of(view: View, found: Expression, as_of: date | None = None) -> Dossier:
    """The other languages and the procedure of an expression, as they are known to a view."""
    return dossier(Told(entry for _, entry in view.log.follow()), found, as_of)


def commented(
    view: View,
    private: Beside,
    found: Expression,
    around: Dossier,
    access: Access,
    as_of: date | None,
) -> bytes:
    """An expression with the comments that were made on it or on an earlier text of its draft, or
    on the work as a whole."""
    from exporters.akn import Noted, with_comments

    last = view.log.last()
    day = as_of or (last.record.effective_on if last else None)
    listed = _listed(view, private, found.work, access, day)
    texts = Texts(view, found.work)
    noted = []
    for one in listed.comments:
        made, moved = one.remark.made, one.remark.moved
        if made.language not in (None, found.language) or _step(view, found, made) > found.step:
            continue
        if moved and (moved.language != found.language or _step(view, found, moved) > found.step):
            moved = None
        on = moved or made
        place = None
        if on.place:
            then = texts.then(found.language, on.version, on.step)
            place = locate(on.place, found.text, then)
        noted.append(Noted(one, place))
    return with_comments(found, noted, around, access=access, withheld=listed.withheld)


def history_of(
    view: View, private: Beside, work: str, access: Access, as_of: date | None
) -> Collection:
    """The drafting history of a work. `NotFound` where it has no text."""
    from exporters.akn.history import history

    parsed = parse(work)
    if parsed.language or parsed.point:
        raise Refused(
            f"{work} names one text; a history is that of a work in all its languages",
            hint=f"travaux export akn-history {parsed.work}",
        )
    view.language_of(parsed._replace(language=_any(view, work)))
    told = Told(entry for _, entry in view.log.follow())
    entries = told.entries
    versions = [
        (found, dossier(told, found, as_of)) for found in _versions(view, work, view.process())
    ]
    last = entries[-1].record
    day = as_of or last.effective_on
    listed = _listed(view, private, work, access, day)
    stated = view.ask(COMMENTS, lambda keyed: statements(keyed, work))
    submissions = {c.submission for c in listed.comments} | {s.submission for s in stated}
    return history(
        versions,
        procedure(told.all(), work, as_of=as_of),
        listed.comments,
        stated,
        _heads(entries, work, submissions),
        last.recorded_at.date(),
        access=access,
    )


def _listed(view: View, private: Beside, work: str, access: Access, day: date | None) -> Chosen:
    """The comments on a work, those that may be read with their private texts."""
    found = listing(view, (work,), access=access, as_of=day)
    return joined(Chosen(found.comments, found.withheld, access), private)


def as_akn(view: View, found: Compilation, access: str) -> bytes:
    """A compilation text as Akoma Ntoso."""
    from exporters.akn.collection import one_file
    from exporters.akn.compilation import compiled

    expression = expression_at(view, f"{found.work}/{found.language}", with_adoption=True)
    last = view.log.last()
    assert last
    recorded = last.record.recorded_at.date()
    around = dossier_of(view, expression)
    return one_file(compiled(found, expression, around, recorded, access=access))


def _any(view: View, work: str) -> str | None:
    drafts = view.register(work).drafts
    return next(iter(drafts), None)


def _versions(view: View, work: str, process: Process) -> Iterator[Expression]:
    """The versions of a work, those of one language in their order, the originals first; of a draft
    without any the text as it stands."""
    drafts = view.register(work).drafts
    for language in sorted(drafts, key=lambda language: drafts[language] != "original"):
        acts = view.acts(work, language)
        entries = view.entries(stream(work, language))
        issued = [a.step for a in acts if isinstance(a.event, VersionIssued)] or [len(entries)]
        steps = [adopted(entries, step) for step in issued]
        yield from expressions(process, work, entries, steps, corrected(acts))


def _heads(
    entries: Iterable[Entry], work: str, submissions: Container[str]
) -> dict[str, tuple[int, str]]:
    """The heads of the streams that tell of a work."""
    heads: dict[str, tuple[int, str]] = {}
    for entry in entries:
        family, _, rest = entry.stream.partition("/")
        told = family == "submission" and rest in submissions
        if told or entry.stream == "process" or rest.split("/")[0] == work:
            heads[entry.stream] = entry.step, entry.digest
    return heads


def _step(view: View, found: Expression, on: CommentMade | CommentReanchored) -> int:
    """The step of the text that a comment is on; 0 where it is on none."""
    if on.version is not None:
        return view.step(Reference(found.work, found.language, str(on.version)), found.language)
    return on.step or 0


def warn_of_brackets(found: Expression) -> None:
    """Say on standard error which brackets have no other half."""
    from engine.text.eid import eids
    from exporters.akn.brackets import bracketed, has_brackets, places

    if has_brackets(found):
        left = list(places(bracketed(found.text)[1], eids(found.text)))
        if left:
            shown = "; ".join(left[:5]) + (f"; and {len(left) - 5} more" if left[5:] else "")
            click.echo(f"Note: brackets without their other half, left as text: {shown}", err=True)
