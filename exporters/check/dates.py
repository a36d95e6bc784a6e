"""Rules on dates: they are real, say what the words beside them say, and come in order."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise

from lxml import etree

from exporters.check.file import SPACE, Document, File, local
from exporters.check.rule import Found, rule

_SCHEMA = "Akoma Ntoso schema, attribute date"


def _day(node: etree._Element, attribute: str = "date") -> str:
    """The day that an attribute gives, as `2020-12-07`; empty where it gives none, or one that
    only stands for an unknown one."""
    day = str(node.get(attribute) or "").strip()[:10]
    real = re.fullmatch(r"\d{4}-\d\d-\d\d", day)
    return day if real and not _stands_in(day) else ""


def _stands_in(day: str) -> bool:
    return day[:4] in ("0000", "0001", "9999") or day < "1000"


@rule(
    "date-real",
    "A date is a day on which something happened, not 0001-01-01 for one that is not known",
    f"{_SCHEMA}; AKN4UN 5.1.3",
)
def _(file: File) -> Iterator[Found]:
    for node in file.dated:
        day = str(node.get("date")).strip()[:10]
        if re.match(r"\d{4}-", day) and _stands_in(day):
            message = f"The date of the {local(node)} is {day}; that is no day on which it was."
            yield Found(node, "date", message)


@rule(
    "date-text",
    "The date of a date or docDate is that of its words",
    "Akoma Ntoso schema, date, docDate; AKN4UN 4.1.3",
)
def _(file: File) -> Iterator[Found]:
    for node in file.dated:
        if local(node) not in ("date", "docDate"):
            continue
        day, words = _day(node), " ".join("".join(map(str, node.itertext()))[:500].split())
        if day and not _agree(day, words):
            yield Found(node, "date", f"The date is {day}, its words are '{words[:60]}'.")


def _agree(day: str, words: str) -> bool:
    """Whether the numbers in words, in whatever digits, can be those of a day: its year, and
    where there are others, its day among them, or its month alone."""
    plain = "".join(str(unicodedata.decimal(c, c)) for c in words)
    numbers = [int(found) for found in re.findall(r"\d+", plain)]
    years = {n for n in numbers if 1000 <= n <= 9999}
    others = {n for n in numbers if n <= 31}
    year, month, date = (int(part) for part in day.split("-"))
    if years and year not in years:
        return False
    return not (years and others) or date in others or others == {month}


@rule(
    "date-order",
    "A Work is not younger than its Expression, an Expression not than its Manifestation, and it is"
    " published after the Work began",
    "Naming Convention 4.2 (FRBR); AKN4UN 5.1.3, 5.2",
)
def _(file: File) -> Iterator[Found]:
    for document in file.documents:
        levels = ("Work", "Expression", "Manifestation")
        known = [(level, found) for level in levels if (found := days(document, level))]
        for (above, before), (below, after) in pairwise(known):
            first = min(day for day, _ in before)
            for day, node in after:
                if day < first:
                    message = f"The {below} is of {day}, the {above} not before {first}."
                    yield Found(node, "date", message)
        for node in document.all("publication"):
            day, work = _day(node), [day for day, _ in days(document, "Work")]
            if day and work and day < (first := min(work)):
                yield Found(node, "date", f"Published on {day}, before the Work of {first}.")


def days(document: Document, level: str) -> list[tuple[str, etree._Element]]:
    """The real days of a level, each with its FRBRdate."""
    nodes = document.all(f"identification/FRBR{level}/FRBRdate")
    return [(day, node) for node in nodes if (day := _day(node))]


@rule(
    "lifecycle-order",
    "The events of a lifecycle stand in the order of their dates",
    "AKN4UN 5.4",
)
def _(file: File) -> Iterator[Found]:
    for document in file.documents:
        for block in document.all("lifecycle"):
            yield from _in_order(block, "eventRef")


@rule(
    "workflow-order",
    "The steps of a workflow stand in the order of their dates",
    "AKN4UN 5.5",
)
def _(file: File) -> Iterator[Found]:
    for document in file.documents:
        for block in document.all("workflow"):
            yield from _in_order(block, "step")


def _in_order(block: etree._Element, tag: str) -> Iterator[Found]:
    latest = ""
    for node in block.iterchildren(SPACE + tag):
        day = _day(node)
        if day and day < latest:
            message = f"The {tag} of {day} stands behind one of {latest}."
            yield Found(node, "date", message)
        latest = max(day, latest)


@rule(
    "interval-order",
    "A time interval does not end before it starts",
    "Akoma Ntoso schema, timeInterval; AKN4UN 5.7",
)
def _(file: File) -> Iterator[Found]:
    for document in file.documents:
        for node in document.all("temporalData/temporalGroup/timeInterval"):
            bounds = [file.eids.get(str(node.get(a) or "").removeprefix("#")) for a in _BOUNDS]
            start, end = (_day(bound) if bound is not None else "" for bound in bounds)
            if start and end and end < start:
                yield Found(node, "end", f"The interval ends on {end} and starts on {start}.")


_BOUNDS = ("start", "end")
