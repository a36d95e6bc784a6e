"""Contributions as CSV (RFC 4180, UTF-8): a row for each set of parties, a column for each version.

parties, roles            ids, several with "; " between
submissions               how many; by_stage says "e-mail first-draft 2; ..."
general ... editorial     comments by kind
accepted ... open         comments by what became of them; acceptance_rate from 0 to 1
words_drafted ...         words
first, last               days of the first thing that they did, and of the last
<work>/<language>@<n>     the words that stand in that version
"""

from __future__ import annotations

import csv
import io
from typing import get_args

from engine.events.submission import CommentNature
from projections.tally import Row, Tally

OUTCOMES = ("accepted", "partly", "rejected", "noted", "deferred", "withdrawn", "open")
COLUMNS = (
    "parties",
    "roles",
    "submissions",
    "by_stage",
    *get_args(CommentNature),
    *OUTCOMES,
    "acceptance_rate",
    "words_drafted",
    "words_proposed",
    "first",
    "last",
)


def write(found: Tally) -> bytes:
    """The table."""
    out = io.StringIO(newline="")
    rows = csv.writer(out)
    versions = [version.name for version in found.versions]
    rows.writerow((*COLUMNS, *versions))
    for row in found.rows:
        standing = row.contribution.words_standing
        rows.writerow(
            (*map(_cell, _cells(row)), *(standing.get(version, 0) for version in versions))
        )
    return out.getvalue().encode()


def _cells(row: Row) -> tuple[object, ...]:
    found = row.contribution
    sent = [
        (channel, stage, many)
        for channel, stages in found.submissions.items()
        for stage, many in stages.items()
    ]
    rate = found.acceptance
    return (
        "; ".join(found.parties),
        "; ".join(found.roles),
        sum(many for _, _, many in sent),
        "; ".join(f"{channel} {stage} {many}" for channel, stage, many in sent),
        *(found.comments.get(kind, 0) for kind in get_args(CommentNature)),
        *(getattr(found, outcome) for outcome in OUTCOMES),
        "" if rate is None else f"{rate:.2f}",
        found.words_drafted,
        found.words_proposed,
        row.first or "",
        row.last or "",
    )


def _cell(written: object) -> object:
    """What a spreadsheet would take for a formula begins with an apostrophe."""
    formula = isinstance(written, str) and written.startswith(("=", "+", "-", "@", "\t", "\r"))
    return f"'{written}" if formula else written
