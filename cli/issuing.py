"""What a version is issued as, for the commands that issue one: its options, and what is said."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, TypedDict, TypeVar, cast, get_args

import click

from cli.session import names
from engine.events import VersionIssued
from engine.events.draft import Distribution, VersionNature
from engine.point import Reference, parse, slug

R = TypeVar("R")


class Issuing(TypedDict):
    """The options, as `Application.issue` and `consolidate` take them."""

    symbol: str | None
    nature: VersionNature
    distribution: Distribution
    original_language: str | None
    fulfils: tuple[str, ...]
    annex: str | None


def issuing(command: Callable[..., R]) -> Callable[..., R]:
    """The options of a version; the function gets them as one `terms` argument."""

    @click.option("--symbol", help="Its document symbol, such as CCM/CONF/2020/5/Rev.1.")
    @click.option(
        "--nature",
        type=click.Choice(get_args(VersionNature)),
        default="informal",
        show_default=True,
        help="How official it is.",
    )
    @click.option(
        "--distribution",
        type=click.Choice(get_args(Distribution)),
        default="general",
        show_default=True,
        help="How widely it may be handed on.",
    )
    @click.option("--original-language", metavar="LANG", help="Else the draft's.")
    @click.option(
        "--fulfils", metavar="MILESTONE", multiple=True, help="Of the timetable; repeatable."
    )
    @click.option(
        "--annex", metavar="II", help="Which annex of the document with that symbol it is."
    )
    @functools.wraps(command)
    def wrapper(
        *args: Any,
        symbol: str | None,
        nature: str,
        distribution: str,
        original_language: str | None,
        fulfils: tuple[str, ...],
        annex: str | None,
        **kwargs: Any,
    ) -> R:
        terms = Issuing(
            symbol=symbol,
            nature=cast(VersionNature, nature),
            distribution=cast(Distribution, distribution),
            original_language=original_language,
            fulfils=names(fulfils),
            annex=annex,
        )
        return command(*args, terms=terms, **kwargs)

    return wrapper


def draft_of(work: str, done: str) -> Reference:
    """The draft that is issued as it stands; wrong usage where a point of it is named."""
    reference = parse(work)
    if reference.point:
        raise click.UsageError(f"{work} names a point; the draft is {done} as it stands")
    return reference


def tell(reference: Reference, version: VersionIssued) -> None:
    """Say what was issued."""
    click.echo(
        f"Issued version {version.number} of {reference.work}: {version.label} "
        f"(@{version.number}, @{slug(version.label)}), digest {version.digest[:12]}"
    )
