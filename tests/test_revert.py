"""Undoing one edit, whatever came after it; and the decisions around a draft."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drafting import el
from engine.comparison import changes
from engine.decisions.draft import edit, identified, numbering, open_draft
from engine.decisions.revert import Step, revert
from engine.errors import Refused
from engine.events import DraftEvent, EditMade, TextEdited
from engine.events.draft import Draft, evolve
from engine.text import Element, Mark, Place, Text

WORDS = "alpha beta gamma delta epsilon zeta eta theta".split()


class Drafting:
    """A draft of four paragraphs, and every event of it."""

    def __init__(self) -> None:
        self.draft = Draft()
        self.history: list[Step] = []
        paragraphs = [
            el("paragraph", el("num", f"{n}."), el("content", el("p", " ".join(WORDS))))
            for n in range(1, 5)
        ]
        self.record(
            open_draft(
                self.draft,
                "tr",
                "eng",
                [el("mainBody", *paragraphs)],
                standing="original",
                original_language="eng",
                reason="opened",
            )
        )

    def record(self, events: list[DraftEvent]) -> int:
        """Record events; gives the step of the edit among them."""
        edits = [n for n, event in enumerate(events) if isinstance(event, EditMade)]
        step = self.draft.step + edits[0] + 1
        for event in events:
            evolve(self.draft, event)
            self.history.append(Step(self.draft.step, event))
        return step

    def edit(self, change: Callable[[Text], None]) -> int:
        """One edit, made by changing a copy of the text. Gives its step."""
        text = self.draft.text.copy()
        change(text)
        found = changes(self.draft.text, text)
        assert found
        return self.record(
            edit(self.draft, found, reason="why", nature="substantive", method="typed")
        )

    def revert(self, step: int) -> int:
        return self.record(
            revert(self.draft, self.history, step, reason="not agreed", nature="substantive")
        )

    def ids(self, tag: str) -> list[str]:
        return [node.id for node in self.draft.text.walk() if node.tag == tag]


def reword(id: str, old: str, new: str) -> Callable[[Text], None]:
    def change(text: Text) -> None:
        assert old in text[id].string
        text.change(id, string=text[id].string.replace(old, new))

    return change


def test_the_last_edit_undone_gives_the_text_before_it() -> None:
    d = Drafting()
    before = d.draft.text.copy()
    step = d.edit(reword(d.ids("p")[1], "beta", "B"))
    d.revert(step)
    assert d.draft.text == before


def test_words_that_come_back_say_where_they_stood() -> None:
    d = Drafting()
    p = d.ids("p")[0]
    step = d.edit(reword(p, "gamma delta ", ""))
    d.revert(step)
    event = d.history[-1].event
    assert isinstance(event, TextEdited)
    (splice,) = event.splices
    (restored,) = splice.restores
    assert (restored.step, restored.element) == (step + 1, p)
    assert splice.inserted[restored.at : restored.at + restored.length].strip() == "gamma delta"
    string = " ".join(WORDS)
    assert string[restored.offset : restored.offset + restored.length] == splice.inserted


def test_a_later_edit_of_other_words_stays() -> None:
    d = Drafting()
    p = d.ids("p")[0]
    first = d.edit(reword(p, "gamma", "a much longer wording"))
    d.edit(reword(p, "alpha", "A"))
    d.edit(reword(p, "theta", "T and more"))
    d.revert(first)
    assert d.draft.text[p].string == "A beta gamma delta epsilon zeta eta T and more"


def test_a_later_edit_of_the_same_words_is_not_overridden() -> None:
    d = Drafting()
    p = d.ids("p")[0]
    first = d.edit(reword(p, "gamma", "one two three"))
    second = d.edit(reword(p, "two", "2"))
    with pytest.raises(Refused, match=f"s{second + 1} changed the same place"):
        d.revert(first)
    d.revert(second)
    d.revert(first)
    assert d.draft.text[p].string == " ".join(WORDS)


def test_a_removed_paragraph_comes_back_as_itself_in_its_place() -> None:
    d = Drafting()
    ids = d.ids("paragraph")
    before = d.draft.text.copy()
    second = d.edit(lambda text: text.remove(ids[1]))
    third = d.edit(lambda text: text.remove(ids[2]))
    d.revert(second)
    assert d.ids("paragraph") == [ids[0], ids[1], ids[3]]
    d.revert(third)
    assert d.draft.text == before


def test_what_has_come_back_already_is_not_brought_back_again() -> None:
    d = Drafting()
    gone = d.edit(lambda text: text.remove(d.ids("paragraph")[1]))
    back = d.revert(gone)
    with pytest.raises(Refused, match=f"s{back + 1} changed the same place later"):
        d.revert(gone)


def test_a_moved_paragraph_goes_back_to_where_its_neighbours_are() -> None:
    d = Drafting()
    ids = d.ids("paragraph")
    body = d.ids("mainBody")[0]
    step = d.edit(lambda text: text.move(ids[3], Place(body, None)))
    assert d.ids("paragraph") == [ids[3], *ids[:3]]
    d.edit(lambda text: text.remove(ids[2]))
    d.revert(step)
    assert d.ids("paragraph") == [ids[0], ids[1], ids[3]]


def test_an_inserted_paragraph_that_was_reworded_is_not_dropped_unseen() -> None:
    d = Drafting()
    body = d.ids("mainBody")[0]
    new = identified(
        el("paragraph", el("num", "5."), el("content", el("p", "quite new"))),
        numbering("tr", "eng", d.draft.counter),
    )
    step = d.edit(lambda text: text.insert(new, Place(body, d.ids("paragraph")[-1])))
    p = d.ids("p")[-1]
    later = d.edit(reword(p, "new", "newer"))
    with pytest.raises(Refused, match=f"s{later + 1}"):
        d.revert(step)
    d.revert(later)
    d.revert(step)
    assert len(d.ids("paragraph")) == 4


def test_marks_come_back_with_their_words() -> None:
    d = Drafting()
    p = d.ids("p")[0]
    d.edit(lambda text: text.change(p, marks=(Mark(0, 5, "b"), Mark(6, 16, "i"))))
    before = d.draft.text.copy()
    step = d.edit(lambda text: text.change(p, string=text[p].string[11:], marks=(Mark(0, 5, "i"),)))
    d.revert(step)
    assert d.draft.text == before


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_undoing_all_edits_last_first_gives_the_first_text(data: st.DataObject) -> None:
    d = Drafting()
    before = d.draft.text.copy()
    steps: list[int] = []
    for _ in range(data.draw(st.integers(1, 6))):
        change = data.draw(st.sampled_from([_any_reword, _any_move, _any_removal]))(d, data)
        if change is not None:
            steps.append(d.edit(change))
    for step in reversed(steps):
        d.revert(step)
    assert d.draft.text == before


def _any_reword(d: Drafting, data: st.DataObject) -> Callable[[Text], None] | None:
    ids = d.ids("p")
    if not ids:
        return None
    id = data.draw(st.sampled_from(ids))
    old = d.draft.text[id].string
    new = data.draw(st.lists(st.sampled_from([*WORDS, "第一", "السلام"]), min_size=1, max_size=9))
    return reword(id, old, " ".join(new)) if " ".join(new) != old else None


def _any_move(d: Drafting, data: st.DataObject) -> Callable[[Text], None] | None:
    ids = d.ids("paragraph")
    if len(ids) < 2:
        return None
    id = data.draw(st.sampled_from(ids[1:]))
    return lambda text: text.move(id, Place(d.ids("mainBody")[0], None))


def _any_removal(d: Drafting, data: st.DataObject) -> Callable[[Text], None] | None:
    ids = d.ids("paragraph")
    if not ids:
        return None
    id = data.draw(st.sampled_from(ids))

    def change(text: Text) -> None:
        text.remove(id)

    return change


def test_an_edit_needs_a_reason() -> None:
    d = Drafting()
    with pytest.raises(Refused, match="needs a reason"):
        edit(d.draft, [], reason=" ", nature="editorial", method="typed")


def test_a_draft_is_opened_once() -> None:
    d = Drafting()
    with pytest.raises(Refused, match="has a draft already"):
        open_draft(
            d.draft,
            "tr",
            "eng",
            [Element("mainBody")],
            standing="original",
            original_language="eng",
            reason="again",
        )
