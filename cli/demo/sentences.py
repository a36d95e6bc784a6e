"""What the story says of parties, letters and comments, from what the log says."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from cli.schedule import timeline_of
from engine.acts.receiving import Received
from engine.comment_id import parse
from engine.view import View
from projections.listing import Listed, listing

EVERYBODY = ("state-party", "signatory", "observer", "organisation", "group")
_ADDRESSEES = {
    EVERYBODY: "States Parties and other stakeholders",
    ("state-party",): "all States Parties",
}


def name(view: View, parties: Sequence[str]) -> str:
    """The parties' names, as the story calls them."""
    known = view.process().parties
    return " and ".join(known[id].name.removesuffix(" (illustrative)") for id in parties)


def addressees(to: tuple[str, ...]) -> str:
    """To whom a text went out."""
    return _ADDRESSEES.get(to) or ", ".join(to)


def listed(view: View, id: str) -> Listed:
    """A comment as the register has it, for the presidency."""
    found = listing(view, [parse(id).work], access="presidency").comments
    return next(one for one in found if one.id == id)


def place(one: Listed) -> str:
    """Where a comment is."""
    number = (one.place.eid or "").rpartition("para_")[2] if one.place else ""
    return f"paragraph {number}" if number else "the text"


def received(view: View, day: date, result: Received, how: str) -> str:
    """A letter, as the timetable and the register have it."""
    submissions = timeline_of(view, day, "presidency").submissions
    found = next(s for s in submissions if s.id == result.submission)
    ids = [made.comment for made in result.comments]
    notes = [how] if how else []
    if found.minutes_late:
        notes.append(f"{_long(found.minutes_late)} late")
    if found.by_channel is False:
        notes.append("without the copy to the presidency that was asked for")
    if result.receipt.access != "public":
        notes.append(f"for the {result.receipt.access} only: its words stay out of the log")
    for rival in (rival for id in ids for rival in listed(view, id).competes_with):
        notes.append(f"with a wording that competes with {rival}")
    whose = name(view, result.receipt.parties)
    told = "".join(f", {note}" for note in notes)
    return f"{whose} writes on {result.receipt.works[0]} ({', '.join(ids)}){told}."


def _long(minutes: int) -> str:
    """A time as people say it: the two largest of days, hours and minutes."""
    days, rest = divmod(minutes, 24 * 60)
    hours, rest = divmod(rest, 60)
    units = ((days, "day"), (hours, "hour"), (rest, "minute"))
    parts = [f"{n} {unit}{'s' * (n > 1)}" for n, unit in units if n]
    return " and ".join(parts[:2])
