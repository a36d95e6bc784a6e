"""`travaux corrigendum`: what was adopted, corrected in a version of its own."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import click

from cli.commands.checkin import NATURES
from cli.session import Acting, acting, opened, read_file
from engine.events import VersionIssued
from engine.events.draft import Nature
from engine.point import parse


@click.command()
@click.argument("work", metavar="WORK[/LANG]")
@click.argument(
    "files", metavar="FILE...", type=click.Path(path_type=Path), nargs=-1, required=True
)
@click.option("-m", "--message", metavar="WHY", required=True, help="What was wrong.")
@click.option("--label", metavar="LABEL", help="Else corrigendum 1, 2, ...")
@click.option("--symbol", metavar="SYMBOL", help="Such as CCM/CONF/2021/6/Corr.1.")
@click.option(
    "--lang", "languages", multiple=True, metavar="LANG", help="A language that it is for."
)
@click.option(
    "--nature",
    type=click.Choice(NATURES),
    default="editorial",
    show_default=True,
    help="What kind of edit it is.",
)
@acting
def command(
    work: str,
    files: tuple[Path, ...],
    message: str,
    label: str | None,
    symbol: str | None,
    languages: tuple[str, ...],
    nature: str,
    acts: Acting,
) -> None:
    """Correct what was adopted: an edit and a new version in one act.

    Each FILE is a checkout with the corrections in it, one for each language that the corrigendum
    is for; --lang says which these are. The adopted version stays what it was.

    \b
    travaux corrigendum lap lap.txt -m "Paragraph 12 names the wrong article"
    travaux corrigendum lap eng.txt fra.txt -m "The year" --lang eng --lang fra
    """
    from cli.reading import checked_out
    from engine.acts.amendment import File, correct_all

    reference = parse(work)
    if reference.point:
        raise click.UsageError(f"{work} names a point; a corrigendum corrects the text as it is")
    if reference.language:
        languages = tuple(dict.fromkeys((reference.language, *languages)))
    returned = [File(read_file(file), str(file)) for file in files]
    with opened(acts.store) as (_, application):
        entries = correct_all(
            application,
            reference.work,
            returned,
            acts.who(application),
            reason=message,
            nature=cast(Nature, nature),
            label=label,
            symbol=symbol,
            languages=languages,
            checked_out=checked_out,
        )
        for entry in entries:
            version = entry.record.event
            assert isinstance(version, VersionIssued)
            click.echo(
                f"Issued version {version.number} of {entry.stream.removeprefix('draft/')}: "
                f"{version.label}, correcting version {version.corrects}, "
                f"digest {version.digest[:12]}"
            )
