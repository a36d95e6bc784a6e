"""Document symbols of the United Nations, and which of them belong together.

    CCM/CONF/2020/5             a document
    CCM/CONF/2020/5/Rev.1       its first revision, which takes its place
    CCM/CONF/2020/5/Add.1       an addition to it
    CCM/CONF/2020/5/Rev.1/Corr.2   the second corrigendum to its first revision

(United Nations Editorial Manual Online, "Document symbols".) Symbols of other houses are taken as
they are: a document of its own each.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import NamedTuple, TypeVar

from engine.errors import Refused

_SUFFIX = re.compile(r"(?P<kind>rev|add|corr|amend)\.?\s*(?P<number>\d+)", re.IGNORECASE)
_KINDS = {"rev": "Rev", "add": "Add", "corr": "Corr", "amend": "Amend"}
_UNNUMBERED = re.compile(r"(?:rev|add|corr|amend)\.?", re.IGNORECASE)

T = TypeVar("T")


class Suffix(NamedTuple):
    """What a symbol says it is to the one before it: `Rev`, `Add`, `Corr` or `Amend`, and its
    number among those."""

    kind: str
    number: int

    def __str__(self) -> str:
        return f"{self.kind}.{self.number}"


class Symbol(NamedTuple):
    """A symbol: the document it belongs to, and its suffixes in order."""

    document: str
    suffixes: tuple[Suffix, ...] = ()

    def __str__(self) -> str:
        return "/".join((self.document, *map(str, self.suffixes)))


def parse(written: str) -> Symbol:
    """A symbol from how people write it: `CCM/CONF/2020/5/rev. 1` is CCM/CONF/2020/5/Rev.1; an
    asterisk (reissued for technical reasons) is no part of it. `Refused` where it cannot be one.
    """
    plain = unicodedata.normalize("NFKC", written).strip().rstrip("*").strip()
    if not plain or any(unicodedata.category(c)[0] == "C" for c in plain):
        raise Refused(f"{written!r} cannot be a document symbol")
    parts = [part.strip() for part in plain.split("/")]
    suffixes: list[Suffix] = []
    while len(parts) > 1 and (found := _SUFFIX.fullmatch(parts[-1])):
        suffixes.insert(0, Suffix(_KINDS[found["kind"].lower()], int(found["number"])))
        parts.pop()
    if not all(parts):
        raise Refused(f"the symbol {written!r} has nothing between two of its strokes")
    if _UNNUMBERED.fullmatch(parts[-1]):
        raise Refused(
            f"the symbol {written!r} ends with {parts[-1]}, but does not say which",
            hint=f"For example {'/'.join(parts[:-1])}/{parts[-1].rstrip('.')}.1.",
        )
    return Symbol("/".join(parts), tuple(suffixes))


def grouped(symbols: Iterable[tuple[str, T]]) -> dict[str, list[tuple[Symbol, T]]]:
    """What bears symbols, by the document that these belong to: documents as they first come, in
    each the document itself first, then its revisions, additions and corrigenda by number."""
    groups: dict[str, list[tuple[Symbol, T]]] = {}
    for written, bearer in symbols:
        symbol = parse(written)
        groups.setdefault(symbol.document, []).append((symbol, bearer))
    for group in groups.values():
        group.sort(key=lambda entry: [(s.kind != "Rev", s.kind, s.number) for s in entry[0][1]])
    return groups
