"""The comments in a message: in its own words, and in the files with it that can be read.

Read are the comment form, as CSV or as a table in Markdown, Akoma Ntoso or HTML; plain text with
numbered paragraphs; and a message that is passed on as a file. What cannot be read is one general
comment, with the file beside it. No archive is opened.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from engine.errors import Unreadable
from engine.mail import charset, form, numbered
from engine.mail.body import Attachment
from engine.mail.headers import Address
from engine.mail.item import Item
from engine.mail.lenient import clean
from engine.mail.markup import Rendered
from engine.mail.message import Message, read
from engine.mail.names import Names
from engine.mail.quoting import own, unsigned

LARGEST = 5_000_000
"""Bytes of the largest file in which comments are looked for."""
_BESIDE = ("image/", "audio/", "video/", "font/", "text/calendar", "text/vcard", "text/x-vcard")
_SEALS = frozenset(
    """application/pgp-signature application/pkcs7-signature application/x-pkcs7-signature
    application/pgp-encrypted message/delivery-status message/disposition-notification
    text/rfc822-headers""".split()
)
_MENTIONED = re.compile(
    r"([^\n<>\"(),;:@]{2,60})\"?\s*[<\[](?:mailto:)?([^\s<>@]+@[^\s<>\]@]+)[>\]]"
)


class Contents(NamedTuple):
    """The comments, each with the number of the file that it comes from or that stands beside it;
    everybody whom the message, or one in it, names; and what was in the way."""

    comments: tuple[tuple[Item, int | None], ...]
    people: tuple[Address, ...]
    remarks: tuple[str, ...]


def contents(message: Message) -> Contents:
    """The comments in a message."""
    found: list[tuple[Item, int | None]] = []
    people = [*message.people, *_mentioned(message.text)]
    remarks: list[str] = []
    unread: list[int] = []
    for n, attachment in enumerate(message.attachments, 1):
        if _is_beside(attachment):
            continue
        items = _of_file(attachment, people)
        if items is None:
            unread.append(n)
        else:
            found += [(item, n) for item in items]
    said = _of_text(message, people)
    if found and numbered.is_cover("\n".join(item.text for item in said)) and not _placed(said):
        said = []
    beside = unread.pop(0) if unread and len(said) == 1 and not _placed(said) else None
    body = [(item, beside) for item in said]
    body += [(Item(text=""), n) for n in unread]
    if not body and not found:
        remarks.append("it says nothing of its own; it is kept without a comment")
    return Contents((*body, *found), tuple(people), tuple(remarks))


def _mentioned(text: str) -> list[Address]:
    """Those whom a text names with their addresses, as what it answers or passes on does."""
    return [Address(found[1].strip(" \t\"'*"), found[2]) for found in _MENTIONED.finditer(text)]


def _of_text(message: Message, people: Sequence[Address]) -> list[Item]:
    """The comments in the message's own words, and in a form pasted among them."""
    forms = [items for table in message.tables if (items := form.of_rows(table))]
    text = Names(people, ()).unsigned(own(message.prose if forms else message.text))
    said = numbered.items(text) if text else []
    if forms and numbered.is_cover(text) and not _placed(said):
        said = []
    return [*said, *(item for items in forms for item in items)]


def _placed(items: Sequence[Item]) -> bool:
    return any(item.place for item in items)


def _is_beside(attachment: Attachment) -> bool:
    """Whether a file is a picture, a visiting card, a signature: nothing to comment by."""
    return attachment.media.startswith(_BESIDE) or attachment.media in _SEALS


def _of_file(attachment: Attachment, people: list[Address]) -> list[Item] | None:
    """The comments in a file; None where it cannot be read, or has none."""
    content = attachment.content
    if not content or len(content) > LARGEST:
        return None
    kind = _kind(attachment)
    if kind == "csv":
        return form.of_csv(content)
    if kind == "message":
        return _of_message(content, people)
    text, _ = charset.text(content, None)
    if kind == "html":
        rendered = Rendered(text)
        forms = [items for table in rendered.tables if (items := form.of_rows(table))]
        return [item for items in forms for item in items] or _numbered(clean(rendered.text))
    if kind == "akn":
        return _of_akn(content)
    if kind == "markdown":
        return _of_markdown(clean(text)) or _numbered(clean(text))
    return _numbered(clean(text)) if kind == "plain" else None


def _kind(attachment: Attachment) -> str | None:
    name, media = attachment.name.lower(), attachment.media
    suffix = name.rpartition(".")[2]
    if suffix in ("csv", "tsv") or media in ("text/csv", "text/tab-separated-values"):
        return "csv"
    if media == "message/rfc822" or suffix == "eml":
        return "message"
    if suffix in ("md", "markdown") or media == "text/markdown":
        return "markdown"
    if suffix in ("xml", "akn") or media in ("text/xml", "application/xml", "application/akn+xml"):
        return "akn"
    if suffix in ("htm", "html") or media == "text/html":
        return "html"
    return "plain" if media == "text/plain" and suffix in (name, "txt", "text", "asc") else None


def _numbered(text: str) -> list[Item] | None:
    """The comments of a text; one, on the whole, where it names no paragraph."""
    return numbered.items(unsigned(text)) or None


def _of_markdown(text: str) -> list[Item] | None:
    from engine.readers import markdown

    try:
        return form.of_text(markdown.read(text.encode(), where="the file"))
    except Unreadable:
        return None


def _of_akn(content: bytes) -> list[Item] | None:
    from engine.readers import akn

    try:
        return form.of_text(akn.read(content, where="the file").parts)
    except Unreadable:
        return None


def _of_message(content: bytes, people: list[Address]) -> list[Item] | None:
    try:
        inner = read(content)
    except Unreadable:
        return None
    people += [*inner.people, *_mentioned(inner.text)]
    return _of_text(inner, people) or None
