"""What a message becomes: the receipt of a submission, its comments in their places, and the
private payloads that these commit to."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

import msgspec
from msgspec.structs import replace

from engine.acts.comments import numbered
from engine.acts.placing import Placing
from engine.acts.senders import party_of
from engine.application import Events
from engine.decisions import receipt
from engine.decisions.comment import Point
from engine.errors import Refused
from engine.events import CommentMade, Event, MessageSeen, SubmissionReceived
from engine.events import submission as submissions
from engine.events.register import INBOX
from engine.events.submission import Access, Attached, Submission
from engine.mail import about, sender
from engine.mail.contents import Contents, contents
from engine.mail.dating import Dated, dated
from engine.mail.message import Message, read
from engine.mail.names import Names
from engine.point import Reference
from engine.private import Private
from engine.private.texts import NewSalt, Words, sealed
from engine.view import View

_BEHIND = timedelta(hours=6)
"""How much later than its date a message may reach the first server, and nobody wonders."""
_DATED = {
    "sender-no-offset": "its date says no offset; it is read in the time zone {}",
    "server": "it has no date, or one in the future; that of a server counts",
    "entry": "it has no date, or one in the future; the time of entry counts",
}


class Manner(NamedTuple):
    """How messages are received: about which works (none: as they say), from which parties (none:
    as their senders are known), for whom to read and from which day on, for which window, and in
    place of which earlier submission. `senders` are personal addresses with their parties."""

    about: tuple[Reference, ...] = ()
    parties: tuple[str, ...] = ()
    access: Access = "public"
    embargo_until: date | None = None
    window: str | None = None
    corrects: str | None = None
    reason: str | None = None
    senders: Mapping[str, str] = {}


class Letter(NamedTuple):
    """A message, read: all that does not depend on the log."""

    number: int
    source: bytes
    id: str
    message: Message
    contents: Contents
    dated: Dated
    day: date


class Decided(NamedTuple):
    """What is recorded of a message, the private entries that it names, and what there is to say
    about it."""

    receipt: SubmissionReceived
    events: dict[str, Sequence[Event]]
    payloads: dict[str, bytes]
    remarks: tuple[str, ...]

    @property
    def comments(self) -> tuple[CommentMade, ...]:
        """The comments of the submission."""
        found = (event for events in self.events.values() for event in events)
        return tuple(event for event in found if isinstance(event, CommentMade))


def read_letter(
    number: int, source: bytes, *, secret: bytes, zone: ZoneInfo, now: datetime
) -> Letter:
    """A message, read; its id under the secret of the store. `Unreadable` where it is none."""
    message = read(source)
    plain = source.replace(b"\r\n", b"\n").rstrip(b"\n")
    made = sender.digest(secret, message.id if message.id else plain)
    when = dated(message, zone, now)
    day = when.at.astimezone(zone).date()
    return Letter(number, source, made[:32], message, contents(message), when, day)


class Submitting:
    """Decides what messages become, one after the other, on a view that is renewed."""

    def __init__(
        self,
        view: View,
        private: Private,
        manner: Manner,
        *,
        secret: bytes,
        zone: ZoneInfo,
        salt: NewSalt,
    ) -> None:
        self.view = view
        self.private = private
        self.manner = manner
        self.secret = secret
        self.zone = zone
        self.salt = salt
        self.process = view.process()
        self.placing = Placing(view)

    def decide(self, letter: Letter, salts: dict[bytes, bytes]) -> Decided:
        """The records of a message, the private entries that they name, and what there is to say
        about it. A payload that was sealed before keeps its salt."""
        process = self.process = self.view.process()
        message, manner = letter.message, self.manner
        remarks = [*message.remarks, *letter.contents.remarks]
        payloads: dict[str, bytes] = {}

        def seal(payload: bytes) -> str:
            if payload not in salts:
                salts[payload] = self.salt()
            made, entries = sealed(letter.id, payload, salts[payload])
            payloads.update(entries)
            return made

        if letter.dated.dated != "sender":
            remarks.append(_DATED[letter.dated.dated].format(self.zone.key))
        elif message.passed and message.passed[-1] - letter.dated.at > _BEHIND:
            first = message.passed[-1].isoformat(" ", "minutes")
            remarks.append(f"its sender dates it earlier than the first server, which says {first}")
        known = self._names(letter)
        parties = manner.parties or self._sender(message)
        if not parties:
            remarks.append("its sender is not known; travaux identify says later whose it is")
        thread = tuple(
            sender.digest(self.secret, id)[:32] for id in message.refers if id != message.id
        )
        about_, references = self._works(letter, thread)
        to = sender.at_mailboxes(process, message.to)
        copied = sender.at_mailboxes(process, (*message.cc, *message.arrived))
        points: list[Point] = []
        if receipt.may_comment(process, parties):
            points = self._points(letter, references, known, seal, remarks)
        elif letter.contents.comments:
            roles = ", ".join(dict.fromkeys(process.parties[id].role for id in parties))
            remarks.append(f"{', '.join(parties)} ({roles}) may not comment; it has no comments")
        received = SubmissionReceived(
            parties=parties,
            works=about_,
            channel="e-mail",
            received_at=letter.dated.at,
            dated=letter.dated.dated,
            sent_to=to,
            copied_to=tuple(party for party in copied if party not in to),
            window=manner.window or self._window(message.subject),
            thread=thread,
            attachments=tuple(
                Attached(media=_media(a.media, known), size=len(a.content))
                for a in message.attachments
            ),
            access=manner.access,
            embargo_until=manner.embargo_until,
            commitment=seal(letter.source),
        )
        stream = submissions.stream(letter.id)
        events: dict[str, Sequence[Event]] = {INBOX: [MessageSeen(submission=letter.id)]}
        made = numbered(self.view, letter.id, points)
        comments = [_worded(event) for event in made.pop(stream, [])]
        events[stream] = [received, *comments]
        events |= made
        if manner.corrects:
            events |= self._corrected(letter.id, received, known)
        return Decided(received, events, payloads, tuple(dict.fromkeys(remarks)))

    def _corrected(self, id: str, received: SubmissionReceived, known: Names) -> Events:
        """The earlier submission, in whose place this one comes."""
        assert self.manner.corrects
        earlier = self.view.submission(self.manner.corrects)
        now = Submission(received=received, parties=received.parties)
        event = receipt.correct(
            self.manner.corrects, earlier, id, now, received.parties, self.manner.reason
        )
        if event.reason and known.cut(event.reason) != event.reason:
            raise Refused("the reason of a correction is public, and names somebody whom it names")
        return {submissions.stream(self.manner.corrects): [event]}

    def _window(self, subject: str) -> str | None:
        """The invitation or milestone that a subject names by its id."""
        known = (*self.process.invitations, *self.process.timetable.milestones)
        words = set(re.findall(r"[a-z][a-z0-9-]*-[a-z0-9-]*[a-z0-9]", subject.casefold()))
        return next((id for id in known if id in words), None)

    def _sender(self, message: Message) -> tuple[str, ...]:
        found = sender.sender(
            self.process, message, lambda address: party_of(self.private, self.secret, address)
        )
        return (found,) if found else ()

    def _works(
        self, letter: Letter, thread: tuple[str, ...]
    ) -> tuple[tuple[str, ...], tuple[Reference, ...]]:
        """The works that a message is about, and the texts of them that its comments are on."""
        if self.manner.about:
            return tuple(dict.fromkeys(r.work for r in self.manner.about)), self.manner.about
        symbols = {
            str(symbol): given[-1].work for symbol, given in self.view.symbols().given.items()
        }
        before = [
            work
            for id in reversed(thread)
            if (earlier := self.view.submission(id).received)
            for work in earlier.works
        ]
        found = about.works(
            self.process,
            letter.message,
            symbols=symbols,
            before=before,
            issued=[w for w in self.process.documents if self.view.register(w).versions],
            on=letter.day,
        )
        if not found:
            raise Refused(
                "it does not say which work it is about",
                hint=f"Say --work WORK, one of: {', '.join(self.process.documents) or 'none yet'}.",
            )
        return found, tuple(Reference(work, None, None) for work in found)

    def _names(self, letter: Letter) -> Names:
        """Those whom a message names, but for what the process itself names."""
        public = [p.name for p in self.process.parties.values() if p.commitment is None]
        public += [d.title for d in self.process.documents.values()]
        public += [box for p in self.process.parties.values() for box in p.mailboxes]
        return Names(letter.contents.people, public)

    def _points(
        self,
        letter: Letter,
        references: Sequence[Reference],
        known: Names,
        seal: Callable[[bytes], str],
        remarks: list[str],
    ) -> list[Point]:
        """The comments of a message, each in its place, without people's names."""
        placed = any(item.places for item, _ in letter.contents.comments)
        restricted = self.manner.access != "public" or self.manner.embargo_until is not None
        points = []
        for item, attachment in letter.contents.comments:
            work, on, place, text = self.placing.place(
                item, references, letter.day, remarks, placed=placed
            )
            text = known.cut_lines(text)
            proposed = item.proposed
            named = proposed is not None and known.cut(proposed) != proposed
            if named:
                remarks.append("a proposed wording names a person; that comment stays private")
            commitment = None
            if (restricted or named) and (text or proposed):
                commitment = seal(msgspec.json.encode(Words(text, proposed, named)))
            points.append(
                Point(
                    work=work,
                    text=text,
                    on=on,
                    place=place,
                    nature=item.nature,
                    proposed=proposed,
                    attachment=attachment,
                    commitment=commitment,
                )
            )
        return points


def _worded(event: Event) -> Event:
    """A comment that says nothing itself, beside a file, without an empty text."""
    if isinstance(event, CommentMade) and event.text == "":
        return replace(event, text=None)
    return event


def _media(media: str, known: Names) -> str:
    """A media type as it was declared, unless it names somebody."""
    plain = re.sub(r"[._+-]", " ", media.partition("/")[2])
    return media if known.cut(plain) == plain else "application/octet-stream"
