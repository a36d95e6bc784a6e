"""Two texts as matching sees them: items side by side, with fingerprints of what they hold.

Numbers and headings do not make an element what it is, so a fingerprint leaves out every `num`;
and so do the features, by which two contents are measured against each other.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence

from engine.text import Element, Text
from engine.text.words import is_word, tokens

NUMBER = "num"
PARTS = (
    "num",
    "heading",
    "subheading",
    "intro",
    "content",
    "wrapUp",
    "listIntroduction",
    "listWrapUp",
    "caption",
)
"""The tags of what belongs to an element as its part: it follows its parent, whatever it says."""


_BEGINNING = 1_000_000
"""So many code points of a string are enough to know its element by."""


class Item:
    """An element of either text. `twin` is the item of the other text that it is; `at` its place
    in document order; `inner` says that it is an inline object or in one; `key` stands for all it
    holds but numbers, the same for the same content; `length` is the code points of that."""

    __slots__ = (
        "at",
        "attributes",
        "children",
        "features",
        "id",
        "inner",
        "key",
        "length",
        "objects",
        "parent",
        "string",
        "tag",
        "twin",
    )

    def __init__(self, element: Element, parent: Item | None, *, inner: bool = False) -> None:
        self.at = -1
        self.id = element.id
        self.tag = element.tag
        self.attributes = element.attributes
        self.string = element.string
        self.parent = parent
        self.inner = inner
        self.objects = [Item(o, self, inner=True) for o in element.objects]
        self.children = [Item(c, self, inner=inner) for c in element.children]
        self.key = -1
        self.length = 0
        self.features: str | None = None
        self.twin: Item | None = None

    def walk(self) -> Iterator[Item]:
        """This item and all below it, in document order: objects before children."""
        stack = [self]
        while stack:
            item = stack.pop()
            yield item
            stack.extend(reversed(item.children))
            stack.extend(reversed(item.objects))

    def above(self) -> Iterator[Item]:
        """The items that hold this one, from the nearest up."""
        item = self.parent
        while item is not None:
            yield item
            item = item.parent

    def part(self, tag: str) -> str:
        """The string of the first child of a tag, without white space around it; none: empty."""
        return next((c.string.strip() for c in self.children if c.tag == tag), "")

    @property
    def is_unit(self) -> bool:
        """Whether it is more than a part of its parent: a section, a paragraph, a `p`, a row."""
        return self.tag not in PARTS


class Outline:
    """Both texts as items, each under a root of its own that stands for the whole text."""

    def __init__(self, old: Text, new: Sequence[Element]) -> None:
        self.keys: dict[Hashable, int] = {}
        self.letters: dict[str, str] = {}
        self.old = self._root(old.elements())
        self.new = self._root(new)
        self.olds = list(self.old.walk())
        self.news = list(self.new.walk())
        for items in (self.olds, self.news):
            for at, item in enumerate(items):
                item.at = at
            for item in reversed(items):
                self._measure(item)

    def features(self, item: Item) -> str:
        """The words of an item's content but its numbers, in order, each as one character; of
        scripts without spaces, each two neighbouring characters count as a word."""
        if item.features is None:
            below = "".join(self.features(c) for c in item.children if c.tag != NUMBER)
            item.features = "".join(map(self._letter, _features(item.string))) + below
        return item.features

    def _letter(self, feature: str) -> str:
        return self.letters.setdefault(feature, chr(len(self.letters) % 0x10FFFF + 1))

    def _root(self, elements: Sequence[Element]) -> Item:
        return Item(Element(tag="", children=tuple(elements)), None)

    def _measure(self, item: Item) -> None:
        """Set key and length, those of everything below being set."""
        body = [child for child in item.children if child.tag != NUMBER]
        empty = not (item.string or body)
        shape = (
            item.tag,
            item.string,
            tuple(sorted(item.attributes.items())) if empty else (),
            tuple(o.key for o in item.objects),
            tuple(c.key for c in body),
        )
        item.key = self.keys.setdefault(shape, len(self.keys))
        item.length = len(item.string) + sum(c.length for c in (*item.objects, *body))


def _features(string: str) -> Iterator[str]:
    """Words without their case; of one-character words in a row, each two neighbours. Of a huge
    string only the beginning is looked at."""
    before = ""
    for token in tokens(string[:_BEGINNING]):
        if not is_word(token):
            before = ""
        elif len(token) > 1 or token.isascii():
            before = ""
            yield token.casefold()
        else:
            yield before + token
            before = token
