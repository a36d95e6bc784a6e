"""Who put each character there, proved against a model that keeps an author for every character."""

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import samples
from drafting import Drafting, process
from engine.comparison import changes
from engine.comparison.restoring import Lost, put_back
from engine.decisions.draft import numbering
from engine.decisions.revert import Step, revert
from engine.errors import Damaged, Refused
from engine.events import Change, EditMade, ElementInserted, ElementRemoved, TextEdited
from engine.events.draft import apply, undo
from engine.matching.identity import identify
from engine.projection import InMemory, fold
from engine.record import Entry
from engine.text import Element, Text
from engine.text.inline import Restored, Splice, spliced
from engine.text.words import is_word, tokens
from projections.authored import Kept, View
from projections.authorship import AUTHORSHIP, credits, project, runs_at
from projections.spans import Span, spans
from projections.versions import Expression, expression
from strategies import strings


class History:
    """A draft whose edits are inferred: each is given as the whole text that comes back."""

    def __init__(self, *strings: str) -> None:
        self.drafting = Drafting()
        self.drafting.write(body(*strings))
        self.lost = Lost()

    @property
    def expression(self) -> Expression:
        return self.drafting.expression()

    @property
    def text(self) -> Text:
        return self.expression.text

    @property
    def strings(self) -> list[str]:
        return [node.string for node in self.text.walk() if node.tag == "p"]

    def comes_back(self, *strings: str) -> tuple[Change, ...]:
        """The text as somebody sends it back, recorded as one edit."""
        draft = self.expression.draft
        came = identify(draft.text, [body(*strings)], numbering("lap", "eng", draft.counter))
        came = put_back(draft.text, came, self.lost)
        found = self.lost.recognised(changes(draft.text, came), draft.step + 2)
        if found:
            party = f"party-{len(self.drafting.entries) % 3}"
            self.drafting.edit(*found, by=(party, "presidency"))
        return found

    def reverts(self, step: int) -> None:
        history = [Step(e.step, e.record.event) for e in self.drafting.entries]  # type: ignore[arg-type]
        undone = revert(
            self.expression.draft, history, step, reason="not agreed", nature="substantive"
        )
        for event in undone:
            self.drafting.append(event)
            if isinstance(event, Change):
                self.lost.follow(len(self.drafting.entries), event)

    @property
    def edits(self) -> list[int]:
        return [e.step for e in self.drafting.entries if isinstance(e.record.event, EditMade)]

    def spans(self) -> list[Span]:
        now = self.expression
        return list(spans(self.view(), now.text, now.step, {}, {}))

    def view(self) -> View:
        return fold(AUTHORSHIP, self.drafting.entries)

    def authors(self) -> dict[str, list[tuple[str, int]]]:
        """For each string of the text its runs, each with the edit it came by."""
        found: dict[str, list[tuple[str, int]]] = {}
        for span in self.spans():
            runs = found.setdefault(span.id, [])
            if runs and runs[-1][1] == span.edit:
                runs[-1] = (runs[-1][0] + span.text, span.edit)
            else:
                runs.append((span.text, span.edit))
        return {self.text[id].string: runs for id, runs in found.items()}


def body(*strings: str) -> Element:
    """Numbered paragraphs, one a string."""
    return samples.element(
        "mainBody", *(samples.paragraph(n, string) for n, string in enumerate(strings, 1))
    )


Author = tuple[int, str | None]
"""The step that a character came by, and the comment that proposed it."""
Authors = dict[str, list[Author]]


class Model:
    """The author of every single character, as the record format says it: nothing is shared with
    the projection."""

    def __init__(self) -> None:
        self.text = Text()
        self.now: Authors = {}
        self.before: list[tuple[Authors, dict[str, str]]] = [({}, {})]
        self.edits: list[int] = []
        self.by: dict[int, tuple[str, ...]] = {}

    def follow(self, entry: Entry) -> None:
        # `before[s - 1]` is what stood just before step s
        step, event = entry.step, entry.record.event
        self.before.append((dict(self.now), self.strings()))
        match event:
            case EditMade():
                self.by[step] = tuple(sorted(entry.record.by))
            case ElementInserted(element=element, restores=restores, takes_from=takes_from):
                self.come(step, element, restores, takes_from)
            case ElementRemoved(element=element):
                self.go(element)
            case TextEdited(id=id, splices=splices):
                self.edit(step, id, splices)
        if isinstance(event, Change):
            apply(self.text, event)
        self.edits.append(step if isinstance(event, EditMade) else max(self.by, default=0))

    def undo(self, event: object) -> None:
        self.now = self.before.pop()[0]
        self.edits.pop()
        if isinstance(event, Change):
            undo(self.text, event)

    def strings(self) -> dict[str, str]:
        return {id: node.string for id, node in self.text.nodes.items()}

    def words(self) -> Counter[tuple[tuple[str, ...], str | None]]:
        """How many words of the text are whose: of those with most of the characters."""
        found: Counter[tuple[tuple[str, ...], str | None]] = Counter()
        for node in self.text.walk():
            if node.tag == "num":
                continue
            at = 0
            for token in tokens(node.string):
                authors = self.now[node.id][at : at + len(token)]
                at += len(token)
                if is_word(token):
                    share = Counter((self.edits[step - 1], comment) for step, comment in authors)
                    ((edit, comment), _), *_ = share.most_common(1)
                    found[self.by[edit], comment] += 1
        return found

    def come(
        self, step: int, element: Element, restores: Sequence[Restored], takes_from: str | None
    ) -> None:
        own = [r for r in restores if r.into == element.id]
        authors = self.new(step, element.string, own, takes_from)
        if not own:
            for was, strings in reversed(self.before):
                if element.id in strings:
                    if strings[element.id] == element.string:
                        authors = was[element.id]
                    break
        self.now[element.id] = authors
        for below in (*element.objects, *element.children):
            self.come(step, below, restores, takes_from)

    def new(
        self, step: int, string: str, restores: Sequence[Restored], takes_from: str | None
    ) -> list[Author]:
        authors: list[Author] = [(step, takes_from)] * len(string)
        for r in restores:
            was, strings = self.before[r.step]
            stood = slice(r.offset, r.offset + r.length)
            here = slice(r.at, r.at + r.length)
            assert string[here] == strings[r.element][stood]
            authors[here] = was[r.element][stood]
        return authors

    def go(self, element: Element) -> None:
        del self.now[element.id]
        for below in (*element.objects, *element.children):
            self.go(below)

    def edit(self, step: int, id: str, splices: Sequence[Splice]) -> None:
        authors = list(self.now[id])
        for splice in reversed(splices):
            own = [r for r in splice.restores if r.into is None]
            new = self.new(step, splice.inserted, own, splice.takes_from)
            authors[splice.at : splice.end] = new
        self.now[id] = authors


def proved(entries: Sequence[Entry], every: int = 1) -> None:
    """Every character has exactly one author, at every step, and it is the model's, also when it
    is asked at the end of the history; and so has every word. Of a long history that is looked at
    after `every` so many steps."""
    model, view = Model(), InMemory[Kept]()
    for entry in entries:
        project(view, entry)
        model.follow(entry)
        if entry.step % every and entry is not entries[-1]:
            continue
        agreed(model, view, entry.step)
        found = Counter[tuple[tuple[str, ...], str | None]]()
        for _, credit in credits(view):
            found[credit.by, credit.takes_from] += credit.standing
        assert +found == model.words()
    for entry in reversed(entries):
        if entry.step % every == 0:
            agreed(model, view, entry.step)
        model.undo(entry.record.event)
    now = expression(process(), "lap", entries)
    spanned = list(spans(view, now.text, now.step, {}, {}))
    for id, node in now.text.nodes.items():
        own = [span for span in spanned if span.id == id]
        assert "".join(span.text for span in own) == node.string
        edges = [0, *(span.end for span in own)]
        assert [span.start for span in own] == edges[:-1]


def agreed(model: Model, view: View, step: int) -> None:
    """The runs of all elements at a step are the model's."""
    for id, string in model.strings().items():
        authors = [
            (run.step, run.takes_from) for run in runs_at(view, id, step) for _ in range(run.length)
        ]
        assert authors == model.now[id]
        assert len(authors) == len(string)


VOCABULARY = (
    "well ford bridge mill keeper opens draws before after rain 水井 缔约国应 开会 كِتَابٌ".split()
)
words = st.lists(st.sampled_from(VOCABULARY), min_size=1, max_size=16)
sentences = words.map(" ".join)

Rewriting = Callable[[list[list[str]], st.DataObject], None]


def _reword(texts: list[list[str]], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(texts) - 1))
    start = data.draw(st.integers(0, len(texts[at])))
    texts[at][start : start + data.draw(st.integers(0, 5))] = data.draw(words)


def _split(texts: list[list[str]], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(texts) - 1))
    cut = len(texts[at]) // 2
    texts[at : at + 1] = [texts[at][:cut], texts[at][cut:]]


def _merge(texts: list[list[str]], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(texts) - 1))
    texts[at : at + 2] = [[word for text in texts[at : at + 2] for word in text]]


def _move(texts: list[list[str]], data: st.DataObject) -> None:
    at, to = (data.draw(st.integers(0, len(texts) - 1)) for _ in range(2))
    texts.insert(to, texts.pop(at))


def _remove(texts: list[list[str]], data: st.DataObject) -> None:
    del texts[data.draw(st.integers(0, len(texts) - 1))]


def _insert(texts: list[list[str]], data: st.DataObject) -> None:
    texts.insert(data.draw(st.integers(0, len(texts))), data.draw(words))


@settings(max_examples=60, deadline=None)
@given(st.lists(sentences, min_size=1, max_size=4), st.data())
def test_every_character_has_the_author_that_the_record_gives_it(
    strings: list[str], data: st.DataObject
) -> None:
    history = History(*strings)
    past = [tuple(strings)]
    for _ in range(data.draw(st.integers(1, 5))):
        act = data.draw(st.sampled_from(("rewrite", "rewrite", "rewrite", "return", "revert")))
        if act == "return":
            history.comes_back(*data.draw(st.sampled_from(past)))
        elif act == "revert" and len(history.edits) > 1:
            try:
                history.reverts(data.draw(st.sampled_from(history.edits[1:])))
            except Refused:
                continue  # something later stands in the way
        else:
            texts = [string.split() for string in history.strings]
            rewriting: Rewriting = data.draw(
                st.sampled_from((_reword, _split, _merge, _move, _remove, _insert))
            )
            if texts:
                rewriting(texts, data)
            history.comes_back(*map(" ".join, texts))
        past.append(tuple(history.strings))
    proved(history.drafting.entries)


spelled = st.text("ab1. ,'@-\n第十كِ\u0301\u200d\u0e33ก\u0600", max_size=6) | strings


def _splices(string: str, data: st.DataObject) -> tuple[Splice, ...]:
    """Some splices of a string, which may touch; now and then in the wording of a comment."""
    ends = data.draw(st.lists(st.integers(0, len(string)), min_size=2, max_size=4).map(sorted))
    return tuple(
        Splice(
            at=at,
            removed=string[at:end],
            inserted=data.draw(spelled),
            takes_from=data.draw(st.sampled_from((None, None, "lap-1-001"))),
        )
        for at, end in zip(ends[::2], ends[1::2], strict=False)
    )


@settings(max_examples=60, deadline=None)
@given(st.lists(spelled, min_size=1, max_size=2), st.data())
def test_of_edits_recorded_as_made_every_author_is_exact(
    given: list[str], data: st.DataObject
) -> None:
    drafting = Drafting().write(body(*given))
    written = drafting.expression().text.walk()
    texts = {node.id: node.string for node in written if node.tag in ("p", "num")}
    for _ in range(data.draw(st.integers(1, 8))):
        id = data.draw(st.sampled_from(sorted(texts)))
        splices = _splices(texts[id], data)
        texts[id] = spliced(texts[id], splices)
        drafting.edit(TextEdited(id=id, splices=splices), by=(data.draw(st.sampled_from("ab")),))
    proved(drafting.entries)


def paragraphs(file: Path) -> list[str]:
    """The paragraphs of a real text, the first of them."""
    if file.suffix == ".md":
        found = file.read_text(encoding="utf-8").split("\n\n")
    else:
        parsed = ElementTree.parse(file)
        found = ["".join(p.itertext()) for p in parsed.iter() if p.tag.endswith("}p")]
    return [" ".join(string.split()) for string in found if string.strip()][:60]


REAL = {
    **{
        f"resolution-{language}": [f"ga-ccm/a-res-{n}.{language}.xml" for n in (75, 76, 77)]
        for language in ("ara", "eng", "zho")
    },
    "agreement": ["paris/draft-23-oct-2015.md", "paris/draft-4-dec-2015.md"],
}


@pytest.mark.parametrize("text", REAL)
def test_of_a_real_text_every_author_is_exact(real: Path, text: str) -> None:
    first, *later = (paragraphs(real / name) for name in REAL[text])
    history = History(*first)
    for n, version in enumerate(later):
        draft = history.expression.draft
        came = identify(draft.text, [body(*version)], numbering("lap", "eng", draft.counter))
        for k, change in enumerate(changes(draft.text, came)):
            history.drafting.edit(change, by=(f"party-{(n + k) % 5}",))
    assert history.strings == later[-1]
    assert len(history.edits) > 10
    proved(history.drafting.entries, every=20)


RAIN = "The keeper of each well clears it of leaves before the first rain falls on the hills."
FORD = "At the lower ford no cattle are led over after sunset, in whatever season it may be."
MILL = "Whoever grinds at the mill leaves a tenth of the flour to those who keep its wheel."


def test_whoever_inserted_a_word_is_its_author() -> None:
    history = History(RAIN, FORD)
    history.comes_back(RAIN.replace("first rain", "first heavy rain"), FORD)
    first, second = history.edits
    assert history.authors()[history.strings[0]] == [
        ("The keeper of each well clears it of leaves before the first ", first),
        ("heavy ", second),
        ("rain falls on the hills.", first),
    ]
    proved(history.drafting.entries)


def test_words_moved_keep_their_author() -> None:
    history = History(RAIN, FORD, MILL)
    history.comes_back(MILL, RAIN, FORD)
    assert {span.edit for span in history.spans() if history.text[span.id].tag == "p"} == {2}
    proved(history.drafting.entries)


def test_numbers_credit_nobody() -> None:
    history = History(RAIN, FORD, MILL)
    history.comes_back(FORD, MILL)
    numbers = [s for s in history.spans() if history.text[s.id].tag == "num"]
    assert "".join(s.text for s in numbers) == "1.2."
    assert {s.drafted_by for s in numbers} == {()}


def test_words_that_come_back_are_their_first_authors() -> None:
    history = History(RAIN, FORD)
    history.comes_back(RAIN.replace(" before the first rain falls on the hills", ""), FORD)
    history.comes_back(RAIN.replace(" on the hills", " on the high hills"), FORD)
    assert history.authors()[history.strings[0]] == [
        ("The keeper of each well clears it of leaves before the first rain falls on the ", 2),
        ("high hills", history.edits[-1]),
        (".", 2),
    ]
    proved(history.drafting.entries)


def test_fewer_than_five_words_that_come_back_are_new() -> None:
    history = History(RAIN)
    history.comes_back(RAIN.replace("before the first rain", ""))
    history.comes_back(RAIN)
    assert len(history.authors()[RAIN]) == 3
    proved(history.drafting.entries)


def test_ten_han_characters_that_come_back_are_their_first_authors() -> None:
    string = "缔约国应在每年六月举行会议，各村应保持一口水井开放。"
    history = History(string, FORD)
    history.comes_back("缔约国应在每年六月举行会议。", FORD)
    history.comes_back(string, FORD)
    assert {edit for _, edit in history.authors()[string]} <= {2, history.edits[-1]}
    assert "各村应保持一口水井开放" in "".join(t for t, e in history.authors()[string] if e == 2)
    proved(history.drafting.entries)


def test_a_paragraph_put_back_is_itself_and_its_authors() -> None:
    history = History(RAIN, FORD, MILL)
    before = history.text.copy()
    history.comes_back(RAIN, MILL)
    history.comes_back(RAIN, FORD, MILL)
    assert history.text == before
    assert history.authors()[FORD] == [(FORD, 2)]
    proved(history.drafting.entries)


def test_a_split_paragraph_keeps_its_authors_in_both_parts() -> None:
    history = History(RAIN + " " + FORD, MILL)
    history.comes_back(RAIN, FORD, MILL)
    assert history.authors()[RAIN] == [(RAIN, 2)]
    assert history.authors()[FORD] == [(FORD, 2)]
    proved(history.drafting.entries)


def test_merged_paragraphs_keep_their_authors() -> None:
    history = History(RAIN, MILL)
    history.comes_back(RAIN, MILL, FORD)
    history.comes_back(RAIN, MILL + " " + FORD)
    assert [edit for _, edit in history.authors()[f"{MILL} {FORD}"]][::2] == history.edits[:2]
    proved(history.drafting.entries)


def test_an_edit_undone_gives_its_words_back_to_their_authors() -> None:
    history = History(RAIN, FORD, MILL)
    history.comes_back(RAIN.replace("first rain", "last snow"), MILL)
    history.reverts(history.edits[-1])
    assert history.strings == [RAIN, FORD, MILL]
    assert {span.edit for span in history.spans() if history.text[span.id].tag == "p"} == {2}
    proved(history.drafting.entries)


def test_the_wording_of_a_comment_credits_who_proposed_it() -> None:
    history = History(RAIN)
    (p,) = (node.id for node in history.text.walk() if node.tag == "p")
    history.drafting.edit(
        TextEdited(id=p, splices=(Splice(at=0, inserted="Always: ", takes_from="c7"),))
    )
    view = fold(AUTHORSHIP, history.drafting.entries)
    now = history.expression
    found = spans(view, now.text, now.step, {}, {"c7": ("state-party-a",)})
    assert [(s.text, s.proposed_by) for s in found if s.id == p] == [
        ("Always: ", ("state-party-a",)),
        (RAIN, ()),
    ]


def test_an_event_that_restores_what_never_stood_there_is_damaged() -> None:
    history = History(RAIN)
    (p,) = (node.id for node in history.text.walk() if node.tag == "p")
    never = Restored(at=0, length=2, step=3, element=p, offset=70)
    history.drafting.edit(
        TextEdited(id=p, splices=(Splice(at=0, inserted="Oh ", restores=(never,)),))
    )
    with pytest.raises(Damaged, match="s5 restores 2 characters"):
        fold(AUTHORSHIP, history.drafting.entries)
