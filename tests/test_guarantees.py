"""What Travaux promises of its log, each tried to break."""

import json
import os
import random
import re
import signal
import subprocess
import time
from pathlib import Path

import pytest

from command import TRAVAUX, Desk
from engine.proof.checkpoint import Checkpoint, Head, read, write
from server import execute

PARAGRAPHS = 120


def plan() -> str:
    paragraphs = (
        f"{n}. The parties will do the thing number {n} soon." for n in range(1, PARAGRAPHS)
    )
    return "Plan of Work\n\nI. Beginnings\n\n" + "\n\n".join(paragraphs) + "\n"


@pytest.fixture
def desk(tmp_path: Path, place: str) -> Desk:
    desk = Desk(tmp_path, place, inside=True)
    (tmp_path / "plan.txt").write_text(plan(), encoding="utf-8")
    desk.do("init")
    desk.do("import", "plan", "plan.txt", "--lang", "eng")
    return desk


def test_a_checkin_that_is_killed_leaves_all_of_its_edit_or_none(desk: Desk) -> None:
    chance = random.Random(2020)
    began = time.monotonic()
    words = ("soon", "late")
    apart = Desk(desk.folder, desk.store)
    apart.do("checkin", "plan", desk.edit("plan", words), "-m", "How long it takes")
    whole = time.monotonic() - began
    recorded = interrupted = 0
    for round in range(6):
        words = words[::-1]
        if words[0] not in desk.do("show", "plan"):
            words = words[::-1]
        file = desk.edit("plan", words)
        before = desk.log()
        with subprocess.Popen(
            [str(TRAVAUX), "checkin", "plan", str(file), "-m", f"Round {round}"],
            cwd=desk.folder,
            env=desk.env(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        ) as process:
            time.sleep(chance.uniform(0.3, 1.1) * whole * 0.7)
            os.kill(process.pid, signal.SIGKILL)
        after = desk.log()
        assert after.startswith(before)
        new = [json.loads(line) for line in after[len(before) :].splitlines()]
        assert len(new) in (0, PARAGRAPHS), "half an edit is recorded"
        recorded += bool(new)
        interrupted += not new
        assert desk.json("verify")["ok"]
    assert interrupted, "no checkin was killed in time; the test tried nothing"


def on_postgresql(desk: Desk) -> bool:
    assert desk.store
    return desk.store.startswith("postgresql:")


def flip_a_byte_of_the_author(desk: Desk, victim: dict[str, object]) -> None:
    """What a hex editor does to the file, or an administrator to the table: the first letter of
    the party that entered a record becomes a q."""
    if on_postgresql(desk):
        statement = """UPDATE {} SET state = convert_to(replace(convert_from(state, 'UTF8'),
            '"recorded_by":"p', '"recorded_by":"q'), 'UTF8') WHERE notification_id = """
        assert execute(desk.store, f"{statement}{victim['position']}", "stored_events") == 1
        return
    data = desk.folder / ".travaux" / "log" / "data.mdb"
    content = bytearray(data.read_bytes())
    at = -1
    while (at := content.find(str(victim["prev"]).encode(), at + 1)) != -1:
        letter = content.rindex(b'"recorded_by":"presidency"', 0, at) + len('"recorded_by":"')
        content[letter] = ord("q")
    data.write_bytes(content)


def test_one_byte_of_an_author_is_found_and_named(desk: Desk) -> None:
    desk.do("import", "other", "plan.txt", "--lang", "eng")
    desk.do("checkin", "plan", desk.edit("plan", ("thing number 7 ", "act number 7 ")), "-m", "why")
    victim = [json.loads(line) for line in desk.log().splitlines() if "edit-made" in line][2]
    flip_a_byte_of_the_author(desk, victim)
    ran = desk.run("verify", "--json")
    assert ran.code == 1
    found = json.loads(ran.out)
    assert found["ok"] is False
    problem = found["problems"][0]
    # On PostgreSQL it is the next record that says so: it holds the digest of what was written.
    later = int(on_postgresql(desk))
    assert (problem["stream"], problem["step"]) == ("draft/plan/eng", victim["step"] + later)
    assert problem["position"] == victim["position"] + later
    assert f"{victim['step']}" in desk.run("verify").out
    assert f"draft/plan/eng step {victim['step'] + later}" in desk.run("show", "plan").err
    assert "thing number 7 " in desk.do("show", "other")
    desk.do("checkin", "other", desk.edit("other", ("thing number 7 ", "it ")), "-m", "why")


def test_what_was_cut_off_is_found_against_a_checkpoint(desk: Desk, tmp_path: Path) -> None:
    early = tmp_path / "early.txt"
    desk.do("checkpoint", "-o", early)
    desk.do("verify", "--against", early)
    desk.do("issue", "plan", "first")
    late = tmp_path / "late.txt"
    desk.do("checkpoint", "-o", late)
    desk.do("verify", "--against", early)
    lines = late.read_text().splitlines()
    draft = next(line for line in lines if line.startswith("draft/plan/eng"))
    stream, step, digest = draft.split()
    checkpoint = read(late.read_text(), where="late.txt")
    longer = {**checkpoint.heads, stream: Head(int(step) + 1, digest)}
    late.write_text(write(Checkpoint(checkpoint.store, longer)))
    ran = desk.run("verify", "--against", late)
    assert ran.code == 1
    assert "was cut off" in ran.out
    other = {**checkpoint.heads, stream: Head(int(step), "0" * 64)}
    late.write_text(write(Checkpoint(checkpoint.store, other)))
    assert "was altered" in desk.run("verify", "--against", late).out
    process = f"process {checkpoint.heads['process'].step}"
    late.write_text(write(checkpoint).replace(process, f"{process}0"))
    assert "was altered" in desk.run("verify", "--against", late).err


def test_two_who_check_in_at_once_do_not_both_win(desk: Desk) -> None:
    files = []
    for n in (3, 4):
        file = desk.edit("plan", (f"thing number {n} ", f"act number {n} "))
        files.append(file.rename(desk.folder / f"{n}.txt"))
    running = [
        subprocess.Popen(
            [str(TRAVAUX), "checkin", "plan", str(file), "-m", "at once"],
            cwd=desk.folder,
            env=desk.env(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        for file in files
    ]
    errors = [process.communicate()[1] for process in running]
    assert sorted(process.returncode for process in running) == [0, 1]
    assert any("moved on to s" in error for error in errors)
    assert desk.json("verify")["ok"]


def test_what_was_issued_is_shown_for_ever(desk: Desk) -> None:
    desk.do("issue", "plan", "first draft")
    first = desk.json("show", "plan@1")
    text = desk.do("show", "plan@1")
    desk.do("checkin", "plan", desk.edit("plan", ("soon", "later")), "-m", "why")
    desk.do("issue", "plan", "second draft")
    assert desk.json("show", "plan@1") == first
    assert desk.json("show", "plan@first-draft") == first
    assert desk.do("show", "plan@1") == text
    assert "later" in desk.do("show", "plan@2")


def test_the_clock_running_backwards_does_not_run_the_log_backwards(desk: Desk) -> None:
    desk.do("issue", "plan", "first", "--on", "1999-12-31")
    times = [json.loads(line)["recorded_at"] for line in desk.log().splitlines()]
    assert times == sorted(times)
    last = json.loads(desk.log().splitlines()[-1])
    assert last["effective_on"] == "1999-12-31"


@pytest.mark.parametrize("place", ["lmdb"], indirect=True)  # elsewhere it is the server's room
def test_where_there_is_no_room_each_act_is_refused_and_the_store_stays_sound(desk: Desk) -> None:
    desk.do("export", "log", "-o", "before.jsonl")
    long = "The parties will do that too. " * 4000
    file = desk.edit("plan", ("thing number 7 soon.", f"thing number 7 soon. {long}"))
    before = sorted(path.name for path in desk.folder.iterdir())
    limited = ("sh", "-c", 'ulimit -f 40 && exec "$@"', "sh", str(TRAVAUX))
    for command in (
        ("checkin", "plan", str(file), "-m", "longer"),
        ("backup", "copy"),
        ("export", "log", "-o", "log.jsonl"),
        ("restore", "before.jsonl", "--store", "other"),
    ):
        done = subprocess.run(
            [*limited, *command], cwd=desk.folder, capture_output=True, text=True, check=False
        )
        assert done.returncode == 1, command
        assert re.match("Error: .*(too large|only a part|may not grow)", done.stderr), done.stderr
        assert sorted(path.name for path in desk.folder.iterdir()) == before
        assert desk.json("verify")["ok"]
    desk.do("checkin", "plan", file, "-m", "longer")
    desk.do("backup", "copy")
