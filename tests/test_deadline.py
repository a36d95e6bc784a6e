"""Deadlines are instants in the process's time zone; lateness is to the minute."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.timetable.deadline import (
    days_in,
    days_late,
    end_of_day,
    last_day,
    minutes_late,
    passed,
    verdict,
)
from engine.timetable.phrases import read
from engine.timetable.when import When

GENEVA = "Europe/Zurich"


def late(received: str, deadline: str, zone: str = GENEVA, ends: str = "24:00") -> int:
    until = end_of_day(date.fromisoformat(deadline), zone, ends)
    return minutes_late(datetime.fromisoformat(received), until)


def test_an_email_from_new_york_late_in_the_evening_is_late_in_geneva() -> None:
    assert late("2020-07-06T23:30:00-04:00", "2020-07-06") == 5 * 60 + 30


def test_an_email_from_tokyo_early_the_next_morning_is_on_time_in_geneva() -> None:
    assert late("2020-07-07T05:00:00+09:00", "2020-07-06") == 0


@pytest.mark.parametrize(
    ("received", "minutes"),
    [
        ("2020-07-06T23:59:59+02:00", 0),
        ("2020-07-07T00:00:00+02:00", 0),
        ("2020-07-07T00:00:01+02:00", 1),
        ("2020-07-07T00:01:00+02:00", 1),
        ("2020-07-07T00:01:01+02:00", 2),
    ],
)
def test_the_deadline_day_ends_at_24_00_and_a_begun_minute_counts(
    received: str, minutes: int
) -> None:
    assert late(received, "2020-07-06") == minutes


def test_a_deadline_day_may_end_earlier() -> None:
    assert late("2020-07-06T18:00:00+02:00", "2020-07-06", ends="18:00") == 0
    assert late("2020-07-06T18:05:00+02:00", "2020-07-06", ends="18:00") == 5


def test_when_the_clock_goes_forward_the_day_is_shorter() -> None:
    start = end_of_day(date(2020, 3, 28), GENEVA).astimezone(UTC)
    end = end_of_day(date(2020, 3, 29), GENEVA).astimezone(UTC)
    assert end - start == timedelta(hours=23)
    assert late("2020-03-29T22:30:00+00:00", "2020-03-29") == 30


def test_when_the_clock_goes_back_the_day_is_longer() -> None:
    start = end_of_day(date(2020, 10, 24), GENEVA).astimezone(UTC)
    end = end_of_day(date(2020, 10, 25), GENEVA).astimezone(UTC)
    assert end - start == timedelta(hours=25)
    assert late("2020-10-25T23:30:00+01:00", "2020-10-25") == 0


def test_where_midnight_does_not_exist_the_day_ends_as_the_clock_is_changed() -> None:
    end = end_of_day(date(2018, 11, 3), "America/Sao_Paulo")
    assert end.astimezone(UTC) == datetime(2018, 11, 4, 3, tzinfo=UTC)


def test_leap_days_and_year_ends() -> None:
    assert late("2020-03-01T00:10:00+01:00", "2020-02-29") == 10
    assert late("2021-03-01T00:10:00+01:00", "2021-02-28") == 10
    assert late("2021-01-01T00:00:30+01:00", "2020-12-31") == 1
    assert late("2020-12-31T23:30:00-01:00", "2020-12-31") == 90


@given(
    st.datetimes(datetime(1975, 1, 1), datetime(2090, 1, 1)),  # noqa: DTZ001
    st.sampled_from([GENEVA, "America/New_York", "Asia/Tokyo", "Pacific/Apia", "Asia/Kathmandu"]),
)
def test_an_instant_is_late_for_every_day_before_its_own_and_for_no_other(
    moment: datetime, zone: str
) -> None:
    at = moment.replace(tzinfo=UTC)
    day = last_day(at, zone)
    assert minutes_late(at, end_of_day(day, zone)) == 0
    assert minutes_late(at, end_of_day(day - timedelta(days=1), zone)) > 0


def test_a_plan_in_another_time_zone_is_over_when_its_day_ends_there() -> None:
    plan = read("6 July 2020", "America/New_York")
    assert not passed(plan, date(2020, 7, 6), GENEVA)
    assert passed(plan, date(2020, 7, 7), GENEVA)
    here = days_in(plan, GENEVA)
    assert (here.earliest, here.latest) == (date(2020, 7, 6), date(2020, 7, 7))
    tokyo = days_in(read("6 July 2020", "Asia/Tokyo"), GENEVA)
    assert (tokyo.earliest, tokyo.latest) == (date(2020, 7, 5), date(2020, 7, 6))


def when(written: str) -> When:
    return read(written, GENEVA)


@pytest.mark.parametrize(
    ("planned", "happened", "says", "days"),
    [
        ("8 June 2020", "8 June 2020", "on-time", 0),
        ("8 June 2020", "29 June 2020", "late", 21),
        ("8 June 2020", "7 June 2020", "early", 0),
        ("mid-May 2020", "10 May 2020", "early", 0),
        ("mid-May 2020", "11 May 2020", "on-time", 0),
        ("mid-May 2020", "20 May 2020", "on-time", 0),
        ("mid-May 2020", "21 May 2020", "late", 1),
        ("mid-May 2020", "mid-May 2020", "on-time", 0),
        ("mid-May 2020", "May 2020", "indeterminate", 0),
        ("mid-May 2020", "by 8 June 2020", "indeterminate", None),
        ("mid-May 2020", "by 20 May 2020", "on-time", 0),
        ("mid-May 2020", "June 2020", "late", 12),
        ("by 27 November 2020", "1 March 2020", "on-time", 0),
        ("by 27 November 2020", "21 September 2021", "late", 298),
        ("23-27 November 2020", "25-27 November 2020", "on-time", 0),
        ("23-27 November 2020", "27-30 November 2020", "on-time", 0),
        ("23-27 November 2020", "28-30 November 2020", "late", 1),
        ("28 February 2020", "1 March 2020", "late", 2),
        ("31 December 2020", "1 January 2021", "late", 1),
    ],
)
def test_a_plan_is_kept_or_not_or_the_dates_do_not_tell(
    planned: str, happened: str, says: str, days: int | None
) -> None:
    assert verdict(when(planned), when(happened)) == says
    assert days_late(when(planned), when(happened)) == days
