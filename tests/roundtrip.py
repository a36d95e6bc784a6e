"""An Akoma Ntoso file through a draft and back, and what of it must be equal."""

from __future__ import annotations

from copy import deepcopy

from lxml import etree

from drafting import Drafting, process
from engine.decisions.draft import open_draft
from engine.decisions.process import DocumentType, open_document
from engine.events.draft import Draft
from engine.events.process import evolve
from engine.readers import akn
from engine.text.vocabulary import AKN, INLINE, NAMES, REFERENCES
from projections.versions import Expression, expression

META = f"{{{AKN}}}meta"


class Imported(Drafting):
    """A work of one draft, opened from a file as `travaux import --format akn` opens it."""

    def __init__(self, source: bytes, work: str = "res", language: str = "eng") -> None:
        self.file = akn.read(source)
        self.work, self.language, self.entries = work, language, []
        self.process = process()
        type_ = DocumentType(self.file.element, self.file.subtype or "paper", self.file.name or "x")
        day = process().documents["lap"].opened
        for event in open_document(self.process, work, "A text", day, type_):
            evolve(self.process, event)
        for event in open_draft(
            Draft(),
            work,
            language,
            self.file.parts,
            standing="original",
            original_language="und",
            reason="came in",
            names=self.file.names,
            meta=self.file.canonical,
        ):
            self.append(event)

    def expression(self) -> Expression:
        return expression(self.process, self.work, self.entries)


def document(source: bytes) -> etree._Element:
    root = etree.fromstring(source)
    return root if root.get("name") else next(root.iterchildren(etree.Element))


def parts(source: bytes) -> list[bytes]:
    """The parts of a document, each in canonical form, without names, comments and the white
    space between blocks; a reference to an element counts as one to its place."""
    whole = deepcopy(document(source))
    found = [part for part in whole if isinstance(part.tag, str) and part.tag != META]
    etree.strip_elements(whole, etree.Comment, etree.PI, with_tail=False)
    where: dict[str, str] = {}
    for k, part in enumerate(found):
        for n, element in enumerate(part.iter(etree.Element)):
            if "eId" in element.attrib:
                where.setdefault(element.get("eId"), f"{k}/{n}")
    for part in found:
        for element in part.iter(etree.Element):
            for name in NAMES.intersection(element.attrib.keys()):
                del element.attrib[name]
            for name in REFERENCES.intersection(element.attrib.keys()):
                value = element.get(name)
                if value[:1] == "#" and value[1:] in where:
                    element.set(name, f"#at {where[value[1:]]}")
            _tidy(element)
        part.tail = None
    return [
        etree.tostring(part, method="c14n", exclusive=True, with_comments=False) for part in found
    ]


def _tidy(element: etree._Element) -> None:
    texts = [element.text, *(child.tail for child in element)]
    blank = not any(t and t.strip() for t in texts)
    inline = any(etree.QName(child).localname in INLINE for child in element)
    if len(element) and blank and not inline:
        element.text = None
        for child in element:
            child.tail = None
