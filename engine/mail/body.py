"""The texts of a message, and all else that it carries, as it is: nothing is run or unpacked."""

from __future__ import annotations

import re
from email import errors
from email.message import Message as Parsed
from typing import NamedTuple, cast

from engine.mail import charset
from engine.mail.flowed import unfolded
from engine.mail.form import of_rows
from engine.mail.lenient import clean, line, tried
from engine.mail.markup import Rendered

MOST_PARTS = 1000
"""Attachments that are told one by one; the raw message holds the others too."""
DEEPEST = 60
"""Parts in each other that are looked into; what lies deeper is one attachment."""
LONGEST_TEXT = 2_000_000
"""Code points of text that are read as a comment; what is longer is an attachment."""
_MEDIA = re.compile(r"[a-z]{4,11}/[a-z0-9][a-z0-9!#$&^_.+-]{0,70}")
_TYPES = frozenset(
    "application audio font image message model multipart text video haptics".split()
)


class Attachment(NamedTuple):
    """A file that came with a message: its name and media type as declared, and its bytes."""

    name: str
    media: str
    content: bytes


class Body:
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
        text, _ = charset.text(content, tried(part.get_content_charset))
        return any(of_rows(rows) for rows in Rendered(text).tables)

    def _files(self, part: Parsed, depth: int) -> None:
        """What is a file in a part whose text is not read."""
        texts, prose, tables = list(self.texts), list(self.prose), list(self.tables)
        self.read(part, depth)
        self.texts[:], self.prose[:], self.tables[:] = texts, prose, tables

    def _text(self, part: Parsed, media: str) -> tuple[str, str]:
        content = cast(bytes, part.get_payload(decode=True) or b"")
        text, remark = charset.text(content, tried(part.get_content_charset))
        if remark:
            self.remarks.append(remark)
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        if media == "text/html":
            rendered = Rendered(text)
            self.tables += [tuple(map(tuple, rows)) for rows in rendered.tables if rows]
            return clean(rendered.text), clean(rendered.prose)
        flowed = str(tried(lambda: part.get_param("format")) or "").lower() == "flowed"
        if flowed:
            delsp = str(tried(lambda: part.get_param("delsp")) or "").lower() == "yes"
            text = unfolded(text, delsp=delsp)
        return clean(text), clean(text)

    def _attach(self, part: Parsed) -> None:
        content = b""
        if part.is_multipart():
            inner = cast("list[Parsed]", part.get_payload())
            content = b"\n".join(tried(each.as_bytes) or b"" for each in inner)
        else:
            content = cast("bytes | None", tried(lambda: part.get_payload(decode=True))) or b""
        media = part.get_content_type().lower()
        if not _MEDIA.fullmatch(media) or media.partition("/")[0] not in _TYPES:
            media = "application/octet-stream"
        self.attachments.append(Attachment(_name(part), media, content))


def _kinds(part: Parsed, deepest: int) -> set[str]:
    """The media types of a part and those in it."""
    found = {part.get_content_type()}
    if part.is_multipart() and deepest > 0 and part.get_content_maintype() == "multipart":
        for each in cast("list[Parsed]", part.get_payload()):
            found |= _kinds(each, deepest - 1)
    return found


def _name(part: Parsed) -> str:
    return line(str(tried(part.get_filename) or ""))
