"""A store: the folder `.travaux` with `log/` (LMDB, the events) and `travaux.toml`.

.travaux/
  travaux.toml    format = 1, store = "<id>"; written last, so that a store is whole or none
  log/            the events; everything else is worked out from them
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec

from engine.errors import NotFound, Refused, UnknownFormat
from engine.events.process import FORMAT
from engine.log import Log
from engine.recorder import LOG, LmdbFactory

FOLDER = ".travaux"
_MARKER = "travaux.toml"


class _Marker(msgspec.Struct, frozen=True):
    format: int
    store: str


class Store:
    """An open store. Use it in a `with` statement, or `close` it."""

    def __init__(self, path: Path, id: str) -> None:
        self.path = path
        self.id = id
        self.factory = LmdbFactory({LOG: str(path / "log")})
        self.log = Log(self.factory.application_recorder())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Ends the use of the store; to close twice does nothing."""
        self.factory.close()


def create(path: Path, id: str, begin: Callable[[Log], None]) -> Store:
    """A new store in a folder that is not there yet or is empty. `begin` records the first act;
    where it fails, or the process dies in it, there is no store."""
    if path.is_file() or (path.is_dir() and any(path.iterdir()) and not _unfinished(path)):
        what = "a store already" if (path / _MARKER).exists() else "not empty"
        raise Refused(f"{path} is {what}; a new store needs a folder of its own")
    if path.is_dir():
        shutil.rmtree(path)
    made = next((p for p in reversed((path, *path.parents)) if not p.exists()), path)
    path.mkdir(parents=True)
    try:
        store = Store(path, id)
        try:
            begin(store.log)
        except BaseException:
            store.close()
            raise
    except BaseException:
        shutil.rmtree(made)
        raise
    _write_marker(path, id)
    return store


def open_store(path: Path) -> Store:
    """The store in a folder. `NotFound` where it is none, `UnknownFormat` where it is newer."""
    marker = path / _MARKER
    if not marker.is_file():
        raise NotFound(f"{path} is not a store", hint="travaux init makes one.")
    try:
        found = msgspec.toml.decode(marker.read_bytes(), type=_Marker)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise NotFound(f"{marker} does not say what store this is: {error}") from None
    if found.format > FORMAT:
        raise UnknownFormat(
            f"{path} is of format {found.format}; this Travaux knows formats up to {FORMAT}",
            hint="Use the version of Travaux that wrote it, or a later one.",
        )
    return Store(path, found.store)


def find(start: Path) -> Path:
    """The store's folder in `start` or the nearest folder above it, as git does."""
    for folder in (start, *start.parents):
        if (folder / FOLDER / _MARKER).is_file():
            return folder / FOLDER
    raise NotFound(
        f"there is no store in {start} or any folder above it",
        hint="travaux init makes one here; --store names one elsewhere.",
    )


def _unfinished(path: Path) -> bool:
    """Whether a folder holds nothing but the log of an `init` that died."""
    return [p.name for p in path.iterdir()] == ["log"]


def _write_marker(path: Path, id: str) -> None:
    """The marker, whole or not at all, also when the power fails."""
    temporary = path / f"{_MARKER}.new"
    with temporary.open("wb") as file:
        file.write(f'format = {FORMAT}\nstore = "{id}"\n'.encode())
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path / _MARKER)
    folder = os.open(path, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
