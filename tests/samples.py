"""One small treaty, known to all tests: the Treaty on the Keeping of Wells (our own, imagined).

A preface; three sections with eight paragraphs, numbered 1 to 8 through the text; sub-paragraphs,
a list, a table, a footnote, bold and italic. `treaty()` is nested and without ids, as a reader
gives it; `wells()` is the living text with the ids `tr-eng-1`, ... in document order.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import count

from msgspec.structs import replace

from engine.text import OBJECT, Element, Mark, Text


def element(tag: str, *children: Element, **attributes: str) -> Element:
    """An element with child elements."""
    return Element(tag=tag, attributes=attributes, children=children)


def words(
    tag: str, string: str, *marks: Mark, objects: tuple[Element, ...] = (), **attributes: str
) -> Element:
    """An element with inline content."""
    return Element(tag=tag, attributes=attributes, string=string, marks=marks, objects=objects)


def paragraph(number: int | str, string: str) -> Element:
    """A numbered paragraph of one `p`."""
    return element("paragraph", words("num", f"{number}."), element("content", words("p", string)))


def subparagraph(letter: str, string: str) -> Element:
    """A lettered sub-paragraph of one `p`."""
    return element(
        "subparagraph", words("num", f"({letter})"), element("content", words("p", string))
    )


def section(number: str, heading: str, *inside: Element) -> Element:
    """A numbered section with a heading."""
    return element("section", words("num", number), words("heading", heading), *inside)


def row(*cells: str) -> Element:
    """A table row of one `p` a cell."""
    return element("tr", *(element("td", words("p", cell)) for cell in cells))


def footnote(marker: str, string: str) -> Element:
    """A footnote, the inline object that holds elements."""
    return element("authorialNote", words("p", string), marker=marker)


def treaty() -> tuple[Element, ...]:
    """The parts of the treaty: preface and body."""
    preface = element(
        "preface",
        words("p", "Treaty on the Keeping of Wells", Mark(0, 30, "b")),
        words("p", "Done at Aroya on the third of May"),
    )
    body = element(
        "mainBody",
        section(
            "I.",
            "The wells",
            paragraph(1, "Every village on either bank keeps one well open to travellers."),
            element(
                "paragraph",
                words("num", "2."),
                element(
                    "content",
                    words(
                        "p",
                        f"A well is open{OBJECT} when water can be drawn from it by hand.",
                        Mark(2, 6, "i"),
                        objects=(
                            footnote("1", "The delegation of the hills reads this as by rope."),
                        ),
                    ),
                ),
            ),
            element(
                "paragraph",
                words("num", "3."),
                element("intro", words("p", "The keeper of a well shall:")),
                subparagraph("a", "clear it of leaves before the first rain;"),
                subparagraph("b", "measure its depth at each new moon;"),
                subparagraph("c", "tell the neighbouring keepers what was measured."),
            ),
        ),
        section(
            "II.",
            "The dry months",
            paragraph(4, "In the dry months no cattle are led to a well after sunset."),
            element(
                "paragraph",
                words("num", "5."),
                element(
                    "content",
                    words("p", "Water is given in this order:"),
                    element(
                        "ul",
                        element("li", words("p", "to children and the sick")),
                        element("li", words("p", "to travellers on foot")),
                        element("li", words("p", "to gardens")),
                    ),
                ),
            ),
            paragraph(6, "Deleted."),
        ),
        section(
            "III.",
            "The council",
            element(
                "paragraph",
                words("num", "7."),
                element(
                    "content",
                    words("p", "The council of keepers meets as follows:"),
                    element(
                        "table",
                        row("Spring", "at the upper ford"),
                        row("Autumn", "at the lower ford"),
                    ),
                ),
            ),
            paragraph(8, "Deleted."),
        ),
    )
    return preface, body


def wells() -> Text:
    """The treaty as a living text, its elements `tr-eng-1`, ... in document order."""
    return text_of(treaty())


def ids(first: int = 1, prefix: str = "tr-eng") -> Callable[[], str]:
    """What hands out `tr-eng-1`, `tr-eng-2`, ..., or from `first` on."""
    numbers = count(first)
    return lambda: f"{prefix}-{next(numbers)}"


def text_of(parts: Sequence[Element], first: int = 1) -> Text:
    """A text of nested parts, with ids in document order."""
    hand_out = ids(first)
    text = Text()
    named = [with_ids(part, hand_out) for part in parts]
    for part in named:
        text.adopt(part, "")
    text.parts = tuple(part.id for part in named)
    return text


def with_ids(part: Element, hand_out: Callable[[], str]) -> Element:
    """An element with an id for itself, its objects and its children, in that order."""
    return replace(
        part,
        id=hand_out(),
        objects=tuple(with_ids(o, hand_out) for o in part.objects),
        children=tuple(with_ids(c, hand_out) for c in part.children),
    )


def bare(part: Element) -> Element:
    """An element without ids, as a reader gives it."""
    return replace(
        part,
        id="",
        objects=tuple(bare(o) for o in part.objects),
        children=tuple(bare(c) for c in part.children),
    )


def renumbered(parts: Sequence[Element]) -> tuple[Element, ...]:
    """The parts with their paragraphs numbered 1., 2., ... through the text."""
    numbers = count(1)

    def numbered(part: Element) -> Element:
        number = f"{next(numbers)}." if part.tag == "paragraph" else ""
        children = tuple(
            replace(child, string=number) if number and child.tag == "num" else numbered(child)
            for child in part.children
        )
        return replace(part, children=children)

    return tuple(numbered(part) for part in parts)


def articles(how_many: int, *, per_section: int = 20) -> tuple[Element, ...]:
    """A long text: sections of numbered paragraphs that all say something different."""
    things = "well ford bridge mill orchard gate ferry road field barn".split()
    acts = "repair measure guard open clear visit record share paint light".split()
    times = "spring summer autumn winter dawn dusk noon night harvest sowing".split()

    def said(n: int) -> str:
        a, b, c, d = n % 10, n // 10 % 10, n // 100 % 10, n // 1000 % 10
        return (
            f"At {times[a]} the keepers of the {things[b]} shall {acts[c]} what was left by "
            f"the {things[d]} and tell it to house {n + 1} of the {times[b]} {things[c]}."
        )

    paragraphs = [paragraph(n + 1, said(n)) for n in range(how_many)]
    sections = [
        section(f"{at // per_section + 1}.", f"Chapter {at}", *paragraphs[at : at + per_section])
        for at in range(0, how_many, per_section)
    ]
    return (element("mainBody", *sections),)


def paragraphs(parts: Sequence[Element]) -> Iterator[Element]:
    """All paragraphs of nested parts, in document order."""
    for part in parts:
        if part.tag == "paragraph":
            yield part
        yield from paragraphs(part.children)


def edited(parts: Sequence[Element], change: Callable[[Element], Element]) -> tuple[Element, ...]:
    """The parts with `change` made to each element, from the innermost outwards."""
    return tuple(
        change(
            replace(
                part,
                objects=edited(part.objects, change),
                children=edited(part.children, change),
            )
        )
        for part in parts
    )


def reworded(parts: Sequence[Element], old: str, new: str) -> tuple[Element, ...]:
    """The parts with `old` replaced by `new` in every string; marks stay as they are."""
    return edited(parts, lambda e: replace(e, string=e.string.replace(old, new)))


def regrouped(
    parts: Sequence[Element], tag: str, change: Callable[[list[Element]], list[Element]]
) -> tuple[Element, ...]:
    """The parts with `change` made to the list of children of every element of a tag."""
    return edited(
        parts,
        lambda e: replace(e, children=tuple(change(list(e.children)))) if e.tag == tag else e,
    )
