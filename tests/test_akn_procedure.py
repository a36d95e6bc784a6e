"""What a file tells of the procedure: each act of it, by whom, with what outcome, and how late."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from akn_files import says_its_digest, sound, values
from cli.dossiers import dossier_of
from cli.reading import expression_at
from command import Desk
from conference import Bench, conference
from engine.record import decode
from engine.view import View
from exporters.akn import export
from projections.procedure import Told, procedure
from room import Room


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    return conference(tmp_path_factory.mktemp("conference"))


def exported(bench: Bench, ref: str) -> bytes:
    view = View(bench.store.log)
    found = expression_at(view, ref, with_adoption=True)
    return export(found, dossier_of(view, found))


@pytest.mark.parametrize("ref", ["rd@1", "rd@2", "lap@1", "pd@1", "elements"])
def test_every_text_of_the_conference_is_sound(bench: Bench, ref: str) -> None:
    file = exported(bench, ref)
    sound(file)
    says_its_digest(file)


def test_the_acts_stand_in_the_order_of_their_days_with_those_who_did_them(bench: Bench) -> None:
    file = exported(bench, "rd@2")
    days = values(file, "//a:step/@date")
    assert days == sorted(days)
    outcomes = [o.removeprefix("#concept-") for o in values(file, "//a:step/@outcome")]
    for outcome in ("issued", "circulated", "invited", "held", "replaced", "silence-opened"):
        assert outcome in outcomes, outcomes
    assert outcomes[-1] == "adopted"
    assert values(file, "//a:step[@outcome='#concept-adopted']/@by") == ["#party-conference"]
    assert values(file, "//a:step[@outcome='#concept-adopted']/@as") == ["#role-deciding-body"]


def test_what_went_out_late_says_how_late(bench: Bench) -> None:
    file = exported(bench, "lap@1")
    path = "//a:step[@outcome='#concept-circulated']/t:timetable/@{}"
    assert values(file, path.format("milestone")) == ["documents-2"]
    assert values(file, path.format("status")) == ["on-time"] or values(
        file, path.format("daysLate")
    )


def test_a_silence_that_nobody_broke_passed_by_itself(bench: Bench) -> None:
    file = exported(bench, "rd@2")
    assert values(file, "//a:step[@outcome='#concept-silence-passed']/@date") == ["2020-06-12"]


def test_a_version_knows_nothing_of_what_came_after_its_text_had_changed(bench: Bench) -> None:
    file = exported(bench, "rd@1")
    assert "#concept-held" not in values(file, "//a:step/@outcome")
    assert max(values(file, "//a:step/@date")) <= "2020-05-19"


def test_a_vote_is_counted_and_consensus_is_not(tmp_path: Path) -> None:
    room = Room(tmp_path)
    room.do("issue", "plan", "First draft", "--on", "2026-02-01")
    room.adopt("--how", "vote", "--in-favour", "12", "--against", "2", "--abstaining", "1")
    file = room.do("export", "akn", "plan@1").encode()
    sound(file)
    assert values(file, "//a:voting/a:count/@value") == ["12", "2", "1"]
    assert values(file, "//a:voting/@outcome") == ["#concept-adopted"]
    assert values(file, "//a:step/t:adoption/@how") == ["vote"]
    other = Room(tmp_path / "other")
    other.do("issue", "plan", "First draft", "--on", "2026-02-01")
    other.adopt("--how", "consensus", "--annex-of", "W/2026/7", "--annex", "II")
    file = other.do("export", "akn", "plan@1").encode()
    sound(file)
    assert values(file, "//a:voting") == []
    assert values(file, "//a:attachmentOf/@showAs") == ["W/2026/7, annex II"]


def test_a_translation_names_its_original_and_shares_its_wids(tmp_path: Path) -> None:
    desk = Desk(tmp_path, inside=True)
    desk.do("init")
    for language, text in (
        ("eng", "A note\n\n1. We meet.\n\n2. We part.\n"),
        ("fra", "Une note\n\n1. Nous nous rencontrons.\n\n2. Nous nous quittons.\n"),
    ):
        (tmp_path / f"{language}.txt").write_text(text, encoding="utf-8")
    desk.do("import", "note", "eng.txt", "--lang", "eng")
    desk.do("issue", "note", "First draft")
    desk.do("import", "note/fra", "fra.txt", "--lang", "fra", "--standing", "official")
    desk.do("align", "note/fra", "--aligned-with", "note/eng@1")
    file = desk.do("export", "akn", "note/fra").encode()
    sound(file)
    says_its_digest(file)
    original = values(file, "//a:FRBRWork/a:FRBRuri/@value")[0] + "/eng@1"
    assert values(file, "//a:FRBRtranslation/@href") == [original]
    assert values(file, "//a:FRBRtranslation/@fromLanguage") == ["eng"]
    assert values(file, "//a:FRBRtranslation/@authoritative") == ["true"]
    assert values(file, "//a:FRBRmasterExpression/@href") == [original]
    assert values(file, "//t:standing/@value") == ["official"]
    there = desk.do("export", "akn", "note@1").encode()
    assert values(file, "//a:paragraph/@wId") == values(there, "//a:paragraph/@wId")
    assert values(file, "//a:paragraph/@GUID") == ["note-fra-4", "note-fra-8"]


def test_what_parties_sent_is_told_from_the_golden_log() -> None:
    """Identified later, withdrawn, corrected, answered, with the stances of others."""
    lines = (Path(__file__).parent / "golden/log-submissions.jsonl").read_text(encoding="utf-8")
    rows = [json.loads(line) for line in lines.splitlines()]
    entries = [decode(r["stream"], r["step"], r["kind"], r["record"].encode()) for r in rows]
    steps = procedure(Told(entries).all(), "tr")
    told = [(step.outcome, step.by) for step in steps]
    assert ("submitted", ("hills", "fords")) in told
    for outcome in ("partly-accepted", "supported", "superseded", "withdrawn", "stated"):
        assert outcome in [what for what, _ in told]
    assert [step.on for step in steps] == sorted(step.on for step in steps)
    first = next(step for step in steps if step.by == ("hills", "fords"))
    assert not any(fact.name == "unidentified" for fact in first.facts)
    assert (first.language, first.point) == ("eng", "1")
    only = procedure(Told(entries).all(), "tr", "ara")
    assert {step.language for step in only} <= {None, "ara"}
    assert "井" not in str(steps)


def test_what_is_published_under_a_mandate_to_edit_binds(tmp_path: Path) -> None:
    room = Room(tmp_path)
    room.do("issue", "plan", "First draft", "--on", "2026-02-01")
    room.adopt("--editing-mandate", "Commas")
    file = room.edit("plan", ("every year at", "each year at"))
    room.do("checkin", "plan", file, "-m", "As mandated", "--nature", "editorial")
    room.do("issue", "plan", "Final", "--symbol", "W/2026/8")
    for ref, contains in (("plan@1", "originalVersion"), ("plan@2", "singleVersion")):
        exported = room.do("export", "akn", ref).encode()
        sound(exported)
        assert values(exported, "/*/*/@contains") == [contains]
        assert values(exported, "//a:FRBRauthoritative/@value") == ["true"]
    assert values(exported, "//a:step/@outcome")[-1] == "#concept-published"
    assert values(exported, "//a:docNumber/text()") == ["W/2026/8"]
