"""What goes with an expression into an export, and what is to be said of it."""

from __future__ import annotations

from datetime import date

import click

from engine.view import View
from projections.dossier import Dossier, dossier
from projections.versions import Expression


def dossier_of(view: View, found: Expression, as_of: date | None = None) -> Dossier:
    """The other languages and the procedure of an expression, as they are known to a view."""
    return dossier((entry for _, entry in view.log.follow()), found, as_of)


def warn_of_brackets(found: Expression) -> None:
    """Say on standard error which brackets have no other half."""
    from engine.eid import eids
    from exporters.akn.brackets import bracketed, has_brackets, places

    if has_brackets(found):
        left = list(places(bracketed(found.text)[1], eids(found.text)))
        if left:
            shown = "; ".join(left[:5]) + (f"; and {len(left) - 5} more" if left[5:] else "")
            click.echo(f"Note: brackets without their other half, left as text: {shown}", err=True)
