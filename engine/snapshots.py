"""Snapshots of drafts, so that any past text is the nearest one and the events after it.

A snapshot holds what differs from the one it stands on, down to a base that stands on nothing:

    base      every node of the text
    middle    the nodes that differ from the base's
    small     the nodes that differ from those of the snapshot before it, whichever that is

A small one is made every `EVERY` events; a middle one when the small ones since the last have a
quarter of the nodes that it would; a base when a middle one would have three quarters of all. So
a text is put together from a base, which is remembered, at most one middle one and a few small
ones; and what is written for an edit is some nodes, however long the text and the history.

A snapshot is never trusted over the log: it names the digest of the record it was made after, and
is thrown away where that record is another one. It is made when a reader has come by, kept where
`views/` can be written, and may be deleted at any time.
"""

from __future__ import annotations

import zlib
from itertools import chain
from operator import attrgetter
from threading import RLock
from typing import Any, NamedTuple, TypeVar

import msgspec
from msgspec.structs import replace

from engine.events import DraftEvent, ElementsAligned, VersionIssued
from engine.events.draft import Draft, evolve
from engine.lmdb.views import ReadModels
from engine.log import Log
from engine.projection import LAST, Key, Keyed
from engine.record import FIRST_PREV, Entry
from engine.text import Node, Text

VERSION = 2
"""The form of a snapshot, and what folding a draft makes of events; another one is thrown away."""

EVERY = 64
"""Events from one snapshot to the next, at least."""

GROWN = 256
"""New nodes, beyond a doubling of the text, after which a snapshot is made before its time."""

TABLE = "snapshots"
_REMEMBERED = 4
_AT_ONCE = 64
_COMPRESSION = 1
T = TypeVar("T")


class Snapshot(msgspec.Struct, frozen=True, array_like=True):
    """What a draft is at `step`, after the record of that digest, as far as it differs from the
    snapshot it stands on: `behind` names that one's step and record, a base stands on none.
    `draft` is all but its text, versions, wIds and alignments; `issued` and `aligned` are the steps
    of its versions and of its alignments."""

    version: int
    step: int
    record: str
    behind: tuple[int, str] | None
    middle: bool
    draft: Draft
    issued: list[int]
    aligned: list[int]
    parts: tuple[str, ...]
    gone: list[str]
    nodes: list[Node]

    @property
    def made_at(self) -> tuple[int, str]:
        """The step and the record after which it was made."""
        return self.step, self.record


class _Stage(NamedTuple):
    """A snapshot that was made or met; and the text there, if others are reckoned from it."""

    step: int
    record: str
    text: Text | None


class Folded:
    """A draft as folded up to a step, but for its versions, wIds and alignments: they lie in the
    log, at the steps `issued` and `aligned`."""

    def __init__(self) -> None:
        self.draft = Draft()
        self.issued: list[int] = []
        self.aligned: list[int] = []
        self._entry: Entry | None = None
        self._record = FIRST_PREV
        self._base: _Stage | None = None
        self._last: _Stage | None = None
        self._small = 0

    @property
    def step(self) -> int:
        """The step folded up to."""
        return self.draft.step

    @property
    def record(self) -> str:
        """The digest of the record folded up to; zeros where there is none."""
        if self._entry:
            self._record, self._entry = self._entry.digest, None
        return self._record

    def copy(self) -> Folded:
        """One of its own, to be folded on."""
        other = Folded()
        other.__dict__.update(self.__dict__)
        other.draft = replace(
            self.draft, text=self.draft.text.copy(), versions=[], wids={}, aligned={}
        )
        other.issued = self.issued.copy()
        other.aligned = self.aligned.copy()
        return other

    def take(self, entry: Entry) -> None:
        """Fold the next entry of the draft."""
        event = entry.record.event
        assert isinstance(event, DraftEvent)
        evolve(self.draft, event)
        if isinstance(event, VersionIssued):
            self.issued.append(entry.step)
            self.draft.versions.clear()
            self.draft.wids.clear()
        elif isinstance(event, ElementsAligned):
            self.aligned.append(entry.step)
            self.draft.aligned.clear()
        self._entry = entry

    def bounds(self) -> tuple[int, int]:
        """The step, and the number of nodes, at which the next snapshot is to be made."""
        step = self._last.step if self._last else 0
        return step + EVERY, 2 * len(self.draft.text.nodes) + GROWN

    def snapshot(self) -> Snapshot:
        """The snapshot of the draft here; the next one is reckoned from it."""
        here = self.draft.text.copy()
        base, last, middle = self._base, self._last, False
        gone, nodes = _difference(base and base.text, here)
        if 4 * len(nodes) > 3 * len(here.nodes):
            gone, nodes = _difference(None, here)
            base = last = None
        elif last and last.text:
            small = _difference(last.text, here)
            middle = self._small + len(small[1]) > max(EVERY, len(nodes) // 4)
            gone, nodes = (gone, nodes) if middle else small
        else:
            middle = True
        behind = base if middle else last
        self._last = _Stage(self.step, self.record, here)
        self._base = base or self._last
        self._small = self._small + len(nodes) if behind and not middle else 0
        return Snapshot(
            version=VERSION,
            step=self.step,
            record=self.record,
            behind=(behind.step, behind.record) if behind else None,
            middle=middle,
            draft=self.draft,
            issued=self.issued.copy(),
            aligned=self.aligned.copy(),
            parts=here.parts,
            gone=gone,
            nodes=nodes,
        )

    def restore(self, path: list[Snapshot], *, reckoned_from: bool) -> None:
        """Become what snapshots say, each of which stands on the one before, and the first on
        this."""
        text = self.draft.text
        for snapshot in path:
            for id in snapshot.gone:
                del text.nodes[id]
            text.nodes.update(zip(map(_id, snapshot.nodes), snapshot.nodes, strict=True))
            small = snapshot.behind and not snapshot.middle
            self._small = self._small + len(snapshot.nodes) if small else 0
        last = path[-1]
        text.parts = last.parts
        self.draft = replace(last.draft, text=text, versions=[], wids={}, aligned={})
        self.issued = last.issued.copy()
        self.aligned = last.aligned.copy()
        self._record, self._entry = last.record, None
        self._last = _Stage(last.step, last.record, text.copy() if reckoned_from else None)
        self._base = self._base or self._last


class Snapshots:
    """The snapshots of one store's drafts. Any thread may use them."""

    def __init__(self, models: ReadModels) -> None:
        self.models = models
        self._bases: dict[Key, Folded] = {}
        self._latest: dict[str, Folded] = {}
        self._passed_over: set[str] = set()
        self._lock = RLock()

    def fold(self, log: Log, stream: str, upto: int) -> Folded:
        """A draft up to a step: the nearest snapshot and the events after it. What it gives is the
        caller's own. Makes the snapshots that are due on the way."""
        with self._lock:
            folded = self._start(stream, upto)
            entries = log.follow_stream(stream, folded.step, upto)
            first = next(entries, None)
            if folded.step:
                prev = first.entry.record.prev if first else log.digest(stream, folded.step)
                if prev != folded.record:
                    self._throw_away(stream)
                    return self.fold(log, stream, upto)
            made: list[tuple[Key, bytes]] = []
            due, large = folded.bounds() if self.models.keeps(TABLE) else (LAST, LAST)
            nodes = folded.draft.text.nodes
            for step, entry in chain([first] if first else (), entries):
                folded.take(entry)
                if step >= due or len(nodes) > large:
                    made.append(((stream, step), _written(folded.snapshot())))
                    due, large = folded.bounds()
                    if len(made) == _AT_ONCE:
                        self._keep(made)
                        made = []
            if made:
                self._keep(made)
            latest = self._latest.get(stream)
            if latest is None or latest.step < folded.step:
                _remember(self._latest, stream, folded.copy())
            return folded

    def _start(self, stream: str, upto: int) -> Folded:
        """What to fold on from: what was folded last, or the nearest snapshot."""
        latest = self._latest.get(stream)
        if latest and latest.step <= upto <= latest.step + EVERY:
            return latest.copy()
        base, path = self._path(stream, upto)
        if not base and not path:
            return Folded()
        if not base:
            base = Folded()
            base.restore(path[:1], reckoned_from=True)
            _remember(self._bases, (stream, base.step), base)
            path = path[1:]
        folded = base.copy()
        if path:
            folded.restore(path, reckoned_from=upto - path[-1].step >= EVERY)
        return folded

    def _path(self, stream: str, upto: int) -> tuple[Folded | None, list[Snapshot]]:
        """The nearest snapshot and those it stands on: a base that is remembered, and what stands
        on it; or none, and all of them. Nothing where there is none."""
        if stream in self._passed_over:
            return None, []

        def find(view: Keyed[bytes]) -> tuple[Folded | None, list[Snapshot]] | None:
            path: list[Snapshot] = []
            for key, written in view.under(stream, upto=upto, descending=True):
                found: bytes | None = written
                while found is not None:
                    base = self._bases.get(key)
                    if base and (not path or path[-1].behind == (base.step, base.record)):
                        return base, path[::-1]
                    snapshot = _read(found)
                    if not snapshot or (path and path[-1].behind != snapshot.made_at):
                        return None
                    path.append(snapshot)
                    if snapshot.behind is None:
                        return None, path[::-1]
                    key = (stream, snapshot.behind[0])
                    found = view.get(key)
                return None
            return None, []

        path = self.models.read(TABLE, find)
        if path is None:
            self._throw_away(stream)
        return path or (None, [])

    def _keep(self, made: list[tuple[Key, bytes]]) -> None:
        def act(view: Keyed[bytes]) -> None:
            for key, snapshot in made:
                if key not in view:
                    view[key] = snapshot

        self.models.write(TABLE, act)

    def _throw_away(self, stream: str) -> None:
        def act(view: Keyed[bytes]) -> None:
            for key in [key for key, _ in view.under(stream)]:
                del view[key]

        self._latest.pop(stream, None)
        self._bases.clear()
        self.models.write(TABLE, act)
        if not self.models.keeps(TABLE):
            self._passed_over.add(stream)


def _difference(earlier: Text | None, text: Text) -> tuple[list[str], list[Node]]:
    """What is gone since an earlier text, and the nodes that are others."""
    if earlier is None:
        return [], list(text.nodes.values())
    before = earlier.nodes
    nodes = [node for id, node in text.nodes.items() if before.get(id) is not node]
    return [id for id in before if id not in text.nodes], nodes


def _remember(memory: dict[T, Folded], key: T, folded: Folded) -> None:
    memory.pop(key, None)
    memory[key] = folded
    if len(memory) > _REMEMBERED:
        del memory[next(iter(memory))]


def _written(snapshot: Snapshot) -> bytes:
    return zlib.compress(_encode(snapshot), _COMPRESSION)


def _read(written: bytes) -> Snapshot | None:
    """The snapshot that was written; None where it is of another form."""
    try:
        snapshot = _decode(zlib.decompress(written))
    except (zlib.error, msgspec.MsgspecError):
        return None
    return snapshot if snapshot.version == VERSION else None


def _no_text(text: Any) -> None:
    assert isinstance(text, Text)


def _empty_text(kind: type, _: object) -> Text:
    assert kind is Text
    return Text()


_id = attrgetter("id")
_encode = msgspec.msgpack.Encoder(enc_hook=_no_text).encode
_decode = msgspec.msgpack.Decoder(Snapshot, dec_hook=_empty_text).decode
