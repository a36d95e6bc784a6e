"""A store is the same in a folder and on PostgreSQL: what is promised of it holds in both."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from eventsourcing.persistence import IntegrityError, StoredEvent

from engine import store as stores
from engine.errors import Conflict, NotFound, Refused
from engine.record import Entry
from engine.store import Store, create, open_store
from storing import application, begin, open_paper, problems, together


@pytest.fixture
def store(place: str) -> Iterator[Store]:
    with create(stores.place(place), "a1", begin) as store:
        yield store


def test_what_one_opens_another_finds(store: Store, place: str) -> None:
    open_paper(store, "note")
    with open_store(stores.place(place)) as other:
        assert other.id == store.id == "a1"
        assert [p.entry for p in other.log.follow()] == [p.entry for p in store.log.follow()]
        assert other.log.read("process") == store.log.read("process")
        assert other.log.last() == store.log.last()
        assert other.private.get("secret") == b"x" * 32
        assert other.views == store.views
        open_paper(other, "reply")
        assert "reply" in application(store).view().process().documents
    assert not problems(place)


def test_a_store_is_made_once(store: Store, place: str) -> None:
    with pytest.raises(Refused, match="is a store already"):
        create(stores.place(place), "a2", begin)
    assert store.log.read("process")


def test_where_the_first_act_fails_there_is_no_store(place: str) -> None:
    def fail(store: Store) -> None:
        begin(store)
        raise Refused("it was not to be")

    with pytest.raises(Refused, match="not to be"):
        create(stores.place(place), "a1", fail)
    with pytest.raises(NotFound, match="is not a store"):
        open_store(stores.place(place))
    create(stores.place(place), "a1", begin).close()


def test_what_an_init_that_died_has_left_is_no_store_and_not_in_the_way(
    place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Died(BaseException):
        pass

    def die(*_: object, **__: object) -> None:
        raise Died

    with monkeypatch.context() as context:
        context.setattr(stores.shutil, "rmtree", die)
        context.setattr("engine.postgres.store._clear", die)
        with pytest.raises(Died):
            create(stores.place(place), "a1", die)
    with pytest.raises(NotFound, match="is not a store"):
        open_store(stores.place(place))
    with create(stores.place(place), "a1", begin) as store:
        assert len(store.log.read("process")) == 2


def test_a_follower_misses_nothing_while_several_write(store: Store, place: str) -> None:
    seen: list[Entry] = []
    done = threading.Event()

    def follow() -> None:
        last = 0
        with open_store(stores.place(place)) as other:
            while True:
                ended = done.is_set()
                for position, entry in other.log.follow(last):
                    assert position > last
                    last = position
                    seen.append(entry)
                if ended:
                    return

    def write(n: int) -> None:
        with open_store(stores.place(place)) as other:
            for m in range(12):
                open_paper(other, f"paper-{n}-{m}")

    follower = threading.Thread(target=follow)
    follower.start()
    try:
        together(*(lambda n=n: write(n) for n in range(3)))
    finally:
        done.set()
        follower.join()
    assert seen == [p.entry for p in store.log.follow()]
    assert len(application(store).view().process().documents) == 36
    assert not problems(place)


def test_who_was_first_and_when_is_told(store: Store) -> None:
    open_paper(store, "note")
    entries = store.log.read("draft/note/eng")
    late = [entries[0]._replace(state=entries[0].state.replace(b"original", b"courtesy", 1))]
    assert late != entries[:1]
    with pytest.raises(Conflict) as caught:
        store.log.append(late)
    assert str(caught.value) == (
        "draft/note/eng step 1 was taken first: draft-opened by presidency, "
        "recorded at 2020-06-08 12:00:00 UTC"
    )


def test_an_act_recorded_twice_is_recorded_once(store: Store) -> None:
    open_paper(store, "note")
    before = list(store.log.follow())
    act = [p.entry for p in before if p.entry.record.act == before[-1].entry.record.act]
    store.log.append(act)
    assert list(store.log.follow()) == before
    other = [act[0]._replace(step=99, stream="draft/other/eng"), *act[1:]]
    with pytest.raises(Conflict):
        store.log.append(other)
    assert list(store.log.follow()) == before


def test_positions_may_have_gaps(store: Store, place: str) -> None:
    before = store.log.recorder.max_notification_id()
    assert before
    taken = [StoredEvent("draft/note/eng", 1, "draft-opened", b"{}")] * 2
    with pytest.raises(IntegrityError):
        store.log.recorder.insert_events(taken)
    open_paper(store, "note")
    positions = [p.position for p in store.log.follow()]
    if place.startswith("postgresql:"):
        assert positions[before] > before + 1, "there is no gap; the test tries nothing"
    assert positions == sorted(positions)
    assert [p.position for p in store.log.follow(before)] == positions[before:]
    assert [stored.position for stored in store.log.stored()] == positions
    last = store.log.last()
    assert last
    assert last.stream == "register/note"
    assert not problems(place)


def test_what_is_private_is_kept_replaced_listed_and_erased(store: Store, place: str) -> None:
    private = store.private
    private.put({"submission/2/raw": b"\0\xff", "submission/10/raw": b"", "订/1": b"z" * 200_000})
    private.put({"submission/2/raw": b"again"})
    with open_store(stores.place(place)) as other:
        assert other.private.get("submission/2/raw") == b"again"
        assert other.private.get("submission/10/raw") == b""
        assert other.private.get("订/1") == b"z" * 200_000
    assert private.get("submission/3/raw") is None
    assert private.keys() == ["secret", "submission/10/raw", "submission/2/raw", "订/1"]
    assert private.keys("submission/") == ["submission/10/raw", "submission/2/raw"]
    assert private.keys("sub_ission/%") == []
    private.delete(["submission/2/raw", "submission/nothing"])
    private.delete([])
    assert private.get("submission/2/raw") is None
    assert private.keys("submission/") == ["submission/10/raw"]


def test_a_private_key_that_does_not_fit_is_refused_and_nothing_is_put(store: Store) -> None:
    for key in ("", "k" * 512, "\ud800"):
        with pytest.raises(Refused):
            store.private.put({"first": b"x", key: b"y"})
    assert store.private.keys() == ["secret"]
    store.private.put({"k" * 511: b"x"})
    assert store.private.get("k" * 511) == b"x"
