"""The acts of circulating texts and of inviting input."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from engine.application import Application, Events, Who
from engine.decisions import circulation
from engine.decisions.permission import permit
from engine.events import DocumentsCirculated, InputInvited
from engine.events.circulation import Channel
from engine.events.process import STREAM
from engine.point import Reference
from engine.timetable.phrases import read as read_when
from engine.view import View


class Sending(NamedTuple):
    """A text to send, as a reference names it, and the name under which it goes out."""

    reference: Reference
    title: str | None = None


def circulate(
    application: Application,
    package: Sequence[Sending],
    to: tuple[str, ...],
    who: Who,
    *,
    fulfils: tuple[str, ...] = (),
    when: str | None = None,
    message: str | None = None,
) -> DocumentsCirculated:
    """Versions and papers go out as one act. `when` says the days on which it may have been, where
    that is not sure, as people write it."""

    def decide(view: View) -> Events:
        process = view.process()
        permit(process, "circulate", who.by)
        sent = []
        for reference, title in package:
            language = view.language_of(reference)
            step = view.step(reference, language)
            draft = view.draft(reference.work, language)
            named = reference.point is not None
            sent.append(circulation.sent(process, draft, step, named=named, title=title))
        assert process.opened
        on = who.on or application.today(process)
        made = circulation.circulate(
            process,
            tuple(sent),
            to,
            fulfils=fulfils,
            when=read_when(when, process.opened.time_zone, on.year) if when else None,
            message=message,
        )
        return {STREAM: [made]}

    event = application.act(who, decide)[0].record.event
    assert isinstance(event, DocumentsCirculated)
    return event


def invite(
    application: Application,
    works: tuple[str, ...],
    who: Who,
    *,
    opens: date,
    closes: date | None,
    channel: Channel,
    guidance: str,
    of: tuple[str, ...] = (),
    id: str | None = None,
    deadline: str | None = None,
    send_to: tuple[str, ...] = (),
    copy_to: tuple[str, ...] = (),
) -> InputInvited:
    """A window for input on works opens."""

    def decide(view: View) -> Events:
        process = view.process()
        permit(process, "invite", who.by)
        made = circulation.invite(
            process,
            works,
            id=id,
            opens=opens,
            closes=closes,
            deadline=deadline,
            of=of,
            channel=channel,
            send_to=send_to,
            copy_to=copy_to,
            guidance=guidance,
        )
        return {STREAM: [made]}

    event = application.act(who, decide)[0].record.event
    assert isinstance(event, InputInvited)
    return event
