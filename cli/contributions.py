"""Contributions and a party's history, for people."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence

from cli.columns import folded
from cli.marking import words
from cli.places import named
from cli.sentences import names
from engine.events import PartyRegistered
from engine.view import View
from projections.listing import Texts
from projections.party_history import (
    Commented,
    Declared,
    Deed,
    Drafted,
    History,
    Stands,
    Submitted,
)
from projections.tally import Contribution, Row, Tally, Version

Parties = Mapping[str, PartyRegistered]

_OUTCOMES = {
    "accepted": "accepted",
    "partly": "partly accepted",
    "rejected": "rejected",
    "noted": "noted",
    "deferred": "deferred",
    "withdrawn": "withdrawn",
    "open": "open",
}
_VERSIONS = 8
"""So many versions of each draft are told of, the last ones."""


def written(found: Tally, parties: Parties) -> Iterator[str]:
    """What each contributed, a paragraph for each."""
    shown, left = _last(found.versions)
    for row in found.rows:
        contribution = row.contribution
        roles = ", ".join(dict.fromkeys(role for role in contribution.roles if role))
        yield f"{_whose(contribution.parties, parties)}{f' ({roles})' if roles else ''}"
        for line in _lines(row, shown):
            yield from _indented(line)
        yield ""
    if not found.rows:
        yield "Nobody has contributed anything yet."
    for version in shown:
        adopted = ", adopted" if version.adopted else ""
        yield f"{version.name}, {version.label}{adopted}: {words(version.words)}"
    if left:
        yield f"{left} earlier versions are in --json and --format csv."


def _lines(row: Row, versions: Sequence[Version]) -> Iterator[str]:
    found = row.contribution
    if found.submissions:
        yield f"Submissions: {_listed(_sent(found))}"
    if found.comments:
        kinds = _listed(f"{many} {kind}" for kind, many in found.comments.items())
        became = _listed(
            f"{many} {said}" for state, said in _OUTCOMES.items() if (many := getattr(found, state))
        )
        rate = found.acceptance
        share = "" if rate is None else f"; {rate:.0%} of those decided on accepted, or partly so"
        yield f"Comments: {kinds}; {became}{share}"
    yield f"Words: {found.words_proposed} proposed, {found.words_drafted} drafted"
    standing = [
        f"{many} of {version.words} in {version.name}" + (" (adopted)" if version.adopted else "")
        for version in versions
        if (many := found.words_standing.get(version.name))
    ]
    if standing:
        yield f"Standing: {_listed(standing)}"
    if row.first and row.last:
        yield f"Active {row.first}" + ("" if row.first == row.last else f" to {row.last}")


def _sent(found: Contribution) -> Iterator[str]:
    for channel, stages in found.submissions.items():
        for stage, many in stages.items():
            when = "before the first version" if stage == "before-issue" else f"after {stage}"
            yield (
                f"{many} by {channel} {when}"
                if channel != "meeting"
                else (f"{many} in a meeting {when}")
            )


def _last(versions: Iterable[Version]) -> tuple[list[Version], int]:
    """The last versions of each draft, and how many are left out."""
    drafts: dict[str, list[Version]] = {}
    for version in versions:
        drafts.setdefault(version.name.partition("@")[0], []).append(version)
    shown = [v for of in drafts.values() for v in of[-_VERSIONS:]]
    return shown, sum(map(len, drafts.values())) - len(shown)


def told(view: View, found: History, party: str) -> Iterator[str]:
    """A party's history, a sentence for each thing that it did."""
    parties = view.process().parties
    places = _places(view, found)
    yield _whose((party,), parties)
    for deed in found.deeds:
        yield from _folded(f"{deed.on}  {_sentence(deed, party, parties, places)}")
    if not found.deeds:
        yield "It has contributed nothing yet."
    if found.withheld:
        yield f"{found.withheld} more submissions of it are not for those it is told to."


def _sentence(deed: Deed, party: str, parties: Parties, places: Mapping[str, str]) -> str:
    match deed:
        case Submitted():
            works = f" on {_listed(deed.works)}" if deed.works else ""
            many = f"{deed.comments} comment{'' if deed.comments == 1 else 's'}"
            how = (
                "spoke in a meeting"
                if deed.channel == "meeting"
                else (f"wrote by {deed.channel}" if deed.channel == "e-mail" else "wrote")
            )
            window = f", for {deed.window}" if deed.window else ""
            after = f"; {deed.outcome} later" if deed.outcome else ""
            joint = _jointly(deed.parties, party, parties)
            return f"It {how}{joint}{window}: {many}{works} (submission {deed.submission}){after}."
        case Commented():
            return _commented(deed, parties, places.get(deed.comment))
        case Drafted():
            joint = _jointly(deed.parties, party, parties)
            answers = f"; answers {', '.join(deed.answers)}" if deed.answers else ""
            inferred = ", inferred" if deed.inferred else ""
            return (
                f"It edited {deed.draft}{joint} (s{deed.step}, {deed.nature}{inferred}): "
                f"{deed.reason} ({words(deed.words)} put in{answers})."
            )
        case Declared():
            return (
                f"It made a statement ({deed.nature}, {words(deed.words)}) on "
                f"{deed.work}/{deed.language}@{deed.version}."
            )
        case Stands():
            adopted = ", adopted" if deed.adopted else ""
            joint = f", and {deed.joint} its and others'" if deed.joint else ""
            return (
                f"In {deed.version}, {deed.label}{adopted}, {deed.own} of {words(deed.words)} "
                f"are its own{joint}."
            )


def _places(view: View, found: History) -> dict[str, str]:
    """Where the comments are in the texts as they stand, by comment."""
    texts: dict[str, Texts] = {}
    places = {}
    for deed in found.deeds:
        if isinstance(deed, Commented) and deed.language and deed.element and deed.place:
            text = texts.setdefault(deed.work, Texts(view, deed.work)).now(deed.language)
            here = deed.element in text
            place = named(text, deed.element) if here else f"{deed.place}, which is gone"
            places[deed.comment] = place or deed.place
    return places


def _commented(deed: Commented, parties: Parties, place: str | None) -> str:
    where = f", {place}" if place else ", as a whole"
    proposed = f", {words(deed.words_proposed)} proposed" if deed.words_proposed else ""
    became = "It is open."
    if deed.outcome:
        by = f" by {names(deed.answered_by, parties)}" if deed.answered_by else ""
        on = f" on {deed.answered_on}" if deed.answered_on else ""
        why = f": {deed.reason}" if deed.reason else ""
        became = (
            f"It was {_OUTCOMES.get(deed.outcome, deed.outcome)}{by}{on}{why}".rstrip(".") + "."
        )
    stands = _listed(f"{many} in {version}" for version, many in deed.words_standing.items())
    standing = f" Of its wording stand: {stands}." if stands else ""
    return f"{deed.comment} on {deed.work}{where} ({deed.nature}{proposed}). {became}{standing}"


def _jointly(of: Sequence[str], party: str, parties: Parties) -> str:
    others = [other for other in of if other != party]
    return f" with {names(others, parties)}" if others else ""


def _whose(ids: Sequence[str], parties: Parties) -> str:
    return names(ids, parties) if ids else "Not identified yet"


def _listed(parts: Iterable[str]) -> str:
    return ", ".join(parts)


def _indented(line: str) -> Iterator[str]:
    return (f"    {part}" for part in folded(line, _room() - 4))


def _folded(line: str) -> Iterator[str]:
    """A line, what does not fit under its first word behind the date."""
    first, *more = folded(line, _room())
    yield first
    if more:
        yield from (f"    {part}" for part in folded(" ".join(more), _room() - 4))


def _room() -> int:
    return max(30, shutil.get_terminal_size().columns)
