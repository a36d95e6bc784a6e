"""Places of a text as people write them: `12`, `12(a)`, `三`, `第12段`, `Section II, paragraph 3`,
a heading, an eId or an id.

Where several places fit, the likelier reading goes first: the number exactly as it is written,
then in the other case, then in other digits (`١٢`, `十二` and `12` are one number). A number in
brackets means one that stands in brackets, if there is any.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from engine.errors import NotFound, Refused
from engine.text import OBJECT, Node, Text
from engine.text.eid import eids, number
from engine.text.numerals import HAN
from engine.text.numerals import number as value
from engine.text.place_words import HAN_WORDS, PARTS, WORDS
from engine.text.said import said

_CORE = rf"[0-9٠-٩۰-۹०-९]+(?:[.\-][0-9]+)*|[IVXLCDM]+|[ivxlcdm]+|[A-Za-zА-Яа-яء-ي]|[{HAN}]+"
_NUMERAL = re.compile(
    rf"\s*(?P<open>[(（])?\s*(?P<core>(?:{_CORE})\s?(?:bis|ter|quater|quinquies)?)"
    rf"\s*(?P<close>[)）])?(?![^\W\d_])"
)
_NTH = re.compile(rf"\s*第\s*(?P<core>[0-9٠-٩]+|[{HAN}]+)\s*(?P<word>{'|'.join(HAN_WORDS)})")
_BETWEEN = re.compile(r"[\s,，、.．;:：·/-]*")
_WORD = re.compile(r"\s*([^\W\d_]+(?:[-\s][^\W\d_]+)?\.?|[§¶])")
_SHOWN = 10


class _Step(NamedTuple):
    """One part of a place as written: a number, whether it stands in brackets, and the kinds of
    elements that the word before it means (none: any)."""

    number: str
    bracketed: bool
    tags: frozenset[str] = frozenset()


def find(text: Text, written: str, *, where: str, names: Mapping[str, str] | None = None) -> str:
    """The id of the element that is meant; `where` is what the text is called. `NotFound` where
    nothing fits; `Refused` where several places do, listing them by eId (`names`)."""
    names = eids(text) if names is None else names
    found = places(text, written, names)
    if not found:
        raise NotFound(
            f"{where} has no place {written!r}",
            hint="Name it by its number, such as 12 or 12(a), its heading, its eId or its id.",
        )
    if len(found) > 1:
        more = f" and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
        listed = "; ".join(_shown(text, id, names) for id in found[:_SHOWN])
        raise Refused(
            f"{written!r} fits {len(found)} places of {where}: {listed}{more}",
            hint=f"Name one of them: {names.get(found[0], found[0])}.",
        )
    return found[0]


def places(text: Text, written: str, names: Mapping[str, str]) -> list[str]:
    """The ids of all elements that a place may mean, in document order, of the likeliest reading
    that fits any."""
    plain = " ".join(unicodedata.normalize("NFKC", written).replace("\u0640", "").split())
    exact = plain.removeprefix("#")
    if not exact:
        return []
    if exact in text:
        return [exact]
    if named := [node.id for node in text.walk() if names.get(node.id) == exact]:
        return named
    steps = _steps(written.strip())
    if steps and (found := _numbered(text, steps)):
        return found
    if found := _headed(text, plain.casefold()):
        return found
    tag = PARTS.get(plain.casefold().strip(" .:"))
    return [node.id for node in text.walk() if node.tag == tag] if tag else []


def label(text: Text, node: Node, tag: str) -> str:
    """The `num` or the `heading` of an element, without layout; empty where it has none."""
    found = next((text[c].string for c in node.children if text[c].tag == tag), "")
    return " ".join(found.replace(OBJECT, "").split())


def _shown(text: Text, id: str, names: Mapping[str, str]) -> str:
    words = said(text, id)
    short = words if len(words) <= 40 else f"{words[:40].rstrip()}..."
    return f"{names.get(id, id)} ({short})"


def _steps(written: str) -> list[_Step] | None:
    """The parts of a place that is written in numbers; none where it is not."""
    steps: list[_Step] = []
    at, tags = 0, frozenset[str]()
    while at < len(written):
        if nth := _NTH.match(written, at):
            steps.append(_Step(nth["core"], False, WORDS[nth["word"]]))
            at, tags = nth.end(), frozenset()
        elif (word := _word(written, at)) and not tags:
            tags, at = word
        elif numeral := _NUMERAL.match(written, at):
            bracketed = bool(numeral["open"] or (numeral["close"] and steps))
            steps.append(_Step(numeral["core"], bracketed, tags))
            at, tags = numeral.end(), frozenset()
        else:
            return None
        between = _BETWEEN.match(written, at)
        at = between.end() if between else at
    return steps if steps and not tags else None


def _word(written: str, at: int) -> tuple[frozenset[str], int] | None:
    """The kinds of elements that a word means, and where it ends."""
    found = _WORD.match(written, at)
    if not found:
        return None
    for word in (found[1], found[1].split()[0].split("-")[0]):
        key = unicodedata.normalize("NFKC", word).casefold().rstrip(".")
        if key in WORDS:
            return WORDS[key], found.start(1) + len(word)
    return None


def _numbered(text: Text, steps: list[_Step]) -> list[str]:
    numbered = [(node, num) for node in text.walk() if (num := label(text, node, "num"))]
    found: list[Node] | None = None
    for step in steps:
        if found is None:
            among = numbered
        else:
            inside = {below.id for node in found for below in text.walk(node.id)}
            inside -= {node.id for node in found}
            among = [(node, num) for node, num in numbered if node.id in inside]
        found = _fitting(among, step)
        if not found:
            if (decimal := re.fullmatch(r"(\d+)[.\-](\d+)", step.number)) and len(steps) == 1:
                return _numbered(text, [_Step(part, False) for part in decimal.groups()])
            return []
    return [node.id for node in found or ()]


def _fitting(among: list[tuple[Node, str]], step: _Step) -> list[Node]:
    """Those with the number, in its likeliest reading; of the kind that is named, if any are."""
    for tags in (step.tags, None) if step.tags else (None,):
        for key in (_exact, _folded, _valued):
            wanted = key(step.number)
            fit = [
                (node, num)
                for node, num in among
                if wanted and key(num) == wanted and (tags is None or node.tag in tags)
            ]
            if fit:
                alike = [node for node, num in fit if (num[:1] in "(（") == step.bracketed]
                return alike or [node for node, _ in fit]
    return []


def _exact(written: str) -> str:
    return number(written)


def _folded(written: str) -> str:
    return number(written).casefold()


@lru_cache(maxsize=4096)
def _valued(written: str) -> str:
    """The number in digits from 0 to 9, whatever digits it is in; empty where it has none."""
    bare = number(written)
    if bare and all(c in HAN for c in bare):
        return str(value(bare))
    digits = [unicodedata.decimal(c, None) for c in bare]
    if not any(d is not None for d in digits):
        return ""
    return "".join(str(d) if d is not None else c for d, c in zip(digits, bare, strict=True))


def _headed(text: Text, wanted: str) -> list[str]:
    """Those under such a heading, with or without its number; else those whose heading begins
    so."""
    headings = [(node, title) for node in text.walk() if (title := label(text, node, "heading"))]
    bare = wanted.strip(" .:：。“”\"'«»")
    begun: list[str] = []
    fit: list[str] = []
    for node, title in headings:
        folded = unicodedata.normalize("NFKC", title).casefold().strip(" .:：。")
        whole = unicodedata.normalize("NFKC", f"{label(text, node, 'num')} {title}").casefold()
        if bare in (folded, whole.strip(" .:：。")):
            fit.append(node.id)
        elif len(bare) > 1 and folded.startswith(bare):
            begun.append(node.id)
    return fit or begun
