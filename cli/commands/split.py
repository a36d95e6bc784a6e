"""`travaux split`: a milestone will be in parts."""

from __future__ import annotations

import click

from cli.session import Acting, acting, opened


@click.command()
@click.argument("id", metavar="MILESTONE")
@click.argument("parts", metavar="ID=WHEN...", nargs=-1, required=True)
@click.option("-m", "--message", metavar="WHY", required=True, help="Why it is split.")
@acting
def command(id: str, parts: tuple[str, ...], message: str, acts: Acting) -> None:
    """Split a milestone into parts, each a milestone of its own.

    \b
    travaux split conference part-1="25-27 November 2020" \\
      part-2="4-5 February 2021" -m "The first part can only be virtual"
    """
    read = [tuple(part.partition("=")[::2]) for part in parts]
    if not all(name and when for name, when in read):
        raise click.UsageError('write each part as ID=WHEN, such as part-1="25-27 November 2020"')
    from engine.acts.scheduling import split

    with opened(acts.store) as (_, application):
        made = split(
            application,
            id,
            [(name, when) for name, when in read],
            acts.who(application),
            reason=message,
        )
        click.echo(f"{id} is split into {' and '.join(made.parts)}")
