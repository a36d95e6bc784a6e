"""Adoption: on what terms, what is closed and what is not, how what was adopted is corrected."""

import json
from pathlib import Path
from typing import Any

import pytest

from drafting import Drafting, el, process
from engine.decisions.version import Terms, adopt
from engine.errors import Refused
from engine.events.draft import Draft, after
from room import Room


@pytest.fixture
def room(tmp_path: Path) -> Room:
    return Room(tmp_path / "room")


@pytest.fixture
def tabled(room: Room) -> Room:
    room.do("issue", "plan", "draft decision", "--symbol", "WELLS/2026/5")
    return room


def events(room: Room, kind: str) -> list[dict[str, Any]]:
    rows = [json.loads(line) for line in room.log().splitlines()]
    return [row["event"] for row in rows if row["kind"] == kind]


def versions(room: Room, work: str = "plan") -> list[tuple[int, str, str]]:
    found = room.json("versions", work)["versions"]
    return [(v["number"], v["label"], v["status"]) for v in found]


def test_the_terms_of_an_adoption_are_kept(tabled: Room) -> None:
    tabled.adopt(
        *("--how", "vote", "--in-favour", "60", "--against", "2", "--abstaining", "9"),
        *("--ad-referendum", "--annex-of", "WELLS/2026/9", "--annex", "II"),
    )
    (adopted,) = events(tabled, "adopted")
    digest = adopted.pop("digest")
    assert digest == tabled.json("versions", "plan")["versions"][0]["digest"]
    assert adopted == {
        "version": 1,
        "how": "vote",
        "in_favour": 60,
        "against": 2,
        "abstaining": 9,
        "ad_referendum": True,
        "annex_of": "WELLS/2026/9",
        "annex": "II",
    }
    said = " ".join(tabled.do("log", "plan").split())
    assert (
        "Council of Keepers adopted plan/eng, version 1 by vote (60 in favour, 2 against, "
        "9 abstaining), ad referendum, WELLS/2026/9, annex II" in said
    )


def test_what_is_not_said_of_an_adoption_is_not_recorded(tabled: Room) -> None:
    tabled.adopt("--how", "unanimity")
    (adopted,) = events(tabled, "adopted")
    assert set(adopted) == {"version", "digest", "how"}


@pytest.mark.parametrize(
    ("terms", "says"),
    [
        (Terms(how="consensus", in_favour=9), "9 in favour, but adopted by consensus"),
        (Terms(how="without-vote", against=0), "0 against, but adopted without a vote"),
        (Terms(abstaining=3), "3 abstaining, but adopted in a way not said"),
        (Terms(how="vote", in_favour=2, against=9), "not adopted with 2 in favour, 9 against"),
        (Terms(how="vote", in_favour=9, against=-1), "no vote has 9 in favour, -1 against"),
        (Terms(editing_mandate=" "), "says nothing"),
        (Terms(annex="II"), "annex II of what?"),
    ],
)
def test_terms_that_do_not_go_together_are_refused(terms: Terms, says: str) -> None:
    draft = _issued()
    with pytest.raises(Refused, match=says):
        adopt(process(), draft, None, terms)


def _issued() -> Draft:
    drafting = Drafting().write(el("mainBody", el("p", "Words.")))
    drafting.issue(1, "draft decision", 9)
    return drafting.expression().draft


def test_only_those_to_whom_it_falls_adopt(tabled: Room) -> None:
    error = tabled.refuse("adopt", "plan", "--for", "hills")
    assert "hills (state-party) may not adopt" in error


def test_a_draft_that_moved_since_is_not_adopted(tabled: Room) -> None:
    tabled.do("checkin", "plan", tabled.edit("plan", ("every year.", "every month.")), "-m", "more")
    error = tabled.refuse("adopt", "plan@1", "--for", "council")
    assert "plan/eng has moved since version 1 (draft decision) was issued at s5" in error
    file = tabled.edit("plan", ("one well", "two wells"))
    amended = ("--as-orally-amended", file, "-m", "from the floor")
    assert "has moved since" in tabled.refuse("adopt", "plan@1", "--for", "council", *amended)


def test_oral_amendments_come_with_the_adoption_in_one_act(tabled: Room) -> None:
    before = tabled.do("show", "plan@1")
    file = tabled.edit("plan", ("one well", "two wells"))
    said = tabled.adopt("--as-orally-amended", file, "-m", "The Hills, from the floor")
    assert "Adopted version 2 of plan as orally amended (version 1 lay before it)" in said
    assert versions(tabled) == [
        (1, "draft decision", "issued"),
        (2, "as orally amended", "adopted"),
    ]
    rows = [json.loads(line) for line in tabled.log().splitlines()]
    act = [row for row in rows if row["act"] == rows[-1]["act"]]
    assert [row["kind"] for row in act if row["stream"] == "draft/plan/eng"] == [
        "edit-made",
        "text-edited",
        "version-issued",
        "adopted",
    ]
    assert [row["event"]["status"] for row in act if row["stream"] == "register/plan"] == [
        "issued",
        "adopted",
    ]
    assert {tuple(row["by"]) for row in act} == {("council",)}
    assert tabled.do("show", "plan@1") == before
    assert "two wells" in tabled.do("show", "plan@as-orally-amended")
    assert "from version 1 (The Hills, from the floor)" in " ".join(tabled.do("log").split())
    tabled.do("verify")


def test_oral_amendments_that_amend_nothing_or_another_text_are_refused(tabled: Room) -> None:
    same = tabled.edit("plan")
    orally = ("--for", "council", "-m", "from the floor", "--as-orally-amended")
    assert "amends nothing in plan/eng@s5" in tabled.refuse("adopt", "plan", *orally, same)
    tabled.do("import", "vow", tabled.write("vow.txt", "We keep the wells.\n"), "--lang", "eng")
    other = tabled.edit("vow", ("We keep", "We shall keep"))
    error = tabled.refuse("adopt", "plan", *orally, other)
    assert "is a checkout of vow/eng@s3, not of plan/eng" in error
    assert "already" in tabled.refuse(
        "adopt", "plan", *orally, tabled.edit("plan", ("one", "two")), "--label", "draft decision"
    )
    usage = tabled.refuse("adopt", "plan", "--as-orally-amended", same, code=2)
    assert "who amended it orally" in usage
    assert "--as-orally-amended FILE" in tabled.refuse("adopt", "plan", "-m", "why", code=2)


def test_an_adopted_draft_is_closed_for_good(tabled: Room) -> None:
    tabled.adopt()
    file = tabled.edit("plan", ("one well", "two wells"))
    for nature in ("substantive", "editorial"):
        error = tabled.refuse("checkin", "plan", file, "-m", "more", "--nature", nature)
        assert "plan/eng is adopted, as version 1; its text is closed for good" in error
    assert "only a corrigendum" in tabled.refuse("issue", "plan", "later", "--symbol", "WELLS/1")
    assert "closed for good" in tabled.refuse("revert", "plan", "s2", "-m", "no")
    assert "is adopted already" in tabled.refuse("adopt", "plan", "--for", "council")


def test_adoption_closes_one_language(tabled: Room) -> None:
    text = "Plan pour les puits\n\n1. Chaque village garde un puits ouvert.\n"
    tabled.do(
        "import", "plan", tabled.write("fra.txt", text), "--lang", "fra", "--standing", "official"
    )
    tabled.adopt(work="plan/eng")
    file = tabled.edit("plan/fra", ("un puits", "deux puits"))
    tabled.do("checkin", "plan/fra", file, "-m", "concordance")


def test_under_a_mandate_editorial_edits_are_accepted_until_publication(tabled: Room) -> None:
    adopted = tabled.do("show", "plan@1")
    said = tabled.adopt("--editing-mandate", "figures and cross-references")
    assert "it is open to editorial edits" in said
    file = tabled.edit("plan", ("one well", "1 well"))
    for nature in ("substantive", "linguistic", "technical"):
        error = tabled.refuse("checkin", "plan", file, "-m", "figures", "--nature", nature)
        assert f"(figures and cross-references); a {nature} edit is not within it" in error
    tabled.do("checkin", "plan", file, "-m", "figures", "--nature", "editorial")
    assert "not published yet" in tabled.refuse(
        "corrigendum", "plan", tabled.edit("plan"), "-m", "x"
    )
    assert "no symbol is given" in tabled.refuse("issue", "plan", "as published")
    tabled.do("issue", "plan", "as published", "--symbol", "WELLS/2026/5/Rev.1")
    assert versions(tabled) == [(1, "draft decision", "adopted"), (2, "as published", "published")]
    assert events(tabled, "version-made")[-1]["status"] == "published"
    file = tabled.edit("plan", ("1 well", "2 wells"))
    error = tabled.refuse("checkin", "plan", file, "-m", "more", "--nature", "editorial")
    assert "is adopted, as version 1 and published; its text is closed for good" in error
    assert tabled.do("show", "plan@1") == adopted
    assert "1 well" in tabled.do("show", "plan@2")
    assert tabled.json("status")["documents"][0]["state"] == "published"
    tabled.do("verify")


def test_a_text_adopted_under_a_mandate_may_be_published_unedited(tabled: Room) -> None:
    tabled.adopt("--editing-mandate", "figures")
    tabled.do("issue", "plan", "as published", "--symbol", "WELLS/2026/9", "--annex", "II")
    (first, second) = tabled.json("versions", "plan")["versions"]
    assert first["digest"] == second["digest"]
    assert second["annex"] == "II"


def test_a_corrigendum_is_a_version_of_its_own(tabled: Room) -> None:
    adopted = tabled.do("show", "plan@1")
    tabled.adopt()
    file = tabled.edit("plan", ("upper ford", "lower ford"))
    said = tabled.do(
        "corrigendum", "plan", file, "-m", "The ford", "--symbol", "WELLS/2026/5/Corr.1"
    )
    assert "Issued version 2 of plan/eng: corrigendum 1, correcting version 1" in said
    file = tabled.edit("plan", ("lower ford", "old mill"))
    tabled.do("corrigendum", "plan/eng", file, "-m", "The ford", "--label", "second correction")
    assert versions(tabled) == [
        (1, "draft decision", "adopted"),
        (2, "corrigendum 1", "corrigendum"),
        (3, "second correction", "corrigendum"),
    ]
    assert [v["corrects"] for v in tabled.json("versions", "plan")["versions"]] == [None, 1, 2]
    assert tabled.do("show", "plan@1") == adopted
    assert "lower ford" in tabled.do("show", "plan@corrigendum-1")
    assert [e["nature"] for e in events(tabled, "edit-made")] == ["substantive", *2 * ["editorial"]]
    said = " ".join(tabled.do("log", "plan").split())
    assert "'corrigendum 1', WELLS/2026/5/Corr.1, correcting version 1: The ford" in said
    tabled.do("verify")


def test_a_corrigendum_is_for_the_languages_named(tabled: Room) -> None:
    text = "Plan pour les puits\n\n1. Chaque village garde un puits ouvert.\n"
    tabled.do(
        "import", "plan", tabled.write("fra.txt", text), "--lang", "fra", "--standing", "official"
    )
    tabled.do("issue", "plan/fra", "projet")
    for language in ("eng", "fra"):
        tabled.adopt(work=f"plan/{language}")
    eng = tabled.edit("plan/eng", ("one well", "two wells"))
    fra = tabled.edit("plan/fra", ("un puits", "deux puits"))
    both = ("--lang", "eng", "--lang", "fra")
    error = tabled.refuse("corrigendum", "plan", eng, "-m", "two", *both)
    assert "for eng, fra, but no file is a checkout of plan/fra" in error
    error = tabled.refuse("corrigendum", "plan", eng, fra, "-m", "two", "--lang", "fra")
    assert "is a checkout of plan/eng, but the corrigendum is for fra" in error
    assert "both checkouts" in tabled.refuse("corrigendum", "plan", eng, eng, "-m", "two")
    tabled.do("corrigendum", "plan", eng, fra, "-m", "two", *both)
    rows = [json.loads(line) for line in tabled.log().splitlines()]
    last = [row for row in rows if row["act"] == rows[-1]["act"]]
    issued = [row["stream"] for row in last if row["kind"] == "version-issued"]
    assert issued == ["draft/plan/eng", "draft/plan/fra"]
    tabled.do("verify")


def test_what_is_not_adopted_or_not_changed_has_no_corrigendum(tabled: Room) -> None:
    file = tabled.edit("plan", ("one well", "two wells"))
    assert "plan/eng is not adopted" in tabled.refuse("corrigendum", "plan", file, "-m", "why")
    tabled.adopt()
    error = tabled.refuse("corrigendum", "plan", tabled.edit("plan"), "-m", "why")
    assert "corrects nothing in plan/eng@s6" in error


def test_a_symbol_is_one_work_s_unless_the_works_are_annexes_of_it(tabled: Room) -> None:
    tabled.do("import", "vow", tabled.write("vow.txt", "We keep the wells.\n"), "--lang", "eng")
    error = tabled.refuse("issue", "vow", "draft", "--symbol", "WELLS/2026/5/Rev.")
    assert "ends with Rev., but does not say which" in error
    error = tabled.refuse("issue", "vow", "draft", "--symbol", "WELLS/2026/5*")
    assert "WELLS/2026/5 is version 1 of plan/eng; vow/eng cannot be it too" in error
    report = ("--symbol", "WELLS/2026/9", "--annex")
    tabled.do("issue", "vow", "draft", *report, "I")
    tabled.do("checkin", "plan", tabled.edit("plan", ("one well", "two wells")), "-m", "two")
    assert "annex I, is version 1 of vow/eng" in tabled.refuse(
        "issue", "plan", "next", *report, "I"
    )
    tabled.do("issue", "plan", "next", *report, "II")
    error = tabled.refuse(
        "adopt", "vow", "--for", "council", "--annex-of", "WELLS/2026/9", "--annex", "II"
    )
    assert "annex II, is version 2 of plan/eng" in error
    assert "annex I of what?" in tabled.refuse("issue", "vow", "next", "--annex", "I")


def test_versions_groups_symbols_that_belong_together(tabled: Room) -> None:
    file = tabled.edit("plan", ("one well", "two wells"))
    tabled.do("checkin", "plan", file, "-m", "two")
    tabled.do("issue", "plan", "second draft", "--symbol", "WELLS/2026/5/rev. 1")
    tabled.do("import", "vow", tabled.write("vow.txt", "We keep the wells.\n"), "--lang", "eng")
    tabled.do("issue", "vow", "draft", "--symbol", "WELLS/2026/5/Add.1")
    tabled.do("checkin", "vow", tabled.edit("vow", ("We keep", "We shall keep")), "-m", "shall")
    tabled.do("issue", "vow", "second draft", "--symbol", "WELLS/2026/6")
    (document,) = tabled.json("versions", "plan")["documents"]
    assert document["document"] == "WELLS/2026/5"
    assert [(m["symbol"], m["work"], m["version"]) for m in document["members"]] == [
        ("WELLS/2026/5", "plan", 1),
        ("WELLS/2026/5/Rev.1", "plan", 2),
        ("WELLS/2026/5/Add.1", "vow", 1),
    ]
    assert tabled.json("versions", "plan")["versions"][1]["symbol"] == "WELLS/2026/5/Rev.1"
    together = (
        "WELLS/2026/5 belong together: WELLS/2026/5 (plan/eng@1), "
        "WELLS/2026/5/Rev.1 (plan/eng@2), WELLS/2026/5/Add.1 (vow/eng@1)"
    )
    assert together in " ".join(tabled.do("versions", "plan").split())
    said = tabled.do("versions", "vow")
    assert together in " ".join(said.split())
    assert "WELLS/2026/6 belong" not in said


def test_a_draft_after_more_events_leaves_the_draft_as_it_was() -> None:
    drafting = Drafting().write(el("mainBody", el("p", "Words.")))
    before = drafting.expression().draft
    drafting.issue(1, "draft decision", 9)
    event = drafting.entries[-1].record.event
    later = after(before, [event])  # type: ignore[list-item]
    assert (before.versions, before.wids) == ([], {})
    assert later == drafting.expression().draft
