"""The headers of a message, each read for itself: what is wrong with one does not stop the rest."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from email import errors
from email.message import Message as Parsed
from email.utils import getaddresses, parsedate_to_datetime
from typing import Any, NamedTuple, cast

from engine.mail.lenient import line, tried

MOST_REFERRED = 50
"""Messages that one goes on from which are told: the nearest."""
_ANGLED = re.compile(r"[^<>@()]*<([^<>@()\s,;:\"]+@[^<>@()\s,;:\"]+)>\s*")
"""A sender with one address, however their name is written."""
_SPACE = re.compile(r"\s+")


class Address(NamedTuple):
    """Who is named in a header: as people read it, and the address."""

    name: str
    address: str


class Headers:
    """The headers of a message, each read for itself."""

    def __init__(self, parsed: Parsed, remarks: list[str]) -> None:
        self._raw: dict[str, list[str]] = {}
        for name, value in parsed.raw_items():
            self._raw.setdefault(name.lower(), []).append(str(value))
        self._parsed = parsed
        self._remarks = remarks

    def has(self, name: str) -> bool:
        """Whether there is a header of that name."""
        return name in self._raw

    def all(self, name: str) -> list[str]:
        """The values of a header, as the standard library reads them; raw where it cannot."""
        raw = self._raw.get(name, [])
        found = tried(lambda: [str(v) for v in self._parsed.get_all(name, [])])
        if found is None:
            self._remarks.append(f"its header {name.title()} cannot be read")
            found = raw
        return [line(value) for value in found]

    def line(self, name: str) -> str:
        """The value of the first header of a name; empty where there is none."""
        return next(iter(self.all(name)), "")

    def addresses(self, *names: str) -> tuple[Address, ...]:
        """All that some headers name."""
        found: dict[Address, None] = {}
        for name in names:
            if not self.has(name):
                continue
            parsed = tried(lambda name=name: _addresses(self._parsed, name))  # type: ignore[misc]
            if parsed is None:
                self._remarks.append(f"its header {name.title()} is not as it should be")
                parsed = [Address(line(n), a) for n, a in getaddresses(self.all(name)) if a or n]
            found.update(dict.fromkeys(parsed))
        return tuple(found)

    def senders(self) -> tuple[tuple[Address, ...], bool]:
        """Whom `From` names, and whether it says so in one way only."""
        given = self.addresses("from")
        raw = self._raw.get("from", [])
        if len(raw) == 1 and (one := _ANGLED.fullmatch(raw[0].replace("\n", " "))):
            name = " ".join(address.name for address in given if address.name)
            return (Address(name, one[1]),), True
        headers = tried(lambda: self._parsed.get_all("from", [])) or []
        whole = len(headers) == 1 and not any(
            isinstance(defect, errors.InvalidHeaderDefect)
            for header in headers
            for defect in getattr(header, "defects", (errors.InvalidHeaderDefect(),))
        )
        if len(raw) > 1:
            self._remarks.append("it has more than one From")
        return given, whole and len(given) == 1

    def refers(self) -> tuple[str, ...]:
        """The ids of the messages that it goes on from, the nearest last."""
        ids = [*ids_of(self.line("references")), *ids_of(self.line("in-reply-to"))]
        return tuple(reversed(dict.fromkeys(reversed(ids))))[-MOST_REFERRED:]


def _addresses(parsed: Parsed, name: str) -> list[Address]:
    found: list[Address] = []
    for header in cast("list[Any]", parsed.get_all(name, [])):
        addresses = getattr(header, "addresses", None)
        if addresses is None:
            given = [Address(line(n), a) for n, a in getaddresses([str(header)]) if a or n]
        else:
            given = [Address(line(a.display_name or ""), line(a.addr_spec)) for a in addresses]
            given = [Address(n, "" if a == "<>" else a) for n, a in given]
        found += [a for a in given if a.name or a.address]
    return found


def ids_of(line: str) -> Iterator[str]:
    """The ids of messages in a header, without their brackets; what has none, as it stands."""
    bracketed = re.findall(r"<([^<>]+)>", line)
    for id in bracketed or line.split():
        if kept := _SPACE.sub("", id).strip("<>"):
            yield kept


def date_of(written: str) -> datetime | None:
    """An instant with its offset; without one (or with `-0000`, which says that none is known) a
    local time; none where it is no date."""
    try:
        return parsedate_to_datetime(written.strip())
    except (ValueError, TypeError, IndexError, OverflowError, AttributeError):
        return None
