"""Roles and parties as people name those whom something is for: `state-party` is every party of
that role, `isu` one party. A name that is a party's id means that party."""

from __future__ import annotations

from collections.abc import Iterable, Mapping


def parties_named(names: Iterable[str], roles: Mapping[str, str]) -> tuple[str, ...]:
    """The parties meant, in the order of `roles`, which gives the role of each party by its id. A
    role that no party has stands for itself."""
    meant: dict[str, None] = {}
    for name in names:
        if name in roles:
            meant[name] = None
            continue
        holders = [party for party, role in roles.items() if role == name]
        meant.update(dict.fromkeys(holders or [name]))
    order = {party: at for at, party in enumerate(roles)}
    return tuple(sorted(meant, key=lambda name: order.get(name, len(order))))
