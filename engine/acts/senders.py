"""For whom people write: what the private store knows of their addresses, as keyed hashes; and that
nothing public says who they are."""

from __future__ import annotations

import msgspec

from engine.errors import Refused
from engine.events.process import Process
from engine.events.submission import Submission
from engine.mail import sender
from engine.mail.message import Message, read
from engine.mail.names import Names
from engine.private import SECRET, Private, new_secret
from engine.private.texts import opened


def remember(private: Private, address: str, party: str) -> None:
    """Messages from a person's address are a party's from here on."""
    private.put({_key(secret_of(private), address): msgspec.json.encode(party)})


def sender_keys(private: Private, message: Message) -> list[str]:
    """The entries that say for whom the senders of a message write."""
    secret = private.get(SECRET)
    if secret is None:
        return []
    return [_key(secret, address.address) for address in message.senders]


def refuse_names(
    private: Private, id: str, submission: Submission, said: str | None, process: Process
) -> None:
    """Nothing, where what is said of a submission, which is public, names nobody whom its message
    names; else `Refused`."""
    received = submission.received
    raw = opened(private, id, received.commitment) if received and received.commitment else None
    if raw is None or said is None:
        return
    public = [party.name for party in process.parties.values() if party.commitment is None]
    public += [box for party in process.parties.values() for box in party.mailboxes]
    if Names(read(raw).people, public).cut(said) != said:
        raise Refused(
            f"what is said of the submission {id} is public, and names somebody whom it names",
            hint="Say it without the name, the address or the initials of a person.",
        )


def party_of(private: Private, secret: bytes, address: str) -> str | None:
    """The party for which the person at an address writes, if that was said."""
    payload = private.get(_key(secret, address))
    return None if payload is None else msgspec.json.decode(payload, type=str)


def secret_of(private: Private) -> bytes:
    """The store's secret; a new one where it came without its private part."""
    found = private.get(SECRET)
    if found is None:
        private.put({SECRET: new_secret()})
        found = private.get(SECRET)
    assert found
    return found


def _key(secret: bytes, address: str) -> str:
    return f"sender/{sender.digest(secret, sender.folded(address))}"
