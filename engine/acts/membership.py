"""The acts that change who takes part, and who may do what."""

from __future__ import annotations

from datetime import date

from engine.acts.scheduling import act_on_process
from engine.application import Application, Who
from engine.decisions import membership
from engine.events import MembershipChanged, PartyRegistered, ProcessEvent, RulesChanged
from engine.events.process import Process
from engine.view import View


def register(
    application: Application,
    id: str,
    name: str,
    role: str,
    who: Who,
    *,
    mailboxes: tuple[str, ...] = (),
    domains: tuple[str, ...] = (),
) -> PartyRegistered:
    """A party takes part."""

    def decide(_: View, process: Process, on: date) -> list[ProcessEvent]:  # noqa: ARG001
        return [membership.register(process, id, name, role, mailboxes, domains)]

    event = act_on_process(application, "define", who, decide)[0].record.event
    assert isinstance(event, PartyRegistered)
    return event


def change_membership(
    application: Application,
    group: str,
    who: Who,
    *,
    joined: tuple[str, ...] = (),
    left: tuple[str, ...] = (),
) -> MembershipChanged:
    """Parties join or leave a group, from the day of the act on."""

    def decide(_: View, process: Process, on: date) -> list[ProcessEvent]:
        change = membership.change_membership(process, group, joined=joined, left=left, since=on)
        return [change]

    event = act_on_process(application, "define", who, decide)[0].record.event
    assert isinstance(event, MembershipChanged)
    return event


def change_rules(
    application: Application, act: str, roles: tuple[str, ...] | None, who: Who, *, reason: str
) -> RulesChanged:
    """An act is for other roles from here on."""

    def decide(_: View, process: Process, on: date) -> list[ProcessEvent]:  # noqa: ARG001
        return [membership.change_rules(process, act, roles, reason)]

    event = act_on_process(application, "define", who, decide)[0].record.event
    assert isinstance(event, RulesChanged)
    return event
