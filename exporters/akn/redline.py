"""One expression with what changed in it since another: a `multipleVersions` file.

Each change is a `textualMod` with the edits that made it (`source`), the element that it concerns
(`destination`), what was there (`old`) and what is (`new`), and whose edits they were. A move and
a new number are renumberings, with the element's `previous` name and a `mapping` of the one to the
other: Akoma Ntoso knows no move.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from engine.akn.meta import names as meta_names
from engine.comparison import changes
from engine.events import AttributesChanged, MarksChanged
from engine.events.draft import Change
from engine.text import Element, Text
from engine.text.eid import eids
from engine.text.vocabulary import OURS
from exporters.akn.document import file
from exporters.akn.export import document, shown
from exporters.akn.identification import expression_iri, version_of
from exporters.akn.markup import made
from exporters.akn.meta import Analysed, Around
from exporters.akn.tracked import Cut, Tracked
from exporters.schema import problems
from projections.dossier import Dossier, alone
from projections.hands import Hands, parties
from projections.versions import Expression

_BY = f"{{{OURS}}}by"
_FULLY = ((True, True), (True, False), (False, False))
"""Words and elements marked; words only; none, where the schema lets none stand."""


def redline(
    expression: Expression, since: Expression, hands: Hands, dossier: Dossier | None = None
) -> bytes:
    """The file of an expression with its changes since an earlier one of the same draft; the plain
    one, where there are none. `hands` knows the edits between them."""
    old, new = since.text, expression.text
    found = changes(old, new)
    written = b""
    for words, elements in _FULLY:
        tracked = Tracked(old, shown(expression), found, words=words, elements=elements)
        mods = _Modifications(expression, since, tracked, found, hands)
        written = file(
            document(
                expression,
                dossier or alone(expression),
                text=tracked.text,
                gone={id: mods.before[id] for id in tracked.gone if id in mods.before},
                contains="multipleVersions" if found else None,
                more=mods.analysed,
            )
        )
        if not problems(written):
            break
    return written


class _Modifications:
    """The changes as the `meta` of the file tells them."""

    def __init__(
        self,
        expression: Expression,
        since: Expression,
        tracked: Tracked,
        found: Iterable[Change],
        hands: Hands,
    ) -> None:
        self.tracked = tracked
        self.found = list(found)
        self.hands = hands
        self.before = eids(since.text, meta_names(since.draft.meta))
        self.since = expression_iri(since, version_of(since))
        self.by = {act.step: act.by for act in expression.acts}
        self.between = [act.step for act in expression.acts if act.step > since.step]
        self.order = {node.id: n for n, node in enumerate(tracked.text.walk())}
        self.marks: dict[str, Mapping[str, str]] = {}
        self.mods: list[tuple[int, str, Element]] = []
        self.mapped: dict[str, tuple[int, dict[str, str]]] = {}
        self.renumbered: set[str] = set()

    def analysed(self, around: Around) -> Analysed:
        """The changes, in the order of the text."""
        self.around = around
        told = self.tracked
        for id in told.came:
            self._add(id, "insertion", self.hands.of(id), new=(id,))
        for id in told.removed:
            self._removed(id)
        for id, cuts in told.cuts.items():
            for cut in cuts:
                self._cut(id, cut)
        for id in told.moved:
            if id not in self.renumbered:
                self._renumbered(id, self.hands.of(id))
        for id, what in _others(self.found, told):
            self._add(id, "substitution", self.hands.of(id), new=(id,), what=what)
        self.mods.sort(key=lambda mod: mod[0])
        numbered = (
            made(
                "textualMod",
                {"eId": f"textualMod_{n}", **mod.attributes},
                *mod.children,
            )
            for n, (_, _, mod) in enumerate(self.mods, start=1)
        )
        analysis = [made("passiveModifications", {}, *numbered)] if self.mods else []
        if self.mapped:
            ordered = sorted(self.mapped.values(), key=lambda pair: pair[0])
            mappings = (
                made("mapping", {"eId": f"mapping_{n}", **attributes})
                for n, (_, attributes) in enumerate(ordered, start=1)
            )
            source = {"source": around.references.editor}
            analysis.append(made("mappings", source, *mappings))
        return Analysed(tuple(analysis), marks=self.marks)

    def _cut(self, id: str, cut: Cut) -> None:
        """Words that changed within an element; a number's change is its element's."""
        went = self.hands.removed(id, *cut.old) if cut.deleted else ()
        came = self.hands.inserted(id, *cut.new) if cut.inserted else ()
        for names, edits in ((cut.deleted, went), (cut.inserted, came)):
            for name in names:
                self.marks[name] = self._said(edits)
        edits = tuple(sorted({*went, *came}))
        text = self.tracked.text
        if text[id].tag == "num" and text[id].parent:
            owner = text[id].parent
            if owner in self.tracked.moved:
                edits = tuple(sorted({*edits, *self.hands.of(owner)}))
            self._renumbered(owner, edits, cut.deleted, cut.inserted)
            return
        kind = "substitution" if cut.deleted and cut.inserted else "insertion"
        if not cut.inserted:
            kind = "repeal"
        self._add(id, kind, edits, old=cut.deleted, new=cut.inserted)

    def _renumbered(
        self, id: str, edits: tuple[int, ...], old: tuple[str, ...] = (), new: tuple[str, ...] = ()
    ) -> None:
        """An element has another number, or stands elsewhere, or both."""
        self.renumbered.add(id)
        was, is_ = self.before.get(id), self.around.names.eids.get(id)
        previous = f"{self.since}/~{was}" if was else None
        self._add(id, "renumbering", edits, old=old, new=new, previous=previous)
        wid = self.around.names.wids.get(id)
        if wid and is_ and id not in self.mapped:
            attributes = {"original": f"#{wid}", "current": f"#{is_}"}
            self.mapped[id] = self.order[id], attributes

    def _removed(self, id: str) -> None:
        """An element that went: where it stands, or else in words."""
        edits = self.hands.of(id)
        if id in self.tracked.text:
            self._add(id, "repeal", edits, old=(id,))
            return
        place = self.tracked.old[id].parent
        while place and place not in self.tracked.text:
            place = self.tracked.old[place].parent
        part = place or next(iter(self.tracked.text.parts), "")
        self._add(part, "repeal", edits, words="\n".join(_strings(self.tracked.old, id)))

    def _add(
        self,
        id: str,
        kind: str,
        edits: tuple[int, ...],
        *,
        old: tuple[str, ...] = (),
        new: tuple[str, ...] = (),
        previous: str | None = None,
        what: str | None = None,
        words: str | None = None,
    ) -> None:
        destination = self._name(id)
        if destination is None:
            return
        attributes = {"type": kind, f"{{{OURS}}}what": what, **self._said(edits)}
        sources = (made("source", {"href": href}) for href in self._sources(edits))
        lost = [Element(f"{{{OURS}}}words", string=words)] if words else []
        olds = [made("old", {"href": self._name(name)}) for name in old]
        if lost:
            olds.append(made("old", {}, *lost))
        mod = made(
            "textualMod",
            attributes,
            *sources,
            made("destination", {"href": destination}),
            made("previous", {"href": previous}) if previous else None,
            *olds,
            *(made("new", {"href": self._name(name)}) for name in new),
        )
        self.mods.append((self.order.get(id, -1), id, mod))

    def _name(self, id: str) -> str | None:
        """A reference to an element, or to a mark that the exporter made."""
        names = self.around.names
        eid = names.eids.get(id) or names.made.get(id)
        return f"#{eid}" if eid else None

    def _said(self, edits: tuple[int, ...]) -> dict[str, str]:
        by = parties(edits or self.between, self.by)
        return {_BY: " ".join(map(self.around.references.party, by))} if by else {}

    def _sources(self, edits: tuple[int, ...]) -> list[str]:
        events = [self.around.events[e] for e in edits or self.between if e in self.around.events]
        return [f"#{event}" for event in events] or [self.since]


def _others(found: Iterable[Change], tracked: Tracked) -> Iterator[tuple[str, str]]:
    """Changes of nothing but markup, and of words that could not be marked."""
    for change in found:
        match change:
            case AttributesChanged(id=id):
                yield id, "attributes"
            case MarksChanged(id=id):
                yield id, "markup"
            case _:
                id = getattr(change, "id", "")
                edited = id in tracked.text and id not in tracked.cuts
                if edited and id not in tracked.moved and id not in tracked.came:
                    yield id, "words"


def _strings(text: Text, id: str) -> Iterator[str]:
    return (node.string for node in text.walk(id) if node.string)
