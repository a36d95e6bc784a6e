"""Whose mailbox an address is: of a party, by its functional mailboxes and domains, or of a person
whom the private store knows to write for one."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Iterable
from contextlib import suppress

from engine.events.process import Process
from engine.mail.headers import Address
from engine.mail.message import Message

Known = Callable[[str], str | None]
"""The party that a person's address, folded, was said to write for, if it was."""


def folded(address: str) -> str:
    """An address as it is compared: without case, its domain in ASCII."""
    local, at, domain = address.strip().rpartition("@")
    if not domain.isascii():
        with suppress(UnicodeError):  # no name of the net: compared as it stands
            domain = domain.encode("idna").decode("ascii")
    return f"{local}{at}{domain.rstrip('.')}".casefold()


def mailbox_of(process: Process, address: str) -> str | None:
    """The party whose functional mailbox an address is."""
    wanted = folded(address)
    for party in process.parties.values():
        if wanted in map(folded, party.mailboxes):
            return party.party
    return None


def domain_of(process: Process, address: str) -> str | None:
    """The party in whose domain an address is; that of another domain below it is not."""
    domain = folded(address).rpartition("@")[2]
    for party in process.parties.values():
        if domain and domain in (d.casefold() for d in party.domains):
            return party.party
    return None


def sender(process: Process, message: Message, known: Known) -> str | None:
    """The party that a message is from: by its mailbox, by what is known of the person, by its
    domain. None where its sender is not known, or is not said in one way: nobody is two parties,
    and nobody is guessed."""
    if not message.sure:
        return None
    address = message.senders[0].address
    party = mailbox_of(process, address) or known(folded(address)) or domain_of(process, address)
    return party if party in process.parties else None


def at_mailboxes(process: Process, addresses: Iterable[Address]) -> tuple[str, ...]:
    """The parties whose functional mailboxes are among some addresses."""
    found: dict[str, None] = {}
    for _, address in addresses:
        wanted = folded(address)
        for party in process.parties.values():
            if wanted and wanted in map(folded, party.mailboxes):
                found[party.party] = None
    return tuple(found)


def digest(secret: bytes, *parts: str | bytes) -> str:
    """The HMAC-SHA-256 of something under the secret of the store, in lower-case hexadecimal."""
    made = hmac.new(secret, digestmod=hashlib.sha256)
    for part in parts:
        made.update(part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part)
    return made.hexdigest()
