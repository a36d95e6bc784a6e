"""Who proposed the wordings that a draft took from comments: the parties of each comment, as they
are known last."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from engine.comment_id import parse
from engine.projection import Keyed
from engine.view import View
from projections.comments import COMMENTS, Registered, Remark, Sent

Proposers = Mapping[str, tuple[str, ...]]
"""The parties of comments, by the comment's id; none of a comment nobody knows, or of one whose
sender is not identified."""


def proposers(view: View, comments: Iterable[str]) -> Proposers:
    """The parties of each of some comments."""
    wanted = sorted(set(comments))

    def question(kept: Keyed[Registered]) -> Proposers:
        return {comment: _parties(kept, comment) for comment in wanted}

    return view.ask(COMMENTS, question) if wanted else {}


def _parties(kept: Keyed[Registered], comment: str) -> tuple[str, ...]:
    cited = parse(comment)
    remark = kept.get(("comment", cited.work, cited.number))
    if not isinstance(remark, Remark):
        return ()
    sent = kept["submission", remark.submission]
    return sent.parties if isinstance(sent, Sent) else ()
