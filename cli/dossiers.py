"""What goes with an expression into an export, and what is to be said of it."""

from __future__ import annotations

from datetime import date

import click

from engine.anchor import locate
from engine.events import CommentMade, CommentReanchored
from engine.events.submission import Access
from engine.point import Reference
from engine.view import View
from projections.dossier import Dossier, dossier
from projections.listing import Texts, listing
from projections.versions import Expression


def dossier_of(view: View, found: Expression, as_of: date | None = None) -> Dossier:
    """The other languages and the procedure of an expression, as they are known to a view."""
    return dossier((entry for _, entry in view.log.follow()), found, as_of)


def commented(
    view: View, found: Expression, around: Dossier, access: Access, as_of: date | None
) -> bytes:
    """An expression with the comments that were made on it or on an earlier text of its draft, or
    on the work as a whole."""
    from exporters.akn import Noted, with_comments

    last = view.log.last()
    day = as_of or (last.record.effective_on if last else None)
    listed = listing(view, (found.work,), access=access, as_of=day)
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


def _step(view: View, found: Expression, on: CommentMade | CommentReanchored) -> int:
    """The step of the text that a comment is on; 0 where it is on none."""
    if on.version is not None:
        return view.step(Reference(found.work, found.language, str(on.version)), found.language)
    return on.step or 0


def warn_of_brackets(found: Expression) -> None:
    """Say on standard error which brackets have no other half."""
    from engine.eid import eids
    from exporters.akn.brackets import bracketed, has_brackets, places

    if has_brackets(found):
        left = list(places(bracketed(found.text)[1], eids(found.text)))
        if left:
            shown = "; ".join(left[:5]) + (f"; and {len(left) - 5} more" if left[5:] else "")
            click.echo(f"Note: brackets without their other half, left as text: {shown}", err=True)
