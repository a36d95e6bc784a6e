"""What the elements of a text are called in a file: their names, and the references to them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Set

import msgspec

from engine.akn.meta import names
from engine.text import Mark, Text
from engine.text.eid import ABBREVIATIONS, OPEN, Spare, eids
from engine.text.vocabulary import NAMES, REFERENCES
from exporters.akn.identification import original_of
from projections.dossier import Dossier
from projections.versions import Expression


class Names(msgspec.Struct, frozen=True):
    """The `eids` and `wids` of the elements of a text by id, the Work's IRI, what the ids of its
    elements begin with, and the names that marks have of their own. `guids`: the ids are
    identities of their own, written with the `version` behind them in a file that holds several;
    `gone` are elements
    that are shown though they are not in the text any more; `made` are the names of marks
    that the exporter made, by the ones they had until then, and `said` what they say besides."""

    eids: Mapping[str, str]
    wids: Mapping[str, str]
    work: str
    prefix: str
    marks: Set[str] = frozenset()
    guids: bool = True
    version: str = ""
    gone: Set[str] = frozenset()
    made: Mapping[str, str] = {}
    said: Mapping[str, Mapping[str, str]] = {}

    @property
    def every(self) -> Set[str]:
        """All names in the text of the file."""
        return {*self.eids.values(), *self.marks, *self.made.values()}

    def attributes(self, id: str, attributes: Mapping[str, str]) -> Mapping[str, str]:
        """The attributes of an element in the file: its names first (none where none may stand;
        no `wId` before a version holds it), then its own in the order of theirs."""
        written: dict[str, str] = {}
        if id in self.eids:
            written["eId"] = self.eids[id]
            if id in self.wids:
                written["wId"] = self.wids[id]
            if self.guids:
                written["GUID"] = f"{id}{self.version}"
        elif not id and "eId" in attributes:
            own = attributes["eId"]
            if own in self.marks:
                written["eId"] = own
            elif own in self.made:
                written |= {"eId": self.made[own], **self.said.get(own, {})}
        for name in sorted(attributes) if len(attributes) > 1 else attributes:
            if name not in NAMES:
                value = attributes[name]
                written[name] = self.reference(value) if name in REFERENCES else value
        return written

    def reference(self, href: str) -> str:
        """A reference to an element of the text follows it to where it stands; one to an element
        that is no longer there becomes one to the Work's portion of that name (naming convention,
        4.8.4); any other stays as it came."""
        if href[:1] != "#" or href == "#":
            return href
        eid = self.eids.get(href[1:])
        if eid and href[1:] not in self.gone:
            return f"#{eid}"
        gone = href[1:].startswith(self.prefix) and href[1 + len(self.prefix) :].isdecimal()
        return f"{self.work}/~{href[1:]}" if gone else href


def named(
    expression: Expression,
    shown: Text,
    own: Set[str],
    gone: Mapping[str, str],
    wids: Mapping[str, str],
) -> Names:
    """The names for the file of an expression, other than those that its `meta` gives (`own`).
    `shown` is the text that the file shows; `gone` are those that elements had which are shown
    though they are not in the text any more."""
    text = expression.text
    taken = names(expression.draft.meta) | own
    found = eids(text, taken)
    marks = Counter(
        mark.attributes["eId"]
        for node in text.nodes.values()
        for mark in node.marks
        if "eId" in mark.attributes
    )
    elsewhere = taken | set(found.values())
    made: dict[str, str] = {}
    if shown is not text:
        spare = Spare(elsewhere | set(marks))
        found |= dict(_gone(shown, gone, found, spare))
        made = dict(marked(shown, found, spare))
    return Names(
        eids=found,
        wids=wids,
        work=expression.document.iri,
        prefix=f"{expression.work}-{expression.language}-",
        marks=frozenset(eid for eid, n in marks.items() if n == 1 and eid not in elsewhere),
        gone=frozenset(gone),
        made=made,
    )


def _gone(
    shown: Text, gone: Mapping[str, str], eids: Mapping[str, str], spare: Spare
) -> Iterator[tuple[str, str]]:
    """The names of elements that went, where they stand: the number they had, in the context that
    the element around them gives now."""
    given: dict[str, str] = {}
    for node in shown.walk():
        if node.id not in gone:
            continue
        context = node.parent
        while context and (shown[context].tag in OPEN or not (context in given or context in eids)):
            context = shown[context].parent
        around = given.get(context) or eids.get(context, "")
        last = gone[node.id].rpartition("__")[2]
        given[node.id] = spare.take(f"{around}__{last}" if around else last)
        yield node.id, given[node.id]


def identified(text: Text) -> Text:
    """The text with a name for each mark of an element that the schema wants to have an `eId`
    (`idreq`) and that has none: one that no element has, which becomes its eId in the file."""
    other: Text | None = None
    for node in text.nodes.values():
        if any(m.tag in _NAMED and "eId" not in m.attributes for m in node.marks):
            other = other or text.copy()
            marks = (_with_name(mark, f"{node.id} {n}") for n, mark in enumerate(node.marks))
            other.change(node.id, marks=tuple(marks))
    return other or text


_NAMED = frozenset(
    """concept entity event location mmod mod object organization person process quantity ref rmod
    role rref term""".split()
)


def _with_name(mark: Mark, name: str) -> Mark:
    if mark.tag not in _NAMED or "eId" in mark.attributes:
        return mark
    return Mark(mark.start, mark.end, mark.tag, {**mark.attributes, "eId": name})


def marked(shown: Text, eids: Mapping[str, str], spare: Spare) -> Iterator[tuple[str, str]]:
    """The names of marks that the exporter names: those with a name that no file can have."""
    for node in shown.walk():
        counts: Counter[str] = Counter()
        for mark in node.marks:
            counts[mark.tag] += 1
            own = mark.attributes.get("eId", "")
            if " " in own and node.id in eids:
                ref = ABBREVIATIONS.get(mark.tag, mark.tag)
                yield own, spare.take(f"{eids[node.id]}__{ref}_{counts[mark.tag]}")


def wids_of(expression: Expression, dossier: Dossier) -> Mapping[str, str]:
    """The `wId` of each element of the expression: that of the original's element that it
    translates, where one does; else the one it got when a version first held it, unless an
    element of the original has that name."""
    own = expression.draft.wids
    original = original_of(expression, dossier)
    known = dossier.languages.get(original[0]) if original else None
    if not original or not known:
        return own
    pairs = expression.draft.aligned.get(original[0], set())
    of = dict(sorted(pairs, key=lambda pair: pair[1], reverse=True))
    spare = Spare(known.wids.values())
    found: dict[str, str] = {}
    given: set[str] = set()
    for node in expression.text.walk():
        wid = known.wids.get(of.get(node.id, ""))
        if wid and wid not in given:
            given.add(wid)
            found[node.id] = wid
        elif node.id in own:
            found[node.id] = spare.take(own[node.id])
    return found
