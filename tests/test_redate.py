"""Dates of a draft: what @DATE means, also where dates go backwards, and correcting one."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from itertools import takewhile
from pathlib import Path

import pytest
from eventsourcing.popo import POPOApplicationRecorder
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import etree

from clock import Clock
from command import Desk, desk_at
from engine.chronicle import CHRONICLE, corrected, last_edit
from engine.chronicle import step_of as step_at
from engine.errors import NotFound
from engine.events import (
    Adopted,
    DraftEvent,
    DraftOpened,
    EditMade,
    EditRedated,
    MetaChanged,
    VersionIssued,
)
from engine.log import Log
from engine.point import parse
from engine.projection import fold
from engine.record import FIRST_PREV, Entry, Record, decode, digest, encode
from engine.text.vocabulary import AKN
from engine.view import View
from processes import ended, fork

PROCESS = """format = 1
title = "P"
time_zone = "UTC"
[[party]]
id = "body"
name = "Body"
role = "deciding-body"
[[party]]
id = "isu"
name = "Unit"
role = "secretariat"
[[party]]
id = "a"
name = "A"
role = "state-party"
[[document]]
work = "act"
title = "Act"
element = "statement"
subtype = "deliberation"
name = "act"
number = "1"
opened = 2020-01-01
[rules]
edit = ["secretariat"]
"""
ACT = "Act\n\n1. We meet.\n\n2. We part.\n"


@pytest.fixture
def desk(tmp_path: Path, place: str, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """An act of 1 June, edited on 3 June (s5), issued that day (s7), and edited on 9 June (s8)."""
    Clock(monkeypatch, "2020-07-01T12:00:00Z")
    monkeypatch.setenv("TRAVAUX_PARTY", "isu")
    desk = desk_at(tmp_path, place)
    (tmp_path / "p.toml").write_text(PROCESS)
    (tmp_path / "act.txt").write_text(ACT)
    desk.do("init", "--process", "p.toml")
    act(desk, "2020-06-01", "import", "act", "act.txt", "--lang", "eng")
    act(desk, "2020-06-03", "checkin", "act", desk.edit("act", ("meet", "all meet")), "-m", "All")
    act(desk, "2020-06-03", "issue", "act", "First draft")
    act(desk, "2020-06-09", "checkin", "act", desk.edit("act", ("part", "never part")), "-m", "No")
    return desk


def act(desk: Desk, day: str, *line: object) -> str:
    return desk.do(*line, "--on", day, party="isu")


def redate(desk: Desk, edit: str, day: str, why: str = "typed wrongly") -> str:
    return desk.do("redate", "act", edit, day, "-m", why, party="isu")


def step(desk: Desk, point: str, *more: object) -> int:
    found = json.loads(desk.do("show", f"act@{point}", "--json", *more))["step"]
    assert isinstance(found, int)
    return found


# -- the command ---------------------------------------------------------------------------------


def test_a_corrected_date_holds_for_points_and_exports_and_changes_no_word(desk: Desk) -> None:
    before = {point: desk.do("show", f"act@{point}") for point in ("s4", "s6", "1", "s9")}
    assert [step(desk, f"2020-06-0{day}") for day in (1, 2, 3, 8, 9)] == [4, 4, 7, 7, 9]
    assert redate(desk, "s8", "2020-06-04") == "s8 of act is of 2020-06-04, not of 2020-06-09\n"
    assert [step(desk, f"2020-06-0{day}") for day in (1, 2, 3, 4, 9)] == [4, 4, 7, 10, 10]
    redate(desk, "5", "2020-06-02")
    assert [step(desk, f"2020-06-0{day}") for day in (1, 2, 3, 4)] == [4, 6, 7, 11]
    assert {point: desk.do("show", f"act@{point}") for point in before} == before
    export = etree.fromstring(desk.do("export", "akn", "act").encode())
    dates = [e.get("date") for e in export.iter(f"{{{AKN}}}eventRef")]
    assert dates == ["2020-06-01", "2020-06-02", "2020-06-04"], "of the edits"
    assert desk.do("verify")


def test_the_record_stays_and_the_correction_says_who_when_and_why(desk: Desk) -> None:
    before = desk.log()
    desk.do(
        *("redate", "act/eng", "s8", "2020-06-04", "-m", "寄出的是星期四"),
        *("--as", "isu", "--with", "a", "--on", "2020-06-30"),
    )
    after = desk.log()
    assert after.startswith(before)
    (line,) = after.removeprefix(before).splitlines()
    row = json.loads(line)
    assert (row["stream"], row["step"], row["kind"]) == ("draft/act/eng", 10, "edit-redated")
    assert (row["recorded_by"], row["by"], row["with"]) == ("isu", ["isu"], ["a"])
    assert (row["effective_on"], row["recorded_at"]) == ("2020-06-30", "2020-07-01T12:00:00Z")
    assert row["event"] == {
        "edit": 8,
        "old": "2020-06-09",
        "new": "2020-06-04",
        "reason": "寄出的是星期四",
    }
    told = " ".join(desk.do("log", "act").split())
    assert "corrected a date: s8 of act/eng is of 2020-06-04, not of 2020-06-09: 寄出" in told


def test_of_several_corrections_the_last_holds(desk: Desk) -> None:
    redate(desk, "s8", "2020-06-04")
    assert "not of 2020-06-04" in redate(desk, "s8", "2999-01-01")
    assert step(desk, "2020-12-31") == 7
    assert redate(desk, "s8", "2020-06-09") == "s8 of act is of 2020-06-09, not of 2999-01-01\n"
    assert [step(desk, day) for day in ("2020-06-08", "2020-06-09")] == [7, 12]


def test_what_is_no_correction_of_an_edit_is_refused(desk: Desk) -> None:
    def refused(edit: str, *more: str, code: int = 1) -> str:
        given = more or ("2020-06-04", "-m", "why")
        return desk.refuse("redate", "act", edit, *given, party="isu", code=code)

    assert "act/eng has no step 10; its last is s9" in refused("s10")
    assert "act/eng has no step 0" in refused("s0")
    assert "s1 of act/eng is not an edit but draft-opened" in refused("s1")
    assert "s6 of act/eng is not an edit but text-edited" in refused("s6")
    error = refused("s7")
    assert "s7 of act/eng is not an edit but version-issued; only an edit can be redated" in error
    assert "Hint: travaux log act/eng shows the edits." in error
    assert "s8 of act/eng is of 2020-06-09 already" in refused("s8", "2020-06-09", "-m", "why")
    redate(desk, "s8", "2020-06-04")
    assert "s8 of act/eng is of 2020-06-04 already" in refused("s8")
    assert "s10 of act/eng is not an edit but edit-redated" in refused("s10")
    assert "a corrected date needs a reason" in refused("s8", "2020-06-05", "-m", " ")
    assert "Missing option '-m'" in refused("s8", "2020-06-05", code=2)
    assert "'4 June' is not a date" in refused("s8", "4 June", "-m", "why", code=2)
    assert "'first' is not a step" in refused("first", code=2)
    assert "nowhere is not a work" in desk.refuse(
        "redate", "nowhere", "s2", "2020-06-04", "-m", "why", party="isu"
    )
    assert "act has no draft in fra" in desk.refuse(
        "redate", "act/fra", "s2", "2020-06-04", "-m", "why", party="isu"
    )


def test_who_may_edit_may_redate(desk: Desk) -> None:
    line = ("redate", "act", "s8", "2020-06-04", "-m", "why")
    assert "say who enters this" in desk.refuse(*line, code=2)
    assert "'nobody' is not a party" in desk.refuse(*line, party="nobody")
    refused = desk.refuse(*line, party="a")
    assert "a (state-party) may not edit; that is for: secretariat" in refused
    assert "a (state-party) may not edit" in desk.refuse(*line, "--for", "a", party="isu")
    assert "of 2020-06-04" in desk.do(*line, "--for", "isu", party="a")


def test_after_the_adoption_too_for_no_word_changes(desk: Desk) -> None:
    act(desk, "2020-06-10", "issue", "act", "Final", "--symbol", "A/1")
    act(desk, "2020-06-11", "adopt", "act", "--for", "body")
    text, adopted = desk.do("show", "act@2"), desk.json("status")["documents"][0]["state"]
    redate(desk, "s8", "2020-06-04")
    assert desk.do("show", "act") == desk.do("show", "act@2") == text
    assert desk.json("status")["documents"][0]["state"] == adopted == "adopted"
    assert [step(desk, f"2020-06-{day}") for day in ("03", "04", "10")] == [7, 9, 10]
    file = desk.edit("act", ("never", "hardly"))
    assert "adopted" in desk.refuse("checkin", "act", file, "-m", "why", party="isu")


def test_a_correction_is_known_from_when_it_was_recorded(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    Clock(monkeypatch, "2020-07-05T12:00:00Z")
    redate(desk, "s8", "2020-06-04")
    assert step(desk, "2020-06-08") == 10
    assert step(desk, "2020-06-08", "--known-on", "2020-07-04") == 7
    assert step(desk, "2020-06-08", "--known-on", "2020-07-05") == 10
    before = desk.do("export", "akn", "act", "--known-on", "2020-07-04")
    assert 'date="2020-06-09"' in before
    assert 'date="2020-06-09"' not in desk.do("export", "akn", "act")


def test_of_two_who_correct_at_once_the_second_corrects_what_the_first_left(desk: Desk) -> None:
    days = [f"2020-06-{day}" for day in range(11, 16)]
    children = [fork(lambda day=day: redate(desk, "s8", day)) for day in days]
    assert [ended(child) for child in children] == [0] * 5
    events = [json.loads(line)["event"] for line in desk.log().splitlines()][-5:]
    assert sorted(event["new"] for event in events) == days
    assert [e["old"] for e in events] == ["2020-06-09", *(e["new"] for e in events[:-1])]


# -- @DATE ---------------------------------------------------------------------------------------

BEGIN = date(2020, 6, 1)


def stream(events: Sequence[tuple[DraftEvent, date]]) -> list[Entry]:
    """The entries of a draft, each event of a day."""
    prev, entries = FIRST_PREV, list[Entry]()
    for step, (event, day) in enumerate(events, 1):
        state = encode(
            Record(
                recorded_at=datetime(2020, 7, 1, 12, tzinfo=UTC),
                recorded_by="isu",
                effective_on=day,
                by=("isu",),
                act=f"act-{step}",
                prev=prev,
                event=event,
            )
        )
        entries.append(decode("draft/w/eng", step, event.tag(), state))
        prev = digest("draft/w/eng", step, event.tag(), state)
    return entries


OPENED = DraftOpened(work="w", language="eng", standing="original", original_language="eng")


def made(told: Sequence[tuple[str, int]]) -> list[Entry]:
    """A draft from what happened on which day after 1 June: `edit`, `version`, `adoption`, or
    `redate`, of some edit before, to that day."""
    events: list[tuple[DraftEvent, date]] = [(OPENED, BEGIN)]
    edits: list[int] = []
    for number, (what, after) in enumerate(told):
        day = BEGIN + timedelta(days=after)
        match what:
            case "edit":
                edits.append(len(events) + 1)
                edit = EditMade(reason="why", nature="editorial", method="typed")
                change = MetaChanged(old=str(number), new=str(number + 1))
                events += [(edit, day), (change, day)]
            case "version":
                number = sum(isinstance(event, VersionIssued) for event, _ in events) + 1
                version = VersionIssued(
                    number=number, label=f"v{number}", digest="", original_language="eng"
                )
                events.append((version, day))
            case "adoption":
                events.append((Adopted(version=1, digest=""), day))
            case _ if edits:
                edit_ = edits[number % len(edits)]
                correction = EditRedated(edit=edit_, old=BEGIN, new=day, reason="why")
                events.append((correction, BEGIN + timedelta(days=1_000)))
    return stream(events)


def asked(entries: Sequence[Entry], day: date, known: int) -> int | None:
    """The step that @DATE means; None where the draft did not exist."""
    view = fold(CHRONICLE, entries)
    with suppress(NotFound):
        return step_at(view, day.isoformat(), "w/eng", known)
    return None


def meant(entries: Sequence[Entry], day: date) -> int | None:
    """The text after the last whole edit before the first one whose date is later; of the versions
    and the adoption behind it those up to the first that is later."""
    dates = {e.step: e.record.effective_on for e in entries if e.kind == "edit-made"}
    for entry in entries:
        if isinstance(entry.record.event, EditRedated):
            dates[entry.record.event.edit] = entry.record.event.new
    before = [*takewhile(lambda entry: dates.get(entry.step, day) <= day, entries)]
    last = max((entry.step for entry in before if entry.step in dates), default=None)
    if last is None:
        return None
    for entry in before[last:]:
        own = isinstance(entry.record.event, VersionIssued | Adopted)
        if own and entry.record.effective_on > day:
            return entry.step - 1
    return len(before)


happenings = st.lists(
    st.tuples(
        st.sampled_from(("edit", "edit", "edit", "version", "redate", "adoption")),
        st.integers(0, 8),
    ),
    max_size=30,
)


@example([("edit", 0), ("edit", 8), ("edit", 2), ("edit", 9)], 7)
@example([("edit", 0), ("version", 5), ("redate", 1)], 3)
@example([("edit", 3), ("redate", 0), ("version", 1)], 1)
@given(happenings, st.integers(-1, 9))
def test_a_date_means_the_text_before_the_first_edit_that_is_later(
    told: list[tuple[str, int]], after: int
) -> None:
    entries, day = made([("edit", 1), *told]), BEGIN + timedelta(days=after)
    for known in {len(entries), len(entries) // 2 + 2, 3}:
        while known < len(entries) and entries[known].kind == "meta-changed":
            known += 1  # an act is known whole
        assert asked(entries, day, known) == meant(entries[:known], day), (known, entries)


@given(st.lists(st.integers(0, 2_000), min_size=1, max_size=300), st.integers(0, 2_000))
def test_so_it_does_in_a_long_history_whose_dates_go_backwards(days: list[int], after: int) -> None:
    entries = made([("edit", day) for day in days])
    day = BEGIN + timedelta(days=after)
    found = asked(entries, day, len(entries))
    assert found == meant(entries, day)
    view = fold(CHRONICLE, entries)
    edits = [entry.step for entry in entries if entry.kind == "edit-made"]
    for upto in (0, 1, 2, len(entries) // 2, len(entries)):
        last = max((step for step in edits if step <= upto), default=None)
        assert last_edit(view, upto) == last


def test_a_golden_log_answers_for_its_dates() -> None:
    log = Log(POPOApplicationRecorder())
    golden = Path(__file__).parent / "golden" / "log-3-redated.jsonl"
    rows = [json.loads(line) for line in golden.read_text(encoding="utf-8").splitlines()]
    log.append([decode(r["stream"], r["step"], r["kind"], r["record"].encode()) for r in rows])
    view = View(log)
    assert corrected(view.acts("wells", "zho")) == {8: date(2020, 9, 9)}
    on = {day: view.step(parse(f"wells@2020-09-{day}"), "zho") for day in ("07", "08", "09", "11")}
    assert on == {"07": 4, "08": 7, "09": 11, "11": 13}
    strings = [node.string for node in view.draft("wells", "zho", on["09"]).text.walk()]
    assert strings == [*strings[:-1], "井水属于村里所有人。"]
