"""A message: what its bytes say, as far as they can be read, and what is wrong with them.

Read with the standard library (`email`, policy `default`). A header that it cannot read does not
stop the rest. What the message carries is kept as it is; nothing is run, and no archive opened.
"""

from __future__ import annotations

import re
from datetime import datetime
from email import policy
from email.message import Message as Parsed
from email.parser import BytesHeaderParser, BytesParser
from typing import Any, cast

import msgspec

from engine.errors import Unreadable
from engine.mail.body import MOST_PARTS, Attachment, Body
from engine.mail.headers import Address, Headers, date_of, ids_of
from engine.mail.lenient import FAILURES, RULES

MOST_MULTIPARTS = 500
"""Parts made of parts; a message of more is taken as a whole."""
_MULTIPARTS = re.compile(rb"^content-type:\s*multipart/", re.IGNORECASE | re.MULTILINE)


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """What a message says.

    `sure`: who sent it is said in one way only. `arrived` are the mailboxes that it was delivered
    to, whatever `to` and `cc` say. `date` is the sender's, with its offset, or none (naive) where
    it has none; `passed` the times at which servers passed it on, the last one first. `refers` are
    the ids of the messages that it goes on from, the nearest last. `tables` are those of an HTML
    text, and `prose` is the text without them. `remarks` say what is wrong with it.
    """

    id: str | None
    senders: tuple[Address, ...]
    sure: bool
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    arrived: tuple[Address, ...]
    others: tuple[Address, ...]
    subject: str
    date: datetime | None
    passed: tuple[datetime, ...]
    refers: tuple[str, ...]
    text: str
    prose: str
    tables: tuple[tuple[tuple[str, ...], ...], ...]
    attachments: tuple[Attachment, ...]
    remarks: tuple[str, ...]

    @property
    def people(self) -> tuple[Address, ...]:
        """Everybody whom its headers name."""
        return tuple(
            dict.fromkeys((*self.senders, *self.to, *self.cc, *self.arrived, *self.others))
        )


def read(source: bytes) -> Message:
    """The message. `Unreadable` where the bytes are none: they have no header by which it could be
    known."""
    remarks: list[str] = []
    parsed, body = _parsed(source.lstrip(b"\xef\xbb\xbf\r\n"), remarks)
    headers = Headers(parsed, remarks)
    if not any(headers.has(name) for name in ("from", "date", "message-id", "subject", "to")):
        raise Unreadable("it has neither From, To, Date, Subject nor Message-ID; it is no message")
    senders, sure = headers.senders()
    passed = tuple(
        when for value in headers.all("received") if (when := date_of(value.rpartition(";")[2]))
    )
    dates = headers.all("date")
    return Message(
        id=next(iter(ids_of(" ".join(headers.all("message-id")[:1]))), None),
        senders=senders,
        sure=sure,
        to=headers.addresses("to"),
        cc=headers.addresses("cc"),
        arrived=headers.addresses("delivered-to", "x-original-to", "resent-to", "resent-cc"),
        others=headers.addresses(
            "sender",
            "reply-to",
            "bcc",
            "resent-from",
            "return-path",
            "disposition-notification-to",
        ),
        subject=headers.line("subject"),
        date=date_of(dates[0]) if dates else None,
        passed=tuple(when for when in passed if when.tzinfo),
        refers=headers.refers(),
        text=_together(body.texts),
        prose=_together(body.prose),
        tables=tuple(body.tables),
        attachments=tuple(body.attachments[:MOST_PARTS]),
        remarks=tuple(dict.fromkeys(body.remarks)),
    )


def _parsed(source: bytes, remarks: list[str]) -> tuple[Parsed, Body]:
    """The message with its parts. Where the policy `default` fails on a header that sets the parts
    apart, the older one, which asks less; where parts are too deep in each other, its headers."""
    for rules in (RULES, policy.compat32):
        try:
            if len(_MULTIPARTS.findall(source)) > MOST_MULTIPARTS:
                break
            parsed = cast(Parsed, BytesParser(policy=cast(Any, rules)).parsebytes(source))
            body = Body(list(remarks))
            body.read(parsed, 0)
        except FAILURES:
            remarks.append("what sets its parts apart is not as it should be")
        except RecursionError:
            break
        else:
            remarks[:] = body.remarks
            body.remarks = remarks
            return parsed, body
    remarks[:] = ["its parts cannot be read; it is kept whole"]
    headers = BytesHeaderParser(policy=policy.compat32).parsebytes(source)
    return headers, Body(remarks)


def _together(texts: list[str]) -> str:
    """Texts one below the other."""
    return "\n\n".join(text for text in texts if text.strip()).strip("\n")
