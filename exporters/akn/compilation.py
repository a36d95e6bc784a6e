"""The compilation text as an `amendmentList`: the draft, and behind it what was said about it, each
comment a document of its own, in the order of the draft: first those on the whole, last those on
what is not in it any more.
"""

from __future__ import annotations

from datetime import date

from exporters.akn import letter, sent
from exporters.akn.collection import Collection, Piece
from exporters.akn.export import document
from exporters.akn.identification import expression_iri, version_of
from exporters.compilation import Parties, became, heads
from projections.compilation import Compilation
from projections.dossier import Dossier
from projections.listing import Listed
from projections.versions import Expression


def compiled(
    found: Compilation,
    expression: Expression,
    dossier: Dossier,
    recorded: date,
    *,
    access: str = "public",
) -> Collection:
    """A compilation, `expression` being its draft as it stands, and `recorded` the day of the log's
    last record."""
    work, parties = expression.document, expression.parties
    now = expression_iri(expression, version_of(expression))
    letters = [
        sent.comments(
            [one],
            f"comment-{one.id}",
            work,
            expression.language,
            now=now,
            became=list(_state(one, parties)),
        )
        for one in _ordered(found)
    ]
    pieces = [Piece(f"{found.title}, as it stands", now, document(expression, dossier))]
    pieces += [Piece(one.title, one.expression, letter.document(one, parties)) for one in letters]
    days = [act.effective_on for act in expression.acts] + [one.on for one in letters]
    bodies = tuple(p.party for p in parties.values() if p.role == "deciding-body")
    kind = f"/{work.element}/{work.subtype}/"
    return Collection(
        element="amendmentList",
        name="amendmentList",
        title=f"Compilation of comments on the {found.title}",
        about=work.iri,
        work=work.iri.replace(kind, "/amendmentList/collection/", 1),
        opened=work.opened,
        earliest=min([work.opened, *days]),
        on=max([work.opened, *days]),
        recorded=recorded,
        by=bodies if bodies and not work.paper else expression.acts[0].by,
        parties=parties,
        languages=(expression.language,),
        pieces=pieces,
        access=access,
    )


def _ordered(found: Compilation) -> list[Listed]:
    """The comments in the order of the draft."""
    order = {node.id: n for n, node in enumerate(found.text.walk())}
    placed = sorted(found.on.items(), key=lambda pair: order.get(pair[0], -1))
    return [*found.general, *(one for _, listed in placed for one in listed), *found.orphaned]


def _state(one: Listed, parties: Parties) -> list[str]:
    """Whose comment it is, and what became of it."""
    return [heads(one, parties), *became(one, parties)]
