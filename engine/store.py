"""A store: its log, its private store, and a folder for read models, wherever they lie.

In a folder, `.travaux`:
  travaux.toml    format = 1, store = "<id>"; written last, so that a store is whole or none
  log/            LMDB: the events; everything else is worked out from them
  private/        LMDB: what may be erased; no event holds any of it
  views/          LMDB: read models; may be deleted at any time

On PostgreSQL, where a `postgresql://` address is given: `engine.postgres.store`.
"""

from __future__ import annotations

import os
import shutil
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec

from engine.errors import NotFound, Refused, TravauxError, UnknownFormat
from engine.events.process import FORMAT
from engine.lmdb.disk import sync_folder
from engine.lmdb.private import LmdbPrivate
from engine.lmdb.views import ReadModels
from engine.log import Log
from engine.postgres.address import SCHEMES, Address
from engine.private import ERASING, Private
from engine.proof.verification import Problem
from engine.recorder import LOG, LmdbFactory
from engine.snapshots import Snapshots

FOLDER = ".travaux"
_MARKER = "travaux.toml"
_UNFINISHED = "travaux.toml.new"

Place = Path | Address
"""Where a store lies: in a folder, or in a schema of a database."""


class Store(ABC):
    """An open store. Use it in a `with` statement, or `close` it.

    `place` is where it lies; `id` is its own; `log` are its events; `views` is the folder for read
    models and snapshots of drafts, which may be deleted at any time and need not be there yet.
    """

    def __init__(self, place: Place, id: str, log: Log, views: Path) -> None:
        self.place = place
        self.id = id
        self.log = log
        self.views = views
        self.read_models = ReadModels(views, id)
        self.snapshots = Snapshots(self.read_models)
        self._beside: Private | None = None

    @property
    def private(self) -> Private:
        """What may be erased; opened when it is first asked for. What is left of an erasure that
        was recorded, and not finished, is done then."""
        if self._beside is None:
            found = self._open_private()
            if found.keys(ERASING):
                from engine.acts.erasing import redo  # seldom, and it brings much along

                with suppress(Refused):  # whoever may not write leaves it to one who may
                    redo(self.log, found)
            self._beside = found
        return self._beside

    def finish(self) -> Self:
        """Does what is left of an erasure that was recorded. Where the private store cannot be
        opened, that is told whoever asks for what is in it."""
        with suppress(TravauxError, OSError):
            self.private.keys(ERASING)
        return self

    @abstractmethod
    def _open_private(self) -> Private:
        """The private store."""

    def close(self) -> None:
        """Ends the use of the store; to close twice does nothing."""
        self.read_models.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


class FolderStore(Store):
    """An open store in a folder, on LMDB."""

    def __init__(self, path: Path, id: str) -> None:
        self.path = path
        self.factory = LmdbFactory({LOG: str(path / "log")})
        super().__init__(path, id, Log(self.factory.application_recorder()), path / "views")
        self._private: LmdbPrivate | None = None

    def _open_private(self) -> Private:
        if self._private is None:
            self._private = LmdbPrivate(self.path / "private")
        return self._private

    def close(self) -> None:
        """Ends the use of the store; to close twice does nothing."""
        super().close()
        if self._private is not None:
            self._private.close()
        self.factory.close()


def place(named: str) -> Place:
    """The place that a name means: an address of PostgreSQL, or a folder (the `.travaux` in it,
    if there is one)."""
    if named.startswith(SCHEMES):
        return Address.parse(named)
    if "://" in named:
        raise NotFound(
            f"{named.partition('://')[0]}:// is no kind of store",
            hint="A store is a folder, or a database of PostgreSQL: postgresql://USER@HOST/DATABASE.",
        )
    path = Path(named)
    return path / FOLDER if (path / FOLDER).is_dir() else path


def create(place: Place, id: str, begin: Callable[[Store], None]) -> Store:
    """A new store, in a folder or a schema that is not there yet or is empty. `begin` gives it its
    secret and records the first act; where it fails, or the process dies in it, there is none."""
    match place:
        case Address():
            with _driver():
                from engine.postgres.store import create_schema
            return create_schema(place, id, begin)
        case Path():
            return _create_folder(place, id, begin)


def open_store(place: Place) -> Store:
    """The store in a place. `NotFound` where it is none, `UnknownFormat` where it is newer."""
    match place:
        case Address():
            with _driver():
                from engine.postgres.store import open_schema
            return open_schema(place).finish()
        case Path():
            return _open_folder(place).finish()


def damage(place: Place) -> tuple[list[Problem], bool]:
    """What is wrong with a store's file or tables, apart from what its records say; and whether
    the records can be read all the same."""
    match place:
        case Address():
            with _driver():
                from engine.postgres.audit import problems as of_tables
            return list(of_tables(place)), True
        case Path():
            from engine.lmdb.damage import problems as of_file

            found = [
                Problem(
                    p.what,
                    position=p.position,
                    stream=str(p.stream) if p.stream else None,
                    step=p.step,
                )
                for p in of_file(place / "log")
            ]
            return found, all(p.position is not None for p in found)


@contextmanager
def _driver() -> Iterator[None]:
    """Around the import of what needs the driver: it comes with an extra."""
    try:
        yield
    except ImportError as error:
        if not (error.name or "psycopg").startswith("psycopg"):
            raise
        raise Refused(
            f"a store on PostgreSQL needs the driver psycopg: {error}",
            hint="Install travaux[postgres], for example: pipx install 'travaux[postgres]'",
        ) from None


def private_damage(place: Place) -> Iterator[Problem]:
    """What is wrong with the private store of a folder. No record depends on it."""
    if isinstance(place, Path) and (place / "private").exists():
        from engine.lmdb.damage import problems as of_file

        yield from (Problem(f"the private store: {p.what}") for p in of_file(place / "private"))


def find(start: Path) -> Path:
    """The store's folder in `start` or the nearest folder above it, as git does."""
    for folder in (start, *start.parents):
        if (folder / FOLDER / _MARKER).is_file():
            return folder / FOLDER
    raise NotFound(
        f"there is no store in {start} or any folder above it",
        hint="travaux init makes one here; --store names one elsewhere.",
    )


def newer(place: Place, format: int) -> UnknownFormat:
    """The refusal of a store whose format this Travaux does not know."""
    return UnknownFormat(
        f"{place} is of format {format}; this Travaux knows formats up to {FORMAT}",
        hint="Use the version of Travaux that wrote it, or a later one.",
    )


class _Marker(msgspec.Struct, frozen=True):
    format: int
    store: str


@contextmanager
def making(path: Path, id: str) -> Iterator[None]:
    """In the block the folder, which must not be there yet or be empty, becomes a store: whole, or
    where the block raises or the process dies in it, not at all."""
    if path.is_file() or (path.is_dir() and any(path.iterdir()) and not _unfinished(path)):
        what = "a store already" if (path / _MARKER).exists() else "not empty"
        raise Refused(f"{path} is {what}; a new store needs a folder of its own")
    if path.is_dir():
        shutil.rmtree(path)
    made = next((p for p in reversed((path, *path.parents)) if not p.exists()), path)
    path.mkdir(parents=True)
    try:
        with (path / _UNFINISHED).open("wb") as marker:
            flock(marker, LOCK_EX)
            marker.write(f'format = {FORMAT}\nstore = "{id}"\n'.encode())
            marker.flush()
            os.fsync(marker.fileno())
            yield
            (path / _UNFINISHED).replace(path / _MARKER)
            sync_folder(path)
    except BaseException:
        shutil.rmtree(made)
        raise


def _create_folder(path: Path, id: str, begin: Callable[[Store], None]) -> Store:
    with making(path, id):
        store = FolderStore(path, id)
        try:
            begin(store)
        except BaseException:
            store.close()
            raise
    return store


def _open_folder(path: Path) -> Store:
    marker = path / _MARKER
    if not marker.is_file():
        raise no_store(path)
    try:
        found = msgspec.toml.decode(marker.read_bytes(), type=_Marker)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise NotFound(f"{marker} does not say what store this is: {error}") from None
    if found.format > FORMAT:
        raise newer(path, found.format)
    return FolderStore(path, found.store)


def store_was(path: Path) -> bool:
    """Whether a folder is a store, or what is left of one."""
    return any((path / part).exists() for part in (_MARKER, "log", "private"))


def no_store(path: Path) -> NotFound:
    """What is said of a folder that holds no store, or is not there."""
    return NotFound(f"{path} is not a store", hint="travaux init makes one.")


def _unfinished(path: Path) -> bool:
    """Whether a store was being made in a folder when its maker died."""
    try:
        with (path / _UNFINISHED).open("rb") as marker:
            flock(marker, LOCK_EX | LOCK_NB)
            return not (path / _MARKER).exists()
    except BlockingIOError:
        raise Refused(f"{path} is being made just now, by another process") from None
    except FileNotFoundError:
        return False
