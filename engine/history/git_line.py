"""The past of one file in a git repository, along the first parents of a commit.

What a merge brought in is the merge's. Where the file appears, its name before is looked for: a
renamed file is followed, a copied one is not. A version is a commit that changed the content; one
that only renamed the file or changed its mode is none.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self
from zoneinfo import ZoneInfo

import msgspec

from engine.errors import NotFound, Unreadable
from engine.history.git import Blobs, Git
from engine.history.spool import Spool
from engine.history.tags import Tag, tags
from engine.history.version import Label, Person, Version

_FORMAT = "tformat:%x01%H%x00%P%x00%aN%x00%aE%x00%at%x00%B%x00"
_FILES = (b"100644", b"100755", b"100664")
_GONE = "deleted"


class _Commit(msgspec.Struct, array_like=True):
    """A commit that changed the file: `blob` is its content, or `gone` says why there is none."""

    id: str
    name: str
    address: str
    time: int
    message: str
    path: str
    blob: str | None
    gone: str
    tags: list[Tag] = []


class _Change(NamedTuple):
    commit: _Commit
    parent: bytes
    appears: bool


class GitLine:
    """The source that a file's history in a repository is. Use it in a `with` statement.

    `path` is the file's name in the repository, as bytes of the file system; `rev` the commit that
    its last version is looked for from; `zone` the time zone that dates are read in.
    """

    def __init__(self, folder: Path, path: str, rev: str, zone: ZoneInfo) -> None:
        self._git = Git(folder)
        self._blobs = Blobs(folder)
        self._zone = zone
        self._spool: Spool | None = None
        self.notes: list[str] = []
        name = os.fsencode(path)
        prefix = self._git.ask("rev-parse", "--show-prefix", refused=f"{folder} is no repository")
        self._path = os.path.normpath(prefix.removesuffix(b"\n") + name)
        if os.path.isabs(name) or self._path.startswith(b".."):
            raise Unreadable(
                f"{_shown(name)} is not a path in the repository {folder}",
                hint="Name it from the top of the repository, as git does.",
            )
        asked = ("rev-parse", "--verify", "--end-of-options", f"{rev}^{{commit}}")
        self._head = self._git.ask(*asked, refused=f"{folder} has no commit {rev}").strip()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._blobs.__exit__(kind, error, trace)
        if self._spool is not None:
            self._spool.close()

    def versions(self) -> Iterator[Version]:
        """The versions, the oldest first. `NotFound` where the file never was."""
        self.notes = []
        if self._spool is None:
            self._spool = Spool()
            self._fill(self._spool)
        if not len(self._spool):
            raise NotFound(
                f"{_shown(self._path)} is in no commit of {self._git.folder} along first parents",
                hint="Name it from the top of the repository, as git does.",
            )
        if self._git.ask("rev-parse", "--is-shallow-repository", refused="git") == b"true\n":
            self.notes.append("The repository is shallow: what came before it is not in it.")
        waiting: _Commit | None = None
        for packed in self._spool.oldest_first():
            commit = msgspec.msgpack.decode(packed, type=_Commit)
            if waiting and commit.blob is not None and waiting.blob == commit.blob:
                waiting.tags += commit.tags
                continue
            if waiting:
                yield self._version(waiting)
            waiting = commit
        assert waiting
        yield self._version(waiting)

    def _version(self, commit: _Commit) -> Version:
        called = f"{commit.path} at {commit.id[:12]}"
        if commit.gone and commit.gone != _GONE:
            self.notes.append(f"{called} is {commit.gone}, not a file.")
        return Version(
            key=commit.id,
            called=called,
            file=commit.path,
            effective_on=self._day(commit.time, called),
            by=Person(commit.name or commit.address or "unknown", commit.address),
            message=commit.message,
            labels=tuple(self._label(tag) for tag in commit.tags),
            read=self._reading(commit.blob, called),
        )

    def _reading(self, blob: str | None, called: str) -> Callable[[], bytes | None]:
        return lambda: None if blob is None else self._blobs.read(blob, called)

    def _label(self, tag: Tag) -> Label:
        by = Person(tag.tagger or tag.address, tag.address) if tag.tagger or tag.address else None
        return Label(tag.name, self._day(tag.time, f"the tag {tag.name}"), by)

    def _day(self, time: int, called: str) -> date:
        try:
            return datetime.fromtimestamp(time, UTC).astimezone(self._zone).date()
        except (ValueError, OverflowError, OSError):
            raise Unreadable(
                f"{called} is dated {time} seconds after 1970, outside the years 1 to 9999"
            ) from None

    # -- from the newest commit to the oldest ----------------------------------------------------

    def _fill(self, spool: Spool) -> None:
        known = tags(self._git)
        chain = self._chain() if known else iter(())
        for commit in self._commits():
            pending: list[Tag] = []
            for id in chain:
                pending += known.pop(id, ())
                if id == commit.id:
                    break
            commit.tags = sorted(pending, key=lambda tag: (tag.time, tag.name))
            spool.add(msgspec.msgpack.encode(commit))

    def _chain(self) -> Iterator[str]:
        """Every commit along first parents, be the file changed in it or not."""
        head = self._head.decode()
        arguments = ("log", "--first-parent", "-z", "--format=tformat:%H", "--end-of-options", head)
        with self._git.stream(*arguments, "--") as pieces:
            for piece in pieces:
                yield piece.decode()

    def _commits(self) -> Iterator[_Commit]:
        start, path = self._head, self._path
        while start:
            for change in self._changes(start, path):
                yield change.commit
                if change.appears and change.parent:
                    before = self._name_before(change, path)
                    if before:
                        start, path = change.parent, before
                        break
            else:
                return

    def _changes(self, start: bytes, path: bytes) -> Iterator[_Change]:
        """The commits that changed the file of this name, from one back."""
        arguments: list[str | bytes] = ["log", "--first-parent", "-m", "--no-renames", "--raw"]
        arguments += ["--no-abbrev", "-z", "--no-color", "--no-notes", "--no-ext-diff"]
        arguments += ["--no-textconv", "--no-relative", "--encoding=UTF-8", f"--format={_FORMAT}"]
        arguments += ["--end-of-options", start, "--", b":(top,literal)" + path]
        with self._git.stream(*arguments) as pieces:
            head: list[bytes] = []
            for piece in pieces:
                token = piece.lstrip(b"\n")
                if token.startswith(b"\1"):
                    head = [token[1:], *(next(pieces) for _ in range(5))]
                elif token.startswith(b":"):
                    name = next(pieces)
                    if name == path:
                        yield _change(head, token, path)

    def _name_before(self, change: _Change, path: bytes) -> bytes | None:
        """The name of the file before the commit in which it appears, if it was renamed there."""
        arguments = ("diff-tree", "-r", "-z", "--raw", "--no-abbrev", "-M", "--end-of-options")
        both = (change.parent, change.commit.id)
        with self._git.stream(*arguments, *both) as pieces:
            for piece in pieces:
                status = piece.rsplit(b" ", 1)[-1]
                old = next(pieces)
                if status[:1] in (b"R", b"C") and next(pieces) == path:
                    return old
        return None


def _change(head: list[bytes], raw: bytes, path: bytes) -> _Change:
    id, parents, name, address, time, message = head
    _, mode, _, blob, status = raw[1:].split(b" ")
    gone = "" if mode in _FILES else _GONE if mode == b"000000" else _kind(mode)
    commit = _Commit(
        id=id.decode(),
        name=_decoded(name),
        address=_decoded(address),
        time=int(time or 0),
        message=_decoded(message),
        path=_shown(path),
        blob=None if gone else blob.decode(),
        gone=gone,
    )
    return _Change(commit, parents.split(b" ")[0], status == b"A")


def _kind(mode: bytes) -> str:
    return {b"120000": "a symbolic link", b"160000": "a submodule"}.get(mode, "something else")


def _decoded(raw: bytes) -> str:
    """What git says is UTF-8, and what is not after all, as Latin-1."""
    try:
        return raw.decode("utf-8").strip()
    except UnicodeDecodeError:
        return raw.decode("latin-1").strip()


def _shown(path: bytes) -> str:
    """A file name for people, whatever its bytes."""
    return path.decode("utf-8", "backslashreplace")
