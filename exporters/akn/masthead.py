"""The cover page of a version that has a symbol and whose text has none of its own."""

from __future__ import annotations

from engine.text import Element, Mark, Text
from engine.text.vocabulary import GENERATED
from exporters.akn.identification import issue
from exporters.akn.markup import made
from projections.versions import Expression

_MONTHS = (
    "January February March April May June July August September October November December"
).split()
_LANGUAGES = {
    "ara": "Arabic",
    "eng": "English",
    "fra": "French",
    "rus": "Russian",
    "spa": "Spanish",
    "zho": "Chinese",
}


def masthead(expression: Expression, text: Text) -> list[Element]:
    """The cover page of a version that has a symbol: symbol, distribution, date and original
    language, worded as in English, Arabic, Chinese and Russian documents alike."""
    version, act = expression.version, issue(expression)
    if not version or not act or not version.symbol:
        return []
    if any(text[part].tag == "coverPage" for part in text.parts):
        return []
    day = act.effective_on
    lines = [
        ("docNumber", {}, version.symbol),
        ("docStatus", {}, f"Distr.: {version.distribution.capitalize()}"),
        ("docDate", {"date": day.isoformat()}, f"{day.day} {_MONTHS[day.month - 1]} {day.year}"),
    ]
    if version.original_language in _LANGUAGES:
        language = _LANGUAGES[version.original_language]
        lines.append(("inline", {"name": "originalLanguage"}, f"Original: {language}"))
    paragraphs = (
        Element(
            "p",
            attributes={"eId": f"coverPage__p_{n}"},
            string=words,
            marks=(Mark(0, len(words), tag, attributes),),
        )
        for n, (tag, attributes, words) in enumerate(lines, start=1)
    )
    return [made("coverPage", {"eId": "coverPage", GENERATED: "true"}, *paragraphs)]
