"""How people name a text: `WORK[/LANG][@POINT]`, a point being a version number (`@2`), a label's
slug (`@first-draft`), a date (`@2020-06-08`) or a step (`@s120`); absent, the draft as it stands.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from engine.errors import NotFound, Refused
from engine.events.draft import Issued
from engine.record import Entry

WORK = re.compile(r"[a-z][a-z0-9-]*")
LANGUAGE = re.compile(r"[a-z]{3}")
_NUMBER = re.compile(r"[0-9]+")
_STEP = re.compile(r"s([0-9]+)")


class Reference(NamedTuple):
    """A reference as written: the work, and the language and the point where they were given."""

    work: str
    language: str | None
    point: str | None


def parse(written: str) -> Reference:
    """The parts of a reference. `Refused` where it is not of the form."""
    place, at, point = written.partition("@")
    work, slash, language = place.partition("/")
    if not WORK.fullmatch(work):
        raise Refused(
            f"{written!r} does not begin with a work: {work!r} is not of the form [a-z][a-z0-9-]*",
            hint="A text is named WORK[/LANG][@POINT], for example lap/eng@first-draft.",
        )
    if slash and not LANGUAGE.fullmatch(language):
        raise Refused(f"{language!r} in {written!r} is not a language of three letters (ISO 639-2)")
    if at and not point:
        raise Refused(f"{written!r} ends with @, but names no point")
    return Reference(work, language or None, point or None)


def slug(label: str) -> str:
    """How a label is written in a reference: lower case, letters and digits of any script, all
    else a hyphen."""
    folded = unicodedata.normalize("NFKC", label).casefold()
    kept = "".join(c if c.isalnum() or unicodedata.category(c)[0] == "M" else "-" for c in folded)
    return re.sub("-+", "-", kept).strip("-")


def readable_otherwise(slugged: str) -> str | None:
    """What other kind of point a slug would be read as, if any."""
    if _NUMBER.fullmatch(slugged):
        return "a version number"
    if _STEP.fullmatch(slugged):
        return "a step"
    return "a date" if _date(slugged) else None


def step_of(point: str, name: str, versions: Sequence[Issued], entries: Sequence[Entry]) -> int:
    """The step at which a draft stood at a point. `entries` are all the draft's, in order;
    `name` is how the draft is called in an error. `NotFound` where there is no such point.

    A date means the text after the last whole edit before the first one whose `effective_on` is
    later, as edits were recorded.
    """
    if _NUMBER.fullmatch(point):
        for step, version in versions:
            if version.number == int(point):
                return step
        raise NotFound(f"{name} has no version {point}", hint=_known(versions))
    if found := _STEP.fullmatch(point):
        step = int(found[1])
        if not 1 <= step <= len(entries):
            raise NotFound(f"{name} has no step {step}; its last is s{len(entries)}")
        return step
    if day := _date(point):
        for entry in entries:
            if entry.record.effective_on > day:
                if entry.step == 1:
                    raise NotFound(
                        f"{name} did not exist on {day}; it begins on {entry.record.effective_on}"
                    )
                return entry.step - 1
        return len(entries)
    for step, version in versions:
        if slug(version.label) == slug(point):
            return step
    raise NotFound(f"{name} has no version {point!r}", hint=_known(versions))


def _known(versions: Sequence[Issued]) -> str:
    if not versions:
        return "No version of it has been issued yet."
    named = ", ".join(f"@{v.number} or @{slug(v.label)}" for _, v in versions)
    return f"Its versions: {named}."


def _date(point: str) -> date | None:
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", point):
        return None
    try:
        return date.fromisoformat(point)
    except ValueError:
        return None
