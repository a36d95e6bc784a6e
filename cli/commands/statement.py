"""`travaux statement`: how a party understands an adopted text."""

from __future__ import annotations

from pathlib import Path
from typing import cast, get_args

import click

from cli.session import Acting, acting, opened, read_file
from engine.events.submission import StatementNature


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.argument("stated_on", metavar="[WORK[/LANG]] [PLACE]", nargs=-1)
@click.option(
    "--kind",
    "--nature",
    type=click.Choice(get_args(StatementNature)),
    metavar="KIND",
    required=True,
    help=f"What it is: {', '.join(get_args(StatementNature))}.",
)
@click.option("--quote", metavar="WORDS", help="The words of the place that it is about.")
@click.option("--at-meeting", metavar="MILESTONE", help="The meeting in which it was made.")
@acting
def command(
    file: Path,
    stated_on: tuple[str, ...],
    kind: str,
    quote: str | None,
    at_meeting: str | None,
    acts: Acting,
) -> None:
    """Keep a statement with the adopted text: a position explained, a reservation, and the like.

    FILE holds it as plain text. It is on the only work that is adopted, if none is named, and on
    the whole text without a PLACE. It needs no answer and never changes the text; `travaux
    versions` lists it.

    \b
    travaux statement explanation.txt --for state-party-a \\
      --kind explanation-of-position
    travaux statement reservation.txt pd 4 --for state-party-b --kind reservation
    """
    from engine.acts.statement import state
    from engine.readers.decoding import decode

    if len(stated_on) > 2:
        raise click.UsageError(f"after {file} come a work and a place; {len(stated_on)} were given")
    text = decode(read_file(file), where=str(file))
    with opened(acts.store) as (_, application):
        made = state(
            application,
            stated_on,
            acts.who(application),
            nature=cast(StatementNature, kind),
            text=text,
            quote=quote,
            meeting=at_meeting,
        )
        place = f", {made.place.eid or made.place.element}" if made.place else ""
        click.echo(f"Kept with {made.work}/{made.language}@{made.version}{place}: {made.nature}")
