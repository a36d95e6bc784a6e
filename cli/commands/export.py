"""`travaux export`: files for the outside world."""

from __future__ import annotations

from pathlib import Path

import click

from cli.reading import expression_at
from cli.session import store_option, viewed, write_bytes, write_file


@click.group()
def command() -> None:
    """Give out a text in a format that outlives this program."""


@command.command()
@click.argument("ref", metavar="REV")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="The file; else the screen.")
@click.option("--force", is_flag=True, help="Write over a file that is there.")
@store_option
def akn(ref: str, output: Path | None, force: bool, store: str | None) -> None:
    """Akoma Ntoso XML, valid against the strict OASIS schema.

    \b
    travaux export akn lap@3 -o lap.xml
    travaux export akn cn/zho
    """
    from exporters.akn import export

    with viewed(store) as view:
        found = expression_at(view, ref, with_adoption=True)
    content = export(found)
    if output is None:
        write_bytes(content)
        return
    write_file(output, content, force=force)
    click.echo(f"Wrote {found.work}/{found.language}@s{found.step} to {output}")
