"""How Travaux compares with what one would use instead, as ratios of one run.

    make bench                                   everything, in about an hour
    .venv/bin/python tests/bench.py store text   some of it

Each row says what is measured, against what, what was to be reached and what was. What is compared
runs by turns, and the medians are compared; nothing here fails where a figure is missed.
"""

from __future__ import annotations

import gc
import importlib
import os
import platform
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

PARTS = ("store", "drafts", "versions", "comparison", "history", "authorship", "export", "check")
"""The files `bench_<part>.py`, each with `rows(folder)`."""


class Row(NamedTuple):
    """One line of a table. `reached` says it in figures; `kept` whether it is what was `to_reach`,
    none where it was only to be reported."""

    measure: str
    against: str
    to_reach: str
    reached: str
    kept: bool | None = None


def faster(measure: str, against: str, ours: float, theirs: float, times: float, unit: str) -> Row:
    """A row on what takes `ours` and `theirs` seconds, `unit` being said of each."""
    ratio = theirs / ours
    reached = f"{ratio:.2f} times ({shown(ours)} against {shown(theirs)} {unit})"
    return Row(measure, against, f"{times:g} times its speed", reached, ratio >= times)


def within(measure: str, against: str, ours: float, theirs: float, times: float, unit: str) -> Row:
    """A row on what may take so many times as long as something else."""
    ratio = ours / theirs
    reached = f"{ratio:.2f} times ({shown(ours)} against {shown(theirs)} {unit})"
    return Row(measure, against, f"within {times:g} times", reached, ratio <= times)


def shown(seconds: float) -> str:
    """A time as people read it."""
    if seconds < 1e-3:
        return f"{seconds * 1e6:.3g} µs"
    return f"{seconds * 1e3:.3g} ms" if seconds < 1 else f"{seconds:.3g} s"


def by_turns(*acts: Callable[[], object], rounds: int = 7) -> list[float]:
    """The median of the seconds that each act takes, one round after the other, after one that
    does not count."""
    taken: list[list[float]] = [[] for _ in acts]
    for round in range(rounds + 1):
        for act, times in zip(acts, taken, strict=True):
            gc.collect()
            began = time.perf_counter()
            act()
            if round:
                times.append(time.perf_counter() - began)
    return [statistics.median(times) for times in taken]


def each(acts: Iterator[Callable[[], object]]) -> tuple[float, float]:
    """The median and the 99th percentile of the seconds that acts take."""
    times = []
    for act in acts:
        began = time.perf_counter()
        act()
        times.append(time.perf_counter() - began)
    return statistics.median(times), statistics.quantiles(times, n=100)[98]


def machine() -> Iterator[str]:
    """When and on what this runs."""
    cpu = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        names = [line for line in info.read_text().splitlines() if line.startswith("model name")]
        cpu = names[0].partition(":")[2].strip() if names else cpu
    git = subprocess.run(["git", "--version"], capture_output=True, text=True, check=True).stdout
    libraries = ("eventsourcing", "lmdb", "rapidfuzz", "lxml", "xmldiff")
    yield f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {cpu}, {os.cpu_count()} cores"
    yield f"{platform.system()} {platform.release()}, Python {platform.python_version()}"
    yield ", ".join(f"{name} {version(name)}" for name in libraries)
    yield f"SQLite {sqlite3.sqlite_version}, {git.strip()}, load {os.getloadavg()[0]:.1f}"


def main(*parts: str) -> None:
    """Print a table of all parts, or of some."""
    unknown = [part for part in parts if part not in PARTS]
    if unknown:
        sys.exit(f"no such part: {', '.join(unknown)}; there are {', '.join(PARTS)}")
    for line in machine():
        print(line)
    print("\n| measure | against | to reach | reached | |\n|---|---|---|---|---|")
    began = time.monotonic()
    missed = 0
    for part in parts or PARTS:
        module = importlib.import_module(f"bench_{part}")
        with tempfile.TemporaryDirectory(prefix="travaux-bench-") as folder:
            for row in module.rows(Path(folder)):
                verdict = {True: "reached", False: "**missed**", None: ""}[row.kept]
                print("|", " | ".join((*row[:4], verdict)), "|", flush=True)
                missed += row.kept is False
    print(f"\n{missed} missed; {time.monotonic() - began:.0f} s in all")


if __name__ == "__main__":
    main(*sys.argv[1:])
