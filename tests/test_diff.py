"""`diff` is a redline that people read, `log` tells what happened, in whatever script."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest

from command import Desk

ENGLISH = """Plan

1. Each Party will clear its land as soon as possible.

2. Each Party will report every year.

3. Nothing here prejudges what is decided later.

4. The Parties will meet in the autumn.

5. The Parties will bear the costs together.
"""
CHINESE = "计划\n\n一、各缔约国应尽快清理其土地。\n\n二、各缔约国应每年提出报告。\n"
ARABIC = (
    "خطة\n\n١. تطهر كل دولة طرف أراضيها في أقرب وقت ممكن.\n\n٢. تقدم كل دولة طرف تقريرا كل سنة.\n"
)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = Desk(tmp_path, inside=True)
    desk.do("init")
    return desk


def drafted(desk: Desk, work: str, language: str, text: str) -> None:
    (desk.folder / f"{work}.md").write_text(text, encoding="utf-8")
    desk.do("import", work, f"{work}.md", "--lang", language, "--format", "un-text")


def changed(desk: Desk, work: str, why: str, *wordings: tuple[str, str]) -> None:
    desk.do("checkin", work, desk.edit(work, *wordings), "-m", why)


def without_isolates(printed: str) -> str:
    return "".join(c for c in printed if unicodedata.category(c) != "Cf")


def test_a_changed_word_stands_under_the_number_of_its_paragraph(desk: Desk) -> None:
    drafted(desk, "plan", "eng", ENGLISH)
    before = last_step(desk, "plan")
    changed(desk, "plan", "More often", ("every year", "every month"))
    printed = desk.do("diff", f"plan@s{before}", "plan")
    assert printed.index("Paragraph 2") < printed.index("[-year-]{+month+}")
    assert "clear its land" not in printed
    assert "bear the costs" not in printed
    assert re.search(r"\d unchanged", printed)
    assert "1 word inserted, 1 removed" in printed


def test_what_moves_is_marked_where_it_left_and_where_it_went(desk: Desk) -> None:
    drafted(desk, "plan", "eng", ENGLISH)
    before = last_step(desk, "plan")
    markup = desk.edit("plan")
    parts = markup.read_text(encoding="utf-8")
    found = re.search(r"(?ms)^ *PARA(?:GRAPH)? 5\..*?(?=^ *PARA|\Z)", parts)
    assert found, parts
    rest = parts.replace(found[0], "")
    at = re.search(r"(?m)^ *PARA(?:GRAPH)? 2\.", rest)
    assert at
    moved = found[0].replace("5.", "2.")
    rest = rest[: at.start()] + moved + rest[at.start() :]
    markup.write_text(rest, encoding="utf-8")
    desk.do("checkin", "plan", markup, "-m", "Costs first")
    printed = desk.do("diff", f"plan@s{before}", "plan")
    assert "moved" in printed
    told = desk.json("diff", f"plan@s{before}", "plan")
    assert [c["kind"] for c in told["changes"] if c["kind"] != "renumbered"] == ["moved"]


def last_step(desk: Desk, work: str) -> int:
    return int(desk.json("show", work)["step"])


@pytest.mark.parametrize(
    ("language", "text", "old", "new"),
    [
        ("zho", CHINESE, "尽快", "立即"),
        ("ara", ARABIC, "كل سنة", "كل شهر"),
    ],
)
def test_it_is_legible_in_scripts_without_spaces_and_from_right_to_left(
    desk: Desk, language: str, text: str, old: str, new: str
) -> None:
    drafted(desk, "plan", language, text)
    before = last_step(desk, "plan")
    changed(desk, "plan", "改动", (old, new))
    printed = without_isolates(desk.do("diff", f"plan@s{before}", "plan"))
    gone = "".join(re.findall(r"\[-(.*?)-\]", printed))
    come = "".join(re.findall(r"\{\+(.*?)\+\}", printed))
    assert gone
    assert come
    assert gone in old
    assert come in new
    assert {c for c in old if c not in new} <= set(gone)


def test_where_there_is_colour_what_went_is_struck_and_what_came_underlined(desk: Desk) -> None:
    drafted(desk, "plan", "eng", ENGLISH)
    before = last_step(desk, "plan")
    changed(desk, "plan", "More often", ("every year", "every month"))
    ran = desk.run("diff", f"plan@s{before}", "plan", NO_COLOR="", FORCE_COLOR="1")
    assert ran.code == 0
    assert re.search("\x1b\\[[0-9;]*9[0-9;]*m\\[?-?year", ran.out), ran.out
    assert re.search("\x1b\\[[0-9;]*4[0-9;]*m\\{?\\+?month", ran.out), ran.out


def test_the_log_tells_who_did_what_where_and_why_the_newest_last(desk: Desk) -> None:
    drafted(desk, "plan", "eng", ENGLISH)
    changed(desk, "plan", "More often", ("every year", "every month"))
    desk.do("issue", "plan", "First draft")
    changed(desk, "plan", "Together", ("in the autumn", "in spring"))
    told = re.sub(r"\s+", " ", desk.do("log", "plan"))
    order = ["opened plan/eng", "More often", "issued version 1 of plan/eng", "Together"]
    places = [told.index(words) for words in order]
    assert places == sorted(places)
    assert "paragraph 2" in told
    assert "paragraph 4" in told
    assert "Presidency edited plan/eng" in told or "presidency edited plan/eng" in told
