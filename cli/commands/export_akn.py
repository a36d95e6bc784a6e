"""`travaux export akn`: a text, or what changed in it, as Akoma Ntoso."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, cast, get_args

import click

from cli.reading import expression_at
from cli.session import (
    Day,
    known_on_option,
    read_file,
    store_option,
    viewed_beside,
    write_bytes,
    write_file,
)
from engine.events.submission import Access

if TYPE_CHECKING:
    from engine.view import View
    from projections.dossier import Dossier
    from projections.versions import Expression


@click.command()
@click.argument("ref", metavar="REV")
@click.option("--since", metavar="REV", help="Marked with what changed since that text.")
@click.option("--corrigendum", is_flag=True, help="The corrigendum that led to it.")
@click.option("--with-comments", is_flag=True, help="With the comments on it and on earlier texts.")
@click.option(
    "--access",
    type=click.Choice(get_args(Access)),
    default="public",
    show_default=True,
    help="For whom the comments are.",
)
@click.option("-o", "--output", type=click.Path(path_type=Path), help="The file; else the screen.")
@click.option("--as-of", type=Day(), help="What is past by then; else by the last record.")
@click.option("--force", is_flag=True, help="Write over a file that is there.")
@store_option
@known_on_option
def akn(
    ref: str,
    since: str | None,
    corrigendum: bool,
    with_comments: bool,
    access: str,
    output: Path | None,
    as_of: date | None,
    force: bool,
    store: str | None,
) -> None:
    """Akoma Ntoso XML, valid against the strict OASIS schema.

    With the text goes its history, and the procedure up to where the text changed next. With
    --since it is a redline: what came and went, whose it was, and by which edits. With
    --with-comments it has the comments as notes, and a register of them; export strip takes them
    off again.

    \b
    travaux export akn lap@3 -o lap.xml
    travaux export akn cn/zho
    travaux export akn lap@3 --since lap@1 -o redline.xml
    travaux export akn lap@1 --with-comments -o lap-comments.xml
    travaux export akn lap@4 --corrigendum -o corrigendum.xml
    """
    from cli.dossiers import commented, dossier_of, warn_of_brackets
    from exporters.akn import export

    if bool(since) + with_comments + corrigendum > 1:
        raise click.UsageError("a file has one of --since, --with-comments and --corrigendum")
    with viewed_beside(store) as (view, private):
        found = expression_at(view, ref, with_adoption=True)
        around = dossier_of(view, found, as_of)
        if since:
            content = _redline(view, found, since, around)
        elif corrigendum:
            content = _corrigendum(view, found, ref)
        elif with_comments:
            content = commented(view, private, found, around, cast("Access", access), as_of)
        else:
            content = export(found, around)
    warn_of_brackets(found)
    if output is None:
        write_bytes(content)
        return
    write_file(output, content, force=force)
    click.echo(f"Wrote {found.work}/{found.language}@s{found.step} to {output}")


@click.command()
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("-o", "--output", type=click.Path(path_type=Path), help="The file; else the screen.")
@click.option("--force", is_flag=True, help="Write over a file that is there.")
def strip(file: Path, output: Path | None, force: bool) -> None:
    """Take the comments off a file that was exported with them.

    What is left is, byte for byte, the export of the same text without them.

    \b
    travaux export strip lap-comments.xml -o lap.xml
    """
    from exporters.akn import stripped

    content = stripped(read_file(file))
    if output is None:
        write_bytes(content)
        return
    write_file(output, content, force=force)
    click.echo(f"Wrote {file} without comments to {output}")


def _corrigendum(view: View, found: Expression, ref: str) -> bytes:
    from engine.errors import Refused
    from exporters.akn.corrigendum import corrigendum
    from exporters.akn.document import file
    from exporters.akn.letter import document

    version = found.version
    if version is None or version.corrects is None:
        raise Refused(
            f"{ref} is no version that a corrigendum led to",
            hint=f"travaux versions {found.work} lists what corrects what.",
        )
    before = expression_at(view, f"{found.work}/{found.language}@{version.corrects}")
    return file(document(corrigendum(found, before), found.parties))


def _redline(view: View, found: Expression, since: str, around: Dossier) -> bytes:
    from engine.errors import Refused
    from engine.events.draft import stream
    from exporters.akn import redline
    from projections.hands import Hands

    earlier = expression_at(view, since)
    one, other = (f"{e.work}/{e.language}" for e in (earlier, found))
    if one != other:
        raise Refused(
            f"{since} is a text of {one}, the other one of {other}; a redline shows what changed "
            "in one draft"
        )
    if earlier.step > found.step:
        raise Refused(
            f"{since} is {one}@s{earlier.step}, later than s{found.step}; a redline shows what "
            "changed since an earlier text",
            hint="Name them the other way round.",
        )
    entries = view.entries(stream(found.work, found.language))
    hands = Hands(earlier.text).take(entries[earlier.step : found.step])
    return redline(found, earlier, hands, around)
