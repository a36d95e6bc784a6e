"""What parties say of the comments of others."""

from __future__ import annotations

import click

from cli.session import Acting, opened
from engine.events.submission import Stance

SAID: dict[Stance, str] = {
    "supports": "Recorded support for",
    "opposes": "Recorded opposition to",
    "neither": "Recorded no stance any more on",
}


def take(comment: str, stance: Stance, reason: str | None, acts: Acting) -> None:
    """Record a stance, and say so."""
    from engine.acts.comments import take_stance

    with opened(acts.store) as (_, application):
        who = acts.who(application)
        made = take_stance(application, comment, who, stance=stance, reason=reason)
        click.echo(f"{SAID[made.stance]} {made.comment}, by {', '.join(who.by)}")
