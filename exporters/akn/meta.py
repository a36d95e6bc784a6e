"""The `meta` of a file: what it is, how its text came about, what was done with it, who acted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from msgspec.structs import replace

from engine.events import Adopted
from engine.text import Element, Text
from exporters.akn.carried import Carried
from exporters.akn.identification import identification, is_adopted, publication
from exporters.akn.lifecycle import lifecycle
from exporters.akn.markup import instruction, made, ours
from exporters.akn.names import Names, named, wids_of
from exporters.akn.references import References, actor
from exporters.akn.workflow import voting, workflow
from projections.dossier import Dossier
from projections.versions import Expression

_ORDER = (
    "identification publication classification lifecycle workflow analysis temporalData references"
    " notes proprietary presentation"
).split()
"""The blocks of `meta` as the schema orders them."""


class Around(NamedTuple):
    """What those blocks of a `meta` need that are made for what was done to the text: what its
    elements are called, the eId of the event of each edit by its step, and the entries."""

    names: Names
    events: Mapping[int, str]
    references: References


Making = Callable[[Around], "Analysed"]
"""Makes the further blocks of a `meta`."""


class Analysed(NamedTuple):
    """Parts of the exporter's own `analysis`; what marks that the exporter made say beside their
    names, by the names that they had before they got one; and blocks that can be taken off again,
    with the entries that they point at."""

    analysis: tuple[Element, ...] = ()
    marks: Mapping[str, Mapping[str, str]] = {}
    strippable: tuple[Element, ...] = ()


COMMENTS = b"comments"
"""What the processing instructions around strippable blocks say."""


def meta(
    expression: Expression,
    dossier: Dossier,
    text: Text,
    *,
    gone: Mapping[str, str],
    checkout: Mapping[str, str] | None = None,
    more: Making = lambda _: Analysed(),
) -> tuple[Element, Names, Carried]:
    """The `meta` of the document that holds `text`, which is the expression's and what the
    exporter added to it; what its elements are called; and what the text brought with it.

    `gone` are the names that elements had which are shown though they are not in the expression
    any more; `checkout` marks a file for editing as what it is; `more` makes further blocks.
    """
    carried = Carried(expression.draft.meta, text)
    references = References(expression.parties, expression.document.iri, carried)
    published = publication(expression)
    events, edits = lifecycle(expression, references)
    own = [
        identification(expression, dossier, references),
        published,
        events,
        workflow(expression.document.iri, dossier.procedure, references),
    ]
    if checkout:
        source = {"source": references.editor}
        own.append(made("proprietary", source, ours("checkout", checkout)))
    votes = voting(dossier.procedure, references)
    kept = carried.everything(publication=published is None)
    wids = {} if checkout else wids_of(expression, dossier)
    names = named(expression, text, references.names | {*_eids(own)}, gone, wids)
    references.resolve(text, kept, {*names.every, *_eids(own)})
    plain = set(references.entries)
    made_more = more(Around(names, edits, references))
    names = replace(names, said=made_more.marks)
    strippable = list(made_more.strippable)
    if strippable and (apart := references.apart(plain)):
        strippable.append(apart)
    analysis = (*([votes] if votes else ()), *made_more.analysis)
    if analysis:
        own.append(_analysis(analysis, references))
    every = [*(b for b in own if b), *(b for b in kept if b.tag != "references")]
    listed = references.written()
    if part := attachment(expression):
        listed[0] = made("references", listed[0].attributes, part, *listed[0].children)
    blocks = sorted((*every, *listed, *strippable), key=lambda b: _ORDER.index(b.tag))
    written = (part for block in blocks for part in _marked(block, strippable))
    return made("meta", {}, *written), names, carried


def _marked(block: Element, strippable: Iterable[Element]) -> Iterator[Element]:
    """A block, between processing instructions where it can be taken off."""
    if not any(block is one for one in strippable):
        yield block
        return
    said = COMMENTS.decode()
    yield from (instruction(f"travaux {said}"), block, instruction(f"travaux /{said}"))


_ANALYSIS = (
    "activeModifications passiveModifications restrictions judicial parliamentary mappings"
    " otherReferences otherAnalysis"
).split()
"""The parts of `analysis` as the schema orders them."""


def _analysis(parts: Iterable[Element], references: References) -> Element:
    ordered = sorted(parts, key=lambda part: _ANALYSIS.index(part.tag))
    return made("analysis", {"source": references.editor}, *ordered)


def attachment(expression: Expression) -> Element | None:
    """The document that the text is an annex of: the report of the body that adopted it."""
    version, adoption = expression.version, expression.adoption()
    symbol, annex, day = None, None, None
    if version and version.annex:
        symbol, annex, day = version.symbol, version.annex, expression.issued()[-1].effective_on
    elif adoption and is_adopted(expression):
        assert isinstance(adoption.event, Adopted)
        symbol, annex = adoption.event.annex_of, adoption.event.annex
        day = adoption.effective_on
    if not symbol or not day:
        return None
    iri = expression.document.iri
    number = symbol.replace("/", "-").replace(" ", "_")
    whole = f"/akn/{iri.split('/')[2]}/debateReport/report/{actor(iri)}/{day}/{number}"
    shown = f"{symbol}, annex {annex}" if annex else symbol
    return made("attachmentOf", {"eId": "attachmentOf_1", "href": whole, "showAs": shown})


def _eids(blocks: Iterable[Element | None]) -> Iterator[str]:
    for block in blocks:
        for part in block.children if block else ():
            if "eId" in part.attributes:
                yield part.attributes["eId"]
            yield from _eids((part,))
