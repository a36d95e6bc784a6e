"""Rules on references: what is pointed at is there, and what is there is pointed at."""

from __future__ import annotations

import re
from collections.abc import Iterator

from exporters.check.file import TYPED, File, Pointer, local
from exporters.check.places import shown
from exporters.check.rule import Found, rule

_AGENTS = frozenset({"TLCPerson", "TLCOrganization"})
_CLASSES = {
    "by": _AGENTS,
    "to": _AGENTS,
    "empoweredBy": _AGENTS,
    "as": frozenset({"TLCRole"}),
    "outcome": frozenset({"TLCConcept"}),
    "choice": frozenset({"quorum", "count"}),
    "start": frozenset({"eventRef", "temporalGroup"}),
    "end": frozenset({"eventRef", "temporalGroup"}),
    "period": frozenset({"temporalGroup"}),
}
"""What an attribute may point at, where the schema says what; `start` and `end` of a `mapping` are
temporal groups."""
_SOURCES = _AGENTS | {"TLCProcess", "TLCObject", "TLCRole"}
_ENTRIES = frozenset({"refersTo", "dictionary", "includedIn"})
_SOURCE = "Akoma Ntoso schema, types eIdRef, agentRef, roleRef, conceptRef, referenceRef"
_SCHEME = re.compile("[A-Za-z][A-Za-z0-9+.-]*:")
_ANYWHERE = frozenset({"a", "img", "object", "componentRef"})
"""What may point at files and pages by a name of any form."""


@rule(
    "reference-form",
    "An attribute that is a reference is # and an eId; a link is that, or an IRI from the root",
    f"{_SOURCE}; Naming Convention 4.3, 4.10",
)
def _(file: File) -> Iterator[Found]:
    for pointer, nodes in file.pointers.items():
        if wrong := _unformed(pointer, file):
            yield Found(nodes[0], pointer[1], wrong, nodes[1:])


def _unformed(pointer: Pointer, file: File) -> str | None:
    tag, attribute, value = pointer
    if (value[:1] == "#" and len(value) > 1) or not tag:
        return None
    said = f"{tag}/@{attribute} is {shown(value)}"
    if attribute not in TYPED:
        if tag.startswith("TLC") or not value or value == "#":
            return None if value and value != "#" else f"{said}: it points at nothing."
        if value[0] in "/!~" or _SCHEME.match(value) or tag in _ANYWHERE:
            return None
    if not value:
        return f"{said}: it points at nothing."
    if value in file.eids:
        return f"{said}; a reference to that element is '#{value}'."
    if attribute in TYPED:
        return f"{said}, which is no reference: that is # and an eId."
    return f"{said}, which is neither # and an eId, nor an IRI from the root, nor a URL."


@rule(
    "reference-resolves",
    "What a reference to #... names is an eId in the file",
    f"{_SOURCE}; Naming Convention 4.10.1; AKN4UN 5.8",
)
def _(file: File) -> Iterator[Found]:
    wids: set[str] | None = None
    for (tag, attribute, value), nodes in file.pointers.items():
        if value[:1] != "#" or len(value) == 1 or value[1:] in file.eids:
            continue
        if attribute == "href" and tag.startswith("TLC"):  # the rule ontology says it
            continue
        if attribute == "original":
            wids = wids or {str(e.get("wId")) for _, _, e in file.named if e.get("wId")}
            if value[1:] in wids:
                continue
        said = f"{local(nodes[0])}/@{attribute} points at {shown(value)}"
        yield Found(nodes[0], attribute, f"{said}; no element has that eId.", nodes[1:])


@rule(
    "reference-class",
    "A reference leads to what its attribute asks for: by and to a person or an organization, as a"
    " role, outcome a concept, refersTo an entry of references, period a temporal group",
    f"{_SOURCE}; AKN4UN 5.8",
)
def _(file: File) -> Iterator[Found]:
    for (tag, attribute, value), nodes in file.pointers.items():
        target = file.eids.get(value[1:]) if value[:1] == "#" else None
        if target is None or not tag:
            continue
        found = local(target)
        asked = _CLASSES.get(attribute)
        if attribute == "source":
            asked = None if found in _SOURCES or value[1:] in file.entries else _SOURCES
        elif tag == "FRBRauthor" and attribute == "href":
            asked = _AGENTS
        elif tag == "noteRef" and attribute == "href":
            asked = frozenset({"note", "authorialNote"})
        elif attribute in _ENTRIES and value[1:] not in file.entries:
            what = f"{value} is {_a(found)} of the file, not an entry of references."
            yield Found(nodes[0], attribute, what, nodes[1:])
            continue
        if asked and found not in asked:
            wants = " or ".join(sorted(asked))
            message = f"{tag}/@{attribute} points at {value}, {_a(found)}; it should be {wants}."
            yield Found(nodes[0], attribute, message, nodes[1:])


def _a(tag: str) -> str:
    return f"{'an' if tag[0] in 'aeiouAEIOU' else 'a'} {tag}"


@rule(
    "reference-unused",
    "Something points at every person, organization, concept, ... (TLC) in references",
    "Naming Convention 3 (6); AKN4UN 5.8.1",
)
def _(file: File) -> Iterator[Found]:
    used = {
        name
        for (tag, _, value), nodes in file.pointers.items()
        if (name := value.removeprefix("#"))
        and not (tag.startswith("TLC") and all(node.get("eId") == name for node in nodes))
    }
    for value in file.foreign:
        used.update(word.removeprefix("#") for word in value.split())
    for eid, entry in file.entries.items():
        if eid not in used and local(entry).startswith("TLC"):
            yield Found(entry, "eId", f"Nothing in the file points at the {local(entry)} {eid!r}.")


@rule(
    "ontology",
    "The IRI of an entry of references is of its class: /akn/ontology/role/... for a TLCRole",
    "Naming Convention 4.11; AKN4UN 6.2",
)
def _(file: File) -> Iterator[Found]:
    for entry in file.entries.values():
        tag, href = local(entry), str(entry.get("href") or "").strip()
        if not tag.startswith("TLC") or not href or _SCHEME.match(href):
            continue
        kind = tag.removeprefix("TLC").lower()
        begins = f"/akn/ontology/{kind}/"
        if href.startswith(begins) and len(href) > len(begins) and "//" not in href:
            continue
        if kind == "reference" and href.startswith("/akn/"):
            continue
        message = f"The IRI of the {tag} is {shown(href)}; it should begin with {begins}."
        yield Found(entry, "href", message)
