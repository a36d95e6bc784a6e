"""What the elements and attributes of Akoma Ntoso 3.0 are, as far as the text must know it.

The lists are the strict schema's own: no element of it may stand both among text and among blocks,
but for `p`, `ol` and `ul` in a `li`.
"""

from __future__ import annotations

from collections.abc import Iterable

AKN = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
OURS = "urn:travaux:akn:1"
"""The namespace of what Akoma Ntoso has no place for: in `preservation`, below a `step`, in the
`proprietary` of a checkout, and the attribute `generated` (docs/formats/digest.md)."""
GENERATED = f"{{{OURS}}}generated"

INLINE = frozenset(
    """a abbr affectedDocument argument authorialNote b br change concept courtType date
    decoration def del docAuthority docCommittee docDate docIntroducer docJurisdiction docNumber
    docProponent docPurpose docStage docStatus docTitle docType docketNumber embeddedStructure
    embeddedText entity eol eop event fillIn i img inline ins judge lawyer legislature location
    marker mmod mod mref neutralCitation noteRef object omissis opinion organization outcome party
    person placeholder process quantity quotedStructure quotedText recordedTime ref relatedDocument
    remark rmod role rref session shortTitle signature span sub subFlow sup term time u
    vote""".split()
)
"""The elements that the schema lets stand among text. One that is empty or holds elements is an
inline object, which holds one U+FFFC; any other marks a range."""

_STRUCTURES = frozenset({"authorialNote", "embeddedStructure", "quotedStructure", "subFlow"})
MIXED = (INLINE - _STRUCTURES) | frozenset(
    """block caption crossHeading foreign from heading listIntroduction listWrapUp narrative num p
    scene subheading summary tocItem""".split()
)
"""The elements that the schema lets hold text (but for `li`, which may hold blocks instead), or,
`foreign`, anything."""

DOCUMENTS = {
    "act": "body",
    "amendment": "amendmentBody",
    "amendmentList": "collectionBody",
    "bill": "body",
    "debate": "debateBody",
    "debateReport": "mainBody",
    "doc": "mainBody",
    "documentCollection": "collectionBody",
    "judgment": "judgmentBody",
    "officialGazette": "collectionBody",
    "portion": "portionBody",
    "statement": "mainBody",
}
"""The document types, and what the body of each is called."""

NAMES = frozenset({"eId", "wId", "GUID"})
"""Attributes that name an element; the text keeps its own ids instead."""

REFERENCES = frozenset("alternativeTo current for from href placementBase src upTo".split())
"""Attributes by which the text points at its own elements (`eIdRef` and links), as `#name`."""

_LISTED = ("p", "ol", "ul")


def holds_elements(tag: str, children: Iterable[str], *, text: bool) -> bool:
    """Whether an element holds elements, not inline content: it has children, there is no text
    (`text`) beside them but white space, and each of them is a block where it stands
    (docs/formats/digest.md). Tags in other namespaces are in Clark notation."""
    found = list(children)
    return bool(found) and not text and all(_is_block(tag, child) for child in found)


def _is_block(tag: str, child: str) -> bool:
    if tag in MIXED:
        return child in _LISTED
    if child[0] == "{":
        return tag[0] != "{"
    return child not in INLINE
