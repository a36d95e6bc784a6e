"""A copy of a log and of the private store beside it, as of one moment, while others write."""

from __future__ import annotations

import os
from contextlib import ExitStack
from pathlib import Path
from shutil import copymode

from engine.lmdb.disk import sync_folder
from engine.lmdb.environment import Environment, open_environment
from engine.lmdb.memory_map import Snapshot
from engine.lmdb.opening import FILE


def copy(log: Path, private: Path, target: Path) -> None:
    """Copies both into folders of the same names in `target`, without free pages, durably.

    Nothing that the log's copy names is missing from the private copy: the private state is held
    first, and that of the log counts only if nothing was committed to it meanwhile; so all that it
    says was recorded before, and what it names was put before that.
    """
    with ExitStack() as opened:
        first = opened.enter_context(open_environment(log, create=False))
        second = None
        if (private / FILE).exists():
            second = opened.enter_context(open_environment(private, create=False))
        with ExitStack() as held:
            for snapshot in _as_of_one_moment(first, second, held):
                folder = target / snapshot.folder.name
                folder.mkdir(mode=0o700)  # until it has the modes of what is copied
                snapshot.copy(folder)
                _finish(snapshot.folder, folder)
    sync_folder(target)


def _as_of_one_moment(
    log: Environment, private: Environment | None, held: ExitStack
) -> list[Snapshot]:
    while True:
        with ExitStack() as attempt:
            with log.snapshot() as before:
                pass
            snapshots = [] if private is None else [attempt.enter_context(private.snapshot())]
            now = attempt.enter_context(log.snapshot())
            if now.commit == before.commit:
                held.push(attempt.pop_all())
                return [*snapshots, now]


def _finish(source: Path, folder: Path) -> None:
    copymode(source / FILE, folder / FILE)
    handle = os.open(folder / FILE, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
    copymode(source, folder)
    sync_folder(folder)
