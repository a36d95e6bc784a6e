"""`travaux circulate`: versions and papers are sent to those they are for."""

from __future__ import annotations

import click

from cli.session import Acting, acting, names, opened
from engine.point import parse


@click.command()
@click.argument("texts", metavar="WORK[@V]...", nargs=-1, required=True)
@click.option(
    "--to", "to", metavar="PARTY|ROLE", multiple=True, required=True, help="To whom; repeatable."
)
@click.option("--fulfils", metavar="MILESTONE", multiple=True, help="Of the timetable; repeatable.")
@click.option("--title", metavar="TEXT", help="The name under which it goes out, if another.")
@click.option("--when", metavar="PHRASE", help="Where the day is not sure: 'by 8 June 2020'.")
@click.option("-m", "--message", metavar="TEXT", help="What is said with it.")
@acting
def command(
    texts: tuple[str, ...],
    to: tuple[str, ...],
    fulfils: tuple[str, ...],
    title: str | None,
    when: str | None,
    message: str | None,
    acts: Acting,
) -> None:
    """Send issued versions and papers, as one package.

    Without a point the last version goes out; a paper of which none was issued, as it stands. A
    role means every party that has it.

    \b
    travaux circulate rd@pre-draft --to state-party --to observer --fulfils pre-draft
    travaux circulate lap@1 elements --to state-party --fulfils documents-2 --on 2020-08-07
    """
    if title and len(texts) > 1:
        raise click.UsageError("--title names one text; circulate several under their own names")
    from engine.circulation import Sending, circulate

    with opened(acts.store) as (_, application):
        made = circulate(
            application,
            [Sending(parse(text), title) for text in texts],
            names(to),
            acts.who(application),
            fulfils=names(fulfils),
            when=when,
            message=message,
        )
        sent = ", ".join(
            f"{s.work}/{s.language}@{s.version if s.version else f's{s.step}'}" for s in made.sent
        )
        click.echo(f"Circulated {sent} to {', '.join(made.to)}")
