"""`travaux checkout`: a draft, written for editing."""

from __future__ import annotations

from pathlib import Path

import click

from cli.reading import expression_at, text_at
from cli.session import known_on_option, store_option, viewed, write_bytes, write_file


@click.command()
@click.argument("ref", metavar="REV")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="The file; else the screen.")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["markup", "akn"]),
    default="markup",
    show_default=True,
    help="Text markup for any editor, or Akoma Ntoso for editors of XML.",
)
@click.option("--force", is_flag=True, help="Write over a file that is there.")
@store_option
@known_on_option
def command(ref: str, output: Path | None, format_: str, force: bool, store: str | None) -> None:
    """Write a draft for editing, in Akoma Ntoso text markup or as Akoma Ntoso itself.

    Edit the file in any editor and give it back with checkin. It says which text it is, as markup
    in its first line: leave that as it stands.

    \b
    travaux checkout lap -o lap.txt
    travaux checkout cn/zho -o cn.txt
    travaux checkout lap --format akn -o lap.xml
    """
    with viewed(store) as view:
        found = text_at(view, ref)
        if format_ == "akn":
            from exporters import akn

            content = akn.checkout(expression_at(view, str(found)))
        else:
            from engine import checkout

            content = checkout.write(found.draft).encode()
        if output is None:
            write_bytes(content)
            return
        write_file(output, content, force=force)
        click.echo(f"Wrote {found} to {output}")
