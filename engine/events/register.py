"""The events of a work's register: what must exclude each other takes its turn here, so that two
who act at once conflict on this stream's step, and the second decides anew."""

from __future__ import annotations

from typing import Literal

import msgspec
from msgspec import field

from engine.events.draft import Standing
from engine.events.kind import Kind

Status = Literal["issued", "adopted", "published", "corrigendum"]


class DraftMade(Kind, frozen=True, kw_only=True, tag="draft-made"):
    """A draft of the work was opened in a language, in the same append as this."""

    language: str
    standing: Standing


class VersionMade(Kind, frozen=True, kw_only=True, tag="version-made"):
    """A version of the work was issued or adopted, in the same append as this."""

    language: str
    number: int
    status: Status


RegisterEvent = DraftMade | VersionMade


class Register(msgspec.Struct):
    """A work's register at `step`: its drafts by language, in the order in which they were opened,
    and the number of the last version of each language."""

    step: int = 0
    drafts: dict[str, Standing] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)


def stream(work: str) -> str:
    """The id of the work's register stream."""
    return f"register/{work}"


def evolve(register: Register, event: RegisterEvent) -> Register:
    """The register after one more event. Changes `register` in place and gives it back."""
    match event:
        case DraftMade():
            register.drafts[event.language] = event.standing
        case VersionMade():
            register.versions[event.language] = event.number
    register.step += 1
    return register
