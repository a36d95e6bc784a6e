"""`travaux versions`: what was issued."""

from __future__ import annotations

import click

from cli.reading import expression_at
from cli.session import console, json_option, store_option, viewed, write_json
from cli.translations import as_json as translation_json
from cli.translations import sentence, translations
from engine.events import VersionIssued
from engine.point import slug
from engine.symbol import grouped
from projections.versions import Act, Expression


@click.command()
@click.argument("work", metavar="WORK[/LANG]")
@json_option
@store_option
def command(work: str, as_json: bool, store: str | None) -> None:
    """List the versions of a work.

    Says which document symbols belong together, and of each translation which version it
    translates and in which paragraphs it is behind.

    \b
    travaux versions lap
    travaux versions lap --json
    """
    with viewed(store) as view:
        found = expression_at(view, work)
        translated = [
            each
            for each in translations(view, found.work)
            if found.language in (each.language, each.original)
        ]
    issued = found.issued()
    if as_json:
        versions = [_json(found, act) for act in issued]
        write_json(
            {
                "work": found.work,
                "language": found.language,
                "versions": versions,
                "documents": _documents(found),
                "translations": [translation_json(each) for each in translated],
            }
        )
        return
    if not issued:
        click.echo(f"No version of {found.work}/{found.language} has been issued yet.")
        return
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("", justify="right", no_wrap=True)
    table.add_column("label", overflow="fold")
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
            version.symbol or "",
            act.effective_on.isoformat(),
            ", ".join(act.by),
            status(found, version),
            f"s{act.step}",
        )
    console().print(table)
    for document, numbers in _documents(found).items():
        if len(numbers) > 1:
            members = ", ".join(f"{symbol} (@{number})" for symbol, number in numbers.items())
            click.echo(f"{document} belong together: {members}")
    for each in translated:
        click.echo(sentence(found.work, each))


def _documents(found: Expression) -> dict[str, dict[str, int]]:
    """The numbers of the versions that bear a symbol, by document and symbol."""
    bearing = [(v.symbol, v.number) for v in map(_version, found.issued()) if v.symbol]
    return {
        document: {str(symbol): number for symbol, number in members}
        for document, members in grouped(bearing).items()
    }


def status(found: Expression, version: VersionIssued) -> str:
    """`adopted`, `published` (after an editing mandate), `corrigendum` or `issued`."""
    adopted = found.draft.adopted
    if version.corrects is not None:
        return "corrigendum"
    if adopted and adopted.version == version.number:
        return "adopted"
    return "published" if adopted and adopted.version < version.number else "issued"


def _version(act: Act) -> VersionIssued:
    assert isinstance(act.event, VersionIssued)
    return act.event


def _json(found: Expression, act: Act) -> dict[str, object]:
    version = _version(act)
    return {
        "number": version.number,
        "label": version.label,
        "symbol": version.symbol,
        "effective_on": act.effective_on,
        "recorded_at": act.recorded_at,
        "step": act.step,
        "digest": version.digest,
        "status": status(found, version),
        "annex": version.annex,
        "corrects": version.corrects,
    }
