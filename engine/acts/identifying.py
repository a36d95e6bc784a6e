"""The acts of saying whose a submission is, and of putting one in another's place."""

from __future__ import annotations

from engine.acts.senders import refuse_names, remember
from engine.application import Application, Events, Who
from engine.decisions import receipt
from engine.decisions.permission import permit
from engine.errors import NotFound, Refused
from engine.events import SenderIdentified, SubmissionCorrected
from engine.events import submission as submissions
from engine.mail.message import read
from engine.private import Private
from engine.private.texts import opened
from engine.view import View


def identify(
    application: Application,
    private: Private,
    id: str,
    parties: tuple[str, ...],
    who: Who,
    *,
    reason: str | None = None,
    keep: bool = False,
) -> SenderIdentified:
    """It is known now whose a submission is. `keep`: its sender's further messages are that
    party's, too."""
    address: list[str] = []

    def decide(view: View) -> Events:
        process = view.process()
        permit(process, "receive", who.by)
        submission = view.submission(id)
        made = receipt.identify(process, id, submission, parties, reason)
        refuse_names(private, id, submission, made.reason, process)
        if keep:
            address[:] = [_address(private, id, submission, parties)]
        return {submissions.stream(id): [made]}

    event = application.act(who, decide)[0].record.event
    assert isinstance(event, SenderIdentified)
    for one in address:
        remember(private, one, parties[0])
    return event


def correct(
    application: Application,
    private: Private,
    id: str,
    correction: str,
    who: Who,
    *,
    reason: str | None,
) -> SubmissionCorrected:
    """A later submission takes the place of one."""

    def decide(view: View) -> Events:
        earlier, later = view.submission(id), view.submission(correction)
        made = receipt.correct(id, earlier, correction, later, who.by, reason)
        for one, submission in ((id, earlier), (correction, later)):
            refuse_names(private, one, submission, made.reason, view.process())
        return {submissions.stream(id): [made]}

    event = application.act(who, decide)[0].record.event
    assert isinstance(event, SubmissionCorrected)
    return event


def _address(
    private: Private, id: str, submission: submissions.Submission, parties: tuple[str, ...]
) -> str:
    """The one address that a submission came from."""
    if len(parties) != 1:
        raise Refused(f"{', '.join(parties)}: the address of one person is that of one party")
    received = submission.received
    raw = opened(private, id, received.commitment) if received and received.commitment else None
    if raw is None:
        raise NotFound(f"the private store does not hold the message of the submission {id}")
    message = read(raw)
    if not message.sure:
        raise Refused(f"the submission {id} does not say in one way who sent it")
    return message.senders[0].address
