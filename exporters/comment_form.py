"""The comment form of eight columns that ISO and IEC use, as CSV (RFC 4180, UTF-8).

    MB/NC                             whose comment it is
    Line number                       the words quoted: the texts number no lines
    Clause/Subclause                  the section, by its number and heading
    Paragraph/Figure/Table            the paragraph and what it lies in there, as 12(a)
    Type of comment                   ge, te or ed: general, substantive, editorial
    Comments                          the comment
    Proposed change                   the wording proposed; [struck out] where it is none at all
    Observations of the secretariat   the comment's id; its outcome and the reason

A place that is gone is said by its last eId, in the column of the paragraph. A cell that a
spreadsheet would take for a formula begins with an apostrophe.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from engine.text.place import label
from engine.view import View
from projections.listing import Listed, Texts, gap

COLUMNS = (
    "MB/NC",
    "Line number",
    "Clause/Subclause",
    "Paragraph/Figure/Table",
    "Type of comment",
    "Comments",
    "Proposed change",
    "Observations of the secretariat",
)
TYPES = {"general": "ge", "substantive": "te", "editorial": "ed"}
STRUCK = "[struck out]"
_TRIMMED = " .。．、,:：;-–—\u00a0\t\n"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write(view: View, comments: Iterable[Listed]) -> bytes:
    """The form, a row a comment, in their order."""
    out = io.StringIO(newline="")
    rows = csv.writer(out)
    rows.writerow(COLUMNS)
    texts: dict[str, Texts] = {}
    for one in comments:
        of = texts.setdefault(one.work, Texts(view, one.work))
        rows.writerow([_cell(cell) for cell in _row(one, of)])
    return out.getvalue().encode()


def _row(one: Listed, texts: Texts) -> tuple[str, ...]:
    section, paragraph = _place(one, texts)
    proposed = STRUCK if one.proposed == "" else one.proposed or ""
    answer = f" {one.outcome}" if one.outcome else ""
    return (
        ", ".join(one.parties),
        one.quoted or "",
        section,
        paragraph,
        TYPES[one.nature],
        one.text if one.text is not None else gap(one),
        proposed,
        f"{one.id}{answer}{f': {one.reason}' if one.reason else ''}",
    )


def _place(one: Listed, texts: Texts) -> tuple[str, str]:
    """The section and the paragraph in which a comment is; both empty for a work as a whole."""
    place = one.place
    if place is None:
        return "", ""
    language = one.anchored_in
    if place.orphaned or language is None:
        return "", f"{place.eid or place.id} (gone)"
    text = texts.now(language)
    numbers: list[str] = []
    section = ""
    at: str | None = place.id
    while at:
        node = text[at]
        num, heading = label(text, node, "num"), label(text, node, "heading")
        if heading:
            section = f"{num} {heading}".strip()
            break
        if num:
            numbers.insert(0, num.strip(_TRIMMED))
        at = node.parent or None
    if not numbers and place.id != at:
        return section, place.eid or place.id
    return section, "".join(numbers)


def _cell(written: str) -> str:
    return f"'{written}" if written.startswith(_FORMULA) else written
