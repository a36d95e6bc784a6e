"""The names of elements by their place: `eId`, and `wId`, the name an element keeps.

Akoma Ntoso Naming Convention 1.0, section 5.4: `[prefix "__"] element_ref ["_" number]`. The
prefix is the full eId of the element that gives the context: the parent, save that a body, a
`content` and a document within the document lend their own context on (`sec_12__p_3`, as the
convention itself writes). The number is that of `num` without punctuation and redundant
characters, the representation being case-sensitive; without a `num`, the count of like elements
in the same context; and none where an element is unique there (5.4.3).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from unicodedata import category

from engine.text import Mark, Node, Text
from engine.text.references import pointers
from engine.text.vocabulary import DOCUMENTS

ABBREVIATIONS = {
    "alinea": "al",
    "amendmentBody": "body",
    "article": "art",
    "attachment": "att",
    "blockList": "list",
    "chapter": "chp",
    "citation": "cit",
    "citations": "cits",
    "clause": "cl",
    "collectionBody": "body",
    "component": "cmp",
    "componentRef": "cref",
    "components": "cmpnts",
    "debateBody": "body",
    "debateSection": "dbsect",
    "division": "dvs",
    "documentRef": "dref",
    "judgmentBody": "body",
    "listIntroduction": "intro",
    "listWrapUp": "wrapup",
    "mainBody": "body",
    "paragraph": "para",
    "portionBody": "body",
    "quotedStructure": "qstr",
    "quotedText": "qtext",
    "recital": "rec",
    "recitals": "recs",
    "section": "sec",
    "subchapter": "subchp",
    "subclause": "subcl",
    "subdivision": "subdvs",
    "subparagraph": "subpara",
    "subsection": "subsec",
    "wrapUp": "wrapup",
}
"""The `element_ref` of an element where it is not its own name (5.4.2)."""

_NAMELESS = frozenset({*DOCUMENTS, "attachments"})
"""What the schema lets bear no eId."""
_BODIES = frozenset(DOCUMENTS.values())
OPEN = _NAMELESS | _BODIES | {"content", "components"}
"""What lends its own context on to what it holds."""
UNIQUE = _BODIES | frozenset(
    "caption components conclusions content coverPage heading intro listIntroduction listWrapUp"
    " num preamble preface subheading wrapUp".split()
)
"""What is unique in its context, and so bears no number (5.4.3)."""
_ROMAN = re.compile("[IVXLCDM]+|[ivxlcdm]+")
_ORDINAL_HAN = re.compile("第(.+?)(?:部分|[章节節条條款项項编編])")


def eids(text: Text, taken: Iterable[str] = ()) -> dict[str, str]:
    """The eId of each element of the text by its id, all of them different, and none of them in
    `taken` (those in the `meta` of the draft) or one that the text points at as something else.

    Elements that can bear none are left out: documents within the document, `attachments`, and
    elements of other namespaces. In a `meta` within the text those that have a name keep it. Of
    elements that come out alike, those numbered by their `num` go before those that are counted,
    and the second is named `para_3-2`, the next `para_3-3`.
    """
    names: dict[str, str] = {}
    spare = Spare(taken)
    for node in text.walk():
        if "eId" in node.attributes:
            names[node.id] = spare.take(node.attributes["eId"])
    spare.taken.update(mark.attributes["eId"] for mark in _named_marks(text))
    spare.taken.update(name for name in pointers(text) if name not in text.nodes)
    counts: Counter[str] = Counter()
    waiting: list[tuple[str, tuple[str, ...]]] = [("", text.parts)]
    while waiting:
        prefix, ids = waiting.pop()
        counted: list[tuple[Node, str]] = []
        for node in map(text.nodes.__getitem__, ids):
            if node.tag == "meta":
                continue
            if node.tag in _NAMELESS or node.tag[0] == "{":
                waiting.append((prefix, node.objects or node.children))
                continue
            name = prefix + ABBREVIATIONS.get(node.tag, node.tag)
            counts[name] += 1
            given = "" if node.tag in UNIQUE else _given(text, node)
            if given or node.tag in UNIQUE:
                names[node.id] = spare.take(f"{name}_{given}" if given else name)
            else:
                counted.append((node, f"{name}_{counts[name]}"))
        for node, name in counted:
            names[node.id] = spare.take(name)
        for node in map(text.nodes.__getitem__, ids):
            below = node.objects or node.children
            if below and node.id in names:
                inner = prefix if node.tag in OPEN else names[node.id] + "__"
                waiting.append((inner, below))
    return names


def _named_marks(text: Text) -> Iterator[Mark]:
    for node in text.nodes.values():
        yield from (mark for mark in node.marks if "eId" in mark.attributes)


def wids(text: Text, eids: Mapping[str, str], taken: Mapping[str, str]) -> dict[str, str]:
    """The wId that each element not yet in `taken` (id to wId) gets when the text is issued, by
    its id: its eId in this version, `-2`, `-3` behind it where an element of this draft, be it in
    the text or not, has that name already (design: the eId in the first issued version)."""
    spare = Spare(taken.values())
    return {
        node.id: spare.take(eids[node.id])
        for node in text.walk()
        if node.id in eids and node.id not in taken
    }


@lru_cache(maxsize=4096)
def number(num: str) -> str:
    """The number part of an eId for the string of a `num`; empty if nothing is left of it.

    Final punctuation, separations and redundant characters go (5.4.3): `1.` and `(1)` are 1,
    `1.2.` is 1-2, `3 bis` 3bis, `Action 3` 3, `第五条` 五, `（二）` 二. Numerals of any script stay
    as they are.
    """
    words = num.split()
    at = next((n for n, word in enumerate(words) if _numeral(_bare(word))), 0)
    if all(_bare(word).isalpha() for word in words[:at]):
        words = words[at:]
    bare = _bare("".join(words))
    ordinal = _ORDINAL_HAN.fullmatch(bare)
    return ordinal[1] if ordinal else bare


class Spare:
    """Hands out names, each once."""

    def __init__(self, taken: Iterable[str]) -> None:
        self.taken = set(taken)
        self.next: dict[str, int] = {}

    def take(self, name: str) -> str:
        """The name, or where that is taken, `-2`, `-3` behind it."""
        free = name
        while free in self.taken:
            n = self.next.get(name, 2)
            self.next[name] = n + 1
            free = f"{name}-{n}"
        self.taken.add(free)
        return free


def _given(text: Text, node: Node) -> str:
    for child in node.children[:1]:
        if text.nodes[child].tag == "num":
            return number(text.nodes[child].string)
    return ""


def _bare(written: str) -> str:
    """Letters, marks and digits only, with one hyphen where other characters stood between."""
    kept = "".join(c if category(c)[0] in "LMN" else "-" for c in written if category(c) != "Cf")
    return "-".join(part for part in kept.split("-") if part)


def _numeral(word: str) -> bool:
    return len(word) == 1 or any(map(str.isnumeric, word)) or bool(_ROMAN.fullmatch(word))
