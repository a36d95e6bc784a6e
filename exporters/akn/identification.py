"""What a file is, at the three levels of FRBR: the work, its expression, the file itself.

Names follow the Akoma Ntoso Naming Convention 1.0, sections 4.5 to 4.8, and AKN4UN. The version in
an Expression's IRI is the one by which the command finds it again: `eng@2`, or `eng@s57` for a
text between versions, which is that after step 57.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from engine.events import Adopted, EditMade, VersionIssued
from engine.events.draft import stream
from engine.text import Element
from engine.text.digest import digest
from exporters.akn.markup import made, ours
from exporters.akn.references import References
from projections.dossier import Dossier
from projections.versions import Act, Expression

FORMAT = "1"
"""The version of how Travaux writes Akoma Ntoso."""


def expression_iri(expression: Expression, version: str, language: str | None = None) -> str:
    """The IRI of a version of the work, in the expression's language or another."""
    return f"{expression.document.iri}/{language or expression.language}@{version}"


def version_of(expression: Expression) -> str:
    """The version that an expression is, as its IRI has it."""
    version = expression.version
    return str(version.number) if version else f"s{expression.draft.changed}"


def is_adopted(expression: Expression) -> bool:
    """Whether the text is that of the version that was adopted."""
    adoption, version = expression.adoption(), expression.version
    if adoption is None or version is None:
        return False
    assert isinstance(adoption.event, Adopted)
    return adoption.event.version == version.number


def is_authoritative(expression: Expression) -> bool:
    """Whether the text is the one that binds: what was adopted, or what was published of it under
    an editing mandate, unless in a courtesy translation. A corrected text is derived from two that
    do: what was adopted, and the corrigendum."""
    opened, version = expression.draft.opened, expression.version
    if opened is None or opened.standing == "courtesy":
        return False
    published = version is not None and expression.draft.published == expression.issued()[-1].step
    return is_adopted(expression) or published


def issue(expression: Expression) -> Act | None:
    """The act that issued the version whose text this is."""
    if expression.version is None:
        return None
    return expression.issued()[-1]


def identification(expression: Expression, dossier: Dossier, references: References) -> Element:
    """The `identification` of a file."""
    return made(
        "identification",
        {"source": references.editor},
        _work(expression, references),
        _expression(expression, dossier, references),
        _manifestation(expression, references),
    )


def names(iri: str, extension: str = "") -> tuple[Element, Element]:
    """What a level is called: its main component, which a file holds, and all of it."""
    return (
        made("FRBRthis", {"value": f"{iri}/!main{extension}"}),
        made("FRBRuri", {"value": f"{iri}{extension}"}),
    )


def dated(day: date, name: str) -> Element:
    """A date of a level, and what happened then."""
    return made("FRBRdate", {"date": day.isoformat(), "name": name})


def authors(by: tuple[str, ...], role: str, references: References) -> list[Element]:
    """The parties whose act it is; the editor, where it is nobody's."""
    if not by:
        return [made("FRBRauthor", {"href": references.editor})]
    as_ = references.role(role)
    return [made("FRBRauthor", {"href": references.party(party), "as": as_}) for party in by]


def _work(expression: Expression, references: References) -> Element:
    document = expression.document
    parts = document.iri.split("/")
    by = tuple(p.party for p in expression.parties.values() if p.role == "deciding-body")
    if document.paper or not by:
        by = expression.acts[0].by if expression.acts else ()
    earliest = min((act.effective_on for act in expression.acts), default=document.opened)
    return made(
        "FRBRWork",
        {},
        *names(document.iri),
        made("FRBRalias", {"value": document.title, "name": "title"}),
        dated(document.opened, "opening"),
        dated(earliest, "drafting") if earliest < document.opened else None,
        *authors(by, "author", references),
        made("FRBRcountry", {"value": parts[2]}),
        made("FRBRsubtype", {"value": document.subtype}),
        made("FRBRnumber", {"value": parts[-1], "showAs": document.number}),
    )


def _expression(expression: Expression, dossier: Dossier, references: References) -> Element:
    version, act, adoption = expression.version, issue(expression), expression.adoption()
    last = act or (expression.acts[-1] if expression.acts else None)
    children = [*names(expression_iri(expression, version_of(expression)))]
    if version and version.symbol:
        children.append(made("FRBRalias", {"value": version.symbol, "name": "symbol"}))
    day = last.effective_on if last else expression.document.opened
    children.append(dated(day, "issuance" if act else "drafting"))
    if is_adopted(expression) and adoption:
        children.append(dated(adoption.effective_on, "adoption"))
        children += authors(adoption.by, "author", references)
    else:
        children += authors(last.by if last else (), "issuer" if act else "author", references)
    latest = max((a.effective_on for a in expression.acts if _is_edit(a)), default=day)
    days = [child for child in children if child.tag == "FRBRdate"]
    if all(latest.isoformat() > said.attributes["date"] for said in days):
        children.insert(children.index(days[-1]) + 1, dated(latest, "editing"))
    if last and last.recorded_at.date() < day:  # it is said to be of a day that was yet to come
        children.insert(children.index(days[-1]) + 1, dated(last.recorded_at.date(), "recording"))
    if version:
        shown = {"value": str(version.number), "showAs": version.label}
        children.append(made("FRBRversionNumber", shown))
    authoritative = "true" if is_authoritative(expression) else "false"
    children.append(made("FRBRauthoritative", {"value": authoritative}))
    children += _master(expression, dossier)
    children.append(made("FRBRlanguage", {"language": expression.language}))
    children += _translation(expression, dossier, references)
    return made("FRBRExpression", {}, *children)


def _is_edit(act: Act) -> bool:
    return isinstance(act.event, EditMade)


def original_of(expression: Expression, dossier: Dossier) -> tuple[str, int | None] | None:
    """The language that the expression translates, and the version, where it is said; none for a
    text negotiated in its own language."""
    opened = expression.draft.opened
    if opened is None or opened.standing == "original":
        return None
    said = expression.draft.translates or expression.draft.aligned_with
    if said:
        return said.language, said.version
    negotiated = (
        language
        for language, known in dossier.languages.items()
        if known.standing == "original" and language != expression.language
    )
    return next(((language, None) for language in negotiated), None)


def _master(expression: Expression, dossier: Dossier) -> Iterator[Element]:
    """The first version issued of the text that was negotiated."""
    original = original_of(expression, dossier)
    versions = [(v.number, v.label) for _, v in expression.draft.versions]
    language = expression.language
    if original:
        language = original[0]
        known = dossier.languages.get(language)
        versions = list(known.versions.items()) if known else []
    elif expression.draft.opened and expression.draft.opened.standing != "original":
        versions = []
    for number, label in versions[:1]:
        master = expression_iri(expression, str(number), language)
        yield made("FRBRmasterExpression", {"href": master, "showAs": label})


def _translation(
    expression: Expression, dossier: Dossier, references: References
) -> Iterator[Element]:
    original = original_of(expression, dossier)
    opened = expression.draft.opened
    if original is None or opened is None:
        return
    language, version = original
    known = dossier.languages.get(language)
    if version is None and known and known.versions:
        version = list(known.versions)[-1]
    iri = f"{expression.document.iri}/{language}"
    by = expression.acts[0].by if expression.acts else ()
    yield made(
        "FRBRtranslation",
        {
            "href": f"{iri}@{version}" if version is not None else iri,
            "fromLanguage": language,
            "authoritative": "true" if opened.standing == "official" else "false",
            "by": references.party(by[0]) if by else references.editor,
        },
    )


def _manifestation(expression: Expression, references: References) -> Element:
    recorded = expression.acts[-1].recorded_at.date() if expression.acts else None
    opened, version = expression.draft.opened, expression.version
    record = {
        "stream": stream(expression.work, expression.language),
        "step": str(expression.step),
        "sha256": expression.record,
    }
    access = {"level": "public"}
    if version:
        access["distribution"] = version.distribution
    return made(
        "FRBRManifestation",
        {},
        *names(expression_iri(expression, version_of(expression)), ".xml"),
        dated(recorded or expression.document.opened, "markup"),
        made("FRBRauthor", {"href": references.editor, "as": references.role("editor")}),
        made(
            "preservation",
            {},
            ours("text", {"sha256": digest(expression.text)}),
            ours("record", record),
            ours("standing", {"value": opened.standing}) if opened else None,
            ours("access", access),
            ours("format", {"version": FORMAT}),
        ),
        made("FRBRformat", {"value": "xml"}),
    )


def publication(expression: Expression) -> Element | None:
    """The `publication` of an issued version."""
    version, act = expression.version, issue(expression)
    if not version or not act:
        return None
    assert isinstance(act.event, VersionIssued)
    attributes = {
        "date": act.effective_on.isoformat(),
        "name": version.nature,
        "showAs": version.label,
        "number": version.symbol,
    }
    return made("publication", attributes)
