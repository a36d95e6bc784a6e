"""A message: what its bytes say, as far as they can be read, and what is wrong with them.

Read with the standard library (`email`, policy `default`). A header that it cannot read does not
stop the rest. What the message carries is kept as it is; nothing is run, and no archive opened.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from email import errors, policy
from email.headerregistry import HeaderRegistry
from email.message import Message as Parsed
from email.parser import BytesHeaderParser, BytesParser
from email.utils import getaddresses, parsedate_to_datetime
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar, cast

import msgspec

from engine.errors import Unreadable
from engine.mail import charset
from engine.mail.flowed import unfolded
from engine.mail.form import of_rows
from engine.mail.markup import Rendered

T = TypeVar("T")

MOST_PARTS = 1000
"""Attachments that are told one by one; the raw message holds the others too."""
MOST_MULTIPARTS = 500
"""Parts made of parts; a message of more is taken as a whole."""
DEEPEST = 60
"""Parts in each other that are looked into; what lies deeper is one attachment."""
LONGEST_TEXT = 2_000_000
"""Code points of text that are read as a comment; what is longer is an attachment."""
_MEDIA = re.compile(r"[a-z]{4,11}/[a-z0-9][a-z0-9!#$&^_.+-]{0,70}")
_TYPES = frozenset(
    "application audio font image message model multipart text video haptics".split()
)
_ANGLED = re.compile(r"[^<>@()]*<([^<>@()\s,;:\"]+@[^<>@()\s,;:\"]+)>\s*")
"""A sender with one address, however their name is written."""
_SPACE = re.compile(r"\s+")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffc\ufffe\uffff\ud800-\udfff]")


_MULTIPARTS = re.compile(rb"^content-type:\s*multipart/", re.IGNORECASE | re.MULTILINE)
_registry = HeaderRegistry()


@lru_cache(maxsize=1024)
def _header(name: str, value: str) -> Any:
    """A header, read: slow, and asked for again and again."""
    return _registry(name, value)


_RULES = policy.default.clone(header_factory=_header)
_FAILURES = (
    ValueError,
    LookupError,
    AttributeError,
    TypeError,
    AssertionError,
    errors.MessageError,
)
"""What the standard library raises on what no standard allows."""


class Address(NamedTuple):
    """Who is named in a header: as people read it, and the address."""

    name: str
    address: str


class Attachment(NamedTuple):
    """A file that came with a message: its name and media type as declared, and its bytes."""

    name: str
    media: str
    content: bytes


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
    headers = _Headers(parsed, remarks)
    if not any(headers.has(name) for name in ("from", "date", "message-id", "subject", "to")):
        raise Unreadable("it has neither From, To, Date, Subject nor Message-ID; it is no message")
    senders, sure = headers.senders()
    passed = tuple(
        when for value in headers.all("received") if (when := _date(value.rpartition(";")[2]))
    )
    dates = headers.all("date")
    return Message(
        id=next(iter(_ids(" ".join(headers.all("message-id")[:1]))), None),
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
        date=_date(dates[0]) if dates else None,
        passed=tuple(when for when in passed if when.tzinfo),
        refers=headers.refers(),
        text=_together(body.texts),
        prose=_together(body.prose),
        tables=tuple(body.tables),
        attachments=tuple(body.attachments[:MOST_PARTS]),
        remarks=tuple(dict.fromkeys(body.remarks)),
    )


def _parsed(source: bytes, remarks: list[str]) -> tuple[Parsed, _Body]:
    """The message with its parts. Where the policy `default` fails on a header that sets the parts
    apart, the older one, which asks less; where parts are too deep in each other, its headers."""
    for rules in (_RULES, policy.compat32):
        try:
            if len(_MULTIPARTS.findall(source)) > MOST_MULTIPARTS:
                break
            parsed = cast(Parsed, BytesParser(policy=cast(Any, rules)).parsebytes(source))
            body = _Body(list(remarks))
            body.read(parsed, 0)
        except _FAILURES:
            remarks.append("what sets its parts apart is not as it should be")
        except RecursionError:
            break
        else:
            remarks[:] = body.remarks
            body.remarks = remarks
            return parsed, body
    remarks[:] = ["its parts cannot be read; it is kept whole"]
    headers = BytesHeaderParser(policy=policy.compat32).parsebytes(source)
    return headers, _Body(remarks)


class _Headers:
    """The headers of a message, each read for itself."""

    def __init__(self, parsed: Parsed, remarks: list[str]) -> None:
        self._raw: dict[str, list[str]] = {}
        for name, value in parsed.raw_items():
            self._raw.setdefault(name.lower(), []).append(str(value))
        self._parsed = parsed
        self._remarks = remarks

    def has(self, name: str) -> bool:
        return name in self._raw

    def all(self, name: str) -> list[str]:
        """The values of a header, as the standard library reads them; raw where it cannot."""
        raw = self._raw.get(name, [])
        found = _tried(lambda: [str(v) for v in self._parsed.get_all(name, [])])
        if found is None:
            self._remarks.append(f"its header {name.title()} cannot be read")
            found = raw
        return [_line(value) for value in found]

    def line(self, name: str) -> str:
        return next(iter(self.all(name)), "")

    def addresses(self, *names: str) -> tuple[Address, ...]:
        """All that some headers name."""
        found: dict[Address, None] = {}
        for name in names:
            if not self.has(name):
                continue
            parsed = _tried(lambda name=name: _addresses(self._parsed, name))  # type: ignore[misc]
            if parsed is None:
                self._remarks.append(f"its header {name.title()} is not as it should be")
                parsed = [Address(_line(n), a) for n, a in getaddresses(self.all(name)) if a or n]
            found.update(dict.fromkeys(parsed))
        return tuple(found)

    def senders(self) -> tuple[tuple[Address, ...], bool]:
        """Whom `From` names, and whether it says so in one way only."""
        given = self.addresses("from")
        raw = self._raw.get("from", [])
        if len(raw) == 1 and (one := _ANGLED.fullmatch(raw[0].replace("\n", " "))):
            name = " ".join(address.name for address in given if address.name)
            return (Address(name, one[1]),), True
        headers = _tried(lambda: self._parsed.get_all("from", [])) or []
        whole = len(headers) == 1 and not any(
            isinstance(defect, errors.InvalidHeaderDefect)
            for header in headers
            for defect in getattr(header, "defects", (errors.InvalidHeaderDefect(),))
        )
        if len(raw) > 1:
            self._remarks.append("it has more than one From")
        return given, whole and len(given) == 1

    def refers(self) -> tuple[str, ...]:
        ids = [*_ids(self.line("references")), *_ids(self.line("in-reply-to"))]
        return tuple(reversed(dict.fromkeys(reversed(ids))))[-50:]


class _Body:
    """The texts of a message, and all else that it carries, in order."""

    def __init__(self, remarks: list[str]) -> None:
        self.remarks = remarks
        self.texts: list[str] = []
        self.prose: list[str] = []
        self.tables: list[tuple[tuple[str, ...], ...]] = []
        self.attachments: list[Attachment] = []
        self.parts = 0

    def read(self, part: Parsed, depth: int) -> None:
        """One more part, with those in it."""
        self.parts += 1
        if self.parts == MOST_PARTS + 1:
            self.remarks.append(f"it has more than {MOST_PARTS} parts; only these are told")
        for defect in part.defects:
            if isinstance(
                defect,
                errors.MultipartInvariantViolationDefect | errors.StartBoundaryNotFoundDefect,
            ):
                self.remarks.append("its parts are not set apart as it says")
        media = part.get_content_type()
        if part.is_multipart() and media.startswith("multipart/") and depth < DEEPEST:
            inner = cast("list[Parsed]", part.get_payload())
            if media == "multipart/alternative":
                self._alternative(inner, depth)
            else:
                for each in inner:
                    self.read(each, depth + 1)
            return
        named = _name(part) or part.get_content_disposition() == "attachment"
        if media in ("text/plain", "text/html") and not named and not part.is_multipart():
            text, prose = self._text(part, media)
            if len(text) <= LONGEST_TEXT:
                self.texts.append(text)
                self.prose.append(prose)
                return
            self.remarks.append("its text is too long for a comment; it is kept as an attachment")
        self._attach(part)

    def _alternative(self, inner: list[Parsed], depth: int) -> None:
        """The same in several forms: the plainest is read, and files among them are kept."""
        kinds = [(n, _kinds(part, DEEPEST - depth)) for n, part in enumerate(inner)]
        plain = [n for n, found in kinds if "text/plain" in found]
        if any(self._holds_form(part) for part in inner):
            plain = []
        chosen = next(iter(plain or [n for n, found in kinds if "text/html" in found]), None)
        for n, part in enumerate(inner):
            if n == chosen:
                before = len(self.texts)
                self.read(part, depth + 1)
                if not "".join(self.texts[before:]).strip() and n in plain:
                    others = [m for m, found in kinds if "text/html" in found and m != n]
                    for m in others[:1]:
                        self.read(inner[m], depth + 1)
            elif part.get_content_type() not in ("text/plain", "text/html"):
                if "text/html" in dict(kinds)[n]:
                    self._files(part, depth + 1)
                else:
                    self.read(part, depth + 1)

    def _holds_form(self, part: Parsed) -> bool:
        """Whether a part is HTML with a table that is a comment form."""
        if part.get_content_type() != "text/html":
            return False
        content = cast(bytes, part.get_payload(decode=True) or b"")
        if b"<t" not in content.lower():
            return False
        text, _ = charset.text(content, _tried(part.get_content_charset))
        return any(of_rows(rows) for rows in Rendered(text).tables)

    def _files(self, part: Parsed, depth: int) -> None:
        """What is a file in a part whose text is not read."""
        texts, prose, tables = list(self.texts), list(self.prose), list(self.tables)
        self.read(part, depth)
        self.texts[:], self.prose[:], self.tables[:] = texts, prose, tables

    def _text(self, part: Parsed, media: str) -> tuple[str, str]:
        content = cast(bytes, part.get_payload(decode=True) or b"")
        text, remark = charset.text(content, _tried(part.get_content_charset))
        if remark:
            self.remarks.append(remark)
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        if media == "text/html":
            rendered = Rendered(text)
            self.tables += [tuple(map(tuple, rows)) for rows in rendered.tables if rows]
            return clean(rendered.text), clean(rendered.prose)
        flowed = str(_tried(lambda: part.get_param("format")) or "").lower() == "flowed"
        if flowed:
            delsp = str(_tried(lambda: part.get_param("delsp")) or "").lower() == "yes"
            text = unfolded(text, delsp=delsp)
        return clean(text), clean(text)

    def _attach(self, part: Parsed) -> None:
        content = b""
        if part.is_multipart():
            inner = cast("list[Parsed]", part.get_payload())
            content = b"\n".join(_tried(each.as_bytes) or b"" for each in inner)
        else:
            content = cast("bytes | None", _tried(lambda: part.get_payload(decode=True))) or b""
        media = part.get_content_type().lower()
        if not _MEDIA.fullmatch(media) or media.partition("/")[0] not in _TYPES:
            media = "application/octet-stream"
        self.attachments.append(Attachment(_name(part), media, content))


def _together(texts: list[str]) -> str:
    """Texts one below the other."""
    return "\n\n".join(text for text in texts if text.strip()).strip("\n")


def clean(text: str) -> str:
    """The text without what no text can hold."""
    return _CONTROL.sub("", text.replace("\f", "\n")).replace("\u00a0", " ")


def _kinds(part: Parsed, deepest: int) -> set[str]:
    """The media types of a part and those in it."""
    found = {part.get_content_type()}
    if part.is_multipart() and deepest > 0 and part.get_content_maintype() == "multipart":
        for each in cast("list[Parsed]", part.get_payload()):
            found |= _kinds(each, deepest - 1)
    return found


def _addresses(parsed: Parsed, name: str) -> list[Address]:
    found: list[Address] = []
    for header in cast("list[Any]", parsed.get_all(name, [])):
        addresses = getattr(header, "addresses", None)
        if addresses is None:
            given = [Address(_line(n), a) for n, a in getaddresses([str(header)]) if a or n]
        else:
            given = [Address(_line(a.display_name or ""), _line(a.addr_spec)) for a in addresses]
            given = [Address(n, "" if a == "<>" else a) for n, a in given]
        found += [a for a in given if a.name or a.address]
    return found


def _ids(line: str) -> Iterator[str]:
    """The ids of messages in a header, without their brackets; what has none, as it stands."""
    bracketed = re.findall(r"<([^<>]+)>", line)
    for id in bracketed or line.split():
        if kept := _SPACE.sub("", id).strip("<>"):
            yield kept


def _date(written: str) -> datetime | None:
    """An instant with its offset; without one (or with `-0000`, which says that none is known) a
    local time; none where it is no date."""
    try:
        return parsedate_to_datetime(written.strip())
    except (ValueError, TypeError, IndexError, OverflowError, AttributeError):
        return None


def _name(part: Parsed) -> str:
    return _line(str(_tried(part.get_filename) or ""))


def _line(value: str) -> str:
    return _SPACE.sub(" ", _CONTROL.sub("", value.replace("\r", " ").replace("\n", " "))).strip()


def _tried(read: Callable[[], T]) -> T | None:
    """What the standard library reads; None where it fails on what no standard allows."""
    try:
        return read()
    except (
        ValueError,
        LookupError,
        AttributeError,
        TypeError,
        AssertionError,
        errors.MessageError,
    ):
        return None
    except RecursionError:
        return None
