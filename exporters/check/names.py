"""Rules on names: the IRIs of the document at the three levels, and what else says the same."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from engine.text.vocabulary import DOCUMENTS
from exporters.check.file import File, local
from exporters.check.iri import faults, parse
from exporters.check.places import shown
from exporters.check.rule import Found, rule

_FORMATS = {
    "xml": "xml",
    "application/xml": "xml",
    "text/xml": "xml",
    "application/akn+xml": "xml",
}


@rule(
    "iri-form",
    "FRBRthis and FRBRuri are IRIs of their level: /akn/{country}/{type}/.../{date}/{number}, then"
    " /{language}@{version}, then .{format}; FRBRthis with a component, FRBRuri without",
    "Naming Convention 4.5, 4.6.1, 4.7, 4.8.1",
)
def _(file: File) -> Iterator[Found]:
    for document in file.documents:
        identity = document.identity
        for (level, which), node in identity.nodes.items():
            value = identity.values[level, which]
            if wrong := faults(value, level, which):
                yield Found(node, "value", f"The {level}'s name {shown(value, 100)} {wrong}.")


@rule(
    "iri-levels",
    "The names of Work, Expression and Manifestation agree: each begins with the one above",
    "Naming Convention 4.6.1, 4.7; AKN4UN 6.1",
)
def _(file: File) -> Iterator[Found]:
    for document in file.documents:
        identity = document.identity
        work, expression = identity.work, identity.expression
        for key, name in identity.names.items():
            node = identity.nodes[key]
            said = None
            if work and name.work != work.work:
                said = f"the Work {name.work}", work.work
            elif expression and name.language and name.within != expression.within:
                said = f"the Expression {name.within}", expression.within
            elif name.component and name.component != identity.component:
                said = f"the component {name.component}", identity.component
            if said:
                message = f"This names {said[0]}, other names of the document {said[1]}."
                yield Found(node, "value", message)


@rule(
    "iri-country",
    "The country in the Work's IRI is that of FRBRcountry",
    "Naming Convention 4.5; AKN4UN 6.1.1",
)
def _(file: File) -> Iterator[Found]:
    for document in file.documents:
        name, node = document.identity.work, document.first("identification/FRBRWork/FRBRcountry")
        if name and node is not None and node.get("value") != name.country:
            said = shown(str(node.get("value")))
            yield Found(node, "value", f"FRBRcountry is {said}, the Work's IRI has {name.country}.")


@rule(
    "iri-type",
    "The document type in the Work's IRI is the element below akomaNtoso",
    "Naming Convention 4.5; AKN4UN 6.1.1",
)
def _(file: File) -> Iterator[Found]:
    for document in file.documents:
        name, node = document.identity.work, document.first("identification/FRBRWork/FRBRuri")
        types = {document.tag, local(document.root)}
        if name and node is not None and name.type not in types:
            known = "another document type" if name.type in DOCUMENTS else "no document type"
            message = f"The Work's IRI has {name.type!r}, {known}; this is a {document.tag}."
            yield Found(node, "value", message)


@rule(
    "iri-subtype",
    "The subtype in the Work's IRI is that of FRBRsubtype",
    "Naming Convention 4.5; AKN4UN 6.1.1",
)
def _(file: File) -> Iterator[Found]:
    for document in file.documents:
        name, node = document.identity.work, document.first("identification/FRBRWork/FRBRsubtype")
        if name and node is not None and node.get("value") not in name.middle[:1]:
            has = name.middle[0] if name.middle else "none"
            said = shown(str(node.get("value")))
            yield Found(node, "value", f"FRBRsubtype is {said}, the Work's IRI has {has}.")


@rule(
    "iri-date",
    "The date in the Work's IRI is an FRBRdate of the Work",
    "Naming Convention 4.5; AKN4UN 6.1.1",
)
def _(file: File) -> Iterator[Found]:
    for document in file.documents:
        name, nodes = document.identity.work, document.all("identification/FRBRWork/FRBRdate")
        days = [str(node.get("date")) for node in nodes]
        if name and nodes and not any(day.startswith(name.date) for day in days):
            has = f"the Work's IRI has {name.date}"
            yield Found(nodes[0], "date", f"FRBRdate is {', '.join(days)}; {has}.")


@rule(
    "iri-number",
    "The number in the Work's IRI is that of FRBRnumber or FRBRname, / written as - and a space"
    " as _",
    "Naming Convention 4.5; AKN4UN 6.1.1",
)
def _(file: File) -> Iterator[Found]:
    for document in file.documents:
        name = document.identity.work
        nodes = [
            *document.all("identification/FRBRWork/FRBRnumber"),
            *document.all("identification/FRBRWork/FRBRname"),
        ]
        said = [str(node.get("value")) for node in nodes]
        written = {re.sub(r"\s", "_", value.replace("/", "-")) for value in said}
        if name and nodes and name.number not in {*said, *written}:
            has = name.number or "none"
            message = f"{local(nodes[0])} is {shown(said[0])}, the Work's IRI has {has}."
            yield Found(nodes[0], "value", message)


@rule(
    "iri-author",
    "The actor in the Work's IRI is an author of the Work",
    "Naming Convention 4.5; AKN4UN 6.1.1",
)
def _(file: File) -> Iterator[Found]:
    for document in file.documents:
        name = document.identity.work
        if not name or len(name.middle) != 2:
            continue
        nodes = document.all("identification/FRBRWork/FRBRauthor")
        entries = [file.entries.get(str(n.get("href")).removeprefix("#")) for n in nodes]
        known = [entry for entry in entries if entry is not None]
        if known and len(known) == len(nodes) and not any(_is(name.middle[1], e) for e in known):
            authors = ", ".join(str(entry.get("showAs")) for entry in known)
            message = f"The Work's IRI has the actor {name.middle[1]!r}, its author is {authors}."
            yield Found(nodes[0], "href", message)


def _is(actor: str, entry: etree._Element) -> bool:
    """Whether an actor's short name may be that of an entry: by its eId, a part of its IRI, its
    name, or the first letters of that (`unga`, `un-ga` and `ga` for the General Assembly)."""
    words = re.findall(r"\w+", str(entry.get("showAs") or ""))
    href = str(entry.get("href") or "")
    called = {str(entry.get("eId")), *re.split("[/.]", href), "-".join(words), "".join(words)}
    called |= {"".join(w[0] for w in words), "".join(w[0] for w in words if w[0].isupper())}
    plain = {re.sub(r"[\W_]", "", c).lower() for c in called}
    written = re.sub(r"[\W_]", "", actor).lower()
    return bool({written, written.removeprefix("un")} & (plain - {""}))


@rule(
    "iri-un",
    "A Work of the United Nations has subtype and actor in its IRI:"
    " /akn/un/{docType}/{subType}/{actor}/{date}",
    "AKN4UN 6.1.1",
)
def _(file: File) -> Iterator[Found]:
    for document in file.documents:
        name, node = document.identity.work, document.first("identification/FRBRWork/FRBRuri")
        if name and node is not None and name.country == "un" and len(name.middle) < 2:
            has = "neither subtype nor actor" if not name.middle else "a subtype but no actor"
            yield Found(node, "value", f"The Work's IRI has {has} before its date.")


@rule(
    "iri-language",
    "The language in the Expression's IRI is that of FRBRlanguage",
    "Naming Convention 4.6.1; AKN4UN 6.1.2",
)
def _(file: File) -> Iterator[Found]:
    for document in file.documents:
        name = document.identity.expression
        nodes = document.all("identification/FRBRExpression/FRBRlanguage")
        said = [str(node.get("language")) for node in nodes]
        if name and nodes and name.language not in {*said, *(["mul"] if len(said) > 1 else [])}:
            shows = shown(", ".join(said))
            message = f"FRBRlanguage is {shows}, the Expression's IRI has {name.language}."
            yield Found(nodes[0], "language", message)


@rule(
    "iri-version",
    "The version in the Expression's IRI is one of its dates or its FRBRversionNumber",
    "Naming Convention 4.6.1; AKN4UN 6.1.2",
)
def _(file: File) -> Iterator[Found]:
    for document in file.documents:
        name = document.identity.expression
        if not name or not name.version:
            continue
        level = "identification/FRBRExpression/"
        number = document.first(level + "FRBRversionNumber")
        dates = document.all(level + "FRBRdate")
        days = [str(node.get("date")) for node in dates]
        for version in name.version.split(";"):
            if re.match(r"\d{4}-\d\d", version):
                if dates and not any(_same_day(version, day) for day in days):
                    has = f"the Expression's IRI has {version}"
                    yield Found(dates[0], "date", f"FRBRdate is {', '.join(days)}; {has}.")
            elif number is not None and _plain(str(number.get("value"))) != _plain(version):
                said = shown(str(number.get("value")))
                message = f"FRBRversionNumber is {said}, the Expression's IRI has {version}."
                yield Found(number, "value", message)


def _same_day(version: str, day: str) -> bool:
    return version.startswith(day[:10]) or day.startswith(version)


def _plain(version: str) -> str:
    return re.sub("[/ _]", "-", version).removeprefix("ver-").removeprefix("ver")


@rule(
    "iri-format",
    "The format at the end of the Manifestation's IRI is that of FRBRformat",
    "Naming Convention 4.7; AKN4UN 6.1.3",
)
def _(file: File) -> Iterator[Found]:
    for document in file.documents:
        node = document.first("identification/FRBRManifestation/FRBRformat")
        name = document.identity.names.get(("Manifestation", "uri"))
        if node is None or not name or not name.format:
            continue
        value = str(node.get("value") or "")
        if _FORMATS.get(value, value.removeprefix(".")) != name.format:
            has = f"the Manifestation's IRI ends with .{name.format}"
            yield Found(node, "value", f"FRBRformat is {shown(value)}, {has}.")


@rule(
    "iri-master",
    "FRBRmasterExpression and FRBRtranslation name an Expression of the same Work, a translation's"
    " original one in another language",
    "Akoma Ntoso schema, FRBRmasterExpression, FRBRtranslation; AKN4UN 5.1.11, 5.1.12",
)
def _(file: File) -> Iterator[Found]:
    for document in file.documents:
        identity = document.identity
        for tag in ("FRBRmasterExpression", "FRBRtranslation"):
            for node in document.all(f"identification/FRBRExpression/{tag}"):
                href = str(node.get("href") or "")
                name = parse(href)
                if not href.startswith("/akn/") or isinstance(name, str):
                    continue
                if not name.language or name.format:
                    yield Found(node, "href", f"{tag} names {href}, which is no Expression.")
                elif identity.work and name.work != identity.work.work:
                    of = f"this is {identity.work.work}"
                    yield Found(node, "href", f"{tag} names an Expression of {name.work}; {of}.")
                elif tag == "FRBRtranslation" and identity.expression:
                    yield from _translation(node, name.language, identity.expression.language)


def _translation(node: etree._Element, original: str, language: str) -> Iterator[Found]:
    said = str(node.get("fromLanguage") or "")
    if original == language:
        yield Found(node, "href", f"This is a translation from {original} into {language}.")
    elif said and said != original:
        message = f"It is said to be from {shown(said)}, and names an Expression in {original}."
        yield Found(node, "fromLanguage", message)


@rule(
    "iri-reference",
    "Every other IRI that begins with /akn/ is well-formed too",
    "Naming Convention 4.5 to 4.8, 4.11",
)
def _(file: File) -> Iterator[Found]:
    for (tag, attribute, value), nodes in file.pointers.items():
        if not value.startswith("/akn/") or value.startswith("/akn/ontology/"):
            continue
        name = parse(value)
        if isinstance(name, str) and not tag.startswith("TLC"):
            where = f"{local(nodes[0])} points at {shown(value, 100)}"
            yield Found(nodes[0], attribute, f"{where}, which {name}.", nodes[1:])
