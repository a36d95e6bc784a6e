"""Acts as sentences for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from cli.conduct import conduct
from cli.remarks import remarked
from engine.events import (
    Adopted,
    AttributesChanged,
    DocumentOpened,
    DraftMade,
    DraftOpened,
    EditMade,
    EditRedated,
    ElementInserted,
    ElementMoved,
    ElementRemoved,
    ElementsAligned,
    Event,
    MarksChanged,
    MetaChanged,
    PartyRegistered,
    ProcessOpened,
    TextEdited,
    VersionIssued,
    VersionMade,
)
from engine.record import Entry

_WORDS: dict[type, tuple[str, str]] = {
    ElementInserted: ("inserted", "element"),
    ElementRemoved: ("removed", "element"),
    ElementMoved: ("moved", "element"),
    TextEdited: ("edited", "place"),
    AttributesChanged: ("given other attributes", "element"),
    MarksChanged: ("marked up anew", "place"),
}


def acts(entries: Iterable[Entry]) -> Iterator[list[Entry]]:
    """The entries of a log, one list an act, in order."""
    current: list[Entry] = []
    for entry in entries:
        if current and current[-1].record.act != entry.record.act:
            yield current
            current = []
        current.append(entry)
    if current:
        yield current


def summary(entries: Sequence[Entry]) -> str:
    """What an edit did, counted: "2 places edited, 1 element inserted"."""
    counts: Counter[type] = Counter(type(e.record.event) for e in entries)
    parts = []
    for kind, (done, what) in _WORDS.items():
        if counts[kind]:
            parts.append(f"{counts[kind]} {what}{'s' if counts[kind] > 1 else ''} {done}")
    if counts[MetaChanged]:
        parts.append("metadata changed")
    return ", ".join(parts) or "nothing"


def sentence(
    act: Sequence[Entry], parties: Mapping[str, PartyRegistered], done: str | None = None
) -> str:
    """One act as a sentence; `done` says what an edit did, and where (`cli.edits`)."""
    record = act[0].record
    by = names(record.by, parties)
    support = record.supported_by
    who = f"{by}, with the support of {names(support, parties)}," if support else by
    events = [entry.record.event for entry in act]
    drafts = [e for e in events if isinstance(e, DraftOpened)]
    edits = [(entry, entry.record.event) for entry in _telling(act)]
    if drafts:
        name = f"{drafts[0].work}/{drafts[0].language}"
        reason = next(e.reason for e in events if isinstance(e, EditMade))
        return f"{who} opened {name}: {reason}"
    for entry, event in edits:
        draft = entry.stream.removeprefix("draft/")
        match event:
            case ProcessOpened():
                registered = sum(isinstance(e, PartyRegistered) for e in events)
                documents = sum(isinstance(e, DocumentOpened) for e in events)
                members = f"{registered} part{'y' if registered == 1 else 'ies'}"
                works = f"{documents} document{'s' * (documents != 1)}"
                return f"{who} opened the process {event.title!r} with {members} and {works}"
            case EditMade(reverts=None):
                where = done or summary(act)
                if event.method == "applied":
                    wording = f"the wording of {', '.join(event.answers)}"
                    return f"{who} took {wording} into {draft} ({where}): {event.reason}"
                return f"{who} edited {draft} ({event.nature}; {where}): {_said(event)}"
            case EditMade():
                where = done or summary(act)
                return f"{who} undid s{event.reverts} of {draft} ({where}): {_said(event)}"
            case EditRedated():
                was = f"s{event.edit} of {draft} is of {event.new}, not of {event.old}"
                return f"{who} corrected a date: {was}: {event.reason}"
            case VersionIssued():
                symbol = f", {event.symbol}" if event.symbol else ""
                corrects = f", correcting version {event.corrects}" if event.corrects else ""
                named = f"{event.label!r}{symbol}{_annex(event.annex)}"
                why = f": {_reason(events)}" if event.corrects else ""
                count = len(event.answers)
                answers = f", answering {count} comment{'s' * (count > 1)}" if count else ""
                issued = f"issued version {event.number} of {draft}, {named}"
                return f"{who} {issued}{corrects}{answers}{why}"
            case Adopted():
                why = f" ({_reason(events)})" if event.orally_amended else ""
                return f"{who} adopted {draft}, version {event.version}{adoption(event)}{why}"
            case ElementsAligned():
                return (
                    f"{who} aligned {draft} with {event.language} "
                    f"({len(event.related)} elements related, {len(event.parted)} parted)"
                )
            case DocumentOpened():
                return f"{who} opened the document {event.work}"
            case PartyRegistered():
                return f"{who} registered {event.name}"
            case VersionMade() | DraftMade():
                continue
            case _:
                if done := conduct(event, events) or remarked(event, events):
                    return f"{who} {done}"
    return f"{who} recorded {', '.join(e.tag() for e in events)}"


def _said(edit: EditMade) -> str:
    """Why, and in answer to what."""
    return edit.reason + (f" (answers {', '.join(edit.answers)})" if edit.answers else "")


def _reason(events: Sequence[Event]) -> str:
    return next((e.reason for e in events if isinstance(e, EditMade)), "")


def adoption(event: Adopted) -> str:
    """How a body adopted, and on what terms, to follow what it adopted."""
    how = {None: "", "without-vote": " without a vote"}.get(event.how, f" by {event.how}")
    counts = (
        (event.in_favour, "in favour"),
        (event.against, "against"),
        (event.abstaining, "abstaining"),
    )
    votes = ", ".join(f"{count} {what}" for count, what in counts if count is not None)
    return "".join(
        (
            how,
            f" ({votes})" if votes else "",
            f", as orally amended from version {event.orally_amended}"
            if event.orally_amended
            else "",
            ", ad referendum" if event.ad_referendum else "",
            f", with a mandate to edit it: {event.editing_mandate}"
            if event.editing_mandate
            else "",
            f", {event.annex_of}{_annex(event.annex)}" if event.annex_of else "",
        )
    )


def _annex(annex: str | None) -> str:
    return f", annex {annex}" if annex else ""


def _telling(act: Sequence[Entry]) -> Iterator[Entry]:
    """The entries of an act, those that say what it was about first: an adoption before the oral
    amendments in it, a corrigendum's versions before its edits."""
    order = (Adopted, VersionIssued)
    for kind in order:
        yield from (entry for entry in act if isinstance(entry.record.event, kind))
    yield from (entry for entry in act if not isinstance(entry.record.event, order))


def names(ids: Sequence[str], parties: Mapping[str, PartyRegistered]) -> str:
    """The parties' names as a person lists them."""
    named = [parties[id].name if id in parties else id for id in ids]
    return named[0] if len(named) == 1 else f"{', '.join(named[:-1])} and {named[-1]}"
