"""The events by which elements of documents are linked, on the process's stream."""

from __future__ import annotations

import msgspec

from engine.events.kind import Kind


class Linked(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True
):
    """One end of a link: an element of a draft, as it was read at a step, where it had that
    `eid`."""

    work: str
    language: str
    step: int
    element: str
    eid: str | None = None


class DocumentsLinked(Kind, frozen=True, kw_only=True, tag="documents-linked"):
    """An element of one document answers an element of another: an action takes up a challenge,
    or an action of an earlier plan. `link` is its number in the process, from 1."""

    link: int
    source: Linked = msgspec.field(name="from")
    target: Linked = msgspec.field(name="to")
    reason: str


class DocumentsUnlinked(Kind, frozen=True, kw_only=True, tag="documents-unlinked"):
    """A link holds no more. Its number is not given again."""

    link: int
    reason: str


LinkEvent = DocumentsLinked | DocumentsUnlinked
