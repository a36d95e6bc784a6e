"""One expression of a work at one point of its history."""

from __future__ import annotations

from collections.abc import Mapping

from engine.text import Text
from engine.text.digest import digest
from exporters.akn.brackets import bracketed, has_brackets
from exporters.akn.document import Document, file
from exporters.akn.identification import is_adopted
from exporters.akn.markup import value
from exporters.akn.masthead import masthead
from exporters.akn.meta import Analysed, Making, meta
from exporters.akn.names import identified
from projections.dossier import Dossier, alone
from projections.versions import Expression


def export(expression: Expression, dossier: Dossier | None = None) -> bytes:
    """The file, in UTF-8 with an XML declaration.

    The adopted text is an `originalVersion`, any other a `singleVersion`: changes are not marked
    in it. A version with a symbol whose text has no cover page gets the masthead of a United
    Nations document. Without a `dossier` it tells of the procedure what its own draft does.
    """
    return file(document(expression, dossier or alone(expression)))


def checkout(expression: Expression) -> bytes:
    """The file for editing: as it is exported, without what an exporter adds to the text, and
    saying twice which text it is (docs/formats/checkout.md), because some editors drop the one
    and some the other."""
    assert expression.draft.opened
    draft = f"{expression.work}/{expression.language}"
    mark = {"draft": draft, "step": str(expression.step), "sha256": digest(expression.text)}
    said = " ".join(f'{name}="{value(said)}"' for name, said in mark.items())
    made = document(expression, alone(expression), text=expression.text, checkout=mark)
    return file(made, before=(f"<?travaux {said}?>",))


def shown(expression: Expression) -> Text:
    """The text as it is shown: with its brackets as markup, where they mean something, and
    a name for what must have one."""
    text = bracketed(expression.text)[0] if has_brackets(expression) else expression.text
    return identified(text)


def document(
    expression: Expression,
    dossier: Dossier,
    *,
    text: Text | None = None,
    gone: Mapping[str, str] | None = None,
    checkout: Mapping[str, str] | None = None,
    contains: str | None = None,
    more: Making = lambda _: Analysed(),
) -> Document:
    """The document for an expression. `text` is the expression's with what the exporter adds to
    it, by default as it is shown; the other arguments are those of `meta`."""
    text = shown(expression) if text is None else text
    about, names, carried = meta(
        expression, dossier, text, gone=gone or {}, checkout=checkout, more=more
    )
    cover = () if checkout else masthead(expression, text)
    element = expression.document.element
    said = contains or ("originalVersion" if is_adopted(expression) else "singleVersion")
    own = {"name": expression.document.name, "contains": said}
    if element == "portion":  # to which the schema gives neither, but what it is a portion of
        own = {"includedIn": expression.document.iri}
    return Document(
        tag=element,
        attributes={**own, **carried.attributes},
        meta=about,
        parts=(*cover, *text.elements()),
        names=names,
        prefixes=carried.prefixes,
    )
