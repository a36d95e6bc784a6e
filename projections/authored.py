"""What is kept of who wrote a draft: the values of the view that `projections.authorship` makes."""

from __future__ import annotations

from datetime import date
from typing import TypeAlias

import msgspec

from engine.events import EditMade
from engine.events.draft import Nature
from engine.projection import Keyed
from projections.runs import Branch, Leaf, Node


class Strand(msgspec.Struct, frozen=True, array_like=True, tag="strand"):
    """The runs of an element's string from a step on, and the step from which those before them
    were, 0 where there were none. Where the element went with the step, `gone` is a fingerprint of
    its string."""

    node: Node
    before: int
    number: bool = False
    gone: str | None = None


class Edit(msgspec.Struct, frozen=True, array_like=True, tag="edit"):
    """An edit, whose it is, and the day it happened, as its record says (`dated`) and as it was
    corrected last (`on`)."""

    step: int
    made: EditMade
    by: tuple[str, ...]
    supported_by: tuple[str, ...]
    dated: date
    on: date


class Credit(msgspec.Struct, frozen=True, array_like=True, tag="credit"):
    """Those credited with words together: who drafted them, in edits of which nature, and the
    comment whose wording they are, if they are one's. `drafted` is how many words they ever put
    in, `standing` how many of these stand."""

    by: tuple[str, ...]
    nature: Nature
    takes_from: str | None
    drafted: int = 0
    standing: int = 0


class Credits(msgspec.Struct, frozen=True, array_like=True, tag="credits"):
    """The digests of all credits, in the order in which they came."""

    known: tuple[str, ...]


class Hand(msgspec.Struct, frozen=True, array_like=True, tag="hand"):
    """Those who made edits together, and the days of the first one and the last."""

    by: tuple[str, ...]
    first: date
    last: date


class Standing(msgspec.Struct, frozen=True, array_like=True, tag="version"):
    """A version, and how many of its words have which credit, by its digest."""

    number: int
    label: str
    words: tuple[tuple[str, int], ...]


Kept: TypeAlias = Strand | Leaf | Branch | Edit | Credit | Credits | Hand | Standing | str | int
View: TypeAlias = Keyed[Kept]
