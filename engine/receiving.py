"""The act of receiving messages: each one becomes one submission, in one append.

What is private is written first, under keys that no other process writes; then the records that
name it. A process that dies in between leaves entries that no record names: they are noted when
they are met, and swept when they are still met an hour later.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

import msgspec
from msgspec.structs import replace

from engine.anchor import anchor
from engine.application import Application, Events, Who
from engine.comments import against, numbered
from engine.decisions import receipt
from engine.decisions.comment import Against, Point
from engine.decisions.naming import check_works
from engine.decisions.permission import party, permit
from engine.eid import eids
from engine.errors import Conflict, NotFound, Refused, Unreadable
from engine.events import (
    CommentMade,
    Event,
    MessageSeen,
    ProcessEvent,
    RegisterEvent,
    SubmissionReceived,
    VersionIssued,
)
from engine.events import process as processes
from engine.events import register as registers
from engine.events import submission as submissions
from engine.events.process import Process
from engine.events.register import INBOX, Register
from engine.events.submission import Access, Anchor, Attached, Submission
from engine.mail import about, sender
from engine.mail.contents import Contents, contents
from engine.mail.dating import Dated, dated
from engine.mail.item import Item
from engine.mail.mbox import LARGEST, Found
from engine.mail.message import Message, read
from engine.mail.names import Names
from engine.meta import names
from engine.place import find
from engine.point import Reference
from engine.private import SECRET, Private, new_secret
from engine.private_text import NewSalt, Words, new_salt, opened, prefix, sealed
from engine.record import Entry
from engine.text import Text
from engine.view import View

_TRIES = 200
_UNCLAIMED = "unclaimed"
_HOUR = timedelta(hours=1)
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


class Received(NamedTuple):
    """What became of one message: the submission, whether it had been received before, its receipt
    and its comments; and what there is to say about it."""

    number: int
    submission: str
    before: bool
    receipt: SubmissionReceived
    comments: tuple[CommentMade, ...]
    remarks: tuple[str, ...]


class Failed(NamedTuple):
    """A message that was not received, and why."""

    number: int
    error: str
    hint: str | None = None


def receive(
    application: Application,
    private: Private,
    found: Iterable[Found],
    who: Who,
    manner: Manner,
    *,
    salt: NewSalt = new_salt,
) -> Iterator[Received | Failed]:
    """Receives messages one by one; a bad one does not stop the rest. `Refused` before the first,
    where whoever enters them may not, or where what is said of them does not hold."""
    receiving = _Receiving(application, private, who, manner, salt)
    try:
        for number, source in found:
            if source is None:
                yield Failed(number, f"it is larger than {LARGEST} bytes, which are read at most")
                continue
            try:
                yield receiving.message(number, source)
            except (Refused, NotFound, Unreadable, Conflict) as error:
                yield Failed(number, str(error), error.hint)
    finally:
        receiving.clear()


class _Kept(View):
    """A view that is looked at again and again: what was read once is kept, and what is folded
    goes on from there."""

    def __init__(self, view: View) -> None:
        super().__init__(view.log, view.snapshots)
        self._process = Process()
        self._registers: dict[str, Register] = {}

    def renew(self) -> None:
        """From here on the log as it stands now."""
        self._heads.clear()

    def entries(self, stream: str) -> list[Entry]:
        known = self._entries.setdefault(stream, [])
        last = self.head(stream)[0]
        if len(known) < last:
            known += self.log.read(stream, last, after=len(known))
        return known

    def process(self) -> Process:
        for entry in self.entries(processes.STREAM)[self._process.step :]:
            assert isinstance(entry.record.event, ProcessEvent)
            processes.evolve(self._process, entry.record.event)
        return self._process

    def register(self, work: str) -> Register:
        register = self._registers.setdefault(work, Register())
        for entry in self.entries(registers.stream(work))[register.step :]:
            assert isinstance(entry.record.event, RegisterEvent)
            registers.evolve(register, entry.record.event)
        return register


class _Aim(NamedTuple):
    """The text that comments of a message are on."""

    on: Against
    text: Text
    names: Mapping[str, str]


class _Letter(NamedTuple):
    """A message, read: all that does not depend on the log."""

    number: int
    source: bytes
    id: str
    message: Message
    contents: Contents
    dated: Dated
    day: date


class _Receiving:
    """The receiving of one run of messages."""

    def __init__(
        self, application: Application, private: Private, who: Who, manner: Manner, salt: NewSalt
    ) -> None:
        self.application = application
        self.private = private
        self.who = who
        self.manner = manner
        self.salt = salt
        self.view = _Kept(application.view())
        process = self.process = self.view.process()
        party(process, who.recorded_by)
        permit(process, "receive", (who.recorded_by,))
        for id in (*manner.parties, *who.supported_by, *manner.senders.values()):
            party(process, id)
        for address, id in manner.senders.items():
            other = sender.mailbox_of(process, address)
            if other and other != id:
                raise Refused(f"{address} is the functional mailbox of {other}; it is not {id}'s")
        check_works(process, [reference.work for reference in manner.about])
        self._check_window()
        if manner.corrects:
            receipt.received(manner.corrects, self.view.submission(manner.corrects))
        assert process.opened
        self.zone = ZoneInfo(process.opened.time_zone)
        self.secret = _secret(private)
        self.losers: list[str] = []
        self.doubtful: set[str] = set()
        self._aims: dict[tuple[str, str | None, int | None], _Aim] = {}
        private.put(
            {
                _sender_key(self.secret, address): msgspec.json.encode(writes_for)
                for address, writes_for in manner.senders.items()
            }
        )
        sweep(application, private)

    def _check_window(self) -> None:
        window = self.manner.window
        timetable = self.process.timetable.milestones
        if window and window not in self.process.invitations and window not in timetable:
            raise NotFound(
                f"{window!r} is neither an invitation nor a milestone of this process",
                hint=f"Its invitations: {', '.join(self.process.invitations) or 'none'}.",
            )

    # -- one message -------------------------------------------------------------------------------

    def message(self, number: int, source: bytes) -> Received:
        """One message becomes one submission, unless it is one already."""
        letter = self._read(number, source)
        salts: dict[bytes, bytes] = {}
        act = self.application.new_id()
        for attempt in range(_TRIES):
            self.view.renew()
            self.process = self.view.process()
            known = self.view.submission(letter.id)
            if known.received:
                return self._known(letter, known)
            events, payloads, remarks = self._decided(letter, salts)
            if self.private.keys(prefix(letter.id)):
                self.doubtful.add(letter.id)  # of somebody who died, or is at it just now
            self.private.put(payloads)
            receipt_, comments = _made(events[submissions.stream(letter.id)])
            who = self._who(receipt_.parties, letter.day)
            try:
                self.application.append(self.view, events, who, act, self.zone)
            except Conflict:
                self.losers += payloads
                if attempt == _TRIES - 1:
                    raise
                continue
            kept = set(payloads)
            self.losers = [key for key in self.losers if key not in kept]
            if any(self.private.get(key) is None for key in payloads):
                self.private.put(payloads)  # somebody swept them, before a record named them
            return Received(letter.number, letter.id, False, receipt_, comments, remarks)
        raise AssertionError("unreachable")

    def _read(self, number: int, source: bytes) -> _Letter:
        message = read(source)
        plain = source.replace(b"\r\n", b"\n").rstrip(b"\n")
        made = sender.digest(self.secret, message.id if message.id else plain)
        when = dated(message, self.zone, self.application.now(self.process))
        day = when.at.astimezone(self.zone).date()
        return _Letter(number, source, made[:32], message, contents(message), when, day)

    def _who(self, parties: tuple[str, ...], day: date) -> Who:
        """Whose act it is: the sender's, or while they are not known, of whoever enters it."""
        by = parties or (self.who.recorded_by,)
        return Who(self.who.recorded_by, by, self.who.supported_by, self.who.on or day)

    def _known(self, letter: _Letter, known: Submission) -> Received:
        """A message that is a submission already: the same one, or one that uses its id."""
        assert known.received
        remarks: list[str] = []
        if committed := known.received.commitment:
            payload = opened(self.private, letter.id, committed)
            if payload is not None and not _alike(read(payload), letter.message):
                raise Refused(
                    f"it has the Message-ID of the submission {letter.id}, received before, but "
                    "says something else",
                    hint="If it is another message, its sender must send it again.",
                )
            if payload is None and known.erased:
                remarks.append("what the private store held of it was erased; it stays so")
        comments = tuple(comment.made for comment in known.comments.values())
        return Received(letter.number, letter.id, True, known.received, comments, tuple(remarks))

    # -- deciding ----------------------------------------------------------------------------------

    def _decided(
        self, letter: _Letter, salts: dict[bytes, bytes]
    ) -> tuple[dict[str, Sequence[Event]], dict[str, bytes], tuple[str, ...]]:
        """The records of a message, the private entries that they name, and what there is to say
        about it. A payload that was sealed before keeps its salt."""
        process, message, manner = self.process, letter.message, self.manner
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
            events |= self._corrected(letter.id, received)
        return events, payloads, tuple(dict.fromkeys(remarks))

    def _corrected(self, id: str, received: SubmissionReceived) -> Events:
        """The earlier submission, in whose place this one comes."""
        assert self.manner.corrects
        earlier = self.view.submission(self.manner.corrects)
        now = Submission(received=received, parties=received.parties)
        event = receipt.correct(
            self.manner.corrects, earlier, id, now, received.parties, self.manner.reason
        )
        return {submissions.stream(self.manner.corrects): [event]}

    def _window(self, subject: str) -> str | None:
        """The invitation or milestone that a subject names by its id."""
        known = (*self.process.invitations, *self.process.timetable.milestones)
        words = set(re.findall(r"[a-z][a-z0-9-]*-[a-z0-9-]*[a-z0-9]", subject.casefold()))
        return next((id for id in known if id in words), None)

    def _sender(self, message: Message) -> tuple[str, ...]:
        def known(address: str) -> str | None:
            payload = self.private.get(_sender_key(self.secret, address))
            return None if payload is None else msgspec.json.decode(payload, type=str)

        found = sender.sender(self.process, message, known)
        return (found,) if found else ()

    def _works(
        self, letter: _Letter, thread: tuple[str, ...]
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

    def _names(self, letter: _Letter) -> Names:
        """Those whom a message names, but for what the process itself names."""
        public = [p.name for p in self.process.parties.values() if p.commitment is None]
        public += [d.title for d in self.process.documents.values()]
        public += [box for p in self.process.parties.values() for box in p.mailboxes]
        return Names(letter.contents.people, public)

    # -- comments ----------------------------------------------------------------------------------

    def _points(
        self,
        letter: _Letter,
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
            work, on, place, text = self._placed(
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

    def _placed(
        self,
        item: Item,
        references: Sequence[Reference],
        day: date,
        remarks: list[str],
        *,
        placed: bool,
    ) -> tuple[str, Against | None, Anchor | None, str]:
        """The work that a comment is on, the text, the place in it, and what it says: with its
        place in words, where no such place is found. `placed`: whether the message names any."""
        text = f"[{item.party}] {item.text}" if item.party else item.text
        why: str | None = None
        for reference in _likeliest(item, references, self.process):
            for aim in self._aimed(reference, day, placed=placed):
                for written in item.places:
                    try:
                        id = find(aim.text, written, where=reference.work, names=aim.names)
                    except (NotFound, Refused) as error:
                        why = why or str(error)
                        continue
                    return reference.work, aim.on, _anchored(aim, id, item.quote), text
        reference = references[0]
        whole = next(iter(self._aimed(reference, day, placed=placed)), None)
        if item.place:
            remarks.append(f"{item.place!r} is no one place of {reference.work}; it is kept so")
            text = f"{item.place}: {text}"
        return reference.work, whole.on if whole else None, None, text

    def _aimed(self, reference: Reference, day: date, *, placed: bool) -> Iterator[_Aim]:
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
            self._aims[key] = _Aim(on, draft.text, eids(draft.text, names(draft.meta)))
        yield self._aims[key]

    def _language(self, reference: Reference) -> str | None:
        """The language of the text that is meant: the one named; else the original, of several the
        first that was opened. None where the work has no draft."""
        drafts = self.view.register(reference.work).drafts
        if reference.language or reference.point:
            return self.view.language_of(reference)
        originals = [language for language, standing in drafts.items() if standing == "original"]
        return next(iter(originals or drafts), None)

    # -- afterwards --------------------------------------------------------------------------------

    def clear(self) -> None:
        """What was written for records that were never made goes."""
        if self.losers:
            self.private.delete(dict.fromkeys(self.losers))
            self.losers = []
        if self.doubtful:
            sweep(self.application, self.private, doubtful=self.doubtful)


def remember(private: Private, address: str, party: str) -> None:
    """Messages from a person's address are a party's from here on."""
    private.put({_sender_key(_secret(private), address): msgspec.json.encode(party)})


def sender_keys(private: Private, message: Message) -> list[str]:
    """The entries that say for whom the senders of a message write."""
    secret = private.get(SECRET)
    if secret is None:
        return []
    return [_sender_key(secret, address.address) for address in message.senders]


def sweep(
    application: Application,
    private: Private,
    *,
    thorough: bool = False,
    doubtful: Iterable[str] = (),
) -> None:
    """Erases what a process that died wrote for a record that it never made: what no record names,
    and did not an hour ago. Of the submissions that came, those are looked into that are
    `doubtful`, or were before; all of them, where it is to be `thorough`."""
    held: dict[str, list[str]] = {}
    for key in private.keys("submission/"):
        held.setdefault(key.split("/")[1], []).append(key)
    noted = private.get(_UNCLAIMED)
    before = msgspec.json.decode(noted, type=dict[str, datetime]) if noted else {}
    view = application.view()
    seen = {
        event.submission
        for entry in view.entries(INBOX)
        if isinstance(event := entry.record.event, MessageSeen)
    }
    now = application.now(view.process())
    unclaimed: dict[str, datetime] = {}
    looked_into = {*doubtful, *(key.split("/")[1] for key in before)}
    for id, keys in held.items():
        if id in seen and not thorough and id not in looked_into:
            continue
        claimed = _claimed(view, id) if id in seen else set()
        for key in keys:
            if key.split("/")[2] not in claimed:
                unclaimed[key] = before.get(key, now)
    gone = [key for key, since in unclaimed.items() if now - since >= _HOUR]
    if gone:
        private.delete(gone)
    left = {key: since for key, since in unclaimed.items() if key not in set(gone)}
    if left != before:
        private.put({_UNCLAIMED: msgspec.json.encode(left)})


def _claimed(view: View, id: str) -> set[str]:
    """The commitments that the records of a submission hold, unless it was erased."""
    submission = view.submission(id)
    if submission.erased or not submission.received:
        return set()
    found = {comment.made.commitment for comment in submission.comments.values()}
    return {commitment for commitment in (*found, submission.received.commitment) if commitment}


def _likeliest(
    item: Item, references: Sequence[Reference], process: Process
) -> Iterable[Reference]:
    """The texts that a comment may be on, those of a work that it names first."""
    said = f"{item.place} {item.text[:120]}".casefold()
    return sorted(references, key=lambda r: process.documents[r.work].title.casefold() not in said)


def _anchored(aim: _Aim, id: str, quote: str | None) -> Anchor:
    try:
        return anchor(aim.text, id, aim.names, quote)
    except (NotFound, Refused):
        return anchor(aim.text, id, aim.names)


def _worded(event: Event) -> Event:
    """A comment that says nothing itself, beside a file, without an empty text."""
    if isinstance(event, CommentMade) and event.text == "":
        return replace(event, text=None)
    return event


def _media(media: str, known: Names) -> str:
    """A media type as it was declared, unless it names somebody."""
    plain = re.sub(r"[._+-]", " ", media.partition("/")[2])
    return media if known.cut(plain) == plain else "application/octet-stream"


def _made(events: Sequence[Event]) -> tuple[SubmissionReceived, tuple[CommentMade, ...]]:
    received = events[0]
    assert isinstance(received, SubmissionReceived)
    return received, tuple(event for event in events if isinstance(event, CommentMade))


def _alike(one: Message, other: Message) -> bool:
    """Whether two messages say the same, whatever servers have put before it."""
    return (one.text, one.attachments) == (other.text, other.attachments)


def _secret(private: Private) -> bytes:
    """The store's secret; a new one where it came without its private part."""
    found = private.get(SECRET)
    if found is None:
        private.put({SECRET: new_secret()})
        found = private.get(SECRET)
    assert found
    return found


def _sender_key(secret: bytes, address: str) -> str:
    return f"sender/{sender.digest(secret, sender.folded(address))}"
