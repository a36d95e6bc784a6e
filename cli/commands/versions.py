"""`travaux versions`: what was issued."""

from __future__ import annotations

import click

from cli.circulations import as_json as circulation_json
from cli.circulations import circulations, sentences
from cli.columns import width
from cli.sentences import names
from cli.session import console, json_option, known_on_option, store_option, viewed, write_json
from cli.translations import as_json as translation_json
from cli.translations import sentence, translations
from engine.chronicle import Act
from engine.events import Adopted, SymbolGiven, VersionIssued
from engine.point import parse, slug
from engine.symbol import grouped
from engine.view import View
from projections.comments import COMMENTS, Stated, statements
from projections.translations import Translation

_LABEL = 30
"""The cells that are kept for a label at most: what one is named by is not broken for others'
sake."""


@click.command()
@click.argument("work", metavar="WORK[/LANG]")
@json_option
@store_option
@known_on_option
def command(work: str, as_json: bool, store: str | None) -> None:
    """List the versions of a work.

    Says what each was issued as, to whom it was circulated and under which names, which document
    symbols belong together, and of each translation which version it translates and in which
    paragraphs it is behind. Statements on the adopted text stand below.

    \b
    travaux versions lap
    travaux versions lap --json
    """
    reference = parse(work)
    with viewed(store) as view:
        language = view.language_of(reference)
        upto = view.step(reference, language)
        acts = [act for act in view.acts(reference.work, language) if act.step <= upto]
        translated = _translations(view, reference.work, language)
        documents = _documents(view, reference.work, language)
        sent = circulations(view, reference.work, language)
        stated = _statements(view, reference.work, language)
        parties = view.process().parties
    issued = [act for act in acts if isinstance(act.event, VersionIssued)]
    adopted = next((act.event.version for act in acts if isinstance(act.event, Adopted)), None)
    if as_json:
        versions = [
            _json(act, adopted)
            | circulation_json(_version(act), sent.get(_version(act).number, []))
            for act in issued
        ]
        write_json(
            {
                "work": reference.work,
                "language": language,
                "versions": versions,
                "documents": [_document(*each) for each in documents.items()],
                "translations": [translation_json(each) for each in translated],
                "statements": [_stated(each) for each in stated],
            }
        )
        return
    if not issued:
        click.echo(f"No version of {reference.work}/{language} has been issued yet.")
        for each in translated:
            click.echo(sentence(reference.work, each))
        return
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("", justify="right", no_wrap=True)
    longest = max(width(slug(_version(act).label)) for act in issued)
    table.add_column("label", overflow="fold", min_width=min(longest + len("(@)"), _LABEL))
    symbols = any(_version(act).symbol for act in issued)
    if symbols:
        table.add_column("symbol", overflow="fold")
    table.add_column("on", no_wrap=True)
    table.add_column("by", overflow="fold")
    table.add_column("status", no_wrap=True)
    table.add_column("step", no_wrap=True)
    for act in issued:
        version = _version(act)
        table.add_row(
            f"@{version.number}",
            f"{version.label} (@{slug(version.label)})",
            *([version.symbol or ""] if symbols else []),
            act.effective_on.isoformat(),
            ", ".join(act.by),
            status(version, adopted),
            f"s{act.step}",
        )
    console().print(table)
    for version in map(_version, issued):
        for said in sentences(version, sent.get(version.number, [])):
            click.echo(said)
    for document, members in documents.items():
        if len(members) > 1:
            click.echo(_together(document, members))
    for each in translated:
        click.echo(sentence(reference.work, each))
    for statement in stated:
        place = statement.made.place
        where = f", {place.eid or place.element}" if place else ""
        click.echo(
            f"@{statement.made.version}{where}: {statement.made.nature} of "
            f"{names(statement.by, parties)}, {statement.on}"
        )


def _statements(view: View, work: str, language: str) -> list[Stated]:
    """The statements on the adopted text."""
    adopted = any(isinstance(act.event, Adopted) for act in view.acts(work, language))
    found = view.ask(COMMENTS, lambda keyed: statements(keyed, work)) if adopted else []
    return [each for each in found if each.made.language == language]


def _stated(statement: Stated) -> dict[str, object]:
    made, place = statement.made, statement.made.place
    return {
        "submission": statement.submission,
        "parties": statement.by,
        "kind": made.nature,
        "version": made.version,
        "place": {"id": place.element, "eId": place.eid, "quote": place.quote} if place else None,
        "effective_on": statement.on,
        "text": made.text,
    }


def _translations(view: View, work: str, language: str) -> list[Translation]:
    """What is a translation of the draft, or what it is one of."""
    found = translations(view, work)
    return [each for each in found if language in (each.language, each.original)]


def _documents(view: View, work: str, language: str) -> dict[str, list[SymbolGiven]]:
    """What bears the symbols of the draft and those that belong together with them, by document."""
    given = [one for same in view.symbols().given.values() for one in same]
    return {
        document: [one for _, one in members]
        for document, members in grouped((one.symbol, one) for one in given).items()
        if any((one.work, one.language) == (work, language) for _, one in members)
    }


def _together(document: str, members: list[SymbolGiven]) -> str:
    bearers: dict[str, list[str]] = {}
    for one in members:
        annex = f", annex {one.annex}" if one.annex else ""
        bearers.setdefault(one.symbol, []).append(f"{one.work}/{one.language}@{one.number}{annex}")
    said = ", ".join(f"{symbol} ({'; '.join(which)})" for symbol, which in bearers.items())
    return f"{document} belong together: {said}"


def _document(document: str, members: list[SymbolGiven]) -> dict[str, object]:
    return {
        "document": document,
        "members": [
            {
                "symbol": one.symbol,
                "work": one.work,
                "language": one.language,
                "version": one.number,
                "annex": one.annex,
            }
            for one in members
        ],
    }


def status(version: VersionIssued, adopted: int | None) -> str:
    """`adopted`, `published` (after an editing mandate), `corrigendum` or `issued`; `adopted` is
    the number of the version adopted."""
    if version.corrects is not None:
        return "corrigendum"
    if adopted == version.number:
        return "adopted"
    return "published" if adopted and adopted < version.number else "issued"


def _version(act: Act) -> VersionIssued:
    assert isinstance(act.event, VersionIssued)
    return act.event


def _json(act: Act, adopted: int | None) -> dict[str, object]:
    version = _version(act)
    return {
        "number": version.number,
        "label": version.label,
        "symbol": version.symbol,
        "effective_on": act.effective_on,
        "recorded_at": act.recorded_at,
        "step": act.step,
        "digest": version.digest,
        "status": status(version, adopted),
        "annex": version.annex,
        "corrects": version.corrects,
        "answers": version.answers,
    }
