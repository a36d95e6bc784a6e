"""Reviewers' comments as notes that can be taken off again: without them the file is, byte for
byte, the one that is exported without.

A `noteRef` stands in the text behind the words that a comment is about, and points at its `note`;
the register, with who supports it and how it was answered, is in `otherAnalysis`. Footnotes of the
text (`authorialNote`) are something else, and stay. Each block of `meta` that is there for the
comments alone stands between two processing instructions, `<?travaux comments?>` and
`<?travaux /comments?>`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from engine.akn.meta import names as meta_names
from engine.events.submission import Access
from engine.text import OBJECT, Element, Text
from engine.text.anchor import Found, spans
from engine.text.eid import Spare
from engine.text.vocabulary import GENERATED, OURS
from exporters.akn.document import file
from exporters.akn.export import document, shown
from exporters.akn.identification import expression_iri
from exporters.akn.markup import made, ours
from exporters.akn.meta import COMMENTS, Analysed, Around
from exporters.akn.references import References
from projections.dossier import Dossier, alone
from projections.listing import Listed
from projections.versions import Expression

_BLOCK = re.compile(
    rb"\n *<\?travaux " + COMMENTS + rb"\?>.*?<\?travaux /" + COMMENTS + rb"\?>", re.DOTALL
)
_REFERENCE = re.compile(rb'<(?:[^<>\s/]+:)?noteRef [^<>]*travaux:comment="[^"]*"[^<>]*/>')
PRIVATE = "The text of this comment is not public."


class Noted(NamedTuple):
    """A comment, and where it is in the text of the file; none where it is on the whole of it."""

    listed: Listed
    place: Found | None


def with_comments(
    expression: Expression,
    noted: Sequence[Noted],
    dossier: Dossier | None = None,
    *,
    access: Access = "public",
    withheld: int = 0,
) -> bytes:
    """The file of an expression with comments on it. `access` says for whom the register is, and
    `withheld` how many comments are not in it because they are for fewer."""
    text = shown(expression)
    taken = Spare({*meta_names(expression.draft.meta)})
    numbered = [(taken.take(f"note_{n}"), one) for n, one in enumerate(noted, start=1)]
    referred = _referred(text, numbered)
    ids = {eid: one.listed.id for eid, one in numbered}
    notes = _Notes(expression, numbered, set(referred), access, withheld)
    whole = document(
        expression,
        dossier or alone(expression),
        text=_noted(text, referred, ids),
        more=notes.analysed,
    )
    return file(whole)


def stripped(source: bytes) -> bytes:
    """A file that was exported with comments, without them: the plain export of the same text."""
    return _REFERENCE.sub(b"", _BLOCK.sub(b"", source))


def _referred(text: Text, numbered: Iterable[tuple[str, Noted]]) -> dict[str, tuple[str, int]]:
    """Where the reference to each note stands: the element, and the code point of its string."""
    found: dict[str, tuple[str, int]] = {}
    for eid, one in numbered:
        if one.place is None or one.place.orphaned or one.place.element not in text:
            continue
        leaves = [
            (id, end)
            for id, (_, end) in spans(text, one.place.element, one.place.quote).items()
            if text[id].string and not text[id].children
        ]
        if leaves:
            id, end = leaves[-1]
            found[eid] = id, _raw(text[id].string, end)
    return found


def _raw(string: str, shown: int) -> int:
    """Where the first `shown` code points of a string end in it as it is stored: white space is
    shown as one space, and none at the ends; inline objects are not."""
    seen = 0
    space = False
    for at, character in enumerate(string):
        if character == OBJECT:
            continue
        if character.isspace():
            space = seen > 0
            continue
        seen += 1 + space
        space = False
        if seen >= shown:
            return at + 1
    return len(string)


def _noted(text: Text, referred: dict[str, tuple[str, int]], ids: Mapping[str, str]) -> Text:
    """The text with the references to its notes; `ids` are those of the comments."""
    places: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for eid, (id, at) in referred.items():
        places[id].append((at, eid))
    other = text.copy()
    for id, notes in places.items():
        for at, eid in sorted(notes, key=lambda note: note[0], reverse=True):
            _refer(other, id, at, eid, ids[eid])
    return other


def _refer(text: Text, id: str, at: int, eid: str, comment: str) -> None:
    """Put a reference at a code point, outside of the marks that begin or end there."""
    node = text[id]
    attributes = {"href": f"#{eid}", "marker": eid.rpartition("_")[2], "placement": "side"}
    reference = Element(
        "noteRef", f"{id} {eid}", {**attributes, f"{{{OURS}}}comment": comment, GENERATED: "true"}
    )
    text.adopt(reference, id)
    before = node.string[:at].count(OBJECT)
    text.change(
        id,
        string=node.string[:at] + OBJECT + node.string[at:],
        marks=tuple(
            replace(m, start=m.start + (m.start >= at), end=m.end + (m.end > at))
            for m in node.marks
        ),
        objects=(*node.objects[:before], reference.id, *node.objects[before:]),
    )


class _Notes:
    """The notes and the register as the `meta` of the file holds them."""

    def __init__(
        self,
        expression: Expression,
        numbered: Sequence[tuple[str, Noted]],
        referred: set[str],
        access: Access,
        withheld: int,
    ) -> None:
        self.expression = expression
        self.numbered = numbered
        self.referred = referred
        self.access = access
        self.withheld = withheld

    def analysed(self, around: Around) -> Analysed:
        """The blocks."""
        references = around.references
        source = {"source": references.editor}
        notes = made("notes", source, *(self._note(*one) for one in self.numbered))
        entries = (self._entry(*one, around) for one in self.numbered)
        said: dict[str, str] = {"access": self.access}
        if self.withheld:
            said["withheld"] = str(self.withheld)
        register = replace(ours("register", said), children=tuple(entries))
        analysis = made("analysis", source, made("otherAnalysis", source, register))
        blocks = (analysis, notes) if self.numbered else (analysis,)
        return Analysed(strippable=blocks)

    def _note(self, eid: str, one: Noted) -> Element:
        listed = one.listed
        paragraphs = [listed.text if listed.text is not None else PRIVATE]
        if listed.proposed:
            paragraphs.append(f"Proposed wording: {listed.proposed}")
        attributes = {
            "eId": eid,
            "marker": eid.rpartition("_")[2],
            f"{{{OURS}}}comment": listed.id,
        }
        return made("note", attributes, *(Element("p", string=p) for p in paragraphs))

    def _entry(self, eid: str, one: Noted, around: Around) -> Element:
        listed, references = one.listed, around.references
        on = listed.remark.made
        point = str(on.version) if on.version is not None else f"s{on.step}" if on.step else None
        place = on.place
        now = around.names.eids.get(one.place.element) if one.place else None
        said = {
            "id": listed.id,
            "note": f"#{eid}",
            "by": _parties(listed.parties, references),
            "received": listed.sent.received_at,
            "submission": listed.submission,
            "kind": listed.nature,
            "on": expression_iri(self.expression, point, listed.language)
            if point and listed.language
            else self.expression.document.iri,
            "place": f"#{now}" if now and one.place and not one.place.orphaned else None,
            "madeAt": place.eid if place else None,
            "quote": one.place.quote if one.place else None,
            "orphaned": "true" if one.place and one.place.orphaned else None,
            "supportedBy": _parties(listed.taken("supports"), references),
            "opposedBy": _parties(listed.taken("opposes"), references),
            "outcome": references.concept(_outcome(listed.outcome or "open")),
            "reason": listed.reason if not listed.answers else None,
            "private": "true" if listed.private else None,
        }
        values = {name: value for name, value in said.items() if value}
        return replace(ours("comment", values), children=tuple(self._answers(listed, references)))

    def _answers(self, listed: Listed, references: References) -> Iterator[Element]:
        for answer in listed.answers:
            values = {
                "outcome": references.concept(_outcome(answer.outcome)),
                "by": _parties(answer.by, references),
                "on": answer.on.isoformat(),
                "reason": answer.reason,
            }
            if answer.applied is not None:
                values["applied"] = f"s{answer.applied}"
            yield ours("answer", values)


def _outcome(outcome: str) -> str:
    return "partly-accepted" if outcome == "partly" else outcome


def _parties(parties: Iterable[str], references: References) -> str:
    return " ".join(map(references.party, parties))
