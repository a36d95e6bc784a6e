"""Rules on eId and wId: `[prefix "__"] element_ref ["_" number]`, by the element's place.

Only what the convention settles is asked for: whether a count is global or local, and which of the
elements around gives the context, is the author's choice (5.4.1, 5.4.3).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property
from weakref import WeakKeyDictionary

from lxml import etree

from engine.text.eid import ABBREVIATIONS, UNIQUE
from engine.text.vocabulary import DOCUMENTS
from exporters.check.file import REQUIRED, SPACE, File, local
from exporters.check.numbers import given, same
from exporters.check.places import line, shown
from exporters.check.rule import Found, rule

_ABBREVIATED = {
    **ABBREVIATIONS,
    "eventRef": "eref",
    "temporalGroup": "tmpg",
}
_ALSO = {"listWrapUp": "wrap"}
"""What the convention has in one of its two lists (5.4.2)."""
_NAMED = frozenset({"component", "componentData", "keyword"})
"""Whose eId says what they hold."""
_OPEN = frozenset({*DOCUMENTS, *DOCUMENTS.values(), "content", "components", "attachments"})
"""What lends its own context on (engine/text/eid.py)."""
_META = f"{SPACE}meta"
_MILESTONES = frozenset({"eop", "eol", "marker"})
_LATER = re.compile(r"(.+)-\d+")
_VERSION = re.compile(r"(.*?)v\d+")


class Identifiers:
    """What is wrong with the eIds of a file, by rule. An element whose own eId is at fault is no
    reason to report those that it gives the context."""

    def __init__(self, file: File) -> None:
        self.file = file
        self.faulty: set[etree._Element] = set()
        self.found: dict[str, list[Found]] = defaultdict(list)
        self.groups: dict[tuple[str, str], list[tuple[etree._Element, str | None]]] = {}
        self.nameless: dict[str, bool] = {}
        self.versions = any(d.contains == "multipleVersions" for d in file.documents)
        for tag, nodes in file.unnamed.items():
            fault = Found(nodes[0], None, f"The {tag} has no eId.", nodes[1:])
            self.found["eid-missing"].append(fault)
            self.faulty.update(nodes)
        for tag, eid, node in file.named:
            if tag not in DOCUMENTS and tag not in _NAMED and eid not in file.entries:
                self._named(node, tag, eid)
        self._count()
        self._forgive()

    def _named(self, node: etree._Element, tag: str, eid: str) -> None:
        prefix, _, last = eid.rpartition("__")
        word, _, numbered = last.partition("_")
        ref = _ABBREVIATED.get(tag, tag)
        if self.file.eids[eid] is not node:  # the schema says it
            self.faulty.add(node)
            self._place(self._context(node), ref, node, None)
            return
        if word not in (ref, _ALSO.get(tag)) and self._base(word) not in (ref, _ALSO.get(tag)):
            begins = f"that of a {tag} is {ref!r}, a number behind it where it has one"
            self._fault("eid-form", node, f"The eId {eid!r} ends with {last!r}; {begins}.")
            self._place(self._context(node), ref, node, None)
            return
        if not prefix and next(node.iterancestors(_META), None) is not None:
            return
        if prefix and not self._gives_context(prefix, node):
            self._place(self._context(node), ref, node, None)
            return
        num = next(node.iterchildren(etree.Element), None)
        if num is not None and num.tag == f"{SPACE}num" and tag not in UNIQUE:
            self._numbered(node, num, eid, numbered)
            self._place(prefix, ref, node, None)
        elif tag in UNIQUE:
            if numbered and not self._later(eid):
                why = f"a {tag} is the only one of its context, so its eId has no number"
                self._fault("eid-number", node, f"The eId is {eid!r}; {why}.")
        else:
            self._place(prefix, ref, node, numbered)

    def _gives_context(self, prefix: str, node: etree._Element) -> bool:
        context = self.file.eids.get(prefix)
        if context is not None and local(context) in _MILESTONES:
            return True
        for above in node.iterancestors():
            if above is context or (context is None and _would_be(above, prefix)):
                return True
        what = (
            "no element has that eId"
            if context is None
            else f"that {local(context)} does not hold this {local(node)}"
        )
        message = f"The eId {shown(str(node.get('eId')))} begins with {prefix!r}; {what}."
        self._fault("eid-context", node, message)
        return False

    def _numbered(self, node: etree._Element, num: etree._Element, eid: str, numbered: str) -> None:
        has = {numbered, self._base(numbered) if self._later(eid) else numbered}
        if self.versions and (found := _VERSION.fullmatch(numbered)):
            has.add(found[1])
        wanted = given(num)
        if not wanted or any(same(h, w) for h in has for w in wanted):
            return
        says = " or ".join(sorted(wanted))
        message = f"The eId {eid!r} has the number {numbered or 'none'!r}, its num says {says!r}."
        self._fault("eid-number", node, message)

    def _count(self) -> None:
        """Elements without a `num` are counted, among all those of their name and context."""
        for group in self.groups.values():
            expected = implicit = 0
            for node, numbered in group:
                if self.versions and node.get("status") == "removed":
                    continue  # it stands there, and is not in the text any more
                expected += 1
                if numbered is None:
                    continue
                implicit += 1
                eid = str(node.get("eId"))
                base = self._base(numbered) if self._later(eid) else numbered
                if self.versions and (found := _VERSION.fullmatch(base)):
                    base = found[1]
                if not base and len(group) == 1:
                    continue
                if not base.isascii() or not base.isdecimal():
                    why = f"it has no num, so it is counted, here as {expected}"
                    self._fault("eid-number", node, f"The eId is {eid!r}; {why}.")
                    continue
                value = int(base)
                counted = value in (expected, implicit)
                if counted or (value > expected and self._some_are_nameless(local(node))):
                    expected = max(value, expected) if value != implicit else expected
                    continue
                what = f"a count of those of its name in its context gives {expected} here"
                self._fault("eid-number", node, f"The eId is {eid!r}; {what}.")
                expected, implicit = value, value

    def _some_are_nameless(self, tag: str) -> bool:
        """Whether there are elements in the text that may be counted and show no eId."""
        if tag not in self.nameless:
            self.nameless[tag] = any(
                node.get("eId") is None and next(node.iterancestors(_META), None) is None
                for node in self.file.root.iter(SPACE + tag)
            )
        return self.nameless[tag]

    def _forgive(self) -> None:
        """A context that is no eId at all is the fault of the element around that should have it,
        where that one is at fault itself."""
        self.found["eid-context"] = [
            fault
            for fault in self.found["eid-context"]
            if str(fault.node.get("eId")).rpartition("__")[0] in self.file.eids
            or not any(above in self.faulty for above in fault.node.iterancestors())
        ]

    def _place(self, prefix: str, ref: str, node: etree._Element, number: str | None) -> None:
        self.groups.setdefault((prefix, ref), []).append((node, number))

    def _context(self, node: etree._Element) -> str:
        for above in node.iterancestors():
            if above.get("eId") and local(above) not in _OPEN:
                return str(above.get("eId"))
        return ""

    def _fault(
        self, rule: str, node: etree._Element, message: str, attribute: str | None = "eId"
    ) -> None:
        self.faulty.add(node)
        self.found[rule].append(Found(node, attribute, message))

    def _later(self, eid: str) -> bool:
        """Whether an eId is that of another element and `-2`, `-3`, ...: of those that come out
        alike, not the first."""
        base = self._base(eid)
        return bool(base) and base in self.file.eids

    def _base(self, name: str) -> str:
        found = _LATER.fullmatch(name)
        return found[1] if found else ""

    @cached_property
    def wids(self) -> list[Found]:
        """wIds that two elements of one version have."""
        seen: dict[str, etree._Element] = {}
        found: list[Found] = []
        for _, _, node in self.file.named:
            wid = node.get("wId")
            if wid is None or _quoted(node):
                continue
            first = seen.setdefault(str(wid), node)
            if first is not node:
                where = f"the {local(first)} in line {line(first)}"
                found.append(Found(node, "wId", f"The wId {str(wid)!r} is also that of {where}."))
        return found


_READ: WeakKeyDictionary[File, Identifiers] = WeakKeyDictionary()


def _identifiers(file: File) -> Identifiers:
    if file not in _READ:
        _READ[file] = Identifiers(file)
    return _READ[file]


@rule(
    "eid-missing",
    "Every element of which the schema requires an eId under the naming convention has one",
    "Naming Convention 5.5.1; Akoma Ntoso schema, group idreq; AKN4UN 6.3.2",
)
def _(file: File) -> Iterator[Found]:
    yield from _identifiers(file).found["eid-missing"]


@rule(
    "eid-form",
    "An eId ends with the element's name or its abbreviation (para, sec, art, ...), and a number",
    "Naming Convention 5.4, 5.4.2; AKN4UN 6.3.1",
)
def _(file: File) -> Iterator[Found]:
    yield from _identifiers(file).found["eid-form"]


@rule(
    "eid-context",
    "What an eId has before its last __ is the eId of an element around it, or of a page or line"
    " break",
    "Naming Convention 5.4.1; AKN4UN 6.3.1",
)
def _(file: File) -> Iterator[Found]:
    yield from _identifiers(file).found["eid-context"]


@rule(
    "eid-number",
    "The number in an eId is that of the element's num, without punctuation; without a num, its"
    " count among those of its name and context; of what is unique there, none",
    "Naming Convention 5.4.3; AKN4UN 6.3.1",
)
def _(file: File) -> Iterator[Found]:
    yield from _identifiers(file).found["eid-number"]


@rule(
    "wid-unique",
    "No two elements of one version have the same wId",
    "Naming Convention 5.3, 5.5.3",
)
def _(file: File) -> Iterator[Found]:
    if not any(document.contains == "multipleVersions" for document in file.documents):
        yield from _identifiers(file).wids


def _would_be(node: etree._Element, eid: str) -> bool:
    """Whether an element without an eId could have this one."""
    word = eid.rpartition("__")[2].partition("_")[0]
    tag = local(node)
    may = node.get("eId") is None and tag not in REQUIRED
    return may and word in (_ABBREVIATED.get(tag, tag), _ALSO.get(tag))


def _quoted(node: etree._Element) -> bool:
    return any(
        local(above) in ("quotedStructure", "mod", "component") for above in node.iterancestors()
    )
