"""`travaux compile`: the draft with what was said about it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, cast, get_args

import click

from cli.session import (
    Day,
    known_on_option,
    store_option,
    viewed_beside,
    write_bytes,
    write_file,
)
from engine.events.submission import Access
from engine.point import Reference, parse

if TYPE_CHECKING:
    from cli.comments import Asked
    from engine.private import Private
    from engine.view import View


@click.command("compile")
@click.argument("work", metavar="WORK[/LANG]")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="The file; else the screen.")
@click.option(
    "--format",
    "format_",
    type=click.Choice(("markup", "markdown", "akn")),
    default="markup",
    show_default=True,
    help="Text markup of Akoma Ntoso, Markdown, or Akoma Ntoso itself.",
)
@click.option("--open", "only_open", is_flag=True, help="Only comments that need an answer.")
@click.option("--version", type=int, metavar="N", help="Only comments on that version; 0: on none.")
@click.option(
    "--access",
    type=click.Choice(get_args(Access)),
    default="public",
    show_default=True,
    help="For whom it is; the others' comments are counted.",
)
@click.option("--as-of", type=Day(), help="The day, for embargoes; else that of the last record.")
@click.option("--force", is_flag=True, help="Write over a file that is there.")
@store_option
@known_on_option
def command(
    work: str,
    output: Path | None,
    format_: str,
    only_open: bool,
    version: int | None,
    access: str,
    as_of: date | None,
    force: bool,
    store: str | None,
) -> None:
    """Write the compilation text: the draft, and under each paragraph all that was said about it.

    Every comment and proposed wording stands under the paragraph where it is in the draft as it
    stands, with its party, its state and its answer; proposals for the same words say with which
    others they compete. Comments on the text as a whole come first, those on what is not in the
    text any more last. As markup the comments are editorial remarks; as Akoma Ntoso it is what
    travaux export akn --with-comments gives.

    \b
    travaux compile lap -o lap-compilation.txt
    travaux compile lap --format markdown --open
    travaux compile rd --access presidency --format markdown -o for-the-president.md
    """
    reference = parse(work)
    if reference.point:
        raise click.UsageError(f"{work} names a point; the draft is compiled as it stands")
    if format_ == "akn" and (only_open or version is not None):
        raise click.UsageError("as Akoma Ntoso it has all comments, without --open and --version")
    from cli.comments import Asked

    reading = cast(Access, access)
    with viewed_beside(store) as (view, private):
        reference = Reference(reference.work, view.language_of(reference), None)
        if format_ == "akn":
            content = _as_akn(view, reference, reading, as_of)
        else:
            asked = Asked(
                reference=Reference(reference.work, None, None),
                only_open=only_open,
                version=version,
                access=reading,
                as_of=as_of,
            )
            content = _compiled(view, private, reference, asked, format_)
    if output is None:
        write_bytes(content)
        return
    write_file(output, content, force=force)
    click.echo(f"Wrote the compilation of {reference.work}/{reference.language} to {output}")


def _compiled(
    view: View, private: Private, reference: Reference, asked: Asked, format_: str
) -> bytes:
    from cli.comments import chosen, joined
    from exporters.compilation import markdown, markup
    from projections.compilation import compilation

    assert reference.language
    found = joined(chosen(view, asked), private)
    compiled = compilation(view, reference.work, reference.language, found.comments, found.withheld)
    export = markup.export if format_ == "markup" else markdown.export
    return export(compiled, view.process().parties)


def _as_akn(view: View, reference: Reference, access: Access, as_of: date | None) -> bytes:
    from cli.dossiers import commented, dossier_of, warn_of_brackets
    from cli.reading import expression_at

    found = expression_at(view, f"{reference.work}/{reference.language}")
    warn_of_brackets(found)
    return commented(view, found, dossier_of(view, found, as_of), access, as_of)
