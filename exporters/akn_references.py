"""The entries of `references`: what a file points at, and nothing else (AKN vocabulary, TLC)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.text import Element, Mark, Node, Text
from exporters.akn_markup import made
from projections.versions import Expression

EDITOR = "#travaux"
"""Who marked the file up, and the `source` of its metadata."""

_CLASSES = "Person Organization Concept Object Event Location Process Role Term".split()
_POINTERS = frozenset({"refersTo", "by", "as"})


class References:
    """Gathers entries as they are pointed at. Their eIds begin with what they are, so that they
    differ from each other and from every eId of the text."""

    def __init__(self, expression: Expression) -> None:
        self.parties = expression.parties
        iri = expression.document.iri.split("/")
        self.body = iri[5] if len(iri) == 8 else iri[2]
        self.entries: dict[tuple[int, str], tuple[str, str]] = {}
        self._add("Organization", "travaux", "/akn/ontology/organization/unreg.travaux", "Travaux")

    def party(self, party: str) -> str:
        """A reference to a party of the process."""
        known = self.parties.get(party)
        iri = f"/akn/ontology/organization/un/{self.body}/{party}"
        return self._add("Organization", f"party-{party}", iri, known.name if known else party)

    def role(self, role: str) -> str:
        """A reference to a role."""
        return self._add("Role", f"role-{role}", f"/akn/ontology/role/un/{role}", _words(role))

    def role_of(self, party: str) -> str | None:
        """A reference to the role that a party has in the process."""
        known = self.parties.get(party)
        return self.role(known.role) if known else None

    def concept(self, concept: str) -> str:
        """A reference to a concept, such as an outcome."""
        iri = f"/akn/ontology/concept/un/{concept}"
        return self._add("Concept", f"concept-{concept}", iri, _words(concept))

    def event(self, stream: str, step: int, reason: str) -> str:
        """A reference to an act of the draft, shown as the reason given for it."""
        iri = f"/akn/ontology/event/un/{self.body}/{stream}/s{step}"
        return self._add("Event", f"event-s{step}", iri, reason)

    def resolve(self, text: Text, eids: Mapping[str, str]) -> None:
        """Add entries for what the text points at and neither itself nor the file defines: of the
        class that the element says which points there first, or else a concept."""
        defined = {*eids.values(), *(eid for _, eid in self.entries)}
        for tag, pointer in _pointers(text):
            if pointer not in defined:
                defined.add(pointer)
                kind = tag.capitalize() if tag.capitalize() in _CLASSES else "Concept"
                iri = f"/akn/ontology/{kind.lower()}/un/{pointer}"
                self._add(kind, pointer, iri, _words(pointer))

    def written(self) -> Element:
        """The `references` block, by class and eId."""
        entries = (
            made(f"TLC{_CLASSES[kind]}", {"eId": eid, "href": iri, "showAs": shown})
            for (kind, eid), (iri, shown) in sorted(self.entries.items())
        )
        return made("references", {"source": EDITOR}, *entries)

    def _add(self, kind: str, eid: str, iri: str, shown: str) -> str:
        self.entries.setdefault((_CLASSES.index(kind), eid), (iri, shown))
        return f"#{eid}"


def _pointers(text: Text) -> Iterator[tuple[str, str]]:
    """What elements and marks point at by `#`, other than by `href`, and their tags."""
    for node in text.walk():
        marked: list[Node | Mark] = [node, *node.marks]
        for held in marked:
            for name in held.attributes.keys() & _POINTERS if held.attributes else ():
                for pointer in held.attributes[name].split():
                    if pointer[0] == "#" and len(pointer) > 1:
                        yield held.tag, pointer[1:]


def _words(name: str) -> str:
    words = name.replace("-", " ").replace("_", " ")
    return words[:1].upper() + words[1:]
