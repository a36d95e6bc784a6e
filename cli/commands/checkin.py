"""`travaux checkin`: what changed in a checkout, recorded as one edit."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from cli.session import Acting, acting, opened, read_file
from engine.events.draft import Nature
from engine.point import parse

if TYPE_CHECKING:
    from engine.view import View
    from projections.translations import Translation

NATURES = ("substantive", "editorial", "linguistic", "technical")


@click.command()
@click.argument("work", metavar="WORK[/LANG]")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("-m", "--message", metavar="WHY", required=True, help="Why it changed.")
@click.option(
    "--nature",
    type=click.Choice(NATURES),
    default="substantive",
    show_default=True,
    help="What kind of edit it is.",
)
@click.option("--answers", multiple=True, metavar="COMMENT", help="A comment that it answers.")
@click.option("--base", metavar="REV", help="The text checked out, if the first line is gone.")
@click.option("--rebase", is_flag=True, help="Merge with what came to the draft since.")
@click.option(
    "--translates", metavar="REV", help="The version of the original that it brings this up to."
)
@acting
def command(
    work: str,
    file: Path,
    message: str,
    nature: str,
    answers: tuple[str, ...],
    base: str | None,
    rebase: bool,
    translates: str | None,
    acts: Acting,
) -> None:
    """Record what changed in a checkout as one edit (alias: commit).

    Takes back markup and Akoma Ntoso alike: compares the file with what was checked out. Refuses
    if the draft has moved on since; nothing is overwritten. With --rebase the two are merged,
    element by element and word by word; where both changed the same words nothing is recorded,
    and the three texts are shown and written to a file beside FILE.

    An adopted text is closed; under an editing mandate it takes editorial edits until it is
    published.

    \b
    travaux checkin lap lap.txt -m "Paragraph 4 asks for two States a year"
    travaux checkin lap lap.txt -m "Typing errors" --nature editorial
    travaux checkin lap lap.txt -m "Paragraph 4" --rebase
    travaux checkin lap/fra lap-fra.txt -m "Translated" --translates lap/eng@2
    """
    from cli.reading import checked_out
    from engine.acts.checkin import check_in
    from engine.comparison.merge import Clashing

    returned = read_file(file)
    with opened(acts.store) as (_, application):
        before = _before(application.view(), work) if translates else None
        try:
            done = check_in(
                application,
                parse(work),
                returned,
                acts.who(application),
                reason=message,
                nature=cast(Nature, nature),
                where=str(file),
                base=parse(base) if base else None,
                answers=answers,
                checked_out=checked_out,
                rebase=rebase,
                translates=parse(translates) if translates else None,
            )
        except Clashing as clashing:
            from cli.clash import report

            raise report(clashing, file) from None
        entries = done.entries
        for note in done.notes:
            click.echo(f"Note: {file}: {note}", err=True)
        if not entries:
            click.echo("Nothing changed; nothing recorded.")
            return
        from cli.sentences import summary

        first = entries[0]
        draft = first.stream.removeprefix("draft/")
        click.echo(f"Recorded s{first.step} of {draft}: {summary(entries)}")
        if translates:
            from cli.translations import sentence, translated, untouched

            name, language = draft.split("/")
            found = translated(application.view(), name, language)
            assert found
            click.echo(f"{sentence(name, found)}; travaux align {draft} lists its elements")
            if before and before.original == found.original and before.last == found.translates:
                for said in untouched(application.view(), name, language, before, entries):
                    click.echo(f"Note: {said}", err=True)


def _before(view: View, work: str) -> Translation | None:
    """What a draft translates before it is edited; None where it is not said to translate."""
    from cli.translations import translated

    reference = parse(work)
    return translated(view, reference.work, view.language_of(reference))
