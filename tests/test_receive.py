"""Mails become submissions: from the shell, on both stores; and what of them is private."""

import json
import subprocess
import uuid
from datetime import UTC, datetime, timedelta
from email import policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from cli.definitions import definition_named
from command import TRAVAUX, Desk, desk_at
from engine import store as stores
from engine.acts.receiving import Failed, Manner, Received, receive
from engine.application import Application, Who
from engine.errors import Refused
from engine.events import MessageSeen, PayloadErased, SubmissionReceived
from engine.mail.mbox import messages
from engine.mail.sender import digest
from engine.private import SECRET
from engine.store import Store, create, open_store
from letters import ADDRESS, NAME, letter, mailbox
from server import Server

PLAN = "LAUSANNE ACTION PLAN\n\n1. We say that we are here.\n\n2. We are here to stay.\n"
WORDS = f"""Dear Ambassador,

The plan is good, as {NAME} said.

Paragraph 1: Say it plainly.
Proposed wording: "We are here."

第2段：应当先进行勘察。

Kind regards,
{NAME}
First Secretary, {ADDRESS}
"""
FORM = (
    "MB/NC,Line number,Clause/Subclause,Paragraph/Figure/Table,Type of comment,Comments,"
    "Proposed change,Observations of the secretariat\n"
    f'X,,,1,te,"Too long, says {NAME}",Ask {NAME} first,\nX,,,9,ed,Comma,,\n'
).encode()
SECRETS = [part.encode() for part in (NAME, *NAME.split(), ADDRESS, *ADDRESS.split("@"))]


def bytes_of(made: EmailMessage) -> bytes:
    return made.as_bytes(policy=policy.SMTP)


@pytest.fixture
def desk(tmp_path: Path, place: str) -> Desk:
    """A conference with a first draft of the plan, from 1 June 2020 on; on both stores."""
    return begin_at(desk_at(tmp_path / "desk", place))


@pytest.fixture
def office(tmp_path: Path) -> Desk:
    """The same, where the store is not what is tried."""
    return begin_at(Desk(tmp_path / "office", inside=True))


def begin_at(desk: Desk) -> Desk:
    desk.do("init", "--process", "ccm-2rc", "--as", "presidency")
    (desk.folder / "lap.txt").write_text(PLAN)
    desk.do("import", "lap", "lap.txt", "--lang", "eng", "--as", "isu", "--on", "2020-06-01")
    desk.do("issue", "lap", "First draft", "--as", "isu", "--on", "2020-06-01")
    return desk


def send(desk: Desk, made: EmailMessage | bytes, *options: str, name: str = "a.eml") -> str:
    """Receives one mail; gives the id of its submission."""
    file = desk.folder / name
    file.write_bytes(made if isinstance(made, bytes) else bytes_of(made))
    out = desk.do("receive", file, "--as", "isu", *options)
    return out.split("submission ")[1].split(",")[0]


def comments(desk: Desk, *options: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = desk.json("comments", *options)["comments"]
    return found


def receipt(desk: Desk, id: str) -> dict[str, Any]:
    records = [json.loads(line) for line in desk.log().splitlines()]
    return next(
        r["event"]
        for r in records
        if r["stream"] == f"submission/{id}" and r["kind"] == "submission-received"
    )


def test_a_letter_becomes_a_submission_with_its_comments(desk: Desk) -> None:
    id = send(desk, letter(WORDS, refers="<0@post.example>"))
    general, first, second = comments(desk)
    assert [c["id"] for c in (general, first, second)] == ["lap-1-001", "lap-1-002", "lap-1-003"]
    assert general["text"] == "The plan is good, as […] said."
    assert general["place"] is None
    assert (first["text"], first["proposed"]) == ("Say it plainly.", "We are here.")
    assert first["place"]["eId"] == "para_1"
    assert (second["text"], second["place"]["eId"]) == ("应当先进行勘察。", "para_2")
    assert {c["submission"] for c in (general, first, second)} == {id}
    assert general["received_at"] == "2020-07-06T23:30:00-04:00"
    event = receipt(desk, id)
    assert (event["sent_to"], event["copied_to"]) == (["isu"], ["presidency"])
    assert "parties" not in event
    assert event["works"] == ["lap"]
    assert len(event["thread"]) == 1
    found = desk.json("timeline")["submissions"]
    assert [(s["status"], s["minutes_late"]) for s in found] == [("late", 330)]


def test_the_form_and_what_cannot_be_read_beside_it(office: Desk) -> None:
    files = (("form.csv", "text/csv", FORM), ("paper.pdf", "application/pdf", b"%PDF-1.4"))
    id = send(office, letter("Please find attached our comments.", files=files))
    beside, first, second = comments(office)
    assert (beside["text"], beside["kind"]) == (None, "general")
    assert (first["text"], first["proposed"]) == (None, None)
    assert (second["text"], second["kind"]) == ("9: Comma", "editorial")
    [_, named, _] = comments(office, "--access", "presidency")
    assert (named["text"], named["proposed"]) == ("Too long, says […]", f"Ask {NAME} first")
    attached = receipt(office, id)["attachments"]
    assert attached == [
        {"media": "text/csv", "size": len(FORM)},
        {"media": "application/pdf", "size": 8},
    ]


def test_a_party_is_known_by_mailbox_domain_or_person(office: Desk) -> None:
    send(office, letter(id="<a@x>"), "--sender", f"{ADDRESS}=state-party-a")
    send(office, letter(id="<b@x>"))
    send(office, letter(id="<c@x>", sender="X <x@y.example>"), "--for", "state-party-b")
    parties = [c["parties"] for c in comments(office)]
    assert parties == [["state-party-a"], ["state-party-a"], ["state-party-b"]]


def test_a_secretariats_own_mail_is_kept_without_comments(office: Desk) -> None:
    id = send(office, letter(sender="The Unit <info@cmconvention.org>"))
    assert receipt(office, id)["parties"] == ["isu"]
    assert comments(office) == []


def test_an_unknown_sender_is_identified_later(desk: Desk) -> None:
    id = send(desk, letter(id="<a@x>"))
    assert comments(desk)[0]["parties"] == []
    error = desk.refuse("identify", id, "isu", "--as", "isu", "-m", f"{NAME} called")
    assert "is public, and names somebody" in error
    desk.do("identify", id, "state-party-a", "--keep", "--as", "isu", "-m", "Note verbale")
    send(desk, letter(id="<b@x>"))
    assert [c["parties"] for c in comments(desk)] == [["state-party-a"], ["state-party-a"]]
    error = desk.refuse("identify", id, "--as-party", "state-party-a", "--as", "isu")
    assert "is known as state-party-a's already" in error
    assert "no submission 'nobody'" in desk.refuse("identify", "nobody", "isu", "--as", "isu")
    error = desk.refuse("identify", id, "state-party-b", "--as", "state-party-a")
    assert "state-party-a (state-party) may not receive" in error


def test_the_same_message_is_one_submission_and_a_bad_one_stops_nothing(desk: Desk) -> None:
    box = mailbox(
        desk.folder / "box.mbox",
        letter(id="<a@x>"),
        b"\0\0 no message at all",
        letter("Well.", id="<b@x>", subject="Hello", date=None),
        letter(id="<c@x>"),
        letter(id="<a@x>"),
        letter("Something else under the same id.", id="<a@x>"),
    )
    ran = desk.run("receive", box, "--as", "isu")
    assert ran.code == 1
    errors = ran.err.splitlines()
    assert f"{box}, message 2: it has neither From" in errors[0]
    assert f"{box}, message 6: it has the Message-ID of the submission" in errors[-2]
    assert len(comments(desk)) == 3
    again = desk.run("receive", box, "--as", "isu")
    assert again.out.count("received before") == 4
    assert len(comments(desk)) == 3


def test_what_message_and_work_are_not_said_is_refused(tmp_path: Path) -> None:
    desk = Desk(tmp_path, inside=True)
    desk.do("init", "--process", "ccm-2rc", "--as", "presidency")
    (tmp_path / "a.eml").write_bytes(bytes_of(letter("Hm.", subject="Hello")))
    error = desk.refuse("receive", "a.eml", "--as", "isu")
    assert "a.eml, message 1: it does not say which work it is about" in error
    assert "may not receive" in desk.refuse("receive", "a.eml", "--as", "state-party-a")
    assert "x is not a work" in desk.refuse("receive", "a.eml", "--as", "isu", "--work", "x")
    taken = ("--sender", "info@cmconvention.org=state-party-a")
    assert "is the functional mailbox of isu" in desk.refuse("receive", "a.eml", *taken,
                                                             "--as", "isu")  # fmt: skip
    assert "'w'" in desk.refuse("receive", "a.eml", "--as", "isu", "--window", "w")
    desk.refuse("receive", "a.eml", "--as", "isu", "--sender", "x", code=2)
    (tmp_path / "empty.mbox").write_bytes(b"")
    assert "empty.mbox holds no message" in desk.refuse("receive", "empty.mbox", "--as", "isu")
    desk.do("receive", "a.eml", "--as", "isu", "--work", "pd")
    assert comments(desk)[0]["id"] == "pd-0-001"
    reply = letter("And this.", subject="Re: Hello", refers="<1@post.example>", id="<2@x>")
    (tmp_path / "b.eml").write_bytes(bytes_of(reply))
    desk.do("receive", "b.eml", "--as", "isu")
    assert comments(desk)[1]["id"] == "pd-0-002"


def test_a_correction_takes_the_place_of_what_it_corrects(office: Desk) -> None:
    known = ("--sender", f"{ADDRESS}=state-party-a")
    first = send(office, letter(id="<a@x>"), *known)
    second = send(office, letter("Paragraph 1: No.", id="<b@x>"), "--corrects", first, "-m", "Slip")
    third = send(office, letter("Paragraph 1: Yes.", id="<c@x>"))
    assert [c["outcome"] for c in comments(office)] == ["corrected", None, None]
    by = ("--as", "isu", "--for", "state-party-a")
    assert "took the place" in office.refuse("correct", first, third, *by)
    assert "its own place" in office.refuse("correct", third, third, *by)
    assert "cannot correct it" in office.refuse("correct", second, third, "--as", "isu")
    office.do("correct", second, third, *by, "-m", "Again")
    assert [c["outcome"] for c in comments(office)] == ["corrected", "corrected", None]
    other = letter(id="<d@x>", sender="x@y.example")
    (office.folder / "d.eml").write_bytes(bytes_of(other))
    error = office.refuse("receive", "d.eml", "--as", "isu", "--corrects", third)
    assert "only its own parties correct" in error


def test_a_form_that_was_written_is_read_again(office: Desk) -> None:
    office.do("comment", "lap", "1", "=Too long", "--quote", "we are here", "--as", "isu",
            "--for", "state-party-b", "--propose", "we stay")  # fmt: skip
    form = office.do("comments", "--format", "csv").encode()
    send(office, letter("Our comments are attached.", files=(("form.csv", "text/csv", form),)))
    before, again = comments(office)
    for key in ("text", "proposed", "place", "kind"):
        assert again[key] == before[key]


def test_who_may_read_what_is_restricted(desk: Desk) -> None:
    send(desk, letter("Paragraph 1: For some.", id="<a@x>"), "--access", "participants")
    send(desk, letter("Paragraph 1: Later.", id="<b@x>"), "--embargo-until", "2020-09-01")
    send(desk, letter("Paragraph 1: For one.", id="<c@x>"), "--access", "presidency")

    def read(*options: str) -> tuple[list[str], int]:
        found = desk.json("comments", *options)
        return [c["text"] for c in found["comments"]], found["withheld"]

    assert read("--as-of", "2020-08-31") == ([], 3)
    assert read("--as-of", "2020-09-01") == (["Later."], 2)
    some = ("--as-of", "2020-08-31", "--access", "participants")
    assert read(*some) == (["For some."], 2)
    assert read("--access", "presidency") == (["For some.", "Later.", "For one."], 0)
    assert "For one." not in desk.log()
    form = desk.do("comments", "--format", "csv", "--access", "presidency")
    assert "For one." in form


def test_whoever_may_not_read_what_is_private_reads_the_rest(
    tmp_path: Path, server: Server
) -> None:
    url = server.url(schema="beheld")
    begun(url).close()
    desk = Desk(tmp_path, url, inside=True)
    id = send(desk, letter("Paragraph 1: No.", subject="pd"), "--access", "participants")
    for statement in (
        "CREATE ROLE beholder LOGIN",
        "GRANT USAGE ON SCHEMA beheld TO beholder",
        "GRANT SELECT ON beheld.store, beheld.stored_events TO beholder",
    ):
        server.execute(statement)
    reader = Desk(tmp_path / "reader", url.replace("postgres@", "beholder@"), inside=True)
    some = ("--access", "participants")
    assert [c["text"] for c in comments(desk, *some)] == ["Paragraph 1: No."]
    assert [c["text"] for c in comments(reader, *some)] == [None]
    assert "may not be read from here" in reader.refuse("message", id, "-o", "x")


# -- what is private -----------------------------------------------------------------------------


def public_bytes(desk: Desk, tmp_path: Path, store: Store, n: int) -> bytes:
    """All that others may come to see: the log's bytes, exports, what commands print, views."""
    out = tmp_path / f"out-{n}"
    out.mkdir()
    desk.do("export", "log", "-o", out / "log.jsonl")
    desk.do("export", "akn", "lap", "-o", out / "lap.xml")
    said = [desk.log(), desk.do("comments"), desk.do("comments", "--format", "csv")]
    said += [desk.do("comments", "--json"), desk.do("timeline", "--json"), desk.do("log", "lap")]
    found = b"".join(said.encode() for said in said)
    found += b"".join(file.read_bytes() for file in out.iterdir())
    for stored in store.log.stored():
        found += stored.state
    if isinstance(store.place, Path):
        desk.do("backup", tmp_path / f"backup-{n}")
        folders = [store.place / "log", store.views, tmp_path / f"backup-{n}" / "log"]
        files = [file for folder in folders for file in folder.rglob("*") if file.is_file()]
        assert len(files) >= 4
        found += b"".join(file.read_bytes() for file in files)
    return found


def test_nobody_finds_a_name_or_an_address_and_an_erasure_changes_nothing_else(
    desk: Desk, tmp_path: Path
) -> None:
    files = (
        ("Vasquelle.csv", "text/csv", FORM),
        (f"{NAME}.pdf", "application/pdf", b"%PDF"),
        ("x", "application/x-oriane-vasquelle", b"x"),
    )
    plain = letter(WORDS, files=files, html=f"<p>{NAME}</p>")
    restricted = letter(WORDS, id=f"<{ADDRESS}>", to=f"{NAME} <{ADDRESS}>")
    ids = [
        send(desk, plain, "--sender", f"{ADDRESS}=state-party-a"),
        send(desk, restricted, "--access", "participants"),
    ]
    place = desk.store or str(desk.folder / ".travaux")
    with open_store(stores.place(place)) as store:
        before = public_bytes(desk, tmp_path, store, 1)
        assert not [secret for secret in SECRETS if secret.lower() in before.lower()]
        keys = store.private.keys()
        assert not [key for key in keys if ADDRESS in key or "Oriane" in key]
        records = [(s.stream, s.step, s.state) for s in store.log.stored()]
        known = [desk.json("versions", "lap"), desk.json("timeline"), desk.json("status")]
        listed = desk.json("comments", "--access", "participants")
        assert any(c["text"] for c in listed["comments"] if c["access"] == "participants")

        for why in (f"{NAME} asked", f"Mail to {ADDRESS}"):
            error = desk.refuse("erase", ids[0], "-m", why, "--authority", "isu", "--as", "isu")
            assert NAME not in error
            assert "names" in error
        for authority in ("Jane Doe", " "):
            said = ("-m", "Asked for", "--authority", authority)
            assert "authority" in desk.refuse("erase", ids[0], *said, "--as", "isu")
        for id in ids:
            erase = ("erase", id, "-m", "Asked for", "--authority", "GDPR, art. 17", "--as", "isu")
            assert "Erased" in desk.do(*erase)
            assert "is erased already" in desk.refuse(*erase)
        assert store.private.keys() == [SECRET]
        after = public_bytes(desk, tmp_path, store, 2)
        assert not [secret for secret in SECRETS if secret.lower() in after.lower()]
        if isinstance(store.place, Path):
            beside = (store.place / "private" / "data.mdb").read_bytes()
            assert not [secret for secret in SECRETS if secret in beside]
        now = [(s.stream, s.step, s.state) for s in store.log.stored()]
        assert now[: len(records)] == records
        assert [(stream, json.loads(state)["event"]["kind"]) for stream, _, state in now[
            len(records) :
        ]] == [(f"submission/{id}", "payload-erased") for id in ids]  # fmt: skip
        assert [desk.json("versions", "lap"), desk.json("timeline"), desk.json("status")] == known
        gone = desk.json("comments", "--access", "participants")
        for one in listed["comments"] + gone["comments"]:
            if one["access"] == "participants":
                one["text"] = one["proposed"] = None
        assert gone == listed
        desk.do("verify")
        again = desk.do("receive", desk.folder / "a.eml", "--as", "isu")
        assert "was erased; it stays so" in again
        assert not store.private.keys("submission/")


# -- at once, and in between ---------------------------------------------------------------------

SECRETARIAT = Who("isu", ("isu",))
NOON = datetime(2020, 7, 10, 12, tzinfo=UTC)


def application(store: Store, at: datetime = NOON) -> Application:
    return Application(store.log, clock=lambda: at, new_id=lambda: uuid.uuid4().hex)


def begun(place: str) -> Store:
    def begin(store: Store) -> None:
        store.private.put({SECRET: b"x" * 32})
        who = Who("presidency", ("presidency",))
        application(store).open_process(definition_named("ccm-2rc"), "a1", who)

    return create(stores.place(place), "a1", begin)


def box_of(folder: Path, count: int) -> Path:
    made = [
        letter(f"Paragraph {n}: Words {n}.", id=f"<{n}@x>", subject="lap") for n in range(count)
    ]
    return mailbox(folder / "box.mbox", *made)


def take(store: Store, box: Path, at: datetime = NOON) -> list[Received | Failed]:
    with box.open("rb") as file:
        return list(
            receive(application(store, at), store.private, messages(file), SECRETARIAT, Manner())
        )


def test_two_processes_that_receive_one_mailbox_at_once_give_each_message_once(
    place: str, tmp_path: Path
) -> None:
    begun(place).close()
    box = box_of(tmp_path, 15)
    desk = Desk(tmp_path, place)
    env = desk.env("isu")
    both = [
        subprocess.Popen(
            [TRAVAUX, "receive", box], env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        for _ in range(2)
    ]
    said = [process.communicate() for process in both]
    assert [(process.returncode, err) for process, (_, err) in zip(both, said, strict=True)] == [
        (0, b"")
    ] * 2
    assert sum(out.count(b"received as") for out, _ in said) == 15
    assert sum(out.count(b"received before") for out, _ in said) == 15
    with open_store(stores.place(place)) as store:
        events = [entry.record.event for _, entry in store.log.follow()]
        seen = [event.submission for event in events if isinstance(event, MessageSeen)]
        assert len(set(seen)) == len(seen) == 15
        assert store_comments(store) == [f"lap-0-{n:03}" for n in range(1, 16)]
        received = [event for event in events if isinstance(event, SubmissionReceived)]
        held = {key.split("/")[2] for key in store.private.keys("submission/")}
        assert held == {event.commitment for event in received}


def test_the_message_and_its_files_are_given_back(office: Desk) -> None:
    made = letter("See attached.", files=(("paper.pdf", "application/pdf", b"%PDF-1.4"),))
    id = send(office, made)
    office.do("message", id, "-o", "back.eml")
    assert (office.folder / "back.eml").read_bytes() == bytes_of(made)
    assert (office.folder / "back.eml").stat().st_mode & 0o077 == 0
    office.do("message", id, "--attachment", "1", "-o", "back.pdf")
    assert (office.folder / "back.pdf").read_bytes() == b"%PDF-1.4"
    assert "has 1 attachment" in office.refuse("message", id, "--attachment", "2", "-o", "x")
    office.do("erase", id, "-m", "Asked for", "--authority", "isu", "--as", "isu")
    assert "was erased" in office.refuse("message", id, "-o", "x")


def store_comments(store: Store) -> list[str]:
    return list(application(store).view().register("lap").comments)


def test_the_id_is_known_only_with_the_secret(tmp_path: Path) -> None:
    with begun(str(tmp_path / "s")) as store:
        [result] = take(store, mailbox(tmp_path / "box.mbox", letter(id="<a@x>")))
        assert isinstance(result, Received)
        assert result.submission == "3e317f24db004c38350bfac60c3416bc"  # docs/formats/private.md
        bare = letter(id=None)
        [one] = take(store, mailbox(tmp_path / "bare.mbox", bare))
        (tmp_path / "bare.eml").write_bytes(bytes_of(bare))
        [other] = take(store, tmp_path / "bare.eml")
        assert one.number == other.number == 1
        assert isinstance(one, Received)
        assert isinstance(other, Received)
        assert (one.submission, other.before) == (other.submission, True)


def test_what_a_dead_process_left_is_swept_an_hour_later(tmp_path: Path) -> None:
    with begun(str(tmp_path / "s")) as store:
        box = box_of(tmp_path, 1)
        twice = f"submission/{digest(b'x' * 32, '0@x')[:32]}/c1"
        left = {
            twice: b"words",
            f"{twice}/salt": b"salt",
            "submission/dead/c0": b"words",
            "submission/dead/c0/salt": b"salt",
        }
        store.private.put(left)
        take(store, box_of(tmp_path, 2))
        take(store, box, NOON + timedelta(minutes=59))
        assert set(left) <= set(store.private.keys())
        take(store, box, NOON + timedelta(minutes=60))
        assert not set(left) & set(store.private.keys())
        assert len(store.private.keys("submission/")) == 4


def test_an_erasure_that_died_is_done_on_opening(
    place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from engine.acts import erasing

    with begun(place) as store:
        [result] = take(store, box_of(tmp_path, 1))
        assert isinstance(result, Received)
        for dies_at in ("act", "_delete"):
            with monkeypatch.context() as patch:
                owner = Application if dies_at == "act" else erasing
                patch.setattr(owner, dies_at, _dies)
                with pytest.raises(KeyboardInterrupt):
                    erasing.erase(
                        application(store),
                        store.private,
                        result.submission,
                        SECRETARIAT,
                        reason="Asked for",
                        authority="isu",
                    )
            assert store.private.keys("submission/")
            open_store(stores.place(place)).close()
            assert bool(store.private.keys("submission/")) == (dies_at == "act")
        recorded = [e for _, e in store.log.follow() if isinstance(e.record.event, PayloadErased)]
        assert len(recorded) == 1


def _dies(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


def test_what_was_erased_stays_erased_in_a_store_made_from_older_private_files(
    tmp_path: Path,
) -> None:
    from engine.acts.erasing import erase

    desk = Desk(tmp_path, inside=True)
    begun(str(tmp_path / ".travaux")).close()
    with open_store(tmp_path / ".travaux") as store:
        [result] = take(store, box_of(tmp_path, 1))
        desk.do("export", "log", "-o", "old.jsonl", "--with-private", "private.jsonl")
        assert isinstance(result, Received)
        erase(
            application(store), store.private, result.submission, SECRETARIAT,
            reason="Asked for", authority="isu",
        )  # fmt: skip
        with pytest.raises(Refused, match="erased already"):
            erase(
                application(store), store.private, result.submission, SECRETARIAT,
                reason="Asked for", authority="isu",
            )  # fmt: skip
    desk.do("export", "log", "-o", "log.jsonl")
    desk.do("restore", "log.jsonl", "--with-private", "private.jsonl", "--store", "new")
    with open_store(tmp_path / "new") as store:
        assert store.private.keys("submission/") == []
        assert store.private.get(SECRET) == b"x" * 32
