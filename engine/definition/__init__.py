"""The definition of a process (`process.toml`): its title, time zone and rules, its parties and
documents, its timetable, and what the texts must look like.

The format is specified in docs/formats/process.md.
"""

from __future__ import annotations

from datetime import date

import msgspec

from engine.definition.roles import Role
from engine.errors import UnknownFormat
from engine.events.circulation import Channel
from engine.events.rules import SequenceRule, StructureRule
from engine.events.timetable import Fulfilment, MilestoneType
from engine.timetable.deadline import MIDNIGHT


class _Table(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table of the definition; an unknown key is an error."""


class Member(_Table, frozen=True, kw_only=True):
    """A party's membership of a group: its first day and, where it ended, its last."""

    party: str
    since: date = msgspec.field(name="from")
    until: date | None = msgspec.field(default=None, name="to")


class Party(_Table, frozen=True, kw_only=True):
    """A stakeholder and its role; `actor` is how the works' IRIs name a deciding body. `mailboxes`
    and `domains` are functional addresses, and public."""

    id: str
    name: str
    role: Role
    actor: str | None = None
    mailboxes: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    members: tuple[Member, ...] = ()


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


class Milestone(_Table, frozen=True, kw_only=True):
    """A line of the timetable; `when` is a date, a range or a phrase in the time zone given, or
    the process's."""

    id: str
    title: str
    kind: MilestoneType
    when: str
    works: tuple[str, ...] = ()
    addressees: tuple[str, ...] = ()
    fulfilled_by: tuple[Fulfilment, ...] = ()
    sends: tuple[str, ...] = ()
    time_zone: str | None = None


class Invitation(_Table, frozen=True, kw_only=True):
    """A window for input: from a day to a day or to a deadline of the timetable."""

    id: str
    works: tuple[str, ...]
    opens: date = msgspec.field(name="from")
    closes: date | None = msgspec.field(default=None, name="to")
    deadline: str | None = None
    of: tuple[str, ...]
    channel: Channel
    send_to: tuple[str, ...] = ()
    copy_to: tuple[str, ...] = ()
    guidance: str
    supersedes: tuple[str, ...] = ()


class Definition(_Table, frozen=True, kw_only=True):
    """A process as defined before it is opened. `day_ends` is the time of day at which a deadline
    day ends; `year` the one meant where a `when` says none."""

    format: int
    title: str
    time_zone: str
    day_ends: str = MIDNIGHT
    year: int | None = None
    party: tuple[Party, ...]
    document: tuple[Document, ...] = ()
    rules: dict[str, tuple[str, ...]] = {}
    milestone: tuple[Milestone, ...] = ()
    invitation: tuple[Invitation, ...] = ()
    sequence: tuple[SequenceRule, ...] = ()
    structure: tuple[StructureRule, ...] = ()


BLANK = Definition(
    format=1,
    title="Drafting process",
    time_zone="UTC",
    party=(Party(id="presidency", name="Presidency", role="presidency"),),
)
"""The process of a store made without a definition: one party, which may do everything."""


def read(source: bytes, *, where: str) -> Definition:
    """The definition in a file. `Unreadable` names the line, the key and what was expected."""
    from engine.definition.soundness import check
    from engine.definition.toml import Source

    file = Source(source, where=where)
    if file.content.get("format") not in (1, None) and isinstance(file.content["format"], int):
        raise UnknownFormat(
            f"{file.place(('format',))}: expected 1, got {file.content['format']}",
            hint="It was made for another version of Travaux.",
        )
    for milestone in file.content.get("milestone", ()):
        if isinstance(milestone, dict) and isinstance(milestone.get("when"), date):
            milestone["when"] = milestone["when"].isoformat()
    definition = file.read(Definition)
    check(definition, file)
    return definition
