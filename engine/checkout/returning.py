"""A checkout in Akoma Ntoso that came back: its elements known again by the identities they bear,
and what changed in them. Nothing that the format can say is missing from it."""

from __future__ import annotations

from collections.abc import Mapping

from engine import comparison
from engine.checkout.identities import claimed
from engine.checkout.layout import laid_out
from engine.checkout.meta_changes import carried_over
from engine.comparison.restoring import Lost, put_back
from engine.decisions.draft import numbering
from engine.events import Change, MetaChanged
from engine.events.draft import Draft
from engine.matching.identity import identify
from engine.readers import akn
from engine.readers.akn import File
from engine.text import Text
from engine.text.references import resolve


def changes(
    file: File, then: Draft, checked_out: bytes, lost: Lost | None = None
) -> tuple[tuple[Change, ...], MetaChanged | None, tuple[str, ...]]:
    """The changes of the text that lead from the draft as it was checked out to the file; that of
    its `meta`; and what was not taken, one line each. `checked_out` is the file as it went out.
    Elements that the draft `lost` before come back under their own ids."""
    assert then.opened
    out = akn.read(checked_out)
    parts = claimed(file.parts, file.names, then.text, then.wids)
    hand_out = numbering(then.opened.work, then.opened.language, then.counter)
    came = identify(then.text, parts, hand_out)
    if lost:
        came = put_back(then.text, came, lost)
    ids = _ids(came, file, out)
    resolve(came, ids)
    _keep_names(came, then.text, file, out)
    laid_out(came, then.text)
    found = comparison.changes(then.text, came)
    meta, passed_over = carried_over(then.meta, out.meta, file.meta, ids)
    changed = MetaChanged(old=then.meta, new=meta) if meta != then.meta else None
    notes = tuple(
        f"changes of {tag} in the file are not taken: the log says what stands there"
        for tag in passed_over
    )
    return found, changed, notes


def _ids(came: Text, file: File, out: File) -> Mapping[str, str]:
    """The id of each element by its name in the file that came back, of two of one name the one
    that is no copy; and by the name that it went out with, where the file has no such name."""
    went = {
        named["eId"]: named["GUID"] for named in out.names if "eId" in named and "GUID" in named
    }
    found: dict[str, str] = {}
    known = set(went.values())
    for node, named in zip(came.walk(), file.names, strict=True):
        name = named.get("eId")
        if name and (name not in found or (found[name] not in known and node.id in known)):
            found[name] = node.id
    return {**went, **found}


def _keep_names(came: Text, then: Text, file: File, out: File) -> None:
    """Give elements within a `meta` of the text the names they have in the draft again, where the
    file that went out had others only because two were alike."""
    written = {named["GUID"]: named.get("eId") for named in out.names if "GUID" in named}
    for node, named in list(zip(came.walk(), file.names, strict=True)):
        had = then[node.id].attributes if node.id in then else {}
        both = {"eId"} <= node.attributes.keys() & had.keys()
        if both and written.get(node.id) == named["eId"]:
            came.change(node.id, attributes={**node.attributes, "eId": had["eId"]})
