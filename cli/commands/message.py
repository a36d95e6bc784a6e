"""`travaux message`: a message as it came, from the private store."""

from __future__ import annotations

from pathlib import Path

import click

from cli.session import store_option, viewed_beside, write_file


@click.command()
@click.argument("submission", metavar="SUBMISSION")
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="The file.")
@click.option("--attachment", type=click.IntRange(1), metavar="N", help="The N-th file with it.")
@click.option("--force", is_flag=True, help="Write over a file that is there.")
@store_option
def command(
    submission: str, output: Path, attachment: int | None, force: bool, store: str | None
) -> None:
    """Write the e-mail of a submission as it came, or a file that came with it.

    Both come from the private store, with names and addresses. What was attached may do harm: it is
    written as it is.

    \b
    travaux message 3f0c9a41d2b85e67a1c4f09b7d3e8256 -o letter.eml
    travaux message 3f0c9a41d2b85e67a1c4f09b7d3e8256 --attachment 1 \\
      -o comments.pdf
    """
    from engine.acts.original import attached, original

    with viewed_beside(store) as (view, private):
        source = original(view, private(), submission)
        content = source if attachment is None else attached(source, submission, attachment)
        write_file(output, content, force=force, mode=0o600)
        click.echo(f"Wrote {len(content)} bytes to {output}; it is private")
