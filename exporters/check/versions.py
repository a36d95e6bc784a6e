"""Rules on versions: what a file says of its text's versions is what it holds."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from exporters.check.dates import days
from exporters.check.file import SPACE, Document, File, local
from exporters.check.rule import Found, rule

_MARKING = frozenset({"ins", "del"})
_REMOVED = frozenset({"removed", "temporarilyRemoved"})


@rule(
    "contains",
    "An originalVersion and a singleVersion mark no changes (ins, del, status removed), and an"
    " originalVersion has undergone none (passiveModifications)",
    "Akoma Ntoso schema, attribute contains; AKN4UN 2.2.3, 8.2.1",
)
def _(file: File) -> Iterator[Found]:
    for document in file.documents:
        if document.contains not in ("originalVersion", "singleVersion"):
            continue
        said = f"the {document.tag} says that it contains its {document.contains}"
        for node in document.inside():
            if local(node) in _MARKING and node.tag == SPACE + local(node):
                yield Found(node, None, f"This marks a change ({local(node)}); {said}.")
            elif node.get("status") in _REMOVED:
                yield Found(node, "status", f"This {local(node)} is removed; {said}.")
        if document.contains == "originalVersion":
            for node in document.all("analysis/passiveModifications"):
                yield Found(node, None, f"This is a list of changes to the text; {said}.")


@rule(
    "contains-several",
    "A multipleVersions marks what differs: by ins, del, status, period or textualMod",
    "Akoma Ntoso schema, attribute contains; AKN4UN 2.2.3",
)
def _(file: File) -> Iterator[Found]:
    for document in file.documents:
        if document.contains != "multipleVersions" or document.all(
            "analysis/passiveModifications/textualMod"
        ):
            continue
        if not any(_marks(node) for node in document.inside()):
            message = f"The {document.tag} says that it contains multipleVersions; it marks none."
            yield Found(document.node, "contains", message)


def _marks(node: etree._Element) -> bool:
    return local(node) in _MARKING or "status" in node.attrib or "period" in node.attrib


@rule(
    "contains-lifecycle",
    "A singleVersion has a lifecycle that says how it came about",
    "AKN4UN 2.2.3, 5.4",
)
def _(file: File) -> Iterator[Found]:
    for document in file.documents:
        if document.contains == "singleVersion" and not document.all("lifecycle/eventRef"):
            message = (
                f"The {document.tag} contains a singleVersion and has no event in a lifecycle."
            )
            yield Found(document.node, "contains", message)


@rule(
    "lifecycle-begin",
    "A lifecycle begins with the generation of the text, its only one",
    "Akoma Ntoso schema, eventRef; AKN4UN 5.4",
)
def _(file: File) -> Iterator[Found]:
    for document in file.documents:
        events = [node for node in document.all("lifecycle/eventRef") if node.get("type")]
        for n, node in enumerate(events):
            if n == 0 and node.get("type") != "generation":
                message = f"The first event is of type {node.get('type')}, not generation."
                yield Found(node, "type", message)
            elif n > 0 and node.get("type") == "generation":
                yield Found(node, "type", "The text is generated once more, after its first event.")


@rule(
    "lifecycle-end",
    "No event of a lifecycle is later than the Expression that it led to",
    "AKN4UN 5.4: the events which have changed the document",
)
def _(file: File) -> Iterator[Found]:
    for document in file.documents:
        dates = days(document, "Expression")
        if not dates or document.contains not in ("originalVersion", "singleVersion"):
            continue
        last = max(day for day, _ in dates)
        for node in document.all("lifecycle/eventRef"):
            day = str(node.get("date") or "")[:10]
            if last < day < "9999":
                message = f"The event is of {day}, the Expression of {last}."
                yield Found(node, "date", message)


@rule(
    "mod-new",
    "An insertion, a substitution and a replacement say what is new",
    "Akoma Ntoso schema, textualMod, new; AKN4UN 7.4",
)
def _(file: File) -> Iterator[Found]:
    for _document, node in _mods(file):
        kind = str(node.get("type"))
        asks = kind in ("insertion", "substitution", "replacement")
        if asks and node.find(f"{SPACE}new") is None:
            yield Found(node, None, f"This {kind} has no new.")


@rule(
    "mod-side",
    "A passive modification changes a place in this text, an active one is made by a place in it",
    "Akoma Ntoso schema, activeModifications, passiveModifications; AKN4UN 7.4",
)
def _(file: File) -> Iterator[Found]:
    for document, node in _mods(file):
        above = node.getparent()
        passive = above is not None and local(above) == "passiveModifications"
        side = "destination" if passive else "source"
        for end in node.iterchildren(SPACE + side):
            href = str(end.get("href") or "")
            own = document.identity.expression
            if href.startswith("/akn/") and (not own or not href.startswith(own.work)):
                what = "a change of this text" if passive else "a change by this text"
                message = f"This is {what}; its {side} is in another: {href}."
                yield Found(end, "href", message)


def _mods(file: File) -> Iterator[tuple[Document, etree._Element]]:
    for document in file.documents:
        for side in ("activeModifications", "passiveModifications"):
            for node in document.all(f"analysis/{side}/textualMod"):
                yield document, node
