"""Anchors: a place with the words quoted from it, and where it is in the text as it has become.

A quote is kept with the few words around it (the W3C Web Annotation Data Model's text quote
selector), so that it is found where the same words stand twice, and where they were changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from engine.errors import NotFound, Refused
from engine.events.submission import Anchor
from engine.text import OBJECT, Text
from engine.text.said import said

CONTEXT = 32
"""Code points of the text kept on each side of a quote."""
LIKE = 0.6
"""How like, 0 to 1, the words of another element must be to those of one that is gone."""
_LEAST = 6
"""Code points of context that are enough to find words that were changed."""
_GROWN = 200
"""Code points by which changed words may be longer than those quoted."""


class Found(NamedTuple):
    """Where an anchor is in a text: the element, and the words there that were quoted or took
    their place. `orphaned`: it is not found; the element is the last known."""

    element: str
    quote: str | None = None
    orphaned: bool = False


def anchor(text: Text, id: str, names: Mapping[str, str], quote: str | None = None) -> Anchor:
    """The anchor of an element, or of words in it. `NotFound` where these do not stand there;
    `Refused` where they stand there more than once."""
    eid = names.get(id)
    if quote is None or not quote.strip():
        return Anchor(element=id, eid=eid)
    words = said(text, id)
    spots = _spots(words, quote)
    if not spots:
        raise NotFound(f"{eid or id} does not hold the words {quote.strip()!r}")
    if len(spots) > 1:
        raise Refused(
            f"{eid or id} holds the words {quote.strip()!r} {len(spots)} times",
            hint="Quote a few words more of it.",
        )
    start, end = spots[0]
    return Anchor(
        element=id,
        eid=eid,
        quote=words[start:end],
        before=words[max(0, start - CONTEXT) : start] or None,
        after=words[end : end + CONTEXT] or None,
    )


def locate(anchor: Anchor, now: Text, then: Text | None = None) -> Found:
    """Where an anchor is in a text. `then` is the text that it was made in: without it, an element
    that is gone is not looked for elsewhere, unless words of it are quoted."""
    id, quote = anchor.element, anchor.quote
    if id in now:
        if quote is None:
            return Found(id)
        if words := _words(anchor, said(now, id)):
            return Found(id, words)
    elsewhere = _quoted(anchor, now, then) if quote else _alike(anchor, now, then)
    if not elsewhere and id in now and not (anchor.before or anchor.after):
        elsewhere = Found(id, said(now, id) or None)  # it quoted all that the element said
    return elsewhere or Found(id, quote, orphaned=True)


def times(words: str, quote: str) -> int:
    """How often words quoted stand in others, however their white space, their quotation marks and
    their dashes are typed."""
    return len(_spots(words, quote)) if quote.strip() else 0


class Run(NamedTuple):
    """Where words stand: from `start` up to `end` in the string of an element, of which its inline
    objects are no code points."""

    element: str
    start: int
    end: int


def run(anchor: Anchor, text: Text) -> Run | None:
    """Where the words that an anchor quotes stand in the text it was made in; the likeliest place
    of several. None where they do not. `Refused` where they are the words of several elements."""
    assert anchor.quote is not None
    leaves = [id for id, _ in _leaves(text, anchor.element, top=True)]
    words = " ".join(_plain(text[id].string) for id in leaves)
    spots = _spots(words, anchor.quote)
    if not spots:
        return None
    start, end = max(spots, key=lambda spot: _score(anchor, words, spot))
    for id in leaves:
        offsets = _offsets(text[id].string.replace(OBJECT, ""))
        if start < len(offsets):
            if end > len(offsets):
                break
            return Run(id, offsets[start], offsets[end - 1] + 1)
        start, end = start - len(offsets) - 1, end - len(offsets) - 1
    raise Refused(
        f"{anchor.eid or anchor.element}: the words {anchor.quote!r} are those of several elements",
        hint="A proposed wording takes the place of words of one.",
    )


def _offsets(string: str) -> list[int]:
    """Where each code point of a string's words, with single spaces between them, stands in it."""
    offsets: list[int] = []
    for word in re.finditer(r"\S+", string):
        if offsets:
            offsets.append(offsets[-1] + 1)
        offsets += range(*word.span())
    return offsets


def spans(text: Text, id: str, quote: str | None = None) -> dict[str, tuple[int, int]]:
    """The words of an element, or those of them that are quoted: from where to where they stand in
    the words of each element that holds text, by its id; an element without words has one empty
    range around its place, from 0 to 1."""
    leaves = list(_leaves(text, id, top=True))
    start, end = 0, sum(len(words) + 1 for _, words in leaves)
    if quote and (found := _spots(" ".join(words for _, words in leaves), quote)):
        start, end = found[0]
    covered: dict[str, tuple[int, int]] = {}
    at = 0
    for leaf, words in leaves:
        if start < at + len(words) and at < end:
            covered[leaf] = (max(start - at, 0), min(end - at, len(words)))
        at += len(words) + 1
    return covered or {id: (0, 1)}


def _leaves(text: Text, id: str, *, top: bool) -> Iterator[tuple[str, str]]:
    """The elements below one that hold words, with these words, as `said` joins them."""
    node = text[id]
    if words := _plain(node.string):
        yield id, words
    for child in node.children:
        if not (top and text[child].tag == "num"):
            yield from _leaves(text, child, top=False)


def _words(anchor: Anchor, words: str) -> str | None:
    """The words quoted, or those that stand in their place, in the words of an element."""
    assert anchor.quote is not None
    spots = _spots(words, anchor.quote)
    if len(spots) > 1:
        scores = [_score(anchor, words, spot) for spot in spots]
        best = max(scores)
        spots = [s for s, score in zip(spots, scores, strict=True) if score == best][:1]
    if spots:
        start, end = spots[0]
        return words[start:end]
    return _between(anchor, words)


def _between(anchor: Anchor, words: str) -> str | None:
    """What stands between the context that was kept, where the words themselves are others."""
    assert anchor.quote is not None
    before, after = (anchor.before or "")[-CONTEXT:], anchor.after or ""
    if len(before) + len(after) < _LEAST:
        return None
    start = words.find(before) + len(before) if before and before in words else None
    if not before:
        start = 0
    if start is None:
        return None
    end = words.find(after, start) if after else len(words)
    if end <= start or end - start > 2 * len(anchor.quote) + _GROWN:
        return None
    return words[start:end]


def _quoted(anchor: Anchor, now: Text, then: Text | None) -> Found | None:
    """The one other element that holds the words quoted."""
    assert anchor.quote is not None
    holding = [
        (node.id, spots)
        for node in now.walk()
        if node.string and (spots := _spots(_plain(node.string), anchor.quote))
    ]
    if len(holding) != 1 or len(holding[0][1]) != 1 or len(anchor.quote) < _LEAST:
        return None
    id, [(start, end)] = holding[0]
    quote = _plain(now[id].string)[start:end]
    if then is not None and anchor.element in then:
        tag = then[anchor.element].tag
        above = next((up for up in _upward(now, id) if now[up].tag == tag), id)
        return Found(above, quote)
    return Found(id, quote)


def _alike(anchor: Anchor, now: Text, then: Text | None) -> Found | None:
    """The new element that is likest to one that is gone, if any is like enough."""
    if then is None or anchor.element not in then:
        return None
    from rapidfuzz.distance import Indel

    from engine.text.words import tokens

    old = tokens(said(then, anchor.element))
    if len(old) < _LEAST:
        return None
    best: tuple[float, str] | None = None
    for node in now.walk():
        if node.tag != then[anchor.element].tag or node.id in then:
            continue
        like = Indel.normalized_similarity(old, tokens(said(now, node.id)), score_cutoff=LIKE)
        if like >= LIKE and (best is None or like > best[0]):
            best = like, node.id
    return Found(best[1]) if best else None


def _upward(text: Text, id: str) -> Iterator[str]:
    above = id
    while above:
        yield above
        above = text[above].parent


def _score(anchor: Anchor, words: str, spot: tuple[int, int]) -> int:
    """How much of the context stands around a spot, in code points."""
    start, end = spot
    before, after = anchor.before or "", anchor.after or ""
    left = 0
    while left < min(len(before), start) and before[-1 - left] == words[start - 1 - left]:
        left += 1
    right = 0
    while right < min(len(after), len(words) - end) and after[right] == words[end + right]:
        right += 1
    return left + right


def _spots(words: str, quote: str) -> list[tuple[int, int]]:
    return [found.span() for found in _pattern(quote.strip()).finditer(words)]


@lru_cache(maxsize=1024)
def _pattern(quote: str) -> re.Pattern[str]:
    """The quote however its white space, its quotation marks and its dashes are typed."""
    parts = []
    for word in quote.split():
        escaped = re.escape(word)
        for alike in ("'’‘", '"“”„«»', "-–—‑"):
            kinds = "|".join(map(re.escape, alike))
            escaped = re.sub(kinds.replace("\\-", r"\\?\-"), f"[{re.escape(alike)}]", escaped)
        parts.append(escaped)
    return re.compile(r"\s+".join(parts))


def _plain(string: str) -> str:
    return " ".join(string.replace(OBJECT, "").split())
