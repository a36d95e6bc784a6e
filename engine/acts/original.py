"""A message as it came, and the files with it, read back from the private store."""

from __future__ import annotations

from engine.decisions.receipt import received
from engine.errors import NotFound, Refused
from engine.mail.message import read
from engine.private import Private
from engine.private.texts import opened
from engine.view import View


def original(view: View, private: Private | None, id: str) -> bytes:
    """The message that a submission came as. `NotFound` where it came otherwise, was erased, or is
    not in this store; `Refused` for those who may not read what is private."""
    submission = received(id, view.submission(id))
    assert submission.received
    if submission.erased:
        raise NotFound(f"the message of the submission {id} was erased")
    if submission.received.commitment is None:
        raise NotFound(f"the submission {id} did not come as a message")
    if private is None:
        raise Refused("the private store may not be read from here")
    source = opened(private, id, submission.received.commitment)
    if source is None:
        raise NotFound(
            f"the message of the submission {id} is not in this store",
            hint="A log that was restored without its private part has none.",
        )
    return source


def attached(source: bytes, id: str, number: int) -> bytes:
    """The file of that number, from 1, which came with a message."""
    files = read(source).attachments
    if number > len(files):
        count = f"{len(files)} attachment{'' if len(files) == 1 else 's'}"
        raise NotFound(f"the message of the submission {id} has {count}; there is no {number}")
    return files[number - 1].content
