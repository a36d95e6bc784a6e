"""Opening a process and its works."""

from __future__ import annotations

from datetime import date

from engine.definition import Definition, Document
from engine.errors import Refused
from engine.events import DocumentOpened, PartyRegistered, ProcessEvent, ProcessOpened
from engine.events.process import FORMAT, Process
from engine.point import WORK


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


def open_document(process: Process, work: str, title: str, on: date) -> list[ProcessEvent]:
    """A work that the definition does not know is opened as a paper, `doc/paper/document`."""
    if not WORK.fullmatch(work):
        raise Refused(f"{work!r} cannot name a work: a work's name is [a-z][a-z0-9-]*")
    if work in process.documents:
        raise Refused(f"{work} is a work of this process already: {process.documents[work].title}")
    parties = process.parties.values()
    actor = next((p.actor for p in parties if p.actor), next(iter(process.parties)))
    document = Document(
        work=work,
        title=title,
        element="doc",
        subtype="paper",
        name="document",
        number=work,
        opened=on,
        paper=True,
    )
    return [_document(document, actor)]


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
