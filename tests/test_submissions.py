"""In which window a submission falls, and whether it came in time, as asked, from those asked."""

from __future__ import annotations

from datetime import date, datetime
from itertools import count
from pathlib import Path
from typing import Any, cast
from zoneinfo import ZoneInfo

import pytest

from cli.definitions import definition_named
from command import Desk
from conference import Bench
from engine.acts.circulation import Sending, circulate, invite
from engine.acts.membership import change_membership, register
from engine.acts.scheduling import hold, postpone, reschedule, set_milestone
from engine.application import Who
from engine.definition import read
from engine.events import (
    AnswerGiven,
    CommentAnswered,
    CommentMade,
    CommentNumbered,
    CommentWithdrawn,
    Event,
    MessageSeen,
    SenderIdentified,
    StatementMade,
    SubmissionCorrected,
    SubmissionReceived,
    SubmissionWithdrawn,
)
from engine.events import register as registers
from engine.events import submission as submissions
from engine.point import parse
from engine.store import open_store
from engine.view import View
from projections.timeline import TIMELINE, document, timeline

IDS = count(1)


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path, definition_named("ccm-2rc"), date(2020, 4, 1))


def submit(
    bench: Bench,
    received: str,
    *works: str,
    parties: tuple[str, ...] = ("state-party-a",),
    channel: str = "e-mail",
    sent_to: tuple[str, ...] = ("isu",),
    copied_to: tuple[str, ...] = ("presidency",),
    comments: tuple[CommentMade, ...] = (),
    entered_on: date | None = None,
    **more: Any,
) -> str:
    """A submission is received, as the events that record it; gives its id."""
    at, id = datetime.fromisoformat(received), f"{next(IDS):032x}"
    zone = bench.app.view().process().opened.time_zone  # type: ignore[union-attr]
    event = SubmissionReceived(
        parties=parties,
        works=works,
        channel=cast(submissions.Means, channel),
        received_at=at,
        sent_to=sent_to,
        copied_to=copied_to,
        **more,
    )
    on = entered_on or at.astimezone(ZoneInfo(zone)).date()
    events: dict[str, list[Event]] = {
        registers.INBOX: [MessageSeen(submission=id)],
        submissions.stream(id): [event, *comments],
    }
    for made in comments:
        numbered = CommentNumbered(comment=made.comment, submission=id)
        events.setdefault(registers.stream(made.work), []).append(numbered)
    bench.app.act(Who("isu", parties or ("isu",), (), on), lambda _: events)
    return id


def later(bench: Bench, day: str, id: str, *events: Event, by: str = "presidency") -> None:
    """What became of a submission, on a day."""
    on = date.fromisoformat(day)
    streams: dict[str, list[Event]] = {submissions.stream(id): list(events)}
    for event in events:
        if isinstance(event, CommentAnswered):
            given = AnswerGiven(comment=event.comment, outcome=event.outcome)
            streams.setdefault("register/lap", []).append(given)
    bench.app.act(Who("isu", (by,), (), on), lambda _: streams)


def told(bench: Bench, as_of: str, access: submissions.Access = "public") -> Any:
    """What `travaux timeline --json` gives, from the view as it is kept."""
    with open_store(bench.store.place) as store:
        view = View(store.log, store.snapshots)
        day = date.fromisoformat(as_of)
        return document(view.ask(TIMELINE, lambda facts: timeline(facts, day, access)))


def one(bench: Bench, received: str, *works: str, as_of: str = "2020-12-31", **more: Any) -> Any:
    """A submission, received and then found in the timeline."""
    id = submit(bench, received, *works, **more)
    return next(s for s in told(bench, as_of)["submissions"] if s["id"] == id)


def test_an_email_of_23_30_in_new_york_is_late_by_five_and_a_half_hours(bench: Bench) -> None:
    found = one(bench, "2020-07-06T23:30:00-04:00", "lap")
    assert found["window"] == "input-lap"
    assert (found["status"], found["minutes_late"]) == ("late", 330)
    assert found["by_channel_invited"] is True
    assert found["by_party_invited"] is True
    assert found["received_at"] == "2020-07-06T23:30:00-04:00"


def test_an_email_of_the_next_morning_in_tokyo_is_on_time(bench: Bench) -> None:
    found = one(bench, "2020-07-07T05:00:00+09:00", "lap")
    assert (found["status"], found["minutes_late"]) == ("on-time", 0)


def test_it_came_to_the_secretariat_but_without_the_copy(bench: Bench) -> None:
    found = one(bench, "2020-05-01T10:00:00+02:00", "rd", copied_to=())
    assert found["window"] == "input-rd"
    assert found["not_sent_to"] == ("presidency",)
    assert found["by_channel_invited"] is False
    assert found["status"] == "on-time"


def test_it_came_on_paper_where_an_email_was_asked_for(bench: Bench) -> None:
    found = one(bench, "2020-05-01T10:00:00+02:00", "rd", channel="writing")
    assert found["by_channel_invited"] is False


def test_it_came_from_somebody_who_was_not_asked(bench: Bench) -> None:
    found = one(bench, "2020-05-01T10:00:00+02:00", "rd", parties=("isu",))
    assert found["by_party_invited"] is False
    assert found["status"] == "on-time"


def test_before_a_window_opens_it_is_early(bench: Bench) -> None:
    found = one(bench, "2020-06-01T10:00:00+02:00", "lap")
    assert (found["window"], found["status"]) == ("input-lap", "early")


def test_after_the_deadline_a_window_without_end_takes_it(bench: Bench) -> None:
    may = one(bench, "2020-05-05T00:10:00+02:00", "rd")
    assert (may["window"], may["status"], may["minutes_late"]) == ("input-rd", "late", 10)
    june = one(bench, "2020-06-20T10:00:00+02:00", "rd")
    assert (june["window"], june["status"]) == ("input-rd-consolidated", "on-time")


def test_the_window_that_it_says_it_is_for_counts(bench: Bench) -> None:
    found = one(bench, "2020-06-20T10:00:00+02:00", "rd", window="input-rd")
    assert (found["window"], found["status"]) == ("input-rd", "late")


def test_a_deadline_that_no_invitation_names_is_a_window_too(bench: Bench) -> None:
    bench.text("notes")
    more = {"works": ("notes",), "addressees": ("state-party",)}
    set_milestone(bench.app, "end", "End", "deadline", "25 September 2020", bench.who(), **more)
    found = one(bench, "2020-09-26T00:00:30+02:00", "notes")
    assert (found["window"], found["status"], found["minutes_late"]) == ("end", "late", 1)
    assert (found["by_channel_invited"], found["by_party_invited"]) == (None, True)
    window: dict[str, Any] = {"channel": "e-mail", "guidance": "Views", "closes": None}
    to, opens = ("presidency",), date(2020, 4, 1)
    invite(bench.app, ("notes",), bench.who(), opens=opens, send_to=to, **window)
    open_then = one(bench, "2020-09-25T10:00:00+02:00", "notes")
    assert (open_then["window"], open_then["by_channel_invited"]) == ("notes-1", True)


def test_what_comes_by_the_provisional_channel_is_late_behind_the_deadline(bench: Bench) -> None:
    to_team: dict[str, Any] = {"sent_to": ("presidency",), "copied_to": ()}
    summer = one(bench, "2020-07-01T10:00:00+02:00", "pd", **to_team)
    assert (summer["window"], summer["status"]) == ("input-pd", "on-time")
    assert summer["by_channel_invited"] is True
    autumn = one(bench, "2020-09-26T00:00:30+02:00", "pd", **to_team)
    assert (autumn["status"], autumn["minutes_late"]) == ("late", 1)


def test_what_nobody_asked_for_is_flagged(bench: Bench) -> None:
    bench.text("notes")
    found = one(bench, "2020-06-20T10:00:00+02:00", "notes")
    assert (found["window"], found["status"], found["minutes_late"]) == (None, "uninvited", None)
    assert (found["by_channel_invited"], found["by_party_invited"]) == (None, None)


def test_input_on_a_paper_is_input_on_the_works_that_it_informs(bench: Bench) -> None:
    on_time = one(bench, "2020-06-20T10:00:00+02:00", "structure")
    assert (on_time["window"], on_time["status"]) == ("input-lap", "on-time")
    late = one(bench, "2020-07-07T00:01:00+02:00", "structure")
    assert (late["window"], late["minutes_late"]) == ("input-lap", 1)


def test_what_a_comment_is_about_says_what_the_submission_is_about(bench: Bench) -> None:
    comment = CommentMade(comment="lap-0-001", work="lap", text="Shorter")
    found = one(bench, "2020-07-07T00:01:00+02:00", comments=(comment,))
    assert (found["window"], found["status"]) == ("input-lap", "late")


def test_an_unknown_sender_is_neither_asked_nor_not_until_it_is_known(bench: Bench) -> None:
    id = submit(bench, "2020-06-20T10:00:00+02:00", "lap", parties=())
    (found,) = told(bench, "2020-12-31")["submissions"]
    assert (found["parties"], found["by_party_invited"]) == ((), None)
    later(bench, "2020-06-25", id, SenderIdentified(parties=("observer-a",)))
    (found,) = told(bench, "2020-12-31")["submissions"]
    assert (found["parties"], found["by_party_invited"]) == (("observer-a",), True)
    (earlier,) = told(bench, "2020-06-21")["submissions"]
    assert earlier["parties"] == ("observer-a",), "whose it is does not depend on the day"


def test_a_group_was_asked_where_all_its_members_were(bench: Bench) -> None:
    register(bench.app, "group-b", "Group B", "group", bench.who("isu"))
    bench.on(2020, 5, 1)
    members = ("state-party-a", "state-party-b")
    change_membership(bench.app, "group-b", bench.who("isu"), joined=members)
    bench.on(2020, 6, 1)
    change_membership(bench.app, "group-b", bench.who("isu"), joined=("observer-a",))
    window: dict[str, Any] = {"channel": "e-mail", "closes": None, "guidance": "Views"}
    of, day = ("state-party",), date(2020, 4, 1)
    bench.text("notes")
    invite(bench.app, ("notes",), bench.who(), opens=day, of=of, **window)
    for received, asked in (("04-20", False), ("05-20", True), ("06-20", False)):
        at = f"2020-{received}T10:00:00+02:00"
        found = one(bench, at, "notes", parties=("group-b",))
        assert found["by_party_invited"] is asked, received


@pytest.mark.parametrize("window", [None, "conference"])
def test_a_statement_on_what_was_adopted_is_no_input(bench: Bench, window: str | None) -> None:
    stated = StatementMade(
        work="lap", language="eng", version=1, nature="interpretation", text="So be it", words=3
    )
    more: dict[str, Any] = {"channel": "writing", "sent_to": (), "copied_to": (), "window": window}
    id = submit(bench, "2020-11-27T18:00:00+01:00", "lap", **more)
    later(bench, "2020-11-27", id, stated, by="state-party-a")
    (found,) = told(bench, "2020-12-31")["submissions"]
    assert (found["window"], found["status"], found["minutes_late"]) == (window, "statement", None)


def test_what_is_said_at_a_meeting_falls_to_the_meeting(bench: Bench) -> None:
    bench.on(2020, 6, 8)
    briefing = bench.who("isu")
    hold(bench.app, "briefing", briefing, in_place_of="meeting-1", title="Briefing")
    reschedule(bench.app, "meeting-1", "29 June", bench.who(), reason="Pandemic")
    bench.on(2020, 6, 29)
    hold(bench.app, "meeting-1", bench.who("isu"))

    def said(received: str, **more: Any) -> Any:
        return one(bench, received, "rd", channel="meeting", sent_to=(), copied_to=(), **more)

    found = said("2020-06-29T10:00:00+02:00")
    assert (found["window"], found["status"]) == ("meeting-1", "on-time")
    assert (found["by_channel_invited"], found["by_party_invited"]) == (True, True)
    assert said("2020-06-08T14:30:00+02:00")["window"] == "briefing"
    named = said("2020-06-29T17:00:00+02:00", window="meeting-1", parties=("isu",))
    assert (named["window"], named["by_party_invited"]) == ("meeting-1", False)
    stages = {(h.stage, h.role): h.heard for h in told(bench, "2020-12-31")["participation"]}
    assert stages["meeting-1", "state-party"] == ("state-party-a",)
    assert stages["meeting-1", "secretariat"] == ("isu",)


def test_what_is_entered_long_after_its_day_is_judged_by_that_day(bench: Bench) -> None:
    for said, status, minutes in (("2020-07-06", "on-time", 0), ("2020-07-08", "late", 24 * 60)):
        found = one(
            bench,
            "2026-01-10T15:00:00+01:00",
            "lap",
            dated="entry",
            entered_on=date.fromisoformat(said),
        )
        assert (found["status"], found["minutes_late"]) == (status, minutes)


def test_a_deadline_that_moves_takes_the_window_along(bench: Bench) -> None:
    bench.on(2020, 7, 1)
    reschedule(bench.app, "comments-lap", "10 July", bench.who(), reason="More time")
    assert one(bench, "2020-07-08T10:00:00+02:00", "lap")["status"] == "on-time"
    assert one(bench, "2020-07-11T00:00:00+02:00", "lap")["status"] == "on-time"
    assert one(bench, "2020-07-11T00:00:01+02:00", "lap")["status"] == "late"
    postpone(bench.app, "comments-lap", bench.who(), reason="Until further notice")
    found = one(bench, "2021-01-08T10:00:00+01:00", "lap", as_of="2021-12-31")
    assert found["status"] == "on-time"


def test_the_later_invitation_replaces_the_provisional_channel(bench: Bench) -> None:
    bench.on(2020, 8, 30)
    invite(
        bench.app,
        ("pd",),
        bench.who(),
        opens=date(2020, 9, 4),
        closes=None,
        deadline="comments-pd",
        channel="e-mail",
        guidance="In writing",
        of=("state-party",),
        send_to=("isu",),
        copy_to=("presidency",),
    )
    to_team = ("presidency",)
    before = one(bench, "2020-09-03T10:00:00+02:00", "pd", sent_to=to_team, copied_to=())
    assert (before["window"], before["by_channel_invited"]) == ("input-pd", True)
    after = one(bench, "2020-09-04T10:00:00+02:00", "pd", sent_to=to_team, copied_to=())
    assert (after["window"], after["by_channel_invited"]) == ("pd-1", False)
    last = one(bench, "2020-09-26T01:00:00+02:00", "pd")
    assert (last["window"], last["status"], last["minutes_late"]) == ("pd-1", "late", 60)


def test_what_had_not_come_in_by_then_is_not_told(bench: Bench) -> None:
    submit(bench, "2020-06-19T23:30:00-04:00", "rd")
    assert told(bench, "2020-06-19")["submissions"] == [], "in Geneva it was the 20th"
    assert told(bench, "2020-06-20")["submissions"]


def test_what_is_not_public_is_left_out_and_counted(bench: Bench) -> None:
    public = submit(bench, "2020-06-20T10:00:00+02:00", "lap", parties=("state-party-b",))
    comment = CommentMade(comment="lap-0-001", work="lap", words=3, commitment="0" * 64)
    restricted = submit(
        bench, "2020-06-21T10:00:00+02:00", "lap", access="participants", comments=(comment,)
    )
    until = date(2020, 9, 1)
    later_on = submit(bench, "2020-06-22T10:00:00+02:00", "lap", embargo_until=until)

    def seen(as_of: str, access: submissions.Access) -> tuple[list[str], int, Any]:
        found = told(bench, as_of, access)
        return [s["id"] for s in found["submissions"]], found["withheld"], found["unanswered"]

    assert seen("2020-08-31", "public") == ([public], 2, ())
    assert seen("2020-09-01", "public") == ([public, later_on], 1, ())
    assert seen("2020-08-31", "participants") == ([public, restricted], 1, ("lap-0-001",))
    everything = [public, restricted, later_on]
    assert seen("2020-08-31", "presidency") == (everything, 0, ("lap-0-001",))
    stages = {(h.stage, h.role): h.heard for h in told(bench, "2020-08-31")["participation"]}
    assert stages["input-lap", "state-party"] == ("state-party-b",)


def test_those_heard_stand_beside_those_addressed(bench: Bench) -> None:
    for parties in (("state-party-b", "group-a"), ("isu",)):
        submit(bench, "2020-06-20T10:00:00+02:00", "lap", parties=parties)
    stages = {(h.stage, h.role): h for h in told(bench, "2020-12-31")["participation"]}
    assert stages["input-lap", "state-party"].addressed == (
        "state-party-a",
        "state-party-b",
        "state-party-c",
    )
    assert stages["input-lap", "state-party"].heard == ("state-party-b",)
    assert stages["input-lap", "group"].heard == ("group-a",)
    assert stages["input-lap", "secretariat"].addressed == ()
    assert stages["input-lap", "secretariat"].heard == ("isu",)
    assert stages["input-lap", "observer"].heard == ()


def test_those_heard_on_what_was_distributed_commented_on_it(bench: Bench) -> None:
    bench.on(2020, 4, 15)
    bench.text("rd")
    bench.issue("rd", "Pre-draft")
    to = ("state-party", "observer")
    circulate(bench.app, [Sending(parse("rd"))], to, bench.who(), fulfils=("pre-draft",))
    on_it = CommentMade(comment="rd-1-001", work="rd", language="eng", version=1, text="Why?")
    on_the_work = CommentMade(comment="rd-1-002", work="rd", text="Shorter")
    on_another = CommentMade(comment="rd-2-003", work="rd", language="eng", version=2, text="No")
    for party, comment in (
        ("state-party-a", on_it),
        ("state-party-b", on_the_work),
        ("organisation-a", on_another),
    ):
        received = "2020-06-20T10:00:00+02:00"
        submit(bench, received, "rd", parties=(party,), comments=(comment,))
    stages = {(h.stage, h.role): h for h in told(bench, "2020-12-31")["participation"]}
    assert stages["pre-draft", "state-party"].heard == ("state-party-a",)
    assert stages["pre-draft", "observer"].addressed == ("observer-a",)
    assert ("pre-draft", "organisation") not in stages


def made(number: int) -> CommentMade:
    return CommentMade(comment=f"lap-0-{number:03}", work="lap", text="Shorter", words=1)


def answered(comment: CommentMade) -> CommentAnswered:
    return CommentAnswered(comment=comment.comment, outcome="noted", reason="Seen")


def test_what_was_never_answered_and_how_long_answers_took(bench: Bench) -> None:
    first, second, _ = comments = (made(1), made(2), made(3))
    id = submit(bench, "2020-06-20T10:00:00+02:00", "lap", comments=comments)
    later(bench, "2020-06-24", id, answered(first))
    later(bench, "2020-07-10", id, answered(second), answered(first))
    late = told(bench, "2020-12-31")
    assert late["unanswered"] == ("lap-0-003",)
    assert late["median_days_to_answer"] == 12, "the first answer counts"
    early = told(bench, "2020-06-30")
    assert early["unanswered"] == ("lap-0-002", "lap-0-003")
    assert early["median_days_to_answer"] == 4
    before = told(bench, "2020-06-19")
    assert (before["unanswered"], before["median_days_to_answer"]) == ((), None)


@pytest.mark.parametrize("how", ["comment", "submission", "correction"])
def test_what_is_withdrawn_or_replaced_needs_no_answer(bench: Bench, how: str) -> None:
    id = submit(bench, "2020-06-20T10:00:00+02:00", "lap", comments=(made(1),))
    event: Event
    match how:
        case "comment":
            event = CommentWithdrawn(comment="lap-0-001")
        case "submission":
            event = SubmissionWithdrawn()
        case _:
            event = SubmissionCorrected(correction=f"{next(IDS):032x}")
    later(bench, "2020-06-25", id, event, by="state-party-a")
    assert told(bench, "2020-06-24")["unanswered"] == ("lap-0-001",)
    found = told(bench, "2020-06-25")
    assert (found["unanswered"], len(found["submissions"])) == ((), 1)


PLAN = """
format = 1
title = "P"
time_zone = "{zone}"
day_ends = "{ends}"
[[party]]
id = "isu"
name = "Secretariat"
role = "secretariat"
[[document]]
work = "plan"
title = "Plan"
element = "statement"
name = "plan"
subtype = "deliberation"
number = "1"
opened = 2019-01-01
[[milestone]]
id = "deadline"
title = "Deadline"
kind = "deadline"
works = ["plan"]
when = {when}
{more}
"""


@pytest.mark.parametrize(
    ("zone", "ends", "when", "more", "received", "late"),
    [
        # 29 February, at six in the evening
        ("Asia/Tokyo", "18:00", "2020-02-29", "", "2020-02-29T09:00:00Z", 0),
        ("Asia/Tokyo", "18:00", "2020-02-29", "", "2020-02-29T10:00:00Z", 60),
        # the last day of the year, in another time zone than the process's
        ("Asia/Tokyo", "18:00", "2020-12-31", "New_York", "2021-01-01T08:00:00+09:00", 0),
        ("Asia/Tokyo", "18:00", "2020-12-31", "New_York", "2021-01-01T08:30:00+09:00", 30),
        ("Pacific/Kiritimati", "24:00", "2020-12-31", "", "2020-12-31T10:01:00Z", 1),
        ("Pacific/Pago_Pago", "24:00", "2020-12-31", "", "2021-01-01T11:00:00Z", 0),
        # the clock goes back that night: the day has 25 hours
        ("Europe/Zurich", "24:00", "2020-10-25", "", "2020-10-25T22:30:00Z", 0),
        ("Europe/Zurich", "24:00", "2020-10-25", "", "2020-10-25T23:30:00Z", 30),
        ("Europe/Zurich", "02:30", "2020-10-25", "", "2020-10-25T00:31:00Z", 1),
        # it goes forward: the day has 23
        ("Europe/Zurich", "24:00", "2020-03-29", "", "2020-03-29T22:30:00Z", 30),
        ("Europe/Zurich", "24:00", "2020-03-28", "", "2020-03-28T23:00:00Z", 0),
        # there was no midnight: the day ended as the clock went from 24:00 to 01:00
        ("America/Sao_Paulo", "24:00", "2018-11-03", "", "2018-11-04T03:00:00Z", 0),
        ("America/Sao_Paulo", "24:00", "2018-11-03", "", "2018-11-04T03:01:00Z", 1),
        # there was no 30 December 2011 in Samoa
        ("Pacific/Apia", "24:00", "2011-12-29", "", "2011-12-30T10:00:00Z", 0),
        ("Pacific/Apia", "24:00", "2011-12-29", "", "2011-12-30T10:05:00Z", 5),
    ],
)
def test_a_deadline_is_an_instant_wherever_its_day_is(
    tmp_path: Path, zone: str, ends: str, when: str, more: str, received: str, late: int
) -> None:
    there = f'time_zone = "America/{more}"' if more else ""
    source = PLAN.format(zone=zone, ends=ends, when=when, more=there).encode()
    bench = Bench(tmp_path, read(source, where="plan.toml"), date(2019, 1, 1))
    found = one(bench, received, "plan", parties=("isu",), as_of="2029-12-31")
    assert (found["minutes_late"], found["status"]) == (late, "late" if late else "on-time")


EMAIL = """From: A Person <a.person@post.example>
To: info@cmconvention.org
Cc: ccm2rc@eda.admin.ch
Subject: Comments on the Action Plan
Date: {date}
Message-ID: <{id}@post.example>

There should be fewer actions.
"""


def test_e_mails_as_they_were_received(tmp_path: Path) -> None:
    desk = Desk(tmp_path, inside=True)
    desk.do("init", "--process", "ccm-2rc")
    dates = {"late": "Mon, 6 Jul 2020 23:30:00 -0400", "in-time": "Tue, 7 Jul 2020 05:00:00 +0900"}
    for id, day in dates.items():
        (tmp_path / f"{id}.eml").write_text(EMAIL.format(date=day, id=id), encoding="utf-8")
    whose = ("--work", "lap", "--sender", "a.person@post.example=state-party-a")
    desk.do("receive", "late.eml", "in-time.eml", *whose, party="isu")
    in_time, late = desk.json("timeline", "--as-of", "2020-07-07")["submissions"]
    assert (in_time["status"], in_time["minutes_late"]) == ("on-time", 0)
    assert (late["status"], late["minutes_late"]) == ("late", 5 * 60 + 30)
    for found in (in_time, late):
        assert (found["window"], found["parties"]) == ("input-lap", ["state-party-a"])
        assert found["by_channel_invited"] is True
        assert found["by_party_invited"] is True
    assert len(desk.json("timeline", "--as-of", "2020-07-06")["submissions"]) == 1
    said = " ".join(desk.do("timeline", "--as-of", "2020-07-07").split())
    assert "of state-party-a: late for input-lap: 5 h 30 min" in said
    assert "heard input-lap: 0 of 1 group, 0 of 1 observer" in said
    assert "1 of 3 state-party" in said
    assert "unanswered lap-0-001, lap-0-002" in said


def test_a_remark_at_a_meeting_entered_long_after_it(tmp_path: Path) -> None:
    desk = Desk(tmp_path, inside=True)
    desk.do("init", "--process", "ccm-2rc")
    for command in (
        ("meeting", "held", "meeting-1", "--on", "2020-06-08"),
        ("comment", "rd", "Shorter", "--for", "state-party-a", "--at-meeting", "meeting-1"),
        ("answer", "rd-0-001", "noted", "-m", "Seen", "--on", "2020-06-15"),
    ):
        on = ("--on", "2020-06-08") if "comment" in command else ()
        desk.do(*command, *on, party="presidency")
    found = desk.json("timeline")
    (said,) = found["submissions"]
    assert (said["window"], said["status"], said["channel"]) == ("meeting-1", "on-time", "meeting")
    assert said["by_channel_invited"] is True
    assert (found["unanswered"], found["median_days_to_answer"]) == ([], 7)
