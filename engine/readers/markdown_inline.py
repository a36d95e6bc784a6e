"""The inline content of Markdown: tokens of `markdown-it` into a string with marks and objects."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from engine.errors import Unreadable
from engine.readers.decoding import foreign
from engine.readers.joining import Spacing
from engine.text import OBJECT, Element, Mark

if TYPE_CHECKING:
    from markdown_it.token import Token

_MARKS = {"em": "i", "strong": "b", "s": "del", "link": "a"}
_TAIL = 200

Note = Callable[[str], Element | None]
"""The footnote to stand where a label is referred to; none where it stands elsewhere already."""


class Content:
    """Inline content on the way, read from tokens. `where` names the place in errors."""

    def __init__(self, spacing: Spacing, note: Note, where: str) -> None:
        self._spacing = spacing
        self._note = note
        self._where = where
        self._strings: list[str] = []
        self._tail = ""
        self._length = 0
        self._marks: list[Mark | None] = []
        self._objects: list[Element] = []
        self._open: list[tuple[int, int, str, dict[str, str]] | None] = []

    def element(self, tag: str, **attributes: str) -> Element:
        """An element that holds what was read."""
        return Element(
            tag,
            attributes=attributes,
            string="".join(self._strings),
            marks=tuple(mark for mark in self._marks if mark),
            objects=tuple(self._objects),
        )

    def text(self, string: str) -> None:
        """Characters as they are. `Unreadable` where a character reference made one that cannot
        stand in a text."""
        self._check(string)
        self._add(string)

    def lines(self, string: str) -> None:
        """Characters with their line breaks."""
        for at, line in enumerate(string.split("\n")):
            if at:
                self._object(Element("eol"))
            self.text(line)

    def read(self, tokens: Sequence[Token]) -> None:
        """The content of one `inline` token."""
        for at, token in enumerate(tokens):
            name, _, edge = token.type.rpartition("_")
            if edge == "open" and name in _MARKS:
                self._begin(_MARKS[name], token)
            elif edge == "close" and name in _MARKS:
                self._end()
            else:
                self._piece(token, (tokens[n] for n in range(at + 1, len(tokens))))

    def _piece(self, token: Token, following: Iterator[Token]) -> None:
        match token.type:
            case "softbreak":
                self._add(self._between(following))
            case "hardbreak":
                self._object(Element("eol"))
            case "code_inline":
                self._mark("inline", token.content, name="code")
            case "image":
                self._object(self._image(token))
            case "footnote_ref":
                self._refer(token.meta["label"])
            case _:
                self.text(token.content)

    def _begin(self, tag: str, token: Token) -> None:
        if tag != "a" and any(mark and mark[2] == tag for mark in self._open):
            self._open.append(None)  # emphasis in emphasis says nothing more
            return
        self._open.append((len(self._marks), self._length, tag, self._attributes(token)))
        self._marks.append(None)

    def _end(self) -> None:
        begun = self._open.pop()
        if begun is None:
            return
        at, start, tag, attributes = begun
        if start < self._length:
            self._marks[at] = Mark(start, self._length, tag, attributes)
        elif tag == "a":
            self._object(Element(tag, attributes=attributes))

    def _mark(self, tag: str, string: str, **attributes: str) -> None:
        start = self._length
        self.text(string)
        if start < self._length:
            self._marks.append(Mark(start, self._length, tag, attributes))

    def _refer(self, label: str) -> None:
        note = self._note(label)
        if note:
            self._object(note)
        else:
            self._mark("sup", label)

    def _image(self, token: Token) -> Element:
        attributes = self._attributes(token)
        attributes.pop("alt", None)
        alt = {"alt": " ".join(token.content.split())} if token.content.strip() else {}
        return Element("img", attributes=attributes | alt)

    def _attributes(self, token: Token) -> dict[str, str]:
        attributes = {name: str(value) for name, value in token.attrs.items()}
        for value in attributes.values():
            self._check(value)
        return attributes

    def _check(self, string: str) -> None:
        found = foreign(string)
        if found:
            raise Unreadable(f"{self._where} holds {found}, written as a character reference")

    def _object(self, element: Element) -> None:
        self._objects.append(element)
        self._add(OBJECT)

    def _add(self, string: str) -> None:
        self._strings.append(string)
        self._length += len(string)
        self._tail = (self._tail + string)[-_TAIL:]

    def _between(self, following: Iterator[Token]) -> str:
        """What stands for the end of a line: a space, or nothing where the script has none."""
        for token in following:
            if token.type == "footnote_ref" or token.type in ("image", "hardbreak"):
                break
            after = token.content.lstrip()
            if after:
                before = self._tail.rstrip()
                if not before or before[-1] == OBJECT or (before[-1] + after[0]).isascii():
                    break
                return self._spacing.between(before, after)
        return " "
