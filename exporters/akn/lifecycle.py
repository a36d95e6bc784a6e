"""How the text came about: an event for each edit, in the order of their days, and the expression
that it led to."""

from __future__ import annotations

from engine.events import EditMade, VersionIssued
from engine.events.draft import stream
from engine.text import Element
from exporters.akn.identification import expression_iri
from exporters.akn.markup import made, ours
from exporters.akn.references import References
from projections.versions import Expression


def lifecycle(
    expression: Expression, references: References
) -> tuple[Element | None, dict[int, str]]:
    """The `lifecycle`, and the eId of the event of each edit by its step. What an edit led to is
    a version, if one was issued before the next edit. Where the days of edits run backwards, they
    stand in the order of their days all the same; `refersTo` says by its step which each is."""
    events: list[Element] = []
    names: dict[int, str] = {}
    name = stream(expression.work, expression.language)
    led: dict[int, str] = {}
    for act, after in zip(expression.acts, [*expression.acts[1:], None], strict=True):
        if after and isinstance(after.event, VersionIssued):
            led[act.step] = str(after.event.number)
        else:
            led[act.step] = f"s{after.step - 1 if after else expression.draft.changed}"
    edits = [act for act in expression.acts if isinstance(act.event, EditMade)]
    for act in sorted(edits, key=lambda act: act.effective_on):
        assert isinstance(act.event, EditMade)
        names[act.step] = references.free("eref", len(events) + 1)
        attributes = {
            "eId": names[act.step],
            "date": act.effective_on.isoformat(),
            "source": references.party(act.by[0]),
            "refersTo": references.event(f"{name}/s{act.step}", f"s{act.step}", act.event.reason),
            "type": "amendment" if events else "generation",
            "href": expression_iri(expression, led[act.step]),
        }
        events.append(made("eventRef", attributes, *others(act.by, act.supported_by, references)))
    if not events:
        return None, names
    return made("lifecycle", {"source": references.editor}, *events), names


def others(
    by: tuple[str, ...], supported_by: tuple[str, ...], references: References
) -> list[Element]:
    """Whose act it was besides the first, and those in support: Akoma Ntoso takes one agent, so
    they stand below it in our own namespace."""
    return [
        *(ours("by", {"href": references.party(party)}) for party in by[1:]),
        *(ours("with", {"href": references.party(party)}) for party in supported_by),
    ]
