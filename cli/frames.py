"""One act of a draft on a page: when, who and why, and what changed as a redline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from rich.console import Console
from rich.text import Text as Styled

from cli.edits import told
from cli.page import print_text
from cli.redline import print_redline
from cli.sentences import names, sentence
from engine.chronicle import Act
from engine.events import Change, EditMade, PartyRegistered, VersionIssued
from engine.record import Entry
from projections.replay import Frame


class Pages(NamedTuple):
    """What is needed to tell the acts of a draft: the parties, the corrected dates of edits by
    step, and the versions, in order."""

    parties: Mapping[str, PartyRegistered]
    redated: Mapping[int, date]
    versions: Sequence[Act]

    def print(self, console: Console, frame: Frame) -> None:
        """Print an act: a line that says when, a sentence, what it changed."""
        console.print(Styled(self.heading(frame), style="bold"))
        console.print(self.said(frame))
        if entered := self._entered(frame.entries[0]):
            console.print(entered, style="dim")
        if not any(isinstance(entry.record.event, Change) for entry in frame.entries):
            return
        console.print()
        if frame.before.parts:
            print_redline(console, frame.before, frame.after)
        else:
            print_text(console, frame.after)

    def heading(self, frame: Frame) -> str:
        """The step and the day, and the version that it made or came after."""
        parts = [f"s{cited(frame.entries)}", self.day(frame).isoformat()]
        if version := self.version(frame.last):
            after = "" if version is not self.version(frame.first - 1) else "after "
            parts.append(f"{after}version {version.number}, {version.label}")
        return "  ".join(parts)

    def said(self, frame: Frame) -> str:
        """The act as a sentence; of one that is cut where the walk begins, that it goes on."""
        first = frame.entries[0].record.event
        done = told(frame.entries, frame.before)
        if isinstance(first, Change):
            by = names(frame.entries[0].record.by, self.parties)
            return f"{by} went on with the edit that this begins in: {done}"
        return sentence(frame.entries, self.parties, done)

    def day(self, frame: Frame) -> date:
        """The day on which an act happened, as it is known to have."""
        days = [self.redated[e.step] for e in frame.entries if e.step in self.redated]
        return days[0] if days else frame.entries[0].record.effective_on

    def version(self, step: int) -> VersionIssued | None:
        """The last version issued up to a step."""
        found = None
        for act in self.versions:
            if act.step <= step and isinstance(act.event, VersionIssued):
                found = act.event
        return found

    def _entered(self, entry: Entry) -> str:
        """Who entered it and when, where that says more."""
        record = entry.record
        by = record.recorded_by
        entered = f"Entered by {names((by,), self.parties)}" if (by,) != record.by else "Entered"
        return f"{entered} on {record.recorded_at:%Y-%m-%d at %H:%M} UTC"


def cited(entries: Sequence[Entry]) -> int:
    """The step by which an act is cited: that of its edit, where it has one."""
    edits = (e.step for e in entries if isinstance(e.record.event, EditMade))
    return next(edits, entries[0].step)
