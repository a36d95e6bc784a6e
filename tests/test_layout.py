"""The house: which way imports run, and that what is tested is what was installed."""

import ast
import sys
from pathlib import Path

import pytest

import cli
import engine
import exporters
import projections

ROOT = Path(__file__).parents[1]
MAY_IMPORT = {
    "engine": {"engine"},
    "projections": {"engine", "projections"},
    "exporters": {"engine", "projections", "exporters"},
    "cli": {"engine", "projections", "exporters", "cli"},
}
STORE = {"eventsourcing", "lmdb"}
DOMAIN = (
    "akn checkout comparison decisions definition events mail matching readers text timetable"
).split()


def imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found


@pytest.mark.parametrize("house", MAY_IMPORT)
def test_imports_run_one_way(house: str) -> None:
    files = list((ROOT / house).rglob("*.py"))
    assert files
    for file in files:
        ours = {name.partition(".")[0] for name in imports(file)} & set(MAY_IMPORT)
        assert ours <= MAY_IMPORT[house], f"{file} imports {ours - MAY_IMPORT[house]}"


def test_the_domain_knows_neither_the_store_nor_the_library() -> None:
    files = [ROOT / "engine" / f"{name}.py" for name in ("record", "point", "errors", "symbol")]
    for part in DOMAIN:
        found = list((ROOT / "engine" / part).glob("*.py"))
        assert found, part
        files += found
    store = {"engine.store", "engine.recorder", "engine.log", "engine.application", "engine.mapper"}
    for file in files:
        imported = imports(file)
        assert not {name.partition(".")[0] for name in imported} & STORE, file
        assert not imported & store, file


def test_only_the_command_prints() -> None:
    for house in ("engine", "projections", "exporters"):
        for file in (ROOT / house).rglob("*.py"):
            calls = [
                node.func.id
                for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
            ]
            assert "print" not in calls, file


def test_what_is_tested_is_what_was_installed() -> None:
    for package in (engine, projections, exporters, cli):
        assert package.__file__
        assert Path(package.__file__).is_relative_to(sys.prefix)
