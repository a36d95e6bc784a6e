"""Date phrases at the start of a line, by which the rows of a timetable run together are known."""

from __future__ import annotations

import re
from typing import NamedTuple

_MONTHS = """
January February March April May June July August September October November December
Jan\\. Feb\\. Mar\\. Apr\\. Aug\\. Sept?\\. Oct\\. Nov\\. Dec\\.
janvier février mars avril mai juin juillet août septembre octobre novembre décembre
enero febrero marzo abril mayo junio julio agosto septiembre setiembre octubre noviembre diciembre
января февраля марта апреля мая июня июля августа сентября октября ноября декабря
январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь
يناير فبراير مارس أبريل نيسان/أبريل مايو أيار/مايو يونيه يونيو حزيران/يونيه تموز/يوليه يوليه يوليو
آب/أغسطس أغسطس أيلول/سبتمبر سبتمبر أكتوبر تشرين\\sالأول/أكتوبر نوفمبر تشرين\\sالثاني/نوفمبر
ديسمبر كانون\\sالأول/ديسمبر كانون\\sالثاني/يناير شباط/فبراير آذار/مارس حزيران/يونيو تموز/يوليو
""".split()
_MONTH = "(?:" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")(?!\w)"
_DAY = r"\d{1,2}(?:st|nd|rd|th|er|º)?(?!\d)"
_DAYS = rf"{_DAY}(?:\s?(?:[-–—]|to|and|au|et|al|a|y|до|по|и|إلى|و)\s?{_DAY})?"
_ABOUT = r"""(?:early|mid|late|(?:the\s)?(?:beginning|middle|end)\sof|week\sof|by
    |before|after|until|début|mi|fin|courant|avant\sle|principios\sde|mediados\sde|finales\sde|fines\sde|antes\sdel|
    начало|середина|конец|в\sначале|в\sсередине|в\sконце|до|أوائل|منتصف|أواخر|بداية|نهاية)[\s-]+"""
_YEAR = r"(?:,?\s(?:del?\s)?\d{4}(?:\sгода|\sг\.)?)"
_LATIN_DATE = rf"""
    (?:{_ABOUT})?{_DAYS}\s(?:de\s)?{_MONTH}{_YEAR}?(?:\s?(?:[-–—]|to|au|al|по)\s?{_DAY}\s(?:de\s)?{_MONTH}{_YEAR}?)?
    | {_MONTH}\s{_DAYS}{_YEAR}?
    | {_ABOUT}(?:de\s)?{_MONTH}{_YEAR}?
    | {_MONTH}{_YEAR}
    | {_MONTH}(?=\t|\ {{2}})
"""
_N = "[0-9０-９一二三四五六七八九十〇○]{1,4}"
_HAN_DAY = rf"(?:\s?{_N}\s?日)"
_HAN_DATE = rf"""
    (?:{_N}\s?年\s?)?{_N}\s?月(?:
        {_HAN_DAY}(?:\s?[至到、—–~～-]\s?(?:{_N}\s?月\s?)?{_N}\s?日)?
        | \s?{_N}\s?[至到—–~～-]\s?{_N}\s?日
        | \s?(?:上旬|中旬|下旬|月?初|中|底|末)
    )?(?:之?前)?
    | {_N}\s?年\s?(?:年?初|年?中|年?底|第[一二三四]季度)
"""
_DATE = re.compile(rf"(?:{_HAN_DATE}|{_LATIN_DATE})(?=\s|:|：|$)", re.VERBOSE | re.IGNORECASE)
_PROSE = re.compile("[a-z至到和及与起]")  # a sentence goes on


class Dated(NamedTuple):
    """A line that begins with a date phrase: the phrase, and what follows it, perhaps nothing.

    `apart` says that the two stand in columns for certain: a tab or two spaces are between them,
    or one between two Han characters, where a sentence has none.
    """

    phrase: str
    rest: str
    apart: bool


def dated(line: str) -> Dated | None:
    """The date phrase at the start of a line without leading white space, or none.

    A date that a sentence goes on from ("4 May is a holiday") is no entry of a timetable, unless a
    tab or two spaces set it off.
    """
    if not _may_begin(line):
        return None
    found = _DATE.match(line)
    if not found:
        return None
    rest = line[found.end() :]
    colon = rest[:1] if rest[:1] in (":", "：") else ""
    after = rest[len(colon) :].lstrip()
    apart = rest.startswith(("\t", "  ")) or (found[0][-1] >= "⺀" and after[:1] >= "⺀")
    if after and not (apart or colon) and _PROSE.match(after):
        return None
    return Dated(found[0] + colon, after, apart)


def _may_begin(line: str) -> bool:
    return line[:1].isdigit() or _BEGINS.match(line) is not None


_BEGINS = re.compile(
    rf"[{'一二三四五六七八九十'}]{{1,3}}\s?[月年]|(?:{_ABOUT}|{_MONTH})", re.VERBOSE | re.IGNORECASE
)
