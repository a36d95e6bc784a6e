"""What each party contributed, in numbers: what it sent, what became of it, what it drafted, and
how many words that it proposed or drafted stand in each version.

A word that stands is counted once: as that of those who proposed it in a comment or, where nobody
did, of those who drafted it. So the words of all in a version are the words of that version, its
numbers aside (docs/authorship.md).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import NamedTuple

import msgspec

from engine.events.draft import Nature, stream
from engine.view import View
from projections.authored import Credit, Hand, Standing
from projections.authored import View as Authorship
from projections.authorship import AUTHORSHIP, hands
from projections.authorship import adopted as adopted_in
from projections.authorship import credits as credits_in
from projections.authorship import versions as versions_in
from projections.contributions import ALL, CONTRIBUTIONS, Total, drafts, parties_of, totals
from projections.contributions import View as Counted
from projections.spans import NATURES


class Contribution(msgspec.Struct, kw_only=True):
    """What parties, each with its role, contributed together, in numbers. `submissions` are by
    channel and stage, `comments` by kind; the seven after them say what became of the comments.
    `words_proposed` are those of their comments, `words_drafted` those that came in by their edits,
    whether they stand or not; `words_standing` those that stand, by version, which is named as
    `<work>/<language>@<version>`."""

    parties: tuple[str, ...]
    roles: tuple[str, ...]
    submissions: dict[str, dict[str, int]]
    comments: dict[str, int]
    accepted: int = 0
    partly: int = 0
    rejected: int = 0
    noted: int = 0
    deferred: int = 0
    withdrawn: int = 0
    open: int = 0
    words_drafted: int = 0
    words_proposed: int = 0
    words_standing: dict[str, int]

    @property
    def acceptance(self) -> float | None:
        """How many of the comments that were decided on were accepted, at least in part: from 0 to
        1; none where none was decided on. What is noted or deferred is not decided on."""
        decided = self.accepted + self.partly + self.rejected
        return (self.accepted + self.partly) / decided if decided else None


class Row(NamedTuple):
    """A contribution, and the days of the first thing that its parties did and of the last."""

    contribution: Contribution
    first: date | None
    last: date | None


class Version(NamedTuple):
    """A version of a draft: its name, its label, how many words it has, whether it was adopted."""

    name: str
    label: str
    words: int
    adopted: bool


class Tally(NamedTuple):
    """What all contributed, those with most standing words first, and the versions, draft by
    draft."""

    rows: list[Row]
    versions: list[Version]

    def of(self, party: str) -> Tally:
        """The rows in which a party is."""
        return self._replace(rows=[row for row in self.rows if party in row.contribution.parties])


def tally(view: View, work: str | None = None, natures: Collection[Nature] = NATURES) -> Tally:
    """What all contributed to a work, or to all of them; of words, only those by edits of the given
    natures."""
    process = view.process()
    drafted = _all_drafted(view, work)
    comments = {credit.takes_from for _, d in drafted for credit in d.credits.values()}

    def counted(kept: Counted) -> tuple[list[_Counted], dict[str, tuple[str, ...]]]:
        proposers = {comment: parties_of(kept, comment) for comment in comments if comment}
        return [_Counted(*found) for found in totals(kept, work or ALL)], proposers

    found, proposers = view.ask(CONTRIBUTIONS, counted)
    rows = _Rows({id: party.role for id, party in process.parties.items()})
    for one in found:
        rows.count(one)
    versions = [
        version
        for name, one in drafted
        for version in rows.draft(name, one, proposers, frozenset(natures))
    ]
    return Tally(rows.in_order(versions), versions)


def standing_by_comment(view: View, work: str | None = None) -> dict[str, dict[str, int]]:
    """How many words of the wording of each comment stand in each version that has any."""
    found: dict[str, dict[str, int]] = {}
    for name, drafted in _all_drafted(view, work):
        for version in drafted.versions:
            key = f"{name}@{version.number}"
            for digest, words in version.words:
                comment = drafted.credits[digest].takes_from
                if comment:
                    standing = found.setdefault(comment, {})
                    standing[key] = standing.get(key, 0) + words
    return found


def _all_drafted(view: View, work: str | None) -> list[tuple[str, _Drafted]]:
    """What is kept of each draft of a work, or of all, by its name."""
    return [
        (f"{of}/{language}", view.ask(AUTHORSHIP, _drafted, stream(of, language)))
        for of, language in view.ask(CONTRIBUTIONS, drafts)
        if work in (None, of)
    ]


class _Counted(NamedTuple):
    total: Total
    first: date | None
    last: date | None


class _Drafted(NamedTuple):
    """What is kept of one draft."""

    credits: dict[str, Credit]
    versions: list[Standing]
    adopted: int | None
    hands: list[Hand]


def _drafted(kept: Authorship) -> _Drafted:
    return _Drafted(
        credits=dict(credits_in(kept)),
        versions=[standing for _, standing in versions_in(kept)],
        adopted=adopted_in(kept),
        hands=list(hands(kept)),
    )


class _Rows:
    """The rows as they are put together."""

    def __init__(self, roles: Mapping[str, str]) -> None:
        self._roles = roles
        self._rows: dict[tuple[str, ...], Contribution] = {}
        self._days: dict[tuple[str, ...], list[date]] = {}

    def count(self, counted: _Counted) -> None:
        """What parties sent."""
        total = counted.total
        row = self._row(total.by)
        row.submissions, row.comments = total.submissions, total.comments
        row.words_proposed = total.words
        for state, many in total.states.items():
            setattr(row, state, many)
        self._act(total.by, counted.first, counted.last)

    def draft(
        self,
        name: str,
        drafted: _Drafted,
        proposers: Mapping[str, tuple[str, ...]],
        natures: Collection[Nature],
    ) -> list[Version]:
        """What parties drafted, and whose words stand in the versions; the versions."""
        whose: dict[str, tuple[str, ...]] = {}
        for digest, credit in drafted.credits.items():
            if credit.nature in natures:
                self._row(credit.by).words_drafted += credit.drafted
                proposed = proposers.get(credit.takes_from or "", ())
                whose[digest] = tuple(sorted(set(proposed))) or credit.by
        for hand in drafted.hands:
            self._act(hand.by, hand.first, hand.last)
        found = []
        for version in drafted.versions:
            key = f"{name}@{version.number}"
            for digest, words in version.words:
                if digest in whose:
                    standing = self._row(whose[digest]).words_standing
                    standing[key] = standing.get(key, 0) + words
            words = sum(words for _, words in version.words)
            adopted = version.number == drafted.adopted
            found.append(Version(key, version.label, words, adopted))
        return found

    def in_order(self, versions: Iterable[Version]) -> list[Row]:
        """The rows, those with most words in the last versions of the drafts first."""
        last = {version.name.partition("@")[0]: version.name for version in versions}.values()

        def place(row: Row) -> tuple[int, int, tuple[str, ...]]:
            found = row.contribution
            stand = sum(found.words_standing.get(name, 0) for name in last)
            return -stand, -found.words_proposed, found.parties

        rows = []
        for by, found in self._rows.items():
            days = self._days.get(by)
            rows.append(Row(found, min(days) if days else None, max(days) if days else None))
        return sorted(rows, key=place)

    def _row(self, by: tuple[str, ...]) -> Contribution:
        if by not in self._rows:
            roles = tuple(self._roles.get(party, "") for party in by)
            self._rows[by] = Contribution(
                parties=by, roles=roles, submissions={}, comments={}, words_standing={}
            )
        return self._rows[by]

    def _act(self, by: tuple[str, ...], *days: date | None) -> None:
        self._row(by)
        self._days.setdefault(by, []).extend(day for day in days if day)
