"""The drafting history of a work as an archive keeps it: every version issued, in every language,
the corrigenda, the parties' proposals, comments and statements, and what was done when, by whom.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from engine.events import EditMade, VersionIssued
from engine.events.draft import stream
from engine.events.submission import Access
from exporters.akn import letter, sent
from exporters.akn.collection import Collection, Led, Piece
from exporters.akn.corrigendum import corrigendum
from exporters.akn.export import document
from exporters.akn.identification import expression_iri, version_of
from projections.comments import Stated
from projections.dossier import Dossier
from projections.listing import Listed
from projections.procedure import Step
from projections.versions import Expression


def history(
    versions: Sequence[tuple[Expression, Dossier]],
    procedure: Sequence[Step],
    listed: Sequence[Listed],
    stated: Sequence[Stated],
    heads: Mapping[str, tuple[int, str]],
    recorded: date,
    *,
    access: Access = "public",
) -> Collection:
    """The history of a work. `versions` are its expressions, those of one language in their order,
    the original language first; `procedure` all acts of it, `heads` the heads of the streams that
    tell of it, `recorded` the day of the last record, and `access` for whom the comments are."""
    last = versions[-1][0]
    work, parties = last.document, last.parties
    letters = [
        *sent.submissions(listed, work, versions[0][0].language),
        *(sent.statement(one, work) for one in stated),
    ]
    pieces = [
        *_versions(versions),
        *(Piece(one.title, one.expression, letter.document(one, parties)) for one in letters),
    ]
    edits = [led for expression in _last(versions) for led in _edits(expression)]
    days = [led.on for led in edits] + [step.on for step in procedure]
    days += [one.on for one in letters]
    languages = tuple(dict.fromkeys(found.language for found, _ in versions))
    kind = f"{work.element}/{work.subtype}"
    bodies = tuple(p.party for p in parties.values() if p.role == "deciding-body")
    return Collection(
        element="documentCollection",
        name="draftingHistory",
        title=f"Drafting history of the {work.title}",
        about=work.iri,
        work=work.iri.replace(f"/{kind}/", "/documentCollection/collection/", 1),
        opened=work.opened,
        earliest=min([work.opened, *days]),
        on=max(days, default=work.opened),
        recorded=recorded,
        by=bodies if bodies and not work.paper else last.acts[0].by,
        parties=parties,
        languages=languages,
        pieces=pieces,
        lifecycle=edits,
        procedure=procedure,
        heads=heads,
        access=access,
    )


def _versions(versions: Sequence[tuple[Expression, Dossier]]) -> Iterator[Piece]:
    """Each version; before one that is corrected the corrigendum that corrects it."""
    known: dict[tuple[str, int], Expression] = {}
    for expression, dossier in versions:
        version = expression.version
        if version:
            known[expression.language, version.number] = expression
        before = known.get((expression.language, version.corrects or 0)) if version else None
        if before:
            one = corrigendum(expression, before)
            made = letter.document(one, expression.parties)
            yield Piece(one.title, one.expression, made)
        title = (
            f"{expression.document.title}, {version.label}"
            if version
            else (f"{expression.document.title}, as it stands")
        )
        iri = expression_iri(expression, version_of(expression))
        yield Piece(title, iri, document(expression, dossier))


def _last(versions: Sequence[tuple[Expression, Dossier]]) -> list[Expression]:
    """The last expression of each language, which knows all that led to it."""
    return list({expression.language: expression for expression, _ in versions}.values())


def _edits(expression: Expression) -> Iterator[Led]:
    """The edits of a draft, and what each led to."""
    acts = expression.acts
    name = stream(expression.work, expression.language)
    for act, after in zip(acts, [*acts[1:], None], strict=True):
        if not isinstance(act.event, EditMade):
            continue
        point = f"s{after.step - 1 if after else expression.draft.changed}"
        if after and isinstance(after.event, VersionIssued):
            point = str(after.event.number)
        yield Led(
            on=act.effective_on,
            path=f"{name}/s{act.step}",
            event=f"{expression.language}-s{act.step}",
            reason=act.event.reason,
            by=act.by,
            supported_by=act.supported_by,
            iri=expression_iri(expression, point),
        )
