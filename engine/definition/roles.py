"""The roles that parties have, the acts that rules give to roles, and parties' addresses."""

from __future__ import annotations

import re
from typing import Literal

Role = Literal[
    "deciding-body",
    "presidency",
    "committee",
    "secretariat",
    "state-party",
    "signatory",
    "observer",
    "organisation",
    "group",
]
ROLES: tuple[str, ...] = Role.__args__  # type: ignore[attr-defined]
ACTS = tuple(
    """adopt answer break circulate comment define determine edit hold invite issue link open
    receive reschedule silence""".split()
)
"""The acts that rules may give to roles: `define` is to change rules, parties and memberships;
`hold` to say that a meeting was held; `link` to link what documents say, or to take that back;
`silence` to open or extend a silence procedure, `break` to break one; `reschedule` every change of
the timetable."""

MAILBOX = re.compile(r"[^\s@<>,;]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
"""A functional mailbox of a party."""
DOMAIN = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+")
"""A domain all of whose addresses are a party's."""
