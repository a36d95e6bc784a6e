"""Rules on our own files, which say so in the `preservation` of their Manifestation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from msgspec.structs import replace

from engine.errors import Unreadable
from engine.readers.akn import File as Reader
from engine.text import Element, Place, Text
from engine.text.digest import digest
from engine.text.references import resolve, targets
from engine.text.vocabulary import GENERATED, REFERENCES
from exporters.check.file import SPACE, Document, File, local
from exporters.check.places import shown
from exporters.check.rule import Found, rule

_PAIRS = {"[": "]", "［": "］"}
_PIECES, _LONGEST = 10_000, 100_000
"""The pieces and characters of the longest bracket that is looked into."""
_FORMATS = ("1",)
"""The versions of how Travaux writes Akoma Ntoso."""


@rule(
    "own-digest",
    "The digest of the text is the one that preservation states",
    "Travaux, docs/formats/digest.md",
)
def _(file: File) -> Iterator[Found]:
    for document in file.documents:
        stated = document.ours.get("text")
        if stated is None:
            continue
        try:
            found = digest(_text(document))
        except Unreadable as error:
            yield Found(stated, None, f"The text cannot be read: {error}.")
            continue
        if stated.get("sha256") != found:
            says = str(stated.get("sha256"))
            yield Found(
                stated, "sha256", f"The text's digest is {found[:16]}..., stated is {says[:16]}..."
            )


def _text(document: Document) -> Text:
    """The text of a document, its elements with ids in document order."""
    read = Reader(document.node, "the file")
    work = document.first("identification/FRBRWork/FRBRuri")
    gone = f"{work.get('value') if work is not None else ''}/~"
    numbers = iter(range(1, len(read.names) + 1))
    prefix = _prefix(document)

    def there(attributes: dict[str, str]) -> dict[str, str]:
        return {
            name: f"#{value[len(gone) :]}"
            if name in REFERENCES and value.startswith(gone)
            else value.replace(f"#{prefix}", "#")
            for name, value in attributes.items()
        }

    def identified(element: Element) -> Element:
        return replace(
            element,
            id=f"e-{next(numbers)}",
            attributes=there(element.attributes),
            marks=tuple([replace(m, attributes=there(m.attributes)) for m in element.marks]),
            objects=tuple([identified(one) for one in element.objects]),
            children=tuple([identified(one) for one in element.children]),
        )

    text, parts = Text(), [identified(part) for part in read.parts]
    for part, last in zip(parts, [None, *parts], strict=False):
        text.insert(part, Place(follows=last.id if last else None))
    names = [{k: name.removeprefix(prefix) for k, name in named.items()} for named in read.names]
    resolve(text, targets(parts, names))
    return text


def _prefix(document: Document) -> str:
    """What the names in a document of a collection begin with: that of its component."""
    component = document.node.getparent()
    if component is None or component.tag != f"{SPACE}component":
        return ""
    return f"{component.get('eId')}__"


@rule(
    "own-record",
    "preservation names the stream, the step and the record that the file was written from, and a"
    " format that is known",
    "Travaux, docs/formats/record.md",
)
def _(file: File) -> Iterator[Found]:
    for document in file.documents:
        record = document.ours.get("record")
        if record is not None:
            for attribute, form in _RECORD.items():
                value = record.get(attribute)
                if value is not None and not re.fullmatch(form, str(value)):
                    message = f"The record's {attribute} is {shown(str(value))}."
                    yield Found(record, attribute, message)
            language = document.first("identification/FRBRExpression/FRBRlanguage")
            stream = str(record.get("stream"))
            if language is not None and stream.startswith("draft/"):
                code = str(language.get("language"))
                if stream.rpartition("/")[2] != code:
                    message = f"The stream is {stream}, the Expression's language {code}."
                    yield Found(record, "stream", message)
        written = document.ours.get("format")
        if written is not None and written.get("version") not in _FORMATS:
            says = shown(str(written.get("version")))
            message = f"The file is in format {says}; known is {', '.join(_FORMATS)}."
            yield Found(written, "version", message)


@rule(
    "own-symbol",
    "The symbol is the same as alias, in publication and on the masthead that was made for it",
    "Travaux, docs/check.md",
)
def _(file: File) -> Iterator[Found]:
    for document in file.documents:
        if not document.ours:
            continue
        aliases = document.all("identification/FRBRExpression/FRBRalias")
        symbols = [str(a.get("value")) for a in aliases if a.get("name") == "symbol"]
        publication = document.first("publication")
        number = publication.get("number") if publication is not None else None
        if publication is not None and number is not None and str(number) not in symbols:
            says = f"the Expression has the symbol {', '.join(symbols) or 'none'}"
            yield Found(publication, "number", f"Published as {shown(str(number))}, {says}.")
        for page in document.node.iterchildren(f"{SPACE}coverPage"):
            if GENERATED not in page.attrib:
                continue
            for node in page.iter(f"{SPACE}docNumber"):
                words = "".join(map(str, node.itertext()))
                if words not in symbols:
                    says = f"the Expression has the symbol {', '.join(symbols) or 'none'}"
                    yield Found(node, None, f"The masthead has {shown(words)}, {says}.")


@rule(
    "own-expression",
    "Some event of the lifecycle or step of the workflow led to the Expression that the file is",
    "Travaux, docs/check.md",
)
def _(file: File) -> Iterator[Found]:
    for document in file.documents:
        own = document.first("identification/FRBRExpression/FRBRuri")
        if not document.ours or own is None or "record" not in document.ours:
            continue
        acts = [*document.all("lifecycle/eventRef"), *document.all("workflow/step")]
        led = [str(node.get("href")) for node in acts if node.get("href")]
        if led and own.get("value") not in led:
            yield Found(own, "value", f"No event or step led to {own.get('value')}.")


@rule(
    "own-brackets",
    "What is marked as a bracket, or as a gap, begins with a bracket and ends with its other half",
    "Travaux, docs/check.md",
)
def _(file: File) -> Iterator[Found]:
    if not file.ours:
        return
    for node in file.root.iter(f"{SPACE}inline", f"{SPACE}placeholder"):
        gap = local(node) == "placeholder"
        if GENERATED not in node.attrib or not (gap or node.get("name") == "bracket"):
            continue
        words = "".join(map(str, islice(node.itertext(), _PIECES)))
        if len(words) <= _LONGEST and words[-1:] != _PAIRS.get(words[:1]):
            what = "gap" if gap else "bracket"
            yield Found(node, None, f"What is marked as a {what} is {shown(words)}.")


_RECORD = {
    "stream": "draft/[a-z][a-z0-9-]*/[a-z]{3}|[a-z]+(/[A-Za-z0-9-]+)*",
    "step": "[1-9][0-9]*",
    "sha256": "[0-9a-f]{64}",
}
