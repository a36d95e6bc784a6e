"""What parties sent, as documents of their own: proposals, comments, statements; and corrigenda.

A proposal and a corrigendum are an `amendment`: what they want changed is a `mod` with the words as
`quotedText`, and their `activeModifications` say of which expression and place it is a change.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import count
from typing import NamedTuple

import msgspec
from msgspec.structs import replace

from engine.events import PartyRegistered
from engine.text import Element, Mark, Text
from engine.text.digest import digest
from engine.text.eid import Spare, eids
from exporters.akn.document import Document
from exporters.akn.identification import FORMAT, authors, dated, names
from exporters.akn.markup import made, ours
from exporters.akn.names import Names, marked
from exporters.akn.references import References


class Change(msgspec.Struct, frozen=True):
    """A change that a letter is for: the name of the `mod` that says it; of what kind it is and of
    which place; and the words there, the names of their `quotedText` in the letter."""

    mod: str
    kind: str
    destination: str
    old: tuple[str, ...] = ()
    new: tuple[str, ...] = ()


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """A document that one or several parties sent on a day. `element`, `subtype` and `name` are its
    type, `about` the IRI of the Work that it is on, `number` its own number there, `by` whose it is
    (never nobody's); `parts` have no ids; `record` is where the log has it: stream, step, digest.
    """

    element: str
    subtype: str
    name: str
    number: str
    title: str
    about: str
    on: date
    recorded: date
    by: tuple[str, ...]
    language: str
    parts: tuple[Element, ...]
    changes: tuple[Change, ...] = ()
    symbol: str | None = None
    record: tuple[str, int, str] | None = None
    access: str = "public"

    @property
    def work(self) -> str:
        """Its own Work's IRI."""
        country = self.about.split("/")[2]
        middle = f"{self.element}/{self.subtype}/{self.by[0]}"
        return f"/akn/{country}/{middle}/{self.on}/{self.number}"

    @property
    def expression(self) -> str:
        """Its Expression's IRI."""
        return f"{self.work}/{self.language}@{self.on}"


class Marked(NamedTuple):
    """Words in an inline element with a name, by which a `Change` or the file finds it."""

    tag: str
    name: str
    words: str
    attributes: Mapping[str, str] = {}


def quoted(name: str, words: str) -> Marked:
    """Words of a text as they are quoted."""
    return Marked("quotedText", name, words, {"startQuote": "“", "endQuote": "”"})


def paragraph(*said: str | Marked, mod: str | None = None) -> Element:
    """A `p` of plain and marked words; all of it a `mod`, where that has a name. Of what is
    marked, what has no words is left out."""
    string = ""
    marks: list[Mark] = []
    for one in said:
        words = one if isinstance(one, str) else one.words
        if not isinstance(one, str) and words:
            attributes = {**one.attributes, "eId": one.name}
            marks.append(Mark(len(string), len(string) + len(words), one.tag, attributes))
        string += words
    whole = [Mark(0, len(string), "mod", {"eId": mod})] if mod and string else []
    return Element("p", string=string, marks=(*whole, *marks))


def document(letter: Letter, parties: Mapping[str, PartyRegistered]) -> Document:
    """The document of a letter."""
    text = _text(letter)
    references = References(parties, letter.about)
    source = {"source": references.editor}
    found = eids(text)
    spare = Spare(found.values())
    given = Names(
        eids=found,
        wids={},
        work=letter.work,
        prefix=f"{letter.number}-",
        guids=False,
        made=dict(marked(text, found, spare)),
    )
    blocks = [
        made(
            "identification",
            source,
            _work(letter, references),
            _expression(letter, references),
            _manifestation(letter, text, references),
        ),
    ]
    if letter.symbol:
        published = {"date": letter.on.isoformat(), "name": "official", "showAs": letter.title}
        blocks.append(made("publication", {**published, "number": letter.symbol}))
    blocks.append(_lifecycle(letter, references))
    if letter.changes:
        mods = (_mod(change, n, given) for n, change in enumerate(letter.changes, start=1))
        blocks.append(made("analysis", source, made("activeModifications", {}, *mods)))
    return Document(
        tag=letter.element,
        attributes={"name": letter.name, "contains": "originalVersion"},
        meta=made("meta", {}, *blocks, *references.written()),
        parts=text.elements(),
        names=given,
    )


def _text(letter: Letter) -> Text:
    """The letter's text, its elements with ids in document order."""
    numbers = count(1)

    def identified(element: Element) -> Element:
        return replace(
            element,
            id=f"{letter.number}-{next(numbers)}",
            children=tuple([identified(child) for child in element.children]),
        )

    text = Text()
    parts = [identified(part) for part in letter.parts]
    for part in parts:
        text.adopt(part, "")
    text.parts = tuple(part.id for part in parts)
    return text


def _work(letter: Letter, references: References) -> Element:
    return made(
        "FRBRWork",
        {},
        *names(letter.work),
        made("FRBRalias", {"value": letter.title, "name": "title"}),
        dated(letter.on, "sending"),
        *authors(letter.by, "author", references),
        made("FRBRcountry", {"value": letter.about.split("/")[2]}),
        made("FRBRsubtype", {"value": letter.subtype}),
        made("FRBRnumber", {"value": letter.number, "showAs": letter.number}),
    )


def _expression(letter: Letter, references: References) -> Element:
    symbol = {"value": letter.symbol or "", "name": "symbol"}
    return made(
        "FRBRExpression",
        {},
        *names(letter.expression),
        made("FRBRalias", symbol) if letter.symbol else None,
        dated(letter.on, "sending"),
        *authors(letter.by, "author", references),
        made("FRBRauthoritative", {"value": "true"}),
        made("FRBRlanguage", {"language": letter.language}),
    )


def _manifestation(letter: Letter, text: Text, references: References) -> Element:
    record = None
    if letter.record:
        stream, step, sha256 = letter.record
        record = ours("record", {"stream": stream, "step": str(step), "sha256": sha256})
    return made(
        "FRBRManifestation",
        {},
        *names(letter.expression, ".xml"),
        dated(max(letter.recorded, letter.on), "markup"),
        made("FRBRauthor", {"href": references.editor, "as": references.role("editor")}),
        made(
            "preservation",
            {},
            ours("text", {"sha256": digest(text)}),
            record,
            ours("access", {"level": letter.access}),
            ours("format", {"version": FORMAT}),
        ),
        made("FRBRformat", {"value": "xml"}),
    )


def _lifecycle(letter: Letter, references: References) -> Element:
    shown = f"{letter.title} is sent"
    path = (letter.record[0] if letter.record else letter.number).replace(" ", "_")
    event = {
        "eId": "eref_1",
        "date": letter.on.isoformat(),
        "source": references.party(letter.by[0]),
        "refersTo": references.event(path, "sent", shown),
        "type": "generation",
        "href": letter.expression,
    }
    return made("lifecycle", {"source": references.editor}, made("eventRef", event))


def _mod(change: Change, n: int, given: Names) -> Element:
    def ends(tag: str, found: Iterable[str]) -> list[Element]:
        return [made(tag, {"href": f"#{given.made[name]}"}) for name in found]

    return made(
        "textualMod",
        {"eId": f"textualMod_{n}", "type": change.kind},
        made("source", {"href": f"#{given.made[change.mod]}"}),
        made("destination", {"href": change.destination}),
        *ends("old", change.old),
        *ends("new", change.new),
    )
