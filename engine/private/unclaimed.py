"""Private entries of submissions that no record names: what a process that died has left."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

import msgspec

from engine.application import Application
from engine.events import MessageSeen
from engine.events.register import INBOX
from engine.private import Private
from engine.view import View

_UNCLAIMED = "unclaimed"
_HOUR = timedelta(hours=1)


def sweep(
    application: Application,
    private: Private,
    *,
    thorough: bool = False,
    doubtful: Iterable[str] = (),
) -> None:
    """Erases what a process that died wrote for a record that it never made: what no record names,
    and did not an hour ago. Of the submissions that came, those are looked into that are
    `doubtful`, or were before; all of them, where it is to be `thorough`."""
    held: dict[str, list[str]] = {}
    for key in private.keys("submission/"):
        held.setdefault(key.split("/")[1], []).append(key)
    noted = private.get(_UNCLAIMED)
    before = msgspec.json.decode(noted, type=dict[str, datetime]) if noted else {}
    view = application.view()
    seen = {
        event.submission
        for entry in view.entries(INBOX)
        if isinstance(event := entry.record.event, MessageSeen)
    }
    now = application.now(view.process())
    unclaimed: dict[str, datetime] = {}
    looked_into = {*doubtful, *(key.split("/")[1] for key in before)}
    for id, keys in held.items():
        if id in seen and not thorough and id not in looked_into:
            continue
        claimed = _claimed(view, id) if id in seen else set()
        for key in keys:
            if key.split("/")[2] not in claimed:
                unclaimed[key] = before.get(key, now)
    gone = [key for key, since in unclaimed.items() if now - since >= _HOUR]
    if gone:
        private.delete(gone)
    left = {key: since for key, since in unclaimed.items() if key not in set(gone)}
    if left != before:
        private.put({_UNCLAIMED: msgspec.json.encode(left)})


def _claimed(view: View, id: str) -> set[str]:
    """The commitments that the records of a submission hold, unless it was erased."""
    submission = view.submission(id)
    if submission.erased or not submission.received:
        return set()
    found = {comment.made.commitment for comment in submission.comments.values()}
    return {commitment for commitment in (*found, submission.received.commitment) if commitment}
