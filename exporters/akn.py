"""A text as an Akoma Ntoso file: one expression of a work at one point of its history.

Strictly valid against the OASIS schema, the same bytes for the same records on any machine, and
complete in itself: from it alone anyone can recompute the digest of the text, and tell what the
exporter added to it (docs/formats/digest.md).
"""

from __future__ import annotations

from collections.abc import Mapping

from engine.digest import digest
from engine.text import Element, Mark
from engine.vocabulary import AKN, GENERATED, OURS, REFERENCES
from exporters.akn_markup import Naming, Writer, made, value
from exporters.akn_meta import is_adopted, issue, meta
from exporters.akn_names import Names
from projections.versions import Expression

_DEPTH = 2
"""How deep the parts of the text and its `meta` stand below the root."""

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


def export(expression: Expression) -> bytes:
    """The file, in UTF-8 with an XML declaration.

    The adopted text is an `originalVersion`, any other a `singleVersion`: changes are not marked
    in it. A version with a symbol whose text has no cover page gets the masthead of a United
    Nations document.
    """
    return _file(expression)


def checkout(expression: Expression) -> bytes:
    """The file for editing: as it is exported, without a masthead, and saying twice which text it
    is (docs/formats/checkout.md), because some editors drop the one and some the other."""
    assert expression.draft.opened
    draft = f"{expression.work}/{expression.language}"
    mark = {"draft": draft, "step": str(expression.step), "sha256": digest(expression.text)}
    said = " ".join(f'{name}="{value(said)}"' for name, said in mark.items())
    return _file(expression, checkout=mark, before=(f"<?travaux {said}?>",))


def _file(
    expression: Expression,
    *,
    checkout: Mapping[str, str] | None = None,
    before: tuple[str, ...] = (),
) -> bytes:
    text = expression.text
    about, names, carried = meta(expression, checkout)
    writer = Writer(carried.prefixes)
    blocks = [writer.write(about, _DEPTH, _following(names))]
    if not checkout and all(text[part].tag != "coverPage" for part in text.parts):
        blocks += (writer.write(page, _DEPTH) for page in _masthead(expression))
    blocks += (writer.write(part, _DEPTH, names.attributes) for part in text.elements())
    contains = "originalVersion" if is_adopted(expression) else "singleVersion"
    element = expression.document.element
    own = {"name": expression.document.name, "contains": contains}
    if element == "portion":  # to which the schema gives neither, but what it is a portion of
        own = {"includedIn": expression.document.iri}
    start, end = writer.around(element, {**own, **carried.attributes})
    first, last = writer.around("akomaNtoso", {})
    prefix = carried.prefixes.get(AKN, "")
    declared = {prefix: AKN, "travaux": OURS, **dict(sorted(writer.used.items()))}
    spaces = " ".join(
        f'xmlns{prefix and ":"}{prefix}="{value(space)}"' for prefix, space in declared.items()
    )
    lines = (
        '<?xml version="1.0" encoding="UTF-8"?>',
        *before,
        f"{first[:-1]} {spaces}>",
        f"  {start}",
        *(f"    {block}" for block in blocks),
        f"  {end}",
        last,
        "",
    )
    return "\n".join(lines).encode()


def _following(names: Names) -> Naming:
    """What `meta` points at in the text follows it to where it stands."""

    def naming(_: str, attributes: Mapping[str, str]) -> Mapping[str, str]:
        return {
            name: names.reference(value) if name in REFERENCES else value
            for name, value in attributes.items()
        }

    return naming


def _masthead(expression: Expression) -> list[Element]:
    """The cover page of a version that has a symbol: symbol, distribution, date and original
    language, worded as in English, Arabic, Chinese and Russian documents alike."""
    version, act = expression.version, issue(expression)
    if not version or not act or not version.symbol:
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
