"""Giving a document symbol to a version."""

from __future__ import annotations

from engine.errors import Refused
from engine.events import SymbolGiven
from engine.events.symbols import Symbols
from engine.symbol import parse


def give(
    symbols: Symbols, symbol: str, work: str, language: str, number: int, annex: str | None = None
) -> SymbolGiven:
    """A version bears the symbol. `Refused` where another work's version does, unless one of the
    two is an annex of the document that the other is, or they are different annexes of it."""
    for given in symbols.given.get(parse(symbol), ()):
        if given.work == work or given.annex != annex:
            continue
        which = f", annex {annex}," if annex else ""
        raise Refused(
            f"{parse(symbol)}{which} is version {given.number} of {given.work}/{given.language}; "
            f"{work}/{language} cannot be it too",
            hint="Where one document holds both, say which annex each is, with --annex.",
        )
    return SymbolGiven(
        symbol=str(parse(symbol)), work=work, language=language, number=number, annex=annex
    )
