"""What happens to a plan: who may change it, what is refused, and what stays on record."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cli.definitions import definition_named
from conference import Bench
from engine.acts import membership, scheduling, silence
from engine.acts.circulation import Sending, circulate, invite
from engine.application import Who
from engine.decisions.membership import members as members_on
from engine.errors import NotFound, Refused, TravauxError
from engine.point import parse


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path, definition_named("ccm-2rc"), date(2020, 6, 1))


def refusal(act: Callable[..., object], *args: Any, **kwargs: Any) -> str:
    with pytest.raises(TravauxError) as refused:
        act(*args, **kwargs)
    return str(refused.value)


def length(bench: Bench) -> int:
    return sum(1 for _ in bench.store.log.follow())


def test_a_refusal_names_the_party_its_role_and_what_would_be_needed(bench: Bench) -> None:
    a = bench.who("state-party-a")
    before = length(bench)
    for act, said in (
        (
            lambda: scheduling.postpone(bench.app, "meeting-1", a, reason="x"),
            "state-party-a (state-party) may not reschedule; that is for: presidency, deciding",
        ),
        (
            lambda: circulate(bench.app, [Sending(parse("rd"))], ("isu",), a),
            "state-party-a (state-party) may not circulate; that is for: presidency, secretariat",
        ),
        (
            lambda: invite(
                bench.app,
                ("pd",),
                a,
                opens=date(2020, 6, 8),
                closes=None,
                channel="any",
                guidance="x",
            ),
            "state-party-a (state-party) may not invite",
        ),
        (
            lambda: scheduling.determine(bench.app, "documents-1", True, a, reason="x"),
            "state-party-a (state-party) may not determine; that is for: presidency",
        ),
        (
            lambda: silence.break_silence(bench.app, "s", bench.who("observer-a"), reason="x"),
            "observer-a (observer) may not break; that is for: state-party",
        ),
        (
            lambda: membership.register(bench.app, "x", "X", "observer", a),
            "state-party-a (state-party) may not define",
        ),
    ):
        assert said in refusal(act)
    joint = Who("presidency", ("presidency", "observer-a"), (), bench.day)
    assert "observer-a (observer) may not reschedule" in refusal(
        scheduling.postpone, bench.app, "meeting-1", joint, reason="x"
    )
    assert length(bench) == before


def test_support_is_kept_apart_from_the_act(bench: Bench) -> None:
    who = Who("isu", ("presidency",), ("coordination-committee",), bench.day)
    scheduling.postpone(bench.app, "meeting-1", who, reason="The pandemic")
    record = bench.store.log.read("process")[-1].record
    assert record.by == ("presidency",)
    assert record.supported_by == ("coordination-committee",)
    assert record.recorded_by == "isu"


def test_a_meeting_is_postponed_without_a_date_and_then_given_one(bench: Bench) -> None:
    scheduling.postpone(bench.app, "meeting-1", bench.who(), reason="The pandemic")
    found = bench.milestones("2020-06-30")["meeting-1"]
    assert found["status"] == "postponed"
    assert found["current"] is None
    assert "postponed already" in refusal(
        scheduling.postpone, bench.app, "meeting-1", bench.who(), reason="x"
    )
    bench.on(2020, 6, 12)
    when = scheduling.reschedule(bench.app, "meeting-1", "29 June", bench.who(), reason="Room")
    assert when.edtf == "2020-06-29"
    assert bench.milestones("2020-06-12")["meeting-1"]["status"] == "pending"
    assert bench.milestones("2020-06-11")["meeting-1"]["status"] == "postponed"


def test_what_was_held_is_not_moved_any_more(bench: Bench) -> None:
    bench.on(2020, 6, 8)
    scheduling.hold(bench.app, "meeting-1", bench.who("isu"))
    bench.on(2020, 6, 9)
    said = refusal(scheduling.reschedule, bench.app, "meeting-1", "1 July", bench.who(), reason="x")
    assert said == "meeting-1 was reached on 2020-06-08; it cannot be rescheduled on 2020-06-09"
    bench.text("rd")
    bench.issue("rd", "First draft")
    bench.circulate("rd", to=("state-party",), fulfils="documents-1")
    assert "documents-1 was reached on 2020-06-09; it cannot be cancelled" in refusal(
        scheduling.cancel, bench.app, "documents-1", bench.who(), reason="x"
    )
    assert "held already, on 2020-06-08" in refusal(
        scheduling.hold, bench.app, "meeting-1", bench.who("isu")
    )
    bench.on(2020, 6, 2)
    scheduling.reschedule(bench.app, "meeting-1", "8-9 June", bench.who(), reason="entered late")
    found = bench.milestones("2020-06-30")["meeting-1"]
    assert found["current"]["edtf"] == "2020-06-08/2020-06-09"
    assert found["status"] == "on-time"


def test_what_is_cancelled_is_out_of_the_plan_but_not_of_the_record(bench: Bench) -> None:
    scheduling.cancel(bench.app, "draft-pd", bench.who(), reason="No time")
    found = bench.milestones("2020-12-31")["draft-pd"]
    assert (found["status"], found["changes"][-1]["why"]) == ("cancelled", "No time")
    assert bench.milestones("2020-05-31")["draft-pd"]["status"] == "pending"
    assert "draft-pd is cancelled; it cannot be rescheduled" in refusal(
        scheduling.reschedule, bench.app, "draft-pd", "1 November", bench.who(), reason="x"
    )


def test_a_split_is_into_two_or_more_parts_of_their_own(bench: Bench) -> None:
    def split(*parts: tuple[str, str]) -> object:
        return scheduling.split(bench.app, "conference", parts, bench.who(), reason="x")

    assert "takes two or more" in refusal(split, ("p1", "25 November"))
    assert "is a milestone of this process already" in refusal(
        split, ("meeting-1", "25 November"), ("p2", "26 November")
    )
    assert "different ids" in refusal(split, ("p1", "25 November"), ("p1", "26 November"))
    split(("p1", "25 November"), ("p2", "4 February 2021"))
    assert "conference is split into p1 and p2" in refusal(
        scheduling.hold, bench.app, "conference", bench.who("isu")
    )


def test_only_what_fulfils_a_milestone_does(bench: Bench) -> None:
    bench.text("lap")
    bench.issue("lap", "First draft")
    assert "documents-1 is about rd; lap cannot fulfil it" in refusal(
        bench.circulate, "lap", to=("state-party",), fulfils="documents-1"
    )
    assert "meeting-1 is a meeting; it is fulfilled by being held" in refusal(
        bench.circulate, "lap", to=("state-party",), fulfils="meeting-1"
    )
    assert "comments-lap is a deadline; it is fulfilled by the passing of its time" in refusal(
        scheduling.hold, bench.app, "comments-lap", bench.who("isu")
    )
    assert "'nothing' is not a milestone" in refusal(
        bench.circulate, "lap", to=("state-party",), fulfils="nothing"
    )


def test_a_distribution_is_done_when_all_of_its_works_have_gone_out(bench: Bench) -> None:
    bench.on(2020, 8, 5)
    bench.text("lap")
    bench.text("elements")
    bench.issue("lap", "First draft")
    bench.circulate("lap", to=("state-party",), fulfils="documents-2")
    found = bench.milestones("2020-08-20")["documents-2"]
    assert (found["status"], found["outstanding"]) == ("missed", ("elements",))
    assert found["addressees"]["reached"] == ()
    bench.on(2020, 8, 12)
    bench.circulate("elements", to=("state-party-a", "state-party-b"), fulfils="documents-2")
    found = bench.milestones("2020-08-20")["documents-2"]
    assert (found["status"], found["days_late"]) == ("late", 2)
    assert found["addressees"]["reached"] == ("state-party-a", "state-party-b")


def test_what_is_not_issued_is_not_circulated_but_a_paper_goes_out_as_it_stands(
    bench: Bench,
) -> None:
    bench.text("lap")
    said = refusal(circulate, bench.app, [Sending(parse("lap"))], ("isu",), bench.who())
    assert "is not an issued version" in said
    bench.text("structure")
    paper = Sending(parse("structure"), "Non-paper on structure")
    made = circulate(bench.app, [paper], ("state-party",), bench.who())
    assert made.sent[0].version is None
    assert made.sent[0].step == 4
    assert made.sent[0].title == "Non-paper on structure"
    assert "'everyone' is neither a party of this process nor a role" in refusal(
        circulate, bench.app, [paper], ("everyone",), bench.who()
    )


def test_a_broken_silence_sends_its_subject_back(bench: Bench) -> None:
    who = bench.who()
    bench.on(2020, 6, 8)
    silence.open_silence(bench.app, "date", "29 June", "2020-06-12 18:00", who, to=("state-party",))
    scheduling.reschedule(
        bench.app, "meeting-1", "29 June", bench.who(), reason="x", under_silence="date"
    )
    assert "observer-a" in refusal(
        silence.break_silence, bench.app, "date", bench.who("observer-a"), reason="x"
    )
    bench.on(2020, 6, 11)
    silence.break_silence(bench.app, "date", bench.who("state-party-b", "isu"), reason="It clashes")
    found = bench.timeline("2020-06-15")["milestones"]
    line: Any = {m["id"]: m for m in found}
    assert line["date"]["state"] == "broken"
    assert line["date"]["broken_by"] == ("state-party-b",)
    assert line["date"]["status"] == "missed"
    assert line["meeting-1"]["current"]["edtf"] == "2020-06-08"
    assert line["meeting-1"]["changes"][-1]["lapsed"] is True
    assert line["meeting-1"]["changes"][-1]["provisional"] is False
    heard: Any = bench.timeline("2020-06-15")["participation"]
    assert ("state-party-b",) in [h.heard for h in heard if h.stage == "date"]
    assert "state-party-b has broken the silence date already" in refusal(
        silence.break_silence, bench.app, "date", bench.who("state-party-b"), reason="x"
    )
    assert "was broken before; it cannot be extended" in refusal(
        silence.extend_silence, bench.app, "date", "2020-07-01", bench.who(), reason="x"
    )
    silence.break_silence(bench.app, "date", bench.who("state-party-a"), reason="So it does")
    assert bench.milestones("2020-06-11")["date"]["broken_by"] == ("state-party-b", "state-party-a")
    bench.on(2020, 5, 31)
    assert "began on 2020-06-01; it cannot be broken on 2020-05-31" in refusal(
        silence.break_silence, bench.app, "date", bench.who("state-party-c"), reason="x"
    )


def test_a_silence_passes_by_itself_at_its_time_or_when_it_was_extended_to(bench: Bench) -> None:
    bench.on(2020, 6, 8)
    opened = silence.open_silence(bench.app, "date", "29 June", "2020-06-12 18:00", bench.who())
    assert opened.until.isoformat() == "2020-06-12T18:00:00+02:00"
    assert bench.milestones("2020-06-11")["date"]["state"] == "open"
    assert bench.milestones("2020-06-12")["date"]["state"] == "passed"
    bench.on(2020, 6, 12)
    silence.extend_silence(bench.app, "date", "2020-06-15", bench.who(), reason="Instructions")
    assert bench.milestones("2020-06-12")["date"]["state"] == "open"
    assert bench.milestones("2020-06-15")["date"]["state"] == "passed"
    bench.on(2020, 6, 16)
    assert "passed at 2020-06-16T00:00:00+02:00; it cannot be broken on 2020-06-16" in refusal(
        silence.break_silence, bench.app, "date", bench.who("state-party-a"), reason="late"
    )
    assert "passed at" in refusal(
        silence.extend_silence, bench.app, "date", "2020-07-01", bench.who(), reason="x"
    )


@pytest.mark.parametrize(
    ("until", "says"),
    [
        ("soon", "is not a time"),
        ("2020-06-32", "is not a time"),
        ("2020-05-01", "before it begins"),
    ],
)
def test_a_silence_until_a_time_that_is_none(bench: Bench, until: str, says: str) -> None:
    assert says in refusal(silence.open_silence, bench.app, "s", "x", until, bench.who())


def test_where_the_dates_do_not_tell_the_presidency_determines(bench: Bench) -> None:
    bench.on(2020, 6, 8)
    bench.text("rd")
    bench.issue("rd", "First draft")
    bench.circulate("rd", to=("state-party",), fulfils="documents-1", when="by 8 June 2020")
    found = bench.milestones("2020-06-09")["documents-1"]
    assert found["status"] == "indeterminate"
    assert found["happened"] == {"earliest": None, "latest": date(2020, 6, 8)}
    assert found["days_late"] is None
    bench.on(2020, 6, 10)
    scheduling.determine(bench.app, "documents-1", True, bench.who(), reason="Dated 19 May")
    assert bench.milestones("2020-06-09")["documents-1"]["status"] == "indeterminate"
    settled = bench.milestones("2020-06-10")["documents-1"]
    assert settled["status"] == "on-time"
    assert settled["determined"]["why"] == "Dated 19 May"
    scheduling.determine(bench.app, "documents-1", False, bench.who(), reason="Sent on 2 June")
    assert bench.milestones("2020-06-10")["documents-1"]["status"] == "late"


def test_where_the_dates_tell_there_is_nothing_to_determine(bench: Bench) -> None:
    assert "no uncertain date is on record" in refusal(
        scheduling.determine, bench.app, "meeting-1", True, bench.who(), reason="x"
    )
    bench.on(2020, 7, 1)
    scheduling.hold(bench.app, "meeting-1", bench.who("isu"), when="late June 2020")
    assert "was done late June 2020, which is late" in refusal(
        scheduling.determine, bench.app, "meeting-1", True, bench.who(), reason="x"
    )


def test_a_later_invitation_takes_the_place_of_an_earlier_one(bench: Bench) -> None:
    made = invite(
        bench.app,
        ("pd",),
        bench.who(),
        opens=date(2020, 9, 4),
        closes=date(2020, 9, 25),
        channel="e-mail",
        guidance="Written comments on the Declaration",
        of=("state-party",),
        send_to=("isu",),
        copy_to=("presidency",),
    )
    assert made.invitation == "pd-1"
    assert made.supersedes == ("input-pd",)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"send_to": ("state-party-a",)}, "has no functional mailbox"),
        ({"channel": "meeting", "send_to": ("isu",)}, "the channel is meeting, not e-mail"),
        ({"closes": date(2020, 6, 1)}, "before it opens"),
        ({"deadline": "nothing"}, "is not a milestone"),
        ({"guidance": " "}, "needs guidance"),
        ({"of": ("everybody",)}, "neither a party"),
        ({"id": "input-pd"}, "is an invitation of this process already"),
        ({"works": ("map",)}, "map is not a work"),
    ],
)
def test_an_invitation_that_does_not_fit(bench: Bench, changes: dict[str, Any], says: str) -> None:
    plain: dict[str, Any] = {
        "works": ("pd",),
        "opens": date(2020, 9, 4),
        "closes": None,
        "channel": "e-mail",
        "guidance": "Comments",
    }
    given = plain | changes
    works = given.pop("works")
    assert says in refusal(invite, bench.app, works, bench.who(), **given)


def test_groups_have_members_from_a_day_on(bench: Bench) -> None:
    isu = bench.who("isu")
    parties = ("state-party-a", "state-party-b")
    membership.change_membership(bench.app, "group-a", isu, joined=parties)
    assert bench.app.view().process().members["group-a"] == parties
    membership.change_membership(bench.app, "group-a", isu, left=("state-party-a",))
    assert bench.app.view().process().members["group-a"] == ("state-party-b",)
    for changes, says in (
        ({"joined": ("state-party-b",)}, "is a member of group-a already, since "),
        ({"left": ("state-party-c",)}, "is not a member of group-a on "),
        ({"joined": ("group-a",)}, "cannot be a member of itself"),
    ):
        said = refusal(membership.change_membership, bench.app, "group-a", isu, **changes)
        assert says in said
    assert "has no members" in refusal(
        membership.change_membership, bench.app, "isu", isu, joined=("state-party-b",)
    )


def test_memberships_fit_together_by_their_days(bench: Bench) -> None:
    isu = bench.who("isu")

    def change(day: tuple[int, int, int], **changes: tuple[str, ...]) -> None:
        bench.on(*day)
        membership.change_membership(bench.app, "group-a", bench.who("isu"), **changes)

    def members(day: date) -> tuple[str, ...]:
        return members_on(bench.app.view().process(), "group-a", day)

    change((2020, 5, 1), joined=("state-party-a", "state-party-b"))
    change((2020, 6, 1), left=("state-party-b",))
    change((2020, 5, 15), joined=("observer-a",))
    assert members(date(2020, 4, 30)) == ()
    assert members(date(2020, 5, 31)) == ("state-party-a", "state-party-b", "observer-a")
    assert members(date(2020, 6, 1)) == ("state-party-a", "observer-a")
    for day, changes, says in (
        ((2020, 4, 1), {"left": ("state-party-a",)}, "is not a member of group-a on 2020-04-01"),
        ((2020, 4, 1), {"joined": ("state-party-b",)}, "joins group-a on 2020-05-01, as recorded"),
        ((2020, 5, 20), {"left": ("state-party-b",)}, "leaves group-a on 2020-06-01, as recorded"),
        ((2020, 6, 2), {"joined": ("state-party-a",)}, "already, since 2020-05-01"),
    ):
        bench.on(*day)
        assert says in refusal(
            membership.change_membership, bench.app, "group-a", bench.who("isu"), **changes
        )
    change((2020, 6, 1), joined=("state-party-b",))
    assert "state-party-b" in members(date(2020, 6, 1))
    assert "is not the address of a mailbox" in refusal(
        membership.register, bench.app, "new", "New", "observer", isu, mailboxes=("nowhere",)
    )


def test_nobody_supports_an_act_of_their_own(bench: Bench) -> None:
    own = Who("isu", ("presidency",), ("state-party-a", "presidency"), bench.day)
    said = refusal(scheduling.postpone, bench.app, "meeting-2", own, reason="x")
    assert "presidency is named as a party of the act and as one in support of it" in said


def test_a_rule_that_is_changed_holds_from_then_on(bench: Bench) -> None:
    bench.text("lap")
    membership.change_rules(
        bench.app, "issue", ("deciding-body",), bench.who("isu"), reason="The text is in the room"
    )
    with pytest.raises(Refused, match=r"presidency \(presidency\) may not issue; that is for: dec"):
        bench.issue("lap", "First draft")
    membership.change_rules(bench.app, "issue", None, bench.who("isu"), reason="It is over")
    bench.issue("lap", "First draft")


def test_a_party_registered_later_was_not_addressed_before(bench: Bench) -> None:
    bench.on(2020, 6, 2)
    bench.text("rd")
    bench.issue("rd", "Pre-draft")
    bench.circulate("rd", to=("state-party",), fulfils="documents-1")
    bench.on(2020, 6, 3)
    membership.register(bench.app, "state-party-d", "State Party D", "state-party", bench.who())
    found = bench.milestones("2020-06-04")["documents-1"]["addressees"]
    assert "state-party-d" not in found["meant"]
    assert "state-party-d" in bench.milestones("2020-06-04")["meeting-1"]["addressees"]["meant"]
    assert "is a party of this process already" in refusal(
        membership.register, bench.app, "state-party-d", "D", "observer", bench.who()
    )


def test_what_the_timetable_does_not_know_is_named(bench: Bench) -> None:
    for act in (
        lambda: scheduling.reschedule(bench.app, "x", "29 June", bench.who(), reason="x"),
        lambda: scheduling.hold(bench.app, "x", bench.who("isu")),
        lambda: scheduling.hold(bench.app, "y", bench.who("isu"), in_place_of="x"),
        lambda: scheduling.determine(bench.app, "x", True, bench.who(), reason="x"),
    ):
        with pytest.raises(NotFound, match="'x' is not a milestone of this process"):
            act()
    assert "'x' is not a silence procedure" in refusal(
        silence.extend_silence, bench.app, "x", "2020-07-01", bench.who(), reason="x"
    )
    for act in (scheduling.postpone, scheduling.cancel):
        assert "needs a reason" in refusal(act, bench.app, "meeting-1", bench.who(), reason=" ")


def test_a_line_is_added_to_the_timetable(bench: Bench) -> None:
    when = scheduling.set_milestone(
        bench.app,
        "consultations",
        "Informal consultations",
        "meeting",
        "late October 2020",
        bench.who(),
        works=("pd",),
    )
    assert when.edtf == "[2020-10-21..2020-10-31]"
    assert bench.milestones("2020-06-01")["consultations"]["status"] == "pending"
    assert "consultations" not in bench.milestones("2020-05-31")
    assert "needs works" in refusal(
        scheduling.set_milestone,
        bench.app,
        "package",
        "Package",
        "distribution",
        "late October 2020",
        bench.who(),
    )
