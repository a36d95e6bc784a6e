"""Inline changes: what splices do to a string and its marks, and that each can be taken back."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import samples
from engine.errors import Damaged
from engine.events.draft import (
    AttributesChanged,
    Change,
    ElementInserted,
    ElementMoved,
    ElementRemoved,
    MarksChanged,
    TextEdited,
    apply,
    inverse,
    undo,
)
from engine.text import OBJECT, Mark, Place
from engine.text.inline import Marks, Splice, in_order, inverted, nested, remarked, remarks, spliced
from strategies import marks, strings


@st.composite
def edits(draw: st.DrawFn) -> tuple[str, tuple[Splice, ...]]:
    """A string and splices against it."""
    old = draw(strings)
    cuts = sorted(draw(st.lists(st.integers(0, len(old)), max_size=8)))
    pairs = zip(cuts[::2], cuts[1::2], strict=False)
    found = [
        Splice(at=start, removed=old[start:end], inserted=draw(strings)) for start, end in pairs
    ]
    return old, tuple(s for s in found if s.removed or s.inserted)


@st.composite
def marked_edits(draw: st.DrawFn) -> tuple[str, tuple[Splice, ...], Marks, Marks]:
    """A string, splices against it, the marks before and the marks after."""
    old, found = draw(edits())
    new = spliced(old, found)
    return old, found, draw(marks(len(old))), draw(marks(len(new)))


@settings(max_examples=150, deadline=None)
@given(edits())
def test_inverted_splices_bring_the_old_string_back(edit: tuple[str, tuple[Splice, ...]]) -> None:
    old, found = edit
    assert spliced(spliced(old, found), inverted(found)) == old


@settings(max_examples=150, deadline=None)
@given(edits())
def test_splices_inverted_twice_are_themselves(edit: tuple[str, tuple[Splice, ...]]) -> None:
    _, found = edit
    assert inverted(inverted(found)) == found


@settings(max_examples=200, deadline=None)
@given(marked_edits())
def test_remarks_lead_from_any_marks_to_any_others_and_back(
    edit: tuple[str, tuple[Splice, ...], Marks, Marks],
) -> None:
    _, found, before, after = edit
    unmarked, marked = remarks(before, after, found)
    assert remarked(before, found, unmarked, marked) == after
    assert remarked(after, inverted(found), marked, unmarked) == before


@settings(max_examples=150, deadline=None)
@given(edits().flatmap(lambda e: st.tuples(st.just(e), marks(len(e[0])))))
def test_marks_that_no_splice_touches_need_not_be_told(
    edit: tuple[tuple[str, tuple[Splice, ...]], Marks],
) -> None:
    (old, found), before = edit
    safe = tuple(m for m in before if all(s.end < m.start or s.at > m.end for s in found))
    after = remarked(safe, found, (), ())
    new = spliced(old, found)
    assert [new[m.start : m.end] for m in after] == [old[m.start : m.end] for m in safe]
    assert remarks(safe, after, found) == ((), ())
    assert nested(after)


@settings(deadline=None)
@given(marks(20))
def test_marks_in_order_stay_as_they_are(found: Marks) -> None:
    assert in_order(found) == found
    assert Counter(m.tag for m in found) == Counter(m.tag for m in in_order(reversed(found)))


def test_text_inserted_at_the_edge_of_a_mark_lies_outside_it() -> None:
    bold = Mark(4, 8, "b")
    before = remarked((bold,), (Splice(at=4, inserted="new "),), (), ())
    behind = remarked((bold,), (Splice(at=8, inserted=" new"),), (), ())
    assert (before, behind) == ((Mark(8, 12, "b"),), (bold,))


def test_text_inserted_inside_a_mark_lies_inside_it() -> None:
    assert remarked((Mark(4, 8, "b"),), (Splice(at=6, inserted="new"),), (), ()) == (
        Mark(4, 11, "b"),
    )


def test_a_splice_that_crosses_a_mark_must_say_so() -> None:
    crossing = (Splice(at=2, removed="cdef"),)
    with pytest.raises(Damaged, match="a splice crosses the mark b at 4 to 8"):
        remarked((Mark(4, 8, "b"),), crossing, (), ())
    assert remarked((Mark(4, 8, "b"),), crossing, (Mark(4, 8, "b"),), ()) == ()


def test_a_splice_that_removes_what_is_not_there_is_refused() -> None:
    with pytest.raises(Damaged, match="at 1 stands 'bc', not 'xy'"):
        spliced("abcd", (Splice(at=1, removed="xy"),))


def test_splices_that_overlap_are_refused() -> None:
    with pytest.raises(Damaged, match="a splice at 1 overlaps one that ends at 2"):
        spliced("abcd", (Splice(at=0, removed="ab"), Splice(at=1, removed="b")))


def _one_of_each_kind() -> list[Change]:
    text = samples.wells()
    note = next(node for node in text.nodes.values() if node.tag == "authorialNote")
    holder = text[note.parent]
    at = holder.string.index(OBJECT)
    body = text.parts[1]
    first, second, _ = text[body].children
    gone = text[first].children[2]
    new = samples.with_ids(samples.paragraph(9, "New."), samples.ids(len(text.nodes) + 1))
    return [
        ElementInserted(element=new, place=Place(second, None)),
        ElementRemoved(element=text.element(gone), place=text.place(gone)),
        ElementMoved(id=first, old=Place(body), new=Place(body, second)),
        AttributesChanged(id=note.id, old={"marker": "1"}, new={"marker": "2", "class": "x"}),
        TextEdited(
            id=holder.id,
            splices=(
                Splice(at=0, removed="A", inserted="No"),
                Splice(at=at, removed=OBJECT, removed_objects=(text.element(note.id),)),
            ),
        ),
        TextEdited(
            id=holder.id,
            splices=(Splice(at=4, inserted="new "),),
            unmarked=holder.marks,
            marked=(Mark(2, 10, "i"),),
        ),
        MarksChanged(id=holder.id, unmarked=holder.marks, marked=(Mark(0, 1, "b"),)),
    ]


@pytest.mark.parametrize("change", _one_of_each_kind(), ids=lambda c: c.tag())
def test_undo_takes_back_what_apply_did(change: Change) -> None:
    text = samples.wells()
    apply(text, change)
    assert text != samples.wells()
    assert undo(text, change) == samples.wells()
    assert inverse(inverse(change)) == change


@pytest.mark.parametrize("change", _one_of_each_kind(), ids=lambda c: c.tag())
def test_a_change_does_not_fit_a_text_that_has_it_already(change: Change) -> None:
    text = apply(samples.wells(), change)
    with pytest.raises(Damaged):
        apply(text, change)
