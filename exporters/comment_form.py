"""The comment form of eight columns that ISO and IEC use, as CSV (RFC 4180, UTF-8).

    MB/NC                             whose comment it is, and its id
    Line number                       empty: the texts have no lines
    Clause/Subclause                  the place, as its eId; empty for the work as a whole
    Paragraph/Figure/Table            the words quoted there
    Type of comment                   ge, te or ed: general, substantive, editorial
    Comments                          the comment
    Proposed change                   the wording proposed
    Observations of the secretariat   the answer and its reason; empty while it is open

A cell that a spreadsheet would take for a formula begins with an apostrophe.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from projections.listing import Listed

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
PRIVATE = "[its text is in the private store]"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write(comments: Iterable[Listed]) -> bytes:
    """The form, a row a comment, in their order."""
    out = io.StringIO(newline="")
    rows = csv.writer(out)
    rows.writerow(COLUMNS)
    for one in comments:
        rows.writerow([_cell(cell) for cell in _row(one)])
    return out.getvalue().encode()


def _row(one: Listed) -> tuple[str, ...]:
    place = one.place
    where = (place.eid or place.id) if place else ""
    return (
        f"{', '.join(one.parties) or '?'} {one.id}",
        "",
        f"{where} (gone)" if place and place.orphaned else where,
        (place.quote or "") if place else "",
        TYPES[one.nature],
        one.text if one.text is not None else PRIVATE,
        one.proposed or "",
        f"{one.outcome}: {one.reason}" if one.reason else one.outcome or "",
    )


def _cell(written: str) -> str:
    return f"'{written}" if written.startswith(_FORMULA) else written
