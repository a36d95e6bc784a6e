"""The names of States, for the rule that a text names none: the Member States of the United
Nations, its two observer States, and the Cook Islands and Niue, which take part in treaties.

Names come from the Unicode CLDR by way of `babel`, in the language of the text, and the United
Nations' own English forms from here. States are found, not judged: "Jordan" and "Chad" may be a
river and a lake.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

CODES = tuple(
    """
    AD AE AF AG AL AM AO AR AT AU AZ BA BB BD BE BF BG BH BI BJ BN BO BR BS BT BW BY BZ CA CD CF CG
    CH CI CK CL CM CN CO CR CU CV CY CZ DE DJ DK DM DO DZ EC EE EG ER ES ET FI FJ FM FR GA GB GD GE
    GH GM GN GQ GR GT GW GY HN HR HT HU ID IE IL IN IQ IR IS IT JM JO JP KE KG KH KI KM KN KP KR KW
    KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MG MH MK ML MM MN MR MT MU MV MW MX MY MZ NA NE
    NG NI NL NO NP NR NU NZ OM PA PE PG PH PK PL PS PT PW PY QA RO RS RU RW SA SB SC SD SE SG SI SK
    SL SM SN SO SR SS ST SV SY SZ TD TG TH TJ TL TM TN TO TR TT TV TZ UA UG US UY UZ VA VC VE VN VU
    WS YE ZA ZM ZW
    """.split()
)
_UNITED_NATIONS = {
    "Antigua and Barbuda": "AG",
    "Bosnia and Herzegovina": "BA",
    "Cabo Verde": "CV",
    "Congo": "CG",
    "Côte d'Ivoire": "CI",
    "Czech Republic": "CZ",
    "Democratic People's Republic of Korea": "KP",
    "Democratic Republic of the Congo": "CD",
    "Holy See": "VA",
    "Lao People's Democratic Republic": "LA",
    "Myanmar": "MM",
    "Palestine": "PS",
    "Republic of Korea": "KR",
    "Russian Federation": "RU",
    "Saint Kitts and Nevis": "KN",
    "Saint Lucia": "LC",
    "Saint Vincent and the Grenadines": "VC",
    "Sao Tome and Principe": "ST",
    "Syrian Arab Republic": "SY",
    "Trinidad and Tobago": "TT",
    "Turkey": "TR",
    "Viet Nam": "VN",
}
_CHINESE = {
    "刚果民主共和国": "CD",
    "老挝人民民主共和国": "LA",
    "大韩民国": "KR",
    "朝鲜民主主义人民共和国": "KP",
    "阿拉伯叙利亚共和国": "SY",
    "俄罗斯联邦": "RU",
    "美利坚合众国": "US",
    "教廷": "VA",
    "巴勒斯坦": "PS",
}
_LANGUAGES = {"ara": "ar", "zho": "zh", "eng": "en", "fra": "fr", "rus": "ru", "spa": "es"}


def named(string: str, language: str) -> Iterator[tuple[str, str]]:
    """The States that a string names, each by the words that do and its ISO 3166 code. `language`
    is the string's, ISO 639-2; names in another than the United Nations' six are sought in
    English."""
    for found in _pattern(language).finditer(string):
        yield found[0], _names(language)[_plain(found["name"])]


@cache
def _names(language: str) -> dict[str, str]:
    from babel import Locale  # 10 ms a language: only where the rule is asked for

    there = Locale(_LANGUAGES.get(language, "en")).territories
    names = {re.sub(r"\s*\(.*\)", "", there[code]): code for code in CODES if code in there}
    if language == "zho":
        names |= _CHINESE
    elif language not in _LANGUAGES or language == "eng":
        names = {
            n.replace("Palestinian Territories", "State of Palestine"): c for n, c in names.items()
        }
        names |= _UNITED_NATIONS
    return {_plain(name): code for name, code in names.items()}


@cache
def _pattern(language: str) -> re.Pattern[str]:
    names = sorted(_names(language), key=len, reverse=True)
    either = "|".join(re.escape(name).replace("'", "['’]").replace(r"\ ", r"\s+") for name in names)
    if language == "zho":
        return re.compile(f"(?P<name>{either})")
    prefix = "[وفبكل]{0,2}" if language == "ara" else ""
    return re.compile(rf"(?<!\w){prefix}(?P<name>{either})(?!\w)")


def _plain(name: str) -> str:
    """A name with plain apostrophes and single spaces."""
    return " ".join(name.replace("’", "'").split())
