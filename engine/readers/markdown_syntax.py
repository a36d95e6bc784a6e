"""The syntax of Markdown as `markdown-it` reads it, less what would lose a character.

Five things are lost otherwise: the brackets of a word that happens to have a link's definition
(`[source]`), or before other words in parentheses (`[shall](should)`), a definition that nothing
uses or that comes twice, the cells of a row that has more than the table's head, and a footnote
that nothing refers to.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from functools import cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.common.utils import normalizeReference
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block.reference import reference
from markdown_it.rules_block.table import escapedSplit, getLine, table
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.image import image
from markdown_it.rules_inline.link import link
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

from engine.errors import Unreadable

DEEPEST = 100
"""So deep a block may be nested; a list in a list is two deep."""


_LONGEST = 1_000
"""So many characters no label has (CommonMark, section 4.7)."""
_BRACKET = re.compile(r"\\.|[\[\]]", re.DOTALL)


class Piece:
    """A block with the blocks in it; those that hold text have pieces of the type `inline`."""

    __slots__ = ("pieces", "token", "type")

    def __init__(self, token: Token) -> None:
        self.type = token.type.removesuffix("_open")
        self.token = token
        self.pieces: list[Piece] = []

    @property
    def label(self) -> str:
        """The label of a footnote."""
        return str(self.token.meta["label"])


def parse(text: str, *, where: str, first: int = 0) -> list[Piece]:
    """The blocks of a text. `first` is how many lines stand before it in the file; `Unreadable`
    names the line where blocks are nested too deep."""
    definitions = _Definitions()
    tokens = _markdown().parse(text, {"references": definitions})
    if definitions.keys() - definitions.used:
        definitions = _Definitions(definitions.used)
        tokens = _markdown().parse(text, {"references": definitions})
    for token in tokens:
        if token.level >= DEEPEST - 1 and token.type != "inline":
            line = first + (token.map[0] if token.map else 0) + 1
            raise Unreadable(f"{where} at line {line}: blocks are nested deeper than {DEEPEST}")
    return _tree(iter(tokens))


def referred(pieces: Sequence[Piece]) -> dict[str, Piece]:
    """The footnotes, by their label, that the text outside footnotes refers to, or one of these
    refers to, and so on. Of several with one label it is the first."""
    notes: dict[str, Piece] = {}
    found: dict[str, Piece] = {}
    waiting = list(_labels(pieces, notes))
    while waiting:
        label = waiting.pop()
        if label in notes and label not in found:
            found[label] = notes[label]
            waiting += _labels(notes[label].pieces, notes)
    return found


def _labels(pieces: Sequence[Piece], notes: dict[str, Piece]) -> list[str]:
    """The labels referred to outside footnotes; these are entered in `notes`."""
    labels: list[str] = []
    for piece in pieces:
        if piece.type == "footnote_reference":
            notes.setdefault(piece.label, piece)
            _labels(piece.pieces, notes)
            continue
        for token in piece.token.children or ():
            if token.type == "footnote_ref":
                labels.append(token.meta["label"])
        labels += _labels(piece.pieces, notes)
    return labels


def _tree(tokens: Iterator[Token]) -> list[Piece]:
    pieces: list[Piece] = []
    for token in tokens:
        if token.nesting < 0:
            break
        piece = Piece(token)
        if token.nesting > 0:
            piece.pieces = _tree(tokens)
        pieces.append(piece)
    return pieces


class _Definitions(dict[str, Any]):
    """The definitions of links, by label; which of them were `used`, and which one was asked for
    last. `kept` are those that count; none: all."""

    def __init__(self, kept: set[str] | None = None) -> None:
        super().__init__()
        self.kept = kept
        self.used: set[str] = set()
        self.asked: str | None = None

    def get(self, key: str, default: Any = None) -> Any:
        """The definition for a label."""
        self.asked = key
        return super().get(key, default)


@cache
def _markdown() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"html": False, "maxNesting": DEEPEST})
    markdown.enable(["table", "strikethrough"])
    markdown.use(footnote_plugin, inline=False, move_to_end=False)
    markdown.block.ruler.at("reference", _reference)
    markdown.block.ruler.at("table", _table, {"alt": ["paragraph", "reference"]})
    markdown.inline.ruler.at("link", _link)
    markdown.inline.ruler.at("image", _image)
    markdown.normalizeLinkText = _same  # type: ignore[assignment,method-assign]  # as written
    return markdown


def _same(address: str) -> str:
    return address


def _reference(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A definition that is used; any other is a paragraph."""
    definitions = state.env["references"]
    single: dict[str, Any] = {}
    state.env["references"] = single
    try:
        found = reference(state, start, end, silent)
    finally:
        state.env["references"] = definitions
    if not found or silent:
        return found
    ((label, definition),) = single.items()
    if label not in definitions and (definitions.kept is None or label in definitions.kept):
        definitions[label] = definition
        return True
    state.push("paragraph_open", "p", 1).map = [start, state.line]
    token = state.push("inline", "", 0)
    token.content = state.getLines(start, state.line, state.blkIndent, False).strip()
    token.map = [start, state.line]
    token.children = []
    state.push("paragraph_close", "p", -1)
    return True


def _table(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A table with every cell of its rows, be there more than in its head."""
    before = len(state.tokens)
    if not table(state, start, end, silent):
        return False
    if silent:
        return True
    made = state.tokens[before:]
    columns = sum(token.type == "th_open" for token in made)
    del state.tokens[before:]
    row = start
    for token in made:
        if token.type == "tr_close" and row > start:
            _more(state, row, columns)
        elif token.type == "tr_open":
            assert token.map
            row = token.map[0]
        state.tokens.append(token)
    return True


def _more(state: StateBlock, line: int, columns: int) -> None:
    """The cells of a row beyond so many columns."""
    cells = escapedSplit(getLine(state, line).strip())
    if cells and not cells[0]:
        del cells[0]
    if cells and not cells[-1]:
        del cells[-1]
    for cell in cells[columns:]:
        opened, inline, closed = (
            Token("td_open", "td", 1),
            Token("inline", "", 0, content=cell.strip(), children=[], map=[line, line + 1]),
            Token("td_close", "td", -1),
        )
        state.tokens += (opened, inline, closed)


def _link(state: StateInline, silent: bool) -> bool:
    """`[text](address)`, `[text][label]` and `[text][]`, but neither `[label]` alone nor what no
    address follows, as in `paragraph 3 [bis](a)`."""
    return state.src[state.pos] == "[" and _linked(state, silent, link, state.pos)


def _image(state: StateInline, silent: bool) -> bool:
    """The same for images: a `!` before brackets is more often an exclamation."""
    return state.src[state.pos] == "!" and _linked(state, silent, image, state.pos + 1)


def _linked(state: StateInline, silent: bool, rule: Any, bracket: int) -> bool:
    if bracket not in _answered(state):
        return False
    definitions = state.env["references"]
    start, end = state.pos, state.posMax
    definitions.asked = None
    if not rule(state, True):
        return False
    asked = definitions.asked
    after, state.pos, state.posMax = state.pos, start, end
    closed = state.md.helpers.parseLinkLabel(state, bracket, rule is link) + 1
    if after == closed or (asked is None and not _is_address(state, closed)):
        return False
    if silent:
        state.pos = after
        return True
    if asked is not None:
        definitions.used.add(normalizeReference(asked))
    made: bool = rule(state, False)
    return made


def _is_address(state: StateInline, parenthesis: int) -> bool:
    """Whether what stands in parentheses behind brackets is an address: in `[Parties](a)` it is
    the negotiators' own."""
    start = parenthesis + 1
    while state.src[start].isspace():
        start += 1
    found = state.md.helpers.parseLinkDestination(state.src, start, state.posMax)
    return any(sign in found.str for sign in "/:#.?")


def _answered(state: StateInline) -> Container[int]:
    """Where a bracket opens that may begin a link: it is closed just before a parenthesis, or
    before a label that is defined; more than these where brackets in code and in addresses may
    count or not. Found once for a string: to look for the end of each bracket anew would take ages
    on a text full of them."""
    source, answered = state.env.get("brackets", ("", ()))
    if source is not state.src:
        answered = _closed(state.src, state.env["references"])
        state.env["brackets"] = (state.src, answered)
    found: Container[int] = answered
    return found


def _closed(source: str, definitions: _Definitions) -> Container[int]:
    if "`" in source or "<" in source:
        label = source.rfind("][") if definitions else -1
        return range(max(source.rfind("]("), label) + 1)
    waiting: list[int] = []
    ends: dict[int, int] = {}
    for match in _BRACKET.finditer(source):
        if match[0] == "[":
            waiting.append(match.start())
        elif match[0] == "]" and waiting:
            ends[waiting.pop()] = match.start()
    found: set[int] = set()
    for start, end in ends.items():
        after = source[end + 1 : end + 2]
        if after == "(" or (
            after == "[" and _names(source, start, end, ends.get(end + 1), definitions)
        ):
            found.add(start)
    return found


def _names(source: str, start: int, end: int, last: int | None, definitions: _Definitions) -> bool:
    """Whether the brackets behind those from `start` to `end`, which close at `last`, hold the
    label of a definition, or are empty and the first hold it."""
    if last is None or not definitions:
        return False
    label = source[end + 2 : last] or source[start + 1 : end]
    return len(label) < _LONGEST and normalizeReference(label) in definitions
