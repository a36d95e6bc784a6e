"""How a comment is cited: `lap-1-017`, the 17th on the work `lap`, on its version 1; `lap-0-017`
where the work had no version yet. The numbers run on through the versions of a work."""

from __future__ import annotations

import re
from typing import NamedTuple

from engine.errors import NotFound

_CITED = re.compile(r"([a-z][a-z0-9-]*)-([0-9]{1,9})-([0-9]{1,9})")


class CommentId(NamedTuple):
    """The parts of a comment's id."""

    work: str
    version: int
    number: int

    def __str__(self) -> str:
        return f"{self.work}-{self.version}-{self.number:03}"


def parse(written: str) -> CommentId:
    """The parts of an id. `NotFound` where it is none."""
    found = _CITED.fullmatch(written.strip().lower())
    if not found:
        raise NotFound(
            f"{written!r} is no comment",
            hint="A comment is cited as `travaux comments` lists it, for example lap-1-017.",
        )
    return CommentId(found[1], int(found[2]), int(found[3]))
