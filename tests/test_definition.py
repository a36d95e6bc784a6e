"""A definition is sound, or an error says in which line, at which key, and what was expected."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cli.definitions import definition_named
from command import Desk
from engine.decisions.process import open_process
from engine.definition import read
from engine.errors import UnknownFormat, Unreadable
from engine.events import MembershipChanged, MilestoneSet, ProcessOpened

P = "process.toml"
SOUND = """\
format = 1
title = "Annual Meeting"
time_zone = "Asia/Tokyo"
day_ends = "18:00"
year = 2020

[rules]
adopt = ["deciding-body"]

[[party]]
id = "meeting"
name = "Annual Meeting"
role = "deciding-body"

[[party]]
id = "office"
name = "Office"
role = "secretariat"
mailboxes = ["office@example.org"]

[[party]]
id = "hills"
name = "Hills"
role = "state-party"

[[party]]
id = "highlands"
name = "Highlands"
role = "group"
members = [
  { party = "hills", from = 2020-01-01, to = 2020-12-31 }, # a year
]

[[document]]
work = "plan"
title = "Plan"
element = "statement"
subtype = "deliberation"
name = "plan"
number = "AM-1"
opened = 2020-03-01

[[milestone]]
id = "draft"
title = "First draft"
kind = "distribution"
works = ["plan"]
when = "5 月中旬"
addressees = ["state-party", "office"]

[[milestone]]
id = "comments"
title = "Comments"
kind = "deadline"
works = ["plan"]
when = 2020-07-06
time_zone = "America/New_York"

[[invitation]]
id = "input"
works = ["plan"]
from = 2020-05-20
deadline = "comments"
of = ["state-party"]
channel = "e-mail"
send_to = ["office"]
guidance = "In writing"

[[sequence]]
rule = "draft-first"
title = "The draft comes before its adoption"
first = ["draft", "plan@first-draft"]
then = ["plan@adopted"]

[[structure]]
work = "plan"
sections = [["Beginnings", "开始"]]
"""


def problem(source: str) -> str:
    with pytest.raises(Unreadable) as unreadable:
        read(source.encode(), where="process.toml")
    return str(unreadable.value)


def test_a_sound_definition_becomes_events() -> None:
    events = open_process(read(SOUND.encode(), where="process.toml"), "s")
    opened = events[0]
    assert isinstance(opened, ProcessOpened)
    assert opened.day_ends == "18:00"
    assert opened.sequence[0].then == ("plan@adopted",)
    assert opened.structure[0].sections == (("Beginnings", "开始"),)
    plans = {e.milestone: e.when for e in events if isinstance(e, MilestoneSet)}
    assert plans["draft"].edtf == "[2020-05-11..2020-05-20]"
    assert (plans["comments"].edtf, plans["comments"].timezone) == (
        "2020-07-06",
        "America/New_York",
    )
    changes = [e for e in events if isinstance(e, MembershipChanged)]
    assert [(str(e.since), e.joined, e.left) for e in changes] == [
        ("2020-01-01", ("hills",), ()),
        ("2021-01-01", (), ("hills",)),
    ]


@pytest.mark.parametrize(
    ("old", "new", "pointed", "key", "says"),
    [
        ('title = "Annual Meeting"', "title = 3", "title = 3", "title", "expected a string, got 3"),
        (
            'time_zone = "Asia/Tokyo"',
            'time_zone = "Moon/Base"',
            'time_zone = "Moon/Base"',
            "time_zone",
            "Moon/Base",
        ),
        ('day_ends = "18:00"', 'day_ends = "6 pm"', 'day_ends = "6 pm"', "day_ends", "24:00"),
        (
            "year = 2020",
            'year = "this"',
            'year = "this"',
            "year",
            "expected a whole number, got 'this'",
        ),
        ("year = 2020", "", 'when = "5 月中旬"', "milestone 1.when", "does not say which year"),
        ("adopt = ", "fly = ", "fly = ", "rules.fly", "the acts are adopt, answer"),
        ('["deciding-body"]', '["king"]', '["king"]', "rules.adopt", "got 'king'"),
        (
            'role = "deciding-body"',
            'role = "king"',
            'role = "king"',
            "party 1.role",
            "expected one of: decidi",
        ),
        ('name = "Office"\n', "", "[[party]]", "party 2", "name is missing; expected a string"),
        (
            'name = "Office"',
            'nmae = "Office"',
            'nmae = "Office"',
            "party 2.nmae",
            "expected one of: id, name",
        ),
        (
            'id = "hills"',
            'id = "office"',
            'id = "office"',
            "party 3.id",
            "'office' is defined twice",
        ),
        ('id = "hills"', 'id = "The Hills"', 'id = "The Hills"', "party 3.id", "[a-z][a-z0-9-]*"),
        (
            '"office@example.org"',
            '"office"',
            '"office"',
            "party 2.mailboxes",
            "expected an address",
        ),
        (
            '{ party = "hills"',
            '{ party = "hill"',
            "members = [",
            "party 4.members 1",
            "'hill' is no party",
        ),
        (
            "to = 2020-12-31",
            "to = 2019-12-31",
            "members = [",
            "party 4.members 1",
            "is before from",
        ),
        (
            "to = 2020-12-31 }, # a year",
            'to = 2020-12-31 }, { party = "hills", from = 2020-12-31 }',
            "members = [",
            "party 4.members 2",
            "hills is a member since 2020-01-01 already",
        ),
        ('number = "AM-1"', 'number = "AM/1"', 'number = "AM/1"', "document 1.number", "a slash"),
        ("format = 1", 'format = "1"', 'format = "1"', "format", "expected a whole number"),
        ("year = 2020", "year = 20200", "year = 20200", "year", "a year from 1 to 9999"),
        ('name = "Office"', 'name = " "', 'name = " "', "party 2.name", "expected some words"),
        (
            'title = "First draft"',
            'title = "First\\u0000draft"',
            'title = "First\\u0000draft"',
            "milestone 1.title",
            "got U+0000 as character 6",
        ),
        (
            'element = "statement"',
            'element = "letter"',
            'element = "letter"',
            "document 1.element",
            "expected one of: act, ",
        ),
        (
            "opened = 2020-03-01",
            'opened = 2020-03-01\ninforms = ["plan"]',
            'informs = ["plan"]',
            "document 1.informs",
            "plan cannot inform itself",
        ),
        (
            'id = "hills"',
            f'id = "{"h" * 101}"',
            f'id = "{"h" * 101}"',
            "party 3.id",
            "up to 100 characters",
        ),
        (
            'sections = [["Beginnings", "开始"]]',
            "sections = [[]]",
            "sections = [[]]",
            "structure 1.sections 1",
            "at least one phrase",
        ),
        (
            'sections = [["Beginnings", "开始"]]',
            "names_no_state = 1",
            "names_no_state = 1",
            "structure 1.names_no_state",
            "expected true or false, got 1",
        ),
        (
            'when = "5 月中旬"',
            'when = "in spring"',
            'when = "in spring"',
            "milestone 1.when",
            "understood are a date",
        ),
        (
            'when = "5 月中旬"',
            "when = 5",
            "when = 5",
            "milestone 1.when",
            "expected a string, got 5",
        ),
        (
            'kind = "distribution"',
            'kind = "party"',
            'kind = "party"',
            "milestone 1.kind",
            "deadline, meeting",
        ),
        (
            'works = ["plan"]\nwhen',
            'works = ["plans"]\nwhen',
            'works = ["plans"]',
            "milestone 1.works",
            "no work",
        ),
        (
            '"state-party", "office"',
            '"everybody"',
            '"everybody"',
            "milestone 1.addressees",
            "neither a party",
        ),
        (
            'deadline = "comments"',
            'deadline = "end"',
            'deadline = "end"',
            "invitation 1.deadline",
            "no milestone",
        ),
        (
            'channel = "e-mail"',
            'channel = "fax"',
            'channel = "fax"',
            "invitation 1.channel",
            "got 'fax'",
        ),
        (
            'send_to = ["office"]',
            'send_to = ["hills"]',
            'send_to = ["hills"]',
            "invitation 1.send_to",
            "mailboxes",
        ),
        (
            "from = 2020-05-20",
            "",
            "[[invitation]]",
            "invitation 1",
            "from is missing; expected a date",
        ),
        ('"plan@first-draft"', '"first"', '"first"', "sequence 1.first", "'first' is no milestone"),
        ('"plan@adopted"', '"plan@"', '"plan@"', "sequence 1.then", "WORK@ADOPTED"),
        (
            'work = "plan"\nsections',
            'work = "map"\nsections',
            'work = "map"',
            "structure 1.work",
            "no work",
        ),
    ],
)
def test_what_is_wrong_is_named_by_line_and_key(
    old: str, new: str, pointed: str, key: str, says: str
) -> None:
    assert old in SOUND
    source = SOUND.replace(old, new, 1)
    said = problem(source)
    where, at, problem_said = said.split(": ", 2) if key else (said, "", said)
    assert where.startswith("process.toml, line ")
    assert pointed in source.splitlines()[int(where.split()[-1]) - 1]
    assert at == key
    assert says.casefold() in problem_said.casefold()


STATED = [n for n, line in enumerate(SOUND.splitlines()) if " = " in line]
VALUES = """"" " " "x" 1 -1 true [] [[]] {} [1] ["plan"] "plan@" "plan/eng@x" "@" 2020-01-01
9999-12-31 0001-01-01 12:00:00 2020-01-01T00:00:00Z 1e309 nan 99999999999999999999 "\\u0007"
[{party="hills"}] "UTC" "/etc/passwd" "5月中旬" [ ] { } = " \\""".split()


@settings(max_examples=50, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(STATED), st.none() | st.sampled_from(VALUES), min_size=1, max_size=3
    )
)
def test_whatever_is_put_into_a_definition_is_told_by_line_or_opens_a_process(
    put: dict[int, str | None],
) -> None:
    lines = SOUND.splitlines()
    for at, value in put.items():
        lines[at] = "" if value is None else lines[at].split(" = ")[0] + f" = {value}"
    told = ""
    try:
        opened = open_process(read("\n".join(lines).encode(), where=P), "s")
    except (Unreadable, UnknownFormat) as error:
        told = str(error)
    if told:
        assert re.match(rf"{P}, line [0-9]+: .+", told)
    else:
        assert {type(event) for event in opened} >= {ProcessOpened, MilestoneSet}


def test_a_definition_of_another_format_is_refused_where_it_says_so() -> None:
    with pytest.raises(UnknownFormat, match=r"process.toml, line 2: format: expected 1, got 2"):
        read(f"# of the future\n{SOUND}".replace("format = 1", "format = 2").encode(), where=P)


def test_lines_are_counted_through_long_strings_and_lists() -> None:
    long = SOUND.replace(
        'title = "Annual Meeting"', 'title = """Annual\n# no comment\n[[party]]\n"""', 1
    ).replace("year = 2020", 'year = "x" # [[', 1)
    assert problem(long).startswith("process.toml, line 8: year")


def test_a_name_that_could_be_a_party_or_a_role() -> None:
    assert "could mean either" in problem(SOUND.replace('id = "hills"', 'id = "secretariat"', 1))


def test_a_definition_that_is_not_utf_8_or_not_toml() -> None:
    with pytest.raises(Unreadable, match="line 2: expected UTF-8"):
        read(b'format = 1\ntitle = "\xff"\n', where="process.toml")
    assert "line 1: expected TOML" in problem("[[[")
    assert problem(SOUND.replace('kind = "deadline"', "kind = deadline", 1)) == (
        'process.toml, line 54: kind: expected TOML, such as key = "value"; '
        "invalid value at column 8"
    )
    twice = SOUND.replace("year = 2020", "year = 2020\nyear = 2021", 1)
    assert problem(twice).startswith("process.toml, line 6: year: ")
    assert problem(SOUND + "[[milestone]]\nid = [").startswith("process.toml, line 79: id: ")
    assert "line 41" in problem(SOUND.replace("opened = 2020-03-01", "opened = 2020-02-30", 1))


def test_a_malformed_definition_makes_no_store(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    (tmp_path / "process.toml").write_text(
        SOUND.replace('when = "5 月中旬"', 'when = "one day"'), encoding="utf-8"
    )
    error = desk.refuse("init", "--process", "process.toml")
    assert "process.toml, line 48: milestone 1.when: 'one day' is no date" in error
    assert not (tmp_path / ".travaux").exists()


def test_the_built_in_conference_is_complete() -> None:
    definition = definition_named("ccm-2rc")
    rows = {m.id: (m.kind, m.works, m.when) for m in definition.milestone}
    assert rows == {
        "pre-draft": ("distribution", ("rd",), "15 April 2020"),
        "comments-rd": ("deadline", ("rd",), "4 May 2020"),
        "documents-1": ("distribution", ("rd",), "mid-May 2020"),
        "meeting-1": ("meeting", ("rd", "lap"), "8 June 2020"),
        "comments-lap": ("deadline", ("lap",), "6 July 2020"),
        "documents-2": ("distribution", ("lap", "pd"), "early August 2020"),
        "meeting-2": ("meeting", ("rd", "lap", "pd"), "4 September 2020"),
        "comments-pd": ("deadline", ("pd",), "25 September 2020"),
        "draft-pd": ("distribution", ("pd",), "early October 2020"),
        "conference": ("meeting", ("rd", "lap", "pd"), "23-27 November 2020"),
        "adoption": ("adoption", ("rd", "lap", "pd"), "by 27 November 2020"),
    }
    mailboxes = {p.id: p.mailboxes for p in definition.party if p.mailboxes}
    assert mailboxes == {
        "isu": ("info@cmconvention.org",),
        "presidency": ("ccm2rc@eda.admin.ch",),
    }
    informs = {d.work: d.informs for d in definition.document if not d.paper}
    assert informs == {"rd": ("lap",), "lap": ("pd",), "pd": ()}
