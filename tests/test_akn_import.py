"""Akoma Ntoso of any document type comes back from an export as it came in: every part of its
text equal in canonical form, its `meta` carried through, and the file strictly valid."""

from __future__ import annotations

import re
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

import test_digest
from akn_schema import Document
from command import Desk
from engine.text.digest import digest
from engine.text.eid import eids
from engine.text.vocabulary import AKN, DOCUMENTS
from exporters.akn import export
from exporters.check.checking import check
from exporters.schema import problems
from roundtrip import Imported, parts

WELLS = (Path(__file__).parent / "wells.xml").read_bytes()
NS = {"a": AKN}


@pytest.fixture(scope="module")
def recomputed() -> Any:
    """The digest as the documentation computes it from a file."""
    names: dict[str, Any] = {}
    exec(compile(test_digest.BLOCKS["python"], "digest.md", "exec"), names)
    return names["digest"]


@pytest.mark.parametrize("year", ["75", "76", "77"])
@pytest.mark.parametrize("language", ["eng", "fra", "ara", "zho"])
def test_a_resolution_of_the_general_assembly(
    real: Path, recomputed: Any, language: str, year: str
) -> None:
    source = (real / "ga-ccm" / f"a-res-{year}.{language}.xml").read_bytes()
    expression = Imported(source, language=language).expression()
    file = export(expression)
    assert parts(file) == parts(source)
    assert problems(file) == []
    assert recomputed(file) == digest(expression.text)
    root, came = etree.fromstring(file), etree.fromstring(source)
    for block in ("classification", "analysis", "presentation"):
        assert _canonical(root, block) == _canonical(came, block)
    pointed = {
        word[1:]
        for node in root.iter(etree.Element)
        for value in node.attrib.values()
        for word in str(value).split()
        if word.startswith("#")
    }
    entries = {str(eid) for eid in root.xpath("//a:references/*/@eId", namespaces=NS)}
    assert entries <= pointed
    assert pointed <= {str(eid) for eid in root.xpath("//@eId")}
    assert {"generalAssembly", "generalDistribution", "adoptionDate"} <= entries
    left = {(p.rule, p.path.rpartition("/")[2]) for p in check(file)}
    assert left <= {("reference-form", "@src")}  # an image without a source, carried as it came


def _canonical(root: etree._Element, tag: str) -> list[bytes]:
    """The blocks of a tag in canonical form, names aside; a reference counts as the words of what
    it leads to."""
    found = []
    root = deepcopy(root)
    for block in root.iter(f"{{{AKN}}}{tag}"):
        for element in block.iter(etree.Element):
            element.attrib.pop("eId", None)
            for name in {"dictionary", "source", "refersTo", "outcome"} & set(element.attrib):
                value = str(element.get(name))
                element.set(name, "-".join(re.findall(r"\w+", value.partition("//")[2] or value)))
            if len(element) and not (element.text or "").strip():
                element.text = None
                for child in element:
                    child.tail = None
        block.tail = None
        found.append(etree.tostring(block, method="c14n", exclusive=True, with_comments=False))
    return found


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("kind", DOCUMENTS)
def test_whatever_the_schema_allows(kind: str, seed: int, recomputed: Any) -> None:
    source = Document(kind, seed).source()
    assert problems(source) == []
    expression = Imported(source).expression()
    file = export(expression)
    assert parts(file) == parts(source)
    assert problems(file) == []
    assert recomputed(file) == digest(expression.text)
    again = Imported(file).expression()
    assert digest(again.text) == digest(expression.text)


BODY = """<mainBody eId="body">{}</mainBody>"""


def filed(body: str, references: str = "", more: str = "") -> bytes:
    whole = WELLS.decode()
    start, end = whole.index("<preamble>"), whole.index("</mainBody>") + len("</mainBody>")
    whole = f"{whole[:start]}{body}{whole[end:]}"
    whole = whole.replace("</references>", f"{references}</references>")
    return whole.replace("<references", f"{more}<references", 1).encode()


@pytest.mark.parametrize(
    "inside",
    [
        "<p>a</p>text between<p>b</p>",
        "<p><foo>a</foo> <foo>b</foo></p>",
        "<p>a<p>b</p>c</p>",
        "<p><b><p>a</p></b> <i>x</i></p>",
        "<ul><li>a<ul><li>b</li></ul>c</li><li><p>a</p> <ul><li/></ul></li></ul>",
        "<ul><li><b>x</b> <ul><li>y</li></ul></li></ul>",
        "<section><b>x</b> <i>y</i></section>",
        "<p> </p><p/><p><b> </b><i/></p>",
        "<p>\n  <b>a</b>\n</p>",
        '<p xml:space="preserve" xml:lang="fr" xml:id="x">  a  </p>',
        "<p>a&#13;b&#9;c&#10;d &lt;&amp;&gt; \u00a0\u200f\x85</p>",
        '<p title="a&#10;b&#9;c &lt;&quot;">a</p>',
        '<foreign><math xmlns="urn:m"><mi>x</mi> <mo/>\n<a xmlns="urn:a" b="c"/></math></foreign>',
        '<foreign>\n <m:math xmlns:m="urn:math"> <m:mi m:a="b">x</m:mi></m:math> </foreign>',
        '<un:box xmlns:un="urn:un"><p>a</p> <p>b</p></un:box>',
        "<section><p>a</p><un:rule/> <p>b</p></section>",
        '<toc><tocItem level="1" href="#s"><inline name="x">I</inline> Wells</tocItem></toc>'
        '<section eId="s"><p>a</p></section>',
        '<p><mod eId="m">for <quotedText startQuote="“">a</quotedText> '
        "<quotedStructure><section><num>1</num><p>b</p></section></quotedStructure></mod></p>",
        "<p>a <embeddedStructure><p>b</p> <p>c</p></embeddedStructure> d</p>",
        "<p>a<!-- x -->b<?y z?>c</p>",
        "<p><![CDATA[a <b> &amp;]]></p>",
    ],
)
def test_odd_but_well_formed(inside: str, recomputed: Any) -> None:
    source = filed(BODY.format(inside))
    expression = Imported(source).expression()
    file = export(expression)
    assert parts(file) == parts(source)
    assert recomputed(file) == digest(expression.text)


def test_references_follow_their_elements_in_text_and_meta() -> None:
    analysis = (
        '<analysis source="#un"><activeModifications><textualMod type="substitution" eId="tm">'
        '<source href="#m"/><destination href="#p2"/></textualMod></activeModifications></analysis>'
    )
    body = BODY.format(
        '<section eId="s"><paragraph eId="p1"><num>7.</num><content><p>See <ref href="#p2">8</ref>'
        '<rref from="#p1" upTo="#p2">7 to 8</rref> <noteRef href="#n"/> '
        '<ref href="#nowhere">x</ref> <mod eId="m">y</mod> <ref href="#m">m</ref></p></content>'
        '</paragraph><paragraph eId="p2"><num>8.</num><content><p>a<authorialNote eId="n">'
        "<p>b</p></authorialNote></p></content></paragraph></section>"
    )
    draft = Imported(filed(body, more=analysis))
    file = export(draft.expression())
    assert problems(file) == []
    root = etree.fromstring(file)

    def of(path: str) -> list[str]:
        return [str(value) for value in root.xpath(path, namespaces=NS)]

    second = "#" + of("//a:paragraph/@eId")[1]
    assert of("//a:ref/@href") == [second, "#nowhere", "#m"]
    assert of("//a:rref/@from | //a:rref/@upTo") == ["#" + of("//a:paragraph/@eId")[0], second]
    assert of("//a:noteRef/@href") == ["#" + of("//a:authorialNote/@eId")[0]]
    assert of("//a:mod/@eId") == ["m"]
    assert of("//a:destination/@href | //a:analysis//a:source/@href") == ["#m", second]


def test_what_is_carried_and_what_the_exporter_owns() -> None:
    more = (
        '<lifecycle source="#un">'
        '<eventRef eId="e1" date="2001-01-01" source="#o1" type="generation"/>'
        '<eventRef eId="e2" date="2002-01-01" source="#o1" type="amendment"/></lifecycle>'
        '<temporalData source="#un"><temporalGroup eId="t1"><timeInterval start="#e1" '
        'refersTo="#wells"/></temporalGroup></temporalData>'
    )
    original = '<original eId="o1" href="/akn/x" showAs="X"/>'
    draft = Imported(filed(BODY.format('<p period="#t1">a</p>'), original, more))
    file = export(draft.expression())
    assert problems(file) == []
    root = etree.fromstring(file)
    events = root.xpath("//a:eventRef/@eId", namespaces=NS)
    assert "e1" in events
    assert "e2" not in events
    entries = root.xpath("//a:references/*/@eId", namespaces=NS)
    assert {"o1", "wells", "un"} <= set(entries)
    assert "unused" not in entries
    assert root.xpath("count(//a:identification)", namespaces=NS) == 1
    assert b"urn:un" in file


def test_no_name_of_the_text_is_one_of_the_meta() -> None:
    role = '<TLCRole eId="body" href="/r" showAs="R"/><TLCRole eId="para_1" href="/r" showAs="R"/>'
    body = BODY.format(
        '<paragraph><num>1.</num><content><p refersTo="#body #para_1">a</p></content></paragraph>'
    )
    draft = Imported(filed(body.replace(' eId="body"', ""), role))
    file = export(draft.expression())
    assert problems(file) == []
    names = re.findall(r' eId="([^"]+)"', file.decode())
    assert len(names) == len(set(names))


def test_a_party_of_the_log_gives_way_to_an_entry_that_came() -> None:
    entries = '<TLCOrganization eId="travaux" href="/other" showAs="Other"/>'
    draft = Imported(filed(BODY.format('<p refersTo="#travaux">a</p>'), entries))
    file = export(draft.expression())
    assert problems(file) == []
    assert b'<TLCOrganization href="/other" showAs="Other" eId="travaux"/>' in file
    assert b'source="#travaux-2"' in file


def test_the_same_entry_in_a_nested_document_is_no_clash() -> None:
    inner = WELLS.decode()
    inner = inner[inner.index("<statement") : inner.index("</akomaNtoso>")]
    inner = inner.replace("<statement", '<statement xmlns:un="urn:un"')
    twice = f"<attachment>{inner}</attachment>" * 2
    source = filed(BODY.format("<p>a</p>") + f"<attachments>{twice}</attachments>")
    file = export(Imported(source).expression())
    assert parts(file) == parts(source)
    assert problems(file) == []


def test_a_file_of_ours_comes_in_again() -> None:
    expression = Imported(WELLS).expression()
    file = export(expression)
    again = Imported(file, work="other").expression()
    assert parts(export(again)) == parts(file)
    assert digest(again.text) == digest(expression.text)
    assert set(eids(again.text).values()) == set(eids(expression.text).values())


def test_a_work_that_nobody_defined_is_what_its_file_says(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    (tmp_path / "in.xml").write_bytes(WELLS)
    desk.do("init")
    desk.do("import", "wells", "in.xml", "--format", "akn", "--lang", "eng", "--on", "2020-06-08")
    desk.do("export", "akn", "wells", "-o", "out.xml")
    file = (tmp_path / "out.xml").read_text(encoding="utf-8")
    assert '<statement name="resolution"' in file
    assert '"/akn/un/statement/deliberation/presidency/2020-06-08/wells"' in file
    assert desk.run("verify").code == 0


def test_a_body_that_the_work_cannot_have_is_refused(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    act = f'<akomaNtoso xmlns="{AKN}"><act name="x"><meta/><body><p>a</p></body></act></akomaNtoso>'
    (tmp_path / "act.xml").write_text(act, "utf-8")
    (tmp_path / "old.xml").write_text(act.replace(AKN, "http://www.akomantoso.org/2.0"), "utf-8")
    desk.do("init", "--process", "ccm-2rc")
    arguments = ("--format", "akn", "--lang", "eng", "--as", "presidency")
    error = desk.refuse("import", "lap", "act.xml", *arguments)
    assert "lap is a statement of this process, whose body is a mainBody" in error
    assert "the file is a act" not in error
    assert "Akoma Ntoso 2.0" in desk.refuse("import", "lap", "old.xml", *arguments)
