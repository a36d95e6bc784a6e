"""What a text must look like: each rule kept or broken, with the elements that it points at."""

import pytest

from drafting import identified, text_of
from engine.events.rules import Actions, StructureRule
from engine.readers import un_text
from engine.text import Text
from projections.states import named
from projections.structure import Result, holds, structure

REVIEW = """Review

I. Universalization

A. Status and progress

1. Twelve States have joined since.

B. Assessment of the Dubrovnik actions

2. Of the goals, three were met.

C. Challenges

3. Lebanon and Côte d'Ivoire report contamination.

II. Victim assistance

4. Status of the services: they have grown.

5. Challenges remain.
"""

PLAN = """Plan

I. Universalization

1. States Parties will bring membership to 125 by 2023.

2. States Parties are guided by their principles.

II. Gender and diversity

3. Each State Party will consult women, girls, boys and men:

(a) when it plans;

(b) when it reports.

4. States Parties will do what they can.
"""


def text(source: str) -> Text:
    return text_of(identified(un_text.read(source.encode(), where="text")))


def result(rule: StructureRule, source: str, name: str, base: str | None = None) -> Result:
    results = structure(rule, text(source), "eng", text(base) if base else None)
    return next(r for r in results if r.rule == name)


RD = StructureRule(
    work="rd",
    sections=(("Universalization", "普遍加入"), ("Victim assistance",)),
    each_section=(("status", "progress"), ("assessment",), ("challenges",)),
    names_no_state=True,
    most_words=10,
)


def test_sections_that_are_there_in_order() -> None:
    found = result(RD, REVIEW, "sections")
    assert found.ok is True
    assert [p.words for p in found.where] == ["Universalization", "Victim assistance"]
    assert all(p.eId for p in found.where)


def test_sections_that_are_not_in_order_or_missing() -> None:
    rule = StructureRule(work="rd", sections=(("Victim assistance",), ("Universalization",)))
    found = result(rule, REVIEW, "sections")
    assert found.ok is False
    assert [p.words for p in found.where] == ["stands before Victim assistance"]
    rule = StructureRule(work="rd", sections=(("Clearance",), ("Universalization",)))
    found = result(rule, REVIEW, "sections")
    assert (found.ok, found.found) == (False, "1 of 2 sections; missing: Clearance")


def test_whether_each_theme_has_its_elements() -> None:
    found = result(RD, REVIEW, "each-section")
    assert found.ok is False
    assert [(p.eId, p.words) for p in found.where] == [("sec_II", "nothing on assessment")]


def test_a_passage_that_names_a_state_is_pointed_at() -> None:
    found = result(RD, REVIEW, "names-no-state")
    assert found.ok is False
    assert [p.words for p in found.where] == ["Lebanon, Côte d'Ivoire"]
    assert result(RD, "Text\n\n1. Each State reports.\n", "names-no-state").ok is True
    rule = StructureRule(work="rd", names_no_state=True, except_in=("report contamination",))
    assert result(rule, REVIEW, "names-no-state").ok is True


def test_how_long_it_is() -> None:
    found = result(RD, REVIEW, "length")
    assert found.ok is False
    assert found.found.endswith("words of at most 10")
    assert result(StructureRule(work="rd"), "Two words\n", "length").ok is None
    assert result(StructureRule(work="rd"), "Two words\n", "length").found == "2 words"


LAP = StructureRule(
    work="lap",
    actions=Actions(phrases=("will",), measures=("by #", "# per cent"), most=2),
    areas={
        "Universalization": ("universalization",),
        "Gender": ("gender", "women, girls, boys and men"),
        "Clearance": ("clearance",),
    },
    builds_on="dap",
)


def test_how_many_actions_and_how_many_of_them_are_measurable() -> None:
    actions = result(LAP, PLAN, "actions")
    assert (actions.ok, actions.found) == (False, "3 actions of at most 2")
    measurable = result(LAP, PLAN, "measurable")
    assert (measurable.ok, measurable.found) == (False, "1 of 3 actions are measurable")
    assert len(measurable.where) == 2


def test_which_areas_are_new() -> None:
    older = "Older plan\n\nI. Universalization\n\n1. All States join.\n"
    found = result(LAP, PLAN, "areas", older)
    assert found.found == "2 of 3 areas covered, 1 not in dap: Gender"
    assert [p.words for p in found.where] == ["Gender"]
    assert result(LAP, PLAN, "areas").found == "dap has no text to compare with"


@pytest.mark.parametrize(
    ("string", "phrase", "there"),
    [
        ("Universalization of the Convention", "universalization", True),
        ("UNIVERSALIZATION", "Universalization", True),
        ("ensure", "sure", False),
        ("by 2023, all", "by #", True),
        ("nearby 2023", "by #", False),
        ("12.5 per cent of them", "# per cent", True),
        ("五、普遍加入《公约》", "普遍加入", True),
        ("l’assistance aux victimes", "l'assistance", True),
        ("ضمان الامتثال", "ضمان", True),
        ("anything", ".", False),
        ("", "x", False),
    ],
)
def test_a_phrase_stands_where_its_words_do(string: str, phrase: str, there: bool) -> None:
    assert holds(string, (phrase,)) is there


@pytest.mark.parametrize(
    ("string", "language", "codes"),
    [
        ("Lebanon, Lao People's Democratic Republic and Viet Nam", "eng", ["LB", "LA", "VN"]),
        ("the Democratic Republic of the Congo", "eng", ["CD"]),
        ("Guinea-Bissau, Guinea and Equatorial Guinea", "eng", ["GW", "GN", "GQ"]),
        ("Niger and Nigeria", "eng", ["NE", "NG"]),
        ("States Parties will oman", "eng", []),
        ("黎巴嫩和老挝人民民主共和国", "zho", ["LB", "LA"]),
        ("缔约国将报告", "zho", []),
        ("Le Liban et la Suisse", "fra", ["LB", "CH"]),
        ("El Líbano", "spa", ["LB"]),
        ("Ливан", "rus", ["LB"]),
        ("ولبنان", "ara", ["LB"]),
    ],
)
def test_states_are_found_by_their_names(string: str, language: str, codes: list[str]) -> None:
    assert [code for _, code in named(string, language)] == codes
