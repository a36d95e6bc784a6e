"""A corrigendum as the document that corrects: an `amendment` of the version that it corrects."""

from __future__ import annotations

from engine.akn.meta import names
from engine.comparison import changes
from engine.events import ElementInserted, ElementRemoved, TextEdited, VersionIssued
from engine.text import OBJECT, Element, Text
from engine.text.eid import eids
from exporters.akn.identification import expression_iri, version_of
from exporters.akn.letter import Change, Letter, Marked, paragraph, quoted
from projections.versions import Expression

_READ = {
    "ara": ("بدلا من ", " يُقرأ ", ""),
    "eng": ("For ", " read ", ""),
    "fra": ("Au lieu de ", " lire ", ""),
    "rus": ("Вместо ", " читать ", ""),
    "spa": ("Donde dice ", " debe decir ", ""),
    "zho": ("将", "改为", ""),
}
"""How a corrigendum is worded in the languages of the United Nations."""


def corrigendum(corrected: Expression, before: Expression) -> Letter:
    """The corrigendum that led from a version to the one corrected: for each change the place, the
    words as they were and as they read now."""
    version, act = corrected.version, corrected.issued()[-1]
    assert version is not None, "a corrigendum is issued as a version"
    assert isinstance(act.event, VersionIssued)
    whole = expression_iri(corrected, str(version.corrects))
    correcting = _Correcting(corrected, before, whole)
    title = f"{version.label[:1].upper()}{version.label[1:]}"
    reference = paragraph(Marked("ref", "the text", whole, {"href": whole}))
    body = (Element("amendmentReference", children=(reference,)), *correcting.contents())
    heading = paragraph(Marked("docTitle", "the title", title))
    return Letter(
        element="amendment",
        subtype="modification",
        name="corrigendum",
        number=f"{corrected.document.number}-corrigendum-{corrected.language}-{version.number}",
        title=title,
        about=corrected.document.iri,
        on=act.effective_on,
        recorded=act.recorded_at.date(),
        by=act.by,
        language=corrected.language,
        parts=(
            Element("preface", children=(heading,)),
            Element("amendmentBody", children=body),
        ),
        changes=tuple(correcting.changes),
        symbol=version.symbol,
        record=None,
    )


class _Correcting:
    """The changes of a corrigendum, worded."""

    def __init__(self, corrected: Expression, before: Expression, whole: str) -> None:
        self.old, self.new = before.text, corrected.text
        self.whole = whole
        self.corrected = expression_iri(corrected, version_of(corrected))
        self.language = corrected.language
        self.names = eids(self.old, names(before.draft.meta))
        self.now = eids(self.new, names(corrected.draft.meta))
        self.changes: list[Change] = []

    def contents(self) -> list[Element]:
        """An `amendmentContent` for each change."""
        found: list[Element] = []
        for change in changes(self.old, self.new):
            match change:
                case TextEdited(id=id) if id in self.old and id in self.new:
                    found.append(self._content(id, self.old[id].string, self.new[id].string))
                case ElementInserted(element=element):
                    found.append(self._content(element.id, "", _words(self.new, element.id)))
                case ElementRemoved(element=element) if element.id not in self.new:
                    found.append(self._content(element.id, _words(self.old, element.id), ""))
                case _:
                    pass
        return found

    def _content(self, id: str, old: str, new: str) -> Element:
        n = len(self.changes) + 1
        mod, was, is_ = (f"{what} {n}" for what in ("mod", "old", "new"))
        old, new = old.replace(OBJECT, ""), new.replace(OBJECT, "")
        eid = self.names.get(id) or self.now.get(id)
        whole = self.whole if id in self.names else self.corrected
        where = f"{whole}/~{eid}" if eid else whole
        instead, read, _ = _READ.get(self.language, ("", " → ", ""))
        pieces = [quoted(was, old), quoted(is_, new)]
        said = (instead, pieces[0], read, pieces[1]) if old and new else tuple(pieces)
        kind = "substitution" if old and new else "repeal" if old else "insertion"
        self.changes.append(Change(mod, kind, where, (was,) if old else (), (is_,) if new else ()))
        place = paragraph(Marked("ref", f"place {n}", where, {"href": where}))
        return Element("amendmentContent", children=(place, paragraph(*said, mod=mod)))


def _words(text: Text, id: str) -> str:
    return " ".join(node.string for node in text.walk(id) if node.string)
