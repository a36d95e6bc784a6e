"""`travaux versions`: what was issued."""

from __future__ import annotations

import click

from cli.reading import expression_at
from cli.session import console, json_option, store_option, viewed, write_json
from engine.events import VersionIssued
from engine.point import slug
from projections.versions import Act, Expression


@click.command()
@click.argument("work", metavar="WORK[/LANG]")
@json_option
@store_option
def command(work: str, as_json: bool, store: str | None) -> None:
    """List the versions of a work.

    \b
    travaux versions lap
    travaux versions lap --json
    """
    with viewed(store) as view:
        found = expression_at(view, work)
    issued = found.issued()
    if as_json:
        versions = [_json(found, act) for act in issued]
        write_json({"work": found.work, "language": found.language, "versions": versions})
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


def status(found: Expression, version: VersionIssued) -> str:
    """`adopted` or `issued`."""
    adopted = found.draft.adopted
    return "adopted" if adopted and adopted.version == version.number else "issued"


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
    }
