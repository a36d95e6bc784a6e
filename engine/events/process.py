"""The events of the process: its rules, parties and documents; and the process as they leave it."""

from __future__ import annotations

from datetime import date

import msgspec
from msgspec import field

from engine.errors import Damaged
from engine.events.kind import Kind

STREAM = "process"

FORMAT = 1
"""The version of the store's format that this Travaux writes, said when the process is opened."""


class ProcessOpened(Kind, frozen=True, kw_only=True, tag="process-opened"):
    """A drafting undertaking begins. `rules` says for each act the roles that may do it; an act
    that is not named there may be done by every registered party."""

    store: str
    format: int
    title: str
    time_zone: str
    rules: dict[str, tuple[str, ...]] = {}


class PartyRegistered(Kind, frozen=True, kw_only=True, tag="party-registered"):
    """A stakeholder takes part in a role, under an id of its own in this process.
    `actor` is how the IRIs of its works name a deciding body."""

    party: str
    name: str
    role: str
    actor: str | None = None


class DocumentOpened(Kind, frozen=True, kw_only=True, tag="document-opened"):
    """A work becomes part of the process. `iri` is its Akoma Ntoso Work IRI, frozen from here on;
    `element`, `subtype` and `name` are its document type. A paper is never adopted."""

    work: str
    title: str
    element: str
    subtype: str
    name: str
    iri: str
    number: str
    opened: date
    paper: bool = False
    informs: tuple[str, ...] = ()
    brackets: bool = False


ProcessEvent = ProcessOpened | PartyRegistered | DocumentOpened


class Process(msgspec.Struct):
    """The process as its events leave it at `step`; not opened yet at step 0."""

    step: int = 0
    opened: ProcessOpened | None = None
    parties: dict[str, PartyRegistered] = field(default_factory=dict)
    documents: dict[str, DocumentOpened] = field(default_factory=dict)


def evolve(process: Process, event: ProcessEvent) -> Process:
    """The process after one more event. Changes `process` in place and gives it back."""
    match event:
        case ProcessOpened():
            if process.opened:
                raise Damaged("the process is opened twice")
            process.opened = event
        case PartyRegistered():
            process.parties[event.party] = event
        case DocumentOpened():
            process.documents[event.work] = event
    process.step += 1
    return process
