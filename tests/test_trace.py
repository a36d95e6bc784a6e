"""From words back to all who shaped them, and from a comment to its words."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import Refused
from engine.events.draft import apply
from engine.record import Entry
from engine.text import Text
from projections.authorship import runs_at
from projections.provenance import Touch, walk_back
from projections.quotation import ranges
from test_authorship import (
    History,
    _insert,
    _merge,
    _move,
    _remove,
    _reword,
    _split,
    sentences,
)

_REWRITINGS = (_reword, _split, _merge, _move, _remove, _insert)


@st.composite
def histories(draw: st.DrawFn) -> History:
    """A draft that is rewritten, put back as it was, and whose edits are undone."""
    data = draw(st.data())
    strings = draw(st.lists(sentences, min_size=1, max_size=4))
    history, past = History(*strings), [tuple(strings)]
    for _ in range(draw(st.integers(1, 6))):
        act = draw(st.sampled_from(("rewrite", "rewrite", "rewrite", "return", "revert")))
        texts = [string.split() for string in history.strings]
        if act == "return":
            history.comes_back(*draw(st.sampled_from(past)))
        elif act == "revert" and len(history.edits) > 1:
            try:
                history.reverts(draw(st.sampled_from(history.edits[1:])))
            except Refused:
                continue  # something later stands in the way
        else:
            if texts:
                draw(st.sampled_from(_REWRITINGS))(texts, data)
            history.comes_back(*map(" ".join, texts))
        past.append(tuple(history.strings))
    return history


def texts_of(entries: Sequence[Entry]) -> list[Text]:
    """The text at every step, from step 0."""
    texts = [Text()]
    for entry in entries:
        text = texts[-1].copy()
        if entry.kind in ("element-inserted", "element-removed", "element-moved") or (
            entry.kind in ("text-edited", "attributes-changed", "marks-changed")
        ):
            apply(text, entry.record.event)  # type: ignore[arg-type]  # they are changes
        texts.append(text)
    return texts


def touched(history: History, id: str, quote: str | None = None, step: int = 0) -> list[Touch]:
    """What made an element of the text what it is, the latest first."""
    entries = history.drafting.entries[: step or None]
    text = texts_of(entries)[-1]
    words = ranges(text, id, quote) if quote else None
    found = []
    for one in walk_back(entries, text, id, words):
        assert isinstance(one, Touch)  # no version was issued
        found.append(one._replace(before=one.before.copy()))
    return found


def edits(history: History, id: str, quote: str | None = None) -> list[int]:
    return [touch.made.step for touch in touched(history, id, quote)]


def p(history: History, string: str) -> str:
    """The element with a string."""
    return next(node.id for node in history.text.walk() if node.string == string)


def paragraph(history: History, string: str) -> str:
    """The paragraph that holds a string."""
    id = p(history, string)
    while history.text[id].tag != "paragraph":
        id = history.text[id].parent
    return id


@settings(max_examples=40)
@given(histories(), st.data())
def test_every_step_that_changed_an_element_is_in_its_trace(
    history: History, data: st.DataObject
) -> None:
    entries = history.drafting.entries
    texts = texts_of(entries)
    step = data.draw(st.integers(3, len(entries)))
    ids = [node.id for node in texts[step].walk()]
    if not ids:
        return
    id = data.draw(st.sampled_from(ids))
    found = {touch.made.step: touch for touch in touched(history, id, step=step)}
    inside = {s for touch in found.values() for s in touch.steps}
    for before, after, at in zip(texts, texts[1:], range(1, step + 1), strict=False):
        was = before.element(id) if id in before else None
        became = after.element(id) if id in after else None
        assert was == became or at in inside, (at, was, became)
    order = [*found]
    assert order == sorted(order, reverse=True)
    assert all(edit in history.edits for edit in order)
    for edit, touch in found.items():
        last = next((e for e in history.edits if e > edit), len(entries) + 1) - 1
        assert touch.before == texts[edit]
        assert touch.after == texts[min(last, step)]
        assert touch.steps == tuple(sorted(touch.steps))


@settings(max_examples=40)
@given(histories(), st.data())
def test_every_step_by_which_a_word_came_is_in_its_trace(
    history: History, data: st.DataObject
) -> None:
    now, view = history.expression, history.view()
    ids = [node.id for node in now.text.walk() if node.string.strip() and node.tag == "p"]
    if not ids:
        return
    id = data.draw(st.sampled_from(ids))
    string = now.text[id].string
    whole = {s for touch in touched(history, id) for s in touch.steps}
    assert {run.step for run in runs_at(view, id, now.step)} <= whole
    words = string.split()
    start = data.draw(st.integers(0, len(words) - 1))
    quote = " ".join(words[start : data.draw(st.integers(start + 1, len(words)))])
    (span,) = ranges(now.text, id, quote).values()
    found = {s for touch in touched(history, id, quote) for s in touch.steps}
    at = 0
    for run in runs_at(view, id, now.step):
        if at < span[1] and span[0] < at + run.length:
            assert run.step in found, (quote, run, found)
        at += run.length
    assert found <= whole
