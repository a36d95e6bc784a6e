"""The words of date phrases in the six languages of the United Nations, and the forms they make.

A phrase is read after NFKC, case folding and with single spaces. Chinese, which has no spaces and
puts the year first, has forms of its own.
"""

from __future__ import annotations

import re

_MONTHS = (
    "january jan janvier enero январь января كانون الثاني/يناير يناير",
    "february feb février fevrier febrero февраль февраля شباط/فبراير فبراير",
    "march mar mars marzo март марта آذار/مارس مارس",
    "april apr avril abril апрель апреля نيسان/أبريل أبريل",
    "may mai mayo май мая أيار/مايو مايو",
    "june jun juin junio июнь июня حزيران/يونيه حزيران/يونيو يونيه يونيو",
    "july jul juillet julio июль июля تموز/يوليه تموز/يوليو يوليه يوليو",
    "august aug août aout agosto август августа آب/أغسطس أغسطس",
    "september sept sep septembre septiembre setiembre сентябрь сентября أيلول/سبتمبر سبتمبر",
    "october oct octobre octubre октябрь октября تشرين_الأول/أكتوبر أكتوبر",
    "november nov novembre noviembre ноябрь ноября تشرين_الثاني/نوفمبر نوفمبر",
    "december dec décembre decembre diciembre декабрь декабря كانون_الأول/ديسمبر ديسمبر",
)
MONTHS: dict[str, int] = {
    name.replace("_", " "): number
    for number, names in enumerate(_MONTHS, 1)
    for name in names.replace("كانون الثاني", "كانون_الثاني").split()
}
"""A month's names, and its number."""

_PARTS = {
    "early": """early|(?:the\\ )?(?:beginning|start)(?:\\ of)?|début|(?:a\\ )?principios\\ de|
        (?:в\\ )?начал[оеа]|أوائل|بداية|مطلع""",
    "mid": """mid|(?:the\\ )?middle\\ of|mi|(?:a\\ )?mediados\\ de|
        (?:в\\ )?середин[аеы]|منتصف|أواسط""",
    "late": """late|(?:the\\ )?end(?:\\ of)?|fin|(?:a\\ )?fin(?:al)?es\\ de|
        (?:в\\ )?кон(?:ец|це|ца)|أواخر|نهاية""",
    "first-half": """(?:the\\ )?first\\ half\\ of|première\\ quinzaine\\ de|primera\\ quincena\\ de|
        (?:в\\ )?перв(?:ая|ой)\\ половин[ае]|النصف\\ الأول\\ من""",
    "second-half": """(?:the\\ )?second\\ half\\ of|seconde\\ quinzaine\\ de|
        segunda\\ quincena\\ de|(?:во\\ )?втор(?:ая|ой)\\ половин[ае]|النصف\\ الثاني\\ من""",
}
_BY = """by|until|no\\ later\\ than|not\\ later\\ than|on\\ or\\ before|d['’]ici\\ (?:au|à|le)|
    au\\ plus\\ tard(?:\\ le)?|jusqu['’]au|a\\ más\\ tardar(?:\\ el)?|hasta(?:\\ el)?|
    не\\ позднее|до|في\\ موعد\\ أقصاه|بحلول|حتى"""
_BEFORE = """before|avant(?:\\ le)?|antes\\ del?|قبل"""
_TO = r"\ ?(?:[-–—~/]|\.\.|to|and|until|through|au|et|al|a|y|по|и|إلى|و)\ ?"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_DAY_WORD = rf"(?:(?:the|le|el)\ )?{_DAY}(?:st|nd|rd|th|er|º|-го)?"
_MONTH = "(?:" + "|".join(re.escape(m) for m in sorted(MONTHS, key=len, reverse=True)) + r")\.?"
_OF = r"(?:of\ |de\ |d['’])?"
_YEAR = r"(?:,?\ (?:of\ |del?\ |عام\ )?(?P<{}>\d{{4}})(?:\ (?:года|г\.))?)"
_WEEKDAY = r"(?:[^\W\d]{3,9},?\ )?"
_IN = r"(?:(?:in|at|en|в)\ )?"
_FROM = r"(?:(?:from|between|du|entre\ le|del|с|من)\ )?"

LIMIT = re.compile(rf"(?:(?P<by>{_BY})|(?P<before>{_BEFORE}))\ (?P<rest>.+)", re.VERBOSE)
"""By a date (the day counts), or before one (it does not)."""

PART = re.compile(
    rf"{_IN}(?:"
    + "|".join(f"(?P<{part.replace('-', '_')}>{words})" for part, words in _PARTS.items())
    + rf")[\ ‐‑–-]{_OF}(?P<month>{_MONTH}){_YEAR.format('year')}?",
    re.VERBOSE,
)
"""Early, mid or late in a month, or one of its halves."""

MONTH = re.compile(rf"{_IN}(?P<month>{_MONTH}){_YEAR.format('year')}?", re.VERBOSE)
"""A month."""

DAY = re.compile(
    rf"""{_WEEKDAY}(?P<day>{_DAY_WORD})\ {_OF}(?P<month>{_MONTH}){_YEAR.format("year")}?""",
    re.VERBOSE,
)
"""A day: 4 May 2020."""

DAY_AFTER_MONTH = re.compile(
    rf"""{_WEEKDAY}(?P<month>{_MONTH})\ (?P<day>{_DAY_WORD})
    (?:{_TO}(?P<last>{_DAY_WORD}))?{_YEAR.format("year")}?""",
    re.VERBOSE,
)
"""A day, or days of one month: May 4, 2020; November 23-27, 2020."""

DAYS = re.compile(
    rf"""{_FROM}(?P<day>{_DAY_WORD}){_TO}(?P<last>{_DAY_WORD})\ {_OF}(?P<month>{_MONTH})
    {_YEAR.format("year")}?""",
    re.VERBOSE,
)
"""Days of one month: 23-27 November 2020."""

ACROSS = re.compile(
    rf"""{_FROM}(?P<day>{_DAY_WORD})\ {_OF}(?P<month>{_MONTH}){_YEAR.format("year")}?
    {_TO}(?P<last>{_DAY_WORD})\ {_OF}(?P<last_month>{_MONTH}){_YEAR.format("last_year")}?""",
    re.VERBOSE,
)
"""Days of two months: 28 December 2020 to 3 January 2021."""

BETWEEN = re.compile(r"between|entre|между|بين")
"""How a phrase begins that means some day among several, not all of them."""

ISO = re.compile(
    r"""(?P<first>\d{4}-\d{2}-\d{2})(?:(?P<to>/|\.\.|\ to\ )(?P<last>\d{4}-\d{2}-\d{2}))?
    | (?P<year>\d{4})-(?P<month>\d{2})""",
    re.VERBOSE,
)
"""2020-06-29; 2020-11-23/2020-11-27 (all of these days); 2020-05-11..2020-05-20 (one of them);
2020-05."""

_N = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
HAN = re.compile(
    rf"""(?:不迟于|不晚于|至迟|最迟|截至|截止)?
    (?:(?P<year>\d{{4}}|[〇○零一二三四五六七八九]{{4}})年)?(?P<month>{_N})月份?
    (?: (?P<day>{_N})[日号]
        (?:[至到—–~～-]+(?:(?:(?P<last_year>\d{{4}})年)?(?P<last_month>{_N})月)?(?P<last>{_N})[日号])?
      | (?P<day_>{_N})[至到—–~～-]+(?P<last_>{_N})[日号]
      | (?P<early>上旬|月?初) | (?P<mid>中旬|月?中) | (?P<late>下旬|月?底|月?末)
      | (?P<first_half>上半月) | (?P<second_half>下半月)
    )?(?P<by>(?:之|以)?前)?""",
    re.VERBOSE,
)
"""A Chinese date without its spaces: a day, days, a part of a month, a month; or by one of them."""

HAN_BY = re.compile("不迟于|不晚于|至迟|最迟|截至|截止")
