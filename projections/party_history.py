"""One party's history, in order: what it submitted, what became of each point, what it drafted, and
which of its words stand in which version."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import NamedTuple, TypeAlias

import msgspec

from engine.comment_id import parse
from engine.events import VersionIssued
from engine.events.draft import Nature, stream
from engine.events.submission import Access, CommentNature, Means, StatementNature
from engine.projection import Keyed
from engine.view import View
from projections.authored import Edit
from projections.authorship import AUTHORSHIP, made_by
from projections.comments import COMMENTS, Registered, Remark, Sent, Stated
from projections.contributions import CONTRIBUTIONS, drafts
from projections.listing import may_read
from projections.tally import standing_by_comment, tally


class Submitted(msgspec.Struct, kw_only=True, tag="submission", tag_field="deed"):
    """It submitted something, alone or with others; `outcome` where it took it back, or a later
    submission took its place."""

    on: date
    submission: str
    parties: tuple[str, ...]
    channel: Means
    window: str | None
    works: tuple[str, ...]
    comments: int
    outcome: str | None


class Commented(msgspec.Struct, kw_only=True, tag="comment", tag_field="deed"):
    """One point of a submission; what became of it, by whom, when and why; and how many words of
    the wording that it proposed stand in each version."""

    on: date
    comment: str
    parties: tuple[str, ...]
    work: str
    language: str | None
    element: str | None
    place: str | None
    nature: CommentNature
    words_proposed: int
    outcome: str | None
    answered_by: tuple[str, ...]
    answered_on: date | None
    reason: str | None
    words_standing: dict[str, int]


class Drafted(msgspec.Struct, kw_only=True, tag="edit", tag_field="deed"):
    """It made an edit, alone or with others, which put in so many words."""

    on: date
    draft: str
    step: int
    parties: tuple[str, ...]
    nature: Nature
    reason: str
    answers: tuple[str, ...]
    inferred: bool
    words: int


class Declared(msgspec.Struct, kw_only=True, tag="statement", tag_field="deed"):
    """It made a statement on an adopted text."""

    on: date
    work: str
    language: str
    version: int
    nature: StatementNature
    words: int


class Stands(msgspec.Struct, kw_only=True, tag="version", tag_field="deed"):
    """A version was issued, in which so many of its words are the party's own, and so many its
    words together with others."""

    on: date
    version: str
    label: str
    adopted: bool
    words: int
    own: int
    joint: int


Deed: TypeAlias = Submitted | Commented | Drafted | Declared | Stands
_ORDER: dict[type, int] = {Submitted: 0, Commented: 0, Drafted: 1, Stands: 2, Declared: 3}


class History(NamedTuple):
    """What a party did, by days, and how many of its submissions are not for those it is told
    to."""

    deeds: list[Deed]
    withheld: int


def history(
    view: View, party: str, work: str | None, access: Access, as_of: date | None
) -> History:
    """A party's history, of one work or of all, for those with `access` on a day. Versions in
    which no word is its own are left out."""
    standing = standing_by_comment(view, work)
    sent, withheld = view.ask(COMMENTS, lambda kept: _sent(kept, party, work, access, as_of))
    for deed in sent:
        if isinstance(deed, Commented):
            deed.words_standing = standing.get(deed.comment, {})
    found: list[Deed] = [*sent, *_stands(view, party, work)]
    for of, language in view.ask(CONTRIBUTIONS, drafts):
        if work in (None, of):
            made = view.ask(
                AUTHORSHIP, lambda kept: list(made_by(kept, party)), stream(of, language)
            )
            found += (_drafted(f"{of}/{language}", *each) for each in made)
    return History(sorted(found, key=lambda deed: (deed.on, _ORDER[type(deed)])), withheld)


def _sent(
    kept: Keyed[Registered], party: str, work: str | None, access: Access, as_of: date | None
) -> tuple[list[Deed], int]:
    """What a party submitted, in the order of receipt, each with its comments; and how many of
    its submissions are not to be told of."""
    whose = [
        (str(key[1]), sent)
        for key, sent in kept.under("submission")
        if isinstance(sent, Sent) and party in sent.parties
    ]
    deeds: list[Deed] = []
    withheld = 0
    for id, sent in sorted(whose, key=lambda each: datetime.fromisoformat(each[1].received_at)):
        remarks = [_remark(kept, comment) for comment in sent.comments]
        points = [remark for remark in remarks if work in (None, remark.made.work)]
        if work and not points:
            continue
        if not may_read(sent, access, as_of):
            withheld += 1
            continue
        deeds.append(_submitted(id, sent, remarks, len(points)))
        deeds += (_commented(remark, sent) for remark in points)
    for _, stated in kept.under("statement"):
        if isinstance(stated, Stated) and party in stated.by and work in (None, stated.made.work):
            deeds.append(_declared(stated))
    return deeds, withheld


def _remark(kept: Keyed[Registered], comment: str) -> Remark:
    cited = parse(comment)
    remark = kept["comment", cited.work, cited.number]
    assert isinstance(remark, Remark)
    return remark


def _submitted(id: str, sent: Sent, remarks: list[Remark], points: int) -> Submitted:
    outcome = "corrected" if sent.correction else "withdrawn" if sent.withdrawn else None
    return Submitted(
        on=_day(sent, remarks),
        submission=id,
        parties=sent.parties,
        channel=sent.channel,
        window=sent.window,
        works=tuple(dict.fromkeys(remark.made.work for remark in remarks)),
        comments=points,
        outcome=outcome,
    )


def _day(sent: Sent, remarks: list[Remark]) -> date:
    """The day of a submission: as it was recorded with its comments, else as it was received."""
    return remarks[0].on if remarks else datetime.fromisoformat(sent.received_at).date()


def _commented(remark: Remark, sent: Sent) -> Commented:
    made, answer = remark.made, remark.answers[-1] if remark.answers else None
    outcome: str | None = answer.outcome if answer else None
    reason = answer.reason if answer else None
    if remark.withdrawn or sent.withdrawn or sent.correction:
        taken_back = remark.withdrawn or sent.withdrawn
        outcome, answer = "withdrawn" if taken_back else "corrected", None
        reason = remark.reason if remark.withdrawn else sent.reason
    return Commented(
        on=remark.on,
        comment=made.comment,
        parties=sent.parties,
        work=made.work,
        language=made.language,
        element=made.place.element if made.place else None,
        place=(made.place.eid or made.place.element) if made.place else None,
        nature=made.nature,
        words_proposed=made.proposed_words,
        outcome=outcome,
        answered_by=answer.by if answer else (),
        answered_on=answer.on if answer else None,
        reason=reason,
        words_standing={},
    )


def _declared(stated: Stated) -> Declared:
    made = stated.made
    return Declared(
        on=stated.on,
        work=made.work,
        language=made.language,
        version=made.version,
        nature=made.nature,
        words=made.words,
    )


def _drafted(draft: str, edit: Edit, words: int) -> Drafted:
    made = edit.made
    return Drafted(
        on=edit.on,
        draft=draft,
        step=edit.step,
        parties=edit.by,
        nature=made.nature,
        reason=made.reason,
        answers=made.answers,
        inferred=made.method == "inferred",
        words=words,
    )


def _stands(view: View, party: str, work: str | None) -> Iterator[Stands]:
    """The versions in which words of a party stand."""
    found = tally(view, work)
    rows = [row.contribution for row in found.of(party).rows]
    days = {}
    for draft in dict.fromkeys(version.name.partition("@")[0] for version in found.versions):
        of, _, language = draft.partition("/")
        for act in view.acts(of, language):
            if isinstance(act.event, VersionIssued):
                days[f"{draft}@{act.event.number}"] = act.effective_on
    for version in found.versions:
        alone = sum(r.words_standing.get(version.name, 0) for r in rows if r.parties == (party,))
        whole = sum(row.words_standing.get(version.name, 0) for row in rows)
        if whole:
            yield Stands(
                on=days[version.name],
                version=version.name,
                label=version.label,
                adopted=version.adopted,
                words=version.words,
                own=alone,
                joint=whole - alone,
            )
