"""How people name a text: `WORK[/LANG][@POINT]`, a point being a version number (`@2`), a label's
slug (`@first-draft`), a date (`@2020-06-08`) or a step (`@s120`); absent, the draft as it stands.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import NamedTuple

from engine.errors import Refused

WORK = re.compile(r"[a-z][a-z0-9-]{0,99}")
"""The form of a work's name, and of every other id that people give."""
FORM = "[a-z][a-z0-9-]*, up to 100 characters"
"""That form, in an error."""
RESERVED = frozenset({"inbox"})
"""Names that no work can have: their register is another (engine/events/register.py)."""
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
            f"{written!r} does not begin with a work: {work!r} is not of the form {FORM}",
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
    return "a date" if day_of(slugged) else None


def number_of(point: str) -> int | None:
    """The version that a point numbers, if it does."""
    return int(point) if _NUMBER.fullmatch(point) else None


def step_named(point: str) -> int | None:
    """The step that a point names, if it does."""
    found = _STEP.fullmatch(point)
    return int(found[1]) if found else None


def day_of(point: str) -> date | None:
    """The day that a point is, if it is one."""
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", point):
        return None
    try:
        return date.fromisoformat(point)
    except ValueError:
        return None
