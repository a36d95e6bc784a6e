"""The `meta` of a file: what it is, at the three levels; how its text came about; who acted.

Names follow the Akoma Ntoso Naming Convention 1.0, sections 4.5 to 4.8, and AKN4UN. The version in
an Expression's IRI is the one by which the command finds it again: `eng@2`, or `eng@s57` for a
text between versions, which is that after step 57.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from engine.digest import digest
from engine.events import Adopted, EditMade, EditRedated, VersionIssued
from engine.events.draft import stream
from engine.text import Element
from exporters.akn_carried import Carried
from exporters.akn_markup import made, ours
from exporters.akn_names import Names, named
from exporters.akn_references import References
from projections.versions import Act, Expression

_ORDER = (
    "identification publication classification lifecycle workflow analysis temporalData references"
    " notes proprietary presentation"
).split()
"""The blocks of `meta` as the schema orders them."""

FORMAT = "1"
"""The version of how Travaux writes Akoma Ntoso."""


def expression_iri(expression: Expression, version: str) -> str:
    """The IRI of a version of the work in the expression's language."""
    return f"{expression.document.iri}/{expression.language}@{version}"


def is_adopted(expression: Expression) -> bool:
    """Whether the text is that of the version that was adopted."""
    adoption, version = expression.adoption(), expression.version
    return bool(adoption and version and _adopted_number(adoption) == version.number)


def issue(expression: Expression) -> Act | None:
    """The act that issued the version whose text this is."""
    if expression.version is None:
        return None
    return expression.issued()[-1]


def meta(
    expression: Expression, checkout: Mapping[str, str] | None = None
) -> tuple[Element, Names, Carried]:
    """The `meta` of the document that holds the expression's text; what its elements are called;
    and what the text brought with it. `checkout` marks a file for editing as what it is."""
    carried = Carried(expression.draft.meta, expression.text)
    references = References(expression, carried)
    publication = _publication(expression)
    own = [
        _identification(expression, references),
        publication,
        _lifecycle(expression, references),
        _workflow(expression, references),
    ]
    if checkout:
        source = {"source": references.editor}
        own.append(made("proprietary", source, ours("checkout", checkout)))
    kept = carried.everything(publication=publication is None)
    names = named(expression, references.names | {*_eids(own)})
    references.resolve(expression.text, kept, {*names.eids.values(), *names.marks, *_eids(own)})
    every = [*(b for b in own if b), *(b for b in kept if b.tag != "references")]
    blocks = sorted((*every, *references.written()), key=lambda b: _ORDER.index(b.tag))
    return made("meta", {}, *blocks), names, carried


def _eids(blocks: Iterable[Element | None]) -> Iterator[str]:
    for block in blocks:
        for part in block.children if block else ():
            if "eId" in part.attributes:
                yield part.attributes["eId"]


def _identification(expression: Expression, references: References) -> Element:
    return made(
        "identification",
        {"source": references.editor},
        _work(expression, references),
        _expression(expression, references),
        _manifestation(expression, references),
    )


def _work(expression: Expression, references: References) -> Element:
    document = expression.document
    parts = document.iri.split("/")
    by = tuple(p.party for p in expression.parties.values() if p.role == "deciding-body")
    if document.paper or not by:
        by = expression.acts[0].by if expression.acts else ()
    return made(
        "FRBRWork",
        {},
        *_names(document.iri, ""),
        made("FRBRalias", {"value": document.title, "name": "title"}),
        _date(document.opened, "opening"),
        *_authors(by, "author", references),
        made("FRBRcountry", {"value": parts[2]}),
        made("FRBRsubtype", {"value": document.subtype}),
        made("FRBRnumber", {"value": parts[-1], "showAs": document.number}),
    )


def _expression(expression: Expression, references: References) -> Element:
    version, act, adoption = expression.version, issue(expression), expression.adoption()
    adopted = is_adopted(expression)
    last = act or (expression.acts[-1] if expression.acts else None)
    opened = expression.draft.opened
    true = adopted and opened is not None and opened.standing != "courtesy"
    children = [*_names(expression_iri(expression, _version(expression)))]
    if version and version.symbol:
        children.append(made("FRBRalias", {"value": version.symbol, "name": "symbol"}))
    day = last.effective_on if last else expression.document.opened
    children.append(_date(day, "issuance" if act else "drafting"))
    if adopted and adoption:
        children.append(_date(adoption.effective_on, "adoption"))
        children += _authors(adoption.by, "author", references)
    else:
        children += _authors(last.by if last else (), "issuer" if act else "author", references)
    if version:
        shown = {"value": str(version.number), "showAs": version.label}
        children.append(made("FRBRversionNumber", shown))
    children.append(made("FRBRauthoritative", {"value": "true" if true else "false"}))
    if opened and opened.standing == "original" and expression.draft.versions:
        first = expression.draft.versions[0].version
        master = expression_iri(expression, str(first.number))
        children.append(made("FRBRmasterExpression", {"href": master, "showAs": first.label}))
    children.append(made("FRBRlanguage", {"language": expression.language}))
    return made("FRBRExpression", {}, *children)


def _manifestation(expression: Expression, references: References) -> Element:
    recorded = expression.acts[-1].recorded_at.date() if expression.acts else None
    record = {
        "stream": stream(expression.work, expression.language),
        "step": str(expression.step),
        "sha256": expression.record,
    }
    return made(
        "FRBRManifestation",
        {},
        *_names(expression_iri(expression, _version(expression)), ".xml"),
        _date(recorded or expression.document.opened, "markup"),
        made("FRBRauthor", {"href": references.editor, "as": references.role("editor")}),
        made(
            "preservation",
            {},
            ours("text", {"sha256": digest(expression.text)}),
            ours("record", record),
            ours("format", {"version": FORMAT}),
        ),
        made("FRBRformat", {"value": "xml"}),
    )


def _publication(expression: Expression) -> Element | None:
    version, act = expression.version, issue(expression)
    if not version or not act:
        return None
    attributes = {
        "date": act.effective_on.isoformat(),
        "name": version.nature,
        "showAs": version.label,
        "number": version.symbol,
    }
    return made("publication", attributes)


def _lifecycle(expression: Expression, references: References) -> Element | None:
    """An event for each edit, and the expression that it led to: a version, if one was issued
    before the next edit."""
    events: list[Element] = []
    name = stream(expression.work, expression.language)
    following: list[Act | None] = [*expression.acts[1:], None]
    for act, after in zip(expression.acts, following, strict=True):
        if not isinstance(act.event, EditMade):
            continue
        if after and isinstance(after.event, VersionIssued):
            led = str(after.event.number)
        else:
            led = f"s{after.step - 1 if after else expression.draft.changed}"
        attributes = {
            "eId": references.free("eref", len(events) + 1),
            "date": act.effective_on.isoformat(),
            "source": references.party(act.by[0]),
            "refersTo": references.event(name, act.step, act.event.reason),
            "type": "amendment" if events else "generation",
            "href": expression_iri(expression, led),
        }
        events.append(made("eventRef", attributes, *_others(act, references)))
    return made("lifecycle", {"source": references.editor}, *events) if events else None


def _workflow(expression: Expression, references: References) -> Element | None:
    """A step for each version issued and for the adoption."""
    steps: list[Element] = []
    adopted = False
    for act in expression.acts:
        if isinstance(act.event, EditMade | EditRedated):
            continue
        if isinstance(act.event, Adopted):
            outcome, number, adopted = "adopted", act.event.version, True
        else:
            number = act.event.number
            outcome = "published" if adopted else "issued"
            if act.event.corrects is not None:
                outcome = "corrected"
        attributes = {
            "eId": references.free("step", len(steps) + 1),
            "date": act.effective_on.isoformat(),
            "by": references.party(act.by[0]),
            "as": references.role_of(act.by[0]),
            "outcome": references.concept(outcome),
            "href": expression_iri(expression, str(number)),
        }
        steps.append(made("step", attributes, *_others(act, references)))
    return made("workflow", {"source": references.editor}, *steps) if steps else None


def _others(act: Act, references: References) -> list[Element]:
    """Whose act it was besides the first, and those in support: Akoma Ntoso takes one agent, so
    they stand below it in our own namespace."""
    return [
        *(ours("by", {"href": references.party(party)}) for party in act.by[1:]),
        *(ours("with", {"href": references.party(party)}) for party in act.supported_by),
    ]


def _version(expression: Expression) -> str:
    version = expression.version
    return str(version.number) if version else f"s{expression.draft.changed}"


def _adopted_number(adoption: Act) -> int:
    assert isinstance(adoption.event, Adopted)
    return adoption.event.version


def _names(iri: str, extension: str = "") -> tuple[Element, Element]:
    return (
        made("FRBRthis", {"value": f"{iri}/!main{extension}"}),
        made("FRBRuri", {"value": f"{iri}{extension}"}),
    )


def _date(day: date, name: str) -> Element:
    return made("FRBRdate", {"date": day.isoformat(), "name": name})


def _authors(by: tuple[str, ...], role: str, references: References) -> list[Element]:
    if not by:
        return [made("FRBRauthor", {"href": references.editor})]
    as_ = references.role(role)
    return [made("FRBRauthor", {"href": references.party(party), "as": as_}) for party in by]
