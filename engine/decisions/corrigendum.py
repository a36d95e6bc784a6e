"""Correcting what was adopted."""

from __future__ import annotations

from collections.abc import Iterable

from engine.akn.meta import names
from engine.decisions.draft import edit, is_edited_under_mandate
from engine.decisions.version import check_label
from engine.errors import Refused
from engine.events import Change, DraftEvent, MetaChanged, VersionIssued, VersionMade
from engine.events.draft import Draft, Nature, after
from engine.events.register import Register
from engine.symbol import parse
from engine.text.digest import digest
from engine.text.eid import eids, wids


def correct(
    draft: Draft,
    register: Register,
    changes: Iterable[Change | MetaChanged],
    *,
    reason: str,
    nature: Nature,
    label: str,
    symbol: str | None,
    comparison: str,
) -> tuple[list[DraftEvent], VersionMade]:
    """The adopted text is corrected: an edit, and the version that holds it, in one append. The
    adopted version stays what it was."""
    opened = draft.opened
    assert opened, "a corrigendum begins with a draft that is open"
    name = f"{opened.work}/{opened.language}"
    if not draft.adopted:
        raise Refused(
            f"{name} is not adopted; a corrigendum corrects what is",
            hint=f"travaux checkin {name} FILE -m WHY edits the draft.",
        )
    if is_edited_under_mandate(draft):
        raise Refused(
            f"{name} is adopted, with a mandate to edit it, and not published yet; a corrigendum "
            "corrects what is final",
            hint="Check it in with --nature editorial, or publish it with travaux issue --symbol.",
        )
    check_label(label, draft, name)
    made = edit(
        draft,
        changes,
        reason=reason,
        nature=nature,
        method="inferred",
        comparison=comparison,
        corrigendum=True,
    )
    corrected = after(draft, made)
    text = corrected.text
    last = draft.versions[-1].version
    number = register.versions.get(opened.language, 0) + 1
    issued = VersionIssued(
        number=number,
        label=label,
        digest=digest(text),
        original_language=last.original_language,
        symbol=str(parse(symbol)) if symbol else None,
        nature="official",
        distribution=last.distribution,
        wids=wids(text, eids(text, names(corrected.meta)), draft.wids),
        corrects=last.number,
    )
    return [*made, issued], VersionMade(
        language=opened.language, number=number, status="corrigendum"
    )


def next_label(drafts: Iterable[Draft]) -> str:
    """`corrigendum 1`, or the next that none of the drafts has."""
    most = max(sum(v.corrects is not None for _, v in draft.versions) for draft in drafts)
    return f"corrigendum {most + 1}"
