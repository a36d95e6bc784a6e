"""Several documents together: in one file, or as a folder of files.

In one file each is a component, and what its elements are called begins with the component's name
(`cmp_3__sec_I__para_4`), because no two elements of a file may have one name; for the same reason
its GUIDs have the version behind them (`lap-eng-7@2`). In a folder each file lies where its
Manifestation's IRI says, so that the name of a document is the path to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

import msgspec

from engine.events import PartyRegistered
from engine.text import Element
from engine.text.vocabulary import AKN, OURS
from exporters.akn.document import DECLARATION, Document, file, written
from exporters.akn.identification import FORMAT, authors, dated, names
from exporters.akn.lifecycle import others
from exporters.akn.markup import Writer, made, ours, value
from exporters.akn.references import References
from exporters.akn.workflow import voting, workflow
from projections.procedure import Step

_COMPONENT = 5
"""How deep the parts of a document within a component stand."""


class Piece(msgspec.Struct, frozen=True):
    """A document of a collection: what it is called, and the IRI of its Expression."""

    title: str
    iri: str
    document: Document

    @property
    def path(self) -> str:
        """Where its file lies in a folder: the IRI of its Manifestation, without the first `/`."""
        return f"{self.iri[1:]}.xml"


class Led(msgspec.Struct, frozen=True):
    """An edit of the text: on which day, whose, why, and to which expression it led."""

    on: date
    path: str
    event: str
    reason: str
    by: tuple[str, ...]
    supported_by: tuple[str, ...]
    iri: str


class Collection(msgspec.Struct, frozen=True, kw_only=True):
    """A `documentCollection` or an `amendmentList`: its type, names and days, those in whose
    process it is, the languages of what it holds, how the text came about, the procedure, and the
    heads of the streams that it was made from: step and digest by stream. `procedure` is on the
    work of the IRI `about`."""

    element: str
    name: str
    title: str
    about: str
    work: str
    opened: date
    earliest: date
    on: date
    recorded: date
    by: tuple[str, ...]
    parties: Mapping[str, PartyRegistered]
    languages: tuple[str, ...]
    pieces: Sequence[Piece]
    lifecycle: Sequence[Led] = ()
    procedure: Sequence[Step] = ()
    heads: Mapping[str, tuple[int, str]] = {}
    access: str = "public"

    @property
    def expression(self) -> str:
        """Its Expression's IRI."""
        language = self.languages[0] if len(self.languages) == 1 else "mul"
        return f"{self.work}/{language}@{self.on}"

    @property
    def path(self) -> str:
        """Where its own file lies in a folder."""
        return f"{self.expression[1:]}.xml"


def one_file(collection: Collection) -> bytes:
    """The collection with all its documents in one file."""
    writer = Writer()
    lines: list[str] = []
    for n, piece in enumerate(collection.pieces, start=1):
        name = f"cmp_{n}"
        lines.append(f'      <component eId="{name}">')
        version = f"@{piece.iri.rpartition('@')[2]}"
        lines += written(piece.document, writer, _COMPONENT, f"{name}__", version)
        lines.append("      </component>")
    return _whole(collection, lines, writer)


def folder(collection: Collection) -> dict[str, bytes]:
    """The files of the collection by their paths in a folder: its own, which refers to the others,
    first."""
    lines: list[str] = []
    for n, piece in enumerate(collection.pieces, start=1):
        shown = f'href="{value(piece.iri)}.xml" showAs="{value(piece.title)}"'
        lines.append(f'      <component eId="cmp_{n}">')
        lines.append(f'        <documentRef eId="cmp_{n}__dref_1" {shown}/>')
        lines.append("      </component>")
    files = {collection.path: _whole(collection, lines, Writer())}
    return files | {piece.path: file(piece.document) for piece in collection.pieces}


def _whole(collection: Collection, components: Sequence[str], writer: Writer) -> bytes:
    meta = writer.write(_meta(collection), 2)
    spaces = {"": AKN, ":travaux": OURS, **{f":{p}": s for p, s in sorted(writer.used.items())}}
    declared = " ".join(f'xmlns{prefix}="{value(space)}"' for prefix, space in spaces.items())
    contains = "singleVersion" if collection.lifecycle else "originalVersion"
    lines = (
        DECLARATION,
        f"<akomaNtoso {declared}>",
        f'  <{collection.element} name="{collection.name}" contains="{contains}">',
        f"    {meta}",
        '    <collectionBody eId="body">',
        *components,
        "    </collectionBody>",
        f"  </{collection.element}>",
        "</akomaNtoso>",
        "",
    )
    return "\n".join(lines).encode()


def _meta(collection: Collection) -> Element:
    references = References(collection.parties, collection.about)
    source = {"source": references.editor}
    votes = voting(collection.procedure, references)
    blocks = [
        _identification(collection, references),
        _lifecycle(collection, references),
        workflow(collection.about, collection.procedure, references),
        made("analysis", source, votes) if votes else None,
    ]
    return made("meta", {}, *blocks, *references.written())


def _identification(collection: Collection, references: References) -> Element:
    parts = collection.work.split("/")
    languages = (made("FRBRlanguage", {"language": code}) for code in collection.languages)
    return made(
        "identification",
        {"source": references.editor},
        made(
            "FRBRWork",
            {},
            *names(collection.work),
            made("FRBRalias", {"value": collection.title, "name": "title"}),
            dated(collection.opened, "opening"),
            dated(collection.earliest, "drafting")
            if collection.earliest < collection.opened
            else None,
            *authors(collection.by, "author", references),
            made("FRBRcountry", {"value": parts[2]}),
            made("FRBRsubtype", {"value": "collection"}),
            made("FRBRnumber", {"value": parts[-1], "showAs": parts[-1]}),
        ),
        made(
            "FRBRExpression",
            {},
            *names(collection.expression),
            dated(collection.on, "compilation"),
            made("FRBRauthor", {"href": references.editor, "as": references.role("editor")}),
            made("FRBRauthoritative", {"value": "false"}),
            *languages,
        ),
        made(
            "FRBRManifestation",
            {},
            *names(collection.expression, ".xml"),
            dated(max(collection.recorded, collection.on), "markup"),
            made("FRBRauthor", {"href": references.editor, "as": references.role("editor")}),
            made("preservation", {}, *_preserved(collection)),
            made("FRBRformat", {"value": "xml"}),
        ),
    )


def _preserved(collection: Collection) -> Iterator[Element]:
    for stream, (step, sha256) in sorted(collection.heads.items()):
        yield ours("head", {"stream": stream, "step": str(step), "sha256": sha256})
    yield ours("access", {"level": collection.access})
    yield ours("format", {"version": FORMAT})


def _lifecycle(collection: Collection, references: References) -> Element | None:
    events = []
    for n, led in enumerate(sorted(collection.lifecycle, key=lambda led: led.on), start=1):
        attributes = {
            "eId": f"eref_{n}",
            "date": led.on.isoformat(),
            "source": references.party(led.by[0]),
            "refersTo": references.event(led.path, led.event, led.reason),
            "type": "generation" if n == 1 else "amendment",
            "href": led.iri,
        }
        events.append(made("eventRef", attributes, *others(led.by, led.supported_by, references)))
    return made("lifecycle", {"source": references.editor}, *events) if events else None
