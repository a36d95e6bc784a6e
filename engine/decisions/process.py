"""Opening a process, with its timetable, and its works."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from engine.decisions.naming import check_works
from engine.definition import Definition, Document, Invitation, Party
from engine.errors import Refused
from engine.events import (
    DocumentOpened,
    InputInvited,
    MembershipChanged,
    MilestoneSet,
    PartyRegistered,
    ProcessEvent,
    ProcessOpened,
)
from engine.events.process import FORMAT, Process
from engine.point import FORM, LANGUAGE, RESERVED, WORK
from engine.text.vocabulary import DOCUMENTS
from engine.timetable.deadline import MIDNIGHT


def open_process(definition: Definition, store: str) -> list[ProcessEvent]:
    """The process begins, with every party, document, milestone and invitation of its definition,
    in one append."""
    from engine.definition.soundness import planned  # reads date phrases: only here

    actor = next((p.actor for p in definition.party if p.actor), definition.party[0].id)
    return [
        ProcessOpened(
            store=store,
            format=FORMAT,
            title=definition.title,
            time_zone=definition.time_zone,
            rules=dict(definition.rules),
            day_ends=None if definition.day_ends == MIDNIGHT else definition.day_ends,
            sequence=definition.sequence,
            structure=definition.structure,
        ),
        *(_party(p) for p in definition.party),
        *(change for p in definition.party for change in _memberships(p)),
        *(_document(document, actor) for document in definition.document),
        *(
            MilestoneSet(
                milestone=m.id,
                title=m.title,
                type=m.kind,
                when=planned(definition, n),
                works=m.works,
                addressees=m.addressees,
                fulfilled_by=m.fulfilled_by,
                sends=m.sends,
            )
            for n, m in enumerate(definition.milestone)
        ),
        *(_invitation(invitation) for invitation in definition.invitation),
    ]


def _party(party: Party) -> PartyRegistered:
    return PartyRegistered(
        party=party.id,
        name=party.name,
        role=party.role,
        actor=party.actor,
        mailboxes=party.mailboxes,
        domains=party.domains,
    )


def _memberships(party: Party) -> list[MembershipChanged]:
    """Who joined and who left a group, day by day."""
    joined: dict[date, list[str]] = {}
    left: dict[date, list[str]] = {}
    for member in party.members:
        joined.setdefault(member.since, []).append(member.party)
        if member.until and member.until < date.max:
            left.setdefault(member.until + timedelta(days=1), []).append(member.party)
    return [
        MembershipChanged(
            group=party.id,
            since=day,
            joined=tuple(joined.get(day, ())),
            left=tuple(left.get(day, ())),
        )
        for day in sorted({*joined, *left})
    ]


def _invitation(invitation: Invitation) -> InputInvited:
    i = invitation
    return InputInvited(
        invitation=i.id,
        works=i.works,
        opens=i.opens,
        closes=i.closes,
        deadline=i.deadline,
        of=i.of,
        channel=i.channel,
        send_to=i.send_to,
        copy_to=i.copy_to,
        guidance=i.guidance,
        supersedes=i.supersedes,
    )


class DocumentType(NamedTuple):
    """What a document is in Akoma Ntoso: its element, its subtype and its name."""

    element: str
    subtype: str
    name: str


PAPER = DocumentType("doc", "paper", "document")


def open_document(
    process: Process,
    work: str,
    title: str,
    on: date,
    type_: DocumentType = PAPER,
    informs: tuple[str, ...] = (),
) -> list[ProcessEvent]:
    """A work that the definition does not know is opened as a paper, `doc/paper/document` if it
    is not known better; it informs other works."""
    if not WORK.fullmatch(work):
        raise Refused(f"{work!r} cannot name a work: a work's name is {FORM}")
    if work in RESERVED:
        raise Refused(
            f"{work!r} cannot name a work: it is what the register of submissions is called"
        )
    if work in process.documents:
        raise Refused(f"{work} is a work of this process already: {process.documents[work].title}")
    if work in informs:
        raise Refused(f"{work} cannot inform itself")
    check_works(process, informs)
    parties = process.parties.values()
    actor = next((p.actor for p in parties if p.actor), next(iter(process.parties)))
    document = Document(
        work=work,
        title=title,
        element=type_.element,
        subtype=type_.subtype,
        name=type_.name,
        number=work.upper() if LANGUAGE.fullmatch(work) else work,  # or it reads as a language
        opened=on,
        paper=True,
        informs=informs,
    )
    return [_document(document, actor)]


def refuse_other_informed(document: DocumentOpened, informs: tuple[str, ...]) -> None:
    """Nothing, if the document informs these works; that is said when it is opened, once."""
    if set(informs) - set(document.informs):
        raise Refused(
            f"{document.work} informs {', '.join(document.informs) or 'no work'}, as it was "
            f"opened; not {', '.join(informs)}"
        )


def refuse_other_body(document: DocumentOpened, type_: DocumentType) -> None:
    """Nothing, if the parts of a document of that type may stand in the work as it was defined."""
    if DOCUMENTS.get(type_.element) != DOCUMENTS.get(document.element):
        body = DOCUMENTS.get(document.element)
        raise Refused(
            f"{document.work} is a {document.element} of this process, whose body is a {body}; "
            f"the file holds the document {type_.element}, with a {DOCUMENTS[type_.element]}"
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
