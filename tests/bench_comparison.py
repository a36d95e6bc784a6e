"""Two texts compared, against xmldiff, in its fastest mode and with ids to go by."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

from lxml import etree
from msgspec.structs import replace
from xmldiff import main as xmldiff

import samples
from bench import Row, by_turns, faster
from drafting import el
from engine.comparison import changes
from engine.matching.identity import identify
from engine.text import Element

ARTICLES = 400


def rows(folder: Path) -> Iterator[Row]:  # noqa: ARG001
    """The row on comparison: a text of articles, three words changed."""
    old = tuple(_article(n) for n in range(1, ARTICLES + 1))
    new = list(old)
    for n, word in ((17, "promptly"), (200, "annually"), (388, "jointly")):
        new[n] = _with(new[n], word)
    before = samples.text_of(old)
    after = identify(before, tuple(new), samples.ids(len(before.nodes) + 1))
    old_xml, new_xml = _xml(old), _xml(tuple(new))
    fastest = {"F": 0.5, "ratio_mode": "faster", "fast_match": True}
    with_ids = fastest | {"uniqueattrs": ["eId"]}

    def known() -> int:
        return len(changes(before, after))

    def found() -> int:
        other = identify(before, tuple(new), samples.ids(len(before.nodes) + 1))
        return len(changes(before, other))

    def theirs(options: dict[str, Any]) -> int:
        return len(xmldiff.diff_trees(deepcopy(old_xml), deepcopy(new_xml), diff_options=options))

    pairs: tuple[tuple[str, Callable[[], int], dict[str, Any]], ...] = (
        ("ids on both sides", known, with_ids),
        ("no ids in what came back", found, fastest),
    )
    for what, ours, options in pairs:
        taken = by_turns(ours, lambda options=options: theirs(options), rounds=5)
        measure = f"compare {ARTICLES} articles, 3 edits, {what}"
        row = faster(measure, "xmldiff, its fastest mode", *taken, 5, "a pair")
        our_script, their_script = ours(), theirs(options)
        yield row._replace(
            to_reach="5 times its speed, no longer script",
            reached=f"{row.reached}; {our_script} changes against {their_script}",
            kept=bool(row.kept) and our_script <= their_script,
        )


def _article(number: int) -> Element:
    return el(
        "article",
        el("num", f"Article {number}"),
        el("heading", f"Undertaking {number}"),
        *(
            el(
                "paragraph",
                el("num", f"{n}."),
                el("content", el("p", f"Each Party shall, as to matter {number}.{n}, {_RULE}")),
            )
            for n in (1, 2, 3)
        ),
    )


_RULE = "take all feasible measures and report on them to the Meeting of the Parties every year."


def _with(article: Element, word: str) -> Element:
    """The article with one word put into its second paragraph."""
    *before, second, third = article.children
    number, content = second.children
    p = content.children[0]
    told = replace(p, string=p.string.replace("report", f"{word} report"))
    content = replace(content, children=(told,))
    return replace(article, children=(*before, replace(second, children=(number, content)), third))


def _xml(parts: tuple[Element, ...]) -> etree._Element:
    """The text as XML with an eId on each element, as xmldiff may go by them."""

    def one(element: Element, name: str) -> etree._Element:
        node = etree.Element(element.tag, eId=name)
        node.text = element.string or None
        node.extend(one(child, f"{name}__{n}") for n, child in enumerate(element.children))
        return node

    body = etree.Element("body", eId="body")
    body.extend(one(part, f"art_{n}") for n, part in enumerate(parts, 1))
    return body
