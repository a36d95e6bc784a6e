"""The compilation text for the outside world: as markup, and as Markdown.

What is said of a comment is the same in both, line for line.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.events import PartyRegistered
from projections.compilation import Compilation
from projections.listing import Listed

GENERAL = "On the text as a whole"
ORPHANED = "On what is not in the text any more"
PRIVATE = "[its text is in the private store]"
_TAKEN = {"supports": "Supported", "opposes": "Opposed"}

Parties = Mapping[str, PartyRegistered]


def named(ids: tuple[str, ...] | list[str], parties: Parties) -> str:
    """The names of parties."""
    return ", ".join(parties[id].name if id in parties else id for id in ids) or "Not identified"


def heads(one: Listed, parties: Parties) -> str:
    """Whose comment it is, which, of what kind, and how it was disposed of."""
    restricted = f", for the {one.sent.access}" if one.sent.access != "public" else ""
    state = one.outcome or "open"
    return f"{named(one.parties, parties)}: {one.id} ({one.nature}{restricted}), {state}"


def said(one: Listed, parties: Parties) -> Iterator[str]:
    """What there is to say of a comment, line by line: on which words, what it says and proposes,
    with what it competes, who is for it and against it, and how it was answered."""
    if one.place and one.place.orphaned:
        yield f"On {one.place.eid or one.place.id}, which is gone"
    if one.place and one.place.quote:
        yield f"On the words “{one.place.quote}”"
    yield from (one.text if one.text is not None else PRIVATE).splitlines()
    if one.proposed is not None:
        first, *more = (one.proposed or "to strike it out").splitlines() or [""]
        yield f"Proposes: {first}"
        yield from more
    yield from became(one, parties)


def became(one: Listed, parties: Parties) -> Iterator[str]:
    """What became of a comment, line by line: with what it competes, who is for it and against it,
    and how it was answered."""
    if one.competes_with:
        yield f"Competes with {', '.join(one.competes_with)}: proposals for the same words"
    for stance, word in _TAKEN.items():
        if taken := one.taken(stance):
            yield f"{word} by {named(taken, parties)}"
    for answer in one.answers:
        before = "" if answer is one.answers[-1] else "Before: "
        by = named(answer.by, parties)
        yield f"{before}{answer.outcome}, by {by} on {answer.on}: {answer.reason}"
    if one.outcome in ("withdrawn", "corrected") and one.reason:
        yield f"{one.outcome}: {one.reason}"
    if one.answered_by_edits:
        yield f"Answered by {', '.join(one.answered_by_edits)}"


def counted(found: Compilation) -> Iterator[str]:
    """What the compilation holds, and what it leaves out, line by line."""
    comments = found.comments()
    count, still = len(comments), sum(one.open for one in comments)
    name = f"{found.work}/{found.language}@s{found.step}"
    comments_are = f"{count} comment{'' if count == 1 else 's'}, {still} of them open"
    yield f"{found.title}: compilation of {name}, {comments_are}"
    if found.withheld:
        yield f"Left out: {found.withheld} that may not be read by those it is for"
    if found.elsewhere:
        yield f"Left out: {found.elsewhere} on texts in other languages"
