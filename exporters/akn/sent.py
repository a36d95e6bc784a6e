"""What parties sent, as letters: a written proposal is an `amendment`, comments are a `note`, a
statement on the adopted text is an `officialStatement` (AKN4UN, document types)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby

from engine.events.process import DocumentOpened
from engine.text import Element
from exporters.akn.letter import Change, Letter, Marked, paragraph, quoted
from projections.comments import Stated
from projections.listing import Listed

PRIVATE = "The text of this comment is not public."
UNIDENTIFIED = "unidentified"
"""Whose a submission is, of which that is not known yet."""
_NATURES = {
    "explanation-of-position": "Explanation of position",
    "interpretation": "Interpretation",
    "dissociation": "Dissociation",
    "reservation": "Reservation",
}


def submissions(
    listed: Sequence[Listed], document: DocumentOpened, language: str
) -> Iterator[Letter]:
    """The submissions that hold comments on a work, one letter each, in the order in which they
    came. `language` is that of what is on no text."""
    ordered = sorted(listed, key=lambda one: one.submission)
    letters = [
        comments(list(group), f"submission-{id}", document, language)
        for id, group in groupby(ordered, key=lambda one: one.submission)
    ]
    return iter(sorted(letters, key=lambda letter: (letter.on, letter.number)))


def comments(
    listed: Sequence[Listed],
    number: str,
    document: DocumentOpened,
    language: str,
    *,
    now: str | None = None,
    became: Sequence[str] = (),
) -> Letter:
    """Comments of one submission on a work as a letter. With the IRI of the text as it stands
    `now`, they are on the place where they are there, as far as it is. `became` says, line by line,
    what became of them."""
    first = listed[0]
    proposes = any(one.proposed is not None for one in listed)
    changes: list[Change] = []
    parts: list[Element] = []
    for one in listed:
        if proposes:
            parts += _amendment(one, _where(one, document, now), changes)
        else:
            parts.append(_remark(one, _where(one, document, now)))
    body = Element("amendmentBody" if proposes else "mainBody", children=tuple(parts))
    lines = tuple(Element("p", string=line) for line in became)
    end = (Element("conclusions", children=lines),) if lines else ()
    title = f"{'Proposal' if proposes else 'Comment'} on the {document.title}"
    received = datetime.fromisoformat(first.sent.received_at).date()
    return Letter(
        element="amendment" if proposes else "doc",
        subtype="modification" if proposes else "communication",
        name="amendment" if proposes else "note",
        number=f"{document.number}-{number}",
        title=title,
        about=document.iri,
        on=received,
        recorded=max(received, *(one.remark.on for one in listed)),
        by=first.parties or (UNIDENTIFIED,),
        language=next((one.language for one in listed if one.language), language),
        parts=(_preface(title), body, *end),
        changes=tuple(changes),
        access=first.sent.access,
    )


def statement(stated: Stated, document: DocumentOpened) -> Letter:
    """A statement on an adopted text."""
    made = stated.made
    title = f"{_NATURES[made.nature]} on the {document.title}"
    lines = tuple(Element("p", string=line) for line in made.text.splitlines() if line.strip())
    expression = f"{document.iri}/{made.language}@{made.version}"
    where = f"{expression}/~{made.place.eid}" if made.place and made.place.eid else expression
    return Letter(
        element="doc",
        subtype="communication",
        name="officialStatement",
        number=f"{document.number}-statement-{stated.submission}",
        title=title,
        about=document.iri,
        on=stated.on,
        recorded=stated.on,
        by=stated.by,
        language=made.language,
        parts=(_preface(title, where), Element("mainBody", children=lines)),
    )


def _preface(title: str, about: str | None = None) -> Element:
    """What a letter begins with: its title, and the text that it is on."""
    heading = paragraph(Marked("docTitle", "the title", title))
    on = (paragraph(Marked("ref", "the text", about, {"href": about})),) if about else ()
    return Element("preface", children=(heading, *on))


def _amendment(one: Listed, where: str, changes: list[Change]) -> Iterator[Element]:
    """A proposal: the place, the wording, the reasons. A comment without wording has no content
    of its own."""
    reference = paragraph(f"{one.id}: ", Marked("ref", f"{one.id} place", where, {"href": where}))
    yield Element("amendmentReference", children=(reference,))
    if one.proposed is not None:
        mod, old, new = (f"{one.id} {what}" for what in ("mod", "old", "new"))
        quote = (one.remark.made.place and one.remark.made.place.quote) or ""
        arrow = " → " if quote and one.proposed else ""
        words = paragraph(quoted(old, quote), arrow, quoted(new, one.proposed), mod=mod)
        if words.string:
            yield Element("amendmentContent", children=(words,))
            changes.append(
                Change(
                    mod,
                    "substitution" if one.proposed else "repeal",
                    where,
                    (old,) if quote else (),
                    (new,) if one.proposed else (),
                )
            )
    yield Element("amendmentJustification", children=tuple(_said(one)))


def _remark(one: Listed, where: str) -> Element:
    reference = paragraph(Marked("ref", f"{one.id} place", where, {"href": where}))
    content = Element("content", children=(reference, *_said(one)))
    return Element("paragraph", children=(Element("num", string=one.id), content))


def _said(one: Listed) -> Iterator[Element]:
    if one.text is None:
        yield Element("p", string=PRIVATE)
        return
    lines = [line for line in one.text.splitlines() if line.strip()]
    yield from (Element("p", string=line) for line in lines or [""])


def _where(one: Listed, document: DocumentOpened, now: str | None) -> str:
    """The IRI of the place that a comment is on: of the text as it stands `now`, where it is in
    that, or as it was when it was made."""
    if now and one.place and one.place.eid and not one.place.orphaned:
        return f"{now}/~{one.place.eid}"
    made = one.remark.made
    if made.language is None or (made.version is None and made.step is None):
        return document.iri
    point = made.version if made.version is not None else f"s{made.step}"
    whole = f"{document.iri}/{made.language}@{point}"
    return f"{whole}/~{made.place.eid}" if made.place and made.place.eid else whole
