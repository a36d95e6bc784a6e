"""Opening a process and its works."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from engine.definition import Definition, Document
from engine.errors import Refused
from engine.events import DocumentOpened, PartyRegistered, ProcessEvent, ProcessOpened
from engine.events.process import FORMAT, Process
from engine.point import WORK
from engine.vocabulary import DOCUMENTS


def open_process(definition: Definition, store: str) -> list[ProcessEvent]:
    """The process begins, with every party and document of its definition, in one append."""
    actor = next((p.actor for p in definition.party if p.actor), definition.party[0].id)
    return [
        ProcessOpened(
            store=store,
            format=FORMAT,
            title=definition.title,
            time_zone=definition.time_zone,
            rules=dict(definition.rules),
        ),
        *(
            PartyRegistered(party=p.id, name=p.name, role=p.role, actor=p.actor)
            for p in definition.party
        ),
        *(_document(document, actor) for document in definition.document),
    ]


class DocumentType(NamedTuple):
    """What a document is in Akoma Ntoso: its element, its subtype and its name."""

    element: str
    subtype: str
    name: str


PAPER = DocumentType("doc", "paper", "document")


def open_document(
    process: Process, work: str, title: str, on: date, type_: DocumentType = PAPER
) -> list[ProcessEvent]:
    """A work that the definition does not know is opened as a paper, `doc/paper/document` if it
    is not known better."""
    if not WORK.fullmatch(work):
        raise Refused(f"{work!r} cannot name a work: a work's name is [a-z][a-z0-9-]*")
    if work in process.documents:
        raise Refused(f"{work} is a work of this process already: {process.documents[work].title}")
    parties = process.parties.values()
    actor = next((p.actor for p in parties if p.actor), next(iter(process.parties)))
    document = Document(
        work=work,
        title=title,
        element=type_.element,
        subtype=type_.subtype,
        name=type_.name,
        number=work,
        opened=on,
        paper=True,
    )
    return [_document(document, actor)]


def refuse_other_body(document: DocumentOpened, type_: DocumentType) -> None:
    """Nothing, if the parts of a document of that type may stand in the work as it was defined."""
    if DOCUMENTS.get(type_.element) != DOCUMENTS.get(document.element):
        body = DOCUMENTS.get(document.element)
        raise Refused(
            f"{document.work} is a {document.element} of this process, whose body is a {body}; "
            f"the file is a {type_.element}, with a {DOCUMENTS[type_.element]}"
        )


def _document(document: Document, actor: str) -> DocumentOpened:
    """The event for a document; its Work IRI by the Akoma Ntoso Naming Convention, section 4,
    with the United Nations as country."""
    d = document
    return DocumentOpened(
        work=d.work,
        title=d.title,
        element=d.element,
        subtype=d.subtype,
        name=d.name,
        iri=f"/akn/un/{d.element}/{d.subtype}/{actor}/{d.opened}/{d.number}",
        number=d.number,
        opened=d.opened,
        paper=d.paper,
        informs=d.informs,
        brackets=d.brackets,
    )
