"""A store is made anew from an exported log, as it was, or not at all."""

from __future__ import annotations

import hashlib
import json
import shutil
import stat
from pathlib import Path

import lmdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from cli.demo.story import Story
from command import Desk
from engine.errors import Damaged, Refused, TravauxError, UnknownFormat, Unreadable
from engine.keeping.backup import back_up
from engine.keeping.exported_log import erased_behind, read_log, write_log, write_private
from engine.keeping.restoration import restore
from engine.private import SECRET
from engine.proof.store import prove_store
from engine.proof.verification import Stored
from engine.record import digest
from engine.store import create, open_store
from engine.store import place as named
from processes import start

GOLDEN = Path(__file__).parent / "golden"


def quiet(_: int) -> None:
    pass


def records(store):
    return [(r.stream, r.step, r.kind, r.state) for r in store.log.records()]


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """A store with a history, and the files that were exported from it."""
    folder = tmp_path_factory.mktemp("kept")
    story = Story(folder, lambda *_: None)
    with story.begin() as store:
        story.draft_action_plan()
        store.private.put({"submission/1/raw": "原文".encode(), "submission/1/raw/salt": b"s" * 32})
        export(store, folder)
    return folder


def export(store, folder):
    (folder / "log.jsonl").write_bytes(b"".join(write_log(store.id, store.log.records(), quiet)))
    (folder / "private.jsonl").write_bytes(b"".join(write_private(store.id, store.private)))


def sealed(lines):
    """The lines, with an end that agrees with them: what somebody does who knows how."""
    body = b"".join(line + b"\n" for line in lines)
    end = {"count": len(lines) - 1, "sha256": hashlib.sha256(body).hexdigest()}
    return body + json.dumps(end).encode() + b"\n"


def refused(tmp_path, content, error=Damaged):
    """Why a store is not made from these bytes; and none is there."""
    (tmp_path / "bad.jsonl").write_bytes(content)
    with pytest.raises(error) as refusal:
        restore(tmp_path / "bad.jsonl", tmp_path / "store", private=None, progress=quiet)
    assert not (tmp_path / "store").exists()
    return str(refusal.value).removeprefix(str(tmp_path))


def test_an_exported_log_restores_to_the_same_records_in_the_same_order(kept, tmp_path):
    made = restore(
        kept / "log.jsonl", tmp_path / "s", private=kept / "private.jsonl", progress=quiet
    )
    with open_store(kept / ".travaux") as before, open_store(tmp_path / "s") as after:
        assert records(after) == records(before)
        assert after.id == before.id == made.store
        assert made.records == len(records(before)) > 20
        assert [r.position for r in after.log.records()] == list(range(1, made.records + 1))
        assert after.private.keys() == before.private.keys()
        assert after.private.get("submission/1/raw") == "原文".encode()
        export(after, tmp_path)
    for name in ("log.jsonl", "private.jsonl"):
        assert (tmp_path / name).read_bytes() == (kept / name).read_bytes()
    assert prove_store(tmp_path / "s", None, progress=quiet).problems == []


def test_a_records_text_goes_out_exactly_as_it_lies_there(kept):
    with open_store(kept / ".travaux") as store:
        stored = list(store.log.records())
    lines = (kept / "log.jsonl").read_bytes().split(b"\n")
    title, *rows, end = map(json.loads, lines[:-1])
    assert title == {"travaux": "log", "format": 1, "store": stored_id(stored)}
    assert [(row["stream"], row["step"], row["kind"], row["record"].encode()) for row in rows] == [
        (s.stream, s.step, s.kind, s.state) for s in stored
    ]
    assert end["count"] == len(stored)


def stored_id(stored):
    return json.loads(stored[0].state)["event"]["store"]


def test_it_is_written_and_read_record_by_record(kept):
    with open_store(kept / ".travaux") as store:
        stored = list(store.log.records())
        given = 0

        def one_by_one():
            nonlocal given
            for record in stored:
                given += 1
                yield record

        for lines, line in enumerate(write_log(store.id, one_by_one(), quiet)):
            assert given == min(lines, len(stored)), line
    with (kept / "log.jsonl").open("rb") as file:
        whole = [len(line) for line in file]
        file.seek(0)
        _, found = read_log(file, where="here")
        for number, record in enumerate(found, 1):
            assert record == replace(stored[number - 1], position=number + 1)
            assert file.tell() <= sum(whole[: number + 2])


def test_without_the_private_file_the_private_store_has_nothing_and_says_so(kept, tmp_path):
    made = restore(kept / "log.jsonl", tmp_path / "s", private=None, progress=quiet)
    assert made.private is None
    with open_store(tmp_path / "s") as store:
        assert store.private.get(SECRET) is None
        assert store.private.keys() == []
    assert prove_store(tmp_path / "s", None, progress=quiet).problems == []


def test_nothing_is_ever_written_over(kept, tmp_path):
    restore(kept / "log.jsonl", tmp_path / "s", private=None, progress=quiet)
    before = (tmp_path / "s" / "log" / "data.mdb").read_bytes()
    (tmp_path / "work").mkdir()
    (tmp_path / "work" / "letter.txt").write_text("mine")
    (tmp_path / "lost").mkdir()
    shutil.copytree(tmp_path / "s" / "log", tmp_path / "lost" / "log")
    for place, what in (("s", "a store already"), ("work", "not empty"), ("lost", "not empty")):
        for source in (kept / "log.jsonl", kept / ".travaux"):
            with pytest.raises(Refused, match=f"{place} is {what}"):
                restore(source, tmp_path / place, private=None, progress=quiet)
        with pytest.raises(Refused, match=f"{place} is {what}"):
            back_up(kept / ".travaux", tmp_path / place)
    assert (tmp_path / "s" / "log" / "data.mdb").read_bytes() == before
    assert (tmp_path / "work" / "letter.txt").read_text() == "mine"
    assert (tmp_path / "lost" / "log" / "data.mdb").exists()


def test_a_store_whose_making_was_cut_short_is_none_and_is_made_anew(kept, tmp_path):
    code = """
        import os, sys
        from pathlib import Path
        from engine.keeping import restoration
        restoration.BATCH = 7
        def killed(done):
            if done > 20:
                os.kill(os.getpid(), 9)
        restoration.restore(Path(sys.argv[1]), Path(sys.argv[2]), private=None, progress=killed)
    """
    with start(code, kept / "log.jsonl", tmp_path / "s") as process:
        _, err = process.communicate()
    assert process.returncode == -9, err
    assert (tmp_path / "s" / "log" / "data.mdb").exists()
    assert "is not a store" in run_refused(tmp_path / "s")
    restore(kept / "log.jsonl", tmp_path / "s", private=None, progress=quiet)
    assert prove_store(tmp_path / "s", None, progress=quiet).problems == []


def run_refused(place):
    with pytest.raises(TravauxError) as refusal:
        open_store(place)
    return str(refusal.value)


def test_a_store_that_is_being_made_is_not_taken_for_one_whose_maker_died(tmp_path):
    def begin(_):
        with pytest.raises(Refused, match="is being made just now, by another process"):
            create(tmp_path / "s", "b", begin)

    create(tmp_path / "s", "a", begin).close()


@pytest.mark.parametrize("part", [0.0, 0.001, 0.3, 0.7, 0.999])
def test_a_file_that_was_cut_short_is_noticed_wherever_it_ends(kept, tmp_path, part):
    whole = (kept / "log.jsonl").read_bytes()
    says = refused(tmp_path, whole[: int(len(whole) * part)], Unreadable)
    assert "was cut short" in says or "is not a log" in says
    lines = whole.splitlines(keepends=True)
    cut = lines[: int(len(lines) * part) or 1]
    assert "was cut short" in refused(tmp_path, b"".join(cut), Unreadable)


def test_a_row_left_out_or_altered_does_not_agree_with_the_end(kept, tmp_path):
    *lines, end = (kept / "log.jsonl").read_bytes().splitlines(keepends=True)
    without = [line for line in lines if b"register/" not in line]
    assert len(without) < len(lines)
    fewer = f"has {len(without) - 1} rows; its last line says {len(lines) - 1}"
    assert fewer in refused(tmp_path, b"".join([*without, end]), Unreadable)
    spaced = lines[0].replace(b'"format":1', b'"format": 1')
    says = refused(tmp_path, b"".join([spaced, *lines[1:], end]), Unreadable)
    assert "was altered: its own hash does not agree with its lines" in says


def test_who_seals_an_altered_log_anew_is_found_by_the_chains(kept, tmp_path):
    lines = (kept / "log.jsonl").read_bytes().splitlines()[:-1]

    def says(changed):
        return refused(tmp_path, sealed(changed))

    at = next(n for n, line in enumerate(lines) if b'"edit-made"' in line)
    stream, step = json.loads(lines[at])["stream"], json.loads(lines[at])["step"]
    chain = f"the chain of {stream} breaks: step {step + 1} was written after a record"
    altered = [*lines]
    altered[at] = altered[at].replace(b"presidency", b"isu")
    assert chain in says(altered)
    assert f"record {at + 1}: " in says(altered)
    assert f"{stream} goes from step {step - 1} to {step + 1}" in says(lines[:at] + lines[at + 1 :])
    swapped = [*lines[:at], lines[at + 1], lines[at], *lines[at + 2 :]]
    assert f"{stream} goes from step {step - 1} to {step + 1}" in says(swapped)
    twice = [*lines[: at + 1], *lines[at:]]
    assert f"{stream} goes from step {step} to {step}" in says(twice)
    other = [*lines]
    other[at] = other[at].replace(b'"kind":"edit-made"', b'"kind":"edit-undone"', 1)
    assert "is of the kind 'edit-undone', which this Travaux does not know" in says(other)
    assert "holds no record" in says(lines[:1])
    assert "stands where the process is opened" in says([lines[0], draft_opened(lines)])
    foreign = lines[0].replace(stored_id_of(lines), b"0" * 32)
    assert "opens the store" in says([foreign, *lines[1:]])


def draft_opened(lines):
    row = json.loads(next(line for line in lines if b'"draft-opened"' in line))
    assert row["step"] == 1
    return json.dumps(row).encode()


def stored_id_of(lines):
    return json.loads(lines[0])["store"].encode()


def test_a_file_of_another_kind_or_a_newer_format_is_refused_by_name(kept, tmp_path):
    lines = (kept / "log.jsonl").read_bytes().splitlines()[:-1]
    newer = [lines[0].replace(b'"format":1', b'"format":2'), *lines[1:]]
    assert "is of format 2; this Travaux reads format 1" in refused(
        tmp_path, sealed(newer), UnknownFormat
    )
    for content in (b"", b"a letter\n", b"\xff\xfe\n", b"[]\n", b'{"travaux":"log"}\n'):
        assert "is not a log that Travaux has exported" in refused(tmp_path, content, Unreadable)
    private = (kept / "private.jsonl").read_bytes()
    assert "is a private, not a log" in refused(tmp_path, private, Unreadable)
    odd = [*lines[:3], lines[3].replace(b'"step":', b'"stride":'), *lines[4:]]
    assert ", line 4: Object" in refused(tmp_path, sealed(odd), Unreadable)
    surrogate = [*lines[:3], lines[3].replace(b'"record":"', b'"record":"\\ud800'), *lines[4:]]
    assert ", line 4: " in refused(tmp_path, sealed(surrogate), Unreadable)


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_whatever_somebody_seals_anew_it_restores_whole_or_is_refused(kept, tmp_path_factory, data):
    """A stranger who knows how to chain and seal changes a value in a record: the log restores, and
    then it verifies; or it is refused in words. Nothing else happens."""
    folder = tmp_path_factory.mktemp("hostile")
    title, *rows = (kept / "log.jsonl").read_bytes().splitlines()[:-1]
    at = data.draw(st.integers(0, len(rows) - 1))
    lines, heads = [title], {}
    for number, row in enumerate(map(json.loads, rows)):
        record = json.loads(row["record"])
        if number == at:
            _change(record, data)
        stream = row["stream"]
        record["prev"] = heads.get(stream, "0" * 64)
        state = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
        heads[stream] = digest(stream, row["step"], row["kind"], state.encode())
        lines.append(json.dumps({**row, "record": state}).encode())
    (folder / "log.jsonl").write_bytes(sealed(lines))
    try:
        restore(folder / "log.jsonl", folder / "s", private=None, progress=quiet)
    except (Damaged, Unreadable):
        assert not (folder / "s").exists()
    else:
        assert prove_store(folder / "s", None, progress=quiet).problems == []


def _change(record, data):
    """Another value at one place of the record's event, however deep."""
    at = record["event"]
    while True:
        keys = list(at) if isinstance(at, dict) else list(range(len(at)))
        key = data.draw(st.sampled_from(keys))
        if not isinstance(at[key], dict | list) or not at[key] or data.draw(st.booleans()):
            break
        at = at[key]
    at[key] = data.draw(
        st.one_of(st.none(), st.integers(-3, 99), st.just("lap-eng-4"), st.just([]), st.just({}))
    )


def test_the_private_file_belongs_to_its_log_and_is_whole(kept, tmp_path):
    whole = (kept / "private.jsonl").read_bytes()
    lines = whole.splitlines()
    for content, error, says in (
        (whole.replace(lines[0][-10:], b'00000000"}'), Refused, "is of the store"),
        (whole[:-20], Unreadable, "was cut short"),
        (sealed([lines[0], b'{"key":"a","bytes":"?"}']), Unreadable, "line 2: no base64"),
        (sealed([lines[0], b'{"key":"","bytes":""}']), Refused, "has 0 bytes"),
        ((kept / "log.jsonl").read_bytes(), Unreadable, "is a log, not a private"),
    ):
        (tmp_path / "p").write_bytes(content)
        with pytest.raises(error, match=says.replace("?", r"\?")):
            restore(kept / "log.jsonl", tmp_path / "s", private=tmp_path / "p", progress=quiet)
        assert not (tmp_path / "s").exists()


def test_a_log_that_does_not_prove_itself_is_not_exported(kept, tmp_path):
    shutil.copytree(kept / ".travaux", tmp_path / "s")
    with open_store(tmp_path / "s") as store:
        last = [r for r in store.log.records() if r.stream == "process"][-1]
        forged = Stored(0, "process", last.step + 1, last.kind, last.state)
        store.log.put_back([forged])
    desk = Desk(tmp_path)
    error = desk.run("export", "log", "--store", "s", "-o", "log.jsonl").err
    assert error.startswith("Error: the log: the chain of process breaks")
    assert [p.name for p in tmp_path.iterdir()] == ["s"]


def test_the_golden_exported_log_restores_for_ever(tmp_path):
    """Made once from the records of log-1, and a private store of two entries."""
    made = restore(
        GOLDEN / "exported-log-1.jsonl",
        tmp_path / "s",
        private=GOLDEN / "exported-private-1.jsonl",
        progress=quiet,
    )
    assert (made.records, made.streams, made.private) == (52, 3, 2)
    assert prove_store(tmp_path / "s", None, progress=quiet).problems == []
    rows = map(json.loads, (GOLDEN / "log-1.jsonl").read_bytes().splitlines())
    with open_store(tmp_path / "s") as store:
        assert records(store) == [
            (row["stream"], row["step"], row["kind"], row["record"].encode()) for row in rows
        ]
        assert store.private.get("secret") == b"Treaty on the Keeping of Wells!!"
        assert store.private.get("submission/1/raw") == "井の番人より".encode()
        export(store, tmp_path)
    for name in ("log", "private"):
        golden = GOLDEN / f"exported-{name}-1.jsonl"
        assert (tmp_path / f"{name}.jsonl").read_bytes() == golden.read_bytes()


def test_the_golden_exported_log_restores_on_every_store_and_comes_back_the_same(place):
    there = named(place)
    files = [GOLDEN / f"exported-{name}-1.jsonl" for name in ("log", "private")]
    restore(files[0], there, private=files[1], progress=quiet)
    with open_store(there) as store:
        assert b"".join(write_log(store.id, store.log.records(), quiet)) == files[0].read_bytes()
        assert b"".join(write_private(store.id, store.private)) == files[1].read_bytes()
    with pytest.raises(Refused):
        restore(files[0], there, private=None, progress=quiet)


def test_the_golden_store_opens_for_ever(tmp_path):
    """The same records and entries, as an earlier Travaux filed them on LMDB."""
    shutil.copytree(GOLDEN / "store-1", tmp_path / "s")
    assert prove_store(tmp_path / "s", None, progress=quiet).problems == []
    with open_store(tmp_path / "s") as store:
        export(store, tmp_path)
        assert store.log.read("draft/tr/eng")[-1].kind == "adopted"
    for name in ("log", "private"):
        golden = GOLDEN / f"exported-{name}-1.jsonl"
        assert (tmp_path / f"{name}.jsonl").read_bytes() == golden.read_bytes()
    desk = Desk(tmp_path)
    assert "52 records in 3 streams" in desk.do("verify", "--store", "s")


def test_the_golden_store_is_read_with_docs_formats_store_md_alone(tmp_path):
    """Nothing of Travaux reads it here: LMDB, and the bytes as that page draws them."""
    shutil.copytree(GOLDEN / "store-1", tmp_path / "s")
    rows = [json.loads(line) for line in (GOLDEN / "log-1.jsonl").read_bytes().splitlines()]
    steps: dict[bytes, list[int]] = {}
    with lmdb.open(str(tmp_path / "s" / "log"), max_dbs=9) as env:
        records, index = (env.open_db(name, create=False) for name in (b"records", b"index"))
        with env.begin() as txn:
            assert txn.stat(index)["entries"] == txn.stat(records)["entries"] == len(rows)
            for number, (key, value) in enumerate(txn.cursor(records), 1):
                assert key == number.to_bytes(8)
                assert hashlib.sha256(key + value[:-32]).digest() == value[-32:]
                assert value[0] == 1
                assert value[1:2] == b"s"
                at = 4 + int.from_bytes(value[2:4])
                stream, step = value[4:at], int.from_bytes(value[at : at + 8])
                topic = int.from_bytes(value[at + 8 : at + 10])
                beyond = value[at + 10] + int.from_bytes(value[at + 12 : at + 16])
                kind = value[at + 16 : at + 16 + topic]
                state = value[at + 16 + topic + beyond : -32]
                assert txn.get(value[1 : at + 8], db=index) == key
                steps.setdefault(stream, []).append(step)
                assert rows[number - 1] == {
                    "stream": stream.decode(),
                    "step": step,
                    "kind": kind.decode(),
                    "record": state.decode(),
                }
        meta = env.open_db(b"meta", create=False)
        with env.begin() as txn:
            one = (1).to_bytes(8)
            assert txn.get(b"layout", db=meta) == one + hashlib.sha256(b"layout" + one).digest()
    assert all(each == list(range(1, len(each) + 1)) for each in steps.values())


def test_an_erasure_while_the_log_is_exported_is_noticed(kept, tmp_path):
    shutil.copytree(kept / ".travaux", tmp_path / "s")
    with open_store(tmp_path / "s") as store:
        upto = store.log.position()
        assert not erased_behind(store.log, upto)
        store.log.put_back([Stored(0, "submission/1", 1, "something", b"{}")])
        assert not erased_behind(store.log, upto)
        store.log.put_back([Stored(0, "submission/1", 2, "payload-erased", b"{}")])
        assert erased_behind(store.log, upto)
        assert not erased_behind(store.log, store.log.position())


def test_the_commands_keep_a_store_and_make_it_anew(tmp_path):
    desk = Desk(tmp_path)
    (tmp_path / "plan.txt").write_text("Plan\n\n1. We meet.\n\n2. We part.\n")
    desk.do("init")
    desk.do("import", "plan", "plan.txt", "--lang", "eng")
    before = desk.log()
    count = len(before.splitlines())
    said = desk.do("export", "log", "-o", "log.jsonl", "--with-private", "p.jsonl")
    assert said.startswith(f"Wrote the log up to position {count} to log.jsonl\n")
    assert stat.S_IMODE((tmp_path / "p.jsonl").stat().st_mode) == 0o600
    assert "log.jsonl is there already" in desk.refuse("export", "log", "-o", "log.jsonl")
    desk.refuse("export", "log", "-o", "x", "--with-private", "x", code=2)
    said = desk.do("backup", "copy")
    assert said == f"Copied the log up to position {count} and 1 private entry to copy\n"
    assert "is a store already" in desk.refuse("restore", "log.jsonl")
    assert "copy is a store already" in desk.refuse("backup", "copy")
    shutil.rmtree(tmp_path / ".travaux")
    assert desk.do("restore", "log.jsonl").splitlines() == [
        f"Restored {count} records in 3 streams to .travaux",
        "Nothing private came with it: what is private is shown as withheld",
    ]
    assert desk.log() == before
    assert "1 private entry" in desk.do(
        "restore", "log.jsonl", "--with-private", "p.jsonl", "--store", "other"
    )
    desk.do("restore", "copy", "--store", "third")
    for store in ("other", "third"):
        assert desk.do("log", "--json", "--store", store) == before
    desk.refuse("restore", "nowhere.jsonl", code=2)
    desk.do("checkin", "plan", desk.edit("plan", ("We part", "We meet again")), "-m", "why")
    assert desk.json("verify")["ok"]
