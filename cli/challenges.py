"""The challenges of a document that no action takes up, as `status` tells them."""

from __future__ import annotations

from collections.abc import Iterator

from cli.columns import columns
from cli.drafts import drafts_of
from engine.view import View
from projections.links import Challenges, challenges

_SHOWN = 10
"""Challenges that are named."""


def known(view: View) -> list[Challenges]:
    """The challenges of each work whose rules say what one is."""
    return list(challenges(view.process(), drafts_of(view)))


def told(found: Challenges) -> Iterator[str]:
    """What is to be said of a work: a line, and one for each challenge, the first of them."""
    if not found.untaken:
        return
    said = f"{len(found.untaken)} of {found.found} challenges are taken up by no action"
    yield f"{found.work}/{found.language}: {said}:"
    shown = found.untaken[:_SHOWN]
    yield from columns([("", c.eId or c.id, _short(c.words)) for c in shown])
    if len(found.untaken) > _SHOWN:
        yield f"  and {len(found.untaken) - _SHOWN} more"


def _short(words: str) -> str:
    return words if len(words) <= 100 else f"{words[:100].rstrip()}…"
