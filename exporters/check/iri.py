"""The names of documents: IRIs of the Akoma Ntoso Naming Convention 1.0, sections 4.5 to 4.8.

    Work           /akn/{country}/{type}[/{subtype}][/{actor}]/{date}[/{number}]
    Expression     {Work}/{language}[@{version}]
    Manifestation  {Expression}[/{...}].{format}

Behind each may stand a component, `/!main`, in a Manifestation before its format.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from functools import cached_property, lru_cache
from typing import NamedTuple

from lxml import etree

from exporters.check.codes import is_language

Key = tuple[str, str]
"""A level (Work, Expression, Manifestation), and `this` or `uri`."""

_FORBIDDEN = re.compile(r"""[\s<>"{}|\\^`\x00-\x20]""")
_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?(T[\d:.]+(Z|[+-]\d\d:\d\d)?)?")
_LANGUAGE = re.compile(r"([a-z]{3})([@:][^/]*)?")
"""With the version behind `@`, or, of an Expression that need not exist (4.6.2), behind `:`."""
_LONGEST = 2000
_FORMAT = re.compile("[a-z]{2,5}")
_ABSOLUTE = re.compile(r"(https?://|urn:)")


class Name(NamedTuple):
    """The parts of an IRI. A part that is not there is empty; `version` is None without an `@`."""

    country: str
    type: str
    middle: tuple[str, ...]
    date: str
    number: str
    language: str = ""
    version: str | None = None
    more: tuple[str, ...] = ()
    component: str = ""
    format: str = ""

    @property
    def work(self) -> str:
        """The IRI of its Work."""
        number = (self.number,) if self.number else ()
        return "/".join(("", "akn", self.country, self.type, *self.middle, self.date, *number))

    @property
    def expression(self) -> str:
        """The IRI of its Expression."""
        return f"{self.work}/{self.within}"

    @property
    def within(self) -> str:
        """What the IRI of its Expression has behind that of its Work."""
        return f"{self.language}{'' if self.version is None else f'@{self.version}'}"


def parse(iri: str, level: str = "") -> Name | str:
    """The parts of an IRI that begins with `/akn/`, as far as it goes; or what is wrong with it,
    as the end of a sentence about it. Slashes at its end are passed over. `level` is what it is
    said to name; without, three letters behind the date are a language if there is one so called,
    and a number otherwise."""
    if not iri.startswith("/akn/"):
        return "does not begin with /akn/"
    if len(iri) > _LONGEST:
        return f"has {len(iri):,} characters, more than any name"
    return _parse(iri, level)


@lru_cache(maxsize=4096)
def _parse(iri: str, level: str) -> Name | str:
    if found := _FORBIDDEN.search(iri):
        return f"holds the character {found[0]!r}, which no IRI may"
    document, _, fragment = iri.partition("#")
    if "#" in fragment:
        return "has two fragments"
    parts = document.split("~")[0].rstrip("/").split("/")[2:]
    if "" in parts:
        return "has an empty part"
    dated = next((n for n, part in enumerate(parts) if n > 1 and _DATE.fullmatch(part)), None)
    if dated is None:
        return "has no date where the Work's should be"
    country, kind, *middle = parts[:dated]
    work = Name(country, kind, tuple(middle), parts[dated], "")
    return _behind(work, parts[dated + 1 :], level)


def _behind(name: Name, rest: list[str], level: str) -> Name | str:
    """What stands behind the date."""
    format = ""
    if rest:
        last, dot, extension = rest[-1].rpartition(".")
        is_last = len(rest) > 1 or bool(_LANGUAGE.fullmatch(last))
        if dot and level in ("", "Manifestation") and _FORMAT.fullmatch(extension) and is_last:
            rest, format = [*rest[:-1], last], extension
    component = ""
    at = next((n for n, part in enumerate(rest) if part.startswith("!")), None)
    if at is not None:
        component, rest = "/".join(rest[at:]), rest[:at]
    elif any("!" in part for part in rest):
        return "has no / before the ! of its component"
    if rest and _is_number(rest, level):
        name, rest = name._replace(number=rest[0]), rest[1:]
    if not rest:
        return name._replace(component=component, format=format)
    found = _LANGUAGE.fullmatch(rest[0])
    if not found:
        return f"has {rest[0]!r} where the Expression's language should be"
    return name._replace(
        language=found[1],
        version=found[2].removeprefix("@") if found[2] else None,
        more=tuple(rest[1:]),
        component=component,
        format=format,
    )


def _is_number(rest: list[str], level: str) -> bool:
    """Whether the first part behind the date is the Work's number, not a language."""
    found = _LANGUAGE.fullmatch(rest[0])
    if not found or found[2]:
        return not found
    if len(rest) > 1 and _LANGUAGE.fullmatch(rest[1]):
        return True
    return level == "Work" or (not level and not is_language(rest[0]))


def faults(iri: str, level: str, which: str) -> str | None:
    """What is wrong with the IRI that a document gives itself at a level, as the end of a
    sentence; None if nothing is, or it belongs to another convention (section 4.12)."""
    if _ABSOLUTE.match(iri):
        return None
    name = parse(iri, level)
    if isinstance(name, str):
        return name
    if iri.endswith("/"):
        return "ends with /"
    if "#" in iri or "~" in iri:
        return "names a part of the document"
    if name.version and name.version.startswith(":"):
        return "names any Expression that fits, not one"
    if which == "this" and not name.component:
        return "names no component; it should end with /!main or the like"
    if which == "uri" and name.component:
        return f"names the component {name.component}; the whole document has none"
    has = "Work" if not name.language else "Manifestation" if name.format else "Expression"
    if has != level:
        return f"is the name of {_an(has)}, not of {_an(level)}"
    return None


def _an(level: str) -> str:
    return f"{'an' if level[0] in 'AEIOU' else 'a'} {level}"


class Identity:
    """The names of a document at the three levels, and what most of them say."""

    def __init__(self, nodes: Mapping[Key, etree._Element]) -> None:
        self.nodes = nodes
        self.values = {key: str(node.get("value") or "") for key, node in nodes.items()}

    @cached_property
    def names(self) -> dict[Key, Name]:
        """Those that can be read."""
        found = {key: parse(value, key[0]) for key, value in self.values.items()}
        return {key: name for key, name in found.items() if not isinstance(name, str)}

    @cached_property
    def work(self) -> Name | None:
        """The Work that most names name; of equals the first."""
        return _most(self.names, lambda name: name.work)

    @cached_property
    def expression(self) -> Name | None:
        """The Expression that most names name."""
        below = {k: n for k, n in self.names.items() if k[0] != "Work" and n.language}
        return _most(below, lambda name: name.within)

    @cached_property
    def component(self) -> str:
        """The component that most names name."""
        named = Counter(n.component for n in self.names.values() if n.component)
        return named.most_common(1)[0][0] if named else ""


def _most(names: Mapping[Key, Name], said: Callable[[Name], str]) -> Name | None:
    counted = Counter(said(name) for name in names.values())
    if not counted:
        return None
    most = counted.most_common(1)[0][0]
    return next(name for name in names.values() if said(name) == most)
