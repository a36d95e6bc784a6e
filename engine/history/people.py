"""The people behind a past, as parties of the process: `author-1`, `author-2`, ...

Who they are lies in the private store, under the party's key; the log holds a commitment to it.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable

import msgspec

from engine.events import PartyRegistered
from engine.events.process import AUTHOR, Process
from engine.history.version import Person
from engine.private import Private
from engine.private.commitment import SALT, commitment

_PARTY = re.compile(r"author-([1-9][0-9]*)")


class _Known(msgspec.Struct):
    """What the private store holds of a person (docs/formats/private.md)."""

    name: str
    address: str = ""


class People:
    """The authors that a process knows, and those who come new. `public`: their names, never their
    addresses, go into the log."""

    def __init__(
        self,
        private: Private,
        process: Process,
        *,
        public: bool,
        new_salt: Callable[[], bytes] = lambda: secrets.token_bytes(SALT),
    ) -> None:
        self._private = private
        self._public = public
        self._new_salt = new_salt
        self._parties: dict[str, str] = {}
        numbers = [0]
        for party in process.parties:
            if found := _PARTY.fullmatch(party):
                numbers.append(int(found[1]))
                if payload := private.get(_key(party)):
                    known = msgspec.json.decode(payload, type=_Known)
                    self._parties.setdefault(Person(known.name, known.address).identity, party)
        self._last = max(numbers)

    def party(self, person: Person) -> str | None:
        """The party that a person is; none if nobody has met them yet."""
        return self._parties.get(person.identity)

    def register(self, person: Person) -> PartyRegistered:
        """A new party for a person. Who it is has been written to the private store when this
        returns; the event must be appended next, or the payload is left for `forget`."""
        self._last += 1
        party = f"author-{self._last}"
        payload = msgspec.json.encode(_Known(person.name, person.address))
        salt = self._new_salt()
        self._private.put({_key(party): payload, f"{_key(party)}/salt": salt})
        self._parties[person.identity] = party
        return PartyRegistered(
            party=party,
            name=person.name if self._public else f"Author {self._last}",
            role=AUTHOR,
            commitment=commitment(payload, salt),
        )

    def forget(self, event: PartyRegistered, person: Person) -> None:
        """The registration was not recorded: what was written for it goes."""
        self._private.delete([_key(event.party), f"{_key(event.party)}/salt"])
        del self._parties[person.identity]
        self._last -= 1


def _key(party: str) -> str:
    return f"party/{party}"
