"""Read models are folds of the log, kept in views/, and never trusted over it."""

import shutil
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count, islice
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.application import Application, Who
from engine.definition import BLANK
from engine.errors import Damaged
from engine.events import PartyRegistered
from engine.lmdb.views import LAG, ReadModels
from engine.log import Log
from engine.projection import InMemory, Key, Keyed, Over, Projection, fold, key_bytes, key_of
from engine.record import Entry
from engine.store import Place, Store, create, open_store
from engine.store import place as named
from processes import ended, fork
from samples import treaty
from things import UNSHARED

PRESIDENCY = Who("presidency", ("presidency",))


class Telling:
    """A projection that counts events by kind and by stream, and how often it was told one."""

    def __init__(self, version: int = 1) -> None:
        self.told = 0
        self.projection: Projection[int] = Projection("kinds", version, int, self.project)

    def project(self, view: Keyed[int], entry: Entry) -> None:
        self.told += 1
        for key in ((entry.kind,), (entry.stream, entry.kind)):
            view[key] = view.get(key, 0) + 1
        if entry.kind == "draft-opened":
            view["opening", 0] = 1
        elif ("opening", 0) in view:
            del view["opening", 0]


def application(log: Log) -> Application:
    numbers = count(1)
    start = datetime(2020, 6, 8, 12, tzinfo=UTC)
    return Application(
        log,
        clock=lambda: start + timedelta(minutes=next(numbers)),
        new_id=lambda: f"act-{next(numbers)}",
    )


def open_drafts(log: Log, *languages: str) -> None:
    for language in languages:
        application(log).open_draft(
            "plan",
            language,
            treaty(),
            PRESIDENCY,
            standing="official",
            original_language="eng",
            reason="zero draft",
            title="Plan",
        )


def begin(path: Place, id: str = "a") -> Store:
    return create(path, id, lambda new: application(new.log).open_process(BLANK, id, PRESIDENCY))


@pytest.fixture
def store(tmp_path: Path, place: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    with begin(named(place)) as store:
        open_drafts(store.log, "eng", "fra")
        yield store


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Store]:
    with begin(tmp_path / "store") as store:
        open_drafts(store.log, "eng", "fra")
        yield store


def everything(view: Keyed[int]) -> dict[Key, int]:
    return dict(view.under())


def folded(log: Log) -> dict[Key, int]:
    return everything(fold(Telling().projection, (entry for _, entry in log.follow())))


def asked(models: ReadModels, log: Log, telling: Telling | None = None) -> dict[Key, int]:
    return models.ask(log, (telling or Telling()).projection, everything)


def write_many(log: Log, many: int = LAG + 1) -> None:
    """More in one act than a reader takes in without keeping it."""
    number = len(log.read("process"))
    parties = [
        PartyRegistered(party=f"p{number + n}", name="A party", role="observer")
        for n in range(many)
    ]
    application(log).act(PRESIDENCY, lambda _: {"process": parties})


def test_the_same_fold_runs_over_a_dict_and_over_lmdb(store: Store) -> None:
    write_many(store.log)
    assert asked(store.read_models, store.log) == folded(store.log)
    with open_store(store.place) as again:
        telling = Telling()
        assert asked(again.read_models, again.log, telling) == folded(store.log)
        assert telling.told == 0, "what was kept was folded again"


def test_catching_up_takes_in_only_what_is_new(store: Store) -> None:
    write_many(store.log)
    telling = Telling()
    asked(store.read_models, store.log, telling)
    told = telling.told
    open_drafts(store.log, "deu")
    assert asked(store.read_models, store.log, telling) == folded(store.log)
    new = telling.told - told
    assert new == 5, "draft-opened, edit-made, two parts, draft-made"
    asked(store.read_models, store.log, telling)
    assert telling.told - told == new


def test_a_stream_can_be_followed_by_itself(store: Store) -> None:
    stream = "draft/plan/fra"
    for _ in range(2):
        found = store.read_models.ask(store.log, Telling().projection, everything, stream)
        assert found == everything(fold(Telling().projection, store.log.read(stream)))
        assert found["draft-opened",] == 1
        write_many(store.log)


@pytest.mark.parametrize("how", ["another version", "another store", "another log", "a cut log"])
def test_what_was_made_of_something_else_is_made_anew(
    store: Store, tmp_path: Path, how: str
) -> None:
    write_many(store.log)
    asked(store.read_models, store.log)
    telling = Telling(version=2 if how == "another version" else 1)
    id, log = ("b", store.log) if how == "another store" else ("a", store.log)
    with begin(tmp_path / "other") as other:
        if how == "another log":
            open_drafts(other.log, "fra")
            write_many(other.log)
            log = other.log
        if how == "a cut log":
            log = other.log
        models = ReadModels(store.views, id)
        assert asked(models, log, telling) == folded(log)
        assert telling.told == sum(1 for _ in log.follow())
        models.close()


@pytest.mark.parametrize("when", ["before it was opened", "while it is open"])
def test_views_may_be_deleted_at_any_time(store: Store, when: str) -> None:
    write_many(store.log)
    before = asked(store.read_models, store.log)
    if when == "before it was opened":
        store.read_models.close()
    shutil.rmtree(store.views)
    with open_store(store.place) as again:
        assert asked(again.read_models, again.log) == before
    if when == "while it is open":
        open_drafts(store.log, "deu")
        assert asked(store.read_models, store.log) == folded(store.log)


def test_a_value_that_was_altered_is_made_anew(store: Store) -> None:
    write_many(store.log)
    expected = asked(store.read_models, store.log)
    store.read_models.close()
    data = store.views / "data.mdb"
    content = data.read_bytes()
    place = key_bytes(("draft-opened",))
    assert place in content
    altered = content.replace(place, place[:-2] + b"d\0").replace(
        key_bytes(("edit-made",)), key_bytes(("edit-mads",))
    )
    data.write_bytes(altered)
    with open_store(store.place) as again:
        assert asked(again.read_models, again.log) == expected
    with open_store(store.place) as again:
        telling = Telling()
        assert asked(again.read_models, again.log, telling) == expected
        assert telling.told == 0


@pytest.mark.parametrize("content", [b"", b"not a database" * 999, None])
def test_a_file_that_is_no_database_is_made_anew(store: Store, content: bytes | None) -> None:
    write_many(store.log)
    expected = asked(store.read_models, store.log)
    store.read_models.close()
    data = store.views / "data.mdb"
    data.write_bytes(data.read_bytes()[:9999] if content is None else content)
    for told in (sum(1 for _ in store.log.follow()), 0):
        with open_store(store.place) as again:
            telling = Telling()
            assert asked(again.read_models, again.log, telling) == expected
            assert telling.told == told


def test_where_views_cannot_be_made_the_fold_runs_in_memory(store: Store) -> None:
    write_many(store.log)
    store.views.parent.mkdir(exist_ok=True)
    store.views.write_bytes(b"a file where the folder should be")
    for language in ("deu", "spa"):
        assert asked(store.read_models, store.log) == folded(store.log)
        open_drafts(store.log, language)
    assert store.views.is_file()


READ = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from test_views import Telling, asked, folded
from engine.store import open_store
with open_store(Path(sys.argv[1])) as store:
    assert store.read_models._environment is None
    telling = Telling()
    assert asked(store.read_models, store.log, telling) == folded(store.log)
    print(telling.told)
"""


@pytest.mark.parametrize("kept", ["all", "some", "none"])
def test_on_read_only_media_what_is_kept_is_used_and_the_rest_folded_in_memory(
    folder: Store, tmp_path: Path, kept: str
) -> None:
    import sys

    if kept != "none":
        write_many(folder.log)
        asked(folder.read_models, folder.log)
    if kept != "all":
        open_drafts(folder.log, "deu")
    folder.close()
    script = tmp_path / "read.py"
    script.write_text(READ)
    shell = f"mount --bind {folder.place} {folder.place} && mount -o remount,bind,ro {folder.place}"
    command = f"{shell} && {sys.executable} {script} {folder.place} {Path(__file__).parent}"
    done = subprocess.run([*UNSHARED, command], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    with open_store(folder.place) as again:
        all = sum(1 for _ in again.log.follow())
    assert int(done.stdout) == {"all": 0, "some": 5, "none": all}[kept]


def test_several_processes_may_catch_up_at_once(store: Store) -> None:
    write_many(store.log, 200)

    def reader() -> None:
        with open_store(store.place) as again:
            for _ in range(30):
                found = asked(again.read_models, again.log)
                seen = sum(count for key, count in found.items() if len(key) == 1)
                entries = (entry for _, entry in again.log.follow())
                first = fold(Telling().projection, islice(entries, seen))
                assert found == everything(first)

    def writer() -> None:
        with open_store(store.place) as again:
            for _ in range(10):
                write_many(again.log)
                write_many(again.log, 1)

    children = [fork(act) for act in (reader, writer, reader)]
    assert [ended(child) for child in children] == [0, 0, 0]
    assert asked(store.read_models, store.log) == folded(store.log)


def test_an_error_of_the_fold_is_raised_and_nothing_of_its_page_is_kept(store: Store) -> None:
    write_many(store.log)

    def project(view: Keyed[int], entry: Entry) -> None:
        view[entry.stream, entry.step] = 1
        if entry.stream == "draft/plan/fra":
            raise Damaged("this does not fit")

    with pytest.raises(Damaged, match="does not fit"):
        store.read_models.ask(store.log, Projection("kinds", 1, int, project), everything)
    assert asked(store.read_models, store.log) == folded(store.log)


parts = st.one_of(st.integers(0, 2**64 - 1), st.integers(0, 300), st.text(max_size=4))
keys = st.lists(parts, min_size=1, max_size=3).map(tuple)


def order(key: Key) -> list[tuple[int, int, bytes]]:
    return [(0, p, b"") if isinstance(p, int) else (1, 0, p.encode()) for p in key]


@given(st.lists(keys, max_size=8))
def test_the_bytes_of_keys_are_in_the_order_of_keys(found: list[Key]) -> None:
    assert [key_of(key_bytes(key)) for key in found] == found
    assert sorted(found, key=key_bytes) == sorted(found, key=order)


small = st.lists(st.sampled_from([0, 1, 255, 256, "", "a", "a\0", "b"]), min_size=1, max_size=3)
changes = st.lists(st.tuples(small.map(tuple), st.none() | st.integers()), max_size=12)


@given(changes, changes, small.map(tuple), st.sampled_from([0, 1, 256]), st.booleans())
def test_a_view_with_changes_over_it_is_as_if_they_had_been_made(
    first: list[tuple[Key, int | None]],
    then: list[tuple[Key, int | None]],
    prefix: Key,
    since: int,
    descending: bool,
) -> None:
    plain: InMemory[int] = InMemory()
    for view, made in ((plain, first), (Over(plain), then)):
        for key, value in made:
            if value is not None:
                view[key] = value
            elif key in view:
                del view[key]
        over = view
    for key, _ in then:
        assert over.get(key) == dict(over.under()).get(key)
    direct: InMemory[int] = InMemory()
    for key, value in [*first, *then]:
        if value is not None:
            direct[key] = value
        elif key in direct:
            del direct[key]
    how = {"since": since, "descending": descending}
    for below in ((), prefix, prefix[:1]):
        assert list(over.under(*below, **how)) == list(direct.under(*below, **how))
    assert len(over) == len(direct)
