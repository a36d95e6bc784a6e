"""`travaux adopt`: the body adopts the last issued version."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import click

from cli.session import Acting, acting, opened, read_file
from engine.events.draft import How
from engine.point import parse

HOW = ("consensus", "unanimity", "acclamation", "without-vote", "vote")
LABEL = "as orally amended"


@click.command()
@click.argument("ref", metavar="WORK[/LANG][@VERSION]")
@click.option("--how", type=click.Choice(HOW), help="How the body adopted it.")
@click.option("--in-favour", type=int, metavar="N", help="With --how vote: votes in favour.")
@click.option("--against", type=int, metavar="N", help="With --how vote: votes against.")
@click.option("--abstaining", type=int, metavar="N", help="With --how vote: abstentions.")
@click.option(
    "--as-orally-amended",
    "amended",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="A checkout of that version with what was amended in the room.",
)
@click.option("-m", "--message", metavar="WHY", help="Who amended it orally, and why.")
@click.option("--label", metavar="LABEL", help=f"Of the version as orally amended; else {LABEL!r}.")
@click.option("--ad-referendum", is_flag=True, help="Subject to confirmation by the capitals.")
@click.option("--editing-mandate", metavar="TEXT", help="What may be edited until publication.")
@click.option("--annex-of", metavar="SYMBOL", help="The document that holds it, as a report does.")
@click.option("--annex", metavar="II", help="Which annex of that document it is.")
@acting
def command(
    ref: str,
    how: str | None,
    in_favour: int | None,
    against: int | None,
    abstaining: int | None,
    amended: Path | None,
    message: str | None,
    label: str | None,
    ad_referendum: bool,
    editing_mandate: str | None,
    annex_of: str | None,
    annex: str | None,
    acts: Acting,
) -> None:
    """The body adopts the last issued version; the text is closed for good.

    Refuses if the draft has moved since that version was issued, unless the oral amendments come
    with the adoption, as a checkout of that version with the amendments in it. Name the body with
    --for. One language is adopted at a time; what was adopted stays what it was.

    Under an editing mandate, editorial edits are still accepted, until travaux issue publishes
    the text under a symbol.

    \b
    travaux adopt lap@3 --as isu --for conference --on 2021-09-21 --how unanimity
    travaux adopt pd --for conference --how vote --in-favour 60 --against 2 \\
      --abstaining 9
    travaux adopt rd@2 --for conference --as-orally-amended rd.txt \\
      -m "From the floor"
    travaux adopt lap@3 --for conference --annex-of CCM/CONF/2021/6 --annex II
    """
    from engine.decisions.version import Terms

    reference = parse(ref)
    amend = None
    if amended is not None:
        if not message:
            raise click.UsageError("say who amended it orally, and why, with -m")
        from cli.reading import checked_out
        from engine.acts.amendment import File, orally

        file = File(read_file(amended), str(amended))
        amend = orally(file, reason=message, label=label or LABEL, checked_out=checked_out)
    elif message or label:
        raise click.UsageError("-m and --label are for a text --as-orally-amended FILE")
    terms = Terms(
        how=cast("How | None", how),
        in_favour=in_favour,
        against=against,
        abstaining=abstaining,
        ad_referendum=ad_referendum,
        editing_mandate=editing_mandate,
        annex_of=annex_of,
        annex=annex,
    )
    with opened(acts.store) as (_, application):
        adopted = application.adopt(reference, acts.who(application), terms, amend)
        amending = f" as orally amended (version {adopted.orally_amended} lay before it)"
        closed = "it is open to editorial edits" if editing_mandate else "its text is closed"
        click.echo(
            f"Adopted version {adopted.version} of {reference.work}"
            f"{amending if amend else ''}, digest {adopted.digest[:12]}; {closed}"
        )
