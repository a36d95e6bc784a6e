"""Where the comments of a message belong: on which work, on which version of it, and at which place
there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from engine.acts.comments import against
from engine.akn.meta import names
from engine.decisions.comment import Against
from engine.errors import NotFound, Refused
from engine.events import VersionIssued
from engine.events.process import Process
from engine.events.submission import Anchor
from engine.mail.item import Item
from engine.point import Reference
from engine.text import Text
from engine.text.anchor import anchor
from engine.text.eid import eids
from engine.text.place import find
from engine.view import View


class Aim(NamedTuple):
    """The text that comments of a message are on."""

    on: Against
    text: Text
    names: Mapping[str, str]


class Placed(NamedTuple):
    """Where a comment is: its work, the text that it is on, the place there; and what it says."""

    work: str
    on: Against | None
    place: Anchor | None
    text: str


class Placing:
    """Finds the places of comments, for one message after the other."""

    def __init__(self, view: View) -> None:
        self.view = view
        self._aims: dict[tuple[str, str | None, int | None], Aim] = {}

    def place(
        self,
        item: Item,
        references: Sequence[Reference],
        day: date,
        remarks: list[str],
        *,
        placed: bool,
    ) -> Placed:
        """The work that a comment is on, the text, the place in it, and what it says: with its
        place in words, where no such place is found. `placed`: whether the message names any."""
        text = f"[{item.party}] {item.text}" if item.party else item.text
        why: str | None = None
        for reference in _likeliest(item, references, self.view.process()):
            for aim in self._aimed(reference, day, placed=placed):
                for written in item.places:
                    try:
                        id = find(aim.text, written, where=reference.work, names=aim.names)
                    except (NotFound, Refused) as error:
                        why = why or str(error)
                        continue
                    return Placed(reference.work, aim.on, _anchored(aim, id, item.quote), text)
        reference = references[0]
        whole = next(iter(self._aimed(reference, day, placed=placed)), None)
        if item.place:
            remarks.append(f"{item.place!r} is no one place of {reference.work}; it is kept so")
            text = f"{item.place}: {text}"
        return Placed(reference.work, whole.on if whole else None, None, text)

    def _aimed(self, reference: Reference, day: date, *, placed: bool) -> Iterator[Aim]:
        """The text that a comment is on: the version that is named; else the last one issued by the
        day it came or, for a message that names places, the first; else, of a work of which none
        was issued, the draft as it stands. None where the work had no text."""
        language = self._language(reference)
        if language is None:
            return
        reference = reference._replace(language=language)
        if reference.point is None:
            issued = [
                (act.effective_on, act.event.number)
                for act in self.view.acts(reference.work, language)
                if isinstance(act.event, VersionIssued)
            ]
            by_then = [number for on, number in issued if on <= day]
            if issued and not by_then and not placed:
                return
            if issued:
                number = by_then[-1] if by_then else issued[0][1]
                reference = reference._replace(point=str(number))
        step = self.view.step(reference, language)
        key = (reference.work, language, step)
        if key not in self._aims:
            found = against(self.view, reference)
            assert found
            on, draft = found
            self._aims[key] = Aim(on, draft.text, eids(draft.text, names(draft.meta)))
        yield self._aims[key]

    def _language(self, reference: Reference) -> str | None:
        """The language of the text that is meant: the one named; else the original, of several the
        first that was opened. None where the work has no draft."""
        drafts = self.view.register(reference.work).drafts
        if reference.language or reference.point:
            return self.view.language_of(reference)
        originals = [language for language, standing in drafts.items() if standing == "original"]
        return next(iter(originals or drafts), None)


def _likeliest(
    item: Item, references: Sequence[Reference], process: Process
) -> Iterable[Reference]:
    """The texts that a comment may be on, those of a work that it names first."""
    said = f"{item.place} {item.text[:120]}".casefold()
    return sorted(references, key=lambda r: process.documents[r.work].title.casefold() not in said)


def _anchored(aim: Aim, id: str, quote: str | None) -> Anchor:
    try:
        return anchor(aim.text, id, aim.names, quote)
    except (NotFound, Refused):
        return anchor(aim.text, id, aim.names)
