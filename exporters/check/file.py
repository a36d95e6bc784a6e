"""One file as the rules see it: read through once, and indexed."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from lxml import etree

from engine.text.vocabulary import AKN, DOCUMENTS, OURS
from exporters.check.iri import Identity

SPACE = f"{{{AKN}}}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_OURS = f"{{{OURS}}}"
_DOCUMENTS = frozenset(SPACE + tag for tag in DOCUMENTS)

TYPED = frozenset(
    "as by choice dictionary empoweredBy end includedIn original outcome period placementBase"
    " refersTo source start to alternativeTo current".split()
)
"""The attributes whose every value the schema says to be `#` and an eId."""
_LINKS = frozenset({"href", "src", "from", "upTo", "for"})
_POINTING = TYPED | _LINKS

REQUIRED = frozenset(
    """adjournment administrationOfOath alinea applies article attachment attachmentOf authorialNote
    blockContainer blockList book chapter citation citations clause communication component
    components concept container content contrasts count crossHeading debateSection
    declarationOfVote derogates dissentsFrom distinguishes div division documentRef efficacyMod
    embeddedStructure entity event extends forceMod formula hasAttachment hcontainer heading indent
    interstitial intro isAnalogTo item judge jurisprudence lawyer legalSystemMod level list location
    longTitle mapping marker meaningMod ministerialStatements mmod mod nationalInterest note
    noticesOfMotion object ol oralStatements organization original other overrules papers paragraph
    part party passiveRef activeRef person personalStatements petitions point pointOfOrder prayers
    proceduralMotions process proviso putsInQuestion quantity questions quorum quorumVerification
    quotedStructure recital recitals recount ref resolutions restricts rmod role rollCall rref rule
    scopeMod section speechGroup subFlow subchapter subclause subdivision subheading sublist
    subparagraph subpart subrule subsection subtitle supports table tblock temporalGroup term
    textualMod title toc tome transitional ul voting wrapUp writtenStatements address""".split()
) | frozenset(
    """TLCConcept TLCEvent TLCLocation TLCObject TLCOrganization TLCPerson TLCProcess TLCReference
    TLCRole TLCTerm""".split()
)
"""The elements for which the schema has its group `idreq`, but for those of `identification`, at
which nothing can point."""


Pointer = tuple[str, str, str]
"""A reference: the name of the element that has it (empty where it is not one of Akoma Ntoso), its
attribute, and a value of it (`refersTo` may hold more than one)."""


class Document:
    """One document of the file: the file's own, or one within it (an attachment, a component)."""

    def __init__(self, node: etree._Element, meta: etree._Element, root: etree._Element) -> None:
        self.node = node
        self.meta = meta
        self.root = root
        self._at: dict[str, list[etree._Element]] = {}

    @property
    def tag(self) -> str:
        """The document type."""
        return local(self.node)

    def first(self, path: str) -> etree._Element | None:
        """The first element of its `meta` at a path of names."""
        return next(iter(self.all(path)), None)

    def all(self, path: str) -> list[etree._Element]:
        """All elements of its `meta` at a path of names."""
        if path not in self._at:
            above, _, name = path.rpartition("/")
            parents = self.all(above) if above else [self.meta]
            self._at[path] = [c for p in parents for c in p.iterchildren(SPACE + name)]
        return self._at[path]

    @cached_property
    def identity(self) -> Identity:
        """Its names at the three levels."""
        levels = ("Work", "Expression", "Manifestation")
        found = {
            (level, which): self.first(f"identification/FRBR{level}/FRBR{which}")
            for level in levels
            for which in ("this", "uri")
        }
        return Identity({key: node for key, node in found.items() if node is not None})

    @cached_property
    def ours(self) -> dict[str, etree._Element]:
        """What Travaux put into the `preservation` of its Manifestation, by name; empty if it did
        not write the file."""
        kept = self.first("identification/FRBRManifestation/preservation")
        found = kept if kept is not None else ()
        return {local(node): node for node in found if str(node.tag).startswith(_OURS)}

    @property
    def contains(self) -> str:
        """Which versions it says that it contains; empty if it does not say."""
        return str(self.node.get("contains") or "")

    def inside(self) -> Iterator[etree._Element]:
        """The elements of its text, without those of documents within it and of any `meta`."""
        waiting = [child for child in reversed(self.node) if child is not self.meta]
        while waiting:
            node = waiting.pop()
            if not isinstance(node.tag, str) or node.tag in _DOCUMENTS:
                continue
            yield node
            waiting.extend(reversed(node))


class File:
    """A parsed file, with what the rules ask for, each in document order.

    `eids` are the elements by eId (of two of one eId the first), `named` those of Akoma Ntoso that
    have one, `unnamed` those that should, `entries` those in a `references`, `pointers` those that
    have a reference, by what it is, `foreign` what elements of other namespaces point at, `dated`
    the elements with a date, `tagged` those with a language of their own (xml:lang).
    """

    def __init__(self, root: etree._Element) -> None:
        self.root = root
        self.eids: dict[str, etree._Element] = {}
        self.named: list[tuple[str, str, etree._Element]] = []
        self.unnamed: dict[str, list[etree._Element]] = {}
        self.entries: dict[str, etree._Element] = {}
        self.pointers: dict[Pointer, list[etree._Element]] = {}
        self.foreign: list[str] = []
        self.metas: list[etree._Element] = []
        self.dated: list[etree._Element] = []
        self.tagged: list[etree._Element] = []
        self._read()

    def _read(self) -> None:
        begin, pointing, pointers = len(SPACE), _POINTING, self.pointers
        for node in self.root.iter(etree.Element):
            tag = node.tag
            own = tag[begin:] if tag.startswith(SPACE) else ""
            eid = None
            items: list[tuple[str, str]] = node.items()  # type: ignore[assignment]  # never bytes
            for key, value in items:
                if key in pointing:
                    if not own and not tag.startswith(_OURS):
                        self.foreign.append(value)
                        continue
                    for word in value.split() or [""] if key == "refersTo" else [value.strip()]:
                        pointer = own, key, word
                        if pointer in pointers:
                            pointers[pointer].append(node)
                        else:
                            pointers[pointer] = [node]
                elif key == "eId":
                    eid = value
                elif key == "date":
                    if own:
                        self.dated.append(node)
                elif key == LANG:
                    self.tagged.append(node)
            if eid is not None:
                self.eids.setdefault(eid, node)
                if own:
                    self.named.append((own, eid, node))
            elif own in REQUIRED:
                self.unnamed.setdefault(own, []).append(node)
            if own == "meta":
                self.metas.append(node)
            elif own == "references":
                for entry in node.iterchildren(etree.Element):
                    if entry.get("eId"):
                        self.entries.setdefault(str(entry.get("eId")), entry)

    @cached_property
    def documents(self) -> list[Document]:
        """Its documents that have a `meta`, in document order."""
        found: list[Document] = []
        for meta in self.metas:
            parent = meta.getparent()
            if parent is not None and parent.tag in _DOCUMENTS:
                found.append(Document(parent, meta, self.documents_root))
        return found

    @cached_property
    def documents_root(self) -> etree._Element:
        """The file's own document."""
        if self.root.tag in _DOCUMENTS:
            return self.root
        return next((c for c in self.root if c.tag in _DOCUMENTS), self.root)

    @cached_property
    def ours(self) -> bool:
        """Whether Travaux wrote the file."""
        return any(document.ours for document in self.documents)


def local(node: etree._Element) -> str:
    """An element's name without its namespace."""
    tag = str(node.tag)
    return tag[tag.rfind("}") + 1 :]
