"""`travaux issue`: a version frozen."""

from __future__ import annotations

from typing import cast

import click

from cli.session import Acting, acting, names, opened
from engine.events.draft import Distribution, VersionNature
from engine.point import parse, slug

NATURES = ("informal", "advance-unedited", "official")
DISTRIBUTIONS = ("general", "limited", "restricted")


@click.command()
@click.argument("work", metavar="WORK[/LANG]")
@click.argument("label", metavar="LABEL")
@click.option("--symbol", help="Its document symbol, such as CCM/CONF/2020/5.")
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
    symbol: str | None,
    nature: str,
    distribution: str,
    original_language: str | None,
    fulfils: tuple[str, ...],
    annex: str | None,
    acts: Acting,
) -> None:
    """Freeze the draft as its next version.

    A symbol is one work's; where a document such as a report holds several, --annex says which
    is which. A text adopted under an editing mandate is published by issuing it under a symbol,
    which ends the mandate.

    \b
    travaux issue lap "first draft"
    travaux issue lap "draft decision" --symbol CCM/CONF/2021/2 --nature official
    travaux issue lap "as published" --symbol CCM/CONF/2021/6 --annex II \\
      --nature official
    """
    reference = parse(work)
    if reference.point:
        raise click.UsageError(f"{work} names a point; the draft is issued as it stands")
    with opened(acts.store) as (_, application):
        version = application.issue(
            reference,
            label,
            acts.who(application),
            symbol=symbol,
            nature=cast(VersionNature, nature),
            distribution=cast(Distribution, distribution),
            original_language=original_language,
            fulfils=names(fulfils),
            annex=annex,
        )
        click.echo(
            f"Issued version {version.number} of {reference.work}: {version.label} "
            f"(@{version.number}, @{slug(version.label)}), digest {version.digest[:12]}"
        )
