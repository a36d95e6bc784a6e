"""What can go wrong, said once: one root, one line each, and a hint where there is a way on.

A message names the thing and the two facts that clash:
`lap/eng is adopted; paragraph 12 cannot be removed`. Only `cli/` prints.
"""

from __future__ import annotations


class TravauxError(Exception):
    """Every error that Travaux raises on purpose; the log is as it was before.

    `hint` says, in one line, how to go on.
    """

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.hint = hint


class Refused(TravauxError):
    """A decision says no: the rules or the state of the process do not allow the act."""


class NotFound(TravauxError):
    """What was named is not there: a store, a work, a version, a step, a place."""


class Unreadable(TravauxError):
    """A file from outside cannot be read; the message says where and what."""


class Conflict(TravauxError):
    """Somebody else acted first, and the act cannot be decided anew by itself."""


class Damaged(TravauxError):
    """The log is not what was written: a record is altered, missing or out of order."""


class UnknownFormat(TravauxError):
    """The store or a record was written by a newer Travaux."""
