"""What each party contributed: totals kept, so that nothing is summed over the log.

The view of the whole log, by key; a scope is a work, or "" for all of them:

    "total", scope, digest     submissions and comments of parties together
    "day", scope, digest, n    a day, as days since year 1, on which they did anything but edit, and
                               how many things
    "submission", id           a submission, as far as it is counted
    "comment", id              a comment, as far as it is counted
    "issued", work             the versions of a work, by the day on which they were issued
    "draft", work, language    there where the work has a draft

What a party drafted is counted beside the runs of its words (`projections.authorship`). A joint
submission, comment or edit is that of the set of its parties, once; a group's is the group's. What
a later submission corrected is not counted, the correction is; where the sender is found out later,
all moves to whom it is. So the totals of all add up.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from datetime import date
from hashlib import blake2b
from typing import Literal, TypeAlias, cast

import msgspec
from msgspec.structs import replace

from engine.events import (
    CommentAnswered,
    CommentMade,
    CommentReanchored,
    CommentWithdrawn,
    DraftOpened,
    SenderIdentified,
    StanceTaken,
    StatementMade,
    SubmissionCorrected,
    SubmissionReceived,
    SubmissionWithdrawn,
    VersionIssued,
)
from engine.events.submission import CommentNature, Means, Outcome
from engine.point import slug
from engine.projection import Key, Keyed, Projection
from engine.record import Entry

UNISSUED = "before-issue"
"""The stage of a work of which no version was issued yet."""

ALL = ""
"""The scope of all works."""

State: TypeAlias = Outcome | Literal["withdrawn", "open"]


class Sent(msgspec.Struct, frozen=True, array_like=True, tag="sent"):
    """A submission: its parties, as identified last, the stage of each work it is about, and of
    all of them, when it came, its day and its comments; `counted` until another one corrects it."""

    parties: tuple[str, ...]
    stages: dict[str, str]
    channel: Means
    on: date
    comments: tuple[str, ...] = ()
    counted: bool = True

    @property
    def works(self) -> tuple[str, ...]:
        """The works that it is about."""
        return tuple(scope for scope in self.stages if scope != ALL)


class Point(msgspec.Struct, frozen=True, array_like=True, tag="point"):
    """A comment: its submission, what kind it is, how many words it proposes, what became of it."""

    submission: str
    work: str
    nature: CommentNature
    words: int
    state: State = "open"


class Total(msgspec.Struct, frozen=True, array_like=True, tag="total"):
    """What parties put in together: submissions by channel and stage (the slug of the version that
    was issued last when they came), comments by kind and by what became of them, and the words that
    these propose."""

    by: tuple[str, ...]
    submissions: dict[str, dict[str, int]] = {}
    comments: dict[str, int] = {}
    states: dict[str, int] = {}
    words: int = 0


class Issued(msgspec.Struct, frozen=True, array_like=True, tag="issued"):
    """The versions of a work: days since year 1, and slugs, in the order of days."""

    versions: tuple[tuple[int, str], ...] = ()


Counted: TypeAlias = Sent | Point | Total | Issued | int
View: TypeAlias = Keyed[Counted]


def project(view: View, entry: Entry) -> None:
    """The totals after one more entry of the log."""
    kind, _, id = entry.stream.partition("/")
    if kind == "submission":
        _of_submission(view, id, entry)
        return
    match entry.record.event:
        case DraftOpened(work=work, language=language):
            view["draft", work, language] = 1
        case VersionIssued(label=label):
            key = ("issued", id.partition("/")[0])
            issued = view.get(key)
            before = issued.versions if isinstance(issued, Issued) else ()
            came = (entry.record.effective_on.toordinal(), slug(label))
            if came[1] not in (known for _, known in before):
                view[key] = Issued(tuple(sorted((*before, came), key=lambda v: v[0])))
        case _:
            pass


CONTRIBUTIONS: Projection[Counted] = Projection("contributions", 1, Counted, project)


def drafts(view: View) -> list[tuple[str, str]]:
    """The drafts that there are: work and language."""
    return [(str(key[1]), str(key[2])) for key, _ in view.under("draft")]


def totals(view: View, scope: str) -> Iterator[tuple[Total, date | None, date | None]]:
    """What each set of parties put in, in a scope, and the days of the first thing they did there,
    other than editing, and of the last."""
    for key, total in view.under("total", scope):
        ends = [
            next(iter(view.under("day", scope, key[2], descending=back)), None)
            for back in (False, True)
        ]
        first, last = (date.fromordinal(cast(int, end[0][3])) if end else None for end in ends)
        yield cast(Total, total), first, last


def parties_of(view: View, comment: str) -> tuple[str, ...]:
    """Whose a comment is; nobody's where its sender is not identified."""
    point = view.get(("comment", comment))
    return _sent(view, point.submission).parties if isinstance(point, Point) else ()


def _of_submission(view: View, id: str, entry: Entry) -> None:
    event, on = entry.record.event, entry.record.effective_on
    if isinstance(event, SubmissionReceived):
        stages = {ALL: _stage(view, event.works, on)}
        stages |= {work: _stage(view, (work,), on) for work in event.works}
        sent = Sent(event.parties, stages, event.channel, on)
        view["submission", id] = sent
        _count(view, sent, 1)
        return
    sent = _sent(view, id)
    match event:
        case SenderIdentified(parties=parties):
            _recount(view, id, replace(sent, parties=parties))
        case SubmissionCorrected():
            _recount(view, id, replace(sent, counted=False))
        case SubmissionWithdrawn():
            for comment in sent.comments:
                _dispose(view, comment, "withdrawn")
        case CommentMade():
            point = Point(id, event.work, event.nature, event.proposed_words)
            view["comment", event.comment] = point
            if event.work not in sent.stages:
                stage = _stage(view, (event.work,), sent.on)
                in_all = sent.stages[ALL] if sent.works else stage
                grown = replace(sent, stages={**sent.stages, ALL: in_all, event.work: stage})
                _recount(view, id, grown)
                sent = grown
            view["submission", id] = replace(sent, comments=(*sent.comments, event.comment))
            if sent.counted:
                _count_point(view, point, sent.parties, 1)
        case CommentWithdrawn(comment=comment):
            _dispose(view, comment, "withdrawn")
        case CommentAnswered(comment=comment, outcome=outcome):
            _dispose(view, comment, outcome)
        case _:
            pass
    if isinstance(event, CommentAnswered | CommentWithdrawn | CommentReanchored | StanceTaken):
        works: tuple[str, ...] = (cast(Point, view["comment", event.comment]).work,)
    elif isinstance(event, SubmissionWithdrawn):
        works = sent.works
    elif isinstance(event, StatementMade):
        works = (event.work,)
    else:
        return
    _act(view, works, entry.record.by, on, 1)


def _dispose(view: View, comment: str, state: State) -> None:
    """Something becomes of a comment; what was withdrawn stays so."""
    point = view["comment", comment]
    assert isinstance(point, Point)
    if point.state == "withdrawn":
        return
    sent = _sent(view, point.submission)
    view["comment", comment] = after = replace(point, state=state)
    if sent.counted:
        _count_point(view, point, sent.parties, -1)
        _count_point(view, after, sent.parties, 1)


def _recount(view: View, id: str, after: Sent) -> None:
    """A submission is counted as it is now, with its comments, and no longer as it was."""
    before = _sent(view, id)
    view["submission", id] = after
    points = [cast(Point, view["comment", comment]) for comment in before.comments]
    for sent, times in ((before, -1), (after, 1)):
        if sent.counted:
            _count(view, sent, times)
            for point in points:
                _count_point(view, point, sent.parties, times)


def _count(view: View, sent: Sent, times: int) -> None:
    for scope, stage in sent.stages.items():
        total = _total(view, scope, sent.parties)
        of_channel = _plus(total.submissions.get(sent.channel, {}), stage, times)
        submissions = {**total.submissions, sent.channel: of_channel}
        _put(view, scope, replace(total, submissions={c: s for c, s in submissions.items() if s}))
    _act(view, sent.works, sent.parties, sent.on, times)


def _count_point(view: View, point: Point, parties: tuple[str, ...], times: int) -> None:
    for scope in (ALL, point.work):
        total = _total(view, scope, parties)
        counted = replace(
            total,
            comments=_plus(total.comments, point.nature, times),
            states=_plus(total.states, point.state, times),
            words=total.words + point.words * times,
        )
        _put(view, scope, counted)


def _act(view: View, works: tuple[str, ...], by: tuple[str, ...], on: date, times: int) -> None:
    """Parties did something on a day, so many times more."""
    for scope in (ALL, *dict.fromkeys(works)):
        if times > 0:
            _put(view, scope, _total(view, scope, by))
        key: Key = ("day", scope, _digest(by), on.toordinal())
        now = cast(int, view.get(key, 0)) + times
        if now:
            view[key] = now
        else:
            del view[key]


def _stage(view: View, works: tuple[str, ...], on: date) -> str:
    """The version of one of the works that was issued last by a day."""
    found: list[tuple[int, str]] = []
    for work in works:
        issued = view.get(("issued", work))
        if isinstance(issued, Issued):
            at = bisect_right(issued.versions, on.toordinal(), key=lambda version: version[0])
            found += issued.versions[max(at - 1, 0) : at]
    return max(found)[1] if found else UNISSUED


def _total(view: View, scope: str, parties: tuple[str, ...]) -> Total:
    total = view.get(("total", scope, _digest(parties)))
    return total if isinstance(total, Total) else Total(tuple(sorted(set(parties))))


def _put(view: View, scope: str, total: Total) -> None:
    view["total", scope, _digest(total.by)] = total


def _plus(counts: Mapping[str, int], key: str, times: int) -> dict[str, int]:
    counted = {**counts, key: counts.get(key, 0) + times}
    return {key: count for key, count in counted.items() if count}


def _sent(view: View, id: str) -> Sent:
    sent = view["submission", id]
    assert isinstance(sent, Sent), f"submission/{id} does not begin with its receipt"
    return sent


def _digest(parties: tuple[str, ...]) -> str:
    return blake2b("\0".join(sorted(set(parties))).encode(), digest_size=12).hexdigest()
