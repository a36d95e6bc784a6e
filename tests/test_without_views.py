"""Deleting views/ loses nothing: after every kind of history, everything that can be asked."""

from __future__ import annotations

import shutil
from pathlib import Path

import lmdb
import pytest

from clock import Clock
from command import Desk, Ran
from histories import HISTORIES, questions
from server import Server


@pytest.fixture(autouse=True)
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Snapshots and read models are kept after a few events, not only after many."""
    monkeypatch.setattr("engine.snapshots.EVERY", 4)
    monkeypatch.setattr("engine.lmdb.views.LAG", 3)


class Forgetful(Desk):
    """A desk at which views/ is deleted before every command."""

    def run(self, *args: object, party: str | None = None, **env: str) -> Ran:
        forget(self)
        return super().run(*args, party=party, **env)


def forget(desk: Desk) -> None:
    """Delete views/, or the user's cache of a store on PostgreSQL."""
    for folder in (desk.folder / ".travaux" / "views", desk.folder / "cache"):
        shutil.rmtree(folder, ignore_errors=True)


def kept(desk: Desk) -> set[str]:
    """The names of the tables in views/ that hold anything."""
    folders = [file.parent for file in desk.folder.rglob("data.mdb") if file.parent.name != "log"]
    (views,) = (folder for folder in folders if folder.name != "private")
    with lmdb.open(str(views), readonly=True, max_dbs=64) as env, env.begin() as txn:
        names = [bytes(name) for name, _ in txn.cursor()]
        return {n.decode() for n in names if txn.stat(env.open_db(n, txn))["entries"]}


def answers(desk: Desk) -> dict[tuple[object, ...], Ran]:
    """All questions with their answers; a refusal is one too."""
    found = {question: desk.run(*question) for question in questions(desk)}
    for question, ran in found.items():
        before_there_was_any = question[0] == "show" and "did not exist on" in ran.err
        assert ran.code == 0 or before_there_was_any, (question, ran)
    return found


@pytest.mark.parametrize("kind", HISTORIES)
def test_everything_that_can_be_asked_is_answered_alike_with_and_without(
    tmp_path: Path, kind: str
) -> None:
    answered_alike(Desk(tmp_path, inside=True), kind)


def test_so_it_is_on_postgresql(tmp_path: Path, server: Server) -> None:
    url = server.url(schema="without_views")
    answered_alike(Desk(tmp_path, url, inside=True), "drafted")


def answered_alike(desk: Desk, kind: str) -> None:
    HISTORIES[kind](desk)
    without = answers(Forgetful(desk.folder, desk.store, inside=True))
    assert len(without) > 20
    forget(desk)
    while_they_are_made = answers(desk)
    assert while_they_are_made == without
    assert {"snapshots", "chronicle", "authorship", "timeline"} <= kept(desk)
    from_what_is_kept = answers(desk)
    assert from_what_is_kept == without


@pytest.mark.parametrize("kind", HISTORIES)
def test_what_is_recorded_is_the_same_with_and_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setattr("secrets.token_bytes", bytes)  # else no two salts are alike
    told = []
    for desk in (Desk(tmp_path / "a", inside=True), Forgetful(tmp_path / "b", inside=True)):
        Clock(monkeypatch, "2021-09-20T12:00:00+02:00")
        HISTORIES[kind](desk)
        told.append(desk.log())
    assert told[0] == told[1]
    assert told[0].count("\n") > 10
