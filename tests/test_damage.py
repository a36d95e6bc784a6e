"""Whatever is altered in a log is found, and named by position and stream where these are known."""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import signal
import threading
from uuid import UUID

import pytest
from eventsourcing.persistence import StoredEvent, Tracking

from engine.errors import NotFound, TravauxError
from engine.lmdb import damage
from engine.lmdb.damage import problems
from engine.lmdb.environment import open_environment
from engine.lmdb.layout import pack, seal
from engine.recorder import LmdbAggregateRecorder, LmdbProcessRecorder
from processes import start

LAP, RD, OLD = "draft/lap/eng", "draft/rd/eng", UUID(int=9)


def fill(environment, size=20):
    log = LmdbProcessRecorder(environment)
    for stream, steps in ((LAP, 3), (RD, 2), (OLD, 2)):
        log.insert_events(
            [StoredEvent(stream, n, "text-edited", b"x" * size) for n in range(1, steps + 1)]
        )
    log.insert_events([], tracking=Tracking("upstream", 7))
    LmdbAggregateRecorder(environment, "snapshots").insert_events(
        [StoredEvent(LAP, 3, "snapshot", b"y" * size)]
    )
    return log


@pytest.fixture
def environment(tmp_path):
    with open_environment(tmp_path) as environment:
        fill(environment)
        yield environment


def contents(environment):
    """Every entry of every database."""

    def read(txn, databases):
        return {name: list(txn.cursor(database)) for name, database in databases.items()}

    return environment.read(read)


def found(environment):
    return [
        (each.position, each.stream, each.step, each.what) for each in problems(environment.path)
    ]


def change(environment, database, *changes):
    """Puts each (key, value); takes the key away where the value is None."""

    def act(txn, databases):
        for key, value in changes:
            if value is None:
                txn.delete(key, db=databases[database])
            else:
                txn.put(key, value, db=databases[database])

    environment.write(act)


def index_key(stream, step):
    return b"s" + len(stream).to_bytes(2) + stream.encode() + pack(step)


def record(environment, position):
    return environment.read(lambda txn, databases: txn.get(pack(position), db=databases["records"]))


def test_a_sound_log_has_no_problems(environment):
    assert found(environment) == []


def test_where_there_is_no_log_none_is_judged(tmp_path):
    with pytest.raises(NotFound, match=r"holds no data\.mdb"):
        list(problems(tmp_path / "nothing"))


@pytest.mark.parametrize(
    "database", ["records", "index", "tracking", "meta", "snapshots/records", "snapshots/index"]
)
def test_any_flipped_byte_of_an_entry_is_found(environment, database):
    environment.open_databases(database)
    whose = {position: (stream, step) for position, stream, step in named_in(environment)}
    for key, value in contents(environment)[database]:
        for at in range(len(key)):
            other = bytearray(key)
            other[at] ^= 0x40
            change(environment, database, (key, None), (bytes(other), value))
            if database != "meta":  # a key that no Travaux knows says nothing
                assert found(environment), (key, at)
                assert_named(environment, database, key, value, whose)
            change(environment, database, (bytes(other), None), (key, value))
        for at in range(len(value)):
            other = bytearray(value)
            other[at] ^= 0x40
            change(environment, database, (key, bytes(other)))
            assert found(environment), (key, at)
            assert_named(environment, database, key, value, whose)
            change(environment, database, (key, value))
    assert found(environment) == []


def named_in(environment):
    log = LmdbProcessRecorder(environment)
    for each in log.select_notifications(1, 99):
        yield each.id, each.originator_id, each.originator_version


def assert_named(environment, database, key, value, whose):
    """What was altered in the log is named by position, stream and step."""
    if database in ("records", "index"):
        number = int.from_bytes(key if database == "records" else value)
        assert (number, *whose[number]) in [each[:3] for each in found(environment)]


def test_an_altered_record_is_named(environment):
    value = record(environment, 5)
    change(environment, "records", (pack(5), value[:-40] + b"z" + value[-39:]))
    what = f"record 5, {RD} step 2: its digest does not match"
    assert found(environment) == [(5, RD, 2, what)]


def test_a_record_whose_own_name_is_damaged_is_named_by_the_index(environment):
    value = record(environment, 6)
    change(environment, "records", (pack(6), b"\xff" * 30 + value[30:]))
    assert found(environment) == [(6, OLD, 1, "record 6: its digest does not match")]


def test_a_record_removed_is_missed_on_both_sides(environment):
    change(environment, "records", (pack(2), None))
    assert found(environment) == [
        (3, None, None, "not there: record 2, before record 3"),
        (2, LAP, 2, "the index names record 2, which is not there"),
    ]


def test_a_record_and_its_entry_removed_leave_a_gap(environment):
    change(environment, "records", (pack(2), None))
    change(environment, "index", (index_key(LAP, 2), None))
    assert found(environment) == [
        (3, None, None, "not there: record 2, before record 3"),
        (None, LAP, 3, "not there: step 2, before step 3"),
    ]


def test_two_records_swapped_are_both_named(environment):
    second, fourth = record(environment, 2), record(environment, 4)
    change(environment, "records", (pack(2), fourth), (pack(4), second))
    assert [(position, stream, step) for position, stream, step, _ in found(environment)] == [
        (4, RD, 1),
        (2, LAP, 2),
    ]


def test_two_records_swapped_and_sealed_anew_are_found_by_the_index(environment):
    def resealed(source, target):
        return pack(target), seal(pack(target), record(environment, source)[:-32])

    change(environment, "records", resealed(2, 4), resealed(4, 2))
    assert found(environment) == [
        (2, RD, 1, "the index names record 4 in place of record 2"),
        (4, LAP, 2, "the index names record 2 in place of record 4"),
        (4, RD, 1, f"the index names record 4, which is another: record 4, {LAP} step 2"),
        (2, LAP, 2, f"the index names record 2, which is another: record 2, {RD} step 1"),
    ]


def test_an_entry_missing_from_the_index_is_found_by_its_record(environment):
    change(environment, "index", (index_key(LAP, 3), None))
    assert found(environment) == [(3, LAP, 3, "the record is not in the index")]


def test_a_record_of_an_unknown_layout_is_named(environment):
    change(environment, "records", (pack(4), seal(pack(4), b"\x07unknown")))
    what = "record 4 has layout 7; this Travaux reads layout 1"
    assert found(environment) == [(4, RD, 1, what)]


def test_a_log_that_others_write_to_is_judged_as_it_is_at_the_time(tmp_path):
    writer = """
        import sys
        from eventsourcing.persistence import StoredEvent
        from engine.lmdb.environment import open_environment
        from engine.recorder import LmdbApplicationRecorder
        log = LmdbApplicationRecorder(open_environment(sys.argv[1], map_size=1 << 20))
        step = 0
        print("ready", flush=True)
        while True:
            step += 1
            state = b"x" * (step % 7 * 1500)
            log.insert_events([StoredEvent(sys.argv[2], step, "t", state)])
    """
    with open_environment(tmp_path) as environment:
        fill(environment)
        others = [start(writer, tmp_path, name) for name in ("one", "two")]
        try:
            for each in others:
                each.stdout.readline()
            for _ in range(15):
                assert list(problems(tmp_path)) == []
        finally:
            for each in others:
                each.kill()
                each.communicate()
        assert list(problems(tmp_path)) == []


def test_threads_that_write_are_no_damage_either(environment):
    stop = threading.Event()
    log = LmdbProcessRecorder(environment)

    def write():
        step = 0
        while not stop.is_set():
            step += 1
            log.insert_events([StoredEvent("draft/pd/eng", step, "t", b"x" * 3000)])

    thread = threading.Thread(target=write)
    thread.start()
    try:
        for _ in range(15):
            assert found(environment) == []
    finally:
        stop.set()
        thread.join()


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    """A log of some pages, with branches and overflow pages, and everything in it."""
    folder = tmp_path_factory.mktemp("sound")
    with open_environment(folder) as environment:
        log = fill(environment, 5000)
        for step in range(3, 300):
            log.insert_events([StoredEvent(RD, step, "text-edited", b"z" * (step % 400))])
    return folder, read_all(folder)


def read_all(folder):
    with open_environment(folder, create=False) as environment:
        names = ("records", "index", "tracking", "meta", "snapshots/records", "snapshots/index")
        environment.open_databases(*names)
        return contents(environment)


@pytest.mark.parametrize("seed", range(int(os.environ.get("TRAVAUX_DAMAGES", "60"))))
def test_random_damage_to_the_file_is_found_or_has_changed_nothing(sound, tmp_path, seed):
    """Up to fifty bytes anywhere. If nothing is found, the log reads as before: the damage hit
    what is not in use; or it took back the last commit, which only a checkpoint can tell."""
    folder, before = sound
    dice = random.Random(seed)
    shutil.copy(folder / "data.mdb", tmp_path)
    with (tmp_path / "data.mdb").open("r+b") as file:
        size = file.seek(0, os.SEEK_END)
        for _ in range(dice.choice((1, 3, 50))):
            file.seek(dice.choice((dice.randrange(size), dice.randrange(8192))))
            file.write(bytes([dice.randrange(256)]))
    if not list(problems(tmp_path)):
        after = read_all(tmp_path)
        assert after == before or all(
            set(after[name]) <= set(before[name]) for name in ("records", "index")
        )


@pytest.mark.parametrize("kind", ["noise", "cut", "zeros"])
def test_a_ruined_file_is_a_problem_and_never_a_crash(sound, tmp_path, kind):
    whole = (sound[0] / "data.mdb").read_bytes()
    dice = random.Random(kind)
    ruins = {
        "noise": whole[:8192] + dice.randbytes(len(whole) - 8192),
        "cut": whole[: len(whole) // 2 + 100],
        "zeros": whole[:8192] + bytes(len(whole) - 8192),
    }
    (tmp_path / "data.mdb").write_bytes(ruins[kind])
    assert list(problems(tmp_path))
    with contextlib.suppress(TravauxError):
        open_environment(tmp_path, read_only=True).close()
    (tmp_path / "data.mdb").write_bytes(dice.randbytes(20_000))
    assert list(problems(tmp_path))


def test_if_the_reading_process_is_killed_the_rest_is_said_to_be_unknown(
    sound, tmp_path, monkeypatch
):
    shutil.copy(sound[0] / "data.mdb", tmp_path)
    os.truncate(tmp_path / "data.mdb", 40_000)
    monkeypatch.setattr(damage, "_APART", "import os; os.kill(os.getpid(), 7)")
    *first, last = problems(tmp_path)
    assert first
    assert last.what == f"data.mdb could not be read to the end: {signal.strsignal(signal.SIGBUS)}"


def test_to_look_for_problems_changes_nothing(sound, tmp_path):
    shutil.copy(sound[0] / "data.mdb", tmp_path)
    with (tmp_path / "data.mdb").open("r+b") as file:
        file.seek(file.seek(0, os.SEEK_END) // 2)
        file.write(b"\xff" * 20_000)
    before = (tmp_path / "data.mdb").read_bytes()
    assert list(problems(tmp_path))
    assert (tmp_path / "data.mdb").read_bytes() == before
