"""What an administrator or a disk does to a log on PostgreSQL is found, and named; the streams it
does not concern go on."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from engine.errors import Damaged, TravauxError
from engine.proof.checkpoint import Checkpoint
from engine.proof.store import checkpoint_of, prove_store
from engine.proof.verification import Problem
from engine.store import Store, create, open_store, place
from server import Server, execute
from storing import begin, open_paper, problems

NOTE, REPLY, LAST = "draft/note/eng", "draft/reply/eng", "register/note"
_schemas = count(1)


def write(store: Store) -> None:
    begin(store)
    open_paper(store, "note")
    open_paper(store, "reply")


@pytest.fixture
def url(server: Server) -> str:
    url = server.url(schema=f"d{next(_schemas)}")
    create(place(url), "a1", write).close()
    return url


def alter(url: str, *statements: str) -> None:
    """What somebody does to the rows of the log, `{}`, that may do everything."""
    for statement in statements:
        assert execute(url, statement, "stored_events") > 0, statement


def of(stream: str, step: int) -> str:
    return f"WHERE originator_id = '{stream}' AND originator_version = {step}"


def positions(url: str) -> dict[tuple[str, int], int]:
    with open_store(place(url)) as store:
        return {(p.entry.stream, p.entry.step): p.position for p in store.log.follow()}


def test_a_sound_log_has_no_problems(url: str) -> None:
    assert problems(url) == []


@pytest.mark.parametrize(
    ("statements", "told_by"),
    [
        ([f"UPDATE {{}} SET state = set_byte(state, 60, 64) {of(NOTE, 2)}"], (NOTE, 3)),
        ([f"UPDATE {{}} SET state = '' {of(NOTE, 2)}"], (NOTE, 2)),
        ([f"UPDATE {{}} SET state = '\\xff00' {of(NOTE, 2)}"], (NOTE, 2)),
        ([f"UPDATE {{}} SET topic = 'text-edited' {of(NOTE, 2)}"], (NOTE, 2)),
        ([f"UPDATE {{}} SET topic = 'text-exited' {of(NOTE, 2)}"], (NOTE, 2)),
        ([f"UPDATE {{}} SET originator_id = 'draft/nope/eng' {of(NOTE, 2)}"], (NOTE, 3)),
        ([f"UPDATE {{}} SET originator_version = 99 {of(NOTE, 2)}"], (NOTE, 3)),
        ([f"DELETE FROM {{}} {of(NOTE, 2)}"], (NOTE, 3)),
        ([f"DELETE FROM {{}} {of(NOTE, 1)}"], (NOTE, 2)),
        (
            [
                f"UPDATE {{}} SET originator_version = 99 {of(NOTE, 2)}",
                f"UPDATE {{}} SET originator_version = 2 {of(NOTE, 3)}",
                f"UPDATE {{}} SET originator_version = 3 {of(NOTE, 99)}",
            ],
            (NOTE, 3),
        ),
    ],
    ids=[
        "a byte",
        "no bytes",
        "other bytes",
        "another kind",
        "an unknown kind",
        "another stream",
        "another step",
        "removed",
        "the first one removed",
        "two swapped",
    ],
)
def test_what_was_done_to_a_record_is_found_and_only_its_stream_is_closed(
    url: str, statements: list[str], told_by: tuple[str, int]
) -> None:
    before = positions(url)
    alter(url, *statements)
    found = problems(url)
    assert told_by in {(p.stream, p.step) for p in found}
    assert {p.position for p in found} <= set(before.values())
    assert {p.stream for p in found} <= {NOTE, "draft/nope/eng"}
    with open_store(place(url)) as store:
        with pytest.raises(TravauxError, match=f"{NOTE} step"):
            store.log.read(NOTE)
        with pytest.raises(TravauxError, match=f"{NOTE} step"):
            list(store.log.follow_stream(NOTE))
        with pytest.raises(TravauxError, match="step"):
            list(store.log.follow())
        assert len(store.log.read(REPLY)) == 4
        open_paper(store, "more")
        assert store.log.read("draft/more/eng")


def test_a_record_altered_far_back_is_met_by_whoever_reads_on_from_behind_it(url: str) -> None:
    before = positions(url)
    with open_store(place(url)) as store:
        alter(url, f"UPDATE {{}} SET state = set_byte(state, 60, 64) {of(NOTE, 2)}")
        with pytest.raises(Damaged, match=f"{NOTE} step 3 breaks the chain"):
            store.log.read(NOTE, after=2)
        with pytest.raises(Damaged, match=f"{NOTE} step 3 breaks the chain"):
            list(store.log.follow(before[NOTE, 2]))
        assert len(store.log.read(NOTE, after=3)) == 1


def test_records_of_two_acts_that_changed_places_are_found(url: str) -> None:
    before = positions(url)
    one, other = before[NOTE, 4], before[REPLY, 1]
    alter(
        url,
        f"UPDATE {{}} SET notification_id = 9999 WHERE notification_id = {one}",
        f"UPDATE {{}} SET notification_id = {one} WHERE notification_id = {other}",
        f"UPDATE {{}} SET notification_id = {other} WHERE notification_id = 9999",
    )
    assert all("records changed places" in p.message for p in problems(url))
    assert any(p.stream == REPLY for p in problems(url))


def found_against(url: str, checkpoint: Checkpoint) -> list[Problem]:
    return prove_store(place(url), checkpoint, progress=lambda _: None).problems


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        (f"UPDATE {{}} SET state = set_byte(state, 60, 64) {of(LAST, 1)}", "was altered"),
        (f"DELETE FROM {{}} {of(LAST, 1)}", "was cut off"),
    ],
    ids=["altered", "cut off"],
)
def test_the_last_record_of_a_stream_is_covered_by_a_checkpoint(
    url: str, statement: str, says: str
) -> None:
    with open_store(place(url)) as store:
        checkpoint = checkpoint_of(store)
        open_paper(store, "more")
    assert found_against(url, checkpoint) == []
    alter(url, statement)
    assert problems(url) == [], "if it is found without, the guide says too little"
    found = found_against(url, checkpoint)
    assert [(p.stream, p.step) for p in found] == [(LAST, 1)]
    assert says in found[0].message


def test_a_marker_that_names_another_store_is_found(url: str) -> None:
    execute(url, "UPDATE {} SET id = 'b2'", "store")
    assert [p.message for p in problems(url)] == [
        "the store says that it is b2, its first record that it is a1"
    ]


@pytest.mark.parametrize(
    ("index", "name"),
    [("pkey", "index of streams and steps"), ("notification_id_idx", "index of positions")],
)
def test_a_record_that_an_index_lacks_is_named(
    server: Server, url: str, index: str, name: str
) -> None:
    schema = place(url).schema  # type: ignore[union-attr]
    switch = (
        "UPDATE pg_index SET indisready = {0} "
        f"WHERE indexrelid = '{schema}.stored_events_{index}'::regclass"
    )
    server.execute(switch.format("false"))
    with open_store(place(url)) as store:
        open_paper(store, "more")
    server.execute(switch.format("true"))
    found = problems(url)
    assert {p.stream for p in found if p.message == f"the record is not in the {name}"} == {
        "process",
        "draft/more/eng",
        "register/more",
    }
    assert all(p.position for p in found)


def test_an_index_that_was_dropped_is_missed(server: Server, url: str) -> None:
    schema = place(url).schema  # type: ignore[union-attr]
    server.execute(f"DROP INDEX {schema}.stored_events_notification_id_idx")
    assert [p.message for p in problems(url)] == [
        "the index of positions is not there, or is not valid"
    ]


@pytest.fixture(scope="module")
def disk() -> Iterator[Server]:
    """A server whose files are damaged while it is stopped."""
    server = Server()
    try:
        yield server.begin()
    finally:
        server.remove()


def test_a_byte_that_flips_on_the_disk_is_found_or_has_changed_nothing(disk: Server) -> None:
    chance = random.Random(2020)
    urls = [disk.url(schema=f"flip{n}") for n in range(30)]
    files, before, checkpoints = [], [], []
    for n, url in enumerate(urls):
        with create(place(url), "a1", write) as store:
            before.append([p.entry for p in store.log.follow()])
            checkpoints.append(checkpoint_of(store))
        table = ("", "_pkey", "_notification_id_idx")[n % 3]
        path = disk.execute(f"SELECT pg_relation_filepath('flip{n}.stored_events{table}')")[0][0]
        files.append(disk.data / str(path))
    disk.execute("CHECKPOINT")
    disk.stop()
    for file in files:
        _flip(file, chance)
    disk.start()
    damaged = 0
    for url, entries, checkpoint in zip(urls, before, checkpoints, strict=True):
        try:
            found = found_against(url, checkpoint)
            with open_store(place(url)) as store:
                assert found or [p.entry for p in store.log.follow()] == entries
                for stream in {e.stream for e in entries}:
                    own = [e for e in entries if e.stream == stream]
                    assert found or store.log.read(stream) == own
            damaged += bool(found)
        except TravauxError:
            damaged += 1
    assert damaged > 5, "hardly a byte hit anything; the test tried little"


def _flip(file: Path, chance: random.Random) -> None:
    """Flip a bit where something is held: of a byte that is not zero, behind a page's head."""
    content = bytearray(file.read_bytes())
    held = [at for at, byte in enumerate(content) if byte and at % 8192 >= 24]
    content[chance.choice(held)] ^= 1 << chance.randrange(8)
    file.write_bytes(content)
