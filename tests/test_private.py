"""The private store: what is put into it stays, and what is erased is gone from the file."""

from __future__ import annotations

import hashlib
import signal
import time
from contextlib import closing

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cli.demo.story import Story
from command import Desk
from engine.errors import Damaged, Refused
from engine.lmdb import private
from engine.lmdb.damage import problems
from engine.lmdb.disk import Unusable
from engine.lmdb.private import LmdbPrivate
from engine.private import SECRET
from engine.private.commitment import commitment
from engine.store import open_store
from processes import run, start
from things import MIB

MAIL = b"From: A. Delegate <a.delegate@example.org>\nWe cannot accept paragraph 12.\n"


@pytest.fixture
def store(tmp_path):
    store = LmdbPrivate(tmp_path, map_size=MIB)
    yield store
    store.close()


def file_of(store):
    return (store.path / "data.mdb").read_bytes()


def test_what_is_put_is_found_again_also_by_another_process(store):
    store.put({"secret": b"\0" * 32, "submission/1/raw": MAIL, "submission/1/name": "李".encode()})
    store.put({"submission/2/raw": b"", "订": b"x"})
    assert store.get("submission/1/raw") == MAIL
    assert store.get("submission/2/raw") == b""
    assert store.get("submission/3/raw") is None
    assert store.keys("submission/1/") == ["submission/1/name", "submission/1/raw"]
    assert store.keys() == [
        "secret",
        "submission/1/name",
        "submission/1/raw",
        "submission/2/raw",
        "订",
    ]
    code = """
        import sys
        from pathlib import Path
        from engine.lmdb.private import LmdbPrivate
        print(LmdbPrivate(Path(sys.argv[1])).get("submission/1/name").decode())
    """
    assert run(code, store.path) == "李"


def test_to_read_what_is_not_there_makes_nothing(tmp_path):
    store = LmdbPrivate(tmp_path / "private")
    assert store.get("secret") is None
    assert store.keys() == []
    store.delete(["secret"])
    assert not list(tmp_path.iterdir())
    store.put({"a": b"x"})
    assert store.get("a") == b"x"
    store.close()
    store.close()


def test_a_key_that_does_not_fit_is_refused_and_nothing_is_put(store):
    for key in ("", "k" * 512, "\ud800"):
        with pytest.raises(Refused):
            store.put({"first": b"x", key: b"y"})
    assert store.keys() == []
    store.put({"k" * 511: b"x"})


def test_nobody_else_on_the_machine_may_read_it(store):
    store.put({"a": b"x"})
    assert not (store.path / "data.mdb").stat().st_mode & 0o007


@pytest.mark.parametrize("size", [80, 1500, 3000, 5000, 200_000])
@pytest.mark.parametrize("others", [0, 3, 400])
def test_what_is_deleted_is_gone_from_the_file(store, size, others):
    marker = b"Erase me wherever I am"
    payload = (marker * (size // len(marker) + 1))[:size]
    kept = {f"submission/{n}/raw": b"%d stays" % n * 20 for n in range(others)}
    store.put(kept)
    store.put({"submission/2x/raw": payload, "submission/9/name": b"Erase me too"})
    assert b"Erase me" in file_of(store)
    store.delete(["submission/2x/raw", "submission/9/name", "submission/none"])
    assert b"Erase me" not in file_of(store)
    assert b"submission/2x" not in file_of(store)
    assert store.keys() == sorted(kept)
    assert all(store.get(key) == value for key, value in kept.items())
    store.put({"later": b"still works"})
    assert b"Erase me" not in file_of(store)
    assert not list(problems(store.path))


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from("pd"), st.integers(0, 30), st.integers(0, 9000)), max_size=40
    )
)
def test_whatever_was_put_and_deleted_before_only_what_stays_is_in_the_file(tmp_path_factory, acts):
    store = LmdbPrivate(tmp_path_factory.mktemp("private"), map_size=MIB)
    there: dict[str, bytes] = {}
    for number, (act, key, size) in enumerate(acts):
        if act == "p":
            there[f"key {key}"] = b"<%d %d>" % (key, number) * (size // 8 + 1)
            store.put({f"key {key}": there[f"key {key}"]})
        else:
            there.pop(f"key {key}", None)
            store.delete([f"key {key}"])
    store.put({"last": b"x"})
    store.delete(["last"])
    assert store.keys() == sorted(there)
    assert all(store.get(key) == value for key, value in there.items())
    assert not list(problems(store.path))
    content = file_of(store)
    for number, (act, key, _) in enumerate(acts):
        mark = b"<%d %d>" % (key, number)
        if act == "p" and not there.get(f"key {key}", b"").startswith(mark):
            assert mark not in content
    store.close()


def test_an_erasure_waits_for_those_who_still_read(store, monkeypatch):
    store.put({"a": MAIL})
    reader = """
        import sys
        from engine.lmdb.environment import open_environment
        def wait(txn, databases):
            print("reading", flush=True)
            sys.stdin.readline()
            print(b"paragraph 12" in txn.get(b"a", db=databases["private"]), flush=True)
        environment = open_environment(sys.argv[1])
        environment.open_databases("private")
        environment.read(wait)
    """
    with start(reader, store.path) as process:
        assert process.stdout.readline() == "reading\n"
        monkeypatch.setattr(private, "PATIENCE", 0.2)
        with pytest.raises(Unusable, match="is being read by others: what was deleted is still"):
            store.delete(["a"])
        assert store.get("a") is None
        assert b"paragraph 12" in file_of(store)
        out, _ = process.communicate("\n")
    assert out == "True\n"
    LmdbPrivate(store.path).close()
    assert b"paragraph 12" not in file_of(store)


def test_an_erasure_cut_short_is_finished_on_the_next_opening(tmp_path):
    """Killed at random moments of an erasure: what was deleted may come to be there still, whole,
    or it is gone; once the store was opened again and it is deleted, so are its bytes."""
    code = """
        import sys, time
        from pathlib import Path
        from engine.lmdb.private import LmdbPrivate
        store = LmdbPrivate(Path(sys.argv[1]))
        store.put({"kept": b"kept" * 900, "a": b"Erase me" * 3000, "b": b"Erase me"})
        print("put", flush=True)
        store.delete(["a", "b"])
        sys.stdin.readline()
    """
    for attempt in range(4):
        with start(code, tmp_path) as process:
            assert process.stdout.readline() == "put\n"
            time.sleep(0.001 * attempt)
            process.send_signal(signal.SIGKILL)
        with closing(LmdbPrivate(tmp_path)) as store:
            assert store.get("kept") == b"kept" * 900
            there = store.get("a"), store.get("b")
            assert there in ((None, None), (b"Erase me" * 3000, b"Erase me"))
            assert (b"Erase me" in file_of(store)) == (there != (None, None))
            store.delete(["a", "b"])
            assert b"Erase me" not in file_of(store)
        assert not list(problems(tmp_path))


def test_what_was_cut_short_while_it_was_put_goes_with_the_next_erasure(tmp_path):
    """Killed at random moments of a put, its bytes may stay, and nothing leads there."""
    code = """
        import sys
        from pathlib import Path
        from engine.lmdb.private import LmdbPrivate
        store = LmdbPrivate(Path(sys.argv[1]))
        store.put({"a": b"Early"})
        print("ready", flush=True)
        store.put({"b": b"Never mind" * 90_000})
        sys.stdin.readline()
    """
    for attempt in range(4):
        with start(code, tmp_path) as process:
            assert process.stdout.readline() == "ready\n"
            time.sleep(0.001 * attempt)
            process.send_signal(signal.SIGKILL)
        with closing(LmdbPrivate(tmp_path)) as store:
            assert store.get("b") in (None, b"Never mind" * 90_000)
            store.delete(["a", "b"])
            assert b"Never mind" not in file_of(store)
            assert store.keys() == []


def test_a_byte_flipped_in_an_entry_is_found_and_the_others_are_read(store):
    store.put({"a": MAIL, "b": b"sound"})
    store.close()
    file = store.path / "data.mdb"
    content = bytearray(file.read_bytes())
    at = content.index(b"paragraph 12")
    content[at] ^= 1
    file.write_bytes(content)
    damaged = LmdbPrivate(store.path)
    with pytest.raises(Damaged, match="the entry a: its digest does not match"):
        damaged.get("a")
    assert damaged.get("b") == b"sound"
    damaged.close()
    assert [p.what for p in problems(store.path)] == ["the entry b'a': its digest does not match"]


def test_a_commitment_shows_which_bytes_and_tells_nothing_of_them() -> None:
    """The digest of docs/formats/private.md, worked out there by hand."""
    salt = bytes(range(32))
    assert commitment(b"A. Delegate", salt) == (
        "c1ba1795b003a9ffd8ce1a137aa1206d8647f3520b4aae97423b68d21a912b62"
    )
    assert commitment(b"A. Delegate", salt[:31]) != commitment(
        salt[31:] + b"A. Delegate", salt[:31]
    )


def test_a_new_store_has_a_secret_of_its_own_and_the_demos_is_the_same_everywhere(tmp_path) -> None:
    for name in ("one", "other"):
        Desk(tmp_path / name).do("init")
    secrets = []
    for name in ("one", "other"):
        with open_store(tmp_path / name / ".travaux") as store:
            assert store.private.keys() == [SECRET]
            secrets.append(store.private.get(SECRET))
            assert store.views == store.path / "views"
    assert [len(secret) for secret in secrets] == [32, 32]
    assert secrets[0] != secrets[1]
    with Story(tmp_path / "demo", lambda *_: None).begin() as store:
        assert store.private.get(SECRET) == hashlib.sha256(b"travaux demo").digest()


def test_damage_to_the_private_store_is_found_by_verify_and_the_log_goes_on(tmp_path) -> None:
    desk = Desk(tmp_path)
    desk.do("init")
    file = tmp_path / ".travaux" / "private" / "data.mdb"
    content = file.read_bytes()
    at = content.rindex(SECRET.encode()) + len(SECRET) + 5
    file.write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
    ran = desk.run("verify")
    assert ran.code == 1
    assert ran.out.splitlines()[0] == (
        "the private store: the entry b'secret': its digest does not match"
    )
    assert "process-opened" in desk.log()
    file.write_bytes(content)
    desk.do("verify")
