"""Akoma Ntoso XML, any document type of the standard: the parts of its text, and its `meta`.

Every part of the document is read, whatever it is called; the `meta` is kept apart. What the
schema does not allow is read all the same, as long as it is well-formed and in the namespace of
version 3.0: people must be able to bring in what they have.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

from lxml import etree

from engine.akn import Reading, tag_of
from engine.akn.meta import canonical
from engine.errors import Unreadable
from engine.readers import xml
from engine.text import Element
from engine.text.references import pointed
from engine.text.vocabulary import AKN, DOCUMENTS, GENERATED, OURS, REFERENCES

_PSEUDO = re.compile(r'(\w+)="([^"]*)"')
_ROOT = "akomaNtoso"
_DRAFT = re.compile("[a-z][a-z0-9-]*/[a-z]{3}")


class Stated(NamedTuple):
    """A draft (`lap/eng`), its step, and the digest of its text, as a file states them."""

    draft: str
    step: int
    digest: str


class File:
    """One Akoma Ntoso file.

    `element` is its document type, `name` and `subtype` what it says of it (empty if nothing).
    `parts` are the parts of its text without ids, `names` what their elements are called in it
    (`eId`, `wId`, `GUID`, as far as they are), in document order.
    """

    def __init__(self, root: etree._Element, where: str) -> None:
        document, behind = _document(root, where)
        self.root = root
        self.element = tag_of(document)
        self.name = str(document.get("name") or "")
        self.meta = next((c for c in document if c.tag == f"{{{AKN}}}meta"), None)
        reading = Reading(_targets(root))
        self.parts: tuple[Element, ...] = tuple(
            [reading.read(part) for part in _parts(document, behind, where)]
        )
        self.names = reading.names
        if not self.parts:
            raise Unreadable(f"{where} holds no text: its {self.element} has nothing but meta")

    @cached_property
    def prefixes(self) -> Mapping[str, str]:
        """The namespaces that the file declares, by prefix; of two of one prefix the first."""
        found: dict[str, str] = {}
        for node in self.root.iter(etree.Element):
            foreign = not str(node.tag).startswith(f"{{{AKN}}}")
            if node is self.root or foreign or any(str(key)[0] == "{" for key in node.attrib):
                for prefix, space in node.nsmap.items():
                    if prefix and prefix != "xml":
                        found.setdefault(prefix, space)
        return found

    def marks(self) -> list[Stated]:
        """Which text the file says that it was checked out as, or written from: by an instruction
        before its root, in `proprietary`, or in the `preservation` of its Manifestation."""
        found: list[Stated] = []
        for node in self.root.itersiblings(preceding=True):
            if isinstance(node, etree._ProcessingInstruction) and node.target == "travaux":
                found += _mark(dict(_PSEUDO.findall(node.text or "")))
        if self.meta is None:
            return found
        for node in self.meta.iterfind(f"{{{AKN}}}proprietary/{{{OURS}}}checkout"):
            found += _mark({str(k): str(v) for k, v in node.items()})
        if not found:
            kept = f"{{{AKN}}}identification/{{{AKN}}}FRBRManifestation/{{{AKN}}}preservation/"
            record = self.meta.find(f"{kept}{{{OURS}}}record")
            text = self.meta.find(f"{kept}{{{OURS}}}text")
            if record is not None and text is not None:
                draft = str(record.get("stream")).removeprefix("draft/")
                said = {"draft": draft, "step": record.get("step"), "sha256": text.get("sha256")}
                found += _mark({name: str(value) for name, value in said.items()})
        return found

    def canonical(self, ids: Mapping[str, str]) -> str | None:
        """Its `meta` as a draft keeps it (`engine.akn.meta`), for ids by the names in the file."""
        return canonical(self.meta, self.prefixes, ids) if self.meta is not None else None

    @property
    def subtype(self) -> str:
        """The subtype that its Work has, by name or in its IRI; empty if it has none."""
        if self.meta is None:
            return ""
        work = f".//{{{AKN}}}FRBRWork/{{{AKN}}}"
        said = self.meta.find(f"{work}FRBRsubtype")
        if said is not None and said.get("value"):
            return str(said.get("value"))
        uri = self.meta.find(f"{work}FRBRuri")
        parts = str(uri.get("value") or "").split("/") if uri is not None else []
        named = len(parts) > 4 and parts[1] == "akn" and not parts[4][:1].isdigit()
        return parts[4] if named else ""

    @property
    def title(self) -> str:
        """What the document is called: by its Work's alias, or the last `docTitle` before its body,
        which in documents of the United Nations follows those of the body and the session; empty
        if neither is there."""
        if self.meta is not None:
            alias = self.meta.find(f".//{{{AKN}}}FRBRWork/{{{AKN}}}FRBRalias")
            if alias is not None and alias.get("value"):
                return str(alias.get("value"))
        document = self.meta.getparent() if self.meta is not None else None
        found = ""
        for part in document if document is not None else ():
            if tag_of(part) in ("coverPage", "preface"):
                for title in part.iter(f"{{{AKN}}}docTitle"):
                    found = " ".join("".join(map(str, title.itertext())).split()) or found
        return found


def _mark(said: Mapping[str, str]) -> list[Stated]:
    draft, step, sha256 = (said.get(name, "") for name in ("draft", "step", "sha256"))
    fit = _DRAFT.fullmatch(draft) and step.isdecimal() and re.fullmatch("[0-9a-f]{64}", sha256)
    return [Stated(draft, int(step), sha256)] if fit else []


def read(source: bytes, *, where: str = "the file") -> File:
    """The file. `Unreadable` for what is no Akoma Ntoso 3.0, or holds what no text can hold."""
    root = xml.parse(source, where=where)
    try:
        return File(root, where)
    except Unreadable as error:
        if str(error).startswith("line "):
            raise Unreadable(f"{where}, {error}", hint=error.hint) from None
        raise


def _document(root: etree._Element, where: str) -> tuple[etree._Element, list[etree._Element]]:
    """The document in a file, and what stands behind it."""
    name = etree.QName(root)
    if name.namespace != AKN:
        raise foreign(name, where)
    if name.localname in DOCUMENTS:
        return root, []
    children = [child for child in root if isinstance(child.tag, str)]
    if name.localname != _ROOT:
        raise Unreadable(f"{where} begins with <{name.localname}>, not with <{_ROOT}>")
    if not children or tag_of(children[0]) not in DOCUMENTS:
        what = f"<{tag_of(children[0])}>" if children else "nothing"
        raise Unreadable(
            f"{where} holds {what} where its document should be",
            hint=f"The documents of Akoma Ntoso are {', '.join(DOCUMENTS)}.",
        )
    return children[0], children[1:]


def foreign(name: etree.QName, where: str) -> Unreadable:
    """Says what a file is whose root has that name, which is no Akoma Ntoso 3.0."""
    space = name.namespace or ""
    if "akomantoso.org/" in space or "legaldocml/ns/akn" in space:
        version = space.rpartition("akn/")[2] if "ns/akn/" in space else space.rpartition("/")[2]
        return Unreadable(
            f"{where} is Akoma Ntoso {version} ({space}); what is read is 3.0 ({AKN})",
            hint="Convert it to Akoma Ntoso 3.0 first.",
        )
    said = f"is in the namespace {space}" if space else "is in no namespace"
    return Unreadable(f"{where} is not Akoma Ntoso: <{name.localname}> {said}, and not in {AKN}")


def _parts(
    document: etree._Element, behind: list[etree._Element], where: str
) -> Iterator[etree._Element]:
    for node in (document, *([document.getparent()] if behind else [])):
        if node is None:
            continue
        for text in (node.text, *(child.tail for child in node)):
            if text and text.strip():
                raise Unreadable(
                    f"{where}, line {node.sourceline}: there is text outside of every part of the "
                    f"{tag_of(node)}: {text.strip()[:40]!r}"
                )
    for part in (*document, *behind):
        if (
            isinstance(part.tag, str)
            and part.tag != f"{{{AKN}}}meta"
            and GENERATED not in part.attrib
        ):
            yield part


def _targets(root: etree._Element) -> set[str]:
    """The names that something in the file points at as an element of its text."""
    return {
        name
        for node in root.iter(etree.Element)
        for key in sorted(REFERENCES)
        if key in node.attrib
        for name in pointed([str(node.get(key))])
    }
