"""Links between what two documents say, and the challenges that no action takes up."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from command import Desk
from drafting import process as opened_process
from engine.decisions.link import link, unlink
from engine.errors import NotFound, Refused
from engine.events import DocumentsLinked, Linked, ProcessEvent
from engine.events.process import Process, evolve
from engine.events.rules import Challenges
from engine.readers import un_text
from engine.record import decode
from engine.text import Place, Text
from projections.structure import challenges_of

PROCESS = """format = 1
title = "P"
time_zone = "UTC"
[[party]]
id = "presidency"
name = "Presidency"
role = "presidency"
[[party]]
id = "a"
name = "State A"
role = "state-party"
[rules]
link = ["presidency"]
[[structure]]
work = "rd"
[structure.challenges]
phrases = ["Challenges", "挑战"]
[[structure]]
work = "lap"
[structure.actions]
phrases = ["will", "将"]
"""
DOCUMENT = """[[document]]
work = "{work}"
title = "{work}"
element = "statement"
subtype = "deliberation"
name = "act"
number = "{work}"
opened = 2020-01-01
"""
RD = """Review

I. Status

1. Nothing is asked for here.

II. Challenges

2. Surveys are slow.

3. Few States report.

4. Money is short:

(a) for clearance;

(b) for victims.

III. Outlook

5. All will be well.
"""
LAP = """Plan

1. It answers the Review.

2. Each State will survey its land.

3. Each State will report every year.

4. Donors will give more.
"""


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setenv("TRAVAUX_PARTY", "presidency")
    desk = Desk(tmp_path, inside=True)
    works = "".join(DOCUMENT.format(work=work) for work in ("rd", "lap", "dap"))
    (tmp_path / "p.toml").write_text(PROCESS + works, encoding="utf-8")
    desk.do("init", "--process", "p.toml", party="presidency")
    for work, text in (("rd", RD), ("lap", LAP)):
        (tmp_path / f"{work}-source.txt").write_text(text, encoding="utf-8")
        desk.do("import", work, f"{work}-source.txt", "--lang", "eng", party="presidency")
    return desk


def acts(desk: Desk, *args: str) -> str:
    return desk.do(*args, party="presidency")


def untaken(desk: Desk) -> list[str]:
    (found,) = desk.json("status")["challenges"]
    assert found["found"] == 3
    return [challenge["words"] for challenge in found["untaken"]]


def test_an_action_takes_up_a_challenge_until_the_link_is_taken_back(desk: Desk) -> None:
    assert len(untaken(desk)) == 3
    said = acts(desk, "link", "lap#2", "rd#II, 2", "-m", "The plan's answer to slow surveys")
    assert said == "Link 1: lap/eng paragraph 2 answers rd/eng paragraph 2\n"
    assert untaken(desk) == [
        "Few States report.",
        "Money is short: (a) for clearance; (b) for victims.",
    ]
    acts(desk, "link", "lap#4", "rd#4(b)", "-m", "Money for victims")
    assert untaken(desk) == ["Few States report."]
    acts(desk, "link", "lap#1", "rd#3", "-m", "No action")
    assert untaken(desk) == ["Few States report."]
    assert "1 of 3 challenges are taken up by no action:" in desk.do("status")
    acts(desk, "link", "--remove", "1", "-m", "Meant for another one")
    assert untaken(desk)[0] == "Surveys are slow."
    told = " ".join(desk.do("log").split())
    assert "made link 1, lap/eng para_2 answers rd/eng" in told
    assert "took back link 1: Meant for another one" in told


def test_links_are_listed_where_their_ends_are_now(desk: Desk) -> None:
    assert desk.do("link").startswith("No links yet")
    acts(desk, "link", "lap#3", "rd#3", "-m", "Reports")
    acts(
        desk,
        "checkin",
        "lap",
        str(desk.edit("lap", ("PARA 2.", "PARA 1bis.\n\n    Both will.\n\n  PARA 2."))),
        "-m",
        "One more",
    )
    (row,) = desk.json("link", "lap")["links"]
    assert (row["link"], row["reason"], row["to"]["place"]) == (1, "Reports", "paragraph 3")
    assert row["from"]["standing"] == row["from"]["element"]
    gone = desk.edit("lap", ("Each State will report every year.", "Gone"), ("PARA 3.", "PARA 9."))
    acts(desk, "checkin", "lap", str(gone), "-m", "Reworded")
    assert "answers rd/eng paragraph 3 “Few States report.”" in " ".join(desk.do("link").split())
    assert desk.json("link", "dap") == {"links": []}


def test_what_a_removed_action_took_up_is_taken_up_no_more(desk: Desk) -> None:
    acts(desk, "link", "lap#3", "rd#3", "-m", "Reports")
    assert "Few States report." not in untaken(desk)
    file = desk.edit("lap")
    blocks = file.read_text(encoding="utf-8").split("\n\n")
    kept = [b for b in blocks if "report every year" not in b and b.strip() != "PARA 3."]
    file.write_text("\n\n".join(kept), encoding="utf-8")
    acts(desk, "checkin", "lap", str(file), "-m", "Not agreed")
    assert "report every year" not in desk.do("show", "lap")
    assert "Few States report." in untaken(desk)
    assert desk.json("link")["links"][0]["from"]["standing"] is None
    assert "(gone since)" in desk.do("link")


def test_a_translation_s_link_is_its_original_s(desk: Desk) -> None:
    acts(desk, "issue", "rd", "First")
    french = RD.replace("Challenges", "Défis").replace("Few States report", "Peu d'États")
    (desk.folder / "fra.txt").write_text(french, encoding="utf-8")
    acts(desk, "import", "rd/fra", "fra.txt", "--lang", "fra", "--aligned-with", "rd/eng@1",
         "--standing", "courtesy")  # fmt: skip
    acts(desk, "link", "lap#3", "rd/fra#3", "-m", "Les rapports")
    assert "Few States report." not in untaken(desk)


def test_what_cannot_be_linked_is_refused(desk: Desk) -> None:
    def refuse(*args: str, party: str = "presidency", code: int = 1) -> str:
        return desk.refuse(*args, party=party, code=code)

    assert "both of lap" in refuse("link", "lap#2", "lap#3", "-m", "x")
    assert "names no place" in refuse("link", "lap", "rd#3", "-m", "x")
    assert "has no place '77'" in refuse("link", "lap#77", "rd#3", "-m", "x")
    assert "dap has no draft yet" in refuse("link", "lap#2", "dap#3", "-m", "x")
    assert "may not link" in refuse("link", "lap#2", "rd#3", "-m", "x", party="a")
    assert "say why" in refuse("link", "lap#2", "rd#3", code=2)
    assert "a link needs a reason" in refuse("link", "lap#2", "rd#3", "-m", " ")
    assert "is for the list" in refuse(
        "link", "lap#2", "rd#3", "-m", "x", "--known-on", "2020-01-01", code=2
    )
    acts(desk, "link", "lap#2", "rd#3", "-m", "x")
    assert "already, by link 1" in refuse("link", "lap#2", "rd#3", "-m", "again")
    acts(desk, "link", "--remove", "1", "-m", "x")
    assert "link 1 was taken back before" in refuse("link", "--remove", "1", "-m", "x")
    assert "link 7 was never made" in refuse("link", "--remove", "7", "-m", "x")
    acts(desk, "link", "lap#2", "rd#3", "-m", "again")
    assert desk.json("link")["links"][0]["link"] == 2


# the decision


def end(work: str, n: int) -> Linked:
    return Linked(work=work, language="eng", step=9, element=f"{work}-eng-{n}", eid=f"para_{n}")


def test_links_are_numbered_and_a_number_is_not_given_again() -> None:
    process = opened_process()
    for n in (1, 2):
        made = link(process, end("lap", n), end("cn", n), "so")
        assert made.link == n
        evolve(process, made)
    evolve(process, unlink(process, 2, "not so"))
    assert link(process, end("lap", 2), end("cn", 2), "so").link == 3
    with pytest.raises(NotFound, match="link 2 was taken back before"):
        unlink(process, 2, "again")
    with pytest.raises(Refused, match="lap/eng para_1 is linked with cn/eng para_1 already"):
        link(process, end("lap", 1), end("cn", 1), "again")


# what a challenge is


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("I. Challenges\n\n1. One.\n\n(a) in it;\n\nII. Other\n\n2. Two.\n", ["One. (a) in it;"]),
        ("一、挑战\n\n1. 调查缓慢。\n\n二、进展\n\n2. 进展良好。\n", ["调查缓慢。"]),
        ("1. Challenges: slow.\n\n2. No challenges.\n", ["Challenges: slow."]),
    ],
)
def test_a_challenge_stands_under_such_a_heading_or_begins_so(
    source: str, found: list[str]
) -> None:
    from engine.text.said import said

    text = text_read(source)
    rule = Challenges(phrases=("Challenges", "挑战"))
    assert [said(text, id) for id in challenges_of(rule, text)] == found


def text_read(source: str) -> Text:
    from drafting import identified

    text, last = Text(), None
    for part in identified(un_text.read(source.encode(), where="x")):
        text.insert(part, Place(follows=last))
        last = part.id
    return text


# the record


def golden() -> list[dict[str, Any]]:
    file = Path(__file__).parent / "golden" / "log-links.jsonl"
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def test_the_golden_links_are_what_they_were() -> None:
    process = Process()
    for row in golden():
        if row["stream"] == "process":
            stored = decode("process", row["step"], row["kind"], row["record"].encode())
            assert isinstance(stored.record.event, ProcessEvent)
            evolve(process, stored.record.event)
    assert process.linked == 2
    assert process.links == {
        2: DocumentsLinked(
            link=2,
            source=Linked(
                work="lap", language="eng", step=12, element="lap-eng-9", eid="dvs_2__para_2"
            ),
            target=Linked(work="rd", language="zho", step=7, element="rd-zho-4"),
            reason="第二段回应普遍加入的挑战",
        )
    }
    assert process.opened
    assert process.opened.structure[0].challenges == Challenges(
        elements=("paragraph", "item"), phrases=("挑战", "Challenges")
    )
