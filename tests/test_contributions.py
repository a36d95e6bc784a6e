"""Contributions: whose words stand in which version adds up, and so does what became of what was
sent, whoever it turns out to be from."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console

from cli.authors import print_authors
from cli.marking import Marking, Told
from cli.reading import text_at
from clock import Clock
from command import Desk
from engine.application import Application, Who
from engine.decisions.draft import edit
from engine.events import (
    CommentAnswered,
    CommentMade,
    CommentWithdrawn,
    Event,
    SenderIdentified,
    SubmissionCorrected,
    SubmissionReceived,
    SubmissionWithdrawn,
    TextEdited,
)
from engine.events.submission import Submission, evolve
from engine.projection import fold
from engine.record import FIRST_PREV, Entry, Record, decode, encode
from engine.store import open_store, place
from engine.text import Text
from engine.text.inline import Splice
from engine.text.words import count
from engine.view import View
from exporters.contributions_svg import DRAWN, NAMED, Picture, export
from histories import HISTORIES
from projections.authorship import AUTHORSHIP, comments_in
from projections.contributions import ALL, CONTRIBUTIONS, Total, totals
from projections.proposers import proposers
from projections.spans import edits_of, spans
from projections.tally import Contribution, Row, Tally, Version
from room import Room


def words_of_versions(desk: Desk) -> dict[str, int]:
    """The words of every version of every draft, counted in its text, numbers aside."""
    found = {}
    with open_store(place(desk.store or str(desk.folder / ".travaux"))) as store:
        view = View(store.log)
        for work in view.process().documents:
            for language in view.register(work).drafts:
                for issued in view.draft(work, language).versions:
                    text = view.folded(work, language, issued.step).text
                    found[f"{work}/{language}@{issued.version.number}"] = sum(
                        count(node.string) for node in text.walk() if node.tag != "num"
                    )
    return found


def add_up(desk: Desk) -> None:
    """The words of all in every version are the words of that version."""
    rows = desk.json("contributions")["parties"]
    standing: Counter[str] = Counter()
    for row in rows:
        standing.update(row["words_standing"])
        came = sum(row[state] for state in STATES)
        assert came == sum(row["comments"].values())
    assert standing == words_of_versions(desk)
    assert len({tuple(row["parties"]) for row in rows}) == len(rows)


STATES = ("accepted", "partly", "rejected", "noted", "deferred", "withdrawn", "open")
SPAN = (
    "id",
    "eId",
    "start",
    "end",
    "text",
    "drafted_by",
    "proposed_by",
    "answers",
    "edit",
    "step",
    "nature",
    "inferred",
)
KEYS = (
    "parties",
    "roles",
    "submissions",
    "comments",
    *STATES,
    "words_drafted",
    "words_proposed",
    "words_standing",
)


@pytest.mark.parametrize("kind", HISTORIES)
def test_the_words_of_all_in_a_version_are_the_words_of_that_version(
    tmp_path: Path, kind: str
) -> None:
    desk = Desk(tmp_path, inside=True)
    HISTORIES[kind](desk)
    assert words_of_versions(desk)
    add_up(desk)


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Room:
    """A plan whose second version has words that the hills proposed, and words that the hills and
    the council proposed together."""
    Clock(monkeypatch, "2026-01-05T12:00:00+00:00")
    room = Room(tmp_path / "desk")
    room.do("issue", "plan", "First draft", "--on", "2026-01-10")
    room.do("comment", "vow", "Where is it?", "--for", "hills", "--on", "2026-01-09")
    proposing = ("--propose", "each second year, at noon", "--quote", "every year")
    room.do("comment", "plan", "2", "Too often", "--for", "hills", *proposing, *on("02-01"))
    both = ("--for", "hills,council", "--propose", "every hill village", "--quote", "Every village")
    room.do("comment", "plan", "1", "All", *both, *on("02-02"))
    taken(room, "every year", "each second year, at noon", "plan-1-001")
    taken(room, "Every village", "every hill village", "plan-1-002")
    for comment, outcome in (("plan-1-001", "accepted"), ("plan-1-002", "partly")):
        room.do("answer", comment, outcome, "-m", "Agreed", "--for", "council", *on("02-05"))
    file = room.edit("plan", ("at the upper ford", "at the lower ford"))
    room.do("checkin", "plan", file, "-m", "It has moved", *on("02-06"))
    room.do("issue", "plan", "Second draft", *on("02-07"))
    room.adopt()
    return room


def on(day: str) -> tuple[str, str]:
    return "--on", f"2026-{day}"


def taken(room: Room, old: str, new: str, comment: str) -> None:
    """The desk puts the wording of a comment into the draft."""
    with open_store(place(str(room.folder / ".travaux"))) as store:
        application = Application(
            store.log,
            clock=lambda: datetime(2026, 1, 6, tzinfo=UTC),
            new_id=lambda: f"taken-{comment}",
        )

        def decide(view: View) -> dict[str, list[Event]]:
            draft = view.draft("plan", "eng")
            node = next(n for n in draft.text.walk() if old in n.string)
            splice = Splice(
                at=node.string.index(old), removed=old, inserted=new, takes_from=comment
            )
            made = edit(
                draft,
                [TextEdited(id=node.id, splices=(splice,))],
                reason="As proposed",
                nature="substantive",
                method="applied",
                answers=(comment,),
            )
            return {"draft/plan/eng": [*made]}

        application.act(Who("desk", ("desk",), (), date(2026, 2, 4)), decide)


def row(room: Room, *parties: str, about: str = "plan") -> dict[str, object]:
    rows = room.json("contributions", about)["parties"]
    (found,) = (r for r in rows if tuple(r["parties"]) == parties)
    assert isinstance(found, dict)
    return found


def test_a_word_taken_from_a_comment_is_counted_once_as_that_of_who_proposed_it(
    room: Room,
) -> None:
    add_up(room)
    assert row(room, "hills") == {
        "parties": ["hills"],
        "roles": ["state-party"],
        "submissions": {"writing": {"first-draft": 1}},
        "comments": {"substantive": 1},
        "accepted": 1,
        "partly": 0,
        "rejected": 0,
        "noted": 0,
        "deferred": 0,
        "withdrawn": 0,
        "open": 0,
        "words_drafted": 0,
        "words_proposed": 5,
        "words_standing": {"plan/eng@2": 5},
    }
    assert tuple(row(room, "hills")) == KEYS
    desk = row(room, "desk")
    assert (desk["words_drafted"], desk["words_standing"]) == (
        47 + 5 + 3 + 1,
        {"plan/eng@1": 47, "plan/eng@2": 47 - 2 - 2},
    )


def test_joint_wording_is_that_of_the_set_of_its_parties(room: Room) -> None:
    both = row(room, "council", "hills")
    assert both["roles"] == ["deciding-body", "state-party"]
    assert (both["partly"], both["words_standing"]) == (1, {"plan/eng@2": 3})
    rows = room.json("contributions", "council")["parties"]
    assert [r["parties"] for r in rows] == [["council", "hills"], ["council"]]


def test_in_all_a_submission_before_any_version_is_counted_too(room: Room) -> None:
    (found,) = (r for r in room.json("contributions")["parties"] if r["parties"] == ["hills"])
    assert found["submissions"] == {"writing": {"before-issue": 1, "first-draft": 1}}
    assert found["comments"] == {"general": 1, "substantive": 1}


def test_each_character_names_who_drafted_it_and_who_proposed_it(room: Room) -> None:
    spans = room.json("authors", "plan@2")["spans"]
    proposed = [(s["text"], s["drafted_by"], s["proposed_by"]) for s in spans if s["proposed_by"]]
    assert proposed == [
        ("every hill village", ["desk"], ["hills", "council"]),
        ("each second year, at noon", ["desk"], ["hills"]),
    ]
    (span,) = (s for s in spans if s["proposed_by"] == ["hills"])
    assert tuple(span) == SPAN
    assert (span["answers"], span["inferred"]) == (["plan-1-001"], False)
    told = room.do("authors", "plan")
    assert "Desk of the Council, proposed by" in told
    assert "plan-1-001" in room.do("authors", "plan", "--by", "comment")


def test_the_words_of_a_text_are_marked_with_numbers_that_the_legend_explains(room: Room) -> None:
    told = room.do("authors", "plan@2").splitlines()
    assert told[1:3] == [
        "1. [2]every hill village[1] keeps one well open to travellers.",
        "2. [1]The keepers meet [3]each second year, at noon[1] at the [4]lower[1] ford.",
    ]
    assert told[-5:] == [
        "[1]  42 words  Desk of the Council; since version 1, First draft",
        "[2]  3 words  Desk of the Council, proposed by The Hills and Council of Keepers; since "
        "version 2, Second draft",
        "[3]  5 words  Desk of the Council, proposed by The Hills; since version 2, Second draft",
        "[4]  1 word  Desk of the Council; since version 2, Second draft (inferred)",
        "51 words",
    ]


def test_on_a_terminal_each_party_has_a_colour_too(room: Room) -> None:
    marking, text = marked_in(room)
    screen = io.StringIO()
    print_authors(Console(file=screen, force_terminal=True, width=80), text, marking)
    coloured = screen.getvalue()
    bare = io.StringIO()
    print_authors(Console(file=bare, no_color=True, width=80), text, marking)
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == bare.getvalue()
    colour = {
        string: re.search(rf"\x1b\[(\d+)m{string}", coloured) for string in ("every hill", "each")
    }
    found = [match[1] for match in colour.values() if match]
    assert len(set(found)) == 2
    assert "[3]each second year" in bare.getvalue()


def marked_in(room: Room) -> tuple[Marking, Text]:
    """The second version of the plan, with the marks of its words."""
    with open_store(place(str(room.folder / ".travaux"))) as store:
        view = View(store.log)
        found = text_at(view, "plan@2")
        kept = fold(AUTHORSHIP, view.entries("draft/plan/eng"))
        whose = proposers(view, comments_in(kept))
        told = list(spans(kept, found.text, found.step, {}, whose))
        about = Told(edits_of(kept, told), {}, [], view.process().parties)
        return Marking(found.text, told, about, "party"), found.text


def test_of_a_proposal_that_was_applied_only_the_new_words_are_its_parties(room: Room) -> None:
    proposing = ("--propose", "The council hears a full report every year.")
    room.do("comment", "plan@1", "4", "Full", "--for", "hills", *proposing)
    corrigendum = room.run("answer", "plan-1-003", "accepted", "--apply", "-m", "Yes")
    assert corrigendum.code == 1  # the plan is adopted
    other = room.write("vow.txt", "Vow\n\n1. We keep the wells.\n")
    room.do("import", "vow", other, "--lang", "eng")
    room.do("issue", "vow", "Draft")
    proposing = ("--propose", "We keep all the wells, every day.")
    room.do("comment", "vow", "1", "All of them", "--for", "hills,council", *proposing)
    room.do("answer", "vow-1-002", "accepted", "--apply", "-m", "Yes", "--for", "council")
    room.do("issue", "vow", "Second draft")
    add_up(room)
    assert row(room, "council", "hills", about="vow")["words_standing"] == {"vow/eng@2": 3}
    spans = room.json("authors", "vow")["spans"]
    assert [s["text"] for s in spans if s["proposed_by"]] == ["all ", ", every day"]
    assert {tuple(s["drafted_by"]) for s in spans if s["proposed_by"]} == {("council",)}


def test_an_edit_is_of_the_day_that_was_known_for_it(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    (first, *_) = (deed for deed in history(room, "desk") if deed["deed"] == "edit")
    edit = f"s{first['step']}"
    assert (edit, first["on"]) == ("s2", "2026-01-05")
    Clock(monkeypatch, "2026-04-01T12:00:00+00:00")
    room.do("redate", "plan", edit, "2026-01-03", "-m", "Typed wrongly")
    assert history(room, "desk")[0]["on"] == "2026-01-03"
    assert active(room, "desk") == ("2026-01-03", "2026-02-06")
    room.do("redate", "plan", edit, "2026-02-08", "-m", "Typed wrongly again")
    assert active(room, "desk") == ("2026-02-04", "2026-02-08")
    room.do("redate", "plan", edit, "2026-01-03", "-m", "It was right")
    assert "s2 2026-01-03 Desk" in room.do("authors", "plan", "--by", "edit")
    before = room.do("authors", "plan", "--by", "edit", "--known-on", "2026-03-01")
    assert "s2 2026-01-05 Desk" in before


def active(room: Room, party: str) -> tuple[str, str]:
    rows = csv.DictReader(io.StringIO(room.do("contributions", "--format", "csv")))
    (found,) = (row for row in rows if row["parties"] == party)
    return found["first"], found["last"]


def history(room: Room, party: str) -> list[dict[str, object]]:
    found = room.json("contributions", "--party", party)["history"]
    assert isinstance(found, list)
    return found


def test_of_natures_that_are_not_asked_for_nobody_is_credited(room: Room) -> None:
    file = room.edit("plan", ("hears a report", "hears a full report"))
    room.run("checkin", "plan", file, "-m", "Clearer", "--nature", "editorial")
    every = room.json("authors", "plan@2")["spans"]
    chosen = room.json("authors", "plan@2", "--nature", "editorial")["spans"]
    assert [(s["id"], s["start"], s["text"]) for s in chosen] == [
        (s["id"], s["start"], s["text"]) for s in every
    ]
    assert {tuple(s["drafted_by"]) for s in chosen} == {()}


def test_a_party_s_history_says_what_became_of_each_point(room: Room) -> None:
    assert room.do("contributions", "plan", "--party", "hills").splitlines() == [
        "The Hills",
        "2026-02-01  It wrote: 1 comment on plan (submission 2).",
        "2026-02-01  plan-1-001 on plan, paragraph 2 (substantive, 5 words proposed). It",
        "    was accepted by Council of Keepers on 2026-02-05: Agreed. Of its wording",
        "    stand: 5 in plan/eng@2.",
        "2026-02-02  It wrote with Council of Keepers: 1 comment on plan (submission 3).",
        "2026-02-02  plan-1-002 on plan, paragraph 1 (substantive, 3 words proposed). It",
        "    was partly accepted by Council of Keepers on 2026-02-05: Agreed. Of its",
        "    wording stand: 3 in plan/eng@2.",
        "2026-02-07  In plan/eng@2, Second draft, adopted, 5 of 51 words are its own, and",
        "    3 its and others'.",
    ]
    told = room.json("contributions", "--party", "desk")
    assert [deed["deed"] for deed in told["history"]] == [
        "edit",
        "version",
        "edit",
        "edit",
        "edit",
        "version",
    ]
    assert [d["words"] for d in told["history"] if d["deed"] == "edit"] == [47, 5, 3, 1]


def test_the_table_has_a_column_for_each_version_and_adds_up(room: Room) -> None:
    rows = list(csv.DictReader(io.StringIO(room.do("contributions", "--format", "csv"))))
    for version, words in words_of_versions(room).items():
        assert sum(int(row[version]) for row in rows) == words
    (hills,) = (row for row in rows if row["parties"] == "hills")
    assert (hills["acceptance_rate"], hills["first"], hills["last"]) == (
        "1.00",
        "2026-01-09",
        "2026-02-01",
    )


def test_what_was_not_known_on_a_day_is_not_counted_then(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    Clock(monkeypatch, "2026-04-01T12:00:00+00:00")
    before = room.do("contributions", "--json")
    room.do("comment", "plan", "2", "Too late", "--for", "hills")
    assert room.do("contributions", "--json") != before
    assert room.do("contributions", "--json", "--known-on", "2026-03-01") == before


def test_neither_a_work_nor_a_party_is_refused_by_name(room: Room) -> None:
    assert "'nobody' is neither a work nor a party" in room.refuse("contributions", "nobody")
    assert "'nobody' is not a party" in room.refuse("contributions", "--party", "nobody")
    assert "names a point" in room.run("export", "contributions-svg", "plan@1").err


def picture(many: int, versions: int) -> Picture:
    """Parties of whom each has as many words as its number says, and versions."""
    found = [Version(f"plan/eng@{n}", f"draft <{n}>", 0, n == versions) for n in range(versions)]
    rows = [
        Row(
            Contribution(
                parties=(f"party-{n}",),
                roles=("state-party",),
                submissions={},
                comments={},
                words_standing={version.name: n for version in found},
            ),
            None,
            None,
        )
        for n in range(1, many + 1)
    ]
    words = sum(range(many + 1))
    names = {f"party-{n}": f"Party & {n}" for n in range(many + 1)}
    return Picture("计划", Tally(rows, [v._replace(words=words) for v in found]), names, "plan/eng")


@pytest.mark.parametrize(("many", "versions"), [(1, 1), (3, 2), (NAMED + 2, DRAWN + 3), (40, 2)])
def test_the_picture_draws_what_people_can_read_and_describes_all(many: int, versions: int) -> None:
    of = picture(many, versions)
    svg = ElementTree.fromstring(export(of))
    names = {"s": "http://www.w3.org/2000/svg"}
    about = svg.findtext("s:desc", namespaces=names) or ""
    for version in of.found.versions:
        assert f"{version.name} ({version.label}): {version.words} words" in about
    for n in range(1, many + 1):
        assert f"Party & {n} {n}" in about
    parts = svg.findall("s:rect[@class='part']", names)
    bars, legend = parts[: -min(many, NAMED + 1)], parts[-min(many, NAMED + 1) :]
    assert len({part.get("fill") for part in legend}) == min(many, NAMED + 1)
    assert len({part.get("y") for part in bars}) == min(versions, DRAWN)
    rows = {part.get("y") for part in bars}
    for y in rows:
        widths = [float(part.get("width", "")) for part in bars if part.get("y") == y]
        assert sum(widths) == pytest.approx(520, abs=1)
    if many > NAMED + 1:
        assert any(f"others ({many - NAMED})" in (text.text or "") for text in svg.iter())


PARTIES = st.sampled_from(((), ("a",), ("b",), ("a", "b"), ("b", "a")))
OUTCOMES = st.sampled_from(("accepted", "partly", "rejected", "noted", "deferred"))


class Received:
    """Submissions to one process, event by event."""

    def __init__(self) -> None:
        self.streams: dict[str, list[Event]] = {}
        self.entries: list[Entry] = []

    def append(self, id: str, event: Event) -> None:
        events = self.streams.setdefault(id, [])
        events.append(event)
        day = len(self.entries) + 1
        record = Record(
            recorded_at=datetime(2026, 1, 1, tzinfo=UTC),
            recorded_by="desk",
            effective_on=date.fromordinal(date(2026, 1, 1).toordinal() + day),
            by=("desk",),
            act=f"act-{day}",
            prev=FIRST_PREV,
            event=event,
        )
        stream = f"submission/{id}"
        self.entries.append(decode(stream, len(events), event.tag(), encode(record)))

    def comments(self) -> list[tuple[str, str]]:
        return [
            (id, event.comment)
            for id, events in self.streams.items()
            for event in events
            if isinstance(event, CommentMade)
        ]

    def counted(self, scope: str) -> dict[tuple[str, ...], tuple[object, ...]]:
        """The totals, counted once all is known."""
        found: dict[tuple[str, ...], list[Counter[str]]] = {}
        for events in self.streams.values():
            submission = Submission()
            for event in events:
                evolve(submission, event)  # type: ignore[arg-type]
            received = submission.received
            if received is None or submission.correction:
                continue
            comments = list(submission.comments.values())
            works = {*received.works, *(comment.made.work for comment in comments)}
            own = found.setdefault(
                tuple(sorted(submission.parties)), [Counter(), Counter(), Counter(), Counter()]
            )
            if scope == ALL or scope in works:
                own[0][received.channel] += 1
            for comment in comments:
                if scope in (ALL, comment.made.work):
                    state = "open"
                    if comment.withdrawn or submission.withdrawn:
                        state = "withdrawn"
                    elif comment.answers:
                        state = comment.answers[-1].outcome
                    own[1][comment.made.nature] += 1
                    own[2][state] += 1
                    own[3]["words"] += comment.made.proposed_words
        return {
            by: tuple(dict(+counter) for counter in own)
            for by, own in found.items()
            if any(+counter for counter in own)
        }


def _receive(all: Received, data: st.DataObject) -> None:
    works = data.draw(st.sampled_from(((), ("plan",), ("plan", "vow"))))
    received = SubmissionReceived(
        parties=data.draw(PARTIES),
        works=works,
        channel=data.draw(st.sampled_from(("e-mail", "meeting"))),
        received_at=datetime(2026, 1, 1, tzinfo=UTC),
    )
    id = str(len(all.streams) + 1)
    all.append(id, received)
    for _ in range(data.draw(st.integers(0, 2))):
        _comment(all, id, data)


def _comment(all: Received, id: str, data: st.DataObject) -> None:
    work = data.draw(st.sampled_from(("plan", "vow")))
    made = CommentMade(
        comment=f"{work}-0-{len(all.comments()) + 1:03}",
        work=work,
        nature=data.draw(st.sampled_from(("general", "editorial"))),
        text="why",
        words=1,
        proposed_words=data.draw(st.integers(0, 3)),
    )
    all.append(id, made)


def _of_submission(make: Callable[[st.DataObject], Event]) -> Callable[..., None]:
    def act(all: Received, data: st.DataObject) -> None:
        if all.streams:
            all.append(data.draw(st.sampled_from(sorted(all.streams))), make(data))

    return act


def _of_comment(make: Callable[[str, st.DataObject], Event]) -> Callable[..., None]:
    def act(all: Received, data: st.DataObject) -> None:
        if comments := all.comments():
            id, comment = data.draw(st.sampled_from(comments))
            all.append(id, make(comment, data))

    return act


ACTS = (
    _receive,
    _receive,
    _of_submission(lambda data: SenderIdentified(parties=data.draw(PARTIES))),
    _of_submission(lambda _: SubmissionWithdrawn()),
    _of_submission(lambda _: SubmissionCorrected(correction="9")),
    _of_comment(lambda comment, _: CommentWithdrawn(comment=comment)),
    _of_comment(
        lambda comment, data: CommentAnswered(
            comment=comment, outcome=data.draw(OUTCOMES), reason="so"
        )
    ),
)


@settings(max_examples=50)
@given(st.data())
def test_what_was_sent_is_counted_as_it_is_known_last(data: st.DataObject) -> None:
    all = Received()
    for act in data.draw(st.lists(st.sampled_from(ACTS), min_size=1, max_size=12)):
        act(all, data)
    view = fold(CONTRIBUTIONS, all.entries)
    for scope in (ALL, "plan", "vow"):
        found = {}
        for total, first, last in totals(view, scope):
            assert total.by == tuple(sorted(total.by))
            if any((total.submissions, total.comments)):
                assert first
                assert last
                found[total.by] = counts(total)
        assert found == all.counted(scope)


def counts(total: Total) -> tuple[object, ...]:
    sent = {channel: sum(stages.values()) for channel, stages in total.submissions.items()}
    return sent, total.comments, total.states, {"words": total.words} if total.words else {}
