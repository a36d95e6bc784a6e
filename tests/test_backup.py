"""A backup is a copy of one moment, taken while others write, and a store itself."""

from __future__ import annotations

import shutil
import stat
from contextlib import closing

import pytest

from cli.demo.story import Story
from engine.errors import Damaged, Refused
from engine.keeping.backup import back_up
from engine.keeping.restoration import restore
from engine.lmdb.copying import copy
from engine.lmdb.damage import problems
from engine.lmdb.environment import open_environment
from engine.lmdb.private import LmdbPrivate
from engine.proof.store import prove_store
from engine.recorder import LmdbApplicationRecorder
from engine.store import open_store
from processes import start


def quiet(_: int) -> None:
    pass


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """A store with a history and something private."""
    folder = tmp_path_factory.mktemp("kept")
    story = Story(folder, lambda *_: None)
    with story.begin() as store:
        story.draft_action_plan()
        store.private.put({"submission/1/raw": b"A letter", "submission/1/raw/salt": b"s" * 32})
    return folder


def records(store):
    return [(r.stream, r.step, r.kind, r.state) for r in store.log.records()]


def test_a_backup_is_a_store_itself_and_restores(kept, tmp_path):
    made = back_up(kept / ".travaux", tmp_path / "b")
    assert prove_store(tmp_path / "b", None, progress=quiet).problems == []
    again = restore(tmp_path / "b", tmp_path / "s", private=None, progress=quiet)
    with open_store(kept / ".travaux") as one, open_store(tmp_path / "s") as other:
        assert records(one) == records(other)
        assert made.position == again.records == len(records(one))
        assert made.private == again.private == 3
        assert one.private.get("submission/1/raw") == other.private.get("submission/1/raw")
    modes = [stat.S_IMODE((tmp_path / f / "private/data.mdb").stat().st_mode) for f in "bs"]
    assert not any(mode & 0o007 for mode in modes)


def test_a_backup_of_what_is_damaged_is_none(kept, tmp_path):
    shutil.copytree(kept / ".travaux", tmp_path / "s")
    file = tmp_path / "s" / "log" / "data.mdb"
    content = file.read_bytes()
    said = b'"recorded_by":"presidency"'
    file.write_bytes(content.replace(said, b"!" + said[1:]))  # also where it stands no more
    for act in (
        lambda: back_up(tmp_path / "s", tmp_path / "b"),
        lambda: restore(tmp_path / "s", tmp_path / "b", private=None, progress=quiet),
    ):
        with pytest.raises(Damaged, match=r"step .*: its digest does not match"):
            act()
        assert not (tmp_path / "b").exists()
    with pytest.raises(Refused, match="is inside the store"):
        back_up(kept / ".travaux", kept / ".travaux" / "backup")


WRITER = """
import sys
from pathlib import Path
from eventsourcing.persistence import StoredEvent
from engine.lmdb.environment import open_environment
from engine.lmdb.private import LmdbPrivate
from engine.recorder import LmdbApplicationRecorder
folder, stream = Path(sys.argv[1]), sys.argv[2]
log = LmdbApplicationRecorder(open_environment(folder / "log", map_size=1 << 20))
private = LmdbPrivate(folder / "private", map_size=1 << 20)
print("ready", flush=True)
step = 0
while True:
    step += 1
    key = f"{stream}/{step}"
    private.put({key: key.encode() * 300})
    log.insert_events([StoredEvent(stream, step, "named", key.encode())])
    if step % 5 == 0:
        old = f"{stream}/{step - 3}"
        erased = StoredEvent(f"{stream}/erased", step // 5, "payload-erased", old.encode())
        log.insert_events([erased])
        private.delete([old])
"""


def test_a_hot_copy_is_of_one_moment_and_nothing_that_it_names_is_missing(tmp_path):
    """Two processes put payloads and record their names, and erase some, recorded first."""
    with closing(LmdbPrivate(tmp_path / "private")) as private:
        private.put({"first": b"x"})
    open_environment(tmp_path / "log").close()
    others = [start(WRITER, tmp_path, name) for name in ("a", "b")]
    try:
        for each in others:
            assert each.stdout.readline() == "ready\n"
        seen = copies = 0
        while copies < 8 or seen <= 50:  # however slowly the disk takes their records
            assert [each.poll() for each in others] == [None, None]
            target = tmp_path / f"copy{copies}"
            target.mkdir()
            copies += 1
            copy(tmp_path / "log", tmp_path / "private", target)
            assert not list(problems(target / "log"))
            assert not list(problems(target / "private"))
            seen = _everything_named_is_there(target, seen)
    finally:
        for each in others:
            each.kill()
            each.communicate()


def _everything_named_is_there(target, seen):
    with (
        open_environment(target / "log") as environment,
        closing(LmdbPrivate(target / "private")) as private,
    ):
        log = LmdbApplicationRecorder(environment)
        found = log.select_notifications(None, 1 << 20)
        assert len(found) == (log.max_notification_id() or 0) >= seen
        erased = {n.state.decode() for n in found if n.topic == "payload-erased"}
        named = {n.state.decode() for n in found if n.topic == "named"} - erased
        keys = set(private.keys())
        assert named <= keys
        return len(found)
