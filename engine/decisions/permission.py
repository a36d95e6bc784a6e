"""Who may do what: the rules of the process, applied to the parties of an act."""

from __future__ import annotations

from collections.abc import Iterable

from engine.errors import Refused
from engine.events.process import PartyRegistered, Process


def party(process: Process, id: str) -> PartyRegistered:
    """The registered party. `Refused` names those there are."""
    found = process.parties.get(id)
    if not found:
        raise Refused(
            f"{id!r} is not a party of this process",
            hint=f"Its parties: {', '.join(process.parties) or 'none'}.",
        )
    return found


def permit(process: Process, act: str, by: Iterable[str]) -> None:
    """Nothing, where each of the parties may do the act; else `Refused`, naming the party, its
    role and the roles that may."""
    roles = process.rules.get(act)
    for id in by:
        actor = party(process, id)
        if roles is not None and actor.role not in roles:
            raise Refused(
                f"{id} ({actor.role}) may not {act}; that is for: {', '.join(roles) or 'nobody'}",
                hint="Name those whose act it is with --for.",
            )


def refuse_own_support(by: Iterable[str], supported_by: Iterable[str]) -> None:
    """Nothing, where the parties of an act and those in support of it are others; else `Refused`:
    support is kept apart from the act."""
    own = [party for party in supported_by if party in by]
    if own:
        raise Refused(
            f"{own[0]} is named as a party of the act and as one in support of it",
            hint="--for names those whose act it is, --with those in support.",
        )
