"""`travaux consolidate`: the next version, which answers the comments on the last one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast, get_args

import click

from cli.commands.issue import DISTRIBUTIONS, NATURES
from cli.session import Acting, acting, console, names, opened
from engine.events.draft import Distribution, VersionNature
from engine.events.submission import Outcome
from engine.point import parse, slug


@click.command()
@click.argument("work", metavar="WORK[/LANG]")
@click.argument("label", metavar="LABEL")
@click.option("--defer-open", metavar="WHY", help="Answer what is open as deferred, and say why.")
@click.option("--symbol", help="Its document symbol, such as CCM/CONF/2020/5/Rev.1.")
@click.option(
    "--nature",
    type=click.Choice(NATURES),
    default="informal",
    show_default=True,
    help="How official it is.",
)
@click.option(
    "--distribution",
    type=click.Choice(DISTRIBUTIONS),
    default="general",
    show_default=True,
    help="How widely it may be handed on.",
)
@click.option("--original-language", metavar="LANG", help="Else the draft's.")
@click.option("--fulfils", metavar="MILESTONE", multiple=True, help="Of the timetable; repeatable.")
@click.option("--annex", metavar="II", help="Which annex of the document with that symbol it is.")
@acting
def command(
    work: str,
    label: str,
    defer_open: str | None,
    symbol: str | None,
    nature: str,
    distribution: str,
    original_language: str | None,
    fulfils: tuple[str, ...],
    annex: str | None,
    acts: Acting,
) -> None:
    """Issue the next version, with the answers to the comments on the one before.

    Refuses while a comment on the draft is open, in its language or from before it had a text;
    --defer-open answers those that are as deferred, in the same act. The version records which
    comments it answers; how they were disposed of is told, in all and by party. A comment that
    comes while it is decided is not overlooked.

    \b
    travaux consolidate lap "consolidated version"
    travaux consolidate rd "consolidated version" \\
      --defer-open "For the meeting in September"
    """
    reference = parse(work)
    if reference.point:
        raise click.UsageError(f"{work} names a point; the draft is consolidated as it stands")
    from engine.acts.consolidating import consolidate

    with opened(acts.store) as (_, application):
        done = consolidate(
            application,
            reference,
            label,
            acts.who(application),
            defer_open=defer_open,
            symbol=symbol,
            nature=cast(VersionNature, nature),
            distribution=cast(Distribution, distribution),
            original_language=original_language,
            fulfils=names(fulfils),
            annex=annex,
        )
        version = done.version
        click.echo(
            f"Issued version {version.number} of {reference.work}: {version.label} "
            f"(@{version.number}, @{slug(version.label)}), digest {version.digest[:12]}"
        )
        if not done.comments:
            click.echo("There were no comments on it to answer.")
            return
        count = len(done.comments)
        click.echo(f"It answers {count} comment{'s' * (count > 1)}: {counted(done.outcomes())}")
        _print_parties(done.parties())


def counted(outcomes: Mapping[Outcome, int]) -> str:
    """So many accepted, partly, rejected, noted, deferred; none of what there is none of."""
    return ", ".join(f"{n} {way}" for way in get_args(Outcome) if (n := outcomes.get(way, 0)))


def _print_parties(parties: Mapping[str, Mapping[Outcome, int]]) -> None:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("by party", overflow="fold")
    for way in get_args(Outcome):
        table.add_column(way, justify="right", no_wrap=True)
    for party, outcomes in parties.items():
        counts = (str(outcomes.get(way, 0) or "") for way in get_args(Outcome))
        table.add_row(party or "not identified", *counts)
    console().print(table)
