"""When something is planned, or may have happened: days in a time zone, kept as written.

EDTF, the Extended Date/Time Format (ISO 8601-2), has no early, mid or late month; such a date is
written as a set of which one day is meant, `[2020-05-11..2020-05-20]`, and days of which all are
meant as an interval, `2020-11-23/2020-11-27`.
"""

from __future__ import annotations

from datetime import date

import msgspec


class When(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True
):
    """Calendar days in a time zone (an IANA name), both included. Without `earliest`: by `latest`.

    `phrase` is what was written. `lasting` says that all of the days are meant, as for a meeting of
    several days; otherwise it is one of them.
    """

    phrase: str
    earliest: date | None = None
    latest: date
    timezone: str
    lasting: bool = False

    @property
    def edtf(self) -> str:
        """In EDTF: a date, an interval, or a set of which one day is meant."""
        if self.earliest is None:
            return f"[..{self.latest}]"
        if self.earliest == self.latest:
            return self.latest.isoformat()
        if self.lasting:
            return f"{self.earliest}/{self.latest}"
        return f"[{self.earliest}..{self.latest}]"


def on(day: date, timezone: str) -> When:
    """A day that is known for sure."""
    return When(earliest=day, latest=day, phrase=day.isoformat(), timezone=timezone)
