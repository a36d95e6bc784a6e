"""The timetable as a calendar and as a picture."""

import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from icalendar import Calendar
from lxml import etree

from cli.schedule import timeline_of
from conference import Bench, conference
from engine.acts.scheduling import hold, set_milestone
from engine.definition import BLANK
from engine.projection import fold
from engine.view import View
from exporters import ics, timeline_svg
from projections.timeline import TIMELINE, Timeline, timeline

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    return conference(tmp_path_factory.mktemp("conference"))


def by(held: Bench, year: int, month: int, day: int) -> Timeline:
    view = fold(TIMELINE, (positioned.entry for positioned in held.store.log.follow()))
    return timeline(view, date(year, month, day))


def events(content: bytes) -> dict[str, dict[str, object]]:
    calendar = Calendar.from_ical(content)
    return {
        str(e["UID"]).partition("-")[2].removesuffix("@travaux"): {
            "from": e["DTSTART"].dt,
            "to": e["DTEND"].dt,
            "summary": str(e["SUMMARY"]),
            "status": str(e["STATUS"]),
            "description": str(e["DESCRIPTION"]),
        }
        for e in calendar.walk("VEVENT")
    }


def test_a_fuzzy_date_is_a_span_that_keeps_its_phrase(held: Bench) -> None:
    found = events(ics.export(by(held, 2020, 5, 1)))
    may = found["documents-1"]
    assert (may["from"], may["to"]) == (date(2020, 5, 11), date(2020, 5, 21))
    assert "mid-May 2020 ([2020-05-11..2020-05-20])" in str(may["description"])
    assert may["status"] == "TENTATIVE"
    adoption = found["adoption"]
    assert (adoption["from"], adoption["to"]) == (date(2020, 11, 27), date(2020, 11, 28))


def test_the_calendar_says_what_is_planned_now_and_was_first(held: Bench) -> None:
    meeting = events(ics.export(by(held, 2020, 6, 15)))["meeting-1"]
    assert meeting["from"] == date(2020, 6, 29)
    assert "First planned: 8 June 2020" in str(meeting["description"])
    assert "No meeting could be held in the pandemic" in str(meeting["description"])
    assert meeting["summary"] == "First Preparatory Meeting"


def test_the_same_timetable_is_the_same_calendar(held: Bench) -> None:
    assert ics.export(by(held, 2021, 12, 31)) == ics.export(by(held, 2021, 12, 31))
    assert b"20211231T000000Z" in ics.export(by(held, 2021, 12, 31))


def test_lines_are_folded_at_75_bytes_and_end_as_the_standard_asks(held: Bench) -> None:
    content = ics.export(by(held, 2021, 12, 31))
    lines = content.split(b"\r\n")
    assert b"\n" not in b"".join(lines)
    assert max(map(len, lines)) <= 75


def picture(content: bytes) -> etree._Element:
    return etree.fromstring(content)


def test_the_picture_is_black_and_white_and_says_everything_in_words(held: Bench) -> None:
    root = picture(timeline_svg.export(by(held, 2021, 12, 31)))
    style = root.findtext(f"{SVG}style") or ""
    paints = re.findall(r"(?:fill|stroke):([^;}]+)", style)
    paints += [e.get(key) for e in root.iter() for key in ("fill", "stroke") if e.get(key)]
    assert set(paints) == {"#000", "#fff", "#999", "url(#hatch)"}
    about = root.findtext(f"{SVG}desc") or ""
    assert "First Preparatory Meeting: planned 8 June 2020, happened 2020-06-29, on-time." in about
    said = " ".join(root.itertext())
    assert "298 days after the first plan" in said


def test_what_is_planned_and_what_happened_are_drawn_apart(held: Bench) -> None:
    root = picture(timeline_svg.export(by(held, 2021, 12, 31)))
    kinds = [r.get("class") or "" for r in root.iter(f"{SVG}rect")]
    milestones = 14
    legend = {"planned": 2, "now": 1, "done": 1}
    assert sum(k.startswith("planned") for k in kinds) == milestones + legend["planned"]
    assert sum(k == "done" for k in kinds) == 12 + legend["done"], "one in two parts"
    assert sum(k.startswith("now") for k in kinds) == 4 + legend["now"]
    width = float(root.get("width") or 0)
    for rect in root.iter(f"{SVG}rect"):
        if rect.get("x"):
            assert 0 <= float(rect.get("x") or 0) <= width
    assert any("unsure" in k for k in kinds)


def test_titles_are_folded_in_every_script(tmp_path: Path) -> None:
    bench = Bench(tmp_path, BLANK, date(2020, 6, 1))
    titles = {
        "han": "会议：就草案交换意见，" * 5,
        "arabic": "الاجتماع التحضيري الأول",
        "long": "Donaudampfschifffahrtsgesellschaftskapitänswitwenrentenauszahlungsstelle",
        "short": "Talks",
    }
    for id, title in titles.items():
        set_milestone(bench.app, id, title, "meeting", "8 June 2020", bench.who())
    root = picture(timeline_svg.export(by(bench, 2020, 6, 1)))
    lines = [t.text or "" for t in root.iter(f"{SVG}text") if t.find(f"{SVG}title") is not None]
    assert "الاجتماع التحضيري الأول" in lines
    assert "Talks" in lines
    assert [line[-1] for line in lines if line.startswith("Donau")] == ["…"]
    first, second = (line for line in lines if line[0] in titles["han"])
    assert titles["han"].startswith(first)
    assert (len(first), len(second), second[-1]) == (25, 25, "…")
    assert {e.text for e in root.iter(f"{SVG}title")} >= set(titles.values())


def test_where_the_calendar_ends_everything_is_drawn_and_listed(tmp_path: Path) -> None:
    bench = Bench(tmp_path, BLANK, date(2020, 6, 1))
    for id, day in (("first", date.min), ("last", date.max)):
        bench.day = day
        hold(bench.app, id, bench.who(), title=f"The {id} \x01 day")
    for as_of in (date.min, date(2020, 6, 1), date.max):
        found = by(bench, as_of.year, as_of.month, as_of.day)
        lines = list(picture(timeline_svg.export(found)).iter(f"{SVG}line"))
        assert len(lines) < 40
        there = {"first", "last"} if as_of == date.max else {"first"}
        assert set(events(ics.export(found))) == there
    said = "".join(picture(timeline_svg.export(by(bench, 9999, 12, 31))).itertext())
    assert "The last \ufffd day" in said


def test_a_silence_procedure_is_in_the_calendar(held: Bench) -> None:
    silence = events(ics.export(by(held, 2020, 6, 10)))["new-date"]
    assert (silence["from"], silence["to"]) == (date(2020, 6, 12), date(2020, 6, 13))
    assert silence["status"] == "TENTATIVE"
    assert "Until 2020-06-13T00:00+02:00" in str(silence["description"])
    assert events(ics.export(by(held, 2020, 6, 12)))["new-date"]["status"] == "CONFIRMED"


def test_a_timetable_without_lines_is_drawn_too(tmp_path: Path) -> None:
    empty = Bench(tmp_path, BLANK, date(2020, 6, 1))
    assert picture(timeline_svg.export(by(empty, 2020, 6, 1))) is not None
    assert events(ics.export(by(empty, 2020, 6, 1))) == {}


def test_the_picture_is_the_same_wherever_it_is_drawn(held: Bench) -> None:
    found = by(held, 2021, 12, 31)
    assert timeline_svg.export(found) == timeline_svg.export(found)
    code = (
        "import sys; from pathlib import Path; from datetime import date;"
        "from cli.schedule import timeline_of; from engine.store import open_store;"
        "from engine.view import View;"
        "from exporters.timeline_svg import export; from exporters import ics\n"
        "with open_store(Path(sys.argv[1])) as store:\n"
        "    found = timeline_of(View(store.log), date(2021, 12, 31))\n"
        "sys.stdout.buffer.write(export(found) + ics.export(found))"
    )
    env = {"TZ": "Asia/Kathmandu", "LC_ALL": "C", "PYTHONHASHSEED": "7"}
    command = [sys.executable, "-c", code, str(held.store.path)]
    there = subprocess.run(command, env=env, capture_output=True, check=False)
    assert there.returncode == 0, there.stderr
    view = View(held.store.log)
    here = timeline_of(view, date(2021, 12, 31))
    assert there.stdout == timeline_svg.export(here) + ics.export(here)
