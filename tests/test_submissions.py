"""In which window a submission falls, and whether it came in time, as asked, from those asked."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from cli.definitions import definition_named
from conference import Bench
from engine.circulation import invite
from engine.definition import read
from engine.scheduling import postpone, reschedule
from projections.timeline import document, fold, timeline
from projections.timeline.facts import Moment, Remark, Submission, View

ALL_SENT = ("isu", "presidency")


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path, definition_named("ccm-2rc"), date(2020, 4, 1))


def moment(at: datetime) -> Moment:
    return Moment(at.date(), at, "submission/x", 1)


def submitted(
    received: str,
    *works: str,
    parties: tuple[str, ...] = ("state-party-a",),
    channel: str = "e-mail",
    recipients: tuple[str, ...] = ALL_SENT,
    window: str | None = None,
) -> Submission:
    at = datetime.fromisoformat(received)
    return Submission(moment(at), parties, works, received, channel, recipients, window)


def told(bench: Bench, as_of: str, *submissions: Submission, **remarks: Remark) -> Any:
    """The timeline with submissions in the view, as events of theirs will put them there."""
    view: View = fold(positioned.entry for positioned in bench.store.log.follow())
    for n, submission in enumerate(submissions):
        view[("submission", f"s{n}")] = submission
    for id, remark in remarks.items():
        view[("comment", id)] = remark
    return document(timeline(view, date.fromisoformat(as_of)))


def one(bench: Bench, submission: Submission, as_of: str = "2020-12-31") -> Any:
    return told(bench, as_of, submission)["submissions"][0]


def test_an_email_of_23_30_in_new_york_is_late_by_five_and_a_half_hours(bench: Bench) -> None:
    found = one(bench, submitted("2020-07-06T23:30:00-04:00", "lap"))
    assert found["window"] == "input-lap"
    assert (found["status"], found["minutes_late"]) == ("late", 330)
    assert found["by_channel_invited"] is True
    assert found["by_party_invited"] is True
    assert found["received_at"] == "2020-07-06T23:30:00-04:00"


def test_an_email_of_the_next_morning_in_tokyo_is_on_time(bench: Bench) -> None:
    found = one(bench, submitted("2020-07-07T05:00:00+09:00", "lap"))
    assert (found["status"], found["minutes_late"]) == ("on-time", 0)


def test_it_came_to_the_secretariat_but_without_the_copy(bench: Bench) -> None:
    found = one(bench, submitted("2020-05-01T10:00:00+02:00", "rd", recipients=("isu",)))
    assert found["window"] == "input-rd"
    assert found["by_channel_invited"] is False
    assert found["status"] == "on-time"


def test_it_came_on_paper_where_an_email_was_asked_for(bench: Bench) -> None:
    found = one(bench, submitted("2020-05-01T10:00:00+02:00", "rd", channel="writing"))
    assert found["by_channel_invited"] is False


def test_it_came_from_somebody_who_was_not_asked(bench: Bench) -> None:
    found = one(bench, submitted("2020-05-01T10:00:00+02:00", "rd", parties=("isu",)))
    assert found["by_party_invited"] is False
    assert found["status"] == "on-time"


def test_before_a_window_opens_it_is_early(bench: Bench) -> None:
    found = one(bench, submitted("2020-06-01T10:00:00+02:00", "lap"))
    assert (found["window"], found["status"]) == ("input-lap", "early")


def test_after_the_deadline_a_window_without_end_takes_it(bench: Bench) -> None:
    may = one(bench, submitted("2020-05-05T00:10:00+02:00", "rd"))
    assert (may["window"], may["status"], may["minutes_late"]) == ("input-rd", "late", 10)
    june = one(bench, submitted("2020-06-20T10:00:00+02:00", "rd"))
    assert (june["window"], june["status"]) == ("input-rd-consolidated", "on-time")


def test_the_window_that_it_says_it_is_for_counts(bench: Bench) -> None:
    found = one(bench, submitted("2020-06-20T10:00:00+02:00", "rd", window="input-rd"))
    assert (found["window"], found["status"]) == ("input-rd", "late")


def test_a_deadline_that_no_invitation_names_is_a_window_too(bench: Bench) -> None:
    found = one(bench, submitted("2020-09-26T00:00:30+02:00", "pd", window="comments-pd"))
    assert (found["status"], found["minutes_late"]) == ("late", 1)
    assert found["by_channel_invited"] is None


def test_what_nobody_asked_for_is_flagged(bench: Bench) -> None:
    found = one(bench, submitted("2020-06-20T10:00:00+02:00", "cn"))
    assert (found["window"], found["status"], found["minutes_late"]) == (None, "uninvited", None)


def test_a_deadline_that_moves_takes_the_window_along(bench: Bench) -> None:
    bench.on(2020, 7, 1)
    reschedule(bench.app, "comments-lap", "10 July", bench.who(), reason="More time")
    late = submitted("2020-07-08T10:00:00+02:00", "lap")
    assert one(bench, late)["status"] == "on-time"
    assert told(bench, "2020-06-30", submitted("2020-06-29T10:00:00+02:00", "lap"))["submissions"]
    postpone(bench.app, "comments-lap", bench.who(), reason="Until further notice")
    assert one(bench, submitted("2021-01-08T10:00:00+01:00", "lap"), "2021-12-31")["status"] == (
        "on-time"
    )


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
    before = one(bench, submitted("2020-09-03T10:00:00+02:00", "pd", recipients=to_team))
    assert (before["window"], before["by_channel_invited"]) == ("input-pd", True)
    after = one(bench, submitted("2020-09-04T10:00:00+02:00", "pd", recipients=to_team))
    assert (after["window"], after["by_channel_invited"]) == ("pd-1", False)
    last = one(bench, submitted("2020-09-26T01:00:00+02:00", "pd"))
    assert (last["window"], last["status"], last["minutes_late"]) == ("pd-1", "late", 60)


def test_what_had_not_come_in_by_then_is_not_told(bench: Bench) -> None:
    assert not told(bench, "2020-06-19", submitted("2020-06-20T10:00:00+02:00", "rd"))[
        "submissions"
    ]


def test_those_heard_stand_beside_those_addressed(bench: Bench) -> None:
    found = told(
        bench,
        "2020-12-31",
        submitted("2020-06-20T10:00:00+02:00", "lap", parties=("state-party-b", "group-a")),
        submitted("2020-06-20T10:00:00+02:00", "lap", parties=("isu",)),
    )
    stages = {(h.stage, h.role): h for h in found["participation"]}
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


def test_what_was_never_answered_and_how_long_answers_took(bench: Bench) -> None:
    made = moment(datetime.fromisoformat("2020-06-20T10:00:00+02:00"))

    def after(days: int) -> Moment:
        return made._replace(on=made.on + timedelta(days=days))

    comments = {
        "lap-0-001": Remark(made, "s0", "lap", after(4)),
        "lap-0-002": Remark(made, "s0", "lap", after(20)),
        "lap-0-003": Remark(made, "s0", "lap"),
    }
    late = told(bench, "2020-12-31", **comments)
    assert late["unanswered"] == ("lap-0-003",)
    assert late["median_days_to_answer"] == 12
    early = told(bench, "2020-06-30", **comments)
    assert early["unanswered"] == ("lap-0-002", "lap-0-003")
    assert early["median_days_to_answer"] == 4
    assert told(bench, "2020-06-19", **comments)["unanswered"] == ()


def test_deadlines_in_another_zone_and_at_another_time_of_day(tmp_path: Path) -> None:
    source = """
        format = 1
        title = "P"
        time_zone = "Asia/Tokyo"
        day_ends = "18:00"
        [[party]]
        id = "office"
        name = "Office"
        role = "presidency"
        [[document]]
        work = "plan"
        title = "Plan"
        element = "statement"
        name = "plan"
        subtype = "deliberation"
        number = "1"
        opened = 2020-01-01
        [[milestone]]
        id = "here"
        title = "Here"
        kind = "deadline"
        works = ["plan"]
        when = 2020-02-29
        [[milestone]]
        id = "there"
        title = "There"
        kind = "deadline"
        works = ["plan"]
        when = 2020-12-31
        time_zone = "America/New_York"
    """
    bench = Bench(tmp_path, read(source.encode(), where="p"), date(2020, 1, 1))
    here = one(bench, submitted("2020-02-29T10:00:00+00:00", "plan", window="here"))
    assert (here["status"], here["minutes_late"]) == ("late", 60)
    there = one(bench, submitted("2021-01-01T08:30:00+09:00", "plan", window="there"), "2021-12-31")
    assert (there["status"], there["minutes_late"]) == ("late", 30)
