"""Which element of an edited text is which element of the text before.

People edit documents, not identities: what comes back has none. So the elements are matched, in
this order of trust:
  1. the same identity, where it comes with the element
  2. the same content but for numbers: in order, then elsewhere
  3. what holds most of what is matched already, such as a section of known paragraphs
  4. under matched parents: the same content however short, the same number and similar content,
     similar content
  5. similar content elsewhere
  6. structure: the only `p` of a matched `content`, the cells of a matched row
Parts of an element (its `num`, `heading`, `content`, ...) follow it at once. Inline objects, and
what is in them, are matched only within matched elements. Only equal tags match.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

from engine.matching.alignment import common
from engine.matching.outline import NUMBER, PARTS, Item, Outline
from engine.matching.siblings import again, free, gaps, same, single, tagged
from engine.matching.similarity import FAR, NEAR, SHORT, ranked
from engine.text import Element, Text

_SUBSTANCE = 12
"""Code points that content must have to be known again elsewhere; half as many in scripts of one
word a character."""
_CELLS = frozenset({"td", "th"})
_OVERLAP = 0.4
"""How much of two containers, taken together, must be the same for them to be the same."""


def identify(old: Text, new: Sequence[Element], hand_out: Callable[[], str]) -> Text:
    """The new parts as a text in which each element has the id of the element of `old` that it
    is, or one from `hand_out`, which is called in document order.

    The elements of `new` have no ids, or such of `old`, which are trusted where the tag agrees;
    any other id is passed over. Same input, same answer. `old` is not changed.
    """
    matching = _Matching(Outline(old, new))
    matching.run()
    ids = {
        item.at: item.twin.id if item.twin else hand_out()
        for item in matching.outline.news[1:]  # without the root, which stands for the text
    }
    return _named(new, iter(ids.values()))


def _named(parts: Sequence[Element], ids: Iterator[str]) -> Text:
    text = Text()
    named = [_with_id(part, ids) for part in parts]
    for part in named:
        text.adopt(part, "")
    text.parts = tuple(part.id for part in named)
    return text


def _with_id(element: Element, ids: Iterator[str]) -> Element:
    return Element(
        tag=element.tag,
        id=next(ids),
        attributes=element.attributes,
        string=element.string,
        marks=element.marks,
        objects=tuple(_with_id(o, ids) for o in element.objects),
        children=tuple(_with_id(c, ids) for c in element.children),
    )


class _Matching:
    """One matching; `pending` are pairs whose content is still to be matched."""

    def __init__(self, outline: Outline) -> None:
        self.outline = outline
        self.pending: list[tuple[Item, Item]] = []

    def run(self) -> None:
        outline = self.outline
        self._pair(outline.old, outline.new)
        self._by_identity()
        self._parts_of_text()
        self._in_order()
        self._elsewhere(alone=True)
        self._holders()
        self._descend()
        self._elsewhere()
        self._descend()
        self._within()
        self._like_elsewhere()
        for item in outline.news:
            if item.twin:
                self._by_structure(item.twin, item)
                self._descend()

    def _pair(self, old: Item, new: Item) -> None:
        old.twin, new.twin = new, old
        self.pending.append((old, new))

    def _pair_whole(self, old: Item, new: Item) -> None:
        """Pair two elements of the same content with all that they hold."""
        if old.twin or new.twin:
            return
        old.twin, new.twin = new, old
        for a, b in zip(old.objects, new.objects, strict=True):
            self._pair_whole(a, b)
        bodies = ([c for c in item.children if c.tag != NUMBER] for item in (old, new))
        for a, b in zip(*bodies, strict=True):
            self._pair_whole(a, b)
        for a, b in zip(*(tagged(item.children, NUMBER) for item in (old, new)), strict=False):
            if not (a.twin or b.twin):
                self._pair(a, b)
        if free(old.objects) or free(old.children):  # what was matched elsewhere before
            self.pending.append((old, new))

    def _by_identity(self) -> None:
        known = {item.id: item for item in self.outline.olds[1:]}
        for item in self.outline.news[1:]:
            old = known.get(item.id)
            if old is None or old.twin or old.tag != item.tag:
                continue
            if (item.inner or old.inner) and not (old.parent and old.parent.twin is item.parent):
                continue
            self._pair(old, item)

    def _parts_of_text(self) -> None:
        """The preface is the preface, the body the body, whatever they say."""
        for old, new in single(self.outline.old.children, self.outline.new.children):
            self._pair(old, new)

    def _in_order(self) -> None:
        """Same content in the order of the whole text: stretches from one element that is there
        but once, and has substance, to another. The rest may stand there by chance."""
        olds, news = _units(self.outline.olds), _units(self.outline.news)
        sure = _once(olds) & _once(news)
        for i, j, n in common([o.key for o in olds], [o.key for o in news]):
            at = [k for k in range(n) if olds[i + k].key in sure and _substantial(olds[i + k])]
            for k in range(at[0], at[-1] + 1) if at else ():
                self._pair_whole(olds[i + k], news[j + k])

    def _elsewhere(self, *, alone: bool = False) -> None:
        """Same content wherever it is, the longest first; `alone`: if it is there but once."""
        olds = [old for old in _units(self.outline.olds) if _substantial(old)]
        news = sorted(_units(self.outline.news), key=lambda item: (-item.length, item.at))
        if alone:
            sure = _once(olds) & _once(news)
            olds = [old for old in olds if old.key in sure]
        for old, new in again(olds, news):
            self._pair_whole(old, new)

    def _holders(self) -> None:
        """Sections, lists, ... that hold mostly the same, those with most in common first."""
        shared: Counter[tuple[int, int]] = Counter()
        for new in self.outline.news:
            if new.twin and not new.inner and new.parent and not new.parent.twin:
                for old_holder in _open(new.twin):
                    for holder in _open(new):
                        if holder.tag == old_holder.tag:
                            shared[old_holder.at, holder.at] += new.length
        for (i, j), length in sorted(shared.items(), key=lambda entry: (-entry[1], entry[0])):
            old, new = self.outline.olds[i], self.outline.news[j]
            alike = 2 * length >= _OVERLAP * (old.length + new.length)
            if alike and not old.twin and not new.twin:
                self._pair(old, new)

    def _descend(self) -> None:
        """Match what pairs hold, and what that holds, until nothing more is found."""
        while self.pending:
            old, new = self.pending.pop()
            if old.objects and free(old.objects) and free(new.objects):
                self._objects(old, new)
            if old.children and free(old.children) and free(new.children):
                self._children(old, new)

    def _objects(self, old: Item, new: Item) -> None:
        """Same content in order, then between those the same tag in order."""
        for a, b in same(old.objects, new.objects):
            self._pair_whole(a, b)
        for olds, news in gaps(old.objects, new.objects):
            for i, j, n in common([o.tag for o in olds], [o.tag for o in news]):
                for a, b in zip(olds[i : i + n], news[j : j + n], strict=True):
                    self._pair(a, b)

    def _children(self, old: Item, new: Item) -> None:
        for tag in PARTS:
            parts = (free(tagged(item.children, tag)) for item in (old, new))
            for a, b in zip(*parts, strict=False):
                self._pair(a, b)
        for a, b in same(old.children, new.children):
            self._pair_whole(a, b)
        self._again(free(old.children), free(new.children))
        self._like(free(old.children), free(new.children), NEAR)

    def _again(self, olds: list[Item], news: list[Item]) -> None:
        for old, new in again(olds, news):
            self._pair_whole(old, new)

    def _like(self, olds: list[Item], news: list[Item], floor: float) -> None:
        if not olds or not news:
            return
        for old, new, _ in ranked(self.outline, olds, news, floor):
            if not old.twin and not new.twin:
                self._pair(old, new)

    def _within(self) -> None:
        """What went one level down or up within a matched element, such as the `p` of a
        `content` that became an `intro`."""
        below: dict[int, list[Item]] = defaultdict(list)
        for old in _units(self.outline.olds):
            if holder := _matched_above(old):
                below[holder.at].append(old)
        groups: dict[int, list[Item]] = defaultdict(list)
        for new in _units(self.outline.news):
            holder = _matched_above(new)
            if holder and holder.twin and holder.twin.at in below:
                groups[holder.twin.at].append(new)
        for at, news in groups.items():
            near = [new for new in news if _is_part_of(new, self.outline.olds[at].twin)]
            olds = below[at]
            self._again([o for o in olds if not o.twin], near)
            self._like(free(olds), free(near), NEAR)
            direct = [old for old in olds if _is_part_of(old, self.outline.olds[at])]
            self._again(free(direct), free(news))
            self._like(free(direct), free(news), NEAR)
            self._descend()

    def _like_elsewhere(self) -> None:
        olds = [o for o in _units(self.outline.olds) if self._tells(o)]
        news = [o for o in _units(self.outline.news) if self._tells(o)]
        if not olds or not news:
            return
        for old, new, _ in ranked(self.outline, olds, news, FAR):
            if not old.twin and not new.twin:
                self._pair(old, new)
                self._descend()

    def _tells(self, item: Item) -> bool:
        return len(self.outline.features(item)) >= SHORT

    def _by_structure(self, old: Item, new: Item) -> None:
        """The only child of a tag; cells and short elements by their order, where as many stand
        behind the same neighbour."""
        if not free(old.children) or not free(new.children):
            return
        for a, b in single(old.children, new.children):
            if not (a.twin or b.twin or _is_numbered(a) or _is_numbered(b)):
                self._pair(a, b)
        for olds, news in gaps(old.children, new.children):
            if len(olds) == len(news):
                for a, b in zip(olds, news, strict=True):
                    if a.tag == b.tag and (a.tag in _CELLS or self._is_short(a, b)):
                        self._pair(a, b)

    def _is_short(self, old: Item, new: Item) -> bool:
        """Whether two say too little to be measured; one of them is enough if their number is the
        same."""
        short = (not self._tells(old)) + (not self._tells(new))
        number = old.part(NUMBER)
        return number == new.part(NUMBER) and short > (not number)


def _units(items: Iterable[Item]) -> list[Item]:
    """The unmatched elements that are more than parts, without inline objects and what they
    hold."""
    return [item for item in items if not item.twin and not item.inner and item.is_unit]


def _substantial(item: Item) -> bool:
    wide = any(c >= "\u2e80" for c in _sample(item))
    return item.length >= (_SUBSTANCE // 2 if wide else _SUBSTANCE)


def _sample(item: Item) -> str:
    return next((below.string[:_SUBSTANCE] for below in item.walk() if below.string), "")


def _once(items: Iterable[Item]) -> set[int]:
    """The keys that only one of the items has."""
    return {key for key, often in Counter(item.key for item in items).items() if often == 1}


def _open(item: Item) -> Iterator[Item]:
    """The unmatched elements, more than parts, that hold an item, up to the first matched one."""
    for holder in item.above():
        if holder.twin:
            return
        if holder.is_unit:
            yield holder


def _matched_above(item: Item) -> Item | None:
    return next((holder for holder in item.above() if holder.twin), None)


def _is_part_of(item: Item, holder: Item | None) -> bool:
    """Whether an item stands in an element directly or in a part of it."""
    for above in item.above():
        if above is holder:
            return True
        if above.is_unit:
            return False
    return False


def _is_numbered(item: Item) -> bool:
    return any(child.tag in (NUMBER, "heading") for child in item.children)
