"""From words back to all who shaped them, and from a comment to its words."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from eventsourcing.popo import POPOApplicationRecorder
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from command import Desk
from drafting import Drafting
from engine.comparison import changes
from engine.errors import Refused
from engine.events import (
    Change,
    CommentMade,
    CommentNumbered,
    EditMade,
    SubmissionReceived,
    TextEdited,
)
from engine.events.draft import apply
from engine.log import Log
from engine.projection import fold
from engine.record import FIRST_PREV, Entry, decode, encode
from engine.text import Text
from engine.view import View
from letters import letter
from projections.authorship import AUTHORSHIP, runs_at
from projections.course import course
from projections.provenance import Touch, walk_back
from projections.quotation import ranges
from strategies import POOL, texts
from test_authorship import (
    FORD,
    MILL,
    RAIN,
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
def histories(draw: st.DrawFn, kind: type[History] = History) -> Any:
    """A draft that is rewritten, put back as it was, and whose edits are undone."""
    data = draw(st.data())
    strings = draw(st.lists(sentences, min_size=1, max_size=4))
    history, past = kind(*strings), [tuple(strings)]
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


class Asked(History):
    """A draft on which comments were made, which the edits answer by turns."""

    def __init__(self, *strings: str) -> None:
        super().__init__(*strings)
        self.turn = 0

    def comes_back(self, *strings: str) -> tuple[Change, ...]:
        before = len(self.drafting.entries)
        found = super().comes_back(*strings)
        if found:
            self.turn += 1
            answers = (("lap-0-001",), ("lap-0-001", "lap-0-002"), (), ("lap-0-002",))
            self._answer(before, answers[self.turn % 4])
        return found

    def _answer(self, at: int, answers: tuple[str, ...]) -> None:
        """Record the edit at a place again, as one that answers comments, the words of whose first
        splice are taken from one of them."""
        changed, self.drafting.entries[at:] = self.drafting.entries[at:], []
        for entry in changed:
            event = entry.record.event
            if isinstance(event, EditMade):
                event = structs.replace(event, answers=answers)
            elif isinstance(event, TextEdited) and len(answers) == 2:
                first, *others = event.splices
                if first.inserted and not first.restores:
                    first = structs.replace(first, takes_from=answers[self.turn % 3 % 2])
                event = structs.replace(event, splices=(first, *others))
            self.drafting.append(event, by=entry.record.by)  # type: ignore[arg-type]

    def view(self) -> Any:
        return View(self.log())

    def log(self) -> Log:
        """The whole log: the draft, and the two comments, as they came in one submission."""
        log = Log(POPOApplicationRecorder())
        log.append(self.drafting.entries)
        received = datetime(2020, 6, 1, 9, tzinfo=UTC)
        recorded = [
            SubmissionReceived(channel="writing", received_at=received, parties=("state-party-a",)),
            *(
                CommentMade(comment=f"lap-0-00{n}", work="lap", text="So it should be", words=4)
                for n in (1, 2)
            ),
        ]
        numbered = [CommentNumbered(comment=f"lap-0-00{n}", submission="1") for n in (1, 2)]
        for stream, events in (("submission/1", recorded), ("register/lap", numbered)):
            prev = FIRST_PREV
            for step, event in enumerate(events, 1):
                record = structs.replace(
                    self.drafting.entries[0].record, event=event, prev=prev, act=f"{stream}-{step}"
                )
                entry = decode(stream, step, event.tag(), encode(record))
                log.append([entry])
                prev = entry.digest
        return log


@settings(max_examples=25)
@given(histories(Asked))
def test_the_words_said_to_stand_are_there_and_are_all_that_the_edits_put_in(
    history: Asked,
) -> None:
    view, text = history.view(), history.text
    authors = fold(AUTHORSHIP, history.drafting.entries)
    step = len(history.drafting.entries)
    for id in ("lap-0-001", "lap-0-002"):
        found = course(view, id, lambda _, id: id)
        assert found.comment
        answering = {
            e.step
            for e in history.drafting.entries
            if isinstance(e.record.event, EditMade) and id in e.record.event.answers
        }
        assert {edit.entry.step for edit in found.edits} == answering
        for edit in found.edits:
            for span in edit.put:
                assert edit.after[span.id].string[span.start : span.end] == span.text
        said: set[tuple[str, int]] = set()
        for standing in found.standing:
            assert standing.step == step
            for span in standing.spans:
                assert text[span.id].string[span.start : span.end] == span.text
                here = {(span.id, at) for at in range(span.start, span.end)}
                assert not said & here
                said |= here
        put: set[tuple[str, int]] = set()
        for node in text.walk():
            at = 0
            for run in runs_at(authors, node.id, step) if node.tag != "num" else ():
                if run.edit in answering and run.takes_from in (None, id):
                    put |= {(node.id, n) for n in range(at, at + run.length)}
                at += run.length
        assert said == put


# examples


def test_a_split_paragraph_is_traced_into_the_one_it_was_part_of() -> None:
    history = History(RAIN + " " + FORD, MILL)
    whole = p(history, RAIN + " " + FORD)
    history.comes_back((RAIN + " " + FORD).replace("no cattle", "no horses"), MILL)
    ford = FORD.replace("no cattle", "no horses")
    history.comes_back(RAIN, ford, MILL)
    split, reworded, came = touched(history, paragraph(history, ford))
    assert (split.what, split.came_from) == (("inserted",), (whole,))
    assert (reworded.what, reworded.at) == (("elsewhere",), (whole,))
    assert (came.what, came.at) == (("elsewhere",), (whole,))
    assert edits(history, paragraph(history, RAIN)) == history.edits[::-1]


def test_of_a_split_paragraph_what_was_done_to_the_other_half_is_left_out() -> None:
    history = History(RAIN + " " + FORD, MILL)
    history.comes_back((RAIN + " " + FORD).replace("of leaves", "of mud"), MILL)
    history.comes_back(RAIN.replace("of leaves", "of mud"), FORD, MILL)
    assert edits(history, p(history, FORD)) == [history.edits[2], history.edits[0]]


def test_a_merged_paragraph_is_traced_into_both() -> None:
    history = History(RAIN, MILL)
    history.comes_back(RAIN, MILL, FORD)
    history.comes_back(RAIN, MILL, FORD.replace("lower", "upper"))
    ford = FORD.replace("lower", "upper")
    history.comes_back(RAIN, f"{MILL} {ford}")
    found = touched(history, p(history, f"{MILL} {ford}"))
    assert [touch.made.step for touch in found] == history.edits[::-1]
    assert [touch.what[-1] for touch in found] == ["edited", "elsewhere", "elsewhere", "inserted"]


def test_a_removed_paragraph_that_came_back_has_its_whole_past() -> None:
    history = History(RAIN, FORD, MILL)
    history.comes_back(RAIN, MILL)
    history.comes_back(RAIN, FORD, MILL)
    found = touched(history, paragraph(history, FORD))
    assert [touch.what[0] for touch in found] == ["inserted", "removed", "inserted"]


def test_words_that_went_and_came_back_tell_of_both() -> None:
    history = History(RAIN, FORD)
    history.comes_back(RAIN.replace(" before the first rain falls on the hills", ""), FORD)
    history.comes_back(RAIN.replace("hills", "hills of the north"), FORD)
    found = touched(history, p(history, history.strings[0]), "before the first rain falls")
    assert [touch.what for touch in found] == [("edited",), ("removed",), ("inserted",)]


def test_quoted_words_are_traced_without_what_was_done_beside_them() -> None:
    history = History(RAIN, FORD)
    history.comes_back(RAIN.replace("Each", "Every").replace("of leaves", "of mud"), FORD)
    history.comes_back(history.strings[0].replace("on the hills", "on the high hills"), FORD)
    id = p(history, history.strings[0])
    first, mud, hills = history.edits
    assert edits(history, id, "The keeper of each well") == [first]
    assert edits(history, id, "clears it of mud") == [mud, first]
    assert edits(history, id, "the high hills") == [hills, first]
    assert edits(history, id) == [hills, mud, first]


def test_chinese_and_arabic_words_are_traced_alike() -> None:
    history = History(
        "缔约国应在每年六月举行会议，各村应保持一口水井开放。", "نلتقي كل عام في الربيع"
    )
    history.comes_back(
        "缔约国应在每年七月举行会议，各村应保持一口水井开放。", "نلتقي كل عام في الخريف"
    )
    first, second = history.edits
    assert edits(history, p(history, history.strings[0]), "每年七月") == [second, first]
    assert edits(history, p(history, history.strings[0]), "举行会议") == [first]
    assert edits(history, p(history, history.strings[1]), "الخريف") == [second, first]
    assert edits(history, p(history, history.strings[1]), "كل عام") == [first]


# a whole negotiation


PROCESS = """format = 1
title = "Wells"
time_zone = "Europe/Zurich"
[rules]
adopt = ["deciding-body"]
"""
PARTIES = {
    "council": "deciding-body",
    "chair": "presidency",
    "desk": "secretariat",
    "hills": "state-party",
    "coast": "state-party",
    "plain": "state-party",
}
PLAN = """Plan for the Wells

1. Every village keeps one well open to travellers.

2. The keepers meet every year at the upper ford.

3. Each keeper clears the well of leaves before the first rain falls.

4. No cattle are led over the lower ford after sunset.

5. Whoever grinds at the mill leaves a tenth of the flour there. Those who keep the wheel share it.
"""
REVIEW = """Review

1. Travellers go thirsty in the dry months.

2. Leaves foul the water.
"""
FORM = """MB/NC,Line number,Clause/Subclause,Paragraph/Figure/Table,Type of comment,Comments,Proposed change,Observations of the secretariat
hills,,,1,te,One well is not enough,Every village keeps two wells open to travellers.,
"""  # fmt: skip  # noqa: E501


def found_process() -> str:
    parties = "".join(
        f'[[party]]\nid = "{id}"\nname = "The {id.title()}"\nrole = "{role}"\n'
        + ('domains = ["hills.example"]\n' if id == "hills" else "")
        + ('mailboxes = ["desk@wells.example"]\n' if id == "desk" else "")
        for id, role in PARTIES.items()
    )
    works = "".join(
        f'[[document]]\nwork = "{work}"\ntitle = "{work}"\nelement = "statement"\n'
        f'subtype = "deliberation"\nname = "plan"\nnumber = "{work}"\nopened = 2026-01-05\n'
        for work in ("plan", "review")
    )
    return PROCESS + parties + works


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """From an e-mail to an adopted plan: a wording taken, another refused, one withheld, one
    withdrawn, one whose paragraph went; a paragraph split, one moved, one removed."""
    desk = Desk(tmp_path_factory.mktemp("wells"), inside=True)

    def act(day: str, *line: object, by: str = "chair") -> None:
        desk.do(*line, "--for", by, "--on", f"2026-{day}", party="desk")

    def edit(day: str, why: str, *wordings: tuple[str, str], answers: str = "") -> None:
        more = ("--answers", answers) if answers else ()
        act(day, "checkin", "plan", desk.edit("plan", *wordings), "-m", why, *more)

    (desk.folder / "p.toml").write_text(found_process(), encoding="utf-8")
    desk.do("init", "--process", "p.toml", "--as", "chair")
    for work, text in (("plan", PLAN), ("review", REVIEW)):
        (desk.folder / f"{work}-source.txt").write_text(text, encoding="utf-8")
        act("01-05", "import", work, f"{work}-source.txt", "--lang", "eng")
    act("01-10", "issue", "plan", "First draft")
    mail = letter(
        "",
        sender="Envoy <envoy@hills.example>",
        to="desk@wells.example",
        cc=None,
        date="Tue, 20 Jan 2026 09:00:00 +0100",
        files=(("form.csv", "text/csv", FORM.encode()),),
    )
    (desk.folder / "letter.eml").write_bytes(bytes(mail))
    desk.do("receive", "letter.eml", "--work", "plan", party="desk")
    for by, place, *said in (
        ("coast", "2", "Once a year is too often"),
        ("plain", "3", "Say who is told", "--access", "presidency"),
        ("coast", "4", "Cattle need water too"),
        ("plain", "5", "A tenth is too much"),
    ):
        act("01-21", "comment", "plan", place, *said, by=by)
    act("01-22", "support", "plan-1-001", by="plain")
    act("01-23", "withdraw", "plan-1-005", "-m", "Settled", by="plain")
    answer = ("-m", "It says it better", "--apply", "--for", "chair", "--on", "2026-02-01")
    desk.do("answer", "plan-1-001", "accepted", *answer, party="desk")
    act("02-02", "answer", "plan-1-002", "rejected", "-m", "They must know each other")
    edit(
        "02-03", "As they asked", ("falls.", "falls, and tells the village."), answers="plan-1-003"
    )
    act("02-03", "answer", "plan-1-003", "accepted", "-m", "The village should know")
    edit("02-04", "Covered elsewhere", ("PARA 4.\n\n  No cattle are led over the lower ford "
         "after sunset.\n\n", ""), ("PARA 5.", "PARA 4."))  # fmt: skip
    edit(
        "02-05",
        "Two thoughts, two paragraphs",
        ("there. Those", "there.\n\nPARA 5.\n\n  Those"),
    )
    act("02-06", "issue", "plan", "Second draft")
    edit("02-07", "Two are too few", ("two wells open", "two wells open, day and night,"))
    act("02-08", "issue", "plan", "Final")
    act("02-09", "adopt", "plan", by="council")
    act("02-10", "link", "plan#1", "review#1", "-m", "So that nobody goes thirsty")
    return desk


def told(desk: Desk, *args: str) -> str:
    return " ".join(desk.do("trace", *args).split())


def test_a_proposal_is_followed_from_the_e_mail_to_the_adopted_words(desk: Desk) -> None:
    course = desk.json("trace", "plan-1-001")
    assert not course["withheld"]
    assert course["comment"]["parties"] == ["hills"]
    assert course["comment"]["supported_by"] == ["plain"]
    assert (course["made_at"]["number"], course["made_at"]["place"]) == (1, "paragraph 1")
    assert [(p["number"], p["adopted"], p["place"]) for p in course["places"]] == [
        (2, False, "paragraph 1"),
        (3, False, "paragraph 1"),
        (3, True, "paragraph 1"),
    ]
    assert [answer["outcome"] for answer in course["answers"]] == ["accepted"]
    (edit,) = course["edits"]
    assert edit["edit"] == course["answers"][0]["applied"]
    assert (edit["by"], edit["method"], edit["answers"]) == (["chair"], "applied", ["plan-1-001"])
    (standing,) = course["standing"]
    assert (standing["adopted"], standing["version"], standing["words"]) == (True, 3, 2)
    adopted = desk.json("show", "plan@3")
    for span in standing["spans"]:
        assert span["taken"]
        assert span["text"] in json.dumps(adopted)
    story = told(desk, "plan-1-001")
    for sentence in (
        "a substantive comment of The Hills",
        "by e-mail",
        "“One well is not enough”",
        "proposes: “Every village keeps two wells open to travellers.”",
        "supported by The Plain",
        "on version 1, First draft: paragraph 1",
        "in version 3, Final, as adopted: paragraph 1",
        "accepted by The Chair on 2026-02-01: It says it better, by the edit s",
        "2 of 2 words stand in plan/eng as adopted, version 3, Final",
    ):
        assert sentence in story, sentence


def test_a_sentence_is_followed_back_to_all_who_shaped_it(desk: Desk) -> None:
    found = desk.json("trace", "plan@3", "--quote", "two wells open, day and night, to travellers")
    first, challenge = found["traces"]
    assert [(s["by"], s["reason"], s["comments"]) for s in first["steps"]] == [
        (["chair"], "Imported from plan-source.txt", []),
        (["chair"], "It says it better", ["plan-1-001"]),
        (["chair"], "Two are too few", []),
    ]
    assert [c["id"] for c in found["comments"]] == ["plan-1-001"]
    assert [v["place"] for v in first["versions"]] == ["paragraph 1"] * 3
    assert challenge["relation"]["kind"] == "answers"
    assert (challenge["work"], challenge["words"]) == (
        "review", "Travellers go thirsty in the dry months.")  # fmt: skip
    story = told(desk, "plan@3", "1")
    for sentence in (
        "In answer to plan-1-001, of The Hills, received on 2026-01-20 by e-mail",
        "accepted by The Chair on 2026-02-01: It says it better",
        "supported by The Plain",
        "plan/eng, paragraph 1 answers what follows (link 1: So that nobody goes thirsty).",
        "“Travellers go thirsty in the dry months.”",
    ):
        assert sentence in story, sentence
    assert "What follows answers review/eng, paragraph 1" in told(desk, "review", "1")


def test_what_somebody_may_not_read_is_withheld_and_that_is_said(desk: Desk) -> None:
    course = desk.json("trace", "plan-1-003")
    assert (course["withheld"], course["comment"], course["places"]) == (True, None, [])
    assert course["answers"] == []
    assert [edit["reason"] for edit in course["edits"]] == ["As they asked"]
    public = told(desk, "plan-1-003")
    assert "plan-1-003 is not for the public" in public
    back = told(desk, "plan", "3")
    assert "Behind it too: plan-1-003, withheld here" in back
    assert desk.json("trace", "plan", "3")["withheld"] == ["plan-1-003"]
    assert desk.json("trace", "plan", "2")["withheld_on_works"] == 1
    assert "1 comment is on plan, not for the public: not told here." in told(desk, "plan", "2")
    for story in (public, back):
        assert "The Plain" not in story
        assert "who is told" not in story
    for story in (told(desk, "plan-1-003", "--access", "presidency"),
                  told(desk, "plan", "3", "--access", "presidency")):  # fmt: skip
        assert "“Say who is told”" in story
        assert "The Plain" in story


def test_a_comment_whose_paragraph_went_is_orphaned_from_then_on(desk: Desk) -> None:
    course = desk.json("trace", "plan-1-004")
    assert [(p["number"], p["orphaned"]) for p in course["places"]] == [
        (2, True), (3, True), (3, True)]  # fmt: skip
    assert (course["edits"], course["standing"], course["answers"]) == ([], [], [])
    story = told(desk, "plan-1-004")
    assert "in version 2, Second draft: gone; it was paragraph 4" in story
    assert "Nobody has answered it yet. No edit answers it." in story
    gone = desk.json("trace", "plan@1", "4")["traces"][0]
    assert gone["gone"] is not None
    assert "It was taken out since, at s" in told(desk, "plan@1", "4")
    refused = desk.refuse("trace", "plan", gone["id"])
    assert f"s{gone['gone']} took it out" in refused
    assert f"Hint: travaux trace plan/eng@s{gone['gone'] - 1} {gone['id']}" in refused


def test_a_comment_withdrawn_or_refused_is_told_as_that(desk: Desk) -> None:
    assert "withdrawn: Settled" in told(desk, "plan-1-005")
    assert "Commented on in plan-1-002, of The Coast" in told(desk, "plan", "2")
    assert "rejected by The Chair on 2026-02-02: They must know each other" in told(
        desk, "plan", "2"
    )
    assert desk.json("trace", "plan", "2")["traces"][0]["commented"] == ["plan-1-002"]


def test_words_of_a_split_paragraph_came_from_the_other(desk: Desk) -> None:
    split = desk.json("trace", "plan", "5")["traces"][0]
    assert [s["what"] for s in split["steps"]] == [["elsewhere"], ["inserted"]]
    assert split["steps"][-1]["came_from"][0]["place"].startswith("paragraph")


def test_what_cannot_be_traced_is_refused(desk: Desk) -> None:
    assert "there is no comment plan-1-077" in desk.refuse("trace", "plan-1-077")
    assert "does not hold the words 'camels'" in desk.refuse("trace", "plan", "--quote", "camels")
    assert "times: " in desk.refuse("trace", "plan", "--quote", "the")
    assert "has no place '77'" in desk.refuse("trace", "plan", "77")
    assert "which place of plan" in desk.refuse("trace", "plan", code=2)
    assert "is not a work" in desk.refuse("trace", "flan", "1")


def test_a_translation_is_traced_to_its_original_and_the_other_way(tmp_path: Path) -> None:
    desk = Desk(tmp_path, inside=True)
    desk.do("init")
    texts = {
        "eng": "A note\n\n1. We meet.\n\n2. We part at noon.\n",
        "zho": "说明\n\n1. 我们会面。\n\n2. 我们中午分别。\n",
        "ara": "مذكرة\n\n1. نلتقي.\n\n2. نفترق عند الظهر.\n",
    }
    for language, text in texts.items():
        (tmp_path / f"{language}.txt").write_text(text, encoding="utf-8")
        more = () if language == "eng" else ("--standing", "courtesy", "--aligned-with", "note@1")
        desk.do("import", f"note/{language}", f"{language}.txt", "--lang", language, *more)
        if language == "eng":
            desk.do("issue", "note", "First")
    desk.do("checkin", "note/zho", desk.edit("note/zho", ("中午", "正午")), "-m", "更准确")
    desk.do("checkin", "note/ara", desk.edit("note/ara", ("عند الظهر", "ظهرا")), "-m", "أدق")
    found = desk.json("trace", "note/zho", "二")["traces"]
    assert [(t["language"], t["relation"] and t["relation"]["kind"]) for t in found] == [
        ("zho", None),
        ("eng", "translates"),
        ("ara", "translated by"),
    ]
    assert [step["reason"] for step in found[0]["steps"]][-1] == "更准确"
    original = desk.json("trace", "note/eng", "2")["traces"]
    assert {(t["language"], t["relation"] and t["relation"]["kind"]) for t in original} == {
        ("eng", None),
        ("zho", "translated by"),
        ("ara", "translated by"),
    }
    quoted = desk.json("trace", "note/ara", "--quote", "ظهرا")["traces"][0]
    assert [step["reason"] for step in quoted["steps"]][-1] == "أدق"
    story = told(desk, "note/zho", "2")
    assert "我们[-中-]{+正+}午分别。" in story
    assert "{+\u2068" in told(desk, "note/ara", "2")


@settings(max_examples=12)
@given(st.lists(texts(POOL), min_size=1, max_size=4), st.data())
def test_footnotes_tables_and_marks_are_traced_as_words_are(
    versions: list[Text], data: st.DataObject
) -> None:
    drafting, now = Drafting(), Text()
    for version in versions:
        found = list(changes(now, version))
        drafting.edit(*found)
        now = version
    ids = [node.id for node in now.walk()]
    if not ids:
        return
    id = data.draw(st.sampled_from(ids))
    past = texts_of(drafting.entries)
    inside = {
        step
        for touch in walk_back(drafting.entries, now, id)
        if isinstance(touch, Touch)
        for step in touch.steps
    }
    for before, after, at in zip(past, past[1:], range(1, len(past)), strict=False):
        was = before.element(id) if id in before else None
        became = after.element(id) if id in after else None
        assert was == became or at in inside, (at, was, became)


def test_a_comment_put_elsewhere_by_hand_is_there_from_then_on(tmp_path: Path) -> None:
    desk = Desk(tmp_path, inside=True)
    desk.do("init")
    (tmp_path / "note.txt").write_text(
        "A note\n\n1. We meet at noon.\n\n2. Nobody comes late.\n", encoding="utf-8"
    )
    desk.do("import", "note", "note.txt", "--lang", "eng")
    desk.do("issue", "note", "First")
    desk.do("comment", "note", "2", "Nobody?")
    gone = desk.edit("note", ("\nPARA 2.\n\n  Nobody comes late.\n", ""))
    desk.do("checkin", "note", gone, "-m", "Too strict")
    desk.do("issue", "note", "Second")
    desk.do("checkin", "note", desk.edit("note", ("We meet", "All meet")), "-m", "All")
    desk.do("issue", "note", "Third")

    def places() -> list[tuple[int, str, bool]]:
        course = desk.json("trace", "note-1-001")
        return [(p["number"], p["place"], p["orphaned"]) for p in course["places"]]

    assert places() == [(2, "paragraph 2", True), (3, "paragraph 2", True)]
    desk.do("reanchor", "note-1-001", "1", "--at", "3")
    assert places() == [(2, "paragraph 2", True), (3, "paragraph 1", False)]
    desk.do("checkin", "note", desk.edit("note", ("at noon", "at one")), "-m", "Later")
    assert places()[-1] == (0, "paragraph 1", False)
    assert "in the text as it stands: paragraph 1" in told(desk, "note-1-001")
