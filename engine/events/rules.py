"""Rules that a process sets for its timetable and for the texts it makes, as events carry them."""

from __future__ import annotations

import msgspec


class Rule(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True
):
    """A rule; an unknown key is an error."""


class SequenceRule(Rule, frozen=True, kw_only=True):
    """`then` may not happen before `first` has.

    Each names one fact in one or more ways, of which the earliest counts: a milestone's id; a
    version as `work@label` or `work@number`, issued or circulated; `work@issued` for the first
    version; `work@adopted`.
    """

    rule: str
    title: str
    first: tuple[str, ...]
    then: tuple[str, ...]


class Actions(Rule, frozen=True, kw_only=True):
    """What counts as an action: an element of one of the tags that holds one of the phrases. It is
    measurable if it, or what it holds, has one of the `measures`; `most` is how many there may be.
    """

    elements: tuple[str, ...] = ("paragraph",)
    phrases: tuple[str, ...]
    measures: tuple[str, ...] = ()
    most: int | None = None


class Challenges(Rule, frozen=True, kw_only=True):
    """What counts as a challenge: an element of one of the tags that stands under a heading with
    one of the phrases, or that begins with one. An action takes it up by a link to it."""

    elements: tuple[str, ...] = ("paragraph",)
    phrases: tuple[str, ...]


class StructureRule(Rule, frozen=True, kw_only=True):
    """What the text of a work must look like. Every name of a section, of an element or of an area
    is a list of phrases, one of which must stand there; `#` in a phrase stands for any number.

    `sections`: headings that must be there, in this order. `each_section`: what each of them must
    hold, under a heading or at the beginning of a paragraph. `names_no_state`: no passage may
    name a State, but for those `except_in` (phrases). `most_words`: the length. `areas`: which of
    them the text covers that `builds_on` did not.
    """

    work: str
    sections: tuple[tuple[str, ...], ...] = ()
    each_section: tuple[tuple[str, ...], ...] = ()
    names_no_state: bool = False
    except_in: tuple[str, ...] = ()
    most_words: int | None = None
    actions: Actions | None = None
    areas: dict[str, tuple[str, ...]] = {}
    builds_on: str | None = None
    challenges: Challenges | None = None
