"""A trace as a story for people: what made a paragraph what it is, edit by edit, who, when and why,
and the comments behind each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from rich.console import Console
from rich.padding import Padding
from rich.text import Text as Styled

from cli.layout import shown
from cli.redline import print_redline
from cli.sentences import names
from engine.events import PartyRegistered
from engine.events.submission import Access
from projections.comments import Answer
from projections.listing import Listed
from projections.provenance import What
from projections.trace import Relation, Spot, Step, Trace, Version, on_it

_KINDS: dict[What, str] = {
    "inserted": "came in",
    "removed": "went out",
    "moved": "moved",
    "edited": "reworded",
    "renumbered": "renumbered",
    "markup": "marked up anew",
}
_INDENT = 4


class Behind(NamedTuple):
    """The comments on the works that are traced: those that may be read, by id, how many more may
    not be, and for whom it is told."""

    comments: Mapping[str, Listed]
    hidden: int = 0
    access: Access = "public"

    def found(self, ids: Sequence[str]) -> list[Listed]:
        """Those of some comments that may be read."""
        return [self.comments[id] for id in ids if id in self.comments]

    def withheld(self, ids: Sequence[str]) -> list[str]:
        """Those that may not."""
        return [id for id in ids if id not in self.comments]


class Story(NamedTuple):
    """Tells traces on a console."""

    console: Console
    parties: Mapping[str, PartyRegistered]
    behind: Behind

    def tell(self, traces: Sequence[Trace]) -> None:
        """Tell each trace, the one that was asked for first."""
        for trace in traces:
            self._head(trace, traces)
            self._steps(trace)
            self._others(trace)
        if hidden := self.behind.hidden:
            works = ", ".join(dict.fromkeys(trace.work for trace in traces))
            are = "comment is" if hidden == 1 else "comments are"
            access = self.behind.access
            self.console.print(f"{hidden} {are} on {works}, not for the {access}: not told here.")

    def _head(self, trace: Trace, traces: Sequence[Trace]) -> None:
        name = f"{trace.work}/{trace.language}"
        where = trace.spot.place or trace.spot.eId or trace.spot.id
        if trace.relation:
            self.console.print(Styled(self._related(trace.relation, traces), style="bold"))
        self.console.print(Styled(f"{name}, {where}, as it is at s{trace.step}", style="bold"))
        words = trace.quote or trace.spot.words
        self._print(f"“{shown(words)}”")
        if trace.gone:
            self.console.print(f"It was taken out since, at s{trace.gone}.")
        self.console.print()

    def _related(self, relation: Relation, traces: Sequence[Trace]) -> str:
        of = traces[relation.of]
        named = f"{of.work}/{of.language}, {of.spot.place or of.spot.eId or of.spot.id}"
        said = {
            "answers": f"{named} answers what follows",
            "answered by": f"What follows answers {named}",
            "translates": f"{named} translates what follows",
            "translated by": f"What follows translates {named}",
        }[relation.kind]
        if relation.link is None:
            return f"{said}."
        return f"{said} (link {relation.link}: {relation.reason})."

    def _steps(self, trace: Trace) -> None:
        """Its edits and its versions, from the first edit on."""
        first = trace.steps[0].step if trace.steps else 0
        versions = [version for version in trace.versions if version.step > first]
        told: list[Step | Version] = sorted((*trace.steps, *versions), key=lambda t: t.step)
        numbers: list[Step] = []
        for one in told:
            if isinstance(one, Step) and one.what == ("renumbered",):
                numbers.append(one)
                continue
            self._numbers(numbers)
            numbers = []
            if isinstance(one, Step):
                self._step(one)
            else:
                self._version(one)
        self._numbers(numbers)

    def _others(self, trace: Trace) -> None:
        """The comments on it that no edit of it answers."""
        for comment in on_it(trace, self.behind.comments.values()):
            self._comment(comment, "Commented on in")
            if not comment.answers:
                self._print(comment.outcome or "not answered", more=1)
            self.console.print()

    def _numbers(self, steps: Sequence[Step]) -> None:
        """Edits in a row that gave it another number and did nothing else."""
        if not steps:
            return
        first, last = steps[0], steps[-1]
        cited = f"s{first.step}" if first is last else f"s{first.step} to s{last.step}"
        was, became = _named(first.was), _named(last.became)
        self.console.print(f"{cited}  {last.on}  renumbered: {was} became {became}")
        self.console.print()

    def _version(self, version: Version) -> None:
        symbol = f", {version.symbol}" if version.symbol else ""
        did = "adopted" if version.adopted else "issued"
        place = f"it is {version.place}" if version.place is not None else "it is not there"
        if version.place == "":
            place = "it is there"
        named = f"version {version.number}, {version.label}{symbol}"
        self.console.print(f"s{version.step}  {version.on}  {named}, {did}: {place}", style="cyan")
        self.console.print()

    def _step(self, step: Step) -> None:
        record = step.entry.record
        what = ", ".join(_kind(kind, step) for kind in step.what)
        place = _place(step)
        heading = f"s{step.step}  {step.on}  {place}{': ' if place else ''}{what}"
        self.console.print(Styled(heading, style="bold"))
        who = names(record.by, self.parties)
        if record.supported_by:
            who += f", with the support of {names(record.supported_by, self.parties)}"
        method = "" if step.edit.method == "typed" else f", {step.edit.method}"
        self._print(f"{who} ({step.edit.nature}{method}): {step.edit.reason}")
        if record.recorded_by not in record.by:
            self._print(f"Entered by {names((record.recorded_by,), self.parties)}", style="dim")
        if step.came_from:
            sources = ", ".join(_named(source) for source in step.came_from)
            self._print(f"Words of it came from {sources}")
        for comment in self.behind.found(step.comments):
            self._comment(comment, "In answer to")
        if withheld := self.behind.withheld(step.comments):
            self._print(f"Behind it too: {', '.join(withheld)}, withheld here")
        self.console.print()
        if _same(step):
            return
        print_redline(self.console, step.old, step.new)
        self.console.print()

    def _comment(self, comment: Listed, how: str) -> None:
        """A comment: whose, when, what it says and asks, what was answered."""
        whose = names(comment.parties, self.parties) if comment.parties else "somebody"
        received = comment.sent.received_at[:10]
        channel = comment.sent.channel
        came = {"meeting": "in a meeting", "writing": "in writing"}.get(channel, "by e-mail")
        self._print(f"{how} {comment.id}, of {whose}, received on {received} {came}")
        self._said(comment)
        for stance, said in (("supports", "supported"), ("opposes", "opposed")):
            if taken := comment.taken(stance):
                self._print(f"{said} by {names(taken, self.parties)}", more=1)
        if comment.answers:
            self._print(answered(comment.answers[-1], self.parties), more=1)

    def _said(self, comment: Listed) -> None:
        text = comment.text
        self._print(f"“{shown(text)}”" if text is not None else untold(comment), more=1)
        if comment.proposed is not None:
            self._print(f"proposes: “{shown(comment.proposed)}”", more=1)

    def _print(self, said: str, *, more: int = 0, style: str = "") -> None:
        indent = _INDENT * (1 + more)
        self.console.print(Padding(Styled(said, style=style), (0, 0, 0, indent)))


def untold(comment: Listed) -> str:
    """Why the text of a comment is not told."""
    return "(its text was erased)" if comment.sent.erased else "(its text is in the private store)"


def answered(answer: Answer, parties: Mapping[str, PartyRegistered]) -> str:
    """An answer as a sentence."""
    return f"{answer.outcome} by {names(answer.by, parties)} on {answer.on}: {answer.reason}"


def _kind(kind: What, step: Step) -> str:
    """What was done; of words that stood elsewhere then, what was done to them there."""
    if kind == "edited" and _same(step):
        return "other white space"
    if kind != "elsewhere":
        return _KINDS[kind]
    if step.was is None:
        return "its words came in there"
    return "its words went out there" if step.became is None else "its words changed there"


def _same(step: Step) -> bool:
    """Whether what was changed has the same words as before."""
    return step.was is not None and step.became is not None and step.was.words == step.became.words


def _place(step: Step) -> str:
    """The place of what a step changed, and what it became."""
    was, became = step.was, step.became
    if was and became and was.place != became.place:
        return f"{_named(was)}, now {_named(became)}"
    return _named(became or was)


def _named(spot: Spot | None) -> str:
    return (spot.place or spot.eId or "") if spot else ""
