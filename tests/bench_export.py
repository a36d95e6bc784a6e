"""How long the export of a long resolution takes, against lxml parsing and serialising the file
that comes out of it. The resolution is the largest of the real ones, with its paragraphs repeated
until its export has 346 KB, as the largest published one.

    .venv/bin/python tests/bench_export.py

Real documents are in ../shared/real, or in the folder that TRAVAUX_REAL names.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path

from lxml import etree

from bench import Row, by_turns, within
from engine.text.vocabulary import AKN
from exporters.akn import export
from roundtrip import Imported

SIZE = 346_000
REAL = Path(os.environ.get("TRAVAUX_REAL") or Path(__file__).parents[2] / "shared/real")


def rows(folder: Path) -> Iterator[Row]:  # noqa: ARG001
    """The row on the export of a long resolution."""
    expression = Imported(resolution()).expression()
    file = export(expression)
    taken = by_turns(
        lambda: export(expression), lambda: etree.tostring(etree.fromstring(file)), rounds=15
    )
    measure = f"export a resolution of {len(file) // 1000} KB"
    yield within(measure, "lxml parsing and serialising the same file", *taken, 4, "a file")


def resolution() -> bytes:
    """A file whose export is as large: the largest one with its paragraphs repeated."""
    files = sorted((REAL / "ga-ccm").glob("*.xml"), key=lambda path: path.stat().st_size)
    if not files:
        sys.exit(f"no resolutions in {REAL / 'ga-ccm'}; TRAVAUX_REAL names another folder")
    source = files[-1].read_bytes()
    once = len(export(Imported(source).expression()))
    root = etree.fromstring(source)
    parts = [part for tag in ("preamble", "mainBody") for part in root.iter(f"{{{AKN}}}{tag}")]
    blocks = [(part, list(part)) for part in parts]
    twice = _repeated(root, blocks, 1)
    added = len(export(Imported(etree.tostring(twice)).expression())) - once
    return etree.tostring(_repeated(twice, blocks, (SIZE - once) // added - 1))


def _repeated(
    root: etree._Element, blocks: list[tuple[etree._Element, list[etree._Element]]], times: int
) -> etree._Element:
    for _ in range(times):
        for part, held in blocks:
            for block in held:
                copied = deepcopy(block)
                for element in copied.iter(etree.Element):
                    element.attrib.pop("eId", None)
                part.append(copied)
    return root


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        for row in rows(Path(name)):
            print(f"{row.measure}, against {row.against}: {row.reached} ({row.to_reach})")
