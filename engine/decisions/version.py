"""Issuing a version and adopting one."""

from __future__ import annotations

from typing import NamedTuple

from engine.akn.meta import names
from engine.decisions.draft import is_edited_under_mandate
from engine.decisions.fulfilment import adoption_of
from engine.errors import Refused
from engine.events import Adopted, VersionIssued, VersionMade
from engine.events.draft import Distribution, Draft, How, VersionNature
from engine.events.process import Process
from engine.events.register import Register, Status
from engine.point import readable_otherwise, slug
from engine.symbol import parse
from engine.text.digest import digest
from engine.text.eid import eids, wids


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
    fulfils: tuple[str, ...] = (),
    annex: str | None = None,
    again: bool = False,
) -> Making:
    """The draft's text is frozen as its next version, under a label of its own; `again`: also if
    it has not changed since the last one, as where a past gave two labels to one text. That of a
    text adopted under an editing mandate is its publication, which needs a symbol."""
    opened = draft.opened
    assert opened, "issuing begins with a draft that is open"
    name = f"{opened.work}/{opened.language}"
    if annex and not symbol:
        raise Refused(f"annex {annex} of what? The document that holds {name} has a symbol")
    publication = is_edited_under_mandate(draft)
    if draft.adopted and not publication:
        raise Refused(f"{name} is adopted; only a corrigendum can issue another version of it")
    symbol = str(parse(symbol)) if symbol else None
    if publication and not symbol:
        raise Refused(
            f"{name} is adopted; issuing it now publishes it and ends the mandate to edit it, "
            "but no symbol is given",
            hint="Give the symbol it is published under with --symbol.",
        )
    again = again or publication
    if not again and draft.versions and draft.versions[-1].step > draft.changed:
        last = draft.versions[-1].version
        raise Refused(
            f"{name} has not changed since version {last.number} ({last.label}) was issued"
        )
    check_label(label, draft, name)
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
        fulfils=fulfils,
        annex=annex,
    )
    status: Status = "published" if publication else "issued"
    made = VersionMade(language=opened.language, number=number, status=status)
    return Making(issued, made)


class Terms(NamedTuple):
    """How a body adopted, and on what terms; what is not said is not known."""

    how: How | None = None
    in_favour: int | None = None
    against: int | None = None
    abstaining: int | None = None
    ad_referendum: bool = False
    editing_mandate: str | None = None
    annex_of: str | None = None
    annex: str | None = None


UNSAID = Terms()
"""Nothing is said of how the body adopted."""


def adopt(
    process: Process,
    draft: Draft,
    version: int | None,
    terms: Terms = UNSAID,
    *,
    orally_amended: int | None = None,
) -> Making:
    """The body adopts the last issued version, which must be the draft as it stands.

    `version` is the one the body was asked to adopt, if it was named. `orally_amended` is the
    version that lay before it, where the last one holds its oral amendments.
    """
    _check(terms)
    if terms.annex_of:
        terms = terms._replace(annex_of=str(parse(terms.annex_of)))
    opened = draft.opened
    assert opened, "adopting begins with a draft that is open"
    last = tabled(process, draft, version)
    adopted = Adopted(
        version=last.number,
        digest=last.digest,
        fulfils=adoption_of(process, opened.work),
        orally_amended=orally_amended,
        **terms._asdict(),
    )
    made = VersionMade(language=opened.language, number=last.number, status="adopted")
    return Making(adopted, made)


def tabled(process: Process, draft: Draft, version: int | None) -> VersionIssued:
    """The version that lies before the body: the last, which is the draft as it stands."""
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
            hint="Issue the draft as it stands, then adopt that version; oral amendments come "
            "with the adoption, --as-orally-amended FILE.",
        )
    return last


def _check(terms: Terms) -> None:
    """Nothing, if what is said of the adoption goes together."""
    votes = {"in favour": terms.in_favour, "against": terms.against, "abstaining": terms.abstaining}
    counted = [f"{count} {what}" for what, count in votes.items() if count is not None]
    if counted and terms.how != "vote":
        raise Refused(
            f"{', '.join(counted)}, but adopted {_by(terms.how)}: votes are counted only where "
            "there was a vote",
            hint="Where there was one, say --how vote.",
        )
    if any(count is not None and count < 0 for count in votes.values()):
        raise Refused(f"no vote has {', '.join(counted)}")
    if terms.in_favour is not None and terms.in_favour <= (terms.against or 0):
        raise Refused(f"a text is not adopted with {', '.join(counted)}")
    if terms.editing_mandate is not None and not terms.editing_mandate.strip():
        raise Refused("an editing mandate says what may be edited, and it says nothing")
    if terms.annex is not None and not terms.annex_of:
        raise Refused(
            f"annex {terms.annex} of what?", hint="--annex-of names the document that holds it."
        )


def _by(how: How | None) -> str:
    if how is None:
        return "in a way not said"
    return "without a vote" if how == "without-vote" else f"by {how}"


def check_label(label: str, draft: Draft, name: str) -> None:
    """Nothing, if a version of the draft can have the label."""
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
