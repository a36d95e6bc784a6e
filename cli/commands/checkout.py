"""`travaux checkout`: a draft, written for editing."""

from __future__ import annotations

from pathlib import Path

import click

from cli.reading import text_at
from cli.session import known_on_option, store_option, viewed, write_file


@click.command()
@click.argument("ref", metavar="REV")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="The file; else the screen.")
@click.option("--force", is_flag=True, help="Write over a file that is there.")
@store_option
@known_on_option
def command(ref: str, output: Path | None, force: bool, store: str | None) -> None:
    """Write a draft for editing, in Akoma Ntoso text markup.

    Edit the file in any editor and give it back with checkin. Its first line says which text it
    is: leave that line as it stands.

    \b
    travaux checkout lap -o lap.txt
    travaux checkout cn/zho -o cn.txt
    """
    from engine import checkout

    with viewed(store) as view:
        found = text_at(view, ref)
        content = checkout.write(found.draft)
        if output is None:
            click.echo(content, nl=False)
            return
        write_file(output, content.encode(), force=force)
        click.echo(f"Wrote {found} to {output}")
