"""Issuing a version and adopting one."""

from __future__ import annotations

from typing import NamedTuple

from engine.digest import digest
from engine.eid import eids, wids
from engine.errors import Refused
from engine.events import Adopted, VersionIssued, VersionMade
from engine.events.draft import Distribution, Draft, VersionNature
from engine.events.process import Process
from engine.events.register import Register
from engine.meta import names
from engine.point import readable_otherwise, slug


class Making(NamedTuple):
    """The event on the draft and the one on the work's register, for one append."""

    draft: VersionIssued | Adopted
    register: VersionMade


def issue(
    draft: Draft,
    register: Register,
    label: str,
    *,
    symbol: str | None = None,
    nature: VersionNature = "informal",
    distribution: Distribution = "general",
    original_language: str | None = None,
) -> Making:
    """The draft's text is frozen as its next version, under a label of its own."""
    opened = draft.opened
    assert opened, "issuing begins with a draft that is open"
    name = f"{opened.work}/{opened.language}"
    if draft.adopted:
        raise Refused(f"{name} is adopted; only a corrigendum can issue another version of it")
    if draft.versions and draft.versions[-1].step > draft.changed:
        last = draft.versions[-1].version
        raise Refused(
            f"{name} has not changed since version {last.number} ({last.label}) was issued"
        )
    _check_label(label, draft, name)
    number = register.versions.get(opened.language, 0) + 1
    issued = VersionIssued(
        number=number,
        label=label,
        digest=digest(draft.text),
        original_language=original_language or opened.original_language,
        symbol=symbol,
        nature=nature,
        distribution=distribution,
        wids=wids(draft.text, eids(draft.text, names(draft.meta)), draft.wids),
    )
    made = VersionMade(language=opened.language, number=number, status="issued")
    return Making(issued, made)


def adopt(process: Process, draft: Draft, version: int | None) -> Making:
    """The body adopts the last issued version, which must be the draft as it stands.

    `version` is the one the body was asked to adopt, if it was named.
    """
    opened = draft.opened
    assert opened, "adopting begins with a draft that is open"
    name = f"{opened.work}/{opened.language}"
    if process.documents[opened.work].paper:
        raise Refused(f"{opened.work} is a paper; papers are circulated, never adopted")
    if draft.adopted:
        raise Refused(f"{name} is adopted already, as version {draft.adopted.version}")
    if not draft.versions:
        raise Refused(
            f"no version of {name} has been issued; a body adopts an issued version",
            hint=f"travaux issue {name} LABEL",
        )
    step, last = draft.versions[-1]
    if version is not None and version != last.number:
        raise Refused(
            f"version {version} of {name} is not its last, which is {last.number} ({last.label})"
        )
    if draft.changed > step:
        raise Refused(
            f"{name} has moved since version {last.number} ({last.label}) was issued at s{step}: "
            f"its last change is s{draft.changed}",
            hint="Issue the draft as it stands, then adopt that version.",
        )
    made = VersionMade(language=opened.language, number=last.number, status="adopted")
    return Making(Adopted(version=last.number, digest=last.digest), made)


def _check_label(label: str, draft: Draft, name: str) -> None:
    slugged = slug(label)
    if not slugged:
        raise Refused(f"the label {label!r} has neither a letter nor a digit")
    other = readable_otherwise(slugged)
    if other:
        raise Refused(f"the label {label!r} would be read as {other} (@{slugged})")
    for _, version in draft.versions:
        if slug(version.label) == slugged:
            raise Refused(
                f"version {version.number} of {name} has the label {version.label!r} already"
            )
