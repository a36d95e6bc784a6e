"""The act of receiving messages: each one becomes one submission, in one append.

What is private is written first, under keys that no other process writes; then the records that
name it. A process that dies in between leaves entries that no record names: they are noted when
they are met, and swept when they are still met an hour later.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple
from zoneinfo import ZoneInfo

from engine.acts.growing import Growing
from engine.acts.senders import remember, secret_of
from engine.acts.submitting import Letter, Manner, Submitting, read_letter
from engine.application import Application, Who
from engine.decisions import receipt
from engine.decisions.naming import check_works
from engine.decisions.permission import party, permit
from engine.errors import Conflict, NotFound, Refused, Unreadable
from engine.events import CommentMade, SubmissionReceived
from engine.events.process import Process
from engine.events.submission import Submission
from engine.mail import sender
from engine.mail.mbox import LARGEST, Found
from engine.mail.message import Message, read
from engine.private import Private
from engine.private.texts import NewSalt, new_salt, opened, prefix
from engine.private.unclaimed import sweep

__all__ = ["Failed", "Manner", "Received", "receive"]

_TRIES = 200


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


class _Receiving:
    """The receiving of one run of messages."""

    def __init__(
        self, application: Application, private: Private, who: Who, manner: Manner, salt: NewSalt
    ) -> None:
        self.application = application
        self.private = private
        self.who = who
        self.view = Growing(application.view())
        process = self.view.process()
        party(process, who.recorded_by)
        permit(process, "receive", (who.recorded_by,))
        for id in (*manner.parties, *who.supported_by, *manner.senders.values()):
            party(process, id)
        for address, id in manner.senders.items():
            other = sender.mailbox_of(process, address)
            if other and other != id:
                raise Refused(f"{address} is the functional mailbox of {other}; it is not {id}'s")
        check_works(process, [reference.work for reference in manner.about])
        _check_window(process, manner.window)
        if manner.corrects:
            receipt.received(manner.corrects, self.view.submission(manner.corrects))
        assert process.opened
        self.zone = ZoneInfo(process.opened.time_zone)
        self.secret = secret_of(private)
        self.losers: list[str] = []
        self.doubtful: set[str] = set()
        self.submitting = Submitting(
            self.view, private, manner, secret=self.secret, zone=self.zone, salt=salt
        )
        for address, writes_for in manner.senders.items():
            remember(private, address, writes_for)
        sweep(application, private)

    # -- one message -------------------------------------------------------------------------------

    def message(self, number: int, source: bytes) -> Received:
        """One message becomes one submission, unless it is one already."""
        letter = read_letter(
            number,
            source,
            secret=self.secret,
            zone=self.zone,
            now=self.application.now(self.view.process()),
        )
        salts: dict[bytes, bytes] = {}
        act = self.application.new_id()
        for attempt in range(_TRIES):
            self.view.renew()
            known = self.view.submission(letter.id)
            if known.received:
                return self._known(letter, known)
            decided = self.submitting.decide(letter, salts)
            payloads = decided.payloads
            if self.private.keys(prefix(letter.id)):
                self.doubtful.add(letter.id)  # of somebody who died, or is at it just now
            self.private.put(payloads)
            who = self._who(decided.receipt.parties, letter.day)
            try:
                self.application.append(self.view, decided.events, who, act, self.zone)
            except Conflict:
                self.losers += payloads
                if attempt == _TRIES - 1:
                    raise
                continue
            kept = set(payloads)
            self.losers = [key for key in self.losers if key not in kept]
            if any(self.private.get(key) is None for key in payloads):
                self.private.put(payloads)  # somebody swept them, before a record named them
            return Received(
                letter.number,
                letter.id,
                False,
                decided.receipt,
                decided.comments,
                decided.remarks,
            )
        raise AssertionError("unreachable")

    def _who(self, parties: tuple[str, ...], day: date) -> Who:
        """Whose act it is: the sender's, or while they are not known, of whoever enters it."""
        by = parties or (self.who.recorded_by,)
        return Who(self.who.recorded_by, by, self.who.supported_by, self.who.on or day)

    def _known(self, letter: Letter, known: Submission) -> Received:
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

    # -- afterwards --------------------------------------------------------------------------------

    def clear(self) -> None:
        """What was written for records that were never made goes."""
        if self.losers:
            self.private.delete(dict.fromkeys(self.losers))
            self.losers = []
        if self.doubtful:
            sweep(self.application, self.private, doubtful=self.doubtful)


def _check_window(process: Process, window: str | None) -> None:
    timetable = process.timetable.milestones
    if window and window not in process.invitations and window not in timetable:
        raise NotFound(
            f"{window!r} is neither an invitation nor a milestone of this process",
            hint=f"Its invitations: {', '.join(process.invitations) or 'none'}.",
        )


def _alike(one: Message, other: Message) -> bool:
    """Whether two messages say the same, whatever servers have put before it."""
    return (one.text, one.attachments) == (other.text, other.attachments)
