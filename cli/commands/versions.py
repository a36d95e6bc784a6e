"""`travaux versions`: what was issued."""

from __future__ import annotations

import click

from cli.session import console, json_option, known_on_option, store_option, viewed, write_json
from engine.chronicle import Act
from engine.events import Adopted, VersionIssued
from engine.point import parse, slug


@click.command()
@click.argument("work", metavar="WORK[/LANG]")
@json_option
@store_option
@known_on_option
def command(work: str, as_json: bool, store: str | None) -> None:
    """List the versions of a work.

    \b
    travaux versions lap
    travaux versions lap --json
    """
    reference = parse(work)
    with viewed(store) as view:
        language = view.language_of(reference)
        upto = view.step(reference, language)
        acts = [act for act in view.acts(reference.work, language) if act.step <= upto]
    issued = [act for act in acts if isinstance(act.event, VersionIssued)]
    adopted = {act.event.version for act in acts if isinstance(act.event, Adopted)}
    if as_json:
        versions = [_json(act, adopted) for act in issued]
        write_json({"work": reference.work, "language": language, "versions": versions})
        return
    if not issued:
        click.echo(f"No version of {reference.work}/{language} has been issued yet.")
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
            status(version, adopted),
            f"s{act.step}",
        )
    console().print(table)


def status(version: VersionIssued, adopted: set[int]) -> str:
    """`adopted` or `issued`."""
    return "adopted" if version.number in adopted else "issued"


def _version(act: Act) -> VersionIssued:
    assert isinstance(act.event, VersionIssued)
    return act.event


def _json(act: Act, adopted: set[int]) -> dict[str, object]:
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
    }
