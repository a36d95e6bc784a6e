"""The definition of a process (`process.toml`): its title, time zone, rules, parties, documents.

The format is specified in docs/formats/process.md.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Literal
from zoneinfo import ZoneInfo

import msgspec

from engine.errors import UnknownFormat, Unreadable
from engine.point import WORK

Role = Literal[
    "deciding-body",
    "presidency",
    "committee",
    "secretariat",
    "state-party",
    "signatory",
    "observer",
    "organisation",
    "group",
]
ACTS = ("adopt", "edit", "issue", "open")
"""The acts that rules may give to roles."""


class _Table(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table of the definition; an unknown key is an error."""


class Party(_Table, frozen=True, kw_only=True):
    """A stakeholder and its role; `actor` is how the works' IRIs name a deciding body."""

    id: str
    name: str
    role: Role
    actor: str | None = None


class Document(_Table, frozen=True, kw_only=True):
    """A work, its Akoma Ntoso document type, and the date and number that its IRI keeps."""

    work: str
    title: str
    element: str
    subtype: str
    name: str
    number: str
    opened: date
    paper: bool = False
    informs: tuple[str, ...] = ()
    brackets: bool = False


class Definition(_Table, frozen=True, kw_only=True):
    """A process as defined before it is opened."""

    format: int
    title: str
    time_zone: str
    party: tuple[Party, ...]
    document: tuple[Document, ...] = ()
    rules: dict[str, tuple[Role, ...]] = {}


BLANK = Definition(
    format=1,
    title="Drafting process",
    time_zone="UTC",
    party=(Party(id="presidency", name="Presidency", role="presidency"),),
)
"""The process of a store made without a definition: one party, which may do everything."""


def read(source: bytes, *, where: str) -> Definition:
    """The definition in a file. `Unreadable` names the key and what was expected there."""
    try:
        definition = msgspec.toml.decode(source, type=Definition, strict=False)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Unreadable(f"{where} is not a process definition: {error}") from None
    if definition.format != 1:
        raise UnknownFormat(f"{where} is of format {definition.format}; this Travaux reads 1")
    try:
        ZoneInfo(definition.time_zone)
    except (KeyError, ValueError, OSError):
        raise Unreadable(f"{where}: time_zone {definition.time_zone!r} is not known") from None
    _check(definition, where)
    return definition


def _check(definition: Definition, where: str) -> None:
    parties = [p.id for p in definition.party]
    works = [d.work for d in definition.document]
    for key, names in (("party", parties), ("document", works)):
        for name in names:
            if not WORK.fullmatch(name):
                raise Unreadable(f"{where}: {key} {name!r} is not of the form [a-z][a-z0-9-]*")
            if names.count(name) > 1:
                raise Unreadable(f"{where}: {key} {name!r} is defined twice")
    if not parties:
        raise Unreadable(f"{where}: there is no [[party]], so nobody could do anything")
    for act in definition.rules:
        if act not in ACTS:
            raise Unreadable(f"{where}: rules.{act} is not an act; the acts are {', '.join(ACTS)}")
    for document in definition.document:
        for informed in document.informs:
            if informed not in works:
                raise Unreadable(f"{where}: {document.work} informs {informed!r}, which is no work")
        if not re.fullmatch(r"[^\s/]+", document.number):
            raise Unreadable(f"{where}: number {document.number!r} has a space or a slash in it")
