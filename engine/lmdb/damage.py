"""All that is wrong with the log in a folder, from the structure of the file to the last record.

First the structure is read as bytes. If it is sound, LMDB can read the log here, without danger.
If it is not, either somebody committed meanwhile or the file is damaged; and damage may lead LMDB
beyond its map, which ends a process. So a process of its own takes LMDB's write lock, reads the
structure again while nobody can commit, and then as much of the log as LMDB will show it.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from engine.errors import NotFound, TravauxError
from engine.lmdb.audit import Problem, audit
from engine.lmdb.environment import Environment, open_environment
from engine.lmdb.opening import FILE
from engine.lmdb.structure import structure

PATIENCE = 60.0
"""Seconds without news after which the process that reads a damaged file is given up."""

_APART = """
import json, sys
sys.path[:] = json.loads(sys.argv[1])
from engine.lmdb.damage import report
report(sys.argv[2])
"""


def problems(path: Path) -> Iterator[Problem]:
    """Every problem of the log in the folder `path`; none, if it is as it was written.

    Others may read and write meanwhile; they wait only if the file looks damaged, and then while
    its structure is read once. Whatever the file holds, nothing but NotFound is raised (there is
    no file) and this process lives on.
    """
    folder = path.resolve()
    if not (folder / FILE).is_file():
        raise NotFound(f"{folder} holds no {FILE}")
    found = structure(folder)
    if found:
        yield from _apart(folder, found)
    else:
        try:
            with open_environment(folder, read_only=True) as environment:
                yield from audit(environment)
        except TravauxError as error:
            yield Problem(str(error))


def _apart(folder: Path, found: list[str]) -> Iterator[Problem]:
    command = [sys.executable, "-I", "-c", _APART, json.dumps(sys.path), str(folder)]
    ended = False
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL
    ) as process:
        assert process.stdout is not None
        try:
            confirmed = process.stdout.readline()
            for what in json.loads(confirmed) if confirmed.endswith(b"\n") else found:
                yield Problem(f"{FILE}: {what}")
            for line in process.stdout:
                if line.endswith(b"\n"):
                    ended = line == b"null\n"
                    if not ended:
                        yield _problem(line)
        finally:
            process.kill()
    if not ended:
        code = process.returncode
        why = signal.strsignal(-code) if code < 0 else f"exit {code}"
        yield Problem(f"{FILE} could not be read to the end: {why}")


def report(path: str) -> None:
    """In a process of its own: writes what is wrong with the structure as one line of JSON, then
    each problem of the log as one, then null. Ends by a signal if LMDB is led astray."""
    _have_patience()
    folder = Path(path)
    try:
        with (
            open_environment(folder, create=False) as writer,
            open_environment(folder, read_only=True) as reader,
        ):
            _tell(_at_rest(writer, folder))
            for problem in audit(reader):
                _have_patience()
                of_uuid = isinstance(problem.stream, UUID)
                stream = None if problem.stream is None else str(problem.stream)
                _tell([problem.what, problem.position, stream, of_uuid, problem.step])
    except TravauxError as error:
        _tell([*structure(folder), str(error)])
    _tell(None)


def _at_rest(environment: Environment, folder: Path) -> list[str]:
    if environment.why_read_only is None:
        return environment.write(lambda *_: structure(folder))
    return environment.read(lambda *_: structure(folder))


def _problem(line: bytes) -> Problem:
    what, position, stream, of_uuid, step = json.loads(line)
    return Problem(what, position, UUID(stream) if of_uuid else stream, step)


def _tell(content: object) -> None:
    sys.stdout.write(json.dumps(content) + "\n")
    sys.stdout.flush()


def _have_patience() -> None:
    signal.setitimer(signal.ITIMER_REAL, PATIENCE)
