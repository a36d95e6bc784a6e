"""Many files: folders of them, checked by as many processes as there are processors.

In a folder every file called `*.xml` is checked, those of folders within it too; links are
followed, each folder once, so a link to a folder above ends there. What is no regular file (a
pipe, a device) is left alone.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import NamedTuple

from engine.errors import NotFound
from engine.readers.xml import LARGEST
from exporters import schema
from exporters.check.checking import Problem, check

_FEW = 24
"""So few files are checked faster than processes start."""
_CHUNK = 16


class Checked(NamedTuple):
    """A file, and what is wrong with it."""

    file: Path
    problems: list[Problem]


class Files(NamedTuple):
    """The files to be checked, and how many others there were in the folders."""

    files: list[Path]
    others: int


def find(given: Iterable[Path]) -> Files:
    """Every file that is meant, each once, folders in the order of their names. `NotFound` names
    what is not there, and a folder that holds nothing to check."""
    files: dict[Path, None] = {}
    others = 0
    for path in given:
        if not path.is_dir():
            if not os.path.lexists(path):
                raise NotFound(f"{path} is not there")
            files[path] = None
            continue
        before = len(files)
        for found in _walk(path, set()):
            if found.suffix.lower() == ".xml" or found.is_dir():
                files[found] = None
            else:
                others += 1
        if len(files) == before:
            raise NotFound(f"{path} holds no file called *.xml")
    return Files(list(files), others)


def _walk(folder: Path, seen: set[tuple[int, int]]) -> Iterator[Path]:
    try:
        status = folder.stat()
        if (status.st_dev, status.st_ino) in seen:
            return
        seen.add((status.st_dev, status.st_ino))
        held = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        yield folder  # to be reported
        return
    for entry in held:
        path = folder / entry.name
        if _is(entry, "dir"):
            yield from _walk(path, seen)
        elif _is(entry, "file") or (entry.is_symlink() and not os.path.exists(path)):
            yield path


def _is(entry: os.DirEntry[str], what: str) -> bool:
    try:
        return entry.is_dir() if what == "dir" else entry.is_file()
    except OSError:  # a link that leads to itself
        return False


def check_all(files: list[Path], *, processes: int | None = None) -> Iterator[Checked]:
    """Each file with its problems, in order, as they are done. `processes` is how many work, by
    default one for each processor."""
    many = processes or os.cpu_count() or 1
    if many == 1 or len(files) < _FEW:
        for file in files:
            yield Checked(file, check_file(file))
        return
    chunk = max(1, min(_CHUNK, len(files) // (many * 4)))
    schema.load()
    pool = ProcessPoolExecutor(many, initializer=_leave_stopping)
    try:
        yield from map(Checked, files, pool.map(check_file, files, chunksize=chunk))
    finally:
        pool.shutdown(cancel_futures=True)


def _leave_stopping() -> None:
    """Who stops the command stops the process that prints; it ends the others."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def check_file(file: Path) -> list[Problem]:
    """The problems of a file; that it cannot be read is one."""
    try:
        if file.is_dir():
            return [Problem("readable", 0, "/", "The folder cannot be read.")]
        if not file.is_file():
            what = "There is no such file" if not file.exists() else "This is no regular file"
            return [Problem("readable", 0, "/", f"{what}.")]
        size = file.stat().st_size
        if size > LARGEST:
            message = f"The file is too large: {size:,} bytes, and XML is read up to {LARGEST:,}."
            return [Problem("readable", 0, "/", message)]
        source = file.read_bytes()
    except OSError as error:
        return [Problem("readable", 0, "/", f"The file cannot be read: {error.strerror}.")]
    return check(source)
