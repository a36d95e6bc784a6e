"""Records: their bytes, their chain, and that old ones decode for ever."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from engine.errors import Damaged, UnknownFormat
from engine.events import DraftEvent, EditMade, PartyRegistered, SymbolGiven, VersionIssued
from engine.events.draft import Draft, Translated, evolve
from engine.events.process import Process, ProcessEvent
from engine.events.process import evolve as evolve_process
from engine.events.symbols import Symbols
from engine.events.symbols import evolve as evolve_symbols
from engine.proof.verification import Stored, prove
from engine.record import FIRST_PREV, KINDS, Record, decode, digest, encode
from engine.symbol import parse
from engine.text.digest import digest as text_digest

GOLDEN = sorted((Path(__file__).parent / "golden").glob("log-*.jsonl"))
"""Logs as earlier versions of Travaux wrote them. Never regenerated: a new kind, or a new field of
one, comes with a file of its own."""


def record(**fields: object) -> bytes:
    whole = {
        "recorded_at": datetime(2020, 6, 8, 12, tzinfo=UTC),
        "recorded_by": "isu",
        "effective_on": date(2020, 6, 8),
        "by": ("presidency",),
        "act": "a1",
        "prev": FIRST_PREV,
        "event": PartyRegistered(party="isu", name="执行支助股", role="secretariat"),
    }
    return encode(Record(**{**whole, **fields}))  # type: ignore[arg-type]


def test_a_record_is_json_that_a_person_can_read() -> None:
    assert json.loads(record(supported_by=("committee",))) == {
        "recorded_at": "2020-06-08T12:00:00Z",
        "recorded_by": "isu",
        "effective_on": "2020-06-08",
        "by": ["presidency"],
        "with": ["committee"],
        "act": "a1",
        "prev": "0" * 64,
        "event": {
            "kind": "party-registered",
            "party": "isu",
            "name": "执行支助股",
            "role": "secretariat",
        },
    }
    assert "执行支助股".encode() in record()


def test_the_digest_is_over_stream_step_kind_and_bytes() -> None:
    one = digest("process", 1, "party-registered", b"{}")
    assert one == "98f23b758ef454e275d4fbf8211a763dbb3c3156190cadda61ce77137e658014"
    assert (
        len(
            {
                one,
                digest("process", 2, "party-registered", b"{}"),
                digest("proces", 1, "sparty-registered", b"{}"),
                digest("process", 1, "party-registered", b"{} "),
            }
        )
        == 4
    )


def test_an_unknown_kind_is_refused_by_name() -> None:
    with pytest.raises(UnknownFormat, match="'party-dissolved'"):
        decode("process", 7, "party-dissolved", record())


def test_a_record_filed_under_another_kind_is_damage() -> None:
    with pytest.raises(Damaged, match="filed as document-opened"):
        decode("process", 7, "document-opened", record())


def test_a_field_that_nobody_knows_is_damage() -> None:
    with pytest.raises(Damaged, match="by_whom"):
        decode("process", 7, "party-registered", record().replace(b'"by"', b'"by_whom"'))


def golden(file: Path) -> list[Stored]:
    lines = file.read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    return [
        Stored(n, row["stream"], row["step"], row["kind"], row["record"].encode())
        for n, row in enumerate(rows, 1)
    ]


def test_records_of_format_1_decode_for_ever() -> None:
    decoded = [decode(s.stream, s.step, s.kind, s.state) for file in GOLDEN for s in golden(file)]
    assert {(e.stream.partition("/")[0], e.kind) for e in decoded} == {
        (family, kind) for family, kinds in KINDS.items() for kind in kinds
    }
    for entry in decoded:
        assert encode(entry.record) == entry.state


@pytest.mark.parametrize("file", GOLDEN, ids=lambda file: file.stem)
def test_a_golden_log_proves_itself(file: Path) -> None:
    proof = prove(golden(file), lambda _: None)
    assert proof.problems == []
    assert proof.records == len(golden(file)) > 0


def test_the_golden_draft_gives_the_text_it_gave() -> None:
    draft = Draft()
    for stored in golden(GOLDEN[0]):
        if stored.stream == "draft/tr/eng":
            event = decode(stored.stream, stored.step, stored.kind, stored.state).record.event
            assert isinstance(event, DraftEvent)
            evolve(draft, event)
            if isinstance(event, VersionIssued):
                assert text_digest(draft.text) == event.digest
    assert draft.adopted
    assert draft.versions[-1].version.digest == GOLDEN_DIGEST


GOLDEN_DIGEST = "f91c72c159d47d6caec7977d6b3e44c1b2e0b62b25fc6c4e8f037a18f009fc50"


def test_every_byte_of_a_record_counts() -> None:
    whole = golden(GOLDEN[0])
    assert any(
        isinstance(decode(s.stream, s.step, s.kind, s.state).record.event, EditMade) for s in whole
    )
    for at, stored in enumerate(whole):
        follows = any(later.stream == stored.stream for later in whole[at + 1 :])
        if not follows:
            continue
        changed = stored.state.replace(b'"recorded_by":"', b'"recorded_by":"x', 1)
        altered = [*whole]
        altered[at] = Stored(stored.position, stored.stream, stored.step, stored.kind, changed)
        problems = prove(altered, lambda _: None).problems
        assert problems
        assert problems[0].stream == stored.stream
        assert problems[0].step == stored.step + 1


def test_the_golden_timetable_gives_the_state_it_gave() -> None:
    process = Process()
    for stored in golden(Path(__file__).parent / "golden" / "log-2-timetable.jsonl"):
        if stored.stream == "process":
            event = decode(stored.stream, stored.step, stored.kind, stored.state).record.event
            assert isinstance(event, ProcessEvent)
            evolve_process(process, event)
    milestones = process.timetable.milestones
    assert milestones["meeting"].when is None
    assert milestones["comments"].set.when.edtf == "[..2020-04-30]"
    assert milestones["draft"].set.when.phrase == "3 月中旬"
    assert milestones["words"].parts == ("words-1", "words-2")
    assert milestones["feast"].cancelled
    silence = process.timetable.silences["new-days"]
    assert (silence.broken, silence.until.isoformat()) == (True, "2020-05-08T18:00:00+09:00")
    assert process.invitations["again"].supersedes == ("input",)
    assert process.members["highlands"] == ("plains",)
    assert process.rules == {"adopt": ("deciding-body",)}


def test_the_golden_adoption_gives_the_state_it_gave() -> None:
    drafts: dict[str, Draft] = {}
    given = Symbols()
    for stored in golden(Path(__file__).parent / "golden" / "log-adoption.jsonl"):
        event = decode(stored.stream, stored.step, stored.kind, stored.state).record.event
        if isinstance(event, DraftEvent):
            draft = drafts.setdefault(stored.stream.removeprefix("draft/"), Draft())
            evolve(draft, event)
            if isinstance(event, VersionIssued):
                assert text_digest(draft.text) == event.digest
        elif isinstance(event, SymbolGiven):
            evolve_symbols(given, event)
    original, official, courtesy = (drafts[f"tr/{lang}"] for lang in ("eng", "fra", "zho"))
    assert original.adopted
    assert original.adopted.orally_amended == 2
    assert original.published == 15
    assert [v.corrects for _, v in original.versions] == [None, None, None, None, 4, 5]
    assert official.translates == official.aligned_with == Translated("eng", 5)
    assert official.aligned == {"eng": {(f"tr-fra-{n}", f"tr-eng-{n}") for n in range(1, 16)}}
    assert (courtesy.translates, courtesy.aligned_with) == (None, Translated("eng", 1))
    by_hand = {("tr-zho-12", "tr-eng-15"), *((f"tr-zho-{n}", f"tr-eng-{n}") for n in range(1, 12))}
    assert courtesy.aligned == {"eng": by_hand - {("tr-zho-2", "tr-eng-2")}}
    assert [str(symbol) for symbol in given.given] == [
        "WELLS/2020/5",
        "WELLS/2020/5/Rev.1",
        "WELLS/2020/9",
        "WELLS/2020/9/Corr.1",
        "WELLS/2020/7",
    ]
    annexes = [(g.work, g.number, g.annex) for g in given.given[parse("WELLS/2020/9")]]
    assert annexes == [("tr", 3, "II"), ("tr", 4, "II"), ("vow", 1, "I")]
