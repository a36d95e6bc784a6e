"""`travaux export akn`: a text, or what changed in it, as Akoma Ntoso."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.reading import expression_at
from cli.session import Day, known_on_option, store_option, viewed, write_bytes, write_file

if TYPE_CHECKING:
    from engine.view import View
    from projections.dossier import Dossier
    from projections.versions import Expression


@click.command()
@click.argument("ref", metavar="REV")
@click.option("--since", metavar="REV", help="Marked with what changed since that text.")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="The file; else the screen.")
@click.option(
    "--as-of", type=Day(), help="What has passed by itself by then; else by the last record."
)
@click.option("--force", is_flag=True, help="Write over a file that is there.")
@store_option
@known_on_option
def akn(
    ref: str,
    since: str | None,
    output: Path | None,
    as_of: date | None,
    force: bool,
    store: str | None,
) -> None:
    """Akoma Ntoso XML, valid against the strict OASIS schema.

    With the text goes its history, and the procedure up to where the text changed next. With
    --since it is a redline: what came and went, whose it was, and by which edits.

    \b
    travaux export akn lap@3 -o lap.xml
    travaux export akn cn/zho
    travaux export akn lap@3 --since lap@1 -o redline.xml
    """
    from cli.dossiers import dossier_of, warn_of_brackets
    from exporters.akn import export

    with viewed(store) as view:
        found = expression_at(view, ref, with_adoption=True)
        around = dossier_of(view, found, as_of)
        content = _redline(view, found, since, around) if since else export(found, around)
    warn_of_brackets(found)
    if output is None:
        write_bytes(content)
        return
    write_file(output, content, force=force)
    click.echo(f"Wrote {found.work}/{found.language}@s{found.step} to {output}")


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
