"""Date phrases: "mid-May 2020", "23-27 November 2020", "by 4 September 2020", "5 月中旬".

Early, mid and late in a month are its days 1 to 10, 11 to 20, and 21 to the end; a half ends or
begins with the 15th or 16th. "By" a date has no earliest day, and the date counts; "before" one, it
does not, save in Chinese, where "7 月 6 日前" takes the day in, as deadlines are written.
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from datetime import date, timedelta

from engine.errors import Refused
from engine.text.numerals import number
from engine.timetable import phrase_words
from engine.timetable.deadline import FIRST, LAST
from engine.timetable.when import When

UNDERSTOOD = (
    "a date (2020-06-29, 29 June 2020, June 29, 2020), days (23-27 November 2020, "
    "2020-11-23/2020-11-27), one of some days (between 11 and 20 May 2020, "
    "2020-05-11..2020-05-20), a month (May 2020), early, mid- or late May 2020, the beginning, "
    "middle or end of May 2020, the first or second half of May 2020, by any of these, before any "
    "of these; in Chinese 2020 年 5 月 4 日, 5 月 4 日至 8 日, 5 月, 5 月上旬, 初, 中旬, 下旬, 底, "
    "9 月 4 日前; and the like in French, Spanish, Russian and Arabic"
)


def read(written: str, timezone: str, year: int | None = None) -> When:
    """The days that a phrase means; `year` is the one of the context, for a phrase that says none.

    `Refused` where the phrase is not understood, naming what is; where it has no year and the
    context gives none; and where it names a day that there is not.
    """
    folded = unicodedata.normalize("NFKC", written).casefold()
    digits = (str(unicodedata.decimal(c)) if c.isdecimal() else c for c in folded)
    plain = " ".join("".join(digits).split())
    try:
        earliest, latest, lasting = _days(plain, year, written)
    except (ValueError, OverflowError) as error:
        raise Refused(f"{written!r} names a day that there is not: {error}") from None
    if earliest and earliest > latest:
        raise Refused(f"{written!r} ends on {latest}, before it begins, on {earliest}")
    if latest > LAST or (earliest or latest) < FIRST:
        raise Refused(f"{written!r} lies outside the years {FIRST.year} to {LAST.year}")
    return When(
        earliest=earliest, latest=latest, phrase=written, timezone=timezone, lasting=lasting
    )


_Days = tuple[date | None, date, bool]


def _days(plain: str, year: int | None, written: str) -> _Days:
    if found := phrase_words.ISO.fullmatch(plain):
        return _iso(found)
    joined = plain.replace(" ", "")
    if found := phrase_words.HAN.fullmatch(joined):
        earliest, latest, lasting = _han(found, year, written)
        limited = found["by"] or phrase_words.HAN_BY.match(joined)
        return (None, latest, False) if limited else (earliest, latest, lasting)
    if found := phrase_words.LIMIT.fullmatch(plain):
        earliest, latest, _ = _days(found["rest"], year, written)
        if found["before"]:
            latest = (earliest or latest) - timedelta(days=1)
        return None, latest, False
    return _spaced(plain, year, written)


def _spaced(plain: str, year: int | None, written: str) -> _Days:
    """A phrase in a language that puts spaces between words."""
    if found := phrase_words.PART.fullmatch(plain):
        part = next(p for p in _PARTS if found[p])
        return _part(part, _year(found["year"], year, written), _month(found["month"]))
    if found := phrase_words.MONTH.fullmatch(plain):
        return _part("month", _year(found["year"], year, written), _month(found["month"]))
    if found := phrase_words.DAY.fullmatch(plain):
        day = _day(_year(found["year"], year, written), found["month"], found["day"])
        return day, day, False
    lasting = phrase_words.BETWEEN.match(plain) is None
    if found := phrase_words.DAYS.fullmatch(plain) or phrase_words.DAY_AFTER_MONTH.fullmatch(plain):
        of = _year(found["year"], year, written)
        first = _day(of, found["month"], found["day"])
        last = _day(of, found["month"], found["last"]) if found["last"] else first
        return first, last, lasting and first != last
    if found := phrase_words.ACROSS.fullmatch(plain):
        of = _year(found["year"] or found["last_year"], year, written)
        until = _year(found["last_year"], of, written)
        first = _day(of, found["month"], found["day"])
        return first, _day(until, found["last_month"], found["last"]), lasting
    raise Refused(f"{written!r} is no date that is understood; understood are {UNDERSTOOD}")


def _iso(found: re.Match[str]) -> _Days:
    if found["first"]:
        first = date.fromisoformat(found["first"])
        last = date.fromisoformat(found["last"]) if found["last"] else first
        return first, last, found["to"] in ("/", " to ") and first != last
    return _part("month", int(found["year"]), int(found["month"]))


def _han(found: re.Match[str], year: int | None, written: str) -> _Days:
    of = _year(found["year"], year, written)
    month = number(found["month"])
    for part in _PARTS:
        if found[part]:
            return _part(part, of, month)
    day, last = found["day"] or found["day_"], found["last"] or found["last_"]
    if not day:
        return _part("month", of, month)
    first = date(of, month, number(day))
    if not last:
        return first, first, False
    until_month = number(found["last_month"]) if found["last_month"] else month
    until = date(int(found["last_year"] or of), until_month, number(last))
    return first, until, first != until


_PARTS = {
    "early": (1, 10),
    "mid": (11, 20),
    "late": (21, 31),
    "first_half": (1, 15),
    "second_half": (16, 31),
}


def _part(part: str, year: int, month: int) -> _Days:
    """Some day of a part of a month."""
    if not 1 <= month <= 12:
        raise ValueError(f"month {month}")
    first, last = _PARTS.get(part, (1, 31))
    end = calendar.monthrange(year, month)[1]
    return date(year, month, first), date(year, month, min(last, end)), False


def _month(name: str) -> int:
    return phrase_words.MONTHS[name.rstrip(".")]


def _day(year: int, month: str, day: str) -> date:
    digits = re.search(r"\d+", day)
    assert digits
    return date(year, _month(month), int(digits[0]))


def _year(found: str | None, context: int | None, written: str) -> int:
    if found:
        return number(found)
    if context is None:
        raise Refused(f"{written!r} does not say which year", hint="Write it with its year.")
    return context
