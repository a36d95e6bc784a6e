"""Finding what a reference names, for every command that reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.events import Adopted
from engine.events.draft import stream
from engine.point import parse
from engine.view import View
from projections.versions import Expression, expression

if TYPE_CHECKING:
    from engine.checkout import Base


def expression_at(view: View, written: str, *, with_adoption: bool = False) -> Expression:
    """The expression at the point that a reference names; on wish with the adoption of just that
    version, which was recorded after it and left its text as it was."""
    reference = parse(written)
    language = view.language_of(reference)
    step = view.step(reference, language)
    entries = view.entries(stream(reference.work, language))
    while with_adoption and step < len(entries) and isinstance(entries[step].record.event, Adopted):
        step += 1
    return expression(view.process(), reference.work, entries[:step])


def checked_out(view: View, base: Base) -> bytes:
    """A text that was checked out, as Akoma Ntoso for editing."""
    from exporters.akn import checkout

    return checkout(expression_at(view, str(base)))
