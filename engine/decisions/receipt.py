"""Receiving submissions, saying whose they are, putting one in another's place, and erasing what
the private store holds of them."""

from __future__ import annotations

import re

from engine.decisions.comment import check_text
from engine.decisions.permission import party
from engine.decisions.timetable import required
from engine.errors import NotFound, Refused
from engine.events import PayloadErased, SenderIdentified, SubmissionCorrected
from engine.events.process import AUTHOR, Process
from engine.events.submission import Submission

_LEGAL = re.compile(
    r"\d|\b(?:law|act|article|art|regulations?|code|section|decision|order|polic(?:y|ies)|rules?|"
    r"directive|convention|treaty|charter|statute|agreement|protocol|instructions?|consent|"
    r"retention|right|gdpr|privacy|protection|court|judge?ment|resolution|"
    r"loi|droit|règlement|décision|ordonnance|politique|arrêt|directive|rgpd|"
    r"ley|derecho|reglamento|decisión|orden|política|protección)\b|"
    r"закон|прав[оа]|регламент|решени|приказ|политик|защит|"
    r"قانون|نظام|لائحة|قرار|حماية|سياسة|法|条例|规定|规则|决定|政策|保护|命令",
    re.IGNORECASE,
)
"""What the name of a legal basis has, and that of a person has not."""
_ADDRESS = re.compile(r"\S@\S")


def may_comment(process: Process, parties: tuple[str, ...]) -> bool:
    """Whether comments of these parties are comments in this process: what others send is kept
    without. Whose it is may not be known yet."""
    roles = process.rules.get("comment")
    return roles is None or all(party(process, id).role in roles for id in parties)


def received(id: str, submission: Submission) -> Submission:
    """The submission; `NotFound` where there is none of that id."""
    if not submission.received:
        raise NotFound(
            f"there is no submission {id!r}",
            hint="Submissions are cited as `travaux comments --json` and `travaux log` show them.",
        )
    return submission


def identify(
    process: Process,
    id: str,
    submission: Submission,
    parties: tuple[str, ...],
    reason: str | None,
) -> SenderIdentified:
    """It is known now whose submission it is, or that it is not whose it was said to be."""
    received(id, submission)
    for one in parties:
        if party(process, one).role == AUTHOR:
            raise Refused(f"{one} is an author of an imported past; it sends nothing")
    if not parties:
        raise Refused(f"whose the submission {id} is was not said")
    if len(set(parties)) != len(parties):
        raise Refused(f"{', '.join(parties)}: a party is named twice")
    if set(submission.parties) == set(parties):
        raise Refused(f"the submission {id} is known as {', '.join(parties)}'s already")
    return SenderIdentified(parties=parties, reason=_reason(reason))


def correct(
    id: str,
    submission: Submission,
    correction: str,
    by: Submission,
    parties: tuple[str, ...],
    reason: str | None,
) -> SubmissionCorrected:
    """A later submission of the same parties, whose act it is, takes the place of one, whose
    comments need no answer any more."""
    received(id, submission)
    received(correction, by)
    if id == correction:
        raise Refused(f"the submission {id} cannot take its own place")
    if submission.withdrawn:
        raise Refused(f"the submission {id} was withdrawn; nothing takes its place")
    if submission.correction:
        raise Refused(f"{submission.correction} took the place of the submission {id} already")
    if by.withdrawn or by.correction:
        what = "was withdrawn" if by.withdrawn else f"was corrected itself, by {by.correction}"
        raise Refused(f"the submission {correction} {what}; it takes no other's place")
    if not submission.parties or set(submission.parties) != set(by.parties):
        whose, others = (", ".join(s.parties) or "not identified yet" for s in (submission, by))
        raise Refused(
            f"the submission {id} is {whose}, {correction} is {others}; only its own parties "
            "correct a submission",
            hint="travaux identify SUBMISSION PARTY says whose it is.",
        )
    if set(parties) != set(submission.parties):
        raise Refused(
            f"the submission {id} is {', '.join(submission.parties)}'s; {', '.join(parties)} "
            "cannot correct it",
            hint=f"Whose act it is, is said with --for {','.join(submission.parties)}.",
        )
    return SubmissionCorrected(correction=correction, reason=_reason(reason))


def erase(
    process: Process, id: str, submission: Submission, reason: str, authority: str
) -> PayloadErased:
    """What the private store holds of a submission is to go, on the authority of a party or of a
    legal basis; nobody is named."""
    received(id, submission)
    if submission.erased:
        raise Refused(f"what the private store held of the submission {id} is erased already")
    why = required(reason, "an erasure")
    on = authority.strip()
    if not on:
        raise Refused("an erasure needs the authority on which it is done", hint=_AUTHORITY)
    known = process.parties.get(on)
    if known and known.role == AUTHOR:
        raise Refused(f"{on} is a person; the authority is a party or a legal basis")
    if not known and not _LEGAL.search(on):
        raise Refused(
            f"the authority {on!r} is neither a party of this process nor names a legal basis",
            hint=_AUTHORITY,
        )
    for said in (why, on):
        check_text(said)
        if _ADDRESS.search(said):
            raise Refused(
                f"{said!r} holds an address; what is said of an erasure is public and names nobody"
            )
    return PayloadErased(reason=why, authority=on)


_AUTHORITY = 'A party or a legal basis, never a person: --authority isu, or "GDPR, art. 17".'


def _reason(reason: str | None) -> str | None:
    if reason is None or not reason.strip():
        return None
    check_text(reason)
    return reason.strip()
