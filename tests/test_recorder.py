"""What a log on LMDB promises: one act, one transaction; one writer a step; nothing lost."""

from __future__ import annotations

from collections import defaultdict
from hashlib import sha256
from uuid import UUID

import pytest
from eventsourcing.persistence import IntegrityError, StoredEvent, Tracking
from eventsourcing.popo import POPOAggregateRecorder
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import Damaged, NotFound, Refused, UnknownFormat
from engine.lmdb.damage import problems
from engine.lmdb.disk import Unusable
from engine.lmdb.environment import open_environment
from engine.lmdb.layout import pack, seal
from engine.recorder import (
    LmdbAggregateRecorder,
    LmdbApplicationRecorder,
    LmdbFactory,
    LmdbProcessRecorder,
)
from processes import run, start

LAP = "draft/lap/eng"
RD = "draft/rd/eng"


def event(stream, step, topic="text-edited", state=b"{}"):
    return StoredEvent(stream, step, topic, state)


def events(stream, first, last):
    return [event(stream, step, state=b'{"step":%d}' % step) for step in range(first, last + 1)]


@pytest.fixture
def environment(tmp_path):
    with open_environment(tmp_path / "log") as environment:
        yield environment


@pytest.fixture
def log(environment):
    return LmdbApplicationRecorder(environment)


def put(environment, database, key, value):
    environment.write(lambda txn, databases: txn.put(key, value, db=databases[database]))


def test_a_record_is_the_bytes_of_the_specification(environment, log):
    log.insert_events([event(LAP, 1, "draft-opened", b'{"kind":"original"}')])
    key = bytes.fromhex("0000000000000001")
    content = (
        bytes.fromhex("01 73 000d")
        + b"draft/lap/eng"
        + bytes.fromhex("0000000000000001 000c 00 00 00000000")
        + b'draft-opened{"kind":"original"}'
    )
    stored = environment.read(
        lambda txn, databases: {
            name: dict(txn.cursor(databases[name])) for name in ("records", "index", "meta")
        }
    )
    layout = bytes.fromhex("0000000000000001")
    assert stored == {
        "records": {key: content + sha256(key + content).digest()},
        "index": {b"s\x00\x0ddraft/lap/eng" + key: key},
        "meta": {b"layout": layout + sha256(b"layout" + layout).digest()},
    }


def test_an_event_id_and_metadata_of_later_writers_are_passed_over(environment, log):
    log.insert_events([event(LAP, 1)])
    position, stream = pack(2), b"s\x00\x0d" + LAP.encode()
    sizes = b"\x00\x05\x10\x00\x00\x00\x00\x04"
    content = b"\x01" + stream + pack(2) + sizes + b"moved" + b"i" * 16 + b"meta" + b"{}"
    put(environment, "records", position, seal(position, content))
    put(environment, "index", stream + pack(2), position)
    assert log.select_events(LAP)[1] == event(LAP, 2, "moved")
    assert log.select_notifications(2, 1)[0].state == b"{}"
    assert not list(problems(environment.path))


def test_an_act_over_several_streams_is_recorded_whole_or_not_at_all(log):
    log.insert_events([event(LAP, 1), event(RD, 1)])
    with pytest.raises(IntegrityError, match="draft/rd/eng step 1 is taken, at position 2"):
        log.insert_events([event(LAP, 2), event(RD, 1)])
    assert log.select_events(LAP) == [event(LAP, 1)]
    assert log.max_notification_id() == 2
    assert log.insert_events([event(LAP, 2), event(RD, 2)]) == [3, 4]


def test_a_step_given_twice_in_one_act_is_refused(log):
    with pytest.raises(IntegrityError, match="draft/lap/eng step 1 is taken, by this append"):
        log.insert_events([event(LAP, 1), event(LAP, 1)])
    assert log.max_notification_id() is None


def test_a_stream_of_the_log_has_no_gaps(log):
    with pytest.raises(IntegrityError, match="draft/lap/eng step 1 is not there"):
        log.insert_events([event(LAP, 2)])
    log.insert_events([event(LAP, 2), event(LAP, 1)])
    with pytest.raises(IntegrityError, match="draft/lap/eng step 3 is not there"):
        log.insert_events([event(LAP, 4)])


def test_snapshots_may_have_gaps_and_lie_in_the_views_if_there_are(tmp_path):
    env = {"LMDB_PATH": str(tmp_path / "log"), "LMDB_VIEWS_PATH": str(tmp_path / "views")}
    factory = LmdbFactory(env)
    snapshots = factory.aggregate_recorder("snapshots")
    snapshots.insert_events([event(LAP, 7), event(LAP, 40)])
    assert snapshots.select_events(LAP, desc=True, limit=1) == [event(LAP, 40)]
    assert factory.aggregate_recorder().select_events(LAP) == []
    factory.close()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["log", "views"]
    with open_environment(tmp_path / "views") as views:
        assert LmdbAggregateRecorder(views, "snapshots").select_events(LAP)
    assert not list(problems(tmp_path / "views"))


@given(
    gt=st.none() | st.integers(-2, 13),
    lte=st.none() | st.integers(-2, 13),
    desc=st.booleans(),
    limit=st.none() | st.integers(1, 13),
)
@settings(max_examples=300, deadline=None)
def test_a_range_of_steps_is_what_the_library_takes_for_it(ranges, gt, lte, desc, limit):
    ours, theirs = ranges
    for stream in (LAP, LAP[:-1], LAP + "2", UUID(int=1), "nothing"):
        query = {"gt": gt, "lte": lte, "desc": desc, "limit": limit}
        assert ours.select_events(stream, **query) == theirs.select_events(stream, **query)


@pytest.fixture(scope="module")
def ranges(tmp_path_factory):
    theirs = POPOAggregateRecorder()
    with open_environment(tmp_path_factory.mktemp("log")) as environment:
        ours = LmdbApplicationRecorder(environment)
        for recorder in (ours, theirs):
            recorder.insert_events(events(LAP, 1, 10))
            recorder.insert_events(events(LAP[:-1], 0, 11))
            recorder.insert_events(events(LAP + "2", 1, 1))
            recorder.insert_events(events(UUID(int=1), 0, 3))
        yield ours, theirs


def test_what_the_store_cannot_hold_is_refused_and_named(log):
    for refused, why in (
        (event("x" * 501, 1), "stream id x.* has 501 bytes; the store takes 500"),
        (event(LAP, -1), "step -1 of draft/lap/eng is outside"),
        (event(LAP, 2**63), "step 9223372036854775808 of draft/lap/eng is outside"),
        (event(LAP, 1, topic="t" * 65536), "topic t.* has 65536 bytes"),
        (event("half \ud83d", 1), "is not Unicode text"),
    ):
        with pytest.raises(Refused, match=why):
            log.insert_events([refused])
    with pytest.raises(TypeError, match="draft/lap/eng step 1 is memoryview, not bytes"):
        log.insert_events([event(LAP, 1, state=memoryview(b"{}"))])
    log.insert_events([event("x" * 500, 1, "t" * 65535, b"x" * 3_000_000)])
    assert len(log.select_events("x" * 500)[0].state) == 3_000_000


def test_a_folder_and_a_map_size_are_needed_and_checked(tmp_path):
    with pytest.raises(NotFound, match="LMDB_PATH is not set"):
        LmdbFactory({})
    with pytest.raises(Unusable, match="LMDB_MAP_SIZE is '1 GiB', not a number"):
        LmdbFactory({"LMDB_PATH": str(tmp_path), "LMDB_MAP_SIZE": "1 GiB"})


def test_pages_of_a_long_log_join_without_a_seam(log):
    log.insert_events([event(LAP, n, "odd" if n % 2 else "even") for n in range(1, 9001)])
    assert [each.id for each in log.select_notifications(None, 9999)] == list(range(1, 9001))
    found = log.select_notifications(2, 4300, topics=["even"])
    assert [each.id for each in found] == list(range(2, 8602, 2))
    assert log.select_notifications(5, 9, stop=3) == []
    assert log.select_notifications(5, 0) == []


def test_a_follower_sees_each_event_once_whoever_commits_it(tmp_path):
    writer = """
        import sys
        from eventsourcing.persistence import StoredEvent
        from engine.lmdb.environment import open_environment
        from engine.recorder import LmdbApplicationRecorder
        log = LmdbApplicationRecorder(open_environment(sys.argv[1]))
        print("ready", flush=True)
        for line in sys.stdin:
            stream, step = line.split()
            log.insert_events([StoredEvent(stream, int(step), "t", b"{}")])
    """
    with start(writer, tmp_path) as other, open_environment(tmp_path) as environment:
        log = LmdbApplicationRecorder(environment)
        other.stdout.readline()
        with log.subscribe() as subscription:
            for step in range(1, 21):
                log.insert_events([event(LAP, step)])
                print(RD, step, file=other.stdin, flush=True)
            seen = [next(subscription) for _ in range(40)]
        other.stdin.close()
    assert [each.id for each in seen] == list(range(1, 41))
    by_stream = defaultdict(list)
    for each in seen:
        by_stream[each.originator_id].append(each.originator_version)
    assert by_stream == {LAP: list(range(1, 21)), RD: list(range(1, 21))}


def test_a_follower_is_told_of_damage_and_waits_no_longer(environment, log):
    log.insert_events(events(LAP, 1, 3))
    flip(environment, "records", pack(2), 60)
    with log.subscribe(gt=1) as subscription, pytest.raises(Damaged, match="record 2, draft/lap"):
        next(subscription)


def test_two_processes_never_take_the_same_step(tmp_path):
    writer = """
        import sys
        from eventsourcing.persistence import IntegrityError, StoredEvent
        from engine.lmdb.environment import open_environment
        from engine.recorder import LmdbApplicationRecorder
        log = LmdbApplicationRecorder(open_environment(sys.argv[1]))
        won = 0
        while True:
            last = log.select_events("draft/lap/eng", desc=True, limit=1)
            step = last[0].originator_version + 1 if last else 1
            if step > 300:
                break
            try:
                log.insert_events([StoredEvent("draft/lap/eng", step, "t", sys.argv[2].encode())])
                won += 1
            except IntegrityError as error:
                assert f"draft/lap/eng step {step} is taken" in str(error)
        print(won)
    """
    writers = [start(writer, tmp_path, name) for name in ("one", "two", "three")]
    won = [int(each.communicate()[0]) for each in writers]
    with open_environment(tmp_path) as environment:
        found = LmdbApplicationRecorder(environment).select_events(LAP)
    assert sum(won) == len(found) == 300
    assert sorted(won) == sorted(
        [each.state for each in found].count(name) for name in (b"one", b"two", b"three")
    )
    assert not list(problems(tmp_path))


def test_tracking_is_sealed_and_moves_forward_only(environment):
    recorder = LmdbProcessRecorder(environment)
    recorder.insert_events([event(LAP, 1)], tracking=Tracking("up", 5))
    with pytest.raises(IntegrityError, match="up is tracked to position 5; 5 is not beyond it"):
        recorder.insert_events([event(LAP, 2)], tracking=Tracking("up", 5))
    assert recorder.select_events(LAP) == [event(LAP, 1)]
    flip(environment, "tracking", b"\x00\x02up", 7)
    with pytest.raises(Damaged, match="tracking of up"):
        recorder.max_tracking_id("up")
    assert [each.what for each in problems(environment.path)] == [
        "the entry b'\\x00\\x02up': its digest does not match"
    ]


def test_a_store_of_a_newer_layout_is_refused_by_name(environment, log):
    log.insert_events([event(LAP, 1)])
    newer = pack(2)
    content = b"\x02" + b"laid out in a way not known yet"
    put(environment, "records", newer, seal(newer, content))
    with pytest.raises(UnknownFormat, match="record 2 has layout 2; this Travaux reads layout 1"):
        log.select_notifications(1, 9)
    put(environment, "meta", b"layout", seal(b"layout", pack(2)))
    with pytest.raises(UnknownFormat, match="the store has layout 2"):
        LmdbApplicationRecorder(environment)
    put(environment, "meta", b"layout", b"\x01")
    with pytest.raises(Damaged, match="the store's layout"):
        LmdbApplicationRecorder(environment)


def flip(environment, database, key, at):
    def act(txn, databases):
        value = bytearray(txn.get(key, db=databases[database]))
        value[at] ^= 0x10
        txn.put(key, bytes(value), db=databases[database])

    environment.write(act)


def test_a_damaged_record_is_reported_and_other_streams_go_on(environment, log):
    log.insert_events([*events(LAP, 1, 3), *events(RD, 1, 2)])
    flip(environment, "records", pack(2), 50)
    with pytest.raises(Damaged, match=r"record 2, draft/lap/eng step 2: its digest does not"):
        log.select_events(LAP)
    with pytest.raises(Damaged, match="record 2, draft/lap/eng step 2"):
        log.select_notifications(1, 10)
    with pytest.raises(Damaged, match="record 2, draft/lap/eng step 2"):
        log.select_notifications(1, 10, topics=["another"])
    assert log.select_events(LAP, gt=2) == events(LAP, 3, 3)
    assert log.select_events(RD) == events(RD, 1, 2)
    log.insert_events(events(RD, 3, 3))
    assert log.select_events(RD) == events(RD, 1, 3)


def test_no_position_follows_one_that_cannot_be_believed(environment, log):
    log.insert_events(events(LAP, 1, 3))

    def move(txn, databases):
        records = databases["records"]
        txn.put(pack(2**40), txn.pop(pack(3), db=records), db=records)

    environment.write(move)
    with pytest.raises(Damaged, match=f"record {2**40}, draft/lap/eng step 3: its position"):
        log.insert_events(events(RD, 1, 1))


def test_the_store_needs_nothing_of_the_process_that_wrote_it(tmp_path):
    with open_environment(tmp_path) as environment:
        LmdbApplicationRecorder(environment).insert_events(events(LAP, 1, 2))
    read = """
        import sys
        from engine.lmdb.environment import open_environment
        from engine.recorder import LmdbApplicationRecorder
        log = LmdbApplicationRecorder(open_environment(sys.argv[1], read_only=True))
        print([each.state.decode() for each in log.select_events("draft/lap/eng")])
    """
    assert run(read, tmp_path) == """['{"step":1}', '{"step":2}']"""
