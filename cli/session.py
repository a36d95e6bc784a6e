"""What every command needs: its options, the store, who acts, and where output goes."""

from __future__ import annotations

import functools
import os
import re
import sys
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, ParamSpec, TypeVar, cast

import click

from engine.errors import NotFound, Refused, Unreadable
from engine.log import Log
from engine.private import Private
from engine.store import Place, Store, find, open_store, place
from engine.view import View

if TYPE_CHECKING:
    from rich.console import Console

    from engine.application import Application, Who

P = ParamSpec("P")
R = TypeVar("R")

Beside = Callable[[], Private | None]
"""Opens the private store when it is asked for; None for those who may not read it."""

_KNOWN_ON = "travaux.known-on"
_BEGUN = "travaux.begun"

LARGEST = 64_000_000
"""Bytes of the largest file that is read at all."""


class Day(click.ParamType[date]):
    """A calendar day, as YYYY-MM-DD."""

    name = "DATE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The day; wrong usage where it is none."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is not a date; write it as 2020-06-08", param, ctx)


def store_option(command: Callable[P, R]) -> Callable[P, R]:
    """`--store`, on every command that opens one."""
    return click.option(
        "--store", metavar="PATH|URL", help="The store; else the nearest .travaux above."
    )(command)


def known_on_option(command: Callable[P, R]) -> Callable[P, R]:
    """`--known-on`, on every command that reads; `viewed` heeds it."""

    def note(ctx: click.Context, _: click.Parameter, day: date | None) -> None:
        ctx.meta[_KNOWN_ON] = day

    return click.option(
        "--known-on",
        type=Day(),
        expose_value=False,
        callback=note,
        help="As of what had been recorded by the end of that day.",
    )(command)


def json_option(command: Callable[P, R]) -> Callable[P, R]:
    """`--json`, on every command that reads."""
    return click.option("--json", "as_json", is_flag=True, help="For programs: stable keys.")(
        command
    )


def acting(command: Callable[..., R]) -> Callable[..., R]:
    """The options of every command that acts; the function gets them as one `acts` argument."""

    @click.option("--as", "entered_by", metavar="PARTY", help="Who enters it (TRAVAUX_PARTY).")
    @click.option("--for", "by", metavar="PARTY[,PARTY]", help="Whose act it is; else --as.")
    @click.option("--with", "support", metavar="PARTY[,PARTY]", help="Those in support.")
    @click.option("--on", type=Day(), help="When it happened; else today.")
    @store_option
    @functools.wraps(command)
    def wrapper(
        *args: Any,
        entered_by: str | None,
        by: str | None,
        support: str | None,
        on: date | None,
        store: str | None,
        **kwargs: Any,
    ) -> R:
        begun()
        acts = Acting(store, entered_by or os.environ.get("TRAVAUX_PARTY"), by, support, on)
        return command(*args, acts=acts, **kwargs)

    return wrapper


class Acting:
    """Who acts, as the options say it."""

    def __init__(
        self,
        store: str | None,
        entered_by: str | None,
        by: str | None,
        support: str | None,
        on: date | None,
    ) -> None:
        self.store = store
        self._entered_by = entered_by
        self._by = by
        self._support = support
        self._on = on

    def who(self, application: Application) -> Who:
        """Who enters the act, whose it is and who supports it. Where the process has several
        parties, not counting the authors of an imported past, wrong usage if it is not said who
        enters."""
        from engine.application import Who
        from engine.events.process import AUTHOR

        entered_by = self._entered_by
        if entered_by is None:
            known = application.view().process().parties.values()
            parties = [p.party for p in known if p.role != AUTHOR]
            if len(parties) != 1:
                raise click.UsageError(
                    "say who enters this with --as PARTY (or TRAVAUX_PARTY); the parties are "
                    + ", ".join(parties)
                )
            entered_by = parties[0]
        by = _named("--for", self._by) or (entered_by,)
        return Who(entered_by, by, _named("--with", self._support), self._on)


def names(given: Iterable[str]) -> tuple[str, ...]:
    """The names given to an option that may be repeated, each of them one or several with commas
    between."""
    return tuple(dict.fromkeys(name for written in given for name in _names(written)))


def step_of(edit: str) -> int:
    """The step of an edit, written as log shows it; wrong usage where it is none."""
    found = re.fullmatch(r"s?(\d{1,18})", edit)
    if not found:
        raise click.UsageError(f"{edit!r} is not a step; an edit is cited as log shows it, as s120")
    return int(found[1])


def named_place(store: str | None) -> Place | None:
    """Where the options or the environment say that the store lies, if they do."""
    outer = click.get_current_context().find_root().obj
    named = store or outer or os.environ.get("TRAVAUX_STORE")
    return place(named) if named else None


def store_place(store: str | None) -> Place:
    """Where the store lies: as the options or the environment say, or in the nearest folder above
    this one."""
    return named_place(store) or find(Path.cwd())


@contextmanager
def opened(store: str | None) -> Iterator[tuple[Store, Application]]:
    """The store, open, and the application on it."""
    with open_store(store_place(store)) as found:
        yield found, application(found)


@contextmanager
def viewed(store: str | None) -> Iterator[View]:
    """A view of the store's log, for a command that only reads; of what had been recorded by the
    day that `--known-on` says."""
    with open_store(store_place(store)) as found:
        yield _known(found)


@contextmanager
def viewed_beside(store: str | None) -> Iterator[tuple[View, Beside]]:
    """As `viewed`, with the private store, whose texts stand beside the log in what is printed;
    opened when it is asked for. None for those who may not read it."""

    with open_store(store_place(store)) as found:

        def private() -> Private | None:
            try:
                return found.private
            except (Refused, PermissionError):
                return None

        yield _known(found), private


def _known(store: Store) -> View:
    day = click.get_current_context().meta.get(_KNOWN_ON)
    return View(store.log if day is None else _known_on(store.log, day), store.snapshots)


def _known_on(log: Log, day: date) -> Log:
    from zoneinfo import ZoneInfo

    from engine.known import known_on

    opened = View(log).process().opened
    if not opened:
        raise NotFound("the process of this store is not opened")
    known = known_on(log, day, ZoneInfo(opened.time_zone))
    if known.last() is None:
        first = log.read("process", 1)[0].record.recorded_at.astimezone(ZoneInfo(opened.time_zone))
        raise NotFound(f"nothing was recorded by {day}; the first record is of {first.date()}")
    return known


def application(store: Store) -> Application:
    """The application on a store, with the machine's clock and random ids."""
    from engine.application import Application

    return Application(
        store.log, clock=lambda: datetime.now(UTC), new_id=new_id, snapshots=store.snapshots
    )


def begun() -> datetime:
    """When the command was begun, as the machine's clock says."""
    meta = click.get_current_context().meta
    return cast("datetime", meta.setdefault(_BEGUN, datetime.now(UTC)))


def new_id() -> str:
    """A random id for a store or an act: 32 hexadecimal digits."""
    return uuid.uuid4().hex


def read_file(path: Path) -> bytes:
    """A file's bytes; `-` is standard input. `Unreadable` where it is larger than any draft."""
    if str(path) == "-":
        return _within(sys.stdin.buffer, "standard input")
    if path.is_dir():
        raise Unreadable(f"{path} is a folder, not a file")
    if path.stat().st_size > LARGEST:
        raise Unreadable(f"{path} is too large: {path.stat().st_size} bytes; {LARGEST} are read")
    with path.open("rb") as file:
        return _within(file, str(path))


def _within(file: IO[bytes], where: str) -> bytes:
    """All of a file that does not say how large it is, such as a pipe, and may have no end."""
    content = file.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise Unreadable(f"{where} is too large: {LARGEST} bytes are read, and it goes on")
    return content


def printable(name: str) -> str:
    """A file's name as text that can be recorded and shown: bytes of it that are no UTF-8 stand as
    replacement characters."""
    return os.fsencode(name).decode("utf-8", "replace")


def write_file(
    path: Path, content: bytes | Iterable[bytes], *, force: bool = False, mode: int = 0o666
) -> None:
    """Write a file whole or not at all; an existing one only with `force`. `mode` is less the
    umask."""
    refuse_existing(path, force=force)
    temporary = path.with_name(f".{path.name}.new")
    temporary.unlink(missing_ok=True)
    try:
        with open(temporary, "wb", opener=lambda name, flags: os.open(name, flags, mode)) as file:
            file.writelines((content,) if isinstance(content, bytes) else content)
        temporary.replace(path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        if error.filename == str(temporary):  # a name of ours, which nobody gave
            raise Unreadable(f"{path} cannot be written: {error.strerror}") from None
        raise
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def refuse_existing(path: Path, *, force: bool) -> None:
    """`Unreadable` where a file is there already, unless with `force`."""
    if path.exists() and not force:
        raise Unreadable(f"{path} is there already", hint="Name another file, or say --force.")


def write_json(value: object) -> None:
    """One JSON document on standard output."""
    import msgspec

    text = msgspec.json.format(msgspec.json.encode(value), indent=2)
    write_bytes(text + b"\n")


def write_bytes(content: bytes) -> None:
    """Bytes on standard output, as they are."""
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()


def console(*, stderr: bool = False) -> Console:
    """A terminal for people: no colour in a pipe or with NO_COLOR, 80 columns where unknown."""
    from rich.console import Console

    stream = sys.stderr if stderr else sys.stdout
    file = stream if stream.isatty() else cast("IO[str]", _Trimmed(stream))
    return Console(file=file, highlight=False, emoji=False, markup=False)


class _Trimmed:
    """A stream that leaves out the blanks with which lines are filled up to the right edge."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        self._stream.write(re.sub(" +(?=\n)", "", text))
        return len(text)

    def flush(self) -> None:
        self._stream.flush()

    def isatty(self) -> bool:
        return False


def _named(option: str, written: str | None) -> tuple[str, ...]:
    """The parties named by an option, each once; wrong usage where it is given and names none."""
    found = _names(written)
    if written is not None and not found:
        raise click.UsageError(f"{option} names no party")
    return found


def _names(written: str | None) -> tuple[str, ...]:
    """The names with commas between, each once."""
    parts = (part.strip() for part in (written or "").split(","))
    return tuple(dict.fromkeys(filter(None, parts)))
