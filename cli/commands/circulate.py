"""`travaux circulate`: versions and papers are sent to those they are for."""

from __future__ import annotations

import click

from cli.conduct import sent
from cli.session import Acting, acting, names, opened
from engine.point import parse


@click.command()
@click.argument("texts", metavar="WORK[@V][=NAME]...", nargs=-1, required=True)
@click.option(
    "--to", "to", metavar="PARTY|ROLE", multiple=True, required=True, help="To whom; repeatable."
)
@click.option("--fulfils", metavar="MILESTONE", multiple=True, help="Of the timetable; repeatable.")
@click.option("--title", metavar="NAME", help="The name under which one text goes out.")
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
    role means every party that has it. A text may go out under another name than its own, and
    under several: WORK@V=NAME, or --title where it is one.

    \b
    travaux circulate rd@pre-draft --to state-party --to observer \\
      --fulfils pre-draft
    travaux circulate lap@1 elements --to state-party --fulfils documents-2 \\
      --on 2020-08-07
    travaux circulate rd@2="Informal draft" elements="Elements paper" \\
      --to state-party,observer
    """
    if title and len(texts) > 1:
        raise click.UsageError("--title names one text; name each of several as WORK@V=NAME")
    from engine.acts.circulation import Sending, circulate

    package = []
    for text in texts:
        named, sign, name = text.partition("=")
        if sign and (title or not name.strip()):
            why = "--title names it too" if title else "gives no name"
            raise click.UsageError(f"{text!r}: {why}; write WORK@V=NAME")
        package.append(Sending(parse(named), name.strip() or title))

    with opened(acts.store) as (_, application):
        made = circulate(
            application,
            package,
            names(to),
            acts.who(application),
            fulfils=names(fulfils),
            when=when,
            message=message,
        )
        click.echo(f"Circulated {', '.join(map(sent, made.sent))} to {', '.join(made.to)}")
