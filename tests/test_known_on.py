"""`--known-on DATE`: what had been recorded by the end of that day, and nothing later."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import click
import pytest

from cli.main import COMMANDS, travaux
from clock import Clock
from command import Desk, Ran, desk_at
from engine.errors import Refused
from engine.known import known_on
from engine.lmdb.environment import open_environment
from engine.lmdb.layout import pack
from engine.store import create
from engine.store import place as named
from histories import HISTORIES, questions
from server import Server
from storing import begin

READING = {"checkout", "timeline", "rules show", "status", "versions", "show", "diff", "log"}
READING |= {
    "authors",
    "export akn",
    "export akn-history",
    "export contributions-svg",
    "export ics",
    "export timeline-svg",
}
READING |= {"comments", "compile", "contributions", "link", "replay", "party list", "trace"}
FIRST = date(2021, 3, 1)
NOTE = "A note\n\n1. We meet.\n\n2. We part.\n"


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch, f"{FIRST}T12:00:00Z")


def commands() -> Iterator[tuple[str, click.Command]]:
    context = click.Context(travaux, info_name="travaux")
    for name in (name for names in COMMANDS.values() for name in names):
        command = travaux.get_command(context, name)
        assert command
        if isinstance(command, click.Group):
            yield from ((f"{name} {below}", c) for below, c in command.commands.items())
        else:
            yield name, command


def test_every_command_that_reads_what_the_log_says_takes_it() -> None:
    taking = {name for name, c in commands() if any(p.name == "known_on" for p in c.params)}
    assert taking == READING


# -- the answers of that day ---------------------------------------------------------------------


class Daily(Desk):
    """A desk at which everything is done on a day of its own; every third evening some questions
    are asked, and the answers kept."""

    def __init__(self, folder: Path, store: str | None, clock: Clock) -> None:
        super().__init__(folder, store, inside=True)
        self.clock = clock
        self.day = FIRST
        self.answers: list[tuple[date, tuple[object, ...], Ran]] = []
        self.chance = random.Random(1)
        self.asking = False

    def do(self, *args: object, party: str | None = None) -> str:
        if args[0] in ("show", "checkout") or self.asking:
            return super().do(*args, party=party)
        self.day += timedelta(days=1)
        self.clock.put_on(f"{self.day}T12:00:00Z")
        done = super().do(*args, party=party)
        if self.day.day % 3 == 0:
            self.asking = True
            asked = [q for q in questions(self) if q[0] != "checkout"]
            for question in self.chance.sample(asked, min(12, len(asked))):
                self.answers.append((self.day, question, self.run(*question)))
            self.asking = False
        return done


@pytest.mark.parametrize("kind", HISTORIES)
def test_known_on_a_day_everything_is_answered_as_it_was_that_day(
    tmp_path: Path, clock: Clock, kind: str
) -> None:
    answered_as_that_day(Daily(tmp_path, None, clock), kind)


def test_so_it_is_on_postgresql(tmp_path: Path, clock: Clock, server: Server) -> None:
    answered_as_that_day(Daily(tmp_path, server.url(schema="known_on"), clock), "drafted")


def answered_as_that_day(desk: Daily, kind: str) -> None:
    HISTORIES[kind](desk)
    assert {ran.code for _, _, ran in desk.answers} <= {0, 1}
    assert len(desk.answers) >= 12
    now = 0
    for day, question, ran in desk.answers:
        assert desk.run(*question, "--known-on", day) == ran, (day, question)
        now += desk.run(*question) == ran
    assert now < len(desk.answers), "nothing that was recorded later made any difference"


def test_each_command_leaves_out_what_came_later(tmp_path: Path, place: str, clock: Clock) -> None:
    desk = desk_at(tmp_path, place)
    (tmp_path / "note.txt").write_text(NOTE, encoding="utf-8")
    desk.do("init")
    desk.do("import", "note", "note.txt", "--lang", "eng")
    clock.put_on("2021-03-02T12:00:00Z")
    desk.do("checkin", "note", desk.edit("note", ("We meet", "We all meet")), "-m", "All")
    desk.do("issue", "note", "First draft")
    clock.put_on("2021-03-03T12:00:00Z")
    desk.do("party", "register", "isu", "Unit", "secretariat")

    def known(*args: object) -> str:
        return desk.do(*args, "--known-on", "2021-03-01")

    assert known("show", "note") == desk.do("show", "note@s4") != desk.do("show", "note")
    assert "all" in desk.do("diff", "note@s4")
    assert "all" not in known("diff", "note@s4")
    assert known("versions", "note") == "No version of note/eng has been issued yet.\n"
    assert "First draft" in desk.do("versions", "note")
    assert len(known("log", "--json").splitlines()) < len(desk.log().splitlines())
    assert json.loads(known("status", "--json"))["parties"] == ["presidency"]
    assert json.loads(known("status", "--json"))["documents"][0]["step"] == 4
    assert json.loads(known("timeline", "--json"))["as_of"] == "2021-03-01"
    spans = json.loads(known("authors", "note", "--json"))["spans"]
    assert {span["edit"] for span in spans} == {2}
    assert b"all meet" not in known("export", "akn", "note").encode()
    for point in ("1", "first-draft", "s5"):
        refused = desk.refuse("show", f"note@{point}", "--known-on", "2021-03-01")
        assert "note/eng has no" in refused
    assert "all" in desk.do("show", "note@1", "--known-on", "2021-03-02")


def test_entered_late_it_is_of_its_day_but_was_not_known(
    tmp_path: Path, place: str, clock: Clock
) -> None:
    desk = desk_at(tmp_path, place)
    (tmp_path / "note.txt").write_text(NOTE, encoding="utf-8")
    desk.do("init")
    desk.do("import", "note", "note.txt", "--lang", "eng")
    clock.put_on("2021-03-10T12:00:00Z")
    file = desk.edit("note", ("We meet", "We all meet"))
    desk.do("checkin", "note", file, "-m", "All", "--on", "2021-03-03")
    assert "all" in desk.do("show", "note@2021-03-05")
    assert "all" not in desk.do("show", "note@2021-03-05", "--known-on", "2021-03-09")
    assert "all" in desk.do("show", "note@2021-03-05", "--known-on", "2021-03-10")


# -- where the day ends --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("zone", "last", "first"),
    [
        ("UTC", "2021-03-01T23:59:59Z", "2021-03-02T00:00:00Z"),
        ("Asia/Tokyo", "2021-03-01T14:59:59Z", "2021-03-01T15:00:00Z"),
        ("America/New_York", "2021-03-02T04:59:59Z", "2021-03-02T05:00:00Z"),
        ("Asia/Kathmandu", "2021-03-01T18:14:59Z", "2021-03-01T18:15:00Z"),
    ],
)
def test_a_day_ends_at_midnight_in_the_time_zone_of_the_process(
    tmp_path: Path, place: str, clock: Clock, zone: str, last: str, first: str
) -> None:
    desk = desk_at(tmp_path, place)
    (tmp_path / "p.toml").write_text(
        f'format = 1\ntitle = "P"\ntime_zone = "{zone}"\n'
        '[[party]]\nid = "presidency"\nname = "P"\nrole = "presidency"\n'
    )
    clock.put_on(last)
    desk.do("init", "--process", "p.toml")
    desk.do("party", "register", "one", "One", "observer")
    clock.put_on(first)
    desk.do("party", "register", "two", "Two", "observer", party="presidency")
    rows = [json.loads(line) for line in desk.log().splitlines()]
    assert [row["recorded_at"] for row in rows[-2:]] == [last, first]

    def parties(day: str) -> list[str]:
        found = json.loads(desk.do("status", "--json", "--known-on", day))["parties"]
        assert isinstance(found, list)
        return found

    assert parties("2021-03-01") == ["presidency", "one"]
    assert parties("2021-03-02") == ["presidency", "one", "two"]


def test_the_night_in_which_clocks_go_back_is_one_day_too(tmp_path: Path) -> None:
    """In Geneva 25 October 2020 has 25 hours: it ends at 23:00 UTC, and began at 22:00."""
    with create(tmp_path / "store", "a", begin) as store:
        zone = ZoneInfo("Europe/Zurich")
        assert known_on(store.log, date(2020, 10, 24), zone)._before == datetime(
            2020, 10, 24, 22, tzinfo=UTC
        )
        assert known_on(store.log, date(2020, 10, 25), zone)._before == datetime(
            2020, 10, 25, 23, tzinfo=UTC
        )


def test_where_the_clock_ran_backwards_nothing_is_lost(
    tmp_path: Path, place: str, clock: Clock
) -> None:
    desk = desk_at(tmp_path, place)
    clock.put_on("2021-03-05T12:00:00Z")
    desk.do("init")
    clock.put_on("2021-03-02T12:00:00Z")
    desk.do("party", "register", "late", "Late", "observer")
    known = json.loads(desk.do("status", "--json", "--known-on", "2021-03-05"))
    assert known["parties"] == ["presidency", "late"]
    assert "the first record is of 2021-03-05" in desk.refuse("log", "--known-on", "2021-03-04")


@pytest.mark.usefixtures("clock")
def test_before_the_first_record_there_is_nothing(tmp_path: Path, place: str) -> None:
    desk = desk_at(tmp_path, place)
    desk.do("init")
    for command in (("status",), ("log",), ("timeline",), ("rules", "show"), ("show", "note")):
        error = desk.refuse(*command, "--known-on", "2021-02-28")
        assert "nothing was recorded by 2021-02-28; the first record is of 2021-03-01" in error
    assert "'yesterday' is not a date" in desk.refuse("log", "--known-on", "yesterday", code=2)
    assert "nothing was recorded by 0001-01-01" in desk.refuse("log", "--known-on", "0001-01-01")
    assert desk.do("status", "--known-on", "9999-12-31") == desk.do("status")


# -- a log that is cut ---------------------------------------------------------------------------


def test_what_is_past_is_not_added_to_nor_proved(place: str) -> None:
    with create(named(place), "a", begin) as store:
        day = store.log.read("process", 1)[0].record.recorded_at.date()
        log = known_on(store.log, day, ZoneInfo("UTC"))
        entries = log.read("process")
        assert entries == store.log.read("process")
        assert log.last() == store.log.last()
        with pytest.raises(Refused, match="cannot be added to"):
            log.append(entries)
        with pytest.raises(Refused, match="proved as a whole"):
            log.stored()
        before = known_on(store.log, day - timedelta(days=1), ZoneInfo("UTC"))
        assert (before.last(), before.head("process"), before.read("process")) == (None, None, [])
        assert [*before.follow(), *before.follow_stream("process")] == []


def test_a_damaged_stream_is_no_hindrance_to_the_others(tmp_path: Path, clock: Clock) -> None:
    desk = Desk(tmp_path, inside=True)
    desk.do("init")
    for day, work in (("2021-03-02", "plan"), ("2021-03-03", "note"), ("2021-03-04", "act")):
        clock.put_on(f"{day}T12:00:00Z")
        (tmp_path / f"{work}.txt").write_text(NOTE, encoding="utf-8")
        desk.do("import", work, f"{work}.txt", "--lang", "eng")
    rows = [json.loads(line) for line in desk.log().splitlines()]
    positions = [row["position"] for row in rows if row["stream"] == "draft/note/eng"]
    expected = desk.do("show", "plan"), desk.do("show", "act")
    with open_environment(tmp_path / ".travaux" / "log") as environment:
        environment.open_databases("records", "index")

        def flip(txn, databases):  # type: ignore[no-untyped-def]
            for position in positions:
                value = bytearray(txn.get(pack(position), db=databases["records"]))
                value[-40] ^= 1
                txn.put(pack(position), bytes(value), db=databases["records"])

        environment.write(flip)
    for day in ("2021-03-02", "2021-03-03", "2021-03-04"):
        assert desk.do("show", "plan", "--known-on", day) == expected[0]
    assert desk.do("show", "act", "--known-on", "2021-03-04") == expected[1]
    assert desk.run("show", "note", "--known-on", "2021-03-03").err.startswith("Error: ")
    assert "act" in desk.run("show", "act", "--known-on", "2021-03-03").err
