"""The register of comments for people and for programs."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from datetime import date
from typing import NamedTuple

from msgspec.structs import replace

from cli.columns import folded
from cli.places import named
from cli.sentences import names
from cli.session import Beside
from engine.acts.comments import against
from engine.decisions.permission import party as registered
from engine.errors import Refused
from engine.events import CommentMade, PartyRegistered
from engine.events.submission import Access
from engine.point import Reference
from engine.private.texts import words_of
from engine.record import Entry
from engine.text.place import find
from engine.view import View
from projections.listing import Listed, Texts, gap, listing

_INDENT = 4


class Asked(NamedTuple):
    """Which comments are asked for, for whom the list is, and for which day."""

    reference: Reference | None = None
    only_open: bool = False
    party: str | None = None
    version: int | None = None
    outcome: str | None = None
    place: str | None = None
    kind: str | None = None
    access: Access = "public"
    as_of: date | None = None


class Chosen(NamedTuple):
    """The comments asked for, how many more may not be read, and for whom the list is."""

    comments: list[Listed]
    withheld: int
    access: Access


def chosen(view: View, asked: Asked) -> Chosen:
    """The comments that were asked for. `withheld` counts all that may not be read, of the works
    asked for: by what else they would be chosen is not told either."""
    process = view.process()
    reference = asked.reference
    if asked.party:
        registered(process, asked.party)
    version, language = asked.version, reference.language if reference else None
    if reference:
        if reference.work not in process.documents or language or reference.point:
            language = view.language_of(reference)  # says which works and languages there are
        if reference.point:
            on = against(view, reference)
            version = on[0].version if on else None
            if version is None:
                raise Refused(
                    f"@{reference.point} is no version of {reference.work}/{language}; comments "
                    "are listed by versions"
                )
    within = _within(view, reference, asked.place) if asked.place else None
    works = (reference.work,) if reference else tuple(process.documents)
    found = listing(view, works, access=asked.access, as_of=asked.as_of or _last_day(view))
    kept = [
        one
        for one in found.comments
        if (one.open or not asked.only_open)
        and (asked.party is None or asked.party in one.parties)
        and (version is None or (one.remark.made.version or 0) == version)
        and (language is None or one.language == language)
        and (asked.outcome is None or one.outcome == asked.outcome)
        and (asked.kind is None or one.nature == asked.kind)
        and (within is None or (one.place is not None and one.place.id in within))
    ]
    return Chosen(kept, found.withheld, asked.access)


def joined(found: Chosen, private: Beside) -> Chosen:
    """The same with the texts that lie in the private store, as far as they are there and are for
    those who read the list."""
    beside = private() if any(one.private for one in found.comments) else None
    if beside is None:
        return found
    listed = []
    for one in found.comments:
        made = one.remark.made
        words = words_of(beside, one.submission, made, found.access) if one.private else None
        if words:
            told = replace(made, text=words.text, proposed=words.proposed)
            one = replace(one, remark=replace(one.remark, made=told))
        listed.append(one)
    return found._replace(comments=listed)


def _last_day(view: View) -> date | None:
    last = view.log.last()
    return last.record.effective_on if last else None


def _within(view: View, reference: Reference | None, place: str) -> set[str]:
    """The ids of the element at a place of a work, and of all in it."""
    if reference is None:
        raise Refused(f"{place!r} is a place of which work?", hint="travaux comments WORK --place")
    language = view.language_of(reference)
    text = view.folded(reference.work, language).text
    id = find(text, place, where=f"{reference.work}/{language}")
    return {node.id for node in text.walk(id)}


def as_document(found: Chosen) -> dict[str, object]:
    """The comments under stable keys."""
    return {
        "comments": [_as_json(one) for one in found.comments],
        "withheld": found.withheld,
    }


def _as_json(one: Listed) -> dict[str, object]:
    made, place = one.remark.made, one.place
    return {
        "id": one.id,
        "submission": one.submission,
        "parties": one.parties,
        "recorded_by": one.remark.recorded_by,
        "work": one.work,
        "language": one.language,
        "version": made.version,
        "place": {
            "id": place.id,
            "eId": place.eid,
            "quote": place.quote,
            "orphaned": place.orphaned,
        }
        if place
        else None,
        "kind": one.nature,
        "text": one.text,
        "proposed": one.proposed,
        "received_at": one.sent.received_at,
        "access": one.sent.access,
        "outcome": one.outcome,
        "reason": one.reason,
        "answered_by_edits": one.answered_by_edits,
        "supported_by": one.taken("supports"),
        "opposed_by": one.taken("opposes"),
        "competes_with": one.competes_with,
    }


def written(view: View, found: Chosen) -> Iterator[str]:
    """The comments as people read them, line by line."""
    parties = view.process().parties
    texts: dict[str, Texts] = {}
    for one in found.comments:
        texts.setdefault(one.work, Texts(view, one.work))
        whose = names(one.parties, parties) if one.parties else "not identified yet"
        restricted = f", for the {one.sent.access}" if one.sent.access != "public" else ""
        yield f"{one.id}  {whose} ({one.nature}{restricted}): {one.outcome or 'open'}"
        for line in _lines(one, texts[one.work], parties):
            yield from _indented(line)
    open_ones = sum(one.open for one in found.comments)
    count = len(found.comments)
    yield f"{count or 'No'} comment{'' if count == 1 else 's'}" + (
        f", {open_ones} open" if count else ""
    )
    if found.withheld:
        yield left_out(found)


def left_out(found: Chosen) -> str:
    """How many comments may not be read by those for whom the list is."""
    whom = "public" if found.access == "public" else f"for the {found.access}"
    are = "are" if found.withheld > 1 else "is"
    return f"{found.withheld} more {are} not {whom}"


def _lines(one: Listed, texts: Texts, parties: Mapping[str, PartyRegistered]) -> Iterator[str]:
    if where := at(one, texts):
        yield where
    yield one.text if one.text is not None else gap(one)
    if one.proposed is not None:
        yield f"Proposes: {one.proposed}" if one.proposed else "Proposes to strike it out"
    for stance, said in (("supports", "Supported"), ("opposes", "Opposed")):
        if taken := one.taken(stance):
            yield f"{said} by {names(taken, parties)}"
    if one.competes_with:
        yield f"Competes with {', '.join(one.competes_with)}"
    for answer in one.answers:
        last = answer is one.answers[-1]
        earlier = "" if last else "Before: "
        yield (
            f"{earlier}{answer.outcome}, by {names(answer.by, parties)} on {answer.on}: "
            f"{answer.reason}"
        )
    if one.outcome in ("withdrawn", "corrected") and one.reason:
        yield f"{one.outcome}: {one.reason}"
    if one.sent.correction:
        yield f"The submission {one.sent.correction} took its place"
    if one.answered_by_edits:
        yield f"Answered by {', '.join(one.answered_by_edits)}"


def at(one: Listed, texts: Texts) -> str:
    """Where a comment is, for people: the place in the text as it stands, the words quoted, and
    what stands for them now; empty for the work as a whole."""
    place, language = one.place, one.anchored_in
    if place is None or language is None:
        return ""
    text = texts.now(language)
    if place.id not in text:
        where = f"on {place.eid or place.id}, which is gone"
    else:
        gone = ", whose words are gone" if place.orphaned else ""
        where = f"on {named(text, place.id) or place.eid or place.id}{gone}"
    quote = f": “{one.quoted}”" if one.quoted else ""
    now = f", now “{place.quote}”" if one.quoted and place.quote != one.quoted else ""
    return f"{where}{quote}{now}"


def _indented(line: str) -> Iterator[str]:
    room = max(20, shutil.get_terminal_size().columns - _INDENT)
    for part in line.splitlines():
        for piece in folded(part, room):
            yield " " * _INDENT + piece


def made(entry: Entry) -> str:
    """That a comment was recorded, for people."""
    event = entry.record.event
    assert isinstance(event, CommentMade)
    on = "as a whole"
    if event.place:
        on = f"at {event.place.eid or event.place.element}"
    text = "which has no text yet"
    if event.language:
        point = f"@{event.version}" if event.version else f"@s{event.step}"
        text = f"{event.work}/{event.language}{point}, {on}"
    else:
        text = f"{event.work}, {text}"
    submission = entry.stream.partition("/")[2]
    return f"Recorded {event.comment} (submission {submission}) on {text}"
