"""`travaux export contributions-svg`: whose words stand in each version, as a picture."""

from __future__ import annotations

from pathlib import Path

import click

from cli.session import known_on_option, store_option, viewed, write_bytes, write_file
from engine.errors import NotFound
from engine.point import parse


@click.command("contributions-svg")
@click.argument("work", metavar="WORK[/LANG]")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="The file; else the screen.")
@click.option("--force", is_flag=True, help="Write over a file that is there.")
@store_option
@known_on_option
def contributions_svg(work: str, output: Path | None, force: bool, store: str | None) -> None:
    """Whose words stand in each version of a text, as a picture for a report, in black and white.

    The parties with most words are named, the rest is "others"; the description in the file has
    the numbers of all.

    \b
    travaux export contributions-svg lap -o lap-contributions.svg
    travaux export contributions-svg rd/fra > rd.svg
    """
    from exporters.contributions_svg import Picture, export
    from projections.tally import tally

    reference = parse(work)
    if reference.point:
        raise click.UsageError(f"{work} names a point; all versions of {reference.work} are drawn")
    with viewed(store) as view:
        language = view.language_of(reference)
        process = view.process()
        found = tally(view, reference.work)
    draft = f"{reference.work}/{language}"
    if not any(version.name.startswith(f"{draft}@") for version in found.versions):
        raise NotFound(
            f"no version of {draft} has been issued yet",
            hint=f"travaux issue {draft} LABEL issues one.",
        )
    names = {id: party.name for id, party in process.parties.items()}
    title = process.documents[reference.work].title
    content = export(Picture(title, found, names, draft))
    if output is None:
        write_bytes(content)
        return
    write_file(output, content, force=force)
    click.echo(f"Wrote whose words stand in the versions of {draft} to {output}")
