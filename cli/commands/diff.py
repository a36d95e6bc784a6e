"""`travaux diff`: what changed between two points."""

from __future__ import annotations

import click

from cli.reading import text_at
from cli.session import console, json_option, known_on_option, store_option, viewed, write_json
from engine.errors import Refused


@click.command()
@click.argument("old", metavar="REV")
@click.argument("new", metavar="REV", required=False)
@json_option
@store_option
@known_on_option
def command(old: str, new: str | None, as_json: bool, store: str | None) -> None:
    """Show what changed between two points of a draft; without the second, up to now.

    On a terminal without colour, what went stands in [-...-] and what came in {+...+}.

    \b
    travaux diff lap@1
    travaux diff lap@first-draft lap@2
    travaux diff lap@1 lap@3 --json
    """
    with viewed(store) as view:
        before = text_at(view, old)
        after = text_at(view, new or f"{before.work}/{before.language}")
    if (before.work, before.language) != (after.work, after.language):
        raise Refused(
            f"{before.work}/{before.language} and {after.work}/{after.language} are two drafts; "
            "a diff is between two points of one"
        )
    if as_json:
        from projections.redline import redline

        found = redline(before.text, after.text)
        names = {"from": str(before), "to": str(after)}
        write_json({**names, "changes": found.changes, "words": found.words})
        return
    from cli.redline import print_redline

    print_redline(console(), before.text, after.text)
