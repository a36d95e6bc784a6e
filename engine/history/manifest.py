"""A past in a folder: its `manifest.jsonl` says which file was the text when.

docs/formats/manifest.md specifies it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import msgspec

from engine.errors import NotFound, Unreadable
from engine.history.version import By, Label, Person, Version
from engine.point import FORM, WORK, slug

NAME = "manifest.jsonl"
LARGEST = 64_000_000
"""Bytes of the largest file that is read."""
_LONGEST = 1_000_000
"""Bytes of the longest line."""


class _Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    file: str
    effective_on: date
    by: str | tuple[str, ...] | None = None
    message: str = ""
    label: str | None = None


class Folder:
    """The source that a manifest describes, in a folder or named itself."""

    def __init__(self, path: Path) -> None:
        self._manifest = path / NAME if path.is_dir() else path
        if not self._manifest.is_file():
            raise NotFound(
                f"{path} holds no {NAME}" if path.is_dir() else f"{path} is not there",
                hint=f"{NAME} names the files in order, one JSON object a line.",
            )
        self._folder = self._manifest.parent.resolve()
        self.notes: list[str] = []

    def versions(self) -> Iterator[Version]:
        """The versions in the order of the lines. `Unreadable` names the line and the key that is
        wrong."""
        number = 0
        with self._manifest.open("rb") as file:
            while raw := file.readline(_LONGEST + 1):
                number += 1
                where = f"{self._manifest} line {number}"
                if len(raw) > _LONGEST:
                    raise Unreadable(f"{where} is longer than {_LONGEST} bytes")
                stripped = raw.removeprefix(b"\xef\xbb\xbf").strip()
                if stripped:
                    yield self._version(stripped, number, where)
        if not number:
            raise Unreadable(f"{self._manifest} is empty")

    def _version(self, raw: bytes, number: int, where: str) -> Version:
        line = _decoded(raw, where)
        path = self._path(line.file, where)
        by = _by(line.by, where)
        if line.label is not None and not slug(line.label):
            raise Unreadable(f"{where}: label: {line.label!r} has neither a letter nor a digit")
        labels = (Label(line.label, line.effective_on),) if line.label else ()
        source = _read(path, f"{where}: file: {line.file}")
        key = hashlib.sha256(b"%d\n%b\n%b" % (number, hashlib.sha256(source).digest(), raw))
        return Version(
            key=key.hexdigest(),
            called=f"{line.file} ({where})",
            file=line.file,
            effective_on=line.effective_on,
            by=by,
            message=line.message,
            labels=labels,
            read=lambda: source,
        )

    def _path(self, name: str, where: str) -> Path:
        """The file in the folder. One that leaves it, be it by a link, is refused."""
        if "\0" in name or not name:
            raise Unreadable(f"{where}: file: {name!r} is no file name")
        path = (self._folder / name).resolve()
        if not path.is_relative_to(self._folder):
            raise Unreadable(f"{where}: file: {name!r} leads out of {self._folder}")
        if not path.is_file():
            raise Unreadable(f"{where}: file: {name!r} is not a file in {self._folder}")
        return path


def _decoded(raw: bytes, where: str) -> _Line:
    try:
        return msgspec.json.decode(raw, type=_Line)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        what, _, path = str(error).partition(" - at `$.")
        key = path.partition("[")[0].rstrip("`")
        raise Unreadable(f"{where}: {f'{key}: ' if key else ''}{what}") from None


def _by(written: str | tuple[str, ...] | None, where: str) -> By:
    """A party's id, several, or a person's name: what is no id is one."""
    if written is None:
        return None
    if isinstance(written, str):
        if not written.strip():
            raise Unreadable(f"{where}: by: names nobody")
        return (written,) if WORK.fullmatch(written) else Person(" ".join(written.split()))
    for id in written:
        if not WORK.fullmatch(id):
            raise Unreadable(f"{where}: by: {id!r} is not of the form {FORM}")
    if not written:
        raise Unreadable(f"{where}: by: names nobody")
    return written


def _read(path: Path, where: str) -> bytes:
    size = path.stat().st_size
    if size > LARGEST:
        raise Unreadable(f"{where} is too large: {size} bytes; {LARGEST} are read")
    return path.read_bytes()
