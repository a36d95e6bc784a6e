"""Any past text is the nearest snapshot and the events after it: as if all were replayed."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

import engine.snapshots
from drafting import el, identified
from engine.comparison import changes
from engine.events import (
    Adopted,
    AttributesChanged,
    DraftEvent,
    DraftOpened,
    EditMade,
    EditRedated,
    ElementInserted,
    ElementMoved,
    ElementRemoved,
    ElementsAligned,
    MarksChanged,
    MetaChanged,
    TextEdited,
    VersionIssued,
)
from engine.events.draft import Draft, Translated, evolve
from engine.log import Log
from engine.projection import Keyed
from engine.record import FIRST_PREV, KINDS, Entry, Record, decode, digest, encode
from engine.snapshots import TABLE, Snapshots
from engine.store import Store, create, open_store
from engine.store import place as named
from engine.text import Mark, Place
from engine.text.digest import digest as text_digest
from engine.text.inline import Splice
from engine.view import View
from processes import ended, fork
from storing import begin
from strategies import POOL, marks, texts
from things import UNSHARED

OPENED = DraftOpened(work="w", language="eng", standing="original", original_language="eng")
EDIT = EditMade(reason="why", nature="substantive", method="typed")
DAY = date(2020, 6, 8)


@pytest.fixture
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    """A snapshot every few events, so that short histories have many, of all three sizes."""
    monkeypatch.setattr(engine.snapshots, "EVERY", 3)
    monkeypatch.setattr(engine.snapshots, "GROWN", 6)


@pytest.fixture
def store(tmp_path: Path, place: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    with create(named(place), "a1", begin) as store:
        yield store


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Store]:
    with create(tmp_path / ".travaux", "a1", begin) as store:
        yield store


_works = count(1)


def record(log: Log, events: Sequence[DraftEvent], stream: str | None = None) -> str:
    """Records events behind those of a stream, by default of a new one; gives the stream."""
    stream = stream or f"draft/w{next(_works)}/eng"
    head = log.head(stream)
    last, prev = (head.step, head.digest) if head else (0, FIRST_PREV)
    entries = []
    for step, event in enumerate(events, last + 1):
        state = encode(
            Record(
                recorded_at=datetime(2020, 6, 8, 12, tzinfo=UTC),
                recorded_by="isu",
                effective_on=DAY,
                by=("isu",),
                act=f"act-{step}",
                prev=prev,
                event=event,
            )
        )
        entries.append(decode(stream, step, event.tag(), state))
        prev = digest(stream, step, event.tag(), state)
    log.append(entries)
    return stream


def replayed(log: Log, stream: str, upto: int) -> Draft:
    """A draft as its events leave it, one after the other."""
    draft = Draft()
    for entry in log.read(stream, upto):
        assert isinstance(entry.record.event, DraftEvent)
        evolve(draft, entry.record.event)
    return draft


def viewed(log: Log, snapshots: Snapshots, stream: str, upto: int) -> Draft:
    _, work, language = stream.split("/")
    return View(log, snapshots).draft(work, language, upto)


def steps(log: Log, stream: str) -> int:
    head = log.head(stream)
    assert head
    return head.step


def kept(snapshots: Snapshots, stream: str) -> list[int]:
    """The steps of which there is a snapshot on disk."""

    def act(view: Keyed[bytes]) -> list[int]:
        return [int(step) for (_, step), _ in view.under(stream)]

    return snapshots.models.read(TABLE, act)


# -- the same as a replay ------------------------------------------------------------------------


KINDS_OF_ACT = ("text", "text", "text", "marks", "meta", "version", "date", "aligned")


@st.composite
def histories(draw: st.DrawFn) -> list[DraftEvent]:
    """All that can happen to a draft: edits that lead from text to text, of words, marks,
    attributes, elements and their places; its meta, versions, corrected dates, alignments; maybe
    adoption."""
    draft, events = Draft(), list[DraftEvent]()
    wordings = draw(st.lists(texts(POOL), min_size=2, max_size=3))

    def happen(*more: DraftEvent) -> None:
        for event in more:
            evolve(draft, event)
            events.append(event)

    happen(replace(OPENED, meta=draw(st.sampled_from((None, "<meta/>")))))
    for number in range(draw(st.integers(1, 8))):
        edited = draw(st.sampled_from(KINDS_OF_ACT))
        match edited:
            case "text":
                happen(EDIT, *changes(draft.text, draw(st.sampled_from(wordings))))
            case "marks":
                strings = [id for id, node in draft.text.nodes.items() if node.string]
                id = draw(st.sampled_from(strings or [""]))
                marked = draft.text.copy()
                if id:
                    marked.change(id, marks=draw(marks(len(draft.text[id].string))))
                happen(EDIT, *changes(draft.text, marked))
            case "meta":
                meta = f"<meta>{number}</meta>"
                happen(EDIT, MetaChanged(old=draft.meta, new=meta))
            case "version":
                wids = {id: f"w{number}" for id in draft.text.nodes if id not in draft.wids}
                version = len(draft.versions) + 1
                happen(
                    VersionIssued(
                        number=version,
                        label=f"v{version}",
                        digest=text_digest(draft.text),
                        original_language="eng",
                        wids=wids,
                    )
                )
            case "aligned":
                pair = (f"w-eng-{number}", f"w-fra-{number}")
                gone = sorted(draft.aligned.get("fra", ()))[:1]
                version = draw(st.sampled_from((None, number)))
                happen(
                    ElementsAligned(
                        language="fra", version=version, related=(pair,), parted=tuple(gone)
                    )
                )
            case _:
                day = date(2020, 6, 1 + number)
                happen(EditRedated(edit=max(draft.edited, 1), old=DAY, new=day, reason="why"))
    if draw(st.booleans()):
        happen(Adopted(version=1, digest="0" * 64))
    return events


@pytest.mark.usefixtures("often")
def test_any_text_by_snapshots_is_the_text_of_a_replay(folder: Store) -> None:
    @settings(max_examples=40)
    @given(histories(), st.data())
    def holds(events: list[DraftEvent], data: st.DataObject) -> None:
        cut = data.draw(st.integers(1, len(events)), label="recorded first")
        stream = record(folder.log, events[:cut])
        snapshots = folder.snapshots
        for step in data.draw(st.lists(st.integers(1, cut), max_size=4), label="asked before"):
            assert viewed(folder.log, snapshots, stream, step) == replayed(folder.log, stream, step)
        record(folder.log, events[cut:], stream)
        order = data.draw(st.permutations(range(len(events) + 1)), label="order")
        for step in order:
            if data.draw(st.sampled_from((False, False, True)), label="with nothing remembered"):
                snapshots = Snapshots(folder.read_models)
            assert viewed(folder.log, snapshots, stream, step) == replayed(folder.log, stream, step)

    holds()


@pytest.mark.usefixtures("often")
def test_every_kind_of_event_and_of_snapshot_was_among_them(store: Store) -> None:
    """The history that holds one of each."""
    first, second = identified([el("p", "one two"), el("section", el("p", "three"))], "w-eng")
    issued = VersionIssued(number=1, label="v1", digest="0" * 64, original_language="eng")
    events: list[DraftEvent] = [
        OPENED,
        EDIT,
        ElementInserted(element=first, place=Place()),
        ElementInserted(element=second, place=Place(follows=first.id)),
        EDIT,
        AttributesChanged(id=first.id, new={"class": "a"}),
        TextEdited(id=first.id, splices=(Splice(at=0, removed="one", inserted="four"),)),
        MarksChanged(id=first.id, marked=(Mark(0, 4, "b"),)),
        MetaChanged(new="<meta/>"),
        EditRedated(edit=2, old=DAY, new=date(2020, 6, 1), reason="typed wrongly"),
        replace(issued, wids={first.id: "p_1"}),
        ElementsAligned(language="fra", version=1, related=((first.id, "w-fra-1"),)),
        replace(EDIT, translates=Translated("fra", 2)),
        ElementMoved(id=first.id, old=Place(), new=Place(follows=second.id)),
        ElementRemoved(element=second, place=Place()),
        replace(issued, number=2, label="v2"),
        ElementsAligned(language="fra", parted=((first.id, "w-fra-1"),)),
        Adopted(version=2, digest="0" * 64),
    ]
    assert {event.tag() for event in events} == KINDS["draft"].keys()
    stream = record(store.log, [*events[:-1], *long(60, prefix="x-eng")[1:], events[-1]])
    last = steps(store.log, stream)
    for step in (*range(last, -1, -1), *range(last + 1)):
        assert viewed(store.log, store.snapshots, stream, step) == replayed(store.log, stream, step)
    assert set(_sizes(store.snapshots, stream)) == {"base", "middle", "small"}


def _sizes(snapshots: Snapshots, stream: str) -> Iterator[str]:
    def act(view: Keyed[bytes]) -> list[bytes]:
        return [written for _, written in view.under(stream)]

    for written in snapshots.models.read(TABLE, act):
        found = engine.snapshots._read(written)
        assert found
        yield "middle" if found.middle and found.behind else "small" if found.behind else "base"


def long(many: int, paragraphs: int = 40, seed: int = 1, prefix: str = "w-eng") -> list[DraftEvent]:
    """A draft of numbered paragraphs, and edits of one word each."""
    chance = random.Random(seed)
    parts = identified(
        [el("paragraph", el("num", f"{n}."), el("p", "one two three")) for n in range(paragraphs)],
        prefix,
    )
    events: list[DraftEvent] = [OPENED, EDIT]
    last = None
    for part in parts:
        events.append(ElementInserted(element=part, place=Place(follows=last)))
        last = part.id
    words = dict.fromkeys((part.children[1].id for part in parts), "one")
    for n in range(many):
        id = chance.choice([*words])
        word = f"word{n}"
        splice = Splice(at=0, removed=words[id], inserted=word)
        events += [EDIT, TextEdited(id=id, splices=(splice,))]
        words[id] = word
    return events


def test_any_text_of_a_long_history_takes_the_same_few_events(store: Store) -> None:
    stream = record(store.log, long(700))
    last = steps(store.log, stream)
    viewed(store.log, store.snapshots, stream, last)
    read: list[int] = []
    follow = store.log.follow_stream

    def counted(stream: str, after: int = 0, upto: int | None = None) -> Iterator[object]:
        for positioned in follow(stream, after, upto):
            read[-1] += 1
            yield positioned

    store.log.follow_stream = counted  # type: ignore[method-assign,assignment]
    for step in random.Random(2).sample(range(1, last + 1), 60):
        expected = replayed(store.log, stream, step)
        read.append(0)
        assert store.snapshots.fold(store.log, stream, step).draft.text == expected.text
    assert max(read) <= 2 * engine.snapshots.EVERY
    assert sum(read) > 0


def test_snapshots_of_a_long_history_are_a_few_nodes_each(folder: Store) -> None:
    stream = record(folder.log, long(1_000, paragraphs=400))
    viewed(folder.log, folder.snapshots, stream, steps(folder.log, stream))

    def act(view: Keyed[bytes]) -> list[int]:
        found = [engine.snapshots._read(written) for _, written in view.under(stream)]
        return [len(snapshot.nodes) for snapshot in found if snapshot]

    nodes = folder.read_models.read(TABLE, act)
    assert len(nodes) > 30
    bases = [count for count in nodes if count >= 400]
    assert len(bases) <= 8, nodes
    assert sum(nodes) - sum(bases) < 3_000, nodes


def test_a_text_that_is_given_is_the_callers_own(folder: Store) -> None:
    stream = record(folder.log, long(200))
    last = steps(folder.log, stream)
    for step in (last, 100, last):
        taken = folder.snapshots.fold(folder.log, stream, step)
        taken.draft.text.nodes.clear()
        taken.draft.text.parts = ()
        taken.issued.append(1)
        taken.aligned.append(1)
        again = viewed(folder.log, folder.snapshots, stream, step)
        assert again == replayed(folder.log, stream, step)


# -- never trusted over the log ------------------------------------------------------------------


@pytest.mark.usefixtures("often")
@pytest.mark.parametrize("remembered", [True, False])
def test_snapshots_of_another_log_are_thrown_away(
    store: Store, tmp_path: Path, *, remembered: bool
) -> None:
    stream = record(store.log, long(20, seed=1), "draft/w/eng")
    viewed(store.log, store.snapshots, stream, steps(store.log, stream))
    assert len(kept(store.snapshots, stream)) > 5
    with create(tmp_path / "other", "a1", begin) as other:
        for many, seed in ((20, 2), (5, 1), (30, 1)):  # other words; fewer of the same; and more
            forged = record(other.log, long(many, seed=seed), f"draft/w{seed}{many}/eng")
            log = _as(other.log, forged, stream)
            snapshots = store.snapshots if remembered else Snapshots(store.read_models)
            last = steps(log, stream)
            for step in (last, last - 7, 50, last - 1, last):
                step = min(step, last)
                assert viewed(log, snapshots, stream, step) == replayed(log, stream, step)


def _as(log: Log, recorded: str, stream: str) -> Log:
    """A log in which one stream goes under the name of another: its records chained anew."""
    events = [entry.record.event for entry in log.read(recorded)]
    prev, entries = FIRST_PREV, list[Entry]()
    for step, event in enumerate(events, 1):
        before = log.read(recorded, step, after=step - 1)[0].record
        state = encode(replace(before, prev=prev))
        entries.append(decode(stream, step, event.tag(), state))
        prev = digest(stream, step, event.tag(), state)
    from eventsourcing.popo import POPOApplicationRecorder

    other = Log(POPOApplicationRecorder())
    other.append(entries)
    return other


@pytest.mark.usefixtures("often")
@pytest.mark.parametrize(
    "what",
    ["a byte", "its version", "its record", "what it stands on", "what that is of", "all of it"],
)
def test_a_snapshot_that_is_not_as_it_was_made_is_made_anew(folder: Store, what: str) -> None:
    stream = record(folder.log, long(40))
    last = steps(folder.log, stream)
    viewed(folder.log, folder.snapshots, stream, last)
    made = kept(folder.snapshots, stream)

    def spoil(view: Keyed[bytes]) -> None:
        for key, written in [*view.under(stream)]:
            found = engine.snapshots._read(written)
            assert found
            match what:
                case "a byte":
                    view[key] = written[:-9] + bytes([written[-9] ^ 1]) + written[-8:]
                case "its version":
                    other = replace(found, version=0, draft=Draft(step=found.step, counter=99))
                    view[key] = engine.snapshots._written(other)
                case "its record":
                    view[key] = engine.snapshots._written(replace(found, record="0" * 64))
                case "what that is of" if found.behind is None:
                    nodes = [replace(node, string="forged") for node in found.nodes]
                    other = replace(found, record="f" * 64, nodes=nodes)
                    view[key] = engine.snapshots._written(other)
                case "what it stands on" if found.behind is None:
                    del view[key]
                case "all of it":
                    view[key] = b"no snapshot"

    folder.read_models.write(TABLE, spoil)
    snapshots = Snapshots(folder.read_models)
    for step in (last, 3, last - 9):
        assert viewed(folder.log, snapshots, stream, step) == replayed(folder.log, stream, step)
    assert kept(snapshots, stream) == made


@pytest.mark.usefixtures("often")
def test_a_flipped_byte_of_a_snapshot_changes_no_text(folder: Store) -> None:
    stream = record(folder.log, long(30, paragraphs=10))
    last = steps(folder.log, stream)
    expected = [replayed(folder.log, stream, step) for step in range(last + 1)]
    viewed(folder.log, folder.snapshots, stream, last)
    made = folder.read_models.read(TABLE, lambda view: [w for _, w in view.under(stream)])
    folder.close()
    data = folder.views / "data.mdb"
    whole = data.read_bytes()
    short = [written for written in made if whole.count(written) == 1]  # on one page
    assert len(short) > 5
    chance = random.Random(7)
    for written in short:
        spoilt = bytearray(whole)
        spoilt[whole.index(written) + chance.randrange(len(written))] ^= 1 << chance.randrange(8)
        data.write_bytes(spoilt)
        with open_store(folder.place) as again:
            for step in (last, *chance.sample(range(last), 4)):
                assert viewed(again.log, again.snapshots, stream, step) == expected[step]


# -- views/ may go at any time -------------------------------------------------------------------


@pytest.mark.usefixtures("often")
@pytest.mark.parametrize("when", ["while it is open", "between two readers"])
def test_snapshots_may_be_deleted_at_any_time(store: Store, when: str) -> None:
    stream = record(store.log, long(60))
    chance = random.Random(3)
    for _ in range(6):
        record(store.log, long(9)[1:2] * 3, stream)
        last = steps(store.log, stream)
        for step in chance.sample(range(1, last + 1), 4):
            expected = replayed(store.log, stream, step)
            assert viewed(store.log, store.snapshots, stream, step) == expected
        shutil.rmtree(store.views, ignore_errors=True)
        if when == "between two readers":
            with open_store(store.place) as again:
                assert not kept(again.snapshots, stream)
                assert viewed(again.log, again.snapshots, stream, last) == replayed(
                    store.log, stream, last
                )
                assert kept(again.snapshots, stream)


def test_where_views_cannot_be_made_a_text_is_folded_in_memory(store: Store) -> None:
    stream = record(store.log, long(100))
    store.views.parent.mkdir(exist_ok=True)
    store.views.write_bytes(b"a file where the folder should be")
    for step in (200, 10, 242, 100):
        expected = replayed(store.log, stream, step)
        assert viewed(store.log, store.snapshots, stream, step) == expected
    assert store.views.is_file()


READ = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
import engine.snapshots
from test_snapshots import kept, replayed, steps, viewed
from engine.store import open_store
stream = "draft/w/eng"
with open_store(Path(sys.argv[1])) as store:
    last = steps(store.log, stream)
    before = kept(store.snapshots, stream)
    for step in (last, 3, last - 100, last):
        expected = replayed(store.log, stream, step)
        assert viewed(store.log, store.snapshots, stream, step) == expected, step
    assert kept(store.snapshots, stream) == before
    print(*before)
"""


@pytest.mark.parametrize("there", ["all", "some", "none"])
def test_on_read_only_media_the_snapshots_that_are_there_are_used(
    folder: Store, tmp_path: Path, there: str
) -> None:
    stream = record(folder.log, long(60), "draft/w/eng")
    if there != "none":
        viewed(folder.log, folder.snapshots, stream, steps(folder.log, stream))
    if there != "all":
        record(folder.log, [EDIT] * 150, stream)
    before = kept(folder.snapshots, stream) if there != "none" else []
    folder.close()
    script = tmp_path / "read.py"
    script.write_text(READ)
    shell = f"mount --bind {folder.place} {folder.place} && mount -o remount,bind,ro {folder.place}"
    command = f"{shell} && {sys.executable} {script} {folder.place} {Path(__file__).parent}"
    done = subprocess.run([*UNSHARED, command], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == list(map(str, before))


@pytest.mark.usefixtures("often")
def test_several_processes_read_and_write_at_once(store: Store) -> None:
    stream = record(store.log, long(10))
    events = long(200)[len(long(10)) :]

    def reader(seed: int) -> None:
        chance = random.Random(seed)
        with open_store(store.place) as again:
            for _ in range(40):
                last = steps(again.log, stream)
                for step in (last, chance.randint(1, last)):
                    expected = replayed(again.log, stream, step)
                    assert viewed(again.log, again.snapshots, stream, step) == expected

    def writer() -> None:
        with open_store(store.place) as again:
            for at in range(0, len(events), 10):
                record(again.log, events[at : at + 10], stream)

    children = [fork(writer), *(fork(lambda seed=seed: reader(seed)) for seed in (1, 2))]
    assert [ended(child) for child in children] == [0, 0, 0]
    with open_store(store.place) as again:
        for step in range(1, steps(again.log, stream) + 1, 13):
            expected = replayed(again.log, stream, step)
            assert viewed(again.log, again.snapshots, stream, step) == expected
        assert len(kept(again.snapshots, stream)) > 10


@pytest.mark.usefixtures("often")
def test_two_that_open_the_same_views_make_one_line_of_snapshots(folder: Store) -> None:
    stream = record(folder.log, long(80))
    last = steps(folder.log, stream)
    with open_store(folder.place) as other:
        for step in (30, 7, 90, 41, last, 60):
            for one in (folder, other):
                assert viewed(one.log, one.snapshots, stream, step) == replayed(
                    one.log, stream, step
                )
    with open_store(folder.place) as again:
        for step in range(1, last + 1, 7):
            assert viewed(again.log, again.snapshots, stream, step) == replayed(
                again.log, stream, step
            )
