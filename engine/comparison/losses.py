"""What a draft lost, as a read model of its stream: the changes that took words or elements away,
by step, so that a checkin finds the latest of them without reading the stream (`restoring.py`).
"""

from __future__ import annotations

from engine.comparison.restoring import Lost, takes_away
from engine.events import Change, ElementRemoved
from engine.projection import Keyed, Projection
from engine.record import Entry
from engine.text import Element


def project(view: Keyed[Change], entry: Entry) -> None:
    """What the draft lost after one more of its entries."""
    event = entry.record.event
    if isinstance(event, Change) and takes_away(event):
        view[entry.step,] = event


LOSSES: Projection[Change] = Projection("losses", 1, Change, project)


def lost(view: Keyed[Change], known: int) -> Lost:
    """What the draft lost up to a step, as much of it as is remembered."""
    latest = view.under(upto=known, descending=True)
    return Lost.of((int(step), change) for (step, *_), change in latest)


def went(view: Keyed[Change], id: str, known: int) -> int | None:
    """The step up to `known` that last took an element away, alone or in another one; None where
    none did."""
    for (step, *_), change in view.under(upto=known, descending=True):
        if isinstance(change, ElementRemoved) and _holds(change.element, id):
            return int(step)
    return None


def _holds(element: Element, id: str) -> bool:
    below = (*element.children, *element.objects)
    return element.id == id or any(_holds(each, id) for each in below)
