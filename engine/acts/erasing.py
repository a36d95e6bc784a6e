"""The act of erasing what the private store holds of a submission.

It is noted in the private store, recorded in the log, and done; where the process dies in between,
it is done when the store is next opened.
"""

from __future__ import annotations

from engine.acts.senders import refuse_names, sender_keys
from engine.application import Application, Events, Who
from engine.decisions import receipt
from engine.decisions.permission import permit
from engine.errors import Refused
from engine.events import submission as submissions
from engine.keeping.exported_log import ERASED
from engine.log import Log
from engine.mail.message import read
from engine.private import ERASING, Private
from engine.private.texts import opened, prefix
from engine.private.unclaimed import sweep
from engine.view import View


def erase(
    application: Application, private: Private, id: str, who: Who, *, reason: str, authority: str
) -> int:
    """Erases the payloads of a submission with their salts, and for whom its sender writes. Gives
    how many entries went. `Refused` where there is nothing to erase, or where what is said of the
    erasure names somebody."""

    def decide(view: View) -> Events:
        process = view.process()
        permit(process, "receive", who.by)
        submission = view.submission(id)
        made = receipt.erase(process, id, submission, reason, authority)
        if not private.keys(prefix(id)):
            raise Refused(f"the private store holds nothing of the submission {id}")
        for said in (made.reason, made.authority):
            refuse_names(private, id, submission, said, process)
        return {submissions.stream(id): [made]}

    sweep(application, private, thorough=True)
    decide(application.view())  # or nothing is noted
    private.put({f"{ERASING}{id}": b""})
    application.act(who, decide)
    return _delete(application.view(), private, id)


def redo(log: Log, private: Private) -> None:
    """Does what is left of erasures that were recorded and not finished."""
    for key in private.keys(ERASING):
        view, id = View(log), key.removeprefix(ERASING)
        if view.submission(id).erased:
            _delete(view, private, id)


def redo_all(log: Log, private: Private) -> None:
    """Erases again what the log says was erased: where the private part is older than it."""
    after = 0
    while found := log.recorder.select_notifications(
        after or None, limit=500, topics=(ERASED,), inclusive_of_start=False
    ):
        for notification in found:
            after = notification.id
            _delete(View(log), private, str(notification.originator_id).partition("/")[2])


def _delete(view: View, private: Private, id: str) -> int:
    """In one transaction: the payloads, the salts, the entries for the senders, and the note."""
    keys = private.keys(prefix(id))
    received = view.submission(id).received
    if received and received.commitment and (raw := opened(private, id, received.commitment)):
        keys += [key for key in sender_keys(private, read(raw)) if private.get(key)]
    private.delete([*keys, f"{ERASING}{id}"])
    return sum(not key.endswith("/salt") for key in keys)
