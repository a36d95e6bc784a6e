"""Dates that are not dates: kept as written, and as the days they mean."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import Refused
from engine.timetable.phrases import read
from engine.timetable.when import When, on

ZONE = "Europe/Zurich"
ENGLISH = "January February March April May June July August September October November December"
PARTS = {"early": (1, 10), "mid": (11, 20), "late": (21, 31)}


@pytest.mark.parametrize(
    ("written", "edtf"),
    [
        ("mid-May 2020", "[2020-05-11..2020-05-20]"),
        ("early August 2020", "[2020-08-01..2020-08-10]"),
        ("late February 2020", "[2020-02-21..2020-02-29]"),
        ("late February 2021", "[2021-02-21..2021-02-28]"),
        ("in early August 2020", "[2020-08-01..2020-08-10]"),
        ("MID–MAY 2020", "[2020-05-11..2020-05-20]"),
        ("end-May 2020", "[2020-05-21..2020-05-31]"),
        ("in May 2020", "[2020-05-01..2020-05-31]"),
        ("d'ici le 4 septembre 2020", "[..2020-09-04]"),
        ("the end of May 2020", "[2020-05-21..2020-05-31]"),
        ("the second half of May 2020", "[2020-05-16..2020-05-31]"),
        ("May 2020", "[2020-05-01..2020-05-31]"),
        ("2020-05", "[2020-05-01..2020-05-31]"),
        ("by 4 September 2020", "[..2020-09-04]"),
        ("no later than 4 September 2020", "[..2020-09-04]"),
        ("by mid-May 2020", "[..2020-05-20]"),
        ("before 6 July 2020", "[..2020-07-05]"),
        ("before mid-May 2020", "[..2020-05-10]"),
        ("23-27 November 2020", "2020-11-23/2020-11-27"),
        ("November 23–27, 2020", "2020-11-23/2020-11-27"),
        ("28 December 2020 to 3 January 2021", "2020-12-28/2021-01-03"),
        ("between 11 and 20 May 2020", "[2020-05-11..2020-05-20]"),
        ("2020-11-23/2020-11-27", "2020-11-23/2020-11-27"),
        ("2020-05-11..2020-05-20", "[2020-05-11..2020-05-20]"),
        ("Monday, 8 June 2020", "2020-06-08"),
        ("June 8th, 2020", "2020-06-08"),
        ("8 JUNE 2020", "2020-06-08"),
        ("2020 年 5 月 4 日", "2020-05-04"),
        ("二〇二〇年五月四日", "2020-05-04"),
        ("2020年11月23日至27日", "2020-11-23/2020-11-27"),
        ("2020年12月28日至2021年1月3日", "2020-12-28/2021-01-03"),
        ("不迟于2020年9月4日", "[..2020-09-04]"),
        ("2020 年 7 月 6 日前", "[..2020-07-06]"),
        ("début mai 2020", "[2020-05-01..2020-05-10]"),
        ("mi-mai 2020", "[2020-05-11..2020-05-20]"),
        ("du 23 au 27 novembre 2020", "2020-11-23/2020-11-27"),
        ("d’ici au 4 septembre 2020", "[..2020-09-04]"),
        ("1er juin 2020", "2020-06-01"),
        ("a mediados de mayo de 2020", "[2020-05-11..2020-05-20]"),
        ("fines de octubre de 2020", "[2020-10-21..2020-10-31]"),
        ("в начале августа 2020 года", "[2020-08-01..2020-08-10]"),
        ("до 6 июля 2020 г.", "[..2020-07-06]"),
        ("منتصف أيار/مايو 2020", "[2020-05-11..2020-05-20]"),
        ("أوائل تشرين الأول/أكتوبر ٢٠٢٠", "[2020-10-01..2020-10-10]"),
        ("٤ أيار/مايو ٢٠٢٠", "2020-05-04"),
    ],
)
def test_a_phrase_is_the_days_it_means(written: str, edtf: str) -> None:
    when = read(written, ZONE)
    assert when.edtf == edtf
    assert when.phrase == written
    assert when.timezone == ZONE


@pytest.mark.parametrize(
    ("written", "edtf"),
    [
        ("5 月中旬", "[2020-05-11..2020-05-20]"),
        ("8 月初", "[2020-08-01..2020-08-10]"),
        ("10 月初", "[2020-10-01..2020-10-10]"),
        ("10月底", "[2020-10-21..2020-10-31]"),
        ("五月下旬", "[2020-05-21..2020-05-31]"),
        ("6 月 8 日", "2020-06-08"),
        ("mid-May", "[2020-05-11..2020-05-20]"),
        ("by 4 September", "[..2020-09-04]"),
        ("29 February", "2020-02-29"),
    ],
)
def test_the_year_may_be_the_one_of_the_context(written: str, edtf: str) -> None:
    assert read(written, ZONE, 2020).edtf == edtf
    with pytest.raises(Refused, match="does not say which year"):
        read(written, ZONE)


@pytest.mark.parametrize("written", ["9999-12-31", "0001-01-01", "9999-12"])
def test_nothing_is_planned_for_where_the_calendar_ends(written: str) -> None:
    with pytest.raises(Refused, match="lies outside the years 2 to 9998"):
        read(written, ZONE)


@pytest.mark.parametrize(
    "written", ["spring 2020", "soon", "", "2020", "32", "May", "mid-2020", "四月春天", "x" * 5000]
)
def test_a_phrase_that_is_not_understood_is_an_error_that_names_those_that_are(
    written: str,
) -> None:
    with pytest.raises(Refused) as refused:
        read(written, ZONE)
    if written != "May":
        for understood in ("23-27 November 2020", "early, mid- or late May 2020", "中旬"):
            assert understood in str(refused.value)


@pytest.mark.parametrize(
    "written", ["29 February 2021", "31 June 2020", "2020-13-01", "2020 年 13 月", "2020-02-30"]
)
def test_a_day_that_there_is_not(written: str) -> None:
    with pytest.raises(Refused, match="a day that there is not"):
        read(written, ZONE)


def test_what_ends_before_it_begins() -> None:
    with pytest.raises(Refused, match=r"ends on 2020-11-23, before it begins, on 2020-11-27"):
        read("27-23 November 2020", ZONE)


@given(st.dates(min_value=date(1000, 1, 1)))
def test_every_day_is_read_back_however_it_is_written(day: date) -> None:
    month = ENGLISH.split()[day.month - 1]
    for written in (
        day.isoformat(),
        f"{day.day} {month} {day.year:04}",
        f"{month} {day.day}, {day.year:04}",
        f"{day.year:04}年{day.month}月{day.day}日",
    ):
        assert read(written, ZONE) == When(earliest=day, latest=day, phrase=written, timezone=ZONE)
    assert on(day, ZONE).edtf == day.isoformat()


@given(st.dates(min_value=date(1000, 1, 1)), st.sampled_from(sorted(PARTS)))
def test_every_day_of_a_month_is_in_one_part_of_it(day: date, part: str) -> None:
    month = ENGLISH.split()[day.month - 1]
    when = read(f"{part} {month} {day.year:04}", ZONE)
    assert when.earliest
    first, last = PARTS[part]
    assert (when.earliest <= day <= when.latest) == (first <= day.day <= last)


@given(st.text(max_size=40))
def test_nothing_that_is_written_makes_it_fail_otherwise(written: str) -> None:
    try:
        when = read(written, ZONE, 2020)
    except Refused:
        return
    assert when.earliest is None or when.earliest <= when.latest
