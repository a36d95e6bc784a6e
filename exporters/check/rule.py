"""A rule is one small function over a file; its module registers it when it is imported.

    @rule(
        "language",
        "FRBRlanguage is a three-letter code of ISO 639-2",
        "Akoma Ntoso schema, FRBRlanguage; AKN4UN 5.1.5",
    )
    def _(file: File) -> Iterator[Found]:
        ...

A new rule goes into the file of its subject, beside the others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from lxml import etree

from exporters.check.file import File


class Found(NamedTuple):
    """A fault: the element, its attribute if it is one's, and what is wrong, as a sentence; and the
    other elements that have the same."""

    node: etree._Element
    attribute: str | None
    message: str
    others: Sequence[etree._Element] = ()


Check = Callable[[File], Iterator[Found]]


class Rule(NamedTuple):
    """What is asked of a file, as a sentence, and where that is written."""

    name: str
    asks: str
    source: str
    check: Check | None = None


RULES: dict[str, Rule] = {}
"""Every rule by its name, in the order in which a file is checked."""


def rule(name: str, asks: str, source: str) -> Callable[[Check], Check]:
    """Register a function as the rule of that name."""

    def register(check: Check) -> Check:
        if name in RULES:
            raise ValueError(f"there are two rules named {name}")
        RULES[name] = Rule(name, asks, source, check)
        return check

    return register
