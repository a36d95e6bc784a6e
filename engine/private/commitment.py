"""A commitment: what an event says about private bytes without saying them.

Whoever is shown bytes and salt later can check that they are the ones; from the commitment alone
nobody learns them, not even by trying all that they might be, as long as the salt is unknown. So
the salt lies beside the bytes in the private store, and is erased with them.
docs/formats/private.md specifies it.
"""

from __future__ import annotations

from hashlib import sha256

SALT = 32
"""Bytes of a salt; from a source of randomness, a new one for every commitment."""


def commitment(payload: bytes, salt: bytes) -> str:
    """SHA-256 in lower-case hexadecimal: over the salt's length in bytes as eight bytes,
    big-endian, the salt, and the payload."""
    return sha256(len(salt).to_bytes(8, "big") + salt + payload).hexdigest()
