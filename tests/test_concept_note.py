"""The real concept note, from the file to Akoma Ntoso and back, through the command."""

import re
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from command import Desk
from engine.readers.un_text import read
from engine.text import Element
from exporters.schema import problems

NOTE = "concept-note.zho.txt"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, real: Path) -> Desk:
    desk = Desk(tmp_path_factory.mktemp("note"))
    desk.do("init", "--process", "ccm-2rc")
    desk.do("import", "cn", real / NOTE, "--lang", "zho", "--on", "2020-06-08", party="presidency")
    return desk


@pytest.fixture(scope="module")
def elements(desk: Desk) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = desk.json("show", "cn")["elements"]
    return found


def test_it_opens_as_a_paper_in_chinese_of_unknown_origin(desk: Desk) -> None:
    log = [line for line in desk.do("log", "cn", "--json").splitlines() if "draft-opened" in line]
    assert len(log) == 1
    assert '"language":"zho"' in log[0]
    assert '"original_language":"und"' in log[0]
    adoption = desk.refuse("adopt", "cn", "--for", "conference", party="isu")
    assert "cn is a paper" in adoption


def test_sections_and_paragraphs_have_their_numbers(elements: list[dict[str, Any]]) -> None:
    sections = [e for e in elements if e["tag"] == "section"]
    assert [e["num"] for e in sections] == ["一.", "二.", "三.", "四.", "五."]
    assert sections[0]["heading"] == "导言"
    assert all(e["heading"] for e in sections)
    paragraphs = [e for e in elements if e["tag"] == "paragraph"]
    assert [e["num"] for e in paragraphs] == [f"{n}." for n in range(1, 19)]


def test_paragraph_7_has_three_sub_paragraphs(elements: list[dict[str, Any]]) -> None:
    subs = [e for e in elements if e["tag"] == "subparagraph"]
    assert [e["num"] for e in subs] == ["(a)", "(b)", "(c)"]


def test_paragraph_12_has_a_list_and_18_a_table(elements: list[dict[str, Any]]) -> None:
    tags = [e["tag"] for e in elements]
    assert tags.count("ul") == 1
    assert tags.count("li") == 4
    assert tags.count("table") == 1
    assert tags.count("tr") == 8
    assert tags.count("td") == 16


def test_wraps_are_joined_as_the_language_writes(desk: Desk) -> None:
    text: str = desk.json("show", "cn")["text"]
    for whole in (
        "主席打算确保以渐进、包容和透明的方式拟订",
        "2021-2025 年期间，该文件",
        "2015-2020 年期间",
        "4 月 15 日分发",
        "ccm2rc@eda.admin.ch",
        "info@cmconvention.org",
    ):
        assert whole in text, whole
    assert not re.search(r"[\u4e00-\u9fff] [\u4e00-\u9fff]", text)


def test_nothing_of_the_source_is_lost(real: Path) -> None:
    source = (real / NOTE).read_bytes()

    def strings(element: Element) -> str:
        below = (*element.objects, *element.children)
        return element.string + "".join(strings(e) for e in below)

    text = "".join(strings(part) for part in read(source))
    assert "".join(text.split()) == "".join(source.decode().split())


def test_it_exports_to_valid_akoma_ntoso(desk: Desk) -> None:
    desk.do("export", "akn", "cn/zho", "-o", "cn.xml")
    content = (desk.folder / "cn.xml").read_bytes()
    assert problems(content) == []
    root = etree.fromstring(content)
    found = root.find(".//{*}FRBRWork/{*}FRBRthis")
    assert found is not None
    assert found.get("value") == "/akn/un/doc/paper/ccm/2020-06-08/2RC-CN/!main"


def test_one_word_edited_through_a_checkout_changes_that_word_only(desk: Desk) -> None:
    file = desk.edit("cn", ("渐进、包容和透明", "渐进、公开和透明"))
    desk.do("checkin", "cn", file, "-m", "措辞", party="presidency")
    changes = (
        desk.json("diff", "cn@s1")["changes"] and desk.json("diff", "cn@2020-06-08")["changes"]
    )
    assert [c["kind"] for c in changes] == ["edited"]
    assert (changes[0]["removed"], changes[0]["inserted"]) == ("包容", "公开")
