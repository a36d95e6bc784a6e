"""The acts that link elements of two documents."""

from __future__ import annotations

from typing import NamedTuple

from engine.acts.scheduling import act_on_process
from engine.application import Application, Who
from engine.decisions import link as decisions
from engine.errors import Refused
from engine.events import DocumentsLinked, DocumentsUnlinked, Linked, ProcessEvent
from engine.events.process import Process
from engine.point import Reference, parse
from engine.text.eid import eids
from engine.text.place import find
from engine.view import View


class Spot(NamedTuple):
    """A place of a text as people name both: `lap/eng@2#12(a)`."""

    reference: Reference
    place: str


def spot(written: str) -> Spot:
    """The parts of `REV#PLACE`. `Refused` where it is not of the form."""
    reference, mark, place = written.partition("#")
    if not mark or not place.strip():
        raise Refused(
            f"{written!r} names no place of a text",
            hint=f"Write REV#PLACE, for example {reference or 'lap'}#12.",
        )
    return Spot(parse(reference), place)


def link(
    application: Application, source: Spot, target: Spot, who: Who, *, reason: str
) -> DocumentsLinked:
    """An element of one document answers an element of another."""

    def decide(view: View, process: Process, _: object) -> list[ProcessEvent]:
        return [decisions.link(process, end(view, source), end(view, target), reason)]

    event = act_on_process(application, "link", who, decide)[0].record.event
    assert isinstance(event, DocumentsLinked)
    return event


def unlink(application: Application, number: int, who: Who, *, reason: str) -> DocumentsUnlinked:
    """A link is taken back."""

    def decide(_: View, process: Process, __: object) -> list[ProcessEvent]:
        return [decisions.unlink(process, number, reason)]

    event = act_on_process(application, "link", who, decide)[0].record.event
    assert isinstance(event, DocumentsUnlinked)
    return event


def end(view: View, found: Spot) -> Linked:
    """The element that is meant, as the text is where it is named. `NotFound` or `Refused` where
    it is none, or not one."""
    reference = found.reference
    language = view.language_of(reference)
    step = view.step(reference, language)
    text = view.folded(reference.work, language, step).text
    names = eids(text)
    id = find(text, found.place, where=f"{reference.work}/{language}", names=names)
    return Linked(work=reference.work, language=language, step=step, element=id, eid=names.get(id))
