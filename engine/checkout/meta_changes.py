"""What somebody changed in the `meta` of a checkout, carried over to the one that the draft keeps.

The file that was checked out is compared with the one that came back, block by block; so what an
exporter adds to every file never becomes the draft's own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from copy import deepcopy
from typing import TYPE_CHECKING, Any, NamedTuple

from engine.akn.meta import point
from engine.text.vocabulary import AKN, OURS

if TYPE_CHECKING:
    from lxml import etree

OWNED = ("identification", "lifecycle", "workflow")
"""The blocks that the log writes; changes of them are not taken."""

_ORDER = (
    "identification publication classification lifecycle workflow analysis temporalData references"
    " notes proprietary presentation"
).split()


class Outcome(NamedTuple):
    """The `meta` that the draft keeps from here on, and the blocks whose changes are not taken."""

    meta: str | None
    passed_over: tuple[str, ...]


def carried_over(
    meta: str | None,
    out: etree._Element | None,
    came: etree._Element | None,
    ids: Mapping[str, str],
) -> Outcome:
    """From what the draft keeps, the `meta` of the file that was checked out, and the one that
    came back; `ids` are those of the text's elements by the names in the latter."""
    if came is None or out is None:
        return Outcome(meta, ())
    from lxml import etree

    changed = [tag for tag in _ORDER if _shown(out, tag) != _shown(came, tag)]
    passed = tuple(tag for tag in changed if tag in OWNED)
    if "publication" in changed and not _has(meta, "publication") and _shown(out, "publication"):
        passed += ("publication",)
    taken = [tag for tag in changed if tag not in passed]
    if not taken:
        return Outcome(meta, passed)
    kept = etree.fromstring(meta.encode()) if meta else etree.Element(f"{{{AKN}}}meta")
    spaces: dict[Any, str] = {}
    spaces.update(came.nsmap)
    spaces.update(kept.nsmap)
    attributes = {str(name): str(value) for name, value in kept.items()}
    whole = etree.Element(str(kept.tag), attributes, nsmap=spaces)
    whole.text = kept.text
    whole.extend(list(kept))
    brought = deepcopy(came)
    point(brought, ids)
    for tag in taken:
        if tag == "references":
            _merge_references(whole, out, brought)
        else:
            _replace(whole, tag, [b for b in _blocks(brought, tag) if not _is_ours(b)])
    return Outcome(etree.tostring(whole, method="c14n", with_comments=False).decode(), passed)


def _merge_references(whole: etree._Element, out: etree._Element, came: etree._Element) -> None:
    """Entries that went go, entries that came are added to the first block, or make one."""
    before, after = (
        Counter(_canonical(e) for b in _blocks(meta, "references") for e in _elements(b))
        for meta in (out, came)
    )
    gone, new = before - after, after - before
    for block in _blocks(whole, "references"):
        for entry in _elements(block):
            if gone[_canonical(entry)]:
                gone[_canonical(entry)] -= 1
                block.remove(entry)
    added: list[etree._Element] = []
    for block in _blocks(came, "references"):
        for entry in _elements(block):
            if new[_canonical(entry)]:
                new[_canonical(entry)] -= 1
                added.append(entry)
    blocks = _blocks(whole, "references")
    if added and not blocks:
        first = _blocks(came, "references")[0]
        attributes = {str(name): str(value) for name, value in first.items()}
        block = whole.makeelement(str(first.tag), attributes)
        _replace(whole, "references", [block])
        blocks = [block]
    for entry in added:
        blocks[0].append(entry)
    for block in blocks:
        if not _elements(block):
            whole.remove(block)


def _replace(whole: etree._Element, tag: str, blocks: list[etree._Element]) -> None:
    for block in _blocks(whole, tag):
        whole.remove(block)
    later = _ORDER[_ORDER.index(tag) + 1 :]
    at = next((n for n, b in enumerate(whole) if _local(b) in later), len(whole))
    whole[at:at] = blocks


def _shown(meta: etree._Element, tag: str) -> list[bytes]:
    """The blocks of a tag as compared: in canonical form, whatever their order of `references`
    and the white space between elements."""
    blocks = [block for block in _blocks(meta, tag) if not _is_ours(block)]
    if tag == "references":
        return sorted(_canonical(entry) for block in blocks for entry in _elements(block))
    return [_canonical(block) for block in blocks]


def _canonical(block: etree._Element) -> bytes:
    from lxml import etree

    copy = deepcopy(block)
    copy.tail = None
    for element in copy.iter(etree.Element):
        for name in ("GUID", "wId"):
            element.attrib.pop(name, "")
        texts = (element.text, *(child.tail for child in element))
        if len(element) and not any(t and t.strip() for t in texts):
            element.text = None
            for child in element:
                child.tail = None
    return etree.tostring(copy, method="c14n", exclusive=True, with_comments=False)


def _has(meta: str | None, tag: str) -> bool:
    return meta is not None and f"<{tag} " in meta


def _is_ours(block: etree._Element) -> bool:
    """Whether a block is the mark by which a checkout knows what it is."""
    return _local(block) == "proprietary" and len(block.findall(f"{{{OURS}}}checkout")) > 0


def _blocks(meta: etree._Element, tag: str) -> list[etree._Element]:
    return [child for child in _elements(meta) if _local(child) == tag]


def _elements(node: etree._Element) -> list[etree._Element]:
    return [child for child in node if isinstance(child.tag, str)]


def _local(node: etree._Element) -> str:
    return str(node.tag).rpartition("}")[2]
