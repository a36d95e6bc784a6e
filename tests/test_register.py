"""The register of comments: one number a comment, one answer where two answer at once, and the same
comments open wherever that is asked."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path

import msgspec
import pytest
from eventsourcing.popo import POPOApplicationRecorder
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.acts.comments import (
    answer,
    answers,
    cited,
    comment,
    open_comments,
    take_stance,
    withdraw,
)
from engine.application import Application, Who
from engine.comment_id import parse as cited_as
from engine.definition import Definition, Document, Party
from engine.errors import Conflict, NotFound, Refused
from engine.events.submission import Outcome
from engine.log import Log
from engine.point import parse
from engine.projection import InMemory, Keyed, fold
from engine.readers import un_text
from engine.record import Entry, decode
from engine.store import Store, create, open_store
from engine.store import place as named
from projections.comments import COMMENTS, Registered, edits, open_in, project, remarks
from projections.listing import listing, may_read
from storing import together

NOON = datetime(2026, 2, 3, 11, tzinfo=UTC)
PARTIES = ("desk", "hills", "fords", "chair")
PROCESS = Definition(
    format=1,
    title="Wells",
    time_zone="Europe/Zurich",
    rules={"answer": ("presidency",), "comment": ("state-party", "group")},
    party=(
        Party(id="desk", name="Desk", role="secretariat"),
        Party(id="chair", name="Chair", role="presidency"),
        Party(id="hills", name="Hills", role="state-party"),
        Party(id="fords", name="المخاضات", role="state-party"),
        Party(id="both", name="Both", role="group"),
    ),
    document=(
        Document(
            work="plan",
            title="Plan",
            element="statement",
            subtype="deliberation",
            name="plan",
            number="P",
            opened=date(2026, 1, 1),
        ),
    ),
)
GOLDEN = Path(__file__).parent / "golden" / "log-submissions.jsonl"


def who(*by: str) -> Who:
    return Who("desk", by)


def application(log: Log) -> Application:
    ids = count()
    clock = (NOON + timedelta(seconds=n) for n in count())
    return Application(
        log, clock=lambda: next(clock), new_id=lambda: f"{random.random()}{next(ids)}"
    )


def begin(log: Log) -> Application:
    """A process whose plan has a text, of which a first version is issued."""
    app = application(log)
    app.open_process(PROCESS, "w1", who("desk"))
    app.open_draft(
        "plan",
        "eng",
        un_text.read(b"Plan\n\n1. One well stays open.\n\n2. We meet every year.\n", where="p"),
        who("desk"),
        standing="original",
        original_language="eng",
        reason="Begin",
        title="Plan",
    )
    app.issue(parse("plan"), "First", who("desk"))
    return app


def remark(app: Application, text: str = "So", *by: str, **more: str) -> str:
    """A comment; gives its id."""
    made = comment(app, parse("plan"), who(*(by or ("hills",))), text=text, **more)
    return made.record.event.comment  # type: ignore[union-attr]


@pytest.fixture
def app() -> Application:
    return begin(Log(POPOApplicationRecorder()))


def register(app: Application) -> Keyed[Registered]:
    return fold(COMMENTS, (positioned.entry for positioned in app.log.follow()))


def golden() -> list[Entry]:
    found = []
    for line in GOLDEN.read_text(encoding="utf-8").splitlines():
        row = msgspec.json.decode(line)
        found.append(decode(row["stream"], row["step"], row["kind"], row["record"].encode()))
    return found


def test_the_golden_submissions_give_the_register_they_gave() -> None:
    view = fold(COMMENTS, golden())
    found = {
        remark.made.comment: (
            sent.parties,
            remark.withdrawn or sent.withdrawn or bool(sent.correction),
            [given.outcome for given in remark.answers],
            dict(remark.stances),
        )
        for work in ("tr", "note")
        for remark, sent in remarks(view, work)
    }
    assert found == {
        "tr-1-001": (("hills", "fords"), False, [], {}),
        "tr-1-002": (("hills", "fords"), False, [], {}),
        "tr-1-003": (("hills",), True, ["partly"], {"fords": "supports"}),
        "note-0-001": (("hills",), True, ["deferred"], {"fords": "opposes"}),
    }
    assert (open_in(view, "tr"), open_in(view, "note")) == (2, 0)


def test_whoever_answers_what_was_answered_since_is_told_who_how_and_when(app: Application) -> None:
    id = remark(app)
    begun = app.now(app.view().process())
    answer(app, id, who("chair"), outcome="rejected", reason="No room")
    with pytest.raises(Conflict) as told:
        answer(app, id, who("chair"), outcome="accepted", reason="Why not", begun=begun)
    assert "rejected, by chair, recorded at 2026-02-03 11:00:" in str(told.value)
    assert "'No room'" in str(told.value)
    later = app.now(app.view().process())
    before, made = answer(app, id, who("chair"), outcome="partly", reason="Half", begun=later)
    assert before
    assert (before.answer.outcome, made.outcome) == ("rejected", "partly")
    given = answers(app.view(), cited(app.view(), id))
    assert [each.answer.outcome for each in given] == ["rejected", "partly"]


def test_a_clock_that_was_put_back_makes_no_answer_a_simultaneous_one() -> None:
    app = begin(Log(POPOApplicationRecorder()))
    id = remark(app)
    answer(app, id, who("chair"), outcome="noted", reason="Seen")
    early = Application(app.log, clock=lambda: NOON - timedelta(days=9), new_id=lambda: "again")
    answer(early, id, who("chair"), outcome="rejected", reason="No", begun=NOON - timedelta(days=9))
    assert len(answers(app.view(), cited(app.view(), id))) == 2


def test_an_answer_is_the_act_of_those_who_may_give_one(app: Application) -> None:
    id = remark(app)
    with pytest.raises(Refused, match=r"desk \(secretariat\) may not answer; that is for: presid"):
        answer(app, id, who("desk"), outcome="noted", reason="Seen")
    with pytest.raises(Refused, match=r"chair \(presidency\) may not comment"):
        remark(app, "Mine", "chair")
    with pytest.raises(NotFound, match="'seventeen' is no comment"):
        cited(app.view(), "seventeen")
    with pytest.raises(
        NotFound, match="there is no comment plan-1-002; the last on plan is plan-1"
    ):
        cited(app.view(), "plan-1-002")
    with pytest.raises(NotFound, match="there is no comment plan-2-001"):
        cited(app.view(), "plan-2-001")


def test_a_group_comments_as_a_group_and_its_members_may_support_it(app: Application) -> None:
    id = remark(app, "For all of us", "both")
    take_stance(app, id, who("hills"), stance="supports", reason=None)
    [(found, sent)] = remarks(register(app), "plan")
    assert (sent.parties, found.stances) == (("both",), {"hills": "supports"})


def test_who_may_read_what_depends_on_access_and_on_embargo() -> None:
    _, sent = remarks(fold(COMMENTS, golden()), "tr")[0]
    public = msgspec.structs.replace(sent, access="public", embargo_until=date(2026, 3, 1))
    assert not may_read(public, "public", date(2026, 2, 28))
    assert not may_read(public, "participants", date(2026, 2, 28))
    assert may_read(public, "presidency", date(2026, 2, 28))
    assert may_read(public, "public", date(2026, 3, 1))
    restricted = msgspec.structs.replace(sent, access="participants", embargo_until=None)
    assert [
        may_read(restricted, access, None) for access in ("public", "participants", "presidency")
    ] == [False, True, True]


def test_two_who_comment_and_answer_at_once_give_no_number_and_no_answer_twice(place: str) -> None:
    create(named(place), "w1", lambda store: begin(store.log) and None).close()
    with open_store(named(place)) as one, open_store(named(place)) as other:
        before = NOON
        for store in (one, other):
            both = application(store.log)
            remark(both)
            remark(both)
        ids = [f"plan-1-{n:03}" for n in range(1, 5)]
        told: list[str] = []

        def work(store: Store, outcome: Outcome, seed: int) -> Callable[[], None]:
            def act() -> None:
                app = application(store.log)
                mine = random.Random(seed)
                for id in mine.sample(ids, len(ids)):
                    remark(app, "At the same time", mine.choice(("hills", "fords")))
                    try:
                        answer(app, id, who("chair"), outcome=outcome, reason="So", begun=before)
                    except Conflict as conflict:
                        told.append(str(conflict))

            return act

        together(work(one, "accepted", 1), work(other, "rejected", 2))
        app = application(one.log)
        view = app.view()
        found = view.register("plan").comments
        assert [cited_as(id).number for id in found] == list(range(1, 13))
        assert len({each.submission for each in found.values()}) == 12
        assert [len(answers(view, cited(view, id))) for id in ids] == [1, 1, 1, 1]
        assert len(told) == 4
        assert all("was answered at the same time" in line for line in told)
        assert len(open_comments(view, "plan")) == open_in(register(app), "plan") == 8


Acts = st.lists(
    st.tuples(
        st.sampled_from(("comment", "answer", "withdraw", "withdraw all", "support")),
        st.integers(1, 6),
        st.sampled_from(("hills", "fords")),
    ),
    max_size=14,
)


@settings(max_examples=40)
@given(acts=Acts)
def test_what_is_open_is_the_same_wherever_it_is_asked(
    acts: list[tuple[str, int, str]],
) -> None:
    app = begin(Log(POPOApplicationRecorder()))
    stands: dict[str, bool] = {}
    for what, n, party in acts:
        id = f"plan-1-{n:03}"
        try:
            match what:
                case "comment":
                    stands[remark(app, "So", party)] = True
                case "answer":
                    answer(app, id, who("chair"), outcome="noted", reason="Seen")
                    stands[id] = False
                case "withdraw":
                    withdraw(app, id, who(party), reason=None)
                    stands[id] = False
                case "withdraw all":
                    withdraw(app, str(n), who(party), reason=None)
                    stands[id] = False
                case "support":
                    take_stance(app, id, who(party), stance="supports", reason=None)
        except (Refused, NotFound):
            continue
    view = app.view()
    is_open = [id for id, open_ in stands.items() if open_]
    assert [each.id for each in open_comments(view, "plan")] == is_open
    assert [one.id for one in listing(view, ["plan"]).comments if one.open] == is_open
    assert open_in(register(app), "plan") == len(is_open)
    one_by_one: Keyed[Registered] = InMemory()
    for positioned in app.log.follow():
        project(one_by_one, positioned.entry)
    assert dict(one_by_one) == dict(register(app))
    assert edits(one_by_one, "plan", 1) == []
