"""One file against every rule."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple, cast

from lxml import etree

from engine.errors import Unreadable
from engine.readers import akn, xml
from engine.text.vocabulary import AKN
from exporters import schema
from exporters.check import dates, identifiers, languages, names, own, references, versions
from exporters.check.file import SPACE, File
from exporters.check.places import Paths, line, printable
from exporters.check.rule import RULES, Found, Rule

__all__ = ["Problem", "check", "rules"]

_SUBJECTS = (names, references, identifiers, languages, dates, versions, own)
"""Importing them registers their rules."""

_BEFORE = (
    Rule("readable", "The file can be read, and no text is as large", "Travaux, docs/check.md"),
    Rule(
        "safe",
        "The file has no document type declaration, which may define entities or name other files,"
        f" nor elements more than {xml.DEEPEST} deep",
        "Travaux, docs/check.md",
    ),
    Rule("well-formed", "The file is well-formed XML", "XML 1.0, section 2.1"),
    Rule("namespace", f"The file is Akoma Ntoso 3.0 ({AKN})", "Akoma Ntoso 1.0 part 2"),
    Rule("schema", "The file is valid against the strict schema", "Akoma Ntoso schema 3.0"),
)
"""What must hold before the others are asked, but for `schema`, of which all is asked."""


_MOST = 1000
"""So many problems of a file are said for each rule; whoever has more has read enough."""


class Problem(NamedTuple):
    """What is wrong, by which rule; the line (from 1; 0 where none can be told) and the element or
    attribute, as a path of names."""

    rule: str
    line: int
    path: str
    message: str


def rules() -> list[Rule]:
    """Every rule, in the order in which a file is checked."""
    assert _SUBJECTS
    return [*_BEFORE, *RULES.values()]


def check(source: bytes, where: str = "The file") -> list[Problem]:
    """The problems of a file, by line; none if it is as it should be.

    What is the same fault at several places is one problem, at the first of them.
    """
    try:
        root = xml.parse(source, where=where)
    except xml.NotWellFormed as error:
        name = "safe" if isinstance(error, xml.Unsafe) else "well-formed"
        return [_problem(name, error.line, "/", f"{error}.")]
    except Unreadable as error:
        return [_problem("readable", 0, "/", f"{error}.")]
    tag = etree.QName(root)
    if tag.namespace != AKN:
        message = f"{akn.foreign(tag, where)}."
        return [_problem("namespace", line(root), Paths()(root), message)]
    paths = Paths()
    found = _by_schema(root, paths)
    file = File(root)
    for rule in RULES.values():
        if rule.check:
            found += _folded(rule.name, rule.check(file), paths)
    return sorted(found, key=lambda problem: problem.line)


def _problem(rule: str, line: int, path: str, message: str) -> Problem:
    """A problem as one line, whatever the file has in it."""
    return Problem(rule, line, printable(path, 1000), printable(message, 500))


def _by_schema(root: etree._Element, paths: Paths) -> list[Problem]:
    found = []
    for entry in schema.errors(root)[:_MOST]:
        where = _place(root, str(entry.path or ""), paths)
        found.append(_problem("schema", entry.line, where, entry.message.replace(SPACE, "")))
    return found


def _place(root: etree._Element, place: str, paths: Paths) -> str:
    """The path of an element that the validator names in its own way."""
    prefixes = {prefix: space for prefix, space in root.nsmap.items() if prefix}
    try:
        nodes = cast(list[etree._Element], root.xpath(place, namespaces=prefixes) if place else [])
    except etree.XPathEvalError:  # a prefix that is declared further down
        nodes = []
    return paths(nodes[0]) if nodes else place or "/"


def _folded(rule: str, found: Iterator[Found], paths: Paths) -> list[Problem]:
    """The faults of a rule, those of one message as one problem."""
    same: dict[str, list[Found]] = {}
    for fault in found:
        same.setdefault(fault.message, []).append(fault)
    problems = []
    for message, faults in islice(same.items(), _MOST):
        node, attribute, _, _ = faults[0]
        following = [*faults[0].others[:1], *(fault.node for fault in faults[1:])]
        if following:
            more = sum(1 + len(fault.others) for fault in faults) - 1
            places = f"{more} more place{'s' * (more > 1)}"
            message += f" (The same at {places}, next in line {min(map(line, following))}.)"
        problems.append(_problem(rule, line(node), paths(node, attribute), message))
    return problems
