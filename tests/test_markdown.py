"""The reader of Markdown: on documents of invented parties, and on two real drafts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from drafting import Drafting
from engine.errors import Unreadable
from engine.readers.markdown import read
from engine.text import OBJECT, Element
from exporters.akn import export
from exporters.schema import problems


def outline(source: str) -> str:
    """The elements as indented lines: tag and string; objects and marks in angle brackets."""
    return "\n".join(line for part in read(source.encode()) for line in _outline(part, 0))


def _outline(element: Element, depth: int) -> Iterator[str]:
    marks = " ".join(f"<{m.tag} {element.string[m.start : m.end]}>" for m in element.marks)
    yield "  " * depth + " ".join(filter(None, (element.tag, element.string, marks)))
    for held in (*element.objects, *element.children):
        yield from _outline(held, depth + 1)


def strings(elements: tuple[Element, ...]) -> str:
    """All the strings in document order; an object's stand where it stands."""
    found = []
    for element in elements:
        pieces = element.string.split(OBJECT)
        found.append(pieces[0])
        for held, piece in zip(element.objects, pieces[1:], strict=True):
            found += (" ", held.attributes.get("alt", ""), strings((held,)), piece)
        found += (strings(element.children), "\n")
    return "".join(found)


def is_valid(*parts: Element) -> bool:
    draft = Drafting().write(*parts)
    draft.issue(1, "first draft", day=9)
    return problems(export(draft.expression())) == []


DRAFT = """\
# Plan of *Action*

The States Parties [agree][decide] on **Option 1** and Article 2bis:[^1]

1. Clear land
   1. by 2025
   2. by [2030]

   as far as they can;
2. Help victims.

## Meetings

* In Geneva
  * in spring
* In Lausanne

[^1]: See the *Convention*.
"""


def test_headings_are_sections_in_each_other_and_numbered_items_are_numbered_paragraphs() -> None:
    assert (
        outline(DRAFT)
        == f"""\
mainBody
  section
    heading Plan of Action <i Action>
    intro
      p The States Parties [agree][decide] on Option 1 and Article 2bis:{OBJECT} <b Option 1>
        authorialNote
          p See the Convention. <i Convention>
    paragraph
      num 1.
      intro
        p Clear land
      subparagraph
        num 1.
        content
          p by 2025
      subparagraph
        num 2.
        content
          p by [2030]
      wrapUp
        p as far as they can;
    paragraph
      num 2.
      content
        p Help victims.
    subsection
      heading Meetings
      content
        ul
          li
            p In Geneva
            ul
              li
                p in spring
          li
            p In Lausanne"""
    )


def test_what_may_stand_only_among_blocks_is_a_list_of_blocks() -> None:
    source = "* Funds\n  1. voluntary\n     > as before\n* Staff\n"
    assert (
        outline(source)
        == """\
mainBody
  blockList
    item
      p Funds
      blockList
        item
          num 1.
          p voluntary
          blockContainer
            p as before
    item
      p Staff"""
    )


def test_links_code_struck_words_images_and_breaks_are_markup() -> None:
    source = "See [it](http://a.org 'T') `x*y` ~~no~~ ![map](m.png)\\\nnext  \nlast <http://b.org>"
    p = read(source.encode())[0].children[0]
    assert p.string == f"See it x*y no {OBJECT}{OBJECT}next{OBJECT}last http://b.org"
    assert [(m.tag, m.attributes) for m in p.marks] == [
        ("a", {"href": "http://a.org", "title": "T"}),
        ("inline", {"name": "code"}),
        ("del", {}),
        ("a", {"href": "http://b.org"}),
    ]
    assert [o.tag for o in p.objects] == ["img", "eol", "eol"]


def test_a_table_keeps_every_cell_of_its_rows() -> None:
    source = "| Year | Meeting |\n|---|--:|\n| 2020 | First | in part | |\n| 2021 |\n"
    rows = read(source.encode())[0].children[0].children
    cells = [[(c.tag, c.children[0].string) for c in row.children] for row in rows]
    assert cells == [
        [("th", "Year"), ("th", "Meeting")],
        [("td", "2020"), ("td", "First"), ("td", "in part"), ("td", "")],
        [("td", "2021"), ("td", "")],
    ]


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("[shall][should] [be] []", "[shall][should] [be] []"),
        ("[source] and [it][source]\n\n[source]: http://a.org", "[source] and it"),
        (
            "Text\n\n[a]: http://a.org\n[b]: http://b.org",
            "Text\n[a]: http://a.org\n[b]: http://b.org",
        ),
        ("[it][a]\n\n[a]: /x\n[a]: /y", "it\n[a]: /y"),
        ("Text\n\n[^1]: Nothing refers here.", "Text\n[^1]: Nothing refers here."),
        ("Text\n\n[^1]: See [^2].\n[^2]: See [^1].", "Text\n[^1]: See 2.\n[^2]: See 1."),
        ("<div>\n<!-- no -->\n</div>", "<div> <!-- no --> </div>"),
        ("# Scope\n{:.no_toc}", "Scope\n{:.no_toc}"),
        ("1\\. not a list, \\[nor\\] a link", "1. not a list, [nor] a link"),
        ("日本\n語 and\nЖ", "日本語 and Ж"),
        (
            "paragraph 3 [bis](a), [shall](should) [] () []()",
            "paragraph 3 [bis](a), [shall](should) [] () []()",
        ),
        ("![no link] !\\[", "![no link] !["),
    ],
)
def test_what_is_not_markup_is_text(source: str, text: str) -> None:
    assert re.sub("\n+", "\n", strings(read(source.encode()))).strip() == text


def test_numbers_stay_as_written_unless_markdown_is_left_to_count() -> None:
    def numbers(source: str) -> list[str]:
        return [p.children[0].string for p in read(source.encode())[0].children]

    assert numbers("1. a\n2. b\n4. d\n") == ["1.", "2.", "4."]
    assert numbers("7) a\n7) b\n7) c\n") == ["7)", "8)", "9)"]


def test_front_matter_is_a_preface() -> None:
    preface, body = read(b"---\ntitle: Plan\nyear: 2021\n---\n\nText [a]\n")
    assert [p.string for p in preface.children] == ["title: Plan", "year: 2021"]
    assert body.children[0].string == "Text [a]"


def test_each_structure_is_valid_akoma_ntoso() -> None:
    source = DRAFT + (
        "\n> quoted\n>\n> 1. and numbered\n\n- a\n-\n\n      code\n\n| a |\n|---|\n| |\n\n"
        "1.\n2. > x\n\n### \n\n```py\nx = [1]\n\ny\n```\n\n- # Head\n  | a |\n  |---|\n\n"
        "***\n\n![](x.png) [](http://a.org)[^2]\n\n[^2]:\n    - a\n"
    )
    assert is_valid(*read(source.encode()))
    assert is_valid(*read(("---\ntitle: T\n---\n" + source).encode()))


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("Text\n\nwith &#xFFFC; in it", "x.md at line 3 holds U+FFFC, written as a character"),
        ("---\na: b\n---\n\n&#12;", "x.md at line 5 holds U+000C, written as a character"),
        ("[a](b '&#xFFFC;')", "x.md at line 1 holds U+FFFC"),
        (">" * 200 + " a", "x.md at line 1: blocks are nested deeper than 100"),
        ("a\n\n" + "- " * 60 + "a", "x.md at line 3: blocks are nested deeper than 100"),
        ("* * *\n\n---", "x.md holds no text, only markup"),
        ("a\ufffcb", "x.md holds U\\+FFFC at line 1, column 2"),
    ],
)
def test_what_cannot_be_read_is_refused_by_name(source: str, why: str) -> None:
    with pytest.raises(Unreadable, match=why.replace("+FFFC,", "\\+FFFC,").replace("U+", "U\\+")):
        read(source.encode(), where="x.md")


@pytest.mark.parametrize(
    "many", ["[", "![", "[[x]", "[a](", "*a ", "**a_", "> a\n", "a\n", "` ", "|"]
)
def test_markup_without_end_is_read_in_good_time(many: str) -> None:
    """Each of these takes minutes if something is looked for anew at every character."""
    assert strings(read((many * 5_000 + "end").encode())).rstrip().endswith("end")


_WORDS = st.integers(0, 10**6).map(lambda n: f"w{n}w")
_MARKUP = st.sampled_from(
    "# \n|> |- |1. |* |** |*|_|~~|`|[|]|(|)|![|](|][|[^|]: |[^a]: |[^a]|[a]: |\n|\n\n|    |  \n|"
    "\\\n|\\|&amp;|&|<|>|<b>|<!--|-->|---\n|===\n|:|```\n|{|}|\t|。|文|\f|\r\n|a: \n|+ |2) ".split(
        "|"
    )
) | st.sampled_from(["|", "|---|\n", "| a | b |\n|---|---|\n|"])


@settings(max_examples=300, deadline=None)
@given(st.lists(_WORDS | _MARKUP, min_size=1, max_size=40))
def test_no_word_is_ever_lost(pieces: list[str]) -> None:
    """A word is in the text, in an address, in a title, or names a note."""
    source = "".join(pieces)
    words = re.findall("w[0-9]+w", source)
    if not words:
        return
    parts = read(source.encode())
    found = strings(parts) + " ".join(_attributes(parts))
    assert all(word in found for word in words), (source, found)


def _attributes(elements: tuple[Element, ...]) -> Iterator[str]:
    for element in elements:
        yield from element.attributes.values()
        for mark in element.marks:
            yield from mark.attributes.values()
        yield from _attributes((*element.objects, *element.children))


@settings(max_examples=60, deadline=None)
@given(st.lists(_WORDS | _MARKUP, min_size=1, max_size=30))
def test_whatever_is_read_is_valid_akoma_ntoso(pieces: list[str]) -> None:
    source = "".join(("w0w\n\n", *pieces))
    assert is_valid(*read(source.encode())), source


@pytest.mark.parametrize("name", ["draft-23-oct-2015.md", "draft-4-dec-2015.md"])
def test_the_real_drafts_keep_every_character_that_is_not_markup(real: Path, name: str) -> None:
    """The text in order; each line of the notes, which stand at the end, somewhere in it."""
    source = (real / "paris" / name).read_text(encoding="utf-8")
    parts = read(source.encode(), where=name)
    assert is_valid(*parts)
    first_note = re.search(r"^\[\^\w+\]:", source, re.MULTILINE)
    assert first_note
    labels = re.findall(r"^\[(\w+)\]: http\S+$", source, re.MULTILINE)
    text = _bare(source[: first_note.start()], labels)
    without_notes = _bare(strings(tuple(map(_without_notes, parts))), [])
    assert without_notes[: len(text)] == text
    assert text.count("[") > 1_000
    assert "Article2bis" in text
    assert "Option1" in text
    everything = _bare(strings(parts), [])
    for line in source[first_note.start() :].splitlines():
        assert _bare(re.sub(r"^\[\^\w+\]: *", "", line), labels) in everything


def _without_notes(element: Element) -> Element:
    """The element with nothing in its footnotes."""
    objects = (o if o.tag != "authorialNote" else Element(o.tag) for o in element.objects)
    children = map(_without_notes, element.children)
    return replace(element, objects=tuple(objects), children=tuple(children))


def _bare(source: str, labels: list[str]) -> str:
    """The characters that are neither markup nor white space."""
    source = re.sub(r"\A---\n(.*?)---\n", r"\1", source, flags=re.DOTALL)
    source = re.sub(r"(?<=.)\[\^\w+\]", "", source)
    for label in labels:
        source = re.sub(rf"^\[{label}\]: http\S+$", "", source, flags=re.MULTILINE)
        source = re.sub(rf"\[([^\[\]]+)\]\[{label}\]", r"\1", source)
    source = re.sub(r"^ *(?:#+|[-*+]|>) ", "", source, flags=re.MULTILINE)
    source = re.sub(r"\\(?=[!-/:-@\[-`{-~]|\n)", "", source)
    return re.sub(r"[\s*]", "", source)
