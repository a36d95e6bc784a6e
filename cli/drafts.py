"""The drafts of a store, as links and traces ask them: each read once."""

from __future__ import annotations

from functools import cache

from engine.text import Text
from engine.view import View
from projections.links import Drafts


def drafts_of(view: View) -> Drafts:
    """The drafts that a view reads."""

    @cache
    def languages(work: str) -> list[str]:
        standings = view.register(work).drafts
        return sorted(standings, key=lambda language: standings[language] != "original")

    @cache
    def text(work: str, language: str, step: int | None) -> Text:
        return view.folded(work, language, step).text

    @cache
    def pairs(work: str, language: str) -> set[tuple[str, str]]:
        standing = view.standing(work, language)
        if standing is None or not standing.aligned_with:
            return set()
        return set().union(*view.draft(work, language).aligned.values())

    return Drafts(languages, text, pairs)
