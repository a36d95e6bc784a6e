"""One point of a text that came by mail: where it belongs, as it was written there, and what it
says."""

from __future__ import annotations

import msgspec

from engine.events.submission import CommentNature


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """`places` are the ways to read the place, the likeliest first; none: the work as a whole.
    `place` is what was written, to stand before the text where no such place is found; `quote`
    may be words that stand there. `party` is whose it is said to be, among those of a joint form.
    """

    text: str
    place: str = ""
    places: tuple[str, ...] = ()
    nature: CommentNature = "general"
    proposed: str | None = None
    party: str = ""
    quote: str | None = None
