"""`travaux consolidate`: the next version, which answers the comments on the last one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import get_args

import click

from cli.issuing import Issuing, draft_of, issuing, tell
from cli.session import Acting, acting, console, opened
from engine.events.submission import Outcome


@click.command()
@click.argument("work", metavar="WORK[/LANG]")
@click.argument("label", metavar="LABEL")
@click.option("--defer-open", metavar="WHY", help="Answer what is open as deferred, and say why.")
@issuing
@acting
def command(work: str, label: str, defer_open: str | None, terms: Issuing, acts: Acting) -> None:
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
    reference = draft_of(work, "consolidated")
    from engine.acts.consolidating import consolidate

    with opened(acts.store) as (_, application):
        who = acts.who(application)
        done = consolidate(application, reference, label, who, defer_open=defer_open, **terms)
        tell(reference, done.version)
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
