"""TOML into structs, with errors that name the line, the key and what was expected there."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Sequence
from datetime import date, datetime
from types import NoneType, UnionType
from typing import Any, Literal, NoReturn, TypeVar, Union, get_args, get_origin

import msgspec

from engine.errors import Unreadable

S = TypeVar("S", bound=msgspec.Struct)
Path = tuple[str | int, ...]

_NAME = r"(?:[\w-]+|\"[^\"\n]*\"|'[^'\n]*')"
_STATEMENT = re.compile(
    r"[ \t]*(?:(?P<header>\[\[?)[ \t]*(?P<table>[^\]\n]+?)[ \t]*\]\]?"
    rf"|(?P<key>{_NAME}(?:[ \t]*\.[ \t]*{_NAME})*)[ \t]*=)"
)
_TOKEN = re.compile(
    r'"""(?:\\.|[^\\])*?"""+|\'\'\'.*?\'\'\'+|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'|#[^\n]*|[\[{]|[\]}]|\n|.',
    re.DOTALL,
)
_ASSIGNED = re.compile(rf"[ \t]*({_NAME}(?:[ \t]*\.[ \t]*{_NAME})*)[ \t]*=")
_AT = re.compile(r"(?P<said>.*?)(?: - at `(?P<path>\$?.*)`)?", re.DOTALL)
_KEY = re.compile(r"\.([\w-]+)|\[(\d+)\]|\[(?:\.\.\.|'([^']*)')\]")
_FIELD = re.compile(r"Object (?P<how>missing required|contains unknown) field `(?P<field>.*)`")


class Source:
    """A TOML file, decoded; `where` is how it is called in an error."""

    def __init__(self, source: bytes, *, where: str) -> None:
        self.where = where
        try:
            text = source.decode("utf-8-sig").replace("\r\n", "\n")
        except UnicodeDecodeError as error:
            line = source.count(b"\n", 0, error.start) + 1
            raise Unreadable(f"{where}, line {line}: expected UTF-8, got other bytes") from None
        try:
            self.content: dict[str, Any] = tomllib.loads(text)
        except (tomllib.TOMLDecodeError, RecursionError) as error:
            raise Unreadable(_misspelt(where, text, str(error))) from None
        self._text = text

    def read(self, type: type[S]) -> S:
        """The content as a struct."""
        try:
            return msgspec.convert(self.content, type, strict=True)
        except msgspec.ValidationError as error:
            found = _AT.fullmatch(str(error))
            assert found
            path = _path(found["path"] or "$")
            self._explain(type, path, found["said"])

    def fail(self, path: Path, problem: str) -> NoReturn:
        """`Unreadable`, with the line of a key and its name."""
        raise Unreadable(f"{self.place(path)}: {problem}")

    def place(self, path: Path) -> str:
        """The file, and the line of a key and its name there."""
        lines = _lines(self._text)
        line = next((lines[path[:n]] for n in range(len(path), 0, -1) if path[:n] in lines), 1)
        key = "".join(f" {p + 1}" if isinstance(p, int) else f".{p}" for p in path).strip(". ")
        return f"{self.where}, line {line}" + (f": {key}" if key else "")

    def _explain(self, type: type[msgspec.Struct], path: Path, said: str) -> NoReturn:
        if field := _FIELD.fullmatch(said):
            table = _type_at(type, path)
            if field["how"] == "contains unknown":
                known = ", ".join(f.encode_name for f in msgspec.structs.fields(table))
                self.fail((*path, field["field"]), f"is not a key; expected one of: {known}")
            of = _type_at(type, (*path, field["field"]))
            self.fail(path, f"{field['field']} is missing; expected {described(of)}")
        value = self._value(path)
        expected = described(_type_at(type, path))
        self.fail(path, f"expected {expected}, got {_shown(value)}")

    def _value(self, path: Path) -> object:
        value: Any = self.content
        for part in path:
            try:
                value = value[part]
            except (KeyError, IndexError, TypeError):
                return value
        return value


def _misspelt(where: str, text: str, said: str) -> str:
    """What is no TOML: where, the key it belongs to, and what the parser says."""
    found = re.fullmatch(
        r"(?P<said>.*) \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end.*)\)", said
    )
    lines = text.split("\n")
    number = int(found["line"]) if found and found["line"] else len(lines)
    before = (_ASSIGNED.match(line) for line in reversed(lines[:number]))
    key = next((match[1] for match in before if match), None)
    at = f" at column {found['column']}" if found and found["column"] else ""
    problem = found["said"] if found else said
    where_in = f"{where}, line {number}: {f'{key}: ' if key else ''}"
    return f'{where_in}expected TOML, such as key = "value"; {problem[:1].lower()}{problem[1:]}{at}'


def described(type: Any) -> str:
    """What a type of a field takes, in words."""
    simple = {
        str: "a string",
        int: "a whole number",
        bool: "true or false",
        date: "a date (2020-06-08)",
        datetime: "a date and time",
    }
    if type in simple:
        return simple[type]
    origin, args = get_origin(type), get_args(type)
    if origin is Literal:
        return "one of: " + ", ".join(args)
    if origin in (Union, UnionType):
        return " or ".join(described(a) for a in args if a is not NoneType)
    if origin is tuple:
        return f"a list, each {described(args[0])}"
    return "a table"


def _type_at(type: Any, path: Sequence[str | int]) -> Any:
    """The type at a path below a type."""
    for part in path:
        args = [a for a in get_args(type) if a not in (NoneType, ...)]
        if get_origin(type) in (Union, UnionType):
            type = args[0]
            args = [a for a in get_args(type) if a not in (NoneType, ...)]
        if get_origin(type) is dict:
            type = args[1]
        elif isinstance(part, int):
            type = args[0] if args else type
        elif hasattr(type, "__struct_fields__"):
            fields = {f.encode_name: f.type for f in msgspec.structs.fields(type)}
            type = fields.get(part, type)
    if get_origin(type) in (Union, UnionType):
        inner = [a for a in get_args(type) if a is not NoneType]
        return inner[0] if len(inner) == 1 else type
    return type


def _shown(value: object) -> str:
    match value:
        case bool():
            return str(value).lower()
        case dict():
            return "a table"
        case list():
            return "a list"
        case str():
            return repr(value[:60])
        case _:
            return str(value)[:60]


def _path(written: str) -> Path:
    found: list[str | int] = []
    for key, index, name in _KEY.findall(written):
        found.append(int(index) if index else key or name or "...")
    return tuple(found)


def _lines(text: str) -> dict[Path, int]:
    """The line of each table and of each key of a sound TOML file, by its path."""
    lines: dict[Path, int] = {}
    counts: dict[Path, int] = {}
    table: Path = ()
    at, line = 0, 1
    advance = _advance(text)
    while at < len(text):
        found = _STATEMENT.match(text, at)
        if found and found["table"]:
            table = _inside(_names(found["table"]), counts)
            if found["header"] == "[[":
                counts[table] = counts.get(table, -1) + 1
                table = (*table, counts[table])
            lines[table] = line
            at = found.end()
        elif found:
            names = _names(found["key"])
            for n in range(1, len(names) + 1):
                lines.setdefault((*table, *names[:n]), line)
            at = found.end()
        at, passed = advance(at)
        line += passed
    return lines


def _inside(names: tuple[str, ...], counts: dict[Path, int]) -> Path:
    """The path of a table by its names, within the last of each list of tables it lies in."""
    path: Path = ()
    for n, name in enumerate(names):
        path = (*path, name)
        if path in counts and n < len(names) - 1:
            path = (*path, counts[path])
    return path


def _names(written: str) -> tuple[str, ...]:
    parts = re.findall(r"\"[^\"]*\"|'[^']*'|[\w-]+", written)
    return tuple(p.strip("\"'") for p in parts)


def _advance(text: str) -> Callable[[int], tuple[int, int]]:
    """Goes from within a statement to the beginning of the next; also gives how many line ends lie
    between."""

    def advance(at: int) -> tuple[int, int]:
        depth = ends = 0
        while at < len(text):
            found = _TOKEN.match(text, at)
            assert found
            at = found.end()
            token = found[0]
            ends += token.count("\n")
            if token in "[{":
                depth += 1
            elif token in "]}":
                depth -= 1
            elif token == "\n" and depth <= 0:
                break
        return at, ends

    return advance
