"""The events by which texts go out and input is asked for, on the process's stream."""

from __future__ import annotations

from datetime import date
from typing import Literal

import msgspec

from engine.events.kind import Kind
from engine.timetable.when import When

Channel = Literal["e-mail", "writing", "meeting", "any"]


class Sent(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True
):
    """One text that is sent: an issued version, or a paper as it stood at a step of its draft.
    `title` is the name under which it goes out, where that is another than its own."""

    work: str
    language: str
    version: int | None = None
    step: int | None = None
    title: str | None = None


class DocumentsCirculated(Kind, frozen=True, kw_only=True, tag="documents-circulated"):
    """Issued versions and papers were sent, as one package, to roles and parties.

    `when` says on which days it can have been, where the day is not known for sure.
    """

    sent: tuple[Sent, ...]
    to: tuple[str, ...]
    fulfils: tuple[str, ...] = ()
    when: When | None = None
    message: str | None = None


class InputInvited(Kind, frozen=True, kw_only=True, tag="input-invited"):
    """A window opens for input on works, whether they have a text yet or not.

    From the day `opens`, to the end of the day `closes` or, where a `deadline` is named, of that
    milestone as it is then planned; without either it stays open. `of` are the roles and parties
    asked; by e-mail, `send_to` and `copy_to` are the parties at whose functional mailboxes it must
    arrive. From `opens` on it takes the place of those it `supersedes`, for the works it names.
    """

    invitation: str
    works: tuple[str, ...]
    opens: date
    of: tuple[str, ...]
    channel: Channel
    guidance: str
    closes: date | None = None
    deadline: str | None = None
    send_to: tuple[str, ...] = ()
    copy_to: tuple[str, ...] = ()
    supersedes: tuple[str, ...] = ()


CirculationEvent = DocumentsCirculated | InputInvited
