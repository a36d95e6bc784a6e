"""Sending texts to those they are for, and asking for input."""

from __future__ import annotations

from datetime import date

from engine.decisions.fulfilment import fulfil
from engine.decisions.naming import check_people, check_works
from engine.decisions.timetable import milestone
from engine.errors import Refused
from engine.events import DocumentsCirculated, InputInvited, Sent
from engine.events.circulation import Channel
from engine.events.draft import Draft
from engine.events.process import Process
from engine.point import FORM, WORK
from engine.timetable.when import When


def sent(process: Process, draft: Draft, step: int, *, named: bool, title: str | None) -> Sent:
    """What is sent of a draft at a step: the version issued there. Where no point was `named`, the
    last version; a paper of which none was issued goes out as it stands."""
    opened = draft.opened
    assert opened, "what is sent has a draft that is open"
    name = f"{opened.work}/{opened.language}"
    paper = process.documents[opened.work].paper
    issued = dict(draft.versions)
    if not named and issued:
        step = max(issued)
    if step in issued:
        return Sent(
            work=opened.work, language=opened.language, version=issued[step].number, title=title
        )
    if not paper:
        raise Refused(
            f"s{step} of {name} is not an issued version; what is not issued is not circulated",
            hint=f"travaux issue {name} LABEL",
        )
    return Sent(work=opened.work, language=opened.language, step=step, title=title)


def circulate(
    process: Process,
    package: tuple[Sent, ...],
    to: tuple[str, ...],
    *,
    fulfils: tuple[str, ...] = (),
    when: When | None = None,
    message: str | None = None,
) -> DocumentsCirculated:
    """Versions and papers go to roles and parties, as one package."""
    if not to:
        raise Refused("nobody is named to circulate to", hint="Name them with --to PARTY|ROLE.")
    check_people(process, to)
    for at, text in enumerate(package):
        if text in package[:at]:
            name = f"{text.work}/{text.language}"
            under = f" as {text.title!r}" if text.title else ""
            raise Refused(
                f"{name} is in the package twice{under}",
                hint="Under another name it is not: WORK@V=NAME.",
            )
    works = tuple(s.work for s in package)
    return DocumentsCirculated(
        sent=package,
        to=to,
        fulfils=fulfil(process, fulfils, "circulate", works),
        when=when,
        message=message,
    )


def invite(
    process: Process,
    works: tuple[str, ...],
    *,
    id: str | None,
    opens: date,
    closes: date | None,
    deadline: str | None,
    of: tuple[str, ...],
    channel: Channel,
    send_to: tuple[str, ...],
    copy_to: tuple[str, ...],
    guidance: str,
) -> InputInvited:
    """A window for input opens, in place of those for the same works that are open then."""
    check_works(process, works)
    check_people(process, of)
    name = id or _next_id(process, works)
    if not WORK.fullmatch(name):
        raise Refused(f"{name!r} cannot name an invitation: its id is {FORM}")
    if name in process.invitations:
        raise Refused(f"{name} is an invitation of this process already")
    if not guidance.strip():
        raise Refused("an invitation needs guidance", hint='Give it with -m "GUIDANCE".')
    if deadline and closes:
        raise Refused(f"the window of {name} closes on {closes} or at {deadline}, not both")
    if deadline:
        milestone(process.timetable, deadline)
    if closes and closes < opens:
        raise Refused(f"the window of {name} cannot close on {closes}, before it opens, on {opens}")
    _check_mailboxes(process, channel, send_to, copy_to)
    return InputInvited(
        invitation=name,
        works=works,
        opens=opens,
        closes=closes,
        deadline=deadline,
        of=of,
        channel=channel,
        send_to=send_to,
        copy_to=copy_to,
        guidance=guidance,
        supersedes=tuple(
            i.invitation
            for i in process.invitations.values()
            if set(i.works) & set(works) and not _closed(process, i, opens)
        ),
    )


def _check_mailboxes(
    process: Process, channel: Channel, send_to: tuple[str, ...], copy_to: tuple[str, ...]
) -> None:
    """Input by e-mail goes to parties whose functional mailboxes the process names."""
    for party in (*send_to, *copy_to):
        if channel != "e-mail":
            raise Refused(
                f"{party} is named as a mailbox, but the channel is {channel}, not e-mail"
            )
        check_people(process, (party,))
        if party not in process.parties or not process.parties[party].mailboxes:
            raise Refused(f"{party} has no functional mailbox in this process to send input to")


def _closed(process: Process, invitation: InputInvited, on: date) -> bool:
    """Whether a window is closed before a day."""
    closes = invitation.closes
    if invitation.deadline:
        when = process.timetable.milestones[invitation.deadline].when
        closes = when.latest if when else None
    return closes is not None and closes < on


def _next_id(process: Process, works: tuple[str, ...]) -> str:
    """The works' names and the first number that is free, such as `rd-lap-2`."""
    n = 1
    while f"{'-'.join(works)}-{n}" in process.invitations:
        n += 1
    return f"{'-'.join(works)}-{n}"
