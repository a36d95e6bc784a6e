"""The chronicle of a draft, without its text: its standing, its versions, the dates of its edits.

A read model of one draft's stream, so that a version, a label or a date is found without reading
the stream. Its keys:

    ()                         the draft's standing
    "act", step                a version, the adoption, a corrected date, an edit that brought a
                               translation up to a version, with its circumstances
    "dates", level, n          the latest date below n, of edits by step: see `Dates`

A point of a draft is what `engine.point` reads; here it becomes a step.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

import msgspec
from msgspec.structs import replace

from engine.errors import NotFound
from engine.events import (
    Adopted,
    Change,
    DraftOpened,
    EditMade,
    EditRedated,
    ElementsAligned,
    MetaChanged,
    VersionIssued,
)
from engine.events.draft import Translated
from engine.point import day_of, number_of, slug, step_named
from engine.projection import Key, Keyed, Projection
from engine.record import Entry

FAN = 64
"""How many dates, or nodes of dates, one node of the tree of dates holds."""

LEVELS = 6
"""Of the tree of dates: room for 64**6 steps."""


class Act(msgspec.Struct, frozen=True, array_like=True, tag="act"):
    """An event of the draft that changed its text or its standing, with its circumstances. A
    version is without its `wids`."""

    step: int
    event: EditMade | VersionIssued | Adopted | EditRedated
    effective_on: date
    recorded_at: datetime
    recorded_by: str
    by: tuple[str, ...]
    supported_by: tuple[str, ...]


class Standing(msgspec.Struct, frozen=True, array_like=True, tag="standing"):
    """A draft at its last step: how it was opened; the steps of its last edit, of the last change
    of its text, of its last version, of its adoption, of its publication after that; 0 where there
    is none. And the version that it translates, and that it was aligned with."""

    opened: DraftOpened
    step: int
    edited: int = 0
    changed: int = 0
    issued: int = 0
    adopted: int = 0
    published: int = 0
    translates: Translated | None = None
    aligned_with: Translated | None = None


class Dates(msgspec.Struct, frozen=True, array_like=True, tag="dates"):
    """A node of the tree of dates: at level 0 the dates of the edits at 64 steps, as days since
    year 1, by step; at level n the latest date of each of 64 nodes of the level below."""

    latest: dict[int, int]


Chronicle = Standing | Act | Dates


def project(view: Keyed[Chronicle], entry: Entry) -> None:
    """The chronicle after one more entry of the draft."""
    event, step = entry.record.event, entry.step
    standing = view.get(())
    if isinstance(event, DraftOpened):
        view[()] = Standing(event, step)
        return
    assert isinstance(standing, Standing), f"{entry.stream} does not begin with its opening"
    match event:
        case EditMade():
            _put_date(view, step, entry.record.effective_on.toordinal())
            translates = event.translates or standing.translates
            if event.translates:
                view["act", step] = act(entry)
            view[()] = replace(standing, step=step, edited=step, translates=translates)
        case ElementsAligned():
            translated = standing.aligned_with
            if event.version is not None:
                translated = Translated(event.language, event.version)
            view[()] = replace(standing, step=step, aligned_with=translated)
        case VersionIssued():
            view["act", step] = act(entry)
            published = standing.published
            if standing.adopted and event.corrects is None:
                published = step
            view[()] = replace(standing, step=step, issued=step, published=published)
        case Adopted():
            view["act", step] = act(entry)
            view[()] = replace(standing, step=step, adopted=step)
        case EditRedated():
            view["act", step] = act(entry)
            view[()] = replace(standing, step=step)
        case _:
            changed = step if isinstance(event, Change | MetaChanged) else standing.changed
            view[()] = replace(standing, step=step, changed=changed)


CHRONICLE: Projection[Chronicle] = Projection("chronicle", 2, Chronicle, project)


def act(entry: Entry) -> Act:
    """The entry as an act of its draft."""
    record, event = entry.record, entry.record.event
    assert isinstance(event, EditMade | VersionIssued | Adopted | EditRedated)
    if isinstance(event, VersionIssued):
        event = replace(event, wids={})
    return Act(
        step=entry.step,
        event=event,
        effective_on=record.effective_on,
        recorded_at=record.recorded_at,
        recorded_by=record.recorded_by,
        by=record.by,
        supported_by=record.supported_by,
    )


def acts(view: Keyed[Chronicle], known: int) -> list[Act]:
    """The versions, the adoption, the corrected dates, and the edits that brought a translation up
    to a version, up to a step, in order."""
    return [found for _, found in view.under("act", upto=known) if isinstance(found, Act)]


def step_of(view: Keyed[Chronicle], point: str, name: str, known: int) -> int:
    """The step at which a draft stood at a point, from what was known at step `known`, its last or
    an earlier one; `name` is how the draft is called in an error. `NotFound` where there is no
    such point.

    A date means the text after the last whole edit before the first one whose date, as corrected
    by then, is later; of the versions and the adoption right behind that edit, those up to the
    first that is later.
    """
    if (step := step_named(point)) is not None:
        if not 1 <= step <= known:
            raise NotFound(f"{name} has no step {step}; its last is s{known}")
        return step
    found = acts(view, known)
    if day := day_of(point):
        return _on(view, found, day, name, known)
    versions = [(a.step, a.event) for a in found if isinstance(a.event, VersionIssued)]
    number = number_of(point)
    for step, version in versions:
        if version.number == number or (number is None and slug(version.label) == slug(point)):
            return step
    named = ", ".join(f"@{v.number} or @{slug(v.label)}" for _, v in versions)
    raise NotFound(
        f"{name} has no version {point if number is not None else repr(point)}",
        hint=f"Its versions: {named}." if named else "No version of it has been issued yet.",
    )


def corrected(found: list[Act]) -> dict[int, date]:
    """The corrected dates of edits by step: of several corrections the last one."""
    return {a.event.edit: a.event.new for a in found if isinstance(a.event, EditRedated)}


def last_edit(view: Keyed[Chronicle], upto: int) -> int | None:
    """The step of the last edit up to a step, if there is one."""
    return _last_below(view, upto, LEVELS - 1, 0)


def _on(view: Keyed[Chronicle], found: list[Act], day: date, name: str, known: int) -> int:
    redated = corrected(found)
    later = [edit for edit, on in redated.items() if on > day]
    by_record = _later(view, day.toordinal(), LEVELS - 1, 0)
    later += [next((step for step in by_record if step not in redated), known + 1)]
    first = min(later)
    last = last_edit(view, min(first - 1, known))
    if last is None:
        began = redated.get(first) or _date(view, first)
        raise NotFound(f"{name} did not exist on {day}; it begins on {began}")
    behind = [
        act.step - 1
        for act in found
        if last < act.step < first
        and act.effective_on > day
        and isinstance(act.event, VersionIssued | Adopted)
    ]
    return min([first - 1, known, *behind])


def _put_date(view: Keyed[Chronicle], step: int, day: int) -> None:
    below = step
    for level in range(LEVELS):
        key: Key = ("dates", level, below // FAN)
        node = view.get(key)
        latest = node.latest if isinstance(node, Dates) else {}
        if latest.get(below, 0) >= day:
            return
        view[key] = Dates({**latest, below: day})
        below //= FAN


def _later(view: Keyed[Chronicle], day: int, level: int, at: int) -> Iterator[int]:
    """The steps of the edits below a node whose date is later, in order."""
    node = view.get(("dates", level, at))
    if isinstance(node, Dates):
        for below, latest in sorted(node.latest.items()):
            if latest > day:
                if level:
                    yield from _later(view, day, level - 1, below)
                else:
                    yield below


def _last_below(view: Keyed[Chronicle], upto: int, level: int, at: int) -> int | None:
    """The step of the last edit below a node that is not beyond `upto`."""
    node = view.get(("dates", level, at))
    if isinstance(node, Dates):
        for below in sorted(node.latest, reverse=True):
            if below * FAN**level <= upto:
                found = _last_below(view, upto, level - 1, below) if level else below
                if found is not None:
                    return found
    return None


def _date(view: Keyed[Chronicle], step: int) -> date:
    node = view[("dates", 0, step // FAN)]
    assert isinstance(node, Dates)
    return date.fromordinal(node.latest[step])
