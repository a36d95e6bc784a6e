"""Linking elements of two documents, and taking a link back."""

from __future__ import annotations

from engine.decisions.timetable import required
from engine.errors import NotFound, Refused
from engine.events.links import DocumentsLinked, DocumentsUnlinked, Linked
from engine.events.process import Process


def link(process: Process, source: Linked, target: Linked, reason: str) -> DocumentsLinked:
    """An element answers one of another document. `Refused` where both are of one document, or
    where they are linked already."""
    if source.work == target.work:
        raise Refused(
            f"{_said(source)} and {_said(target)} are both of {source.work}; a link is between two "
            "documents"
        )
    for known in process.links.values():
        if _ends(known.source, known.target) == _ends(source, target):
            raise Refused(
                f"{_said(source)} is linked with {_said(target)} already, by link {known.link}"
            )
    number = process.linked + 1
    reason = required(reason, "a link")
    return DocumentsLinked(link=number, source=source, target=target, reason=reason)


def unlink(process: Process, number: int, reason: str) -> DocumentsUnlinked:
    """A link holds no more. `NotFound` where there is none of that number."""
    if number not in process.links:
        there = ", ".join(map(str, process.links)) or "none"
        gone = "was taken back before" if 0 < number <= process.linked else "was never made"
        raise NotFound(f"link {number} {gone}", hint=f"The links that hold: {there}.")
    return DocumentsUnlinked(link=number, reason=required(reason, "taking a link back"))


def _ends(source: Linked, target: Linked) -> tuple[str, ...]:
    return source.work, source.element, target.work, target.element


def _said(end: Linked) -> str:
    return f"{end.work}/{end.language} {end.eid or end.element}"
