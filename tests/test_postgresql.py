"""What is promised of a store on PostgreSQL, where a folder has no such troubles: lines that are
cut, servers that die, administrators that may do everything."""

from __future__ import annotations

import json
import os
import re
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from command import Desk
from engine.errors import Refused, TravauxError
from engine.postgres import database
from engine.postgres.address import Address
from engine.postgres.database import Unavailable
from engine.record import Entry
from engine.store import create, open_store, place
from processes import run
from proxy import Line
from server import Server, execute, free_port
from storing import application, begin, open_paper, problems, together

PLAN = "Plan of Work\n\n1. The parties will meet every year.\n\n2. They will report.\n"
DOCS = Path(__file__).parents[1] / "docs"


@pytest.fixture
def url(server: Server, request: pytest.FixtureRequest) -> str:
    """A schema for a store, named after the test."""
    name = re.sub("[^a-z0-9]+", "_", request.node.name.lower())[-50:].strip("_")
    return server.url(schema=f"t_{name}")


@pytest.fixture
def line(server: Server) -> Iterator[Line]:
    """A line to the server, that can be cut."""
    line = Line(server.port)
    yield line
    line.close()


def through(line: Line, server: Server, url: str) -> str:
    return url.replace(str(server.port), str(line.port))


def with_plan(desk: Desk) -> Desk:
    (desk.folder / "plan.txt").write_text(PLAN, encoding="utf-8")
    desk.do("init")
    desk.do("import", "plan", "plan.txt", "--lang", "eng")
    return desk


# Lines that are cut


@pytest.mark.parametrize("what", ["answer", "request"])
def test_a_commit_whose_answer_or_request_is_lost_is_recorded_once(
    tmp_path: Path, server: Server, url: str, line: Line, what: str
) -> None:
    desk = with_plan(Desk(tmp_path, through(line, server, url), inside=True))
    file = desk.edit("plan", ("every year", "every two years"))
    before = desk.log().splitlines()
    line.lose(what)
    said = desk.do("checkin", "plan", file, "-m", "why")
    assert line.lost == 1, "no line was cut; the test tried nothing"
    assert said.startswith("Recorded s")
    lines = desk.log().splitlines()
    assert lines[: len(before)] == before
    kinds = [json.loads(added)["kind"] for added in lines[len(before) :]]
    assert kinds == ["edit-made", "text-edited"]
    assert desk.json("verify")["ok"]
    handed_out = "SELECT last_value FROM stored_events_notification_id_seq"
    with psycopg.connect(server.url(), options=f"-c search_path={schema(url)}") as connection:
        found = connection.execute(handed_out).fetchone()
    assert found
    assert found[0] > json.loads(before[-1])["position"] + len(kinds), "it was not tried again"


def test_where_the_server_does_not_come_back_it_is_said_what_is_not_known(
    server: Server, url: str, line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "PATIENCE", 0.05)
    create(place(url), "a1", begin).close()
    with open_store(place(through(line, server, url))) as store:
        open_paper(store, "note")
        line.lose("answer", for_good=True)
        with pytest.raises(Unavailable) as caught:
            open_paper(store, "reply")
    assert "cannot be reached" in str(caught.value)
    assert "whether the act was recorded is not known" in str(caught.value)
    assert "travaux log" in (caught.value.hint or "")
    with open_store(place(url)) as store:
        assert "reply" in application(store).view().process().documents, "but it was"


def test_a_store_goes_on_where_its_lines_were_cut(server: Server, url: str) -> None:
    with create(place(url), "a1", begin) as store:
        store.private.put({"a": b"x"})
        acts = (
            lambda: open_paper(store, "note"),
            lambda: store.private.put({"b": b"y"}),
            lambda: store.private.delete(["a"]),
            lambda: list(store.log.follow()),
            store.log.last,
            lambda: store.log.read("draft/note/eng"),
            lambda: store.private.get("b"),
            store.private.keys,
        )
        for act in acts:
            cut = server.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE application_name = 'travaux'"
            )
            assert cut, "no line was cut; the test tried nothing"
            assert act() != []
        assert store.private.keys() == ["b", "secret"]
    assert not problems(url)


# Servers that die


def test_a_standby_promoted_after_the_primary_died_has_every_acknowledged_act() -> None:
    primary, standby = Server(), Server()
    acknowledged: list[str] = []
    followed: list[Entry] = []
    stop = threading.Event()
    hosts = f"127.0.0.1:{primary.port},127.0.0.1:{standby.port}"
    url = f"postgresql://postgres@{hosts}/postgres"
    where = place(url)

    def write() -> None:
        with open_store(where) as store:
            while not stop.is_set():
                work = f"paper-{len(acknowledged)}"
                open_paper(store, work)
                acknowledged.append(work)

    def follow() -> None:
        last = 0
        with open_store(where) as store:
            while True:
                ended = stop.is_set()
                for position, entry in store.log.follow(last):
                    followed.append(entry)
                    last = position
                if ended:
                    return
                time.sleep(0.02)

    def fail_over() -> None:
        try:
            acknowledges(20)
            primary.kill()
            died = len(acknowledged)
            standby.promote()
            acknowledges(died + 20)
        finally:
            stop.set()

    def acknowledges(number: int) -> None:
        deadline = time.monotonic() + 60
        while len(acknowledged) < number:
            assert time.monotonic() < deadline, f"{len(acknowledged)} acts, no more come"
            time.sleep(0.01)

    try:
        primary.begin()
        standby.follow(primary)
        primary.execute("ALTER SYSTEM SET synchronous_standby_names = 'standby'")
        primary.execute("SELECT pg_reload_conf()")
        create(where, "a1", begin).close()
        together(write, follow, fail_over)
        with open_store(where) as store:
            there = application(store).view().process().documents
            assert acknowledged == [w for w in there if w in set(acknowledged)]
            entries = [p.entry for p in store.log.follow()]
        assert followed == entries[: len(followed)]
        assert not problems(url)
    finally:
        primary.remove()
        standby.remove()


def test_what_no_standby_has_confirmed_is_not_acknowledged(server: Server, url: str) -> None:
    with create(place(url), "a1", begin) as store:
        told: list[str] = []

        def write() -> None:
            with pytest.raises(Unavailable) as caught:
                open_paper(store, "note")
            told.append(str(caught.value))

        def give_up_waiting() -> None:
            waiting = "pid FROM pg_stat_activity WHERE wait_event = 'SyncRep'"
            while not server.execute(f"SELECT {waiting}"):
                time.sleep(0.01)
            server.execute(f"SELECT pg_cancel_backend(pid) FROM (SELECT {waiting})")

        server.execute("ALTER SYSTEM SET synchronous_standby_names = 'nobody'")
        server.execute("SELECT pg_reload_conf()")
        try:
            together(write, give_up_waiting)
        finally:
            server.execute("ALTER SYSTEM RESET synchronous_standby_names")
            server.execute("SELECT pg_reload_conf()")
        assert "no standby has confirmed it" in told[0]
        open_paper(store, "reply")


# Desks that are far apart


def test_two_desks_see_each_others_acts_at_once(tmp_path: Path, url: str) -> None:
    with_plan(Desk(tmp_path / "one", url, inside=True))
    one, two = Desk(tmp_path / "one", url), Desk(tmp_path / "two", url)
    assert two.json("show", "plan") == one.json("show", "plan")
    two.do("checkin", "plan", two.edit("plan", ("every year", "every two years")), "-m", "why")
    assert "every two years" in one.do("show", "plan")
    one.do("issue", "plan", "First draft")
    assert two.json("versions", "plan") == one.json("versions", "plan")
    assert two.log() == one.log()


def test_of_two_editors_at_once_one_is_told_who_and_when(tmp_path: Path, url: str) -> None:
    one = with_plan(Desk(tmp_path / "one", url, inside=True))
    two = Desk(tmp_path / "two", url, inside=True)
    files = {
        one.folder: one.edit("plan", ("every year", "every two years")),
        two.folder: two.edit("plan", ("every year", "every month")),
    }
    ran = []

    def check_in(folder: Path) -> None:
        ran.append(Desk(folder, url).run("checkin", "plan", files[folder], "-m", "at once"))

    together(lambda: check_in(one.folder), lambda: check_in(two.folder))
    assert sorted(r.code for r in ran) == [0, 1]
    lost = next(r for r in ran if r.code)
    won = json.loads(one.log().splitlines()[-1])
    assert f"moved on to s{won['step']}" in lost.err
    assert "by presidency" in lost.err
    assert won["recorded_at"][:16].replace("T", " ") in lost.err
    assert one.json("verify")["ok"]


# Who may do what


def test_a_party_that_may_only_read_reads(tmp_path: Path, server: Server, url: str) -> None:
    desk = with_plan(Desk(tmp_path, url, inside=True))
    for statement in grants("reader", schema(url)):
        server.execute(statement)
    reader = Desk(tmp_path / "reader", url.replace("postgres@", "reader@"), inside=True)
    assert reader.json("show", "plan") == desk.json("show", "plan")
    assert reader.json("verify")["ok"]
    file = reader.edit("plan", ("every year", "every two years"))
    error = reader.refuse("checkin", "plan", file, "-m", "why")
    assert "does not allow it: permission denied" in error


def test_a_party_that_may_write_needs_no_more_than_the_guide_says(
    tmp_path: Path, server: Server, url: str
) -> None:
    desk = with_plan(Desk(tmp_path, url, inside=True))
    for statement in grants("editor", schema(url)):
        server.execute(statement)
    editor = Desk(tmp_path / "editor", url.replace("postgres@", "editor@"), inside=True)
    editor.do("checkin", "plan", editor.edit("plan", ("every year", "monthly")), "-m", "why")
    assert "monthly" in desk.do("show", "plan")
    with open_store(place(editor.store or "")) as store:
        store.private.put({"a": b"x"})
        store.private.delete(["a"])
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        execute(editor.store or "", "UPDATE {} SET topic = 'adopted'", "stored_events")


def schema(url: str) -> str:
    return Address.parse(url).schema


def grants(role: str, schema: str) -> list[str]:
    """The statements of the guide that make a role, for a schema."""
    page = (DOCS / "postgresql.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```sql\n(.*?)```", page, re.DOTALL)
    block = next(b for b in blocks if f"CREATE ROLE {role}" in b)
    statements = re.sub(r"\btravaux\b", schema, block)
    return [s for s in statements.split(";") if s.strip()]


# Addresses and errors


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql://isu@a,b/2rc", "postgresql://isu@a,b/2rc"),
        ("postgres://isu:s3cret@a:5433/2rc", "postgres://isu@a:5433/2rc"),
        ("postgresql://isu:s%403cret@a/2rc?schema=lap", "postgresql://isu@a/2rc?schema=lap"),
        (
            "postgresql://a/2rc?password=s3cret&sslmode=require",
            "postgresql://a/2rc?sslmode=require",
        ),
        ("postgresql:///2rc?host=/run/postgresql", "postgresql:///2rc?host=/run/postgresql"),
        ("postgresql://[::1]:5433/2rc", "postgresql://[::1]:5433/2rc"),
    ],
)
def test_an_address_shows_itself_without_its_password(url: str, shown: str) -> None:
    address = Address.parse(url)
    assert str(address) == shown
    assert "s3cret" not in repr(address)
    found = psycopg.conninfo.conninfo_to_dict(address.conninfo)
    assert found["dbname"] == "2rc"
    assert found["target_session_attrs"] == "read-write"
    assert "schema" not in found


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://isu:s3@cret@host/2rc",
        "postgresql://isu:s3/cret@host/2rc",
        "postgresql://isu:s3?cret@host/2rc",
        "postgresql://isu:s3#cret@host/2rc",
    ],
)
def test_a_password_written_wrongly_is_not_repeated(url: str) -> None:
    with pytest.raises(Refused) as caught:
        Address.parse(url)
    assert "cret" not in str(caught.value)
    assert "%40" in (caught.value.hint or "")


@pytest.mark.parametrize("name", ["", "pg_x", "information_schema", "A", 'x"; drop', "x" * 64])
def test_a_schema_has_a_plain_name(name: str) -> None:
    with pytest.raises(Refused, match="cannot name a store's schema"):
        Address.parse(f"postgresql://host/db?schema={name}")


@settings(max_examples=50)
@given(st.text(min_size=1).filter(str.strip))
def test_no_message_holds_a_password(password: str) -> None:
    address = Address.parse(f"postgresql://isu:{quote(password, safe='')}@host/db")
    assert password not in address.without_secrets(f"the server said >>{password}<< and left")


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("postgresql://isu:s3cret@127.0.0.1:{closed}/postgres", "cannot be reached"),
        ("postgresql://isu:s3cret@127.0.0.1:{port}/postgres", 'role "isu" does not exist'),
        ("postgresql://postgres:s3cret@127.0.0.1:{port}/nowhere", "nowhere"),
        ("postgresql://postgres:s3cret@no.such.host.invalid/postgres", "no.such.host.invalid"),
        ("postgresql://postgres:s3cret@127.0.0.1:{port}/postgres?sslmode=require", "SSL"),
        ("postgresql://postgres:s3cret@127.0.0.1:{port}/postgres?colour=red", "colour"),
        ("postgresql://postgres:s3cret@127.0.0.1:{port}/postgres", "is not a store"),
    ],
)
def test_what_is_wrong_with_a_connection_is_one_line(
    tmp_path: Path, server: Server, url: str, says: str
) -> None:
    store = url.format(port=server.port, closed=free_port())
    error = Desk(tmp_path, store, inside=True).refuse("status")
    assert says in error
    assert "s3cret" not in error


def test_a_schema_of_somebody_elses_is_left_alone(tmp_path: Path, server: Server, url: str) -> None:
    server.execute(f"CREATE SCHEMA {schema(url)} CREATE TABLE theirs (n integer)")
    desk = Desk(tmp_path, url, inside=True)
    assert "is not empty; a new store needs a schema of its own" in desk.refuse("init")
    server.execute(f"DROP TABLE {schema(url)}.theirs")
    desk.do("init")
    assert desk.json("verify")["ok"]


def test_a_database_in_another_encoding_is_refused(tmp_path: Path, server: Server) -> None:
    server.execute("CREATE DATABASE latin ENCODING LATIN1 TEMPLATE template0")
    desk = Desk(tmp_path, server.url().removesuffix("postgres") + "latin", inside=True)
    assert "a store needs one in UTF8" in desk.refuse("init")


def test_several_who_make_the_same_store_make_one(url: str) -> None:
    made, refused = [], []

    def make(id: str) -> None:
        try:
            create(place(url), id, begin).close()
            made.append(id)
        except Refused:
            refused.append(id)

    together(*(lambda id=id: make(id) for id in ("a1", "a2", "a3")))
    assert (len(made), len(refused)) == (1, 2)


def test_without_the_driver_it_is_said_how_to_get_it(tmp_path: Path) -> None:
    code = """
        import sys
        sys.modules["psycopg"] = None
        sys.argv = ["travaux", "--store", "postgresql://host/db", "status"]
        sys.stderr = sys.stdout
        from cli.main import main
        try:
            main()
        except SystemExit as done:
            print(done.code)
    """
    error, hint, exit_code = run(code, cwd=tmp_path).splitlines()
    assert error.startswith("Error: a store on PostgreSQL needs the driver psycopg")
    assert "travaux[postgres]" in hint
    assert exit_code == "1"


def test_a_store_in_a_folder_does_not_load_the_driver(tmp_path: Path) -> None:
    with_plan(Desk(tmp_path, inside=True))
    code = """
        import sys
        sys.argv = ["travaux", "status"]
        from cli.main import main
        try:
            main()
        except SystemExit as done:
            assert not done.code
        print({"psycopg", "eventsourcing.postgres"} & set(sys.modules))
    """
    assert run(code, cwd=tmp_path).endswith("set()")


def test_read_models_lie_in_the_users_cache(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with create(place(url), "a1", begin) as store:
        monkeypatch.setenv("HOME", str(tmp_path))
        for home, expected in (
            ("", tmp_path / ".cache"),
            ("not/absolute", tmp_path / ".cache"),
            (str(tmp_path / "x"), tmp_path / "x"),
        ):
            monkeypatch.setenv("XDG_CACHE_HOME", home)
            with open_store(place(url)) as other:
                assert other.views == expected / "travaux" / "a1"
        execute(url, "UPDATE {} SET id = '../../etc'", "store")
        with pytest.raises(TravauxError, match="is not a store's id"):
            open_store(place(url))
        assert store.id == "a1"
        assert os.listdir(tmp_path) == []
