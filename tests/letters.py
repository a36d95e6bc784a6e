"""Mails for the tests: made with the standard library, or written by hand where it would not let
us. The people are invented."""

from __future__ import annotations

from email import policy
from email.message import EmailMessage
from pathlib import Path

NAME = "Oriane Vasquelle"
ADDRESS = "oriane.vasquelle@post.example"
TO = "info@cmconvention.org"
COPY = "ccm2rc@eda.admin.ch"
DATE = "Mon, 06 Jul 2020 23:30:00 -0400"


def letter(
    text: str | None = "Paragraph 1: Say it plainly.",
    *,
    sender: str = f"{NAME} <{ADDRESS}>",
    to: str = TO,
    cc: str | None = COPY,
    subject: str = "Comments on the Lausanne Action Plan",
    date: str | None = DATE,
    id: str | None = "<1@post.example>",
    refers: str | None = None,
    html: str | None = None,
    files: tuple[tuple[str, str, bytes], ...] = (),
) -> EmailMessage:
    """A mail as a delegate's program makes it."""
    made = EmailMessage(policy=policy.SMTP)
    made["From"] = sender
    made["To"] = to
    if cc:
        made["Cc"] = cc
    made["Subject"] = subject
    if date:
        made["Date"] = date
    if id:
        made["Message-ID"] = id
    if refers:
        made["References"] = refers
    if text is not None:
        made.set_content(text)
    if html is not None and text is not None:
        made.add_alternative(html, subtype="html")
    elif html is not None:
        made.set_content(html, subtype="html")
    for name, media, content in files:
        main, _, sub = media.partition("/")
        made.add_attachment(content, maintype=main, subtype=sub, filename=name)
    return made


def raw(head: str, body: str = "", *, encoding: str = "utf-8") -> bytes:
    """A mail written by hand."""
    lines = "\n".join(line.strip() for line in head.strip().splitlines())
    return f"{lines}\n\n{body}".encode(encoding)


def mailbox(path: Path, *letters: bytes | EmailMessage) -> Path:
    """A mailbox file."""
    parts = []
    for one in letters:
        source = one if isinstance(one, bytes) else one.as_bytes(policy=policy.SMTP)
        lines = source.replace(b"\r\n", b"\n").rstrip(b"\n").split(b"\n")
        quoted = [b">" + x if x.lstrip(b">").startswith(b"From ") else x for x in lines]
        parts.append(b"From - Mon Jul  6 23:30:00 2020\n" + b"\n".join(quoted) + b"\n\n")
    path.write_bytes(b"".join(parts))
    return path
