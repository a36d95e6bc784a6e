"""`travaux silence`: a proposal passes unless somebody objects."""

from __future__ import annotations

import click

from cli.session import Acting, acting, names, opened


@click.group()
def command() -> None:
    """Put a proposal under a silence procedure, extend it, break it."""


@command.command("open")
@click.argument("id", metavar="ID")
@click.option("--about", metavar="SUBJECT", required=True, help="What is proposed.")
@click.option(
    "--until", metavar="TIME", required=True, help="A day (its end), or a day and a time."
)
@click.option("--effect", metavar="TEXT", help="What holds once it has passed.")
@click.option("--to", "to", metavar="PARTY|ROLE", multiple=True, help="Put to whom; else to all.")
@click.option("--work", "works", metavar="WORK", multiple=True, help="On which works.")
@acting
def open_(
    id: str,
    about: str,
    until: str,
    effect: str | None,
    to: tuple[str, ...],
    works: tuple[str, ...],
    acts: Acting,
) -> None:
    """Open a silence procedure: it passes by itself at its time, unless a party breaks it.

    \b
    travaux silence open new-date --about "First Preparatory Meeting on 29 June" \\
      --until "2020-06-12 18:00" --to state-party
    """
    from engine.acts.silence import open_silence

    with opened(acts.store) as (_, application):
        made = open_silence(
            application,
            id,
            about,
            until,
            acts.who(application),
            effect=effect,
            to=names(to),
            works=names(works),
        )
        click.echo(f"{id} passes at {made.until.isoformat()}, unless it is broken")


@command.command()
@click.argument("id", metavar="ID")
@click.option(
    "--until", metavar="TIME", required=True, help="A day (its end), or a day and a time."
)
@click.option("-m", "--message", metavar="WHY", required=True, help="Why it goes on.")
@acting
def extend(id: str, until: str, message: str, acts: Acting) -> None:
    """Let a silence procedure go on for longer.

    \b
    travaux silence extend new-date --until 2020-06-15 \\
      -m "A delegation awaits instructions"
    """
    from engine.acts.silence import extend_silence

    with opened(acts.store) as (_, application):
        made = extend_silence(application, id, until, acts.who(application), reason=message)
        click.echo(f"{id} now passes at {made.until.isoformat()}, unless it is broken")


@command.command("break")
@click.argument("id", metavar="ID")
@click.option("-m", "--message", metavar="WHY", required=True, help="The objection.")
@acting
def break_(id: str, message: str, acts: Acting) -> None:
    """Object: the proposal goes back to consultation. Name the party with --for.

    \b
    travaux silence break new-date --as isu --for state-party-a \\
      -m "The date clashes"
    """
    from engine.acts.silence import break_silence

    with opened(acts.store) as (_, application):
        break_silence(application, id, acts.who(application), reason=message)
        click.echo(f"{id} is broken; what it was about goes back to consultation")
