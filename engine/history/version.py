"""One version of a text in its past, as a source tells of it, before it is an edit of a draft."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import NamedTuple, Protocol


class Person(NamedTuple):
    """Somebody who is no party of the process yet. Those with one `address` are one person, and,
    where there is no address, those with one `name`."""

    name: str
    address: str = ""

    @property
    def identity(self) -> str:
        """What makes two of them the same person."""
        return self.address.casefold() or self.name


By = Person | tuple[str, ...] | None
"""Whose act a version is: a person's, that of parties of the process, or, if it is not said, of
those who import it."""


class Label(NamedTuple):
    """A name that a version was given, when, and by whom; by none: by whoever made the version."""

    name: str
    effective_on: date
    by: By = None


class Version(NamedTuple):
    """A version: what tells it from all others of its source (`key`), what it is called in errors,
    when it was made, by whom and why, and the names it was given. `read` gives its bytes, none
    where there was no file; `format` may be guessed from `file`."""

    key: str
    called: str
    file: str
    effective_on: date
    by: By
    message: str
    labels: tuple[Label, ...]
    read: Callable[[], bytes | None]


class Source(Protocol):
    """Where a past comes from. Nothing that is read grows with the number of versions."""

    def versions(self) -> Iterator[Version]:
        """The versions, the oldest first; each time anew."""

    @property
    def notes(self) -> list[str]:
        """What was left aside and why, in sentences for people, once all versions were given."""
