"""A map grows with its file, here and in other processes, until there is no more room."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import threading

import pytest

from engine.lmdb.disk import Unusable
from engine.lmdb.environment import open_environment
from processes import run, start
from things import MIB, PUT, UNSHARED, count, get, put


@pytest.fixture
def environment(tmp_path):
    with open_environment(tmp_path, map_size=MIB) as environment:
        environment.open_databases("things")
        yield environment


def test_a_map_of_one_mebibyte_grows_with_the_log(environment):
    assert environment.map_size == MIB
    for number in range(200):
        put(environment, b"%d" % number, b"x" * 50_000)
    assert environment.map_size >= 16 * MIB
    assert count(environment) == 200


def test_an_act_larger_than_the_map_is_done_again_until_it_fits(environment):
    runs = []

    def act(txn, databases):
        runs.append(None)
        for number in range(100):
            txn.put(b"%d" % number, b"x" * 100_000, db=databases["things"])
        return number

    assert environment.write(act) == 99
    assert len(runs) == 5
    assert count(environment) == 100


def test_what_another_process_grew_is_read_and_written_on(environment):
    put(environment, b"mine")
    run(PUT + "put(0, 500, 20_000)", environment.path, MIB)
    assert get(environment, b"000499") == b"x" * 20_000
    run(PUT + "put(500, 1500, 20_000)", environment.path, MIB)
    put(environment, b"mine again")
    assert count(environment) == 1502


def test_a_reader_adopts_a_grown_map_too(tmp_path):
    run(PUT + "put(0, 1, 1)", tmp_path, MIB)
    with open_environment(tmp_path, map_size=MIB, read_only=True) as environment:
        environment.open_databases("things")
        assert count(environment) == 1
        run(PUT + "put(0, 500, 20_000)", tmp_path, MIB)
        assert count(environment) == 500


def test_several_processes_grow_the_map_at_once(environment):
    loop = PUT + "for n in range(int(sys.argv[3]), int(sys.argv[3]) + 100): put(n, n + 1, 50_000)"
    others = [start(loop, environment.path, MIB, first) for first in (0, 100)]
    for number in range(200, 300):
        put(environment, b"%06d" % number, b"x" * 50_000)
        get(environment, b"000000")
    for each in others:
        _, err = each.communicate()
        assert not each.returncode, err
    assert count(environment) == 300


def test_threads_read_while_the_map_grows_under_them(environment):
    put(environment, b"first", b"y" * 3000)
    stop, wrong = threading.Event(), []

    def read():
        while not stop.is_set():
            if get(environment, b"first") != b"y" * 3000:
                wrong.append("not what was written")

    def write(name):
        for number in range(50):
            put(environment, b"%d %d" % (name, number), b"x" * 50_000)

    readers = [threading.Thread(target=read) for _ in range(4)]
    writers = [threading.Thread(target=write, args=(name,)) for name in range(3)]
    for each in readers + writers:
        each.start()
    for each in writers:
        each.join()
    stop.set()
    for each in readers:
        each.join()
    assert not wrong
    assert count(environment) == 151


FILL = f"""{PUT}
from engine.lmdb.disk import Full
try:
    for number in range(10_000):
        put(number, number + 1, 5_000)
        print(number, flush=True)
except Full as error:
    print(error)
    print(error.hint)
"""


def test_at_the_limit_of_file_size_the_act_is_refused_and_the_store_stays_sound(tmp_path):
    limit = resource.RLIMIT_FSIZE, (2 * MIB, 2 * MIB)
    with start(FILL, tmp_path, 1 << 30, preexec_fn=lambda: resource.setrlimit(*limit)) as process:
        out, err = process.communicate()
    assert process.returncode == 0, err
    *done, error, hint = out.splitlines()
    assert error.startswith(f"{tmp_path}: the disk took only a part") or "may not grow" in error
    assert hint == "Make room, then do it again; the store is sound."
    with open_environment(tmp_path) as environment:
        environment.open_databases("things")
        assert count(environment) == len(done) > 100
        put(environment, b"and on")


@pytest.mark.skipif(
    os.getuid() != 0 or not shutil.which("unshare") or sys.platform != "linux",
    reason="mounting takes root on Linux",
)
def test_on_a_full_disk_the_act_is_refused_and_the_store_stays_sound(tmp_path):
    code = f"""{FILL}
from engine.lmdb.damage import problems
from pathlib import Path
environment.close()
print(list(problems(Path(sys.argv[1]))))
"""
    mounted = f"mount -t tmpfs -o size=2m none {tmp_path}"
    done = subprocess.run(
        [*UNSHARED, f'{mounted} && exec "$@"', "sh", sys.executable, "-c", code, tmp_path, "0"],
        capture_output=True,
        text=True,
        check=False,
    )
    if "mount" in done.stderr and not done.stdout:
        pytest.skip(f"no mounting here: {done.stderr}")
    *acts, error, _, found = done.stdout.splitlines()
    assert len(acts) > 100
    assert error.startswith(f"{tmp_path}: the disk"), done.stderr
    assert found == "[]"


def test_under_a_limit_on_memory_it_starts_small_and_says_when_it_can_grow_no_more(tmp_path):
    limit = resource.RLIMIT_AS, (512 * MIB, 512 * MIB)
    fill = """
from engine.lmdb.disk import Full
print(environment.map_size)
done = 0
try:
    while True:
        put(done * 10, done * 10 + 10, 4_000_000)
        done += 1
except Full as error:
    print(error, error.hint)
print(environment.read(lambda txn, db: txn.stat(db["things"])["entries"]) == done * 10)
"""
    with start(PUT + fill, tmp_path, 0, preexec_fn=lambda: resource.setrlimit(*limit)) as process:
        out, err = process.communicate()
    assert process.returncode == 0, err
    start_size, error, sound = out.splitlines()
    assert int(start_size) == 32 * MIB
    assert error.startswith(f"{tmp_path}: the system allows no larger memory map")
    assert sound == "True"


def test_a_map_too_small_for_anything_is_refused(tmp_path):
    with pytest.raises(Unusable, match="a map of 4096 bytes is too small; it takes 1048576"):
        open_environment(tmp_path, map_size=4096)
