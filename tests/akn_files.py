"""What must hold of every Akoma Ntoso file that is exported, whatever kind it is of."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from lxml import etree

from engine.vocabulary import AKN
from exporters.schema import problems

NS = {"a": AKN, "t": "urn:travaux:akn:1"}
_DIGEST = Path(__file__).parents[1] / "docs/formats/digest.md"


def root(file: bytes) -> etree._Element:
    return etree.fromstring(file)


def values(file: bytes, path: str) -> list[str]:
    """The strings that a path finds in a file."""
    return [str(value) for value in root(file).xpath(path, namespaces=NS)]


def sound(file: bytes) -> None:
    """It is strictly valid, all that it points at is there, and every entry is pointed at."""
    assert problems(file) == []
    whole = root(file)
    pointed = {
        word[1:]
        for node in whole.iter(etree.Element)
        for key, value in node.attrib.items()
        for word in str(value).split()
        if word.startswith("#") and len(word) > 1 and key != "original"
    }
    defined = {str(eid) for eid in whole.xpath("//@eId")}
    entries = {str(e) for e in whole.xpath("//a:references/*[@showAs]/@eId", namespaces=NS)}
    entries -= set(map(str, whole.xpath("//a:references/a:attachmentOf/@eId", namespaces=NS)))
    assert pointed <= defined, pointed - defined
    assert entries <= pointed, entries - pointed


@cache
def documented() -> Any:
    """The digest as the documentation computes it from a file."""
    blocks = _DIGEST.read_text(encoding="utf-8").split("```python\n")[1].split("```")[0]
    names: dict[str, Any] = {}
    exec(compile(blocks, "digest.md", "exec"), names)
    return names["digest"]


def says_its_digest(file: bytes) -> None:
    """Whoever follows the documentation finds the digest that the file states."""
    assert values(file, "//t:text/@sha256") == [documented()(file)]
