"""The procedure: a `step` for each act of it, and the votes, where there were any."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from engine.text import Element
from exporters.akn.lifecycle import others
from exporters.akn.markup import made, ours
from exporters.akn.references import References
from projections.procedure import Fact, Step

_COUNTED = {"inFavour": "in-favour", "against": "against", "abstaining": "abstaining"}


def workflow(iri: str, procedure: Iterable[Step], references: References) -> Element | None:
    """The `workflow` of the work of that IRI: by whom, in what role, with what outcome, about which
    expression."""
    steps = [
        _step(iri, step, references.free("step", n), references)
        for n, step in enumerate(procedure, start=1)
    ]
    return made("workflow", {"source": references.editor}, *steps) if steps else None


def voting(procedure: Iterable[Step], references: References) -> Element | None:
    """The `parliamentary` analysis: a `voting` with its counts for each adoption by vote of which
    they are known."""
    found: list[Element] = []
    for step in procedure:
        for fact in step.facts:
            counted = [
                (value, fact.values[name])
                for name, value in _COUNTED.items()
                if name in fact.values
            ]
            if fact.name == "adoption" and counted:
                eid = f"voting_{len(found) + 1}"
                counts = (
                    made(
                        "count",
                        {
                            "eId": f"{eid}__count_{n}",
                            "refersTo": references.concept(choice),
                            "value": value,
                        },
                    )
                    for n, (choice, value) in enumerate(counted, start=1)
                )
                outcome = {"eId": eid, "outcome": references.concept(step.outcome)}
                found.append(made("voting", outcome, *counts))
    return made("parliamentary", {}, *found) if found else None


def _step(iri: str, step: Step, eid: str, references: References) -> Element:
    href = f"{iri}/{step.language}@{step.point}" if step.language and step.point else iri
    attributes = {
        "eId": eid,
        "date": step.on.isoformat(),
        "by": references.party(step.by[0]),
        "as": references.role_of(step.by[0]),
        "outcome": references.concept(step.outcome),
        "refersTo": _about(step, references),
        "href": href,
    }
    return made(
        "step",
        attributes,
        *others(step.by, step.supported_by, references),
        *_facts(step.facts, references),
    )


def _about(step: Step, references: References) -> str | None:
    if step.about is None:
        return None
    event, shown = step.about
    return references.event(event, event, shown)


def _facts(facts: Iterable[Fact], references: References) -> Iterator[Element]:
    for fact in facts:
        values = dict(fact.values)
        if fact.party:
            values["href"] = references.party(fact.party)
        elif fact.role:
            values["href"] = references.role(fact.role)
        yield ours(fact.name, values)
