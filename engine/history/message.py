"""Messages from outside as reasons of edits: without the people who are named in their trailers."""

from __future__ import annotations

import re

from engine.readers.decoding import foreign

_BY = re.compile(r"[A-Za-z][\w-]*-by\s*:|(?:cc|change-id)\s*:", re.IGNORECASE)
"""A trailer that may stand anywhere: `Signed-off-by:`, `Co-authored-by:`, `Cc:`."""
_TRAILER = re.compile(r"[A-Za-z][A-Za-z0-9-]*\s*:\s|\(cherry picked from commit [0-9a-f]+\)$")
_CONTINUED = re.compile(r"[ \t]+\S")
_PART = r"""[^\s<>()\[\],;:"'@.]+"""
_ADDRESS = re.compile(rf"<?(?:mailto:)?{_PART}(?:\.{_PART})*@{_PART}(?:\.{_PART})+>?")
PLACEHOLDER = "[address]"
"""What stands where an e-mail address stood."""
NONE = "(no message)"
"""The reason of an edit that came without one."""


def reason(message: str) -> str:
    """The message without trailers, addresses and what is no text; `NONE` if nothing is left.

    Trailers are lines such as `Signed-off-by: ...` wherever they stand, lines that name an
    address behind a `Token:`, and a last paragraph of nothing but `Token: value`.
    """
    lines = [line.rstrip() for line in message.replace("\r\n", "\n").split("\n")]
    kept = [line for at, line in enumerate(lines) if not _is_trailer(line, first=at == 0)]
    paragraphs = re.split(r"\n{2,}", "\n".join(kept).strip("\n"))
    if len(paragraphs) > 1 and _is_all_trailers(paragraphs[-1]):
        del paragraphs[-1]
    text = _ADDRESS.sub(PLACEHOLDER, "\n\n".join(paragraphs))
    return "".join(c for c in text if not foreign(c)).strip() or NONE


def _is_trailer(line: str, *, first: bool) -> bool:
    if _BY.match(line):
        return True
    return not first and bool(_TRAILER.match(line)) and bool(_ADDRESS.search(line))


def _is_all_trailers(paragraph: str) -> bool:
    lines = paragraph.split("\n")
    return bool(_TRAILER.match(lines[0])) and all(
        _TRAILER.match(line) or _CONTINUED.match(line) for line in lines
    )
