"""References within a text: `href="#..."` and its like, kept as the id of the element meant.

In a file they hold the `eId` that the element has there; in a text its id, so that they follow it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec.structs import replace

from engine.text import Element, Mark, Text
from engine.text.vocabulary import REFERENCES


def targets(parts: Iterable[Element], names: Sequence[Mapping[str, str]]) -> dict[str, str]:
    """The id of each element by the `eId` it has in its file; of two of one name the first.
    `names` are those of the elements of the parts, in document order."""
    found: dict[str, str] = {}
    every = (element for part in parts for element in _walk(part))
    for one, named in zip(every, names, strict=True):
        if "eId" in named:
            found.setdefault(named["eId"], one.id)
    return found


def resolved(element: Element, ids: Mapping[str, str]) -> Element:
    """The element with each reference to a name in `ids` as one to the id."""
    return replace(
        element,
        attributes=pointing(element.attributes, ids),
        marks=tuple(_mark(mark, ids) for mark in element.marks),
        objects=tuple(resolved(o, ids) for o in element.objects),
        children=tuple(resolved(c, ids) for c in element.children),
    )


def resolve(text: Text, ids: Mapping[str, str]) -> None:
    """The same for every element of a text, which is changed."""
    for id, node in list(text.nodes.items()):
        attributes = pointing(node.attributes, ids)
        marks = tuple(_mark(mark, ids) for mark in node.marks)
        if attributes != node.attributes or marks != node.marks:
            text.change(id, attributes=attributes, marks=marks)


def renamed(text: Text, ids: Mapping[str, str]) -> Text:
    """The text with other ids for some elements, `ids` by those they have, also where it points at
    them."""
    other = Text()
    other.parts = tuple(ids.get(id, id) for id in text.parts)
    for id, node in text.nodes.items():
        own = ids.get(id, id)
        other.nodes[own] = replace(
            node,
            id=own,
            parent=ids.get(node.parent, node.parent),
            attributes=pointing(node.attributes, ids),
            marks=tuple(_mark(mark, ids) for mark in node.marks),
            objects=tuple(ids.get(o, o) for o in node.objects),
            children=tuple(ids.get(c, c) for c in node.children),
        )
    return other


def pointing(attributes: Mapping[str, str], ids: Mapping[str, str]) -> dict[str, str]:
    """Attributes with each reference to a name in `ids` as one to the id."""
    return {
        name: f"#{ids[value[1:]]}"
        if name in REFERENCES and value[:1] == "#" and value[1:] in ids
        else value
        for name, value in attributes.items()
    }


def pointers(text: Text) -> Iterator[str]:
    """Every name that something in the text points at by `#`, in whatever attribute."""
    for node in text.nodes.values():
        if node.attributes:
            yield from pointed(node.attributes.values())
        for mark in node.marks:
            if mark.attributes:
                yield from pointed(mark.attributes.values())


def pointed(values: Iterable[str]) -> Iterator[str]:
    """The names that attribute values point at: each word of them that begins with `#`."""
    for value in values:
        if "#" in value:
            for word in value.split():
                if word[0] == "#" and len(word) > 1:
                    yield word[1:]


def _mark(mark: Mark, ids: Mapping[str, str]) -> Mark:
    if not mark.attributes:
        return mark
    return replace(mark, attributes=pointing(mark.attributes, ids))


def _walk(element: Element) -> Iterator[Element]:
    yield element
    for below in (*element.objects, *element.children):
        yield from _walk(below)
