"""Who tells the story: its day, its clock, its ids and salts are its own, so that it gives the same
bytes wherever and whenever it is told."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from engine.application import Who

Tell = Callable[[date, str], None]


class Teller:
    """The story's own day and chance. `day` is the one it has come to; each act takes a minute,
    from nine o'clock (UTC) on."""

    def __init__(self, tell: Tell, day: date) -> None:
        self._tell = tell
        self.day = day
        self._minutes = 0
        self._ids = 0

    def on(self, year: int, month: int, day: int) -> None:
        """The story goes on on another day."""
        self.day = date(year, month, day)
        self._minutes = 0

    def say(self, sentence: str) -> None:
        """Tell what happened."""
        self._tell(self.day, sentence)

    def who(self, entered_by: str, act_of: str | None = None, support: str | None = None) -> Who:
        """Who enters an act of today, whose it is, and with whose support."""
        return Who(entered_by, (act_of or entered_by,), (support,) if support else (), self.day)

    def clock(self) -> datetime:
        """The time of the next act."""
        self._minutes += 1
        start = datetime(self.day.year, self.day.month, self.day.day, 9, tzinfo=UTC)
        return start + timedelta(minutes=self._minutes)

    def new_id(self) -> str:
        """An id that is the same every time the story is told."""
        self._ids += 1
        return hashlib.sha256(f"travaux demo {self._ids}".encode()).hexdigest()[:32]

    def salt(self) -> bytes:
        """A salt that is the same every time the story is told."""
        return hashlib.sha256(self.new_id().encode()).digest()
