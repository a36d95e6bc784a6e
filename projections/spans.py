"""A text with the author of every character: runs of each element's string, in document order."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import get_args

import msgspec

from engine.errors import Damaged
from engine.events.draft import Nature
from engine.text import Text
from projections.authored import Edit, View
from projections.authorship import NUMBER, edit_at, runs_at

NATURES: tuple[Nature, ...] = get_args(Nature)


class Span(msgspec.Struct, frozen=True, kw_only=True):
    """A run of one element's string, from `start` up to, not including, `end`, and its two
    credits: those whose edit it came by, and those who proposed it in a comment. A number credits
    nobody. Those whose joint act it is are one credit."""

    id: str
    eId: str | None  # the key of the JSON, as Akoma Ntoso spells it
    start: int
    end: int
    text: str
    drafted_by: tuple[str, ...]
    proposed_by: tuple[str, ...]
    answers: tuple[str, ...]
    edit: int
    step: int
    nature: Nature
    inferred: bool


def spans(
    view: View,
    text: Text,
    step: int,
    eids: Mapping[str, str],
    proposers: Mapping[str, tuple[str, ...]],
    natures: Collection[Nature] = NATURES,
) -> Iterator[Span]:
    """Every character of the text as it stood after a step exactly once, in document order.
    `proposers` gives the parties of each comment whose wording was taken; only edits of the given
    `natures` credit anybody."""
    edits: dict[int, Edit] = {}
    for node in text.walk():
        start = 0
        for run in runs_at(view, node.id, step) if node.string else ():
            edit = edits.get(run.edit) or edits.setdefault(run.edit, edit_at(view, run.edit))
            nobody = node.tag == NUMBER or edit.made.nature not in natures
            end = start + run.length
            yield Span(
                id=node.id,
                eId=eids.get(node.id),
                start=start,
                end=end,
                text=node.string[start:end],
                drafted_by=() if nobody else edit.by,
                proposed_by=() if nobody else proposers.get(run.takes_from or "", ()),
                answers=edit.made.answers,
                edit=run.edit,
                step=run.step,
                nature=edit.made.nature,
                inferred=edit.made.method == "inferred",
            )
            start = end
        if start != len(node.string):
            raise Damaged(f"{node.id} has {len(node.string)} characters, {start} have an author")


def edits_of(view: View, found: Iterable[Span]) -> dict[int, Edit]:
    """The edits that spans came by, by step."""
    return {step: edit_at(view, step) for step in {span.edit for span in found}}
