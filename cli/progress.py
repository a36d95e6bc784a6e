"""Progress on long work: a line on a terminal's standard error, silence in a pipe."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import Self

_PATIENCE = 0.5


class Progress:
    """Told how many are done; shows it after half a second of work, and takes the line away at
    the end."""

    def __init__(self, doing: str, what: str) -> None:
        self._doing = doing
        self._what = what
        self._began = time.monotonic()
        self._shown = False

    def __call__(self, done: int) -> None:
        """Show how many are done."""
        if sys.stderr.isatty() and time.monotonic() - self._began > _PATIENCE:
            self._shown = True
            sys.stderr.write(f"\r{self._doing}: {done:,} {self._what}")
            sys.stderr.flush()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
