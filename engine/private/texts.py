"""What the private store holds of submissions, and how it is found there (docs/formats/private.md).

    submission/<id>/<commitment>          the raw message, or the text of a comment
    submission/<id>/<commitment>/salt     the salt of that commitment
    sender/<HMAC of an address>           the party that the person there writes for
    erasing/<id>                          there while an erasure is not finished
    unclaimed                             payloads that no record names, and since when

A key holds the commitment that the log holds, so that two who receive one message at once write two
entries, and each record finds its own.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable

import msgspec

from engine.errors import Damaged
from engine.events.submission import Access, CommentMade
from engine.private import Private
from engine.private.commitment import SALT, commitment

NewSalt = Callable[[], bytes]


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What a comment says, where the log does not say it. `named`: its wording names a person, so
    that it is for the presidency alone, whatever its submission is for."""

    text: str
    proposed: str | None = None
    named: bool = False


def new_salt() -> bytes:
    """A salt from the system's source of randomness."""
    return secrets.token_bytes(SALT)


def prefix(submission: str) -> str:
    """What the keys of all that is held of a submission begin with."""
    return f"submission/{submission}/"


def sealed(submission: str, payload: bytes, salt: bytes) -> tuple[str, dict[str, bytes]]:
    """The commitment to a payload, and the entries that keep it."""
    made = commitment(payload, salt)
    key = f"{prefix(submission)}{made}"
    return made, {key: payload, f"{key}/salt": salt}


def opened(private: Private, submission: str, committed: str) -> bytes | None:
    """The payload that an event has a commitment to; None where it was erased, or came without the
    log's private part. `Damaged` where it is not what was committed to."""
    key = f"{prefix(submission)}{committed}"
    payload, salt = private.get(key), private.get(f"{key}/salt")
    if payload is None or salt is None:
        return None
    if commitment(payload, salt) != committed:
        raise Damaged(f"the private entry {key} is not what submission/{submission} committed to")
    return payload


def words_of(private: Private, submission: str, made: CommentMade, access: Access) -> Words | None:
    """What a comment says to those with `access`, who may read its submission: from the log where
    it says it, else from the private store. None where it is there no more, or not for them. For
    output only: nothing that is worked out from the log may hang on it."""
    if made.commitment is None:
        return Words(made.text or "", made.proposed)
    payload = opened(private, submission, made.commitment)
    if payload is None:
        return None
    try:
        words = msgspec.json.decode(payload, type=Words)
    except msgspec.DecodeError as error:
        raise Damaged(f"the text of {made.comment} in the private store: {error}") from None
    return words if access == "presidency" or not words.named else None
