"""What lies around an expression: the work's other languages, and the acts of procedure on it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

import msgspec

from engine.events import Adopted, DraftOpened, VersionIssued
from engine.events.draft import Standing, stream
from engine.record import Entry
from projections.procedure import Step, Told, of_draft, procedure
from projections.versions import Expression


class Language(msgspec.Struct):
    """A draft of the work: its standing, its versions (labels by number), the version adopted, and
    the `wId` of each element that a version held."""

    standing: Standing
    versions: dict[int, str] = {}
    adopted: int | None = None
    wids: dict[str, str] = {}


class Dossier(msgspec.Struct, frozen=True):
    """The drafts of the work by language, in the order in which they were opened, and the acts of
    procedure on it, up to where the text of the expression changes next."""

    languages: Mapping[str, Language]
    procedure: tuple[Step, ...]


def dossier(told: Told, expression: Expression, as_of: date | None = None) -> Dossier:
    """The dossier of an expression, from the entries of the whole log. What passes by itself has
    passed by the end of `as_of`, by default the day of the last record that is told of."""
    known = told.known(stream(expression.work, expression.language), expression.step)
    return Dossier(
        languages=languages(known.entries, expression.work),
        procedure=procedure(known, expression.work, expression.language, as_of),
    )


def alone(expression: Expression) -> Dossier:
    """What an expression says of itself: the versions of its own draft."""
    steps: list[Step] = []
    adopted = False
    for act in expression.acts:
        if isinstance(act.event, VersionIssued | Adopted):
            steps.append(of_draft(act, expression.language, adopted=adopted))
            adopted = adopted or isinstance(act.event, Adopted)
    return Dossier({}, tuple(steps))


def languages(entries: Iterable[Entry], work: str) -> dict[str, Language]:
    """The drafts of a work."""
    found: dict[str, Language] = {}
    for entry in entries:
        family, _, rest = entry.stream.partition("/")
        name, _, language = rest.partition("/")
        if family != "draft" or name != work:
            continue
        match entry.record.event:
            case DraftOpened(standing=standing):
                found[language] = Language(standing)
            case VersionIssued() as version:
                found[language].versions[version.number] = version.label
                found[language].wids.update(version.wids)
            case Adopted(version=number):
                found[language].adopted = number
            case _:
                pass
    return found
