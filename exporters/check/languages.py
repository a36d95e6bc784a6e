"""Rules on codes: languages and countries exist."""

from __future__ import annotations

from collections.abc import Iterator

from exporters.check.codes import is_country, is_language, is_language_tag
from exporters.check.file import LANG, SPACE, File, local
from exporters.check.places import shown
from exporters.check.rule import Found, rule

_NAMED = ("language", "fromLanguage", "pivot")
"""The attributes of the schema's type `language`."""


@rule(
    "language",
    "A language is a three-letter code of ISO 639-2",
    "Naming Convention 4.6.1; Akoma Ntoso schema, FRBRlanguage; AKN4UN 5.1.5; ISO 639-2",
)
def _(file: File) -> Iterator[Found]:
    for document in file.documents:
        for node in document.meta.iter(f"{SPACE}FRBRlanguage", f"{SPACE}FRBRtranslation"):
            for attribute in _NAMED:
                code = node.get(attribute)
                if code is not None and not is_language(str(code)):
                    message = f"{local(node)} has {shown(str(code))}, no language of ISO 639-2."
                    yield Found(node, attribute, message)


@rule(
    "language-tag",
    "An xml:lang begins with a language",
    "XML 1.0, section 2.12; RFC 5646, section 2.2.1; AKN4UN 4.1.6",
)
def _(file: File) -> Iterator[Found]:
    for node in file.tagged:
        tag = str(node.get(LANG))
        if tag and not is_language_tag(tag):
            message = f"xml:lang is {shown(tag)}, which begins with no language."
            yield Found(node, "xml:lang", message)


@rule(
    "country",
    "A country is a two-letter code of ISO 3166-1 in lower case, or un",
    "Naming Convention 4.5; Akoma Ntoso schema, FRBRcountry; AKN4UN 5.1.1; ISO 3166-1",
)
def _(file: File) -> Iterator[Found]:
    for document in file.documents:
        for node in document.all("identification/FRBRWork/FRBRcountry"):
            code = str(node.get("value") or "")
            if is_country(code):
                continue
            known = is_country(code.lower())
            why = f"it is written {code.lower()}" if known else "no country of ISO 3166-1"
            yield Found(node, "value", f"FRBRcountry is {shown(code)}; {why}.")
