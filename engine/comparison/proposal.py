"""A wording proposed for one place of a text, and what comes of it in the draft as it is now."""

from __future__ import annotations

from collections.abc import Sequence

from engine.comparison.merge import Merge, merge
from engine.comparison.splicing import splices
from engine.errors import NotFound, Refused
from engine.events import TextEdited
from engine.events.draft import apply
from engine.events.submission import Anchor
from engine.matching.outline import NUMBER
from engine.text import OBJECT, Mark, Node, Text
from engine.text.anchor import run
from engine.text.inline import Splice, in_order, remarks, shifted

_LABELS = frozenset((NUMBER, "heading", "subheading"))
_CLOSING = ".,;:!?)]}”’»。，、；：！？）】》،؛؟"


def put(then: Text, at: Anchor, wording: str, now: Text) -> Merge:
    """The proposed wording, written against the text `then`, in the text as it is `now`: merged
    as any other change is (`engine/comparison/merge.py`)."""
    return merge(then, reworded(then, at, wording), now)


def reworded(text: Text, at: Anchor, wording: str) -> Text:
    """The text with a proposed wording in one place: for the words quoted there, or else for the
    element's string. Of a paragraph with one string besides its number and heading, that is meant.
    Without a wording the words are struck out, or the element is.

    Footnotes and other inline objects stay, behind the words they stood behind. `NotFound` where
    the element or the quote is not there; `Refused` where the wording could go to several strings.
    """
    if at.element not in text:
        raise NotFound(f"there is no element {at.element} in the text that it was proposed for")
    new, wording = text.copy(), wording.strip("\r\n")
    if at.quote is None:
        if not wording:
            new.remove(_whole(text, at.element))
            return new
        node = _place(text, at.element)
        said = node.string.replace(OBJECT, "")
        wanted = wording
    else:
        quoted = run(at, text)
        if quoted is None:
            raise NotFound(f"{at.eid or at.element} does not hold the words {at.quote!r}")
        node = text[quoted.element]
        said = node.string.replace(OBJECT, "")
        wanted = _instead(said, quoted.start, quoted.end, wording)
    if "\n" in wording and "\n" not in said:
        raise Refused(
            f"the wording proposed for {at.eid or node.id} has several lines, not one",
            hint="Set it in a checkout, and check it in with --answers.",
        )
    made = _splices(node.string, said, wanted)
    if not made:
        return new
    marks = in_order(m for mark in node.marks if (m := _carried(mark, made)))
    unmarked, marked = remarks(node.marks, marks, made)
    apply(new, TextEdited(id=node.id, splices=made, unmarked=unmarked, marked=marked))
    return new


def _instead(said: str, start: int, end: int, wording: str) -> str:
    """A string with a wording for some of its words; where they are struck out, with one of the
    blanks around them."""
    before, after = said[:start], said[end:]
    if not wording and before[-1:].isspace():
        blank_follows = not after or after[0].isspace() or after[0] in _CLOSING
        return (before.rstrip() if blank_follows else before) + after
    if not wording and not before:
        return after.lstrip()
    return before + wording + after


def _whole(text: Text, id: str) -> str:
    """The element, or what holds nothing else but its number."""
    while (above := text[id].parent) and text[above].parent:
        held = text[above].children
        if id not in held or any(c != id and text[c].tag != NUMBER for c in held):
            break
        id = above
    if above and id in text[above].objects:
        raise Refused(f"{id} stands in the words of {above}; striking it out is an edit of these")
    return id


def _place(text: Text, id: str) -> Node:
    """The element whose string is meant."""
    if not text[id].children:
        return text[id]
    labels = {c for node in text.walk(id) if node.tag in _LABELS for c in _below(text, node.id)}
    inner = {c for node in text.walk(id) for o in node.objects for c in _below(text, o)}
    strings = [
        node
        for node in text.walk(id)
        if not node.children and node.id not in labels and node.id not in inner
    ]
    if len(strings) != 1:
        raise Refused(
            f"{id} holds {len(strings)} strings; a proposed wording takes the place of one",
            hint="Name the element of the one that is meant.",
        )
    return strings[0]


def _carried(mark: Mark, made: Sequence[Splice]) -> Mark | None:
    """A mark where the wording leaves it; one whose words all go, goes."""
    start = shifted(made)(mark.start)
    end = shifted([splice for splice in made if splice.at < mark.end])(mark.end)
    return Mark(start, end, mark.tag, mark.attributes) if start < end else None


def _below(text: Text, id: str) -> set[str]:
    return {node.id for node in text.walk(id)}


def _splices(string: str, said: str, wanted: str) -> tuple[Splice, ...]:
    """The splices of a string that lead from what it says without its objects to what is wanted.
    None of them takes an object out: one in the middle of removed words parts their splice."""
    offsets = [at for at, character in enumerate(string) if character != OBJECT]
    made: list[Splice] = []
    for at, removed, inserted in splices(said, wanted):
        if not removed:
            made.append(Splice(at=offsets[at - 1] + 1 if at else 0, inserted=inserted))
            continue
        start = offsets[at]
        words = string[start : offsets[at + len(removed) - 1] + 1].split(OBJECT)
        made.append(Splice(at=start, removed=words[0], inserted=inserted))
        for word in words[1:]:
            start = made[-1].end + 1
            made.append(Splice(at=start, removed=word))
    return tuple(splice for splice in made if splice.removed or splice.inserted)
