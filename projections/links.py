"""Links between documents as they stand: where each end is in the text now, and which challenges
no action takes up."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import msgspec

from engine.events import Linked
from engine.events.process import Process
from engine.events.rules import StructureRule
from engine.events.submission import Anchor
from engine.text import Text
from engine.text.eid import eids
from engine.text.said import said
from projections.structure import actions_of, challenges_of


class Drafts(NamedTuple):
    """How the drafts of a process are asked: the languages of a work's drafts, that it is
    negotiated in first; a draft's text at a step or at its last; and the pairs of elements that
    correspond in a translation, named first, and its original."""

    languages: Callable[[str], list[str]]
    text: Callable[[str, str, int | None], Text]
    pairs: Callable[[str, str], set[tuple[str, str]]]


def standing(drafts: Drafts, end: Linked) -> str | None:
    """The element that an end of a link is in the draft as it stands; none where it is gone, and
    no other one is like it."""
    now = drafts.text(end.work, end.language, None)
    if end.element in now:
        return end.element
    from engine.text.anchor import locate  # rarely needed, and `status` has to start fast

    then = drafts.text(end.work, end.language, end.step)
    found = locate(Anchor(element=end.element), now, then)
    return None if found.orphaned else found.element


def equivalents(drafts: Drafts, work: str, language: str, id: str) -> dict[str, set[str]]:
    """The elements that are one in several languages of a work, by language: an element, those it
    translates, and those that translate it or them."""
    originals = {id} | {of for own, of in drafts.pairs(work, language) if own == id}
    found = {language: {id}}
    for other in drafts.languages(work):
        if other == language:
            continue
        own = {o for o, of in drafts.pairs(work, other) if of in originals}
        same = {i for i in originals if i in drafts.text(work, other, None)}
        if own | same:
            found[other] = own | same
    return found


class Challenge(msgspec.Struct, frozen=True):
    """An element that a rule counts as a challenge: its id, its eId, how it begins."""

    id: str
    eId: str | None  # the key of the JSON, as Akoma Ntoso spells it
    words: str


class Challenges(msgspec.Struct, frozen=True):
    """The challenges of a work, in the language that it is negotiated in, and those of them that
    no action takes up."""

    work: str
    language: str
    found: int
    untaken: tuple[Challenge, ...]


def challenges(process: Process, drafts: Drafts) -> Iterator[Challenges]:
    """For each work whose rules say what a challenge is, those that no action takes up. Where the
    other work's rules say what an action is, only one of those does."""
    assert process.opened
    rules = {rule.work: rule for rule in process.opened.structure}
    for work, rule in rules.items():
        languages = drafts.languages(work)
        if rule.challenges is None or not languages:
            continue
        language = languages[0]
        text = drafts.text(work, language, None)
        found = challenges_of(rule.challenges, text)
        taken = set(_taken(process, drafts, rules, work, language))
        names = eids(text)
        untaken = tuple(
            Challenge(id, names.get(id), said(text, id)[:200])
            for id in found
            if taken.isdisjoint(node.id for node in text.walk(id))
            and taken.isdisjoint(_above(text, id))
        )
        yield Challenges(work, language, len(found), untaken)


def _taken(
    process: Process,
    drafts: Drafts,
    rules: dict[str, StructureRule],
    work: str,
    language: str,
) -> Iterator[str]:
    """The elements of a draft that are linked with an action, whichever of the two is said to
    answer the other."""
    for link in process.links.values():
        for own, other in ((link.target, link.source), (link.source, link.target)):
            if own.work != work or not _acts(drafts, rules.get(other.work), other):
                continue
            id = standing(drafts, own)
            if id is not None:
                yield from equivalents(drafts, work, own.language, id).get(language, ())


def _acts(drafts: Drafts, rule: StructureRule | None, end: Linked) -> bool:
    """Whether an end of a link is in an action, or holds one, as the draft stands."""
    id = standing(drafts, end)
    if id is None:
        return False
    if rule is None or rule.actions is None:
        return True
    text = drafts.text(end.work, end.language, None)
    actions = set(actions_of(rule.actions, text))
    near = {node.id for node in text.walk(id)} | {*_above(text, id)}
    return not actions.isdisjoint(near)


def _above(text: Text, id: str) -> Iterator[str]:
    while above := text[id].parent:
        yield above
        id = above
