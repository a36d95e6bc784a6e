"""A log that may not be written is read, and says why it is not written."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import textwrap
import threading
from contextlib import closing
from pathlib import Path

import pytest
from eventsourcing.persistence import StoredEvent

import engine
from engine.lmdb.environment import open_environment
from engine.lmdb.private import LmdbPrivate
from engine.recorder import LmdbApplicationRecorder
from processes import start
from things import UNSHARED

AS_NOBODY = """
    import os, sys
    sys.path[:0] = [sys.argv[1]]
    from engine.lmdb.disk import NotWritable, Unusable
    from engine.lmdb.environment import open_environment
    import engine.recorder
    from engine.recorder import LmdbFactory
    if os.getuid() == 0:
        os.setgid(65534)
        os.setuid(65534)
    try:
        factory = LmdbFactory({"LMDB_PATH": sys.argv[2]})
        log = factory.application_recorder()
        for line in sys.stdin:
            found = log.select_events("draft/lap/eng")
            print([each.originator_version for each in found], flush=True)
        from eventsourcing.persistence import StoredEvent
        log.insert_events([StoredEvent("draft/lap/eng", 9, "t", b"")])
    except (NotWritable, Unusable) as error:
        print(type(error).__name__, error)
"""


@pytest.fixture
def public():
    """A folder that other users may enter, which pytest's are not."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


@pytest.fixture
def folder(public):
    with open_environment(public / "log") as environment:
        recorder = LmdbApplicationRecorder(environment)
        for step in (1, 2):
            recorder.insert_events([StoredEvent("draft/lap/eng", step, "t", b"{}")])
    return public / "log"


def as_nobody(folder, asks):
    root = Path(engine.__file__).parents[1]
    with start(AS_NOBODY, root, folder) as process:
        out, err = process.communicate("\n" * asks)
    assert process.returncode == 0, err
    return out.splitlines()


def test_without_permission_to_write_it_is_read_and_says_why(folder):
    for file in folder.iterdir():
        file.chmod(0o444)
    folder.chmod(0o555)
    assert as_nobody(folder, 2) == [
        "[1, 2]",
        "[1, 2]",
        f"NotWritable {folder} cannot be written: no permission",
    ]
    folder.chmod(0o755)


def test_without_permission_to_read_it_says_so(folder):
    (folder / "data.mdb").chmod(0)
    folder_is_ours = folder.stat().st_uid == os.getuid() != 0
    assert as_nobody(folder, 1) == [
        f"Unusable {folder}/data.mdb cannot be read: no permission",
    ]
    assert folder_is_ours or os.getuid() == 0


def test_where_nothing_may_be_made_it_says_so(public):
    public.chmod(0o555)
    assert as_nobody(public / "log", 0) == [
        f"NotWritable {public}/log cannot be made: Permission denied",
    ]


@pytest.mark.skipif(
    os.getuid() != 0 or not shutil.which("unshare") or sys.platform != "linux",
    reason="mounting takes root on Linux",
)
def test_on_a_medium_mounted_read_only_it_is_read_and_says_why(folder):
    mounted = f"mount --bind {folder} {folder} && mount -o remount,ro,bind {folder}"
    root = Path(engine.__file__).parents[1]
    code = textwrap.dedent(AS_NOBODY).replace("os.getuid() == 0", "False")
    done = subprocess.run(
        [*UNSHARED, f'{mounted} && exec "$@"', "sh", sys.executable, "-c", code, root, folder],
        input="\n",
        capture_output=True,
        text=True,
        check=False,
    )
    if "mount" in done.stderr and not done.stdout:
        pytest.skip(f"no mounting here: {done.stderr}")
    assert done.stdout.splitlines() == [
        "[1, 2]",
        f"NotWritable {folder} cannot be written: the file system is mounted read-only",
    ], done.stderr


def test_who_may_not_lock_reads_what_was_committed_while_others_write(folder):
    stop = threading.Event()
    with open_environment(folder) as environment:
        recorder = LmdbApplicationRecorder(environment)
        for file in folder.iterdir():
            file.chmod(0o444)

        def write():
            step = 2
            while not stop.wait(0.002):
                step += 1
                state = b"x" * (step % 5 * 2000)
                recorder.insert_events([StoredEvent("draft/lap/eng", step, "t", state)])

        thread = threading.Thread(target=write)
        thread.start()
        try:
            *reads, refused = as_nobody(folder, 200)
        finally:
            stop.set()
            thread.join()
    counts = [len(json.loads(read)) for read in reads]
    assert len(counts) == 200
    assert counts == sorted(counts)
    assert refused.startswith("NotWritable")


def test_what_is_private_is_read_without_permission_to_write_and_says_why(public):
    with closing(LmdbPrivate(public / "private")) as store:
        store.put({"a": b"x"})
    for file in store.path.iterdir():
        file.chmod(0o444)
    store.path.chmod(0o555)
    code = """
        import os, sys
        sys.path[:0] = [sys.argv[1]]
        from pathlib import Path
        from engine.lmdb.disk import NotWritable
        from engine.lmdb.private import LmdbPrivate
        if os.getuid() == 0:
            os.setgid(65534)
            os.setuid(65534)
        store = LmdbPrivate(Path(sys.argv[2]))
        print(store.get("a"), store.keys(), LmdbPrivate(store.path / "none").get("a"))
        for act in (lambda: store.put({"b": b"y"}), lambda: store.delete(["a"])):
            try:
                act()
            except NotWritable as error:
                print(error)
    """
    root = Path(engine.__file__).parents[1]
    with start(code, root, store.path) as process:
        out, err = process.communicate()
    store.path.chmod(0o755)
    why = f"{store.path} cannot be written: no permission"
    assert out.splitlines() == ["b'x' ['a'] None", why, why], err
