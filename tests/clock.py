"""The clock and the ids of commands that run in the tests' own process."""

from __future__ import annotations

from datetime import datetime, tzinfo
from itertools import count

import pytest


class Clock:
    """What commands take for the time: it stands still until it is put on, or back."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, now: str) -> None:
        self.now = datetime.fromisoformat(now)
        clock, ids = self, count(1)

        class Standing(datetime):
            @classmethod
            def now(cls, tz: tzinfo | None = None) -> datetime:
                return clock.now.astimezone(tz)

        monkeypatch.setattr("cli.session.datetime", Standing)
        for module in ("cli.session", "cli.commands.init"):
            monkeypatch.setattr(f"{module}.new_id", lambda: f"{next(ids):032x}")

    def put_on(self, now: str) -> None:
        """From here on it is this late."""
        self.now = datetime.fromisoformat(now)
