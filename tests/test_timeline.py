"""The Second Review Conference, entered as it happened: was its timetable kept?"""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cli.agenda import agenda
from cli.definitions import definition_named
from conference import PLAYS, Bench, conference
from engine.acts.scheduling import postpone
from engine.errors import Refused
from engine.record import Entry
from engine.store import open_store
from projections.timeline import TIMELINE, document, timeline
from projections.timeline.facts import View


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    return conference(tmp_path_factory.mktemp("conference"))


@pytest.fixture(scope="module")
def ended(held: Bench) -> dict[str, Any]:
    return held.milestones("2021-12-31")


def days(found: Any) -> tuple[str | None, str]:
    return found["earliest"] and str(found["earliest"]), str(found["latest"])


def test_the_first_preparatory_meeting_was_21_days_late_against_the_original_plan(
    ended: dict[str, Any],
) -> None:
    meeting = ended["meeting-1"]
    assert meeting["days_late_original"] == 21
    assert meeting["days_late"] == 0
    assert meeting["status"] == "on-time"
    assert days(meeting["planned"]) == ("2020-06-08", "2020-06-08")
    assert days(meeting["current"]) == ("2020-06-29", "2020-06-29")
    assert days(meeting["happened"]) == ("2020-06-29", "2020-06-29")


def test_the_briefing_was_held_in_its_place_and_left_it_open(
    held: Bench, ended: dict[str, Any]
) -> None:
    assert ended["briefing"]["in_place_of"] == "meeting-1"
    assert ended["briefing"]["mode"] == "virtual"
    assert days(ended["briefing"]["happened"]) == ("2020-06-08", "2020-06-08")
    assert held.milestones("2020-06-08")["meeting-1"]["happened"] is None


def test_the_second_preparatory_meeting_was_on_time(ended: dict[str, Any]) -> None:
    meeting = ended["meeting-2"]
    assert (meeting["status"], meeting["days_late"], meeting["days_late_original"]) == (
        "on-time",
        0,
        0,
    )


def test_the_conference_opened_inside_its_days(ended: dict[str, Any]) -> None:
    whole = ended["conference"]
    assert days(whole["planned"]) == ("2020-11-23", "2020-11-27")
    assert days(whole["happened"]) == ("2020-11-25", "2021-09-21")
    assert (whole["status"], whole["days_late_original"]) == ("on-time", 0)
    assert whole["parts"] == ("part-1", "part-2")
    assert ended["part-1"]["part_of"] == "conference"
    assert ended["part-1"]["mode"] == "virtual"
    assert ended["part-2"]["mode"] == "hybrid"


def test_the_adoption_was_298_days_late_against_the_original_plan_and_on_time_at_last(
    ended: dict[str, Any],
) -> None:
    adoption = ended["adoption"]
    assert days(adoption["happened"]) == ("2021-09-21", "2021-09-21")
    assert adoption["days_late_original"] == 298
    assert adoption["days_late"] == 0
    assert adoption["status"] == "on-time"
    assert days(adoption["planned"]) == (None, "2020-11-27")


def test_the_plan_that_lapsed_stays_in_the_history(ended: dict[str, Any]) -> None:
    changes = ended["adoption"]["changes"]
    assert [(str(c["on"]), c["to"]["edtf"]) for c in changes] == [
        ("2020-11-27", "2021-02-04/2021-02-05"),
        ("2021-07-01", "2021-09-20/2021-09-21"),
    ]
    assert ended["part-2"]["days_late_original"] == 227
    assert ended["part-2"]["status"] == "on-time"


def test_as_of_15_june_2020_the_first_meeting_is_pending_for_29_june(held: Bench) -> None:
    meeting = held.milestones("2020-06-15")["meeting-1"]
    assert meeting["status"] == "pending"
    assert days(meeting["current"]) == ("2020-06-29", "2020-06-29")
    assert meeting["days_left"] == 14
    assert meeting["provisional"] is False
    assert meeting["changes"][-1]["why"] == "No meeting could be held in the pandemic"


def test_as_of_31_december_2020_adoption_is_pending_for_february(held: Bench) -> None:
    adoption = held.milestones("2020-12-31")["adoption"]
    assert adoption["status"] == "pending"
    assert days(adoption["current"]) == ("2021-02-04", "2021-02-05")
    assert adoption["days_left"] == 36


def test_a_new_date_under_silence_is_provisional_until_the_silence_passes(held: Bench) -> None:
    before = held.milestones("2020-06-11")
    assert before["meeting-1"]["provisional"] is True
    assert before["meeting-1"]["changes"][-1]["provisional"] is True
    assert before["new-date"]["status"] == "pending"
    after = held.milestones("2020-06-12")
    assert after["meeting-1"]["provisional"] is False
    assert after["new-date"]["status"] == "closed"
    assert after["new-date"]["state"] == "passed"


def test_distributions_on_fuzzy_days(ended: dict[str, Any]) -> None:
    first = ended["documents-1"]
    assert first["planned"]["phrase"] == "mid-May 2020"
    assert first["planned"]["edtf"] == "[2020-05-11..2020-05-20]"
    assert first["status"] == "on-time"
    assert ended["documents-2"]["planned"]["edtf"] == "[2020-08-01..2020-08-10]"
    assert ended["documents-2"]["status"] == "on-time"
    assert ended["draft-pd"]["status"] == "on-time"


def test_deadlines_pass_by_themselves(held: Bench) -> None:
    assert held.milestones("2020-07-05")["comments-lap"]["status"] == "pending"
    assert held.milestones("2020-07-05")["comments-lap"]["days_left"] == 1
    assert held.milestones("2020-07-06")["comments-lap"]["status"] == "closed"


def test_each_distribution_went_to_all_it_was_meant_for_or_not(ended: dict[str, Any]) -> None:
    everybody = ended["pre-draft"]["addressees"]
    assert set(everybody["meant"]) == set(everybody["reached"])
    assert {"signatory-a", "observer-a", "organisation-a"} <= set(everybody["reached"])
    some = ended["draft-pd"]["addressees"]
    assert some["meant"] == ("state-party-a", "state-party-b", "state-party-c")
    assert some["reached"] == ("state-party-a", "state-party-b")


def test_what_had_to_come_first_did(held: Bench) -> None:
    assert {s["rule"]: s["status"] for s in held.timeline("2021-12-31")["sequence"]} == {
        "rd-before-lap": "kept",
        "lap-before-pd": "kept",
    }
    assert {s["status"] for s in held.timeline("2020-05-31")["sequence"]} == {"not-due"}


def test_what_was_adopted_is_not_moved_any_more(held: Bench) -> None:
    held.on(2021, 9, 22)
    with pytest.raises(Refused, match="adoption was reached on 2021-09-21; it cannot be postponed"):
        postpone(held.app, "adoption", held.who(), reason="x")


def test_before_it_began_everything_is_pending(held: Bench) -> None:
    found = held.milestones("2020-04-01")
    assert set(found) == {
        "pre-draft",
        "comments-rd",
        "documents-1",
        "meeting-1",
        "comments-lap",
        "documents-2",
        "meeting-2",
        "comments-pd",
        "draft-pd",
        "conference",
        "adoption",
    }
    assert {m["status"] for m in found.values()} == {"pending"}
    assert found["pre-draft"]["days_left"] == 14


def test_the_plan_is_the_plan_also_where_the_record_begins_after_it(tmp_path: Any) -> None:
    late = Bench(tmp_path, definition_named("ccm-2rc"), date(2026, 1, 1))
    assert late.milestones("2020-06-15")["meeting-1"]["status"] == "missed"
    assert late.milestones("2020-04-15")["pre-draft"]["status"] == "missed"


def test_a_view_that_is_kept_and_caught_up_says_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.lmdb.views.LAG", 3)
    bench = Bench(tmp_path, definition_named("ccm-2rc"), date(2020, 4, 1))
    told: list[Entry] = []

    def project(view: View, entry: Entry) -> None:
        told.append(entry)
        TIMELINE.project(view, entry)

    spied = TIMELINE._replace(project=project)
    for play in PLAYS:
        play(bench)
        with open_store(bench.store.place) as store:
            for day in (date(2020, 6, 15), date(2021, 12, 31)):
                kept = store.read_models.ask(store.log, spied, lambda v, on=day: timeline(v, on))
                assert document(kept) == bench.timeline(day.isoformat())
    entries = [positioned.entry for positioned in bench.store.log.follow()]
    assert told == entries, "each entry was taken in once, and kept"


def test_every_key_of_the_json_is_documented(held: Bench) -> None:
    page = (Path(__file__).parents[1] / "docs" / "timetable.md").read_text(encoding="utf-8")
    found = held.timeline("2021-12-31")
    keys = {*found, *(key for m in found["milestones"] for key in m)}
    keys |= {key for m in found["milestones"] for c in m["changes"] for key in c}
    keys |= {key for s in found["sequence"] for key in s}
    assert keys
    assert not {key for key in keys if f"`{key}`" not in page}


def test_what_is_adopted_is_open_for_input_no_more(held: Bench) -> None:
    for day, works in (
        ("2021-09-20", {"input-rd-consolidated": ("rd",)}),
        ("2021-09-21", {}),
    ):
        found = agenda(held.app.view(), date.fromisoformat(day))
        assert {window.id: window.works for window in found.open_for_input} == works


def test_who_was_addressed_at_each_stage(held: Bench) -> None:
    stages: Any = held.timeline("2021-12-31")["participation"]
    sent = {(s.stage, s.role): s for s in stages}
    assert sent["draft-pd", "state-party"].addressed == ("state-party-a", "state-party-b")
    assert sent["meeting-1", "observer"].addressed == ("observer-a",)
    assert sent["new-date", "state-party"].heard == ()
