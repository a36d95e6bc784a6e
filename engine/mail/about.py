"""Which works a message is about, where nobody says: those it names, those of what it answers,
those that input is asked for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date

from engine.events.process import Process
from engine.mail.message import Message

_OPENING = 600
"""Code points at the beginning of a text in which works are looked for by their titles."""


def works(
    process: Process,
    message: Message,
    *,
    symbols: Mapping[str, str],
    before: Iterable[str],
    issued: Iterable[str],
    on: date,
) -> tuple[str, ...]:
    """The works; empty where it is not clear. `symbols` are the works by the symbols of their
    versions; `before` those of the submissions that it goes on from; `issued` those of which
    a version was issued; `on` the day it came."""
    named = _named(process, message.subject, symbols, ids=True)
    for attachment in message.attachments if not named else ():
        named |= _named(process, attachment.name, symbols, ids=True)
    named = named or _named(process, message.text[:_OPENING], symbols, ids=False)
    if named:
        return tuple(work for work in process.documents if work in named)
    if thread := [work for work in dict.fromkeys(before) if work in process.documents]:
        return tuple(thread)
    asked = {work for invitation in _open(process, on) for work in invitation}
    if len(asked) == 1:
        return tuple(asked)
    negotiated = [work for work, document in process.documents.items() if not document.paper]
    out = [work for work in negotiated if work in set(issued)]
    for only in (out, negotiated or list(process.documents)):
        if len(only) == 1:
            return tuple(only)
    return ()


def _named(process: Process, line: str, symbols: Mapping[str, str], *, ids: bool) -> set[str]:
    """The works that a line names: by title, by a symbol, by number, or by id."""
    folded = " ".join(line.casefold().split())
    found: set[str] = set()
    for work, document in process.documents.items():
        title = " ".join(document.title.casefold().split())
        names = (work, document.number.casefold()) if ids else ()
        if _without_article(title) in folded or any(_holds(folded, name) for name in names):
            found.add(work)
    for symbol, work in symbols.items():
        if _holds(folded, symbol.casefold()):
            found.add(work)
    return found


def _without_article(title: str) -> str:
    return re.sub(r"^(?:the|draft|le|la|les|el|los|las)\s+", "", title)


def _holds(line: str, name: str) -> bool:
    """Whether a name stands in a line as a word of its own."""
    return bool(name) and re.search(rf"(?<![\w/.-]){re.escape(name)}(?![\w/-])", line) is not None


def _open(process: Process, on: date) -> Iterable[tuple[str, ...]]:
    """The works of the windows for input by e-mail that are open on a day."""
    taken = {old for i in process.invitations.values() if i.opens <= on for old in i.supersedes}
    for invitation in process.invitations.values():
        closes = invitation.closes
        if invitation.deadline:
            when = process.timetable.milestones[invitation.deadline].when
            closes = when.latest if when else None
        if invitation.channel == "meeting" or invitation.invitation in taken:
            continue
        if invitation.opens <= on and (closes is None or on <= closes):
            yield invitation.works
