"""The entries of `references`: what a file points at, and nothing else (AKN vocabulary, TLC)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set

from engine.events import PartyRegistered
from engine.text import Element, Mark, Node, Text
from engine.text.references import pointed
from exporters.akn.carried import Carried, held
from exporters.akn.markup import made

_CLASSES = "Person Organization Concept Object Event Location Process Role Term".split()
_POINTERS = {
    "refersTo": "",
    "dictionary": "Concept",
    "outcome": "Concept",
    "as": "Role",
    "by": "Person",
    "to": "Person",
    "source": "Organization",
}
"""The attributes that point at entries, and the class of what each points at where the element
itself is of none."""


class References:
    """Gathers entries as they are pointed at. Their eIds begin with what they are, so that they
    differ from each other; where the text brought an entry of that name, they give way to it."""

    def __init__(
        self, parties: Mapping[str, PartyRegistered], iri: str, carried: Carried | None = None
    ) -> None:
        """`parties` are those of the process; `iri` is the Work's."""
        self.parties = parties
        self.carried = carried
        self.there = carried.entries() if carried else {}
        self.body = actor(iri)
        self.entries: dict[tuple[int, str], tuple[str, str]] = {}
        iri_of_editor = "/akn/ontology/organization/unreg.travaux"
        self.editor = self._add("Organization", "travaux", iri_of_editor, "Travaux")

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

    def event(self, path: str, event: str, shown: str) -> str:
        """A reference to an event of the process: an act of a draft, shown as the reason given for
        it, a milestone, a submission."""
        iri = f"/akn/ontology/event/un/{self.body}/{path}"
        return self._add("Event", f"event-{event}", iri, shown)

    def free(self, kind: str, n: int) -> str:
        """The eId of the n-th event or step, other than those carried."""
        eid = f"{kind}_{n}"
        while eid in self.there:
            eid += "-2"
        return eid

    @property
    def names(self) -> Set[str]:
        """The eIds of all entries, gathered or carried."""
        return {*self.there, *(eid for _, eid in self.entries)}

    def resolve(self, text: Text, carried: list[Element], defined: Set[str]) -> None:
        """Add entries for what the text and what it carries point at and nothing defines: of the
        class that the attribute or the element says which points there first, or else a
        concept."""
        known = {*defined, *self.names}
        for block in carried:
            known |= {o.attributes["eId"] for o in held(block) if "eId" in o.attributes}
        for kind, pointer in _pointers(text, carried):
            if pointer not in known:
                known.add(pointer)
                outside = self.carried.outside.get(pointer) if self.carried else None
                iri = f"/akn/ontology/{kind.lower()}/un/{pointer}"
                if outside and "://" in outside:
                    iri = outside
                shown = outside or _words(pointer)
                self.entries.setdefault((_CLASSES.index(kind), pointer), (iri, shown))

    def written(self) -> list[Element]:
        """The `references` blocks: those carried, as far as something points at what they hold,
        and one of what was gathered, by class and eId."""
        carried = self.carried.pointed("references") if self.carried else []
        return [self._block(self.entries), *carried]

    def apart(self, plain: Set[tuple[int, str]]) -> Element | None:
        """A block of its own of what was gathered behind the `plain` entries; none where there is
        nothing."""
        further = {key: entry for key, entry in self.entries.items() if key not in plain}
        for key in further:
            del self.entries[key]
        return self._block(further) if further else None

    def _block(self, entries: Mapping[tuple[int, str], tuple[str, str]]) -> Element:
        ordered = (
            made(f"TLC{_CLASSES[kind]}", {"eId": eid, "href": iri, "showAs": shown})
            for (kind, eid), (iri, shown) in sorted(entries.items())
        )
        return made("references", {"source": self.editor}, *ordered)

    def _add(self, kind: str, eid: str, iri: str, shown: str) -> str:
        same = {"href": iri, "showAs": shown}
        while eid in self.there:
            there = self.there[eid]
            if there.tag == f"TLC{kind}" and same.items() <= there.attributes.items():
                return f"#{eid}"
            eid += "-2"
        self.entries.setdefault((_CLASSES.index(kind), eid), (iri, shown))
        return f"#{eid}"


def actor(iri: str) -> str:
    """The actor in a Work's IRI, or, where it names none, its country."""
    parts = iri.split("/")
    return parts[5] if len(parts) == 8 else parts[2]


def _pointers(text: Text, carried: list[Element]) -> Iterator[tuple[str, str]]:
    """What elements and marks point at as an entry, and the class that it must be of."""
    marked: list[Node | Mark | Element] = []
    for node in text.walk():
        if node.attributes:
            marked.append(node)
        if node.marks:
            marked += [mark for mark in node.marks if mark.attributes]
    for block in carried:
        marked += held(block)
    for one in marked:
        found = [name for name in one.attributes if name in _POINTERS]
        for name in sorted(found) if found else ():
            for pointer in pointed([one.attributes[name]]):
                kind = _POINTERS[name] or one.tag.capitalize()
                yield kind if kind in _CLASSES else "Concept", pointer


def _words(name: str) -> str:
    words = name.replace("-", " ").replace("_", " ")
    return words[:1].upper() + words[1:]
