"""`travaux replay`: a draft's history, step by step."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from cli.session import console, json_option, known_on_option, store_option, viewed, write_json
from engine.chronicle import corrected
from engine.errors import Refused
from engine.events import Change, VersionIssued
from engine.events.draft import stream
from engine.point import Reference, parse
from engine.record import Entry
from engine.text import Text
from engine.view import View
from projections.replay import Frame, Replay

if TYPE_CHECKING:
    from cli.frames import Pages


@click.command()
@click.argument("work", metavar="WORK[/LANG]")
@click.option("--from", "begin", metavar="REV", help="Begin with the text there; else before all.")
@click.option("--to", "end", metavar="REV", help="End there; else with the draft as it stands.")
@json_option
@store_option
@known_on_option
def command(
    work: str, begin: str | None, end: str | None, as_json: bool, store: str | None
) -> None:
    """Walk through a draft's history: each act with what it changed, who did it and why.

    On a terminal one act at a time: n or the right arrow for the next, b or the left arrow for the
    one before, v to jump to a version, d to a date, s to a step, h for all keys, q to quit. In a
    pipe, and with --json, the whole story.

    \b
    travaux replay lap
    travaux replay lap/fra --from lap/fra@1 --to lap/fra@2
    travaux replay lap --from @first-draft | less
    """
    with viewed(store) as view:
        reference = parse(work)
        if reference.point:
            raise click.UsageError(f"{work} names a point; say --from {work} or --to {work}")
        language = view.language_of(reference)
        walk = _Walk(view, reference.work, language, begin, end)
        if as_json:
            walk.write_json()
        elif _on_terminal():
            from cli.walk import walk_through

            walk_through(console(), walk.replay, walk.pages(), walk.step_of)
        else:
            walk.print()


def _on_terminal() -> bool:
    dumb = os.environ.get("TERM", "dumb") in ("dumb", "unknown", "")
    return sys.stdin.isatty() and sys.stdout.isatty() and os.name == "posix" and not dumb


class _Walk:
    """A walk through one draft from a point to another."""

    def __init__(
        self, view: View, work: str, language: str, begin: str | None, end: str | None
    ) -> None:
        self.view = view
        self.work = work
        self.language = language
        low = self._end(begin) if begin else 0
        high = self._end(end) if end else view.head(stream(work, language))[0]
        if low > high:
            raise Refused(f"{begin} is s{low}, behind {end or 'the last step'}, which is s{high}")
        self.replay = Replay(self._read, self._text_at, low, high)

    def frames(self) -> Iterator[Frame]:
        while frame := self.replay.next():
            yield frame

    def pages(self) -> Pages:
        """What the acts are told with."""
        from cli.frames import Pages

        acts = self.view.acts(self.work, self.language)
        versions = [act for act in acts if isinstance(act.event, VersionIssued)]
        return Pages(self.view.process().parties, corrected(acts), versions)

    def step_of(self, point: str) -> int:
        """The step that a point of this draft is."""
        return self.view.step(Reference(self.work, self.language, point), self.language)

    def print(self) -> None:
        """Print the whole story."""
        page, pages = console(), self.pages()
        told = False
        for frame in self.frames():
            if told:
                page.print()
            pages.print(page, frame)
            told = True
        if not told:
            page.print("Nothing happened between these two points.")

    def write_json(self) -> None:
        """The whole story for programs."""
        pages = self.pages()
        write_json(
            {
                "work": self.work,
                "language": self.language,
                "from": self.replay.low,
                "to": self.replay.high,
                "acts": [_as_json(pages, frame) for frame in self.frames()],
            }
        )

    def _end(self, written: str) -> int:
        reference = parse(
            f"{self.work}/{self.language}{written}" if written[:1] == "@" else written
        )
        if reference.language is None and reference.work == self.work:
            reference = reference._replace(language=self.language)
        if (reference.work, reference.language) != (self.work, self.language):
            raise Refused(
                f"{written} is no point of {self.work}/{self.language}, whose history this is"
            )
        return self.view.step(reference, self.language)

    def _read(self, after: int, upto: int) -> list[Entry]:
        return self.view.log.read(stream(self.work, self.language), upto, after=after)

    def _text_at(self, step: int) -> Text:
        return self.view.folded(self.work, self.language, step).text if step else Text()


def _as_json(pages: Pages, frame: Frame) -> dict[str, object]:
    from cli.frames import cited
    from projections.redline import redline

    record, found = frame.entries[0].record, redline(frame.before, frame.after)
    version = pages.version(frame.last)
    return {
        "step": cited(frame.entries),
        "first": frame.first,
        "last": frame.last,
        "version": version.number if version else None,
        "act": record.act,
        "effective_on": pages.day(frame),
        "recorded_at": record.recorded_at,
        "recorded_by": record.recorded_by,
        "by": record.by,
        "with": record.supported_by,
        "told": pages.said(frame),
        "events": [entry.record.event for entry in frame.entries if not _changes(entry)],
        "changes": found.changes,
        "words": found.words,
    }


def _changes(entry: Entry) -> bool:
    return isinstance(entry.record.event, Change)
