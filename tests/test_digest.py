from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from drafting import Drafting, el, identified, inline, text_of
from engine.text import Element, Mark
from engine.text.digest import digest
from exporters.akn import export

DOC = Path(__file__).parents[1] / "docs/formats/digest.md"
BLOCKS = dict(re.findall(r"^```(\w+)\n(.*?)^```", DOC.read_text("utf-8"), re.M | re.S)[:2])
STREAM, DIGEST = re.findall(r"^```text\n(.*?)^```", DOC.read_text("utf-8"), re.M | re.S)


@pytest.fixture(scope="module")
def reader() -> Any:
    """The digest as the documentation computes it from a file."""
    names: dict[str, Any] = {}
    exec(compile(BLOCKS["python"], str(DOC), "exec"), names)
    return names["digest"]


def filed(*parts: str) -> bytes:
    """A file with no more than a Work's IRI and the given parts."""
    akn = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
    meta = (
        '<meta><identification><FRBRWork><FRBRuri value="/w"/></FRBRWork></identification></meta>'
    )
    return (
        f'<akomaNtoso xmlns="{akn}" xmlns:travaux="urn:travaux:akn:1">'
        f"<doc>{meta}{''.join(parts)}</doc></akomaNtoso>"
    ).encode()


def test_the_worked_example_holds(reader: Any) -> None:
    stream = STREAM.replace("\n", "").encode()
    assert hashlib.sha256(stream).hexdigest() == DIGEST.strip()
    assert reader(filed(BLOCKS["xml"])) == DIGEST.strip()
    note = el("authorialNote", el("p", "Sic."), marker="*")
    ref = Mark(6, 7, "ref", {"href": "#lap-eng-2"})
    p = inline("p", "As in 1.\ufffc", ref, objects=(note,), **{"class": "x"})
    body = el("mainBody", el("paragraph", el("num", "1."), el("content", p)))
    assert digest(text_of(identified([body]))) == DIGEST.strip()


def test_ids_and_names_are_no_part_of_it() -> None:
    one = identified([el("mainBody", el("p", "x", eId="p_1", wId="p_2", GUID="g"))])
    other = identified([el("mainBody", el("p", "x"))], "pd-fra")
    assert digest(text_of(one)) == digest(text_of(other))


def test_a_reference_follows_its_element_and_not_its_name() -> None:
    def referring(prefix: str, to: int) -> str:
        ref = Mark(0, 1, "ref", {"href": f"#{prefix}-{to}"})
        parts = [el("mainBody", el("p", "x"), inline("p", "x", ref))]
        return digest(text_of(identified(parts, prefix)))

    assert referring("lap-eng", 2) == referring("pd-fra", 2)
    assert referring("lap-eng", 2) != referring("lap-eng", 3)
    assert referring("lap-eng", 98) != referring("lap-eng", 99)


@pytest.mark.parametrize(
    "other",
    [
        [el("mainBody", el("p", "ab "))],
        [el("mainBody", el("p", "a"), el("p", "b"))],
        [el("mainBody", el("heading", "ab"))],
        [el("mainBody", el("p", "ab", title=""))],
        [el("mainBody", inline("p", "ab", Mark(0, 1, "b")))],
        [el("mainBody", inline("p", "ab", Mark(0, 2, "b"), Mark(0, 2, "i")))],
        [el("mainBody", inline("p", "ab", Mark(0, 2, "i"), Mark(0, 2, "b")))],
        [el("mainBody", inline("p", "a\ufffcb", objects=(el("eol"),)))],
        [el("mainBody"), el("p", "ab")],
        [],
    ],
)
def test_whatever_differs_in_a_text_differs_in_its_digest(other: list[Element]) -> None:
    ab = digest(text_of(identified([el("mainBody", el("p", "ab"))])))
    assert digest(text_of(identified(other))) != ab


def test_what_the_exporter_adds_is_looked_through(reader: Any) -> None:
    text = "<mainBody><p>a<b>b</b>c</p></mainBody>"
    added = (
        '<coverPage travaux:generated="true"><p><docNumber>X</docNumber></p></coverPage>',
        '<!-- laid out anew --><mainBody> <p>a<inline travaux:generated="true" name="bracket">'
        '<b>b</b><?x y?></inline>c<noteRef travaux:generated="true" href="#n"/></p></mainBody>',
    )
    assert reader(filed(*added)) == reader(filed(text))


# Every text a draft can hold: any characters that XML can, nested marks, objects, references.

CHARACTERS = st.characters(
    exclude_categories=("Cs",), exclude_characters="\ufffc\ufffe\uffff", min_codepoint=32
) | st.sampled_from("\t\n\r  a")
STRINGS = st.text(CHARACTERS, max_size=6)
ATTRIBUTES = st.dictionaries(
    st.sampled_from(
        ["class", "title", "eId", "{http://www.w3.org/XML/1998/namespace}lang", "{urn:x}y"]
    ),
    STRINGS,
    max_size=2,
) | st.builds(lambda n: {"href": n}, st.sampled_from(["#lap-eng-2", "#lap-eng-99", "#sec_1", "#"]))


def flat(tag: str, attributes: dict[str, str], pieces: list[Any]) -> Element:
    """An element holding inline content, from strings, objects and marks that hold the same."""
    string: list[str] = []
    marks: list[Mark] = []
    objects: list[Element] = []

    def put(pieces: list[Any]) -> None:
        for piece in pieces:
            if isinstance(piece, str):
                string.extend(piece)
            elif isinstance(piece, Element):
                string.append("\ufffc")
                objects.append(piece)
            else:
                at, start = len(marks), len(string)
                put(piece[2])
                if len(string) > start:
                    marks.insert(at, Mark(start, len(string), piece[0], piece[1]))

    put(pieces)
    return Element(tag, "", attributes, "".join(string), tuple(marks), tuple(objects))


def leaves(objects: st.SearchStrategy[Element]) -> st.SearchStrategy[Element]:
    pieces = st.recursive(
        st.lists(STRINGS | objects, max_size=3),
        lambda inner: st.lists(
            STRINGS | st.tuples(st.sampled_from(["b", "i", "ref", "mod"]), ATTRIBUTES, inner),
            max_size=3,
        ),
        max_leaves=6,
    )
    return st.builds(flat, st.sampled_from(["p", "num", "heading", "li"]), ATTRIBUTES, pieces)


def blocks(held: st.SearchStrategy[Element], *tags: str) -> st.SearchStrategy[Element]:
    return st.builds(
        lambda tag, attributes, children: Element(tag, "", attributes, children=tuple(children)),
        st.sampled_from(tags),
        ATTRIBUTES,
        st.lists(held, max_size=3),
    )


EMPTY = st.builds(lambda t, a: Element(t, "", a), st.sampled_from(["eol", "img", "b"]), ATTRIBUTES)
NOTES = blocks(leaves(EMPTY), "authorialNote", "quotedStructure")
PARTS = st.lists(
    st.recursive(
        leaves(EMPTY | NOTES), lambda held: blocks(held, "section", "content", "li"), max_leaves=6
    ).map(lambda e: Element("mainBody", children=(e,))),
    max_size=3,
)


@settings(deadline=None)
@given(PARTS)
@example([el("mainBody", inline("p", " \ufffc ", objects=(el("authorialNote", el("p", " ")),)))])
@example([el("mainBody", el("li", el("p", "\u3000")))])
@example([])
def test_anyone_recomputes_it_from_a_clean_export(reader: Any, parts: list[Element]) -> None:
    expression = Drafting().write(*parts).expression()
    assert reader(export(expression)) == digest(expression.text)
