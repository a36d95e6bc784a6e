"""A git repository as a process: only read, nothing fetched, no hook, filter or pager run.

What a repository's own configuration could make git run is turned off; its history may be hostile.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from types import TracebackType
from typing import IO, Self

from engine.errors import NotFound, Unreadable

LARGEST = 64_000_000
"""Bytes of the largest file that is read."""
_CHUNK = 1 << 16
_SAFE = (
    *("-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "core.pager=cat"),
    *("-c", "log.showSignature=false", "-c", "log.showRoot=true", "-c", "log.mailmap=true"),
    *("-c", "core.attributesFile=/dev/null", "-c", "protocol.allow=never"),
)
_ENVIRONMENT = {
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_PAGER": "cat",
    "LC_ALL": "C",
}


class Git:
    """Commands of git in a repository."""

    def __init__(self, folder: Path) -> None:
        if not folder.is_dir():
            raise NotFound(f"{folder} is not a folder with a git repository")
        self.folder = folder

    def ask(self, *arguments: str | bytes, refused: str) -> bytes:
        """What a command prints. `Unreadable`, beginning with `refused`, where git says no."""
        process = start(self.folder, arguments, subprocess.PIPE)
        out, err = process.communicate()
        if process.returncode:
            raise Unreadable(f"{refused}: {_said(err)}")
        return out

    @contextmanager
    def stream(self, *arguments: str | bytes) -> Iterator[Iterator[bytes]]:
        """What a command prints, cut at each NUL, as it comes. Leaving ends the command."""
        with TemporaryFile() as errors:
            process = start(self.folder, arguments, errors)
            try:
                yield self._pieces(process, errors)
            finally:
                _end(process)

    def _pieces(self, process: subprocess.Popen[bytes], errors: IO[bytes]) -> Iterator[bytes]:
        assert process.stdout
        out = process.stdout.fileno()
        rest = b""
        while chunk := os.read(out, _CHUNK):
            *pieces, rest = (rest + chunk).split(b"\0")
            yield from pieces
        if rest:
            yield rest
        if process.wait():
            errors.seek(0)
            raise Unreadable(f"git cannot read {self.folder}: {_said(errors.read())}")


def start(
    folder: Path, arguments: Sequence[str | bytes], errors: int | IO[bytes]
) -> subprocess.Popen[bytes]:
    """A git process of its own group, which a Ctrl-C does not reach; where its errors go."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    try:
        return subprocess.Popen(
            ["git", "--no-pager", *_SAFE, "-C", str(folder), *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            env=kept | _ENVIRONMENT,
            process_group=0,
        )
    except FileNotFoundError:
        raise NotFound("git is not installed; a history in git is read with it") from None


class Blobs:
    """The contents of files by their object id, from one `git cat-file --batch`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._close()

    def read(self, id: str, called: str) -> bytes:
        """A file's bytes. `Unreadable` where it is not there or too large."""
        if self._process is None:
            arguments = ["cat-file", "--batch"]
            self._process = start(self._folder, arguments, subprocess.DEVNULL)
        into, out = self._process.stdin, self._process.stdout
        assert into
        assert out
        into.write(id.encode() + b"\n")
        into.flush()
        head = out.readline().split()
        if len(head) != 3 or head[1] != b"blob":
            self._close()
            raise Unreadable(f"{called} is not in the repository: it lacks the object {id[:12]}")
        size = int(head[2])
        if size > LARGEST:
            self._close()
            raise Unreadable(f"{called} is too large: {size} bytes; {LARGEST} are read")
        return _exactly(out, size + 1, called)[:-1]

    def _close(self) -> None:
        if self._process:
            _end(self._process)
            self._process = None


def _exactly(out: IO[bytes], size: int, called: str) -> bytes:
    found = out.read(size)
    if len(found) < size:
        raise Unreadable(f"{called} cannot be read: git ended in the middle of it")
    return found


def _end(process: subprocess.Popen[bytes]) -> None:
    for pipe in (process.stdin, process.stdout, process.stderr):
        if pipe:
            pipe.close()
    process.kill()
    process.wait()


def _said(err: bytes) -> str:
    lines = err.decode("utf-8", "replace").strip().splitlines()
    return lines[0] if lines else "git says nothing more"
