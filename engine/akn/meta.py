"""The `meta` that a text brought with it: kept as canonical XML, carried through to every export.

It is one string: `meta` and all in it in Canonical XML 1.0 without comments, with the namespaces
that the file declared, so that an export writes their prefixes as they were. Where it points at an
element of the text, it has that element's id. Attributes of the document itself, other than its
`name` and what it `contains`, stand on it; those in no namespace in that of Travaux.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from engine.text import Element
from engine.text.references import pointing
from engine.text.vocabulary import AKN, NAMES, OURS

if TYPE_CHECKING:
    from lxml import etree

_EID = re.compile(r'\seId="([^"]+)"')


class Meta(NamedTuple):
    """What is in a `meta`, the prefixes of the namespaces declared on it, and the attributes of
    the document."""

    blocks: tuple[Element, ...] = ()
    prefixes: Mapping[str, str] = {}
    attributes: Mapping[str, str] = {}


def canonical(node: etree._Element, prefixes: Mapping[str, str], ids: Mapping[str, str]) -> str:
    """The string for the `meta` of a file, whose `prefixes` lead to namespaces; `ids` are those of
    the text's elements by the names they have in the file."""
    from lxml import etree

    document = node.getparent()
    assert document is not None
    whole = etree.Element(str(node.tag), _kept(document), nsmap=_spaces(node, prefixes))
    whole.text = node.text
    whole.extend(etree.fromstring(etree.tostring(node, with_tail=False)))
    point(whole, ids)
    return etree.tostring(whole, method="c14n", with_comments=False).decode()


def point(node: etree._Element, ids: Mapping[str, str]) -> None:
    """Make each reference of a `meta`, or a block of one, to a name in `ids` that is none of its
    own one to the id."""
    own = {str(element.get("eId")) for element in node.iter("{*}*")}
    outside = {name: id for name, id in ids.items() if name not in own}
    for element in node.iter("{*}*"):
        attributes = {str(name): str(value) for name, value in element.items()}
        for name, value in pointing(attributes, outside).items():
            if attributes[name] != value:
                element.set(name, value)


@lru_cache(maxsize=16)  # the versions of a draft mostly carry one
def parsed(meta: str | None) -> Meta:
    """What the string of a draft holds; nothing where the text brought no `meta`."""
    if meta is None:
        return Meta()
    from lxml import etree

    from engine.akn import Reading

    root = etree.fromstring(meta.encode())
    prefixes = {space: prefix for prefix, space in root.nsmap.items() if prefix}
    if not root.prefix:  # or else the file wrote its own elements with it
        prefixes.pop(AKN, None)
    attributes = {str(k).removeprefix(f"{{{OURS}}}"): str(v) for k, v in root.items()}
    return Meta(Reading().read(root, meta=True).children, prefixes, attributes)


def _kept(document: etree._Element) -> dict[str, str]:
    return {
        key if key[0] == "{" else f"{{{OURS}}}{key}": str(value)
        for key, value in ((str(key), value) for key, value in document.items())
        if key not in ("name", "contains", *NAMES)
    }


def _spaces(node: etree._Element, prefixes: Mapping[str, str]) -> dict[Any, str]:
    spaces: dict[Any, str] = dict(prefixes)
    spaces.update(node.nsmap)
    return spaces


def names(meta: str | None) -> frozenset[str]:
    """Every `eId` that a draft's `meta` gives, and that no element of the text can have."""
    return frozenset(_EID.findall(meta)) if meta else frozenset()
