"""To whom the versions of a draft went, and under which names."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from engine.events import DocumentsCirculated, VersionIssued
from engine.events.process import STREAM
from engine.timetable.when import When
from engine.view import View


class Circulation(NamedTuple):
    """A version went out: on a day, or on one of several (`when`), to roles and parties, under its
    own name or another one."""

    on: date
    when: When | None
    to: tuple[str, ...]
    title: str | None
    message: str | None


def circulations(view: View, work: str, language: str) -> dict[int, list[Circulation]]:
    """Every circulation of each version of a draft, in the order in which they were recorded."""
    found: dict[int, list[Circulation]] = {}
    for entry in view.entries(STREAM):
        event = entry.record.event
        if not isinstance(event, DocumentsCirculated):
            continue
        for sent in event.sent:
            if (sent.work, sent.language) == (work, language) and sent.version:
                on = entry.record.effective_on
                made = Circulation(on, event.when, event.to, sent.title, event.message)
                found.setdefault(sent.version, []).append(made)
    return found


def sentences(version: VersionIssued, made: list[Circulation]) -> Iterator[str]:
    """What a version was issued as, if not as most are, and to whom it went."""
    if (version.nature, version.distribution) != ("informal", "general"):
        told = f"{version.nature} text, {version.distribution} distribution"
        yield f"@{version.number} was issued as {told}, original {version.original_language}"
    for each in made:
        day = each.when.phrase if each.when else f"on {each.on}"
        name = f" as {each.title!r}" if each.title else ""
        yield f"@{version.number} was circulated {day} to {', '.join(each.to)}{name}"


def as_json(version: VersionIssued, made: list[Circulation]) -> dict[str, object]:
    """The same for programs."""
    return {
        "nature": version.nature,
        "distribution": version.distribution,
        "original_language": version.original_language,
        "circulated": [
            {
                "on": each.on,
                "when": each.when.edtf if each.when else None,
                "to": each.to,
                "title": each.title,
                "message": each.message,
            }
            for each in made
        ],
    }
