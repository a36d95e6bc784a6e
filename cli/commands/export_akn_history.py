"""`travaux export akn-history`: the whole drafting history of a work."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import cast, get_args

import click

from cli.session import (
    Day,
    known_on_option,
    refuse_existing,
    store_option,
    viewed_beside,
    write_bytes,
    write_file,
)
from engine.errors import Refused
from engine.events.submission import Access


@click.command("akn-history")
@click.argument("work", metavar="WORK")
@click.option(
    "-o",
    "--output",
    metavar="FILE|FOLDER/",
    help="One file; or, with a / at its end, a folder of files. Else one file on the screen.",
)
@click.option(
    "--access",
    type=click.Choice(get_args(Access)),
    default="public",
    show_default=True,
    help="For whom the comments are.",
)
@click.option("--as-of", type=Day(), help="What is past by then; else by the last record.")
@click.option("--force", is_flag=True, help="Write over what is there.")
@store_option
@known_on_option
def akn_history(
    work: str,
    output: str | None,
    access: str,
    as_of: date | None,
    force: bool,
    store: str | None,
) -> None:
    """The drafting history of a work as one Akoma Ntoso collection.

    Every version issued, in every language, the corrigenda, the parties' written proposals,
    comments and statements, with all that was done, when and by whom. As one file, or as a folder
    in which each file lies where its name says, so that what one says of another is found.

    \b
    travaux export akn-history lap -o lap-history.xml
    travaux export akn-history lap -o lap-history/
    """
    from cli.dossiers import history_of
    from exporters.akn.collection import folder, one_file

    with viewed_beside(store) as (view, private):
        found = history_of(view, private, work, cast("Access", access), as_of)
    if output is None:
        write_bytes(one_file(found))
        return
    if not output.endswith("/"):
        write_file(Path(output), one_file(found), force=force)
        click.echo(f"Wrote the history of {work}, {len(found.pieces)} documents, to {output}")
        return
    made = folder(found)
    for name in made:
        if ".." in Path(name).parts or Path(name).is_absolute():
            raise Refused(f"the name /{name} leads out of the folder {output}")
    files = {Path(output) / name: content for name, content in made.items()}
    for path in files:
        refuse_existing(path, force=force)
    for path, content in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        write_file(path, content, force=force)
    click.echo(f"Wrote the history of {work}, {len(files)} files, to {output}")
    click.echo(f"It begins with {output}{found.path}")
