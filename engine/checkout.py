"""A checkout: a draft's text as markup, whose first line says which text it is, and its return.

    # travaux lap/eng@s12 9f2c...e1 bluebell 3.1.1

What comes back is compared with what the markup itself gives when read, never with the stored
text; each difference is then carried over to the stored element it belongs to. So what markup
cannot show is not lost by editing beside it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from msgspec.structs import replace

from engine import comparison, markup
from engine.decisions.draft import numbering
from engine.digest import digest
from engine.errors import Conflict, Refused, Unreadable
from engine.events import Change, MarksChanged, TextEdited
from engine.events.draft import Draft, apply
from engine.inline import in_order, relocated, remarks, shifted
from engine.matching.identity import identify
from engine.readers.decoding import decode
from engine.record import Entry
from engine.text import Text

COMPARISON = comparison.VERSION

_HEADER = re.compile(
    r"# travaux (?P<work>[a-z][a-z0-9-]*)/(?P<language>[a-z]{3})@s(?P<step>\d+)"
    r" (?P<digest>[0-9a-f]{64}) bluebell (?P<bluebell>\S+)"
)


class Base(NamedTuple):
    """The text that was checked out: a draft at a step."""

    work: str
    language: str
    step: int

    def __str__(self) -> str:
        return f"{self.work}/{self.language}@s{self.step}"


class Returned(NamedTuple):
    """A checkout that came back: what it was, the digest it states (none with --base), and its
    markup."""

    base: Base
    digest: str | None
    markup: str
    where: str

    @property
    def draft(self) -> tuple[str, str]:
        """The work and the language."""
        return self.base.work, self.base.language

    @property
    def step(self) -> int:
        """The step that was checked out."""
        return self.base.step


def write(draft: Draft) -> str:
    """The checkout of a draft as it stands."""
    assert draft.opened
    base = Base(draft.opened.work, draft.opened.language, draft.step)
    header = f"# travaux {base} {digest(draft.text)} bluebell {markup.VERSION}"
    return f"{header}\n\n{markup.write(draft.text)}"


def read(source: bytes, *, where: str, base: Base | None = None) -> Returned:
    """What a returned file says it is. `Unreadable` where its first line is gone and `base` does
    not stand in for it, or where another Bluebell wrote it."""
    text = decode(source, where=where).replace("\r\n", "\n")
    first, _, rest = text.partition("\n")
    found = _HEADER.fullmatch(first.strip())
    if not found:
        if base is None:
            raise Unreadable(
                f"{where} does not begin with the first line of a checkout (# travaux ...)",
                hint="Name the text that was checked out with --base REV.",
            )
        return _filled(Returned(base, None, text, where))
    if found["bluebell"] != markup.VERSION:
        raise Unreadable(
            f"{where} was written by Bluebell {found['bluebell']}; this is {markup.VERSION}",
            hint="Check the draft out again and carry the changes over.",
        )
    said = Base(found["work"], found["language"], int(found["step"]))
    if base is not None and base != said:
        raise Unreadable(f"{where} says it is a checkout of {said}, --base says {base}")
    return _filled(Returned(said, found["digest"], rest, where))


def refuse_other(back: Returned, work: str, language: str, where: str) -> None:
    """Nothing, if the file is a checkout of the draft it is checked in to."""
    if back.draft != (work, language):
        raise Refused(f"{where} is a checkout of {back.base}, not of {work}/{language}")


def refuse_moved(back: Returned, draft: Draft, entries: Sequence[Entry]) -> None:
    """Nothing, if the draft's text has not changed since the checkout; `Conflict` names both."""
    refuse_ahead(back, draft)
    if draft.changed > back.step:
        came = entries[draft.edited - 1].record
        raise Conflict(
            f"{back.where} is a checkout of {back.base}, but the draft moved on to s{draft.step} "
            f"(s{draft.edited} by {', '.join(came.by)} on {came.effective_on})",
            hint=f"Check out {back.base.work}/{back.base.language} again and carry your changes "
            "over, or check it in with --rebase, which merges the two.",
        )


def refuse_ahead(back: Returned, draft: Draft) -> None:
    """Nothing, if the draft has come as far as the step that the checkout names."""
    if back.step > draft.step:
        raise Unreadable(
            f"{back.where} is a checkout of {back.base}, but the draft is at s{draft.step}"
        )


def changes(back: Returned, then: Draft, counter: int | None = None) -> tuple[Change, ...]:
    """The changes that lead from the text checked out (`then`) to the one that came back; new
    elements are numbered from `counter` on, where the draft has moved on since."""
    if back.digest is not None and digest(then.text) != back.digest:
        raise Unreadable(
            f"{back.where} states the digest {back.digest[:12]}, but {back.base} has "
            f"{digest(then.text)[:12]}"
        )
    base = _shown(then.text, back.where)
    hand_out = numbering(*back.draft, counter or then.counter)
    came = identify(base, markup.read(back.markup, then.text, where=back.where), hand_out)
    if not came.parts:
        raise Unreadable(f"{back.where} holds no text")
    found = comparison.changes(base, came)
    if base == then.text:
        return found
    text = then.text.copy()
    carried: list[Change] = []
    for change in found:
        over = _carried_over(change, base, text, back.where)
        apply(base, change)
        apply(text, over)
        carried.append(over)
    return tuple(carried)


def _shown(text: Text, where: str) -> Text:
    """What the markup of a text gives when it is read, under the ids of the elements it shows;
    an element that stands for none of the text's gets an id that is no element's."""
    unknown = numbering("?", "?", 1)
    return identify(text, markup.read(markup.write(text), text, where=where), unknown)


def _carried_over(change: Change, base: Text, text: Text, where: str) -> Change:
    """A change of what was shown, as a change of what is stored."""
    if not isinstance(change, TextEdited | MarksChanged):
        return change
    id = change.id
    if id not in text or base[id].string != text[id].string:
        raise Unreadable(
            f"{where}: the place that reads {base[id].string[:40]!r} cannot be edited as markup",
            hint="Its stored text holds what the markup cannot show.",
        )
    shown, stored = base[id].marks, text[id].marks
    if shown == stored:
        return change
    splices = change.splices if isinstance(change, TextEdited) else ()
    after = base.copy()
    apply(after, change)
    hidden = [m for m in stored if m not in shown]
    length = len(after[id].string)

    marks = in_order((*relocated(hidden, shifted(splices), length), *after[id].marks))
    unmarked, marked = remarks(stored, marks, splices)
    return replace(change, unmarked=unmarked, marked=marked)


def _filled(back: Returned) -> Returned:
    if not back.markup.strip():
        raise Unreadable(f"{back.where} holds no text below its first line")
    return back
