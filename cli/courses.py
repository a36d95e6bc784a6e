"""The course of a comment as a story for people, and for programs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from rich.console import Console
from rich.padding import Padding
from rich.text import Text as Styled

from cli.comments import Chosen
from cli.comments import as_document as listed
from cli.layout import shown
from cli.redline import print_redline
from cli.sentences import names
from cli.stories import answered, untold
from engine.events import PartyRegistered
from projections.course import Answering, Course, Held, Standing, Words
from projections.listing import Listed
from projections.trace import alone

_SHOWN = 200
"""Characters of a run of words that are shown."""


def tell(
    console: Console, parties: Mapping[str, PartyRegistered], found: Course, access: str
) -> None:
    """Tell the course of a comment from its receipt to the words that stand."""
    story = _Story(console, parties, found)
    if found.comment:
        story.received(found.comment)
        story.places()
        story.answers(found.comment)
    else:
        story.line(f"{found.id} is not for the {access}: what it says, whose it is, where it is")
        story.line("and how it was answered are withheld. The edits that name it are public.")
        console.print()
    story.edits()
    story.standing()


class _Story:
    def __init__(
        self, console: Console, parties: Mapping[str, PartyRegistered], found: Course
    ) -> None:
        self.console = console
        self.parties = parties
        self.found = found

    def received(self, comment: Listed) -> None:
        """How it came, from whom, and what it says."""
        sent, made = comment.sent, comment.remark.made
        whose = names(comment.parties, self.parties) if comment.parties else "somebody not known"
        how = {"meeting": "in a meeting", "writing": "in writing"}.get(sent.channel, "by e-mail")
        window = f", for {sent.window}" if sent.window else ""
        restricted = f", for the {sent.access}" if sent.access != "public" else ""
        head = f"{comment.id}, a {comment.nature} comment of {whose}{restricted}"
        self.line(head, bold=True)
        entered = ""
        if comment.remark.recorded_by not in comment.parties:
            entered = f", entered by {names((comment.remark.recorded_by,), self.parties)}"
        received = datetime.fromisoformat(sent.received_at)
        when = f"{received:%Y-%m-%d at %H:%M} (UTC{received.isoformat()[-6:]})"
        self.line(f"received on {when} {how}{window}{entered}")
        text = comment.text
        self.more(f"“{shown(text)}”" if text is not None else untold(comment))
        if comment.proposed:
            self.more(f"proposes: “{shown(comment.proposed)}”")
        elif comment.proposed is not None:
            self.more("proposes to strike it out")
        elif made.proposed_words:
            self.more(f"proposes a wording of {made.proposed_words} words (private)")
        for stance, said in (("supports", "supported"), ("opposes", "opposed")):
            if taken := comment.taken(stance):
                self.line(f"{said} by {names(taken, self.parties)}")
        self.console.print()

    def places(self) -> None:
        """Where it was made, and where that is in every version since."""
        first = self.found.made_at
        if first is None:
            self.line("It is on the work as a whole.")
            self.console.print()
            return
        self.line(f"{first.on}  on {self._text(first)}: {self._place(first)}")
        for held in self.found.places:
            self.line(f"{held.on}  in {self._text(held)}: {self._place(held)}")
        self.console.print()

    def answers(self, comment: Listed) -> None:
        """Every answer that it was given, or what became of it without one."""
        for answer in comment.answers:
            by = f", by the edit s{answer.applied}" if answer.applied else ""
            self.line(f"{answered(answer, self.parties)}{by}")
        if comment.outcome in ("withdrawn", "corrected"):
            self.line(f"{comment.outcome}{f': {comment.reason}' if comment.reason else ''}")
            if comment.sent.correction:
                self.line(f"the submission {comment.sent.correction} took its place")
        elif comment.open:
            self.line("Nobody has answered it yet.")
        self.console.print()

    def edits(self) -> None:
        """Each edit that answered it, as a redline, and the words that it put in."""
        if not self.found.edits:
            self.line("No edit answers it.")
            self.console.print()
        for edit in self.found.edits:
            record = edit.entry.record
            draft = f"{edit.work}/{edit.language}"
            who = names(record.by, self.parties)
            if record.supported_by:
                who += f", with the support of {names(record.supported_by, self.parties)}"
            self.line(f"s{edit.entry.step}  {edit.on}  {draft} edited in answer to it", bold=True)
            method = "" if edit.edit.method == "typed" else f", {edit.edit.method}"
            self.more(f"{who} ({edit.edit.nature}{method}): {edit.edit.reason}")
            others = [id for id in edit.edit.answers if id != self.found.id]
            if others:
                self.more(f"It answers {', '.join(others)} too")
            self.console.print()
            id = self._only(edit)
            old, new = edit.before, edit.after
            if id:
                old, new = alone(old, id), alone(new, id)
            print_redline(self.console, old, new)
            self.more(f"{_words(edit.words)} put in")
            self.console.print()

    def standing(self) -> None:
        """What stands of the words that were put in."""
        put = {(e.work, e.language): 0 for e in self.found.edits}
        for edit in self.found.edits:
            put[edit.work, edit.language] += edit.words
        for one in self.found.standing:
            total = put[one.work, one.language]
            stand = "stands" if total == 1 else "stand"
            self.line(f"{one.words} of {_words(total)} {stand} in {_named(one)}", bold=True)
            for span in one.spans:
                if text := shown(span.text).strip():
                    cut = text if len(text) <= _SHOWN else f"{text[:_SHOWN].rstrip()}…"
                    own = " (its own wording)" if span.taken else ""
                    self.more(f"{span.place or span.eId or span.id}: “{cut}”{own}")

    def line(self, said: str, *, bold: bool = False) -> None:
        """A line of the story."""
        self.console.print(Styled(said, style="bold" if bold else ""))

    def more(self, said: str) -> None:
        """A line that goes with the one before."""
        self.console.print(Padding(Styled(said), (0, 0, 0, 4)))

    def _text(self, held: Held) -> str:
        if held.number == 0:
            return f"the text as it {'was' if held is self.found.made_at else 'stands'}"
        adopted = ", as adopted" if held.adopted else ""
        return f"version {held.number}, {held.label}{adopted}"

    def _place(self, held: Held) -> str:
        place = held.place or held.id
        quote = f" “{shown(held.quote)}”" if held.quote else ""
        if held.orphaned and held.there:
            return f"{place}, without the words{quote}"
        return f"gone; it was {place}{quote}" if held.orphaned else f"{place}{quote}"

    def _only(self, edit: Answering) -> str | None:
        """The element that a comment is on, where all that an edit put in is in it."""
        first = self.found.made_at
        made = self.found.comment.remark.made if self.found.comment else None
        if not first or not made or made.language != edit.language or made.work != edit.work:
            return None
        if first.id not in edit.before or first.id not in edit.after or not edit.put:
            return None
        inside = {node.id for node in edit.after.walk(first.id)}
        return first.id if all(span.id in inside for span in edit.put) else None


def _words(count: int) -> str:
    return f"{count} word{'' if count == 1 else 's'}"


def _named(one: Standing) -> str:
    draft = f"{one.work}/{one.language}"
    if one.adopted:
        return f"{draft} as adopted, version {one.version}, {one.label}"
    return f"{draft} as it stands at s{one.step}; it is not adopted"


def as_document(found: Course) -> dict[str, object]:
    """The course under stable keys."""
    comments = listed(Chosen([found.comment] if found.comment else [], 0, "public"))["comments"]
    assert isinstance(comments, list)
    answers = found.comment.answers if found.comment else ()
    return {
        "id": found.id,
        "withheld": found.comment is None,
        "comment": comments[0] if comments else None,
        "made_at": found.made_at,
        "places": found.places,
        "answers": [
            {
                "outcome": answer.outcome,
                "reason": answer.reason,
                "by": answer.by,
                "on": answer.on,
                "recorded_at": answer.recorded_at,
                "applied": answer.applied,
            }
            for answer in answers
        ],
        "edits": [_edit(edit) for edit in found.edits],
        "standing": found.standing,
    }


def _edit(edit: Answering) -> dict[str, object]:
    record = edit.entry.record
    put: Sequence[Words] = edit.put
    return {
        "work": edit.work,
        "language": edit.language,
        "edit": edit.entry.step,
        "effective_on": edit.on,
        "recorded_at": record.recorded_at,
        "recorded_by": record.recorded_by,
        "by": record.by,
        "with": record.supported_by,
        "reason": edit.edit.reason,
        "nature": edit.edit.nature,
        "method": edit.edit.method,
        "answers": edit.edit.answers,
        "put": put,
        "words": edit.words,
    }
