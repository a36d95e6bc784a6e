"""A draft that opens with its past: from a file's history in git, or from dated files."""

from __future__ import annotations

import gc
import json
import os
import signal
import subprocess
import time
import tracemalloc
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from command import TRAVAUX, Desk
from engine import definition
from engine.application import Application, Who
from engine.errors import Conflict, NotFound, Refused, TravauxError, Unreadable
from engine.events import (
    DraftEvent,
    EditMade,
    ElementRemoved,
    PartyRegistered,
    TextEdited,
    VersionIssued,
)
from engine.events.draft import Draft, evolve
from engine.history.git_line import GitLine
from engine.history.importing import Done, Manner, import_history
from engine.history.manifest import Folder
from engine.history.message import reason
from engine.history.version import Person, Source, Version
from engine.private.commitment import commitment
from engine.proof.verification import prove
from engine.readers.plain import read
from engine.record import Entry
from engine.store import Store, create
from engine.text import OBJECT, Text
from engine.text.digest import digest
from repositories import ANN, BEN, DAY, Repository

STREAM = "draft/lap/eng"
PRESIDENCY = Who("presidency", ("presidency",))
ZURICH = ZoneInfo("Europe/Zurich")


class Archive:
    """A store of one process, into which a past is imported."""

    def __init__(self, folder: Path) -> None:
        process = definition.read(
            b'format = 1\ntitle = "T"\ntime_zone = "Europe/Zurich"\n'
            b'[[party]]\nid = "presidency"\nname = "Presidency"\nrole = "presidency"\n'
            b'[[party]]\nid = "isu"\nname = "Unit"\nrole = "secretariat"\n',
            where="process.toml",
        )
        ids = count(1)
        self.folder = folder

        def begin(store: Store) -> None:
            self.of(store, ids).open_process(process, "store", PRESIDENCY)

        self.store = create(folder, "store", begin)
        self.application = self.of(self.store, ids)

    @staticmethod
    def of(store: Store, ids: Iterator[int]) -> Application:
        now = datetime(2021, 9, 21, 12, tzinfo=UTC)
        return Application(store.log, clock=lambda: now, new_id=lambda: f"act-{next(ids)}")

    def take(self, source: Source, **manner: object) -> Done:
        how = Manner(**{"work": "lap", "language": "eng", "format": "plain", **manner})  # type: ignore[arg-type]
        return import_history(self.application, self.store.private, source, PRESIDENCY, how)

    def git(self, folder: Path, path: str = "lap.txt", **manner: object) -> Done:
        with GitLine(folder, path, "HEAD", ZURICH) as line:
            return self.take(line, **manner)

    def entries(self, stream: str = STREAM) -> Sequence[Entry]:
        return self.store.log.read(stream)

    def told(self) -> list[tuple[str, tuple[str, ...], str]]:
        """Each edit: when, by whom and why."""
        return [
            (e.record.effective_on.isoformat(), e.record.by, e.record.event.reason)
            for e in self.entries()
            if isinstance(e.record.event, EditMade)
        ]

    def texts(self) -> list[str]:
        """The text after each edit, its line breaks and blocks as spaces."""
        draft, found = Draft(), []
        for entry in self.entries():
            assert isinstance(entry.record.event, DraftEvent)
            if isinstance(entry.record.event, EditMade) and draft.edited:
                found.append(_flat(draft.text))
            evolve(draft, entry.record.event)
        return [*found, _flat(draft.text)]

    def labels(self) -> list[tuple[str, str, tuple[str, ...]]]:
        return [
            (e.record.event.label, e.record.effective_on.isoformat(), e.record.by)
            for e in self.entries()
            if isinstance(e.record.event, VersionIssued)
        ]

    def parties(self) -> list[PartyRegistered]:
        return [
            e.record.event
            for e in self.entries("process")
            if isinstance(e.record.event, PartyRegistered) and e.record.event.role == "author"
        ]


def _flat(text: Text) -> str:
    return " ".join(n.string.replace(OBJECT, " ") for n in text.walk() if n.string)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    made = Archive(tmp_path / "store")
    with made.store:
        yield made


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "git")


# -- a file's history in git ---------------------------------------------------------------------


def test_each_version_is_one_edit_of_its_author_on_its_date(
    archive: Archive, repository: Repository
) -> None:
    repository.commit("Zero draft", {"lap.txt": "Clear land.\n"}, when=18_000 * DAY)
    repository.commit("Help", {"lap.txt": "Clear land.\n\nHelp.\n"}, author=BEN, when=18_001 * DAY)
    repository.commit("Unrelated", {"other.txt": "x"}, when=18_002 * DAY)
    repository.commit("All", {"lap.txt": "Clear all land.\n\nHelp.\n"}, when=18_003 * DAY)
    done = archive.git(repository.made())
    assert (done.versions, done.before, done.parties) == (3, 0, ("author-1", "author-2"))
    assert archive.told() == [
        ("2019-04-14", ("author-1",), "Zero draft"),
        ("2019-04-15", ("author-2",), "Help"),
        ("2019-04-17", ("author-1",), "All"),
    ]
    assert archive.texts() == ["Clear land.", "Clear land. Help.", "Clear all land. Help."]
    edits = [e.record.event for e in archive.entries() if isinstance(e.record.event, EditMade)]
    assert all(e.method == "inferred" and e.comparison for e in edits)
    assert all(e.record.recorded_by == "presidency" for e in archive.entries())
    edited = archive.entries()[-1].record.event
    assert isinstance(edited, TextEdited)
    assert [(s.removed, s.inserted) for s in edited.splices] == [("", "all ")]
    assert prove(archive.store.log.stored(), lambda _: None).problems == []


def test_who_the_authors_are_lies_in_the_private_store(
    archive: Archive, repository: Repository
) -> None:
    repository.commit("a", {"lap.txt": "a"})
    repository.commit("b", {"lap.txt": "b"}, author=("Ann A. Author", "ANN@example.org"))
    archive.git(repository.made())
    (party,) = archive.parties()
    assert (party.party, party.name) == ("author-1", "Author 1")
    private = archive.store.private
    payload, salt = private.get("party/author-1"), private.get("party/author-1/salt")
    assert payload
    assert salt
    assert json.loads(payload) == {"name": "Ann Author", "address": "ann@example.org"}
    assert party.commitment == commitment(payload, salt)
    log = b"".join(stored.state for stored in archive.store.log.stored())
    assert b"Ann" not in log
    assert b"example.org" not in log


def test_on_wish_their_names_are_public_but_never_their_addresses(
    archive: Archive, repository: Repository
) -> None:
    repository.commit("a", {"lap.txt": "a"})
    archive.git(repository.made(), public=True)
    assert archive.parties()[0].name == "Ann Author"
    assert not any(b"example.org" in stored.state for stored in archive.store.log.stored())


def test_what_a_merge_brought_in_is_one_version_on_the_first_parents_line(
    archive: Archive, repository: Repository
) -> None:
    first = repository.commit("base", {"lap.txt": "one\n\ntwo\n"})
    side = repository.commit("s1", {"lap.txt": "one\n\n2\n"}, branch="side", start=first)
    side = repository.commit("s2", {"lap.txt": "one\n\n2nd\n"}, branch="side", author=BEN)
    repository.tag("on-the-side", side)
    repository.commit("main", {"other": "x"})
    repository.commit("Merge", {"lap.txt": "one\n\n2nd\n"}, merges=side)
    unchanged = repository.commit("u", {"x": "y"}, branch="b", start=first)
    repository.commit("Merge nothing", {"x": "y"}, merges=unchanged)
    archive.git(repository.made())
    assert [why for _, _, why in archive.told()] == ["base", "Merge"]
    assert archive.labels() == []


def test_a_renamed_file_is_followed_and_a_copied_one_is_not(
    archive: Archive, repository: Repository
) -> None:
    long = "".join(f"Paragraph {n} says the same.\n\n" for n in range(20))
    repository.commit("template", {"template.txt": long})
    repository.commit("copied", {"drafts/a.txt": long + "A\n"})
    repository.commit("edited", {"drafts/a.txt": long + "B\n"})
    repository.commit("moved", {"drafts/a.txt": None, "lap.txt": long + "B\n"})
    repository.commit("moved and edited", {"lap.txt": None, "texts/lap.txt": long + "C\n"})
    done = archive.git(repository.made(), path="texts/lap.txt")
    assert [why for _, _, why in archive.told()] == ["copied", "edited", "moved and edited"]
    assert done.versions == 3


def test_a_renaming_in_a_merge_is_followed(archive: Archive, repository: Repository) -> None:
    long = "The States Parties shall clear all land.\n" * 9
    first = repository.commit("begun", {"old.txt": long})
    side = repository.commit(
        "renamed", {"old.txt": None, "lap.txt": long + "x\n"}, branch="side", start=first
    )
    repository.commit("merged", {"old.txt": None, "lap.txt": long + "x\n"}, merges=side)
    archive.git(repository.made())
    assert [why for _, _, why in archive.told()] == ["begun", "merged"]


def test_a_file_that_was_deleted_and_put_back_keeps_its_past(
    archive: Archive, repository: Repository
) -> None:
    repository.commit("begun", {"lap.txt": "one\n\ntwo\n"})
    repository.commit("deleted", {"lap.txt": None})
    repository.commit("back", {"lap.txt": "one\n\ntwo\n"})
    repository.commit("emptied", {"lap.txt": " \n"})
    repository.commit("full", {"lap.txt": "one\n\nthree\n"})
    repository.commit("executable", {"lap.txt": "one\n\nthree\n"}, mode="100755")
    repository.commit("link", {"lap.txt": "elsewhere"}, mode="120000")
    done = archive.git(repository.made())
    assert [why for _, _, why in archive.told()] == ["begun", "back", "full"]
    assert archive.texts() == ["one two", "one two", "one three"]
    assert not any(isinstance(e.record.event, ElementRemoved) for e in archive.entries()[:5])
    assert len([line for line in done.passed if "holds no text" in line]) == 3
    assert any("is a symbolic link" in line for line in done.passed)


def test_dates_are_kept_as_given_in_the_time_zone_of_the_process(
    archive: Archive, repository: Repository
) -> None:
    times = [32_472_144_000, 0, 18_000 * DAY + 82_800, 18_000 * DAY]
    for n, when in enumerate(times):
        repository.commit(f"v{n}", {"lap.txt": f"v{n}"}, when=when, zone="-0800")
    archive.git(repository.made())
    assert [(on, why) for on, _, why in archive.told()] == [
        ("2999-01-01", "v0"),
        ("1970-01-01", "v1"),
        ("2019-04-15", "v2"),
        ("2019-04-14", "v3"),
    ]


def test_a_date_that_no_calendar_has_is_refused_by_name(
    archive: Archive, repository: Repository
) -> None:
    repository.commit("v", {"lap.txt": "v"}, when=10**14)
    with pytest.raises(Unreadable, match=r"lap.txt at [0-9a-f]{12} is dated 1000+ seconds after"):
        archive.git(repository.made())
    assert not archive.entries()


def test_tags_become_labels_and_issue_versions(archive: Archive, repository: Repository) -> None:
    first = repository.commit("v1", {"lap.txt": "v1"}, when=18_000 * DAY)
    repository.tag("first-draft", first)
    repository.tag("2020-06-08", first, BEN, when=18_010 * DAY)
    repository.tag("2", first, BEN, when=18_011 * DAY)
    repository.commit("v2", {"lap.txt": "v2"})
    later = repository.commit("x", {"other": "x"}, when=18_020 * DAY)
    repository.tag("s12", later)
    repository.tag("First_Draft", later)
    repository.tag("rev/3", later)
    done = archive.git(repository.made())
    assert done.labels == 6
    assert archive.labels() == [
        ("first-draft", "2019-04-14", ("author-1",)),
        ("label-2020-06-08", "2019-04-24", ("author-2",)),
        ("label-2", "2019-04-25", ("author-2",)),
        ("First_Draft-2", "2019-05-04", ("author-1",)),
        ("rev/3", "2019-05-04", ("author-1",)),
        ("label-s12", "2019-05-04", ("author-1",)),
    ]
    kinds = [e.kind for e in archive.entries()]
    assert kinds[3:6] == ["version-issued"] * 3
    assert kinds[6] == "edit-made"


def test_names_and_messages_of_any_bytes_are_read_or_shown(
    archive: Archive, repository: Repository
) -> None:
    name = b"r\xe9solution.txt"
    repository.commit("Émile", {name: "un"}, encoding="ISO-8859-1")
    repository.commit("Ã‰".encode("cp1252"), {name: "deux"})
    repository.commit(b"\xe9t\xe9\x01\nSigned-off-by: X <x@y.z>", {name: "trois"})
    done = archive.git(repository.made(), path=os.fsdecode(name))
    assert done.versions == 3
    assert archive.told()[2][2] == "été"
    with pytest.raises(NotFound, match=r"nor\\xe9.txt is in no commit"):
        archive.git(repository.folder, path=os.fsdecode(b"nor\xe9.txt"))


def test_a_version_that_is_no_text_is_refused_by_name_before_anything_is_recorded(
    archive: Archive, repository: Repository
) -> None:
    repository.commit("v1", {"lap.txt": "v1"})
    repository.commit("v2", {"lap.txt": b"caf\xe9"})
    repository.commit("v3", {"lap.txt": b"PK\x03\x04"})
    repository.commit("v4", {"lap.txt": "v4".encode("utf-16")})
    folder = repository.made()
    with pytest.raises(Unreadable, match=r"lap.txt at [0-9a-f]{12} is not UTF-8: byte 3 is 0xe9"):
        archive.git(folder)
    with pytest.raises(Unreadable, match=r"lap.txt at [0-9a-f]{12} holds U\+0003") as refused:
        archive.git(folder, encoding="latin-1")
    assert refused.value.hint
    assert "--skip" in refused.value.hint
    assert not archive.entries()
    done = archive.git(folder, encoding="latin-1", pass_over=True)
    assert archive.texts() == ["v1", "café", "v4"]
    assert len(done.passed) == 1
    assert "holds U+0003" in done.passed[0]


def test_what_is_not_there_is_refused(archive: Archive, repository: Repository) -> None:
    repository.commit("v1", {"lap.txt": "v1", "folder/x.txt": "x"})
    folder = repository.made()
    for path in ("nothing.txt", "folder", "LAP.TXT", "*.txt", ":(icase)LAP.txt"):
        with pytest.raises(NotFound, match="is in no commit"):
            archive.git(folder, path=path)
    with pytest.raises(Unreadable, match="is not a path in the repository"):
        archive.git(folder, path="../lap.txt")
    with pytest.raises(Unreadable, match="has no commit --all"):
        GitLine(folder, "lap.txt", "--all", ZURICH)
    with pytest.raises(Unreadable, match="is no repository"):
        GitLine(folder.parent / "store", "lap.txt", "HEAD", ZURICH)
    with pytest.raises(NotFound, match="is not a folder"):
        GitLine(folder / "none", "lap.txt", "HEAD", ZURICH)
    assert not archive.entries()


def test_a_repository_cannot_make_git_run_anything(
    archive: Archive, repository: Repository, tmp_path: Path
) -> None:
    trap = tmp_path / "trap"
    trap.write_text(f"#!/bin/sh\ntouch {tmp_path}/caught\ncat\n", encoding="utf-8")
    trap.chmod(0o755)
    repository.commit("v1", {"lap.txt": "v1", ".gitattributes": "* diff=x filter=x\n"})
    repository.commit("v2", {"lap.txt": "v2"})
    folder = repository.made()
    for key in (
        "core.fsmonitor core.pager diff.external diff.x.textconv diff.x.command filter.x.smudge"
        " filter.x.clean gpg.program core.sshCommand"
    ).split():
        subprocess.run(["git", "-C", folder, "config", key, str(trap)], check=True)
    for key, value in {"log.showSignature": "true", "log.showRoot": "false"}.items():
        subprocess.run(["git", "-C", folder, "config", key, value], check=True)
    assert archive.git(folder).versions == 2
    assert not (tmp_path / "caught").exists()


def test_a_bare_repository_a_folder_within_and_a_mailmap_are_read(
    archive: Archive, repository: Repository, tmp_path: Path
) -> None:
    repository.commit("v1", {"a/lap.txt": "v1"})
    repository.commit("v2", {"a/lap.txt": "v2"}, author=("Annie", "home@example.net"))
    mailmap = f"{ANN[0]} <{ANN[1]}> <home@example.net>\n"
    repository.commit("names", {".mailmap": mailmap})
    folder = repository.made()
    subprocess.run(["git", "clone", "-q", "--bare", folder, tmp_path / "bare"], check=True)
    assert archive.git(tmp_path / "bare", path="a/lap.txt").parties == ("author-1",)
    subprocess.run(["git", "-C", folder, "reset", "-q", "--hard"], check=True)
    assert archive.git(folder / "a", path="lap.txt", work="pd").parties == ()


# -- interrupted, continued, conflicting ---------------------------------------------------------


class Breaks(Exception):
    """The power fails."""


class Failing:
    """A source that fails when the n-th version is read the second time."""

    def __init__(self, source: Source, after: int) -> None:
        self.source, self.after, self.begun = source, after, 0

    @property
    def notes(self) -> list[str]:
        return self.source.notes

    def versions(self) -> Iterator[Version]:
        self.begun += 1
        for n, version in enumerate(self.source.versions()):
            if self.begun == 2 and n == self.after:
                raise Breaks
            yield version


def _many(repository: Repository, first: int, last: int) -> Path:
    for n in range(first, last):
        mark = repository.commit(
            f"v{n}",
            {
                "lap.txt": "".join(
                    f"Paragraph {k} of {n if k == n % 7 else 0}.\n\n" for k in range(7)
                )
            },
            author=(f"Author {n % 3}", f"a{n % 3}@example.org"),
        )
        if n % 4 == 0:
            repository.tag(f"draft-{n}", mark)
    return repository.made()


@pytest.mark.parametrize("after", [1, 4, 5, 9])
def test_an_interrupted_import_goes_on_and_nothing_is_imported_twice(
    archive: Archive, repository: Repository, tmp_path: Path, after: int
) -> None:
    folder = _many(repository, 0, 10)
    with GitLine(folder, "lap.txt", "HEAD", ZURICH) as line, pytest.raises(Breaks):
        archive.take(Failing(line, after))
    assert len(archive.told()) == after
    done = archive.git(folder)
    assert (done.before, done.versions) == (after, 10 - after)
    whole = Archive(tmp_path / "whole")
    with whole.store:
        whole.git(folder)
        assert [e.record.event for e in archive.entries()] == [
            e.record.event for e in whole.entries()
        ]
        assert [e.record.act for e in archive.entries()] == [e.record.act for e in whole.entries()]
    again = archive.git(folder)
    assert (again.before, again.versions, again.labels) == (10, 0, 0)


def test_a_label_that_was_not_given_in_time_is_given_when_the_import_goes_on(
    archive: Archive, repository: Repository
) -> None:
    folder = _many(repository, 0, 5)
    records = list(archive.entries())
    append = archive.application.append

    def failing(*args: object, **kw: object) -> object:
        records.append(None)  # type: ignore[arg-type]
        if len(records) == 7:
            raise Breaks
        return append(*args, **kw)  # type: ignore[arg-type]

    archive.application.append = failing  # type: ignore[assignment,method-assign]
    with pytest.raises(Breaks):
        archive.git(folder)
    assert (len(archive.told()), len(archive.labels())) == (5, 1)
    archive.application.append = append  # type: ignore[method-assign]
    done = archive.git(folder)
    assert (done.before, done.versions, done.labels) == (5, 0, 1)
    assert [label for label, _, _ in archive.labels()] == ["draft-0", "draft-4"]


def test_a_history_that_grew_is_continued_in_the_format_it_was_read_in(
    archive: Archive, repository: Repository
) -> None:
    archive.git(_many(repository, 0, 3))
    folder = _many(repository, 3, 6)
    with pytest.raises(Refused, match="not in this history"):
        archive.git(folder, format="markdown")
    done = archive.git(folder, format=None)
    assert (done.format, done.before, done.versions) == ("plain", 3, 3)
    assert [p.party for p in archive.parties()] == ["author-1", "author-2", "author-3"]


def test_a_draft_that_came_about_otherwise_is_not_continued(
    archive: Archive, repository: Repository
) -> None:
    folder = _many(repository, 0, 3)
    archive.application.open_draft(
        "lap",
        "eng",
        read(b"Typed."),
        PRESIDENCY,
        standing="original",
        original_language=None,
        reason="typed",
        title="lap",
    )
    with pytest.raises(Refused, match=r"lap/eng has a draft already, whose last edit \(s2\)"):
        archive.git(folder)


def test_somebody_else_may_act_meanwhile_but_not_on_the_draft(
    archive: Archive, repository: Repository
) -> None:
    folder = _many(repository, 0, 3)

    def open_draft(work: str) -> None:
        archive.application.open_draft(
            work,
            "eng",
            read(b"Typed."),
            PRESIDENCY,
            standing="original",
            original_language=None,
            reason="typed",
            title=work,
        )

    with GitLine(folder, "lap.txt", "HEAD", ZURICH) as line:
        manner = Manner("pd", "eng", format="plain")
        store = archive.store
        import_history(
            archive.application,
            store.private,
            line,
            PRESIDENCY,
            manner,
            recorded=lambda n: open_draft(f"other-{n}"),
        )
        assert [p.party for p in archive.parties()] == ["author-1", "author-2", "author-3"]
        with pytest.raises(Conflict, match="lap/eng moved on to s3 while its history was imported"):
            import_history(
                archive.application,
                store.private,
                line,
                PRESIDENCY,
                Manner("lap", "eng", format="plain"),
                read=lambda n: open_draft("lap") if n == 3 else None,
            )
    assert sorted(k for k in store.private.keys("party/") if "/salt" not in k) == [
        f"party/author-{n}" for n in (1, 2, 3)
    ]


def test_ctrl_c_stops_the_command_and_the_command_goes_on(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "desk")
    desk.do("init")
    folder = _many(Repository(tmp_path / "git"), 0, 300)
    wanted = ["import-history", "lap", "--git", folder, "--path", "lap.txt", "--lang", "eng"]
    command = [*map(str, (TRAVAUX, *wanted)), "--format", "plain"]
    process = subprocess.Popen(command, cwd=desk.folder, stderr=subprocess.PIPE, text=True)
    log = desk.folder / ".travaux" / "log" / "data.mdb"
    size = log.stat().st_size
    while log.stat().st_size < 4 * size and process.poll() is None:
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130, err
    assert "The same command goes on" in err
    before = sum(json.loads(line)["kind"] == "edit-made" for line in desk.log().splitlines())
    assert 0 < before < 300
    assert "Went on with lap/eng (plain)" in desk.do(*wanted)
    edits = [json.loads(line) for line in desk.log().splitlines() if '"edit-made"' in line]
    assert [edit["event"]["reason"] for edit in edits] == [f"v{n}" for n in range(300)]
    assert "Nothing new: lap/eng has all 300 versions" in desk.do(*wanted)
    desk.do("verify")


def test_memory_does_not_grow_with_the_number_of_versions(
    archive: Archive, repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "engine.comparison.restoring.LATEST", 100
    )  # what was lost lately: some ten versions
    for n in range(250):
        words = " ".join(f"word-{n}-{k}" for k in range(12))
        mark = repository.commit(f"v{n}", {"lap.txt": f"Clear land.\n\n{words}\n\nHelp.\n"})
        if n % 4 == 0:
            repository.tag(f"draft-{n}", mark)
    held: list[int] = []

    def measure(done: int) -> None:
        if done in (100, 175, 250):
            gc.collect()
            held.append(tracemalloc.get_traced_memory()[0])

    with GitLine(repository.made(), "lap.txt", "HEAD", ZURICH) as line:
        tracemalloc.start()
        try:
            import_history(
                archive.application,
                archive.store.private,
                line,
                PRESIDENCY,
                Manner("lap", "eng", format="plain"),
                recorded=measure,
            )
        finally:
            tracemalloc.stop()
    first, second, third = held
    grown = min(second - first, third - second)  # what is loaded once is no growth
    versions, labels = 75, 19
    assert grown < 100 * versions + 1_000 * labels, held
    assert len(archive.entries()) > 3 * versions


def test_no_version_is_held_by_a_circle_of_references(
    archive: Archive, repository: Repository
) -> None:
    for n in range(30):
        repository.commit(f"v{n}", {"lap.txt": f"Clear land.\n\nVersion {n}.\n\nHelp.\n"})
    folder = repository.made()
    gc.collect()
    gc.disable()
    try:
        archive.git(folder)
        texts = [o for o in gc.get_objects() if isinstance(o, Text)]
    finally:
        gc.enable()
    assert len(texts) < 10


# -- dated files ---------------------------------------------------------------------------------


class Drafts:
    """A folder of files with a manifest."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        self.lines: list[str] = []

    def add(self, file: str, text: str | bytes, **fields: object) -> Drafts:
        content = text if isinstance(text, bytes) else text.encode()
        (self.folder / file).write_bytes(content)
        return self.say({"file": file, "effective_on": "2020-06-08", **fields})

    def say(self, line: dict[str, object] | str) -> Drafts:
        self.lines.append(line if isinstance(line, str) else json.dumps(line))
        return self

    def made(self) -> Folder:
        (self.folder / "manifest.jsonl").write_text("\n".join(self.lines) + "\n", encoding="utf-8")
        return Folder(self.folder)


@pytest.fixture
def dated(tmp_path: Path) -> Drafts:
    return Drafts(tmp_path / "drafts")


def test_a_manifest_says_which_file_was_the_text_when(archive: Archive, dated: Drafts) -> None:
    dated.add("a.txt", "zero", effective_on="1881-01-02", message="Zero draft", by="isu")
    dated.add("b.txt", "one", by=["isu", "presidency"], label="First draft")
    dated.say("").add("c.txt", "二", effective_on="2019-01-01", by="Jane Doe", label="2020")
    done = archive.take(dated.made())
    assert (done.versions, done.labels, done.parties) == (3, 2, ("author-1",))
    assert archive.told() == [
        ("1881-01-02", ("isu",), "Zero draft"),
        ("2020-06-08", ("isu", "presidency"), "(no message)"),
        ("2019-01-01", ("author-1",), "(no message)"),
    ]
    assert archive.labels() == [
        ("First draft", "2020-06-08", ("isu", "presidency")),
        ("label-2020", "2019-01-01", ("author-1",)),
    ]
    assert archive.texts() == ["zero", "one", "二"]
    document = archive.application.view().process().documents["lap"]
    assert document.opened == date(1881, 1, 2)


def test_a_manifest_that_grew_is_continued_and_one_that_changed_is_not(
    archive: Archive, dated: Drafts
) -> None:
    archive.take(dated.add("a.txt", "a").add("b.txt", "b").made())
    assert archive.take(dated.add("c.txt", "c").made()).versions == 1
    (dated.folder / "c.txt").write_text("changed", encoding="utf-8")
    with pytest.raises(Refused, match="not in this history"):
        archive.take(dated.made())


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("{", "line 2: Input data was truncated"),
        ("[]", "line 2: Expected `object`, got `array`"),
        ('{"file": "a.txt"}', "line 2: Object missing required field `effective_on`"),
        ('{"file": "a.txt", "effective_on": "8 June"}', "line 2: effective_on: Invalid"),
        ('{"file": "a.txt", "effective_on": "2020-06-31"}', "line 2: effective_on: Invalid"),
        ('{"file": 1, "effective_on": "2020-06-08"}', "line 2: file: Expected `str`"),
        ('{"file": "a.txt", "effective_on": "2020-06-08", "x": 1}', "line 2: .* field `x`"),
        ('{"file": "a.txt", "effective_on": "2020-06-08", "by": []}', "line 2: by: names nobody"),
        ('{"file": "a.txt", "effective_on": "2020-06-08", "by": " "}', "line 2: by: names nobody"),
        ('{"file": "a.txt", "effective_on": "2020-06-08", "by": ["A B"]}', "line 2: by: 'A B' is"),
        (
            '{"file": "a.txt", "effective_on": "2020-06-08", "by": "nobody"}',
            "line 2.: by: 'nobody'",
        ),
        (
            '{"file": "a.txt", "effective_on": "2020-06-08", "label": "--"}',
            "line 2: label: '--' has",
        ),
        ('{"file": "b.txt", "effective_on": "2020-06-08"}', "line 2: file: 'b.txt' is not a file"),
        ('{"file": "", "effective_on": "2020-06-08"}', "line 2: file: '' is no file name"),
        ('{"file": "../x", "effective_on": "2020-06-08"}', "line 2: file: '../x' leads out of"),
        ('{"file": "/etc/passwd", "effective_on": "2020-06-08"}', "line 2: file: .* leads out of"),
        ('{"file": "out", "effective_on": "2020-06-08"}', "line 2: file: 'out' leads out of"),
        ('{"file": "pipe", "effective_on": "2020-06-08"}', "line 2: file: 'pipe' is not a file"),
        ('{"file": "bad.txt", "effective_on": "2020-06-08"}', r"bad.txt \(.*line 2\) is not UTF-8"),
        ("\udcff", "line 2: "),
    ],
)
def test_a_wrong_line_is_refused_by_its_number_and_key(
    archive: Archive, dated: Drafts, line: str, why: str
) -> None:
    dated.add("a.txt", "a").made()
    (dated.folder / "bad.txt").write_bytes(b"\xff\xff")
    (dated.folder / "out").symlink_to("/etc/hostname")
    os.mkfifo(dated.folder / "pipe")
    with (dated.folder / "manifest.jsonl").open("ab") as file:
        file.write(line.encode("utf-8", "surrogateescape") + b"\n")
    with pytest.raises(TravauxError, match=why):
        archive.take(Folder(dated.folder))
    assert not archive.entries()


def test_a_folder_without_a_manifest_or_text_is_refused(archive: Archive, dated: Drafts) -> None:
    with pytest.raises(NotFound, match=r"holds no manifest.jsonl"):
        Folder(dated.folder)
    with pytest.raises(Unreadable, match=r"no version of lap/eng holds any text"):
        archive.take(dated.add("a.txt", " ").made())
    (dated.folder / "manifest.jsonl").write_bytes(b"")
    with pytest.raises(Unreadable, match="is empty"):
        archive.take(Folder(dated.folder))


def test_each_imported_text_is_the_text_of_its_file(archive: Archive, dated: Drafts) -> None:
    """Replayed, every version has the digest of what a reader makes of the file itself."""
    texts = ["a\nb\n\nc", "c\n\na\nb", "c\n\nd\n\na\nb b", "一二三\n\nd", "d\n\n一二三四\n\nd"]
    for n, text in enumerate(texts):
        dated.add(f"{n}.txt", text)
    archive.take(dated.made())
    alone = [Archive(dated.folder / f"store-{n}") for n in range(len(texts))]
    for one, text in zip(alone, texts, strict=True):
        with one.store:
            folder = Drafts(one.folder / "drafts").add("x.txt", text)
            one.take(folder.made())
            one.now = digest(one.application.view().draft("lap", "eng").text)  # type: ignore[attr-defined]
    draft, digests = Draft(), []
    for entry in archive.entries():
        assert isinstance(entry.record.event, DraftEvent)
        if isinstance(entry.record.event, EditMade) and draft.edited:
            digests.append(digest(draft.text))
        evolve(draft, entry.record.event)
    assert [*digests, digest(draft.text)] == [one.now for one in alone]  # type: ignore[attr-defined]


# -- messages and the command --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("message", "kept"),
    [
        ("Fix: typo", "Fix: typo"),
        ("Add 2bis\n\nSigned-off-by: X <x@y.z>\nCo-authored-by: Y <y@y.z>\n", "Add 2bis"),
        ("Add 2bis\nSigned-off-by: X <x@y.z>", "Add 2bis"),
        ("As asked by ann@example.org.\r\n\r\nMore", "As asked by [address].\n\nMore"),
        ("One\n\nTwo\n\nChange-Id: I1\nIssue: 7\n  and 8", "One\n\nTwo"),
        (
            "Article 3: ends\n\nNote: this stays\nas it is",
            "Article 3: ends\n\nNote: this stays\nas it is",
        ),
        ("Signed-off-by: X <x@y.z>", "(no message)"),
        ("x\n\n(cherry picked from commit abcdef1)", "x"),
        ("修改第三条\n\nTo: 张三 <zhang@例子.中国>\u0007", "修改第三条"),
        ("", "(no message)"),
    ],
)
def test_messages_lose_their_trailers_and_addresses(message: str, kept: str) -> None:
    assert reason(message) == kept


def test_one_address_is_one_person() -> None:
    assert Person("A", "X@y.z").identity == Person("B", "x@y.z").identity
    assert Person("A").identity != Person("B").identity


def test_the_command_says_what_it_did_and_refuses_what_it_cannot(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "desk")
    desk.do("init")
    repository = Repository(tmp_path / "git")
    first = repository.commit("v1", {"lap.md": "# Plan\n\n1. [All] land\n"})
    repository.tag("zero", first)
    repository.commit("v2", {"lap.md": "# Plan\n\n1. All land\n"})
    repository.commit("v3", {"lap.md": b"\xff"})
    folder = repository.made()
    wanted = ("import-history", "lap/eng", "--git", folder, "--path", "lap.md")
    assert "--skip passes such versions over" in desk.refuse(*wanted)
    said = desk.do(*wanted, "--skip")
    assert said.startswith("Opened lap/eng (markdown): 2 versions, 1 label issued, 1 author reg")
    assert "Passed over: lap.md at" in said
    assert "1. [All] land" in desk.do("show", "lap@zero")
    assert "1. All land" in desk.do("show", "lap")
    assert "Author 1" in desk.do("log", "lap")
    assert "name a folder with a manifest, or --git" in desk.refuse(*wanted[:2], code=2)
    assert "--git REPO and --path" in desk.refuse(*wanted, tmp_path, code=2)
    assert "is no encoding" in desk.refuse(*wanted, "--encoding", "klingon", code=2)
    assert "has no commit nowhere" in desk.refuse(*wanted, "--rev", "nowhere")
    assert "is not in this history" in desk.refuse(*wanted, "--rev", "HEAD~2")
