"""The works, the roles and the parties that an act names are those of the process."""

from __future__ import annotations

from collections.abc import Iterable

from engine.definition.roles import ROLES
from engine.errors import NotFound, Refused
from engine.events.process import Process


def check_works(process: Process, works: Iterable[str]) -> None:
    """Nothing, where each is a work of the process; else `NotFound`, naming those there are."""
    for work in works:
        if work not in process.documents:
            raise NotFound(
                f"{work} is not a work of this process",
                hint=f"Its works: {', '.join(process.documents) or 'none yet'}.",
            )


def check_people(process: Process, names: Iterable[str]) -> None:
    """Nothing, where each is a party or a role; else `Refused`, naming those there are."""
    for name in names:
        if name not in process.parties and name not in ROLES:
            raise Refused(
                f"{name!r} is neither a party of this process nor a role",
                hint=f"Parties: {', '.join(process.parties)}. Roles: {', '.join(ROLES)}.",
            )
