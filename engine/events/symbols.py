"""The events of the document symbols, and who bears which.

One stream for all works of a process: two who give one symbol to two works at once conflict on
its step, and the second decides anew.
"""

from __future__ import annotations

import msgspec
from msgspec import field

from engine.events.kind import Kind
from engine.symbol import Symbol, parse

STREAM = "symbols"


class SymbolGiven(Kind, frozen=True, kw_only=True, tag="symbol-given"):
    """A version of a work bears a document symbol, or is an `annex` ("II") of the document that
    does, such as the report of a conference; in the same append as the version or the adoption."""

    symbol: str
    work: str
    language: str
    number: int
    annex: str | None = None


SymbolsEvent = SymbolGiven


class Symbols(msgspec.Struct):
    """What bears each symbol, at `step`, in the order in which it was given."""

    step: int = 0
    given: dict[Symbol, list[SymbolGiven]] = field(default_factory=dict)


def evolve(symbols: Symbols, event: SymbolsEvent) -> Symbols:
    """The symbols after one more event. Changes `symbols` in place and gives it back."""
    symbols.given.setdefault(parse(event.symbol), []).append(event)
    symbols.step += 1
    return symbols
