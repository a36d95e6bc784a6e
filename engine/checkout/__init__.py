"""A checkout: a draft's text written for editing, which says which text it is, and its return.

As markup its first line says it:

    # travaux lap/eng@s12 9f2c...e1 bluebell 3.1.1

As Akoma Ntoso, a processing instruction before the root and an element in `meta/proprietary`.
What comes back as markup is compared with what the markup itself gives when read, never with the
stored text (`carrying.py`); what comes back as Akoma Ntoso with the stored text, because nothing is
missing there (docs/formats/checkout.md).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from engine import comparison
from engine.checkout import markup
from engine.comparison.restoring import Lost
from engine.errors import Conflict, Refused, Unreadable
from engine.events import Change, MetaChanged
from engine.events.draft import Draft
from engine.readers.decoding import decode
from engine.record import Entry
from engine.text.digest import digest

if TYPE_CHECKING:
    from engine.readers.akn import File

COMPARISON = comparison.VERSION

_HEADER = re.compile(
    r"# travaux (?P<work>[a-z][a-z0-9-]*)/(?P<language>[a-z]{3})@s(?P<step>\d+)"
    r" (?P<digest>[0-9a-f]{64}) bluebell (?P<bluebell>\S+)"
)
_XML = (b"<", b"\xef\xbb\xbf<", b"\xff\xfe<\x00", b"\xfe\xff\x00<", b"<\x00", b"\x00<")


class Base(NamedTuple):
    """The text that was checked out: a draft at a step."""

    work: str
    language: str
    step: int

    def __str__(self) -> str:
        return f"{self.work}/{self.language}@s{self.step}"


class Returned(NamedTuple):
    """A checkout that came back: what it was, the digest it states (none with --base), and what
    is in it, markup or a file of Akoma Ntoso."""

    base: Base
    digest: str | None
    content: str | File
    where: str

    @property
    def draft(self) -> tuple[str, str]:
        """The work and the language."""
        return self.base.work, self.base.language

    @property
    def step(self) -> int:
        """The step that was checked out."""
        return self.base.step


class Differences(NamedTuple):
    """What changed in a checkout, and what a person should be told of it, one line each."""

    changes: tuple[Change, ...]
    meta: MetaChanged | None = None
    notes: tuple[str, ...] = ()


def write(draft: Draft) -> str:
    """The checkout of a draft as it stands, as markup."""
    assert draft.opened
    base = Base(draft.opened.work, draft.opened.language, draft.step)
    header = f"# travaux {base} {digest(draft.text)} bluebell {markup.VERSION}"
    return f"{header}\n\n{markup.write(draft.text)}"


def read(source: bytes, *, where: str, base: Base | None = None) -> Returned:
    """What a returned file says it is. `Unreadable` where it does not say it any more and `base`
    does not stand in for it, or where another Bluebell wrote it."""
    if source.lstrip(b" \t\r\n").startswith(_XML):
        return _read_xml(source, where, base)
    text = decode(source, where=where, ours=True).replace("\r\n", "\n")
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
    _refuse_two_bases(said, base, where)
    return _filled(Returned(said, found["digest"], rest, where))


def _read_xml(source: bytes, where: str, base: Base | None) -> Returned:
    from engine.readers import akn

    file = akn.read(source, where=where)
    marks = file.marks()
    if not marks:
        if base is None:
            raise Unreadable(
                f"{where} does not say which text was checked out; its marks are gone",
                hint="Name the text that was checked out with --base REV.",
            )
        return Returned(base, None, file, where)
    first = marks[0]
    for other in marks[1:]:
        if other != first:
            raise Unreadable(
                f"{where} says that it is a checkout of {first.draft}@s{first.step} "
                f"({first.digest[:12]}), and of {other.draft}@s{other.step} ({other.digest[:12]})"
            )
    work, _, language = first.draft.partition("/")
    said = Base(work, language, first.step)
    _refuse_two_bases(said, base, where)
    return Returned(said, first.digest, file, where)


def _refuse_two_bases(said: Base, base: Base | None, where: str) -> None:
    if base is not None and base != said:
        raise Unreadable(f"{where} says it is a checkout of {said}, --base says {base}")


def refuse_other(back: Returned, work: str, language: str, where: str) -> None:
    """Nothing, if the file is a checkout of the draft it is checked in to."""
    if back.draft != (work, language):
        raise Refused(f"{where} is a checkout of {back.base}, not of {work}/{language}")


def refuse_moved(back: Returned, draft: Draft, entry: Callable[[int], Entry]) -> None:
    """Nothing, if the draft's text has not changed since the checkout; `Conflict` names both.
    `entry` gives the draft's entry at a step."""
    refuse_ahead(back, draft)
    if draft.changed > back.step:
        came = entry(draft.edited).record
        raise Conflict(
            f"{back.where} is a checkout of {back.base}, but the draft moved on to s{draft.step} "
            f"(s{draft.edited} by {', '.join(came.by)} on {came.effective_on}, recorded at "
            f"{came.recorded_at:%Y-%m-%d %H:%M:%S} UTC)",
            hint=f"Check out {back.base.work}/{back.base.language} again into another file and "
            "carry your changes over; or check this one in with --rebase, which merges the two.",
        )


def refuse_ahead(back: Returned, draft: Draft) -> None:
    """Nothing, if the draft has come as far as the step that the checkout names."""
    if back.step > draft.step:
        raise Unreadable(
            f"{back.where} is a checkout of {back.base}, but the draft is at s{draft.step}"
        )


def differences(
    back: Returned, then: Draft, out: Callable[[], bytes], lost: Lost | None = None
) -> Differences:
    """What leads from the text checked out (`then`) to the one that came back; new elements are
    numbered from its counter on. `out` gives the file of Akoma Ntoso that was checked out, as it
    is written from the log. Elements that the draft `lost` before come back under their own ids."""
    if back.digest is not None and digest(then.text) != back.digest:
        raise Unreadable(
            f"{back.where} states the digest {back.digest[:12]}, but {back.base} has "
            f"{digest(then.text)[:12]}"
        )
    if isinstance(back.content, str):
        from engine.checkout import carrying

        first = 2 if back.digest else 1
        return Differences(*carrying.changes(back.content, then, back.where, first, lost))
    from engine.checkout import returning

    found = returning.changes(back.content, then, out(), lost)
    return Differences(*found)


def _filled(back: Returned) -> Returned:
    if isinstance(back.content, str) and not back.content.strip():
        raise Unreadable(f"{back.where} holds no text below its first line")
    return back
