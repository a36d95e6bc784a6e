"""Which element of a draft each element of a returned file says it is, by its `GUID` or `wId`.

Editors copy identities with the text, renumber names, and drop what they do not know; so a claim
is believed once, and the best one: the one that stands where the element stood.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from engine.text import Element, Text


class _Claim:
    """An element of the file, in document order, and the id that it claims."""

    __slots__ = ("before", "element", "granted", "id", "parent")

    def __init__(self, element: Element, parent: _Claim | None, before: _Claim | None) -> None:
        self.element = element
        self.parent = parent
        self.before = before
        self.id = ""
        self.granted = False


def claimed(
    parts: Sequence[Element],
    names: Sequence[Mapping[str, str]],
    text: Text,
    wids: Mapping[str, str],
) -> tuple[Element, ...]:
    """The parts with the id of each element that says which of `text` it is; no id twice.

    `names` are those of the elements in the file, in document order; `wids` the `wId` of each
    element of the draft by id. A claim of another draft's element, or of a tag that the element
    does not have, is passed over. Of several claims to one id the first that stands in the same
    parent wins, then one with the same words, then the first; what is in a copy is a copy.
    """
    claims = list(_claims(parts))
    owners = {wid: id for id, wid in wids.items() if id in text}
    groups: dict[str, list[_Claim]] = defaultdict(list)
    for claim, named in zip(claims, names, strict=True):
        id = named.get("GUID", "")
        if id not in text:
            id = owners.get(named.get("wId", ""), "") if not id else ""
        if id and text[id].tag == claim.element.tag:
            claim.id = id
            groups[id].append(claim)
    for node in text.walk():  # parents before what they hold
        group = groups.get(node.id, [])
        if group:
            best = max(group, key=lambda claim: _strength(claim, text)) if group[1:] else group[0]
            best.granted = True
    granted = iter([claim.id if claim.granted else "" for claim in claims])
    return tuple([_named(part, granted) for part in parts])


def _claims(parts: Sequence[Element]) -> Iterator[_Claim]:
    stack: list[tuple[Element, _Claim | None]] = [(part, None) for part in reversed(parts)]
    last: dict[_Claim | None, _Claim] = {}
    while stack:
        element, parent = stack.pop()
        claim = last[parent] = _Claim(element, parent, last.get(parent))
        yield claim
        stack += [(held, claim) for held in reversed((*element.objects, *element.children))]


def _strength(claim: _Claim, text: Text) -> tuple[bool, bool, bool, bool]:
    node = text[claim.id]
    parent = claim.parent
    home = parent.granted and parent.id == node.parent if parent else not node.parent
    copied = parent is not None and bool(parent.id) and not parent.granted
    siblings = text.siblings(node.parent or None)
    at = siblings.index(node.id) if node.id in siblings else 0
    before = claim.before.id if claim.before else ""
    return (
        not copied,
        home,
        list(_words(claim.element)) == list(_words(text.element(node.id))),
        before == (siblings[at - 1] if at else ""),
    )


def _words(element: Element) -> Iterator[str]:
    yield element.string
    for held in (*element.objects, *element.children):
        yield from _words(held)


def _named(element: Element, granted: Iterator[str]) -> Element:
    return Element(
        tag=element.tag,
        id=next(granted),
        attributes=element.attributes,
        string=element.string,
        marks=element.marks,
        objects=tuple([_named(o, granted) for o in element.objects]),
        children=tuple([_named(c, granted) for c in element.children]),
    )
