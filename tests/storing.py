"""Acts for the tests of stores, at noon on 8 June 2020, and doing several at once."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable
from datetime import UTC, datetime

from engine.application import Application, Who
from engine.definition import BLANK
from engine.proof.store import prove_store
from engine.proof.verification import Problem
from engine.readers import un_text
from engine.store import Store, place

PRESIDENCY = Who("presidency", ("presidency",))
NOON = datetime(2020, 6, 8, 12, 0, tzinfo=UTC)
_acts = itertools.count(1)


def application(store: Store) -> Application:
    """The application on a store, its clock standing still."""
    return Application(store.log, clock=lambda: NOON, new_id=lambda: f"act-{next(_acts)}")


def begin(store: Store) -> None:
    """The first acts in a store `a1`, whose only party is the presidency."""
    store.private.put({"secret": b"x" * 32})
    application(store).open_process(BLANK, "a1", PRESIDENCY)


def open_paper(store: Store, work: str) -> None:
    """A paper, opened: one act over three streams."""
    application(store).open_draft(
        work,
        "eng",
        un_text.read(f"A note\n\n1. This is {work}.\n".encode(), where=work),
        PRESIDENCY,
        standing="original",
        original_language=None,
        reason="to begin with",
        title=work,
    )


def problems(place_named: str) -> list[Problem]:
    """What `verify` finds in a store."""
    return prove_store(place(place_named), None, progress=lambda _: None).problems


def together(*acts: Callable[[], None]) -> None:
    """Do all at once, each in a thread; what one raises is raised here."""
    wrong: list[BaseException] = []
    barrier = threading.Barrier(len(acts))

    def run(act: Callable[[], None]) -> None:
        try:
            barrier.wait()
            act()
        except BaseException as error:  # noqa: BLE001  it is raised where the test sees it
            wrong.append(error)

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if wrong:
        raise wrong[0]
