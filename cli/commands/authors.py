"""`travaux authors`: who wrote what."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast, get_args

import click

from cli.reading import text_at
from cli.session import console, json_option, known_on_option, store_option, viewed, write_json
from engine.events.draft import Nature

if TYPE_CHECKING:
    from projections.authored import Edit, View
    from projections.spans import Span


@click.command()
@click.argument("ref", metavar="REV")
@click.option(
    "--by",
    "group",
    type=click.Choice(("party", "edit", "comment")),
    default="party",
    show_default=True,
    help="What the text is marked by.",
)
@click.option(
    "--nature",
    "natures",
    multiple=True,
    type=click.Choice(get_args(Nature)),
    help="Credit only edits of that nature; may be repeated.",
)
@json_option
@store_option
@known_on_option
def command(
    ref: str, group: str, natures: tuple[str, ...], as_json: bool, store: str | None
) -> None:
    """Show who wrote each word of a text (REV: WORK[/LANG][@POINT]).

    Before every run of words stands a number that the legend explains; on a terminal each party has
    a colour. Words that were moved, or came back, are those of their first author. A word that
    came from a comment's wording has two credits: who drafted it, and who proposed it.

    \b
    travaux authors lap
    travaux authors lap@first-draft --by comment
    travaux authors lap --nature substantive
    travaux authors lap --json | jq '.spans[] | select(.inferred)'
    """
    from engine.akn.meta import names
    from engine.chronicle import corrected
    from engine.events.draft import stream
    from engine.text.eid import eids
    from projections.authorship import AUTHORSHIP, comments_in
    from projections.proposers import proposers
    from projections.spans import NATURES, edits_of, spans

    credited = cast("tuple[Nature, ...]", natures) or NATURES
    with viewed(store) as view:
        found = text_at(view, ref)
        draft = stream(found.work, found.language)
        named = eids(found.text, names(found.draft.meta))
        whose = proposers(view, view.ask_whole(AUTHORSHIP, comments_in, draft))

        def question(kept: View) -> tuple[list[Span], dict[int, Edit]]:
            told = list(spans(kept, found.text, found.step, named, whose, credited))
            return told, edits_of(kept, told)

        told, edits = view.ask_whole(AUTHORSHIP, question, draft)
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
    from cli.marking import Marking, Told, marked

    issued = [act for act in acts if act.step <= found.step]
    marking = Marking(found.text, told, Told(edits, corrected(acts), issued, parties), group)
    screen = console()
    if not screen.is_terminal:
        click.echo("\n".join(marked(found.text, marking)))
        return
    from cli.authors import print_authors

    print_authors(screen, found.text, marking)
