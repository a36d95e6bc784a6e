"""`travaux authors`: who put each word there."""

from __future__ import annotations

import click

from cli.reading import expression_at
from cli.session import console, json_option, known_on_option, store_option, viewed, write_json
from engine.view import View
from projections.authorship import Span
from projections.versions import Expression


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
    with viewed(store) as view:
        shown = expression_at(view, ref)
        spans = _spans(view, shown)
        parties = view.process().parties
    if as_json:
        write_json(
            {
                "work": shown.work,
                "language": shown.language,
                "step": shown.step,
                "spans": spans,
            }
        )
        return
    from cli.authors import print_authors

    print_authors(console(), shown, spans, parties, group)


def _spans(view: View, found: Expression) -> list[Span]:
    """The spans of an expression, from the view of its draft as it stands now, read back."""
    from engine.eid import eids
    from engine.events.draft import stream
    from engine.projection import Keyed
    from projections.authorship import AUTHORSHIP, Pieces, at_step, reached, spans

    assert view.snapshots, "a command's view has the read models of its store"
    name, log, models = stream(found.work, found.language), view.log.whole, view.snapshots.models
    names = eids(found.text)
    while True:
        entries = log.read(name)

        def question(kept: Keyed[Pieces], upto: int = len(entries)) -> list[Span] | None:
            if reached(kept) != upto:
                return None  # somebody recorded more meanwhile
            return list(spans(found, at_step(kept, entries, found.step), names, {}))  # noqa: B023

        answer = models.ask(log, AUTHORSHIP, question, name)
        if answer is not None:
            return answer
