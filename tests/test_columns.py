"""Tables keep within a terminal of 80 columns."""

from pathlib import Path

import pytest

from cli.columns import columns, width
from command import Desk

LABEL = "Second consolidated version"


@pytest.mark.parametrize("wide", [LABEL, "第二份合并文本，供会议审议之用，并附答复", "x" * 60])
def test_a_wide_column_is_folded_for_the_last(wide: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    rows = [
        ("structure", "structure/eng s4", "", "not issued", "An informal paper"),
        ("rd", "rd/eng s21", wide, "adopted", "Review Document of the Plan of Dubrovnik"),
    ]
    lines = list(columns(rows))
    assert max(map(width, lines)) <= 80
    shown = "".join(lines).replace(" ", "")
    for cell in (cell for row in rows for cell in row[:2]):
        assert cell.replace(" ", "") in shown
    assert sorted("".join(map("".join, rows)).replace(" ", "")) == sorted(shown)


def test_no_column_of_the_versions_is_cut_for_a_long_label(tmp_path: Path) -> None:
    desk = Desk(tmp_path, inside=True)
    (tmp_path / "plan.txt").write_text("Plan\n\n1. One.\n", encoding="utf-8")
    desk.do("init")
    desk.do("import", "plan", "plan.txt", "--lang", "eng")
    desk.do("issue", "plan", LABEL)
    head, *rows = desk.do("versions", "plan").splitlines()
    assert head.split() == ["label", "on", "by", "status", "step"]
    assert all(width(line) <= 80 for line in rows)
    assert any(line.strip() == "(@second-consolidated-version)" or LABEL in line for line in rows)
    assert "(@second-consolidated-version)" in "\n".join(rows)
