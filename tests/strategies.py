"""Random texts for properties: mixed scripts, inline objects with bodies, nested marks."""

from typing import Any

from hypothesis import strategies as st
from msgspec.structs import replace

from engine.text import OBJECT, Element, Mark, Text
from engine.text.inline import in_order, nested

WORDS = (
    "the",
    "State",
    "of",
    "Parties",
    "2021",
    "co-operation",
    "l'eau",
    "第十二条",
    "缔约国",
    "كِتَابٌ",
    "हिन्दी",
    "ภาษา",
    "e\u0301te\u0301",
    "a@b.org",
    "👩\u200d👧",
    "می\u200cخواهم",
    "\u0301",
)
strings = st.lists(
    st.sampled_from((*WORDS, " ", " ", " ", "  ", "\n", ".", ", ", "-", "")), max_size=12
).map("".join)
attributes = st.dictionaries(
    st.sampled_from(("class", "status")), st.sampled_from("ab"), max_size=2
)


@st.composite
def marks(draw: st.DrawFn, length: int) -> tuple[Mark, ...]:
    """Marks on a string of a length, properly nested."""
    found: tuple[Mark, ...] = ()
    for _ in range(draw(st.integers(0, 4))):
        ends = sorted((draw(st.integers(0, length)), draw(st.integers(0, length))))
        mark = Mark(*ends, tag=draw(st.sampled_from("bi")), attributes=draw(attributes))
        if ends[0] < ends[1] and nested(in_order((*found, mark))):
            found = in_order((*found, mark))
    return found


@st.composite
def inline(draw: st.DrawFn, depth: int = 1) -> dict[str, Any]:
    """String, marks and objects of an element."""
    objects = draw(st.lists(inline_objects(depth - 1), max_size=2)) if depth else []
    string = draw(strings)
    for _ in objects:
        at = draw(st.integers(0, len(string)))
        string = string[:at] + OBJECT + string[at:]
    return {
        "string": string,
        "marks": draw(marks(len(string))),
        "objects": tuple(objects),
    }


@st.composite
def inline_objects(draw: st.DrawFn, depth: int) -> Element:
    """A line break or a footnote."""
    tag = draw(st.sampled_from(("eol", "authorialNote")))
    if tag == "eol":
        return Element(tag=tag)
    body = draw(st.lists(leaves(depth), max_size=2))
    return Element(tag=tag, attributes=draw(attributes), children=tuple(body))


@st.composite
def leaves(draw: st.DrawFn, depth: int = 1) -> Element:
    """An element with inline content."""
    tag = draw(st.sampled_from(("p", "num", "heading", "li")))
    return Element(tag=tag, attributes=draw(attributes), **draw(inline(depth)))


def _containers(inside: st.SearchStrategy[Element]) -> st.SearchStrategy[Element]:
    return st.builds(
        Element,
        tag=st.sampled_from(("section", "paragraph", "content", "intro", "li")),
        attributes=attributes,
        children=st.lists(inside, max_size=4).map(tuple),
    )


elements = st.recursive(leaves(), _containers, max_leaves=8)
parts = st.lists(elements, max_size=4).map(tuple)


@st.composite
def texts(draw: st.DrawFn, pool: tuple[str, ...]) -> Text:
    """A text with ids from a pool, so that two of them share elements at other places."""
    free = list(draw(st.permutations(pool)))
    text = Text()

    def named(part: Element) -> Element | None:
        at = next((i for i, id in enumerate(free) if TAG_OF[id] == part.tag), None)
        if at is None:
            return None
        id = free.pop(at)
        objects = [named(o) for o in part.objects]
        string = part.string
        found = part.marks
        if None in objects:
            string, found = string.replace(OBJECT, ""), ()
            objects = []
        children = [named(c) for c in part.children]
        return replace(
            part,
            id=id,
            string=string,
            marks=found,
            objects=tuple(o for o in objects if o),
            children=tuple(c for c in children if c),
        )

    named_parts = [n for part in draw(parts) if (n := named(part))]
    for part in named_parts:
        text.adopt(part, "")
    text.parts = tuple(part.id for part in named_parts)
    return text


_TAGS = "p p p p num heading li li section section paragraph paragraph content intro eol eol"
TAG_OF = {
    f"t-eng-{n}": tag
    for n, tag in enumerate(f"{_TAGS} authorialNote authorialNote authorialNote".split(), 1)
}
POOL = tuple(TAG_OF)
