"""`travaux compile`: the draft with what was said about it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import cast, get_args

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


@click.command("compile")
@click.argument("work", metavar="WORK[/LANG]")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="The file; else the screen.")
@click.option(
    "--format",
    "format_",
    type=click.Choice(("markup", "markdown", "akn")),
    default="markup",
    show_default=True,
    help="Text markup of Akoma Ntoso, Markdown, or Akoma Ntoso (an amendmentList).",
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
    text any more last. As markup the comments are editorial remarks; as Akoma Ntoso it is an
    amendmentList, with each comment a document of its own.

    \b
    travaux compile lap -o lap-compilation.txt
    travaux compile lap --format markdown --open
    travaux compile lap --format akn -o lap-compilation.xml
    travaux compile rd --access presidency --format markdown \\
      -o for-the-president.md
    """
    from cli.comments import Asked, chosen, joined
    from cli.dossiers import as_akn
    from exporters.compilation import markdown, markup
    from projections.compilation import compilation

    reference = parse(work)
    if reference.point:
        raise click.UsageError(f"{work} names a point; the draft is compiled as it stands")
    export = markup.export if format_ == "markup" else markdown.export
    with viewed_beside(store) as (view, private):
        language = view.language_of(reference)
        asked = Asked(
            reference=Reference(reference.work, None, None),
            only_open=only_open,
            version=version,
            access=cast(Access, access),
            as_of=as_of,
        )
        found = joined(chosen(view, asked), private)
        compiled = compilation(view, reference.work, language, found.comments, found.withheld)
        if format_ == "akn":
            content = as_akn(view, compiled, access)
        else:
            content = export(compiled, view.process().parties)
    if output is None:
        write_bytes(content)
        return
    write_file(output, content, force=force)
    click.echo(
        f"Wrote {reference.work}/{language}@s{compiled.step} with {len(compiled.comments())} "
        f"comments to {output}"
    )
