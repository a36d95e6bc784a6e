"""`travaux authors`: who put each word there."""

from __future__ import annotations

import click

from cli.reading import text_at
from cli.session import console, json_option, known_on_option, store_option, viewed, write_json


@click.command()
@click.argument("ref", metavar="REV")
@click.option(
    "--by",
    "group",
    type=click.Choice(("party", "edit", "comment")),
    default="party",
    help="What the words are marked by: the parties (default), the edit, or the comment answered.",
)
@json_option
@store_option
@known_on_option
def command(ref: str, group: str, as_json: bool, store: str | None) -> None:
    """Show who put each word there, in any version.

    Each run of words is marked with a number that the legend explains, and on a terminal with a
    colour: those who drafted it and those who proposed it, and the first version that has it.
    Words that went and came back are their first author's; numbers credit nobody.

    \b
    travaux authors lap
    travaux authors lap@2 --by edit
    travaux authors lap@first-draft --by comment
    travaux authors lap --json | jq '.spans[] | select(.inferred)'
    """
    from engine.chronicle import corrected
    from engine.eid import eids
    from engine.events.draft import stream
    from projections.authorship import AUTHORSHIP, Edit, Span, View, edits_of, spans

    with viewed(store) as view:
        found = text_at(view, ref)
        names = eids(found.text)

        def question(kept: View) -> tuple[list[Span], dict[int, Edit]]:
            told = list(spans(kept, found.text, found.step, names, {}))
            return told, edits_of(kept, told)

        told, edits = view.ask_whole(AUTHORSHIP, question, stream(found.work, found.language))
        parties = view.process().parties
        acts = view.acts(found.work, found.language)
    if as_json:
        write_json(
            {
                "work": found.work,
                "language": found.language,
                "step": found.step,
                "spans": told,
            }
        )
        return
    from cli.authors import Told, print_authors

    issued = [act for act in acts if act.step <= found.step]
    about = Told(edits, corrected(acts), issued, parties)
    print_authors(console(), found.text, told, about, group)
