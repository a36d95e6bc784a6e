"""The timeline of a store, for every command that reads it: with the texts that rules ask about, as
they stood."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from engine.errors import NotFound
from engine.events.rules import StructureRule
from engine.events.submission import Access
from engine.point import Reference
from engine.text import Text
from engine.view import View

if TYPE_CHECKING:
    from projections.structure import Result
    from projections.timeline import Timeline


def timeline_of(view: View, as_of: date | None, access: Access = "public") -> Timeline:
    """The timeline by the end of a day; if none is said, of the day on which the last record was
    entered."""
    from projections.timeline import TIMELINE, timeline

    day = day_of(view, as_of)
    found = view.ask(TIMELINE, lambda facts: timeline(facts, day, access))
    results = [r for rule in found.rules for r in _structure(view, rule, day)]
    return replace(found, structure=tuple(results))


def plan_of(view: View, as_of: date | None) -> Timeline:
    """The same of the plan alone: neither the texts nor the submissions are looked at."""
    from projections.timeline import TIMELINE, timeline

    day = day_of(view, as_of)
    return view.ask(TIMELINE, lambda facts: timeline(facts, day, heard=False))


def day_of(view: View, as_of: date | None) -> date:
    """The day said, or that of the last record, in the process's time zone."""
    process = view.process()
    last = view.log.last()
    if not process.opened or not last:
        raise NotFound("the process of this store is not opened")
    zone = ZoneInfo(process.opened.time_zone)
    return as_of or last.record.recorded_at.astimezone(zone).date()


def _structure(view: View, rule: StructureRule, day: date) -> list[Result]:
    from projections.structure import structure

    text = _text(view, rule.work, day)
    if text is None:
        return []
    base = _text(view, rule.builds_on, day, text[1]) if rule.builds_on else None
    return structure(rule, text[0], text[1], base[0] if base else None)


def _text(view: View, work: str, day: date, language: str | None = None) -> tuple[Text, str] | None:
    """A work's text by the end of a day, in the language it is negotiated in or, if it has one,
    in another's; none where it has no text yet."""
    drafts = view.register(work).drafts
    originals = [lang for lang, standing in drafts.items() if standing == "original"]
    if language not in drafts:
        language = next(iter((*originals, *drafts)), None)
    if language is None:
        return None
    try:
        step = view.step(Reference(work, language, day.isoformat()), language)
    except NotFound:
        return None
    return view.draft(work, language, upto=step).text, language
