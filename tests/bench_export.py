"""How long the export of a long resolution takes, against lxml parsing and serialising the file that
comes out of it. The resolution is the largest of the real ones, with its paragraphs repeated up to
346 KB, which is what the largest of the General Assembly's has.

    .venv/bin/python tests/bench_export.py
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path

from lxml import etree

from engine.vocabulary import AKN
from exporters.akn import export
from roundtrip import Imported

SIZE = 346_000
REAL = Path(__file__).parents[1] / "../shared/real/ga-ccm"
MADE = Path(__file__).parent / "wells.xml"
TIMES = 8


def resolution() -> bytes:
    """A file whose export is as large: the largest one with its paragraphs repeated."""
    files = sorted(REAL.glob("*.xml"), key=lambda path: path.stat().st_size) or [MADE]
    source = files[-1].read_bytes()
    once = len(export(Imported(source).expression()))
    root = etree.fromstring(source)
    parts = [part for tag in ("preamble", "mainBody") for part in root.iter(f"{{{AKN}}}{tag}")]
    blocks = [(part, list(part)) for part in parts]
    twice = _repeated(root, blocks, 1)
    added = len(export(Imported(etree.tostring(twice)).expression())) - once
    return etree.tostring(_repeated(twice, blocks, max(0, (SIZE - once) // added - 1)))


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


def best(work: Callable[[], object]) -> float:
    """The shortest of several runs, in seconds of the processor."""
    times = []
    for _ in range(TIMES):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times)


def ratio() -> tuple[float, float, int]:
    """Seconds that the export takes and that lxml does, and the bytes of the file."""
    expression = Imported(resolution()).expression()
    file = export(expression)
    ours = theirs = 1e9
    for _ in range(3):
        ours = min(ours, best(lambda: export(expression)))
        theirs = min(theirs, best(lambda: etree.tostring(etree.fromstring(file))))
    return ours, theirs, len(file)


if __name__ == "__main__":
    ours, theirs, size = ratio()
    print(f"export of {size:,} bytes: {ours * 1000:.1f} ms")
    print(f"lxml parses and serialises it: {theirs * 1000:.1f} ms")
    print(f"ratio {ours / theirs:.1f} (to reach: 4)")
    sys.exit(ours / theirs > 4)
