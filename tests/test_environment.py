"""Environments: opened twice, forked, killed, closed, replaced, cut short."""

from __future__ import annotations

import os
import shutil
import signal
import stat
import threading
import time
import warnings
from pathlib import Path

import lmdb
import pytest

from engine.errors import Damaged, NotFound, UnknownFormat
from engine.lmdb import disk, opening
from engine.lmdb.disk import NotWritable, Unusable
from engine.lmdb.environment import open_environment
from processes import ended, fork, run, start
from things import MIB, PUT, count, get, put


@pytest.fixture
def environment(tmp_path):
    with open_environment(tmp_path, map_size=MIB) as environment:
        environment.open_databases("things")
        yield environment


def test_a_folder_opened_twice_is_one_map_until_the_last_is_closed(environment, tmp_path):
    link = tmp_path.parent / f"{tmp_path.name}-link"
    link.symlink_to(tmp_path)
    second = open_environment(link)
    put(environment, b"seen")
    assert get(second, b"seen") == b"x"
    environment.close()
    environment.close()
    assert get(second, b"seen") == b"x"
    with pytest.raises(Unusable, match="has been closed"):
        get(environment, b"seen")
    second.close()
    run(PUT + "put(0, 1, 1)", tmp_path, MIB)
    with open_environment(tmp_path) as third:
        third.open_databases("things")
        assert count(third) == 2


def test_a_folder_that_was_replaced_is_opened_anew(environment, tmp_path):
    put(environment, b"old")
    shutil.rmtree(tmp_path)
    with open_environment(tmp_path) as fresh:
        fresh.open_databases("things")
        assert count(fresh) == 0
        assert count(environment) == 1


def test_a_fork_uses_a_map_of_its_own_and_both_go_on(environment):
    put(environment, b"before")

    def child():
        assert get(environment, b"before") == b"x"
        put(environment, b"child")
        for number in range(60):
            put(environment, b"child %d" % number, b"x" * 50_000)
        assert count(environment) == 62
        environment.close()

    assert ended(fork(child)) == 0
    assert get(environment, b"child") == b"x"
    put(environment, b"parent")
    assert count(environment) == 63


def test_a_fork_amid_reads_and_writes_of_other_threads_finds_the_store_whole(environment):
    put(environment, b"first", b"y" * 3000)
    stop, wrong = threading.Event(), []

    def busy(name):
        number = 0
        while not stop.is_set():
            number += 1
            try:
                assert get(environment, b"first") == b"y" * 3000
                put(environment, b"%d" % name, b"%d" % number)
            except Exception as error:  # noqa: BLE001
                wrong.append(error)

    threads = [threading.Thread(target=busy, args=(name,)) for name in range(3)]
    for each in threads:
        each.start()

    def child():
        assert get(environment, b"first") == b"y" * 3000
        put(environment, b"child", b"x")

    script_ends = [ended(_fork_quietly(child)) for _ in range(20)]
    stop.set()
    for each in threads:
        each.join()
    assert script_ends == [0] * 20
    assert not wrong
    assert get(environment, b"child") == b"x"


def _fork_quietly(act):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # forking with threads is the point
        return fork(act)


def test_the_place_of_a_killed_reader_is_freed_on_opening(tmp_path):
    reader = f"""{PUT}
def wait(txn, databases):
    print("reading", flush=True)
    sys.stdin.read()
environment.read(wait)
"""
    with lmdb.open(str(tmp_path), map_size=MIB, max_readers=opening.READERS) as raw:
        with start(reader, tmp_path, MIB) as process:
            assert process.stdout.readline() == "reading\n"
            process.send_signal(signal.SIGKILL)
        assert "no active readers" not in raw.readers()
        run(PUT, tmp_path, MIB)
        assert "no active readers" in raw.readers()


def test_opened_for_reading_it_says_so_when_written(tmp_path):
    with open_environment(tmp_path) as environment:
        environment.open_databases("things")
        put(environment, b"a")
        with open_environment(tmp_path, read_only=True) as reader:
            assert get(reader, b"a") == b"x"
            with pytest.raises(NotWritable, match="it was opened for reading only"):
                put(reader, b"b")
        put(environment, b"b")


def test_who_reads_first_does_not_keep_others_from_writing(tmp_path):
    run(PUT + "put(0, 1, 1)", tmp_path, MIB)
    with open_environment(tmp_path, read_only=True) as reader:
        reader.open_databases("things")
        with open_environment(tmp_path) as writer:
            put(writer, b"a")
        assert count(reader) == 2
        with pytest.raises(NotWritable, match="opened for reading only"):
            put(reader, b"b")


def test_what_is_not_there_is_not_made_for_reading(tmp_path):
    for options in ({"read_only": True}, {"create": False}):
        with pytest.raises(NotFound, match=r"holds no data\.mdb"):
            open_environment(tmp_path / "store", **options)
    assert not (tmp_path / "store").exists()
    (tmp_path / "file").touch()
    with pytest.raises(Unusable, match="file is not a folder"):
        open_environment(tmp_path / "file")


def test_a_file_cut_short_is_damage_and_not_the_end_of_the_process(tmp_path):
    run(PUT + "put(0, 500, 2_000)", tmp_path, MIB)
    size = (tmp_path / "data.mdb").stat().st_size
    os.truncate(tmp_path / "data.mdb", size // 2)
    with pytest.raises(Damaged, match=f"has {size // 2} bytes, and {size} were written"):
        open_environment(tmp_path)


def test_an_empty_file_or_one_that_is_not_lmdbs_is_damage(tmp_path):
    (tmp_path / "data.mdb").touch()
    with pytest.raises(Damaged, match=r"data\.mdb is empty"):
        open_environment(tmp_path, create=False)
    (tmp_path / "data.mdb").write_bytes(b"a letter" * 2000)
    with pytest.raises(Damaged, match=r"data\.mdb is damaged"):
        open_environment(tmp_path)


def test_a_file_of_the_next_lmdb_is_not_ours_to_read(tmp_path):
    lmdb.open(str(tmp_path), lib_version=1).close()
    with pytest.raises(UnknownFormat, match=r"data\.mdb is of another version of LMDB's format"):
        open_environment(tmp_path)


MOUNTS = r"""
21 1 254:0 / / rw,relatime - ext4 /dev/vda rw
35 21 0:40 / /mnt/share rw,relatime shared:9 - nfs4 server:/share rw
36 35 0:41 / /mnt/share/local\040disk rw - ext4 /dev/vdb rw
"""


def test_a_network_file_system_is_told_from_a_disk(monkeypatch, tmp_path):
    for folder, kind in (
        ("/home/store", "ext4"),
        ("/mnt/share/store", "nfs4"),
        ("/mnt/shared", "ext4"),
        ("/mnt/share/local disk/store", "ext4"),
    ):
        assert disk.file_system(Path(folder), MOUNTS) == kind
    monkeypatch.setattr(disk, "file_system", lambda *_: "nfs4")
    with pytest.raises(Unusable, match=r"network file system \(nfs4\); a store needs a local disk"):
        open_environment(tmp_path)
    assert not list(tmp_path.iterdir())


def test_new_files_have_the_mode_asked_for(tmp_path):
    before = os.umask(0o022)
    try:
        open_environment(tmp_path / "log").close()
        open_environment(tmp_path / "private", mode=0o600).close()
    finally:
        os.umask(before)
    modes = {
        path.parent.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.glob("*/data.mdb")
    }
    assert modes == {"log": 0o644, "private": 0o600}


def test_a_listener_is_woken_by_every_commit_of_the_process(environment):
    woken = threading.Event()
    environment.listen(woken)
    put(environment, b"a")
    assert woken.is_set()
    environment.unlisten(woken)
    woken.clear()
    put(environment, b"b")
    assert not woken.is_set()


def test_an_act_that_raises_leaves_nothing(environment):
    def act(txn, databases):
        txn.put(b"a", b"x", db=databases["things"])
        raise KeyError("second thoughts")

    with pytest.raises(KeyError):
        environment.write(act)
    assert count(environment) == 0


def test_closing_waits_for_those_who_read(environment):
    inside, found = threading.Event(), []

    def slow(txn, databases):
        inside.set()
        time.sleep(0.1)
        return txn.stat(databases["things"])["entries"]

    thread = threading.Thread(target=lambda: found.append(environment.read(slow)))
    thread.start()
    inside.wait()
    environment.close()
    assert found == [0]
    thread.join()
