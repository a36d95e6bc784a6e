"""A draft's history walked act by act: on a terminal, in a pipe, and as the walk itself."""

from __future__ import annotations

import codecs
import json
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Iterator, Sequence
from fcntl import ioctl
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from cli.columns import width
from command import TRAVAUX, Desk
from drafting import Drafting
from engine.comparison import changes
from engine.events import Change, EditMade
from engine.events.draft import apply
from engine.record import Entry
from engine.text import Text
from histories import drafted, in_languages
from projections.replay import NEAR, Frame, Replay
from strategies import POOL, texts

COLUMNS, LINES = 80, 24
_FOOT = "\x1b[0m\x1b[?2026l"
"""With which every drawing ends."""


# the walk


def history(versions: Sequence[Text]) -> tuple[list[Entry], dict[int, Text]]:
    """A draft that becomes one text after the other, each in one act; the text at every step."""
    drafting = Drafting()
    acts = ["act-1"]
    now, at = Text(), {0: Text(), 1: Text()}
    for number, version in enumerate(versions, 2):
        drafting.append(EditMade(reason="so", nature="substantive", method="typed"))
        for change in changes(now, version):
            drafting.append(change)
        for entry in drafting.entries[len(acts) :]:
            if isinstance(entry.record.event, Change):
                apply(now, entry.record.event)
            at[entry.step] = now.copy()
            acts.append(f"act-{number}")
    entries = [
        entry._replace(record=replace(entry.record, act=act))
        for entry, act in zip(drafting.entries, acts, strict=True)
    ]
    return entries, at


class Counted:
    """A replay that counts for how many texts it asks, and how many entries it reads."""

    def __init__(self, entries: list[Entry], at: dict[int, Text], low: int, high: int) -> None:
        self.entries = entries
        self.at = at
        self.asked = self.read = 0
        self.replay = Replay(self._read, self._text, low, high)

    def _read(self, after: int, upto: int) -> list[Entry]:
        self.read += upto - after
        return self.entries[after:upto]

    def _text(self, step: int) -> Text:
        self.asked += 1
        return self.at[step].copy()


moves = st.lists(
    st.one_of(st.sampled_from(("next", "back", "here")), st.integers(0, 60)), max_size=12
)


@settings(max_examples=12)
@given(st.lists(texts(POOL), min_size=1, max_size=4), st.data())
def test_wherever_a_walk_goes_it_shows_what_stood_there(
    versions: list[Text], data: st.DataObject
) -> None:
    entries, at = history(versions)
    low = data.draw(st.integers(0, len(entries)))
    high = data.draw(st.integers(low, len(entries)))
    counted = Counted(entries, at, low, high)
    replay = counted.replay
    for move in data.draw(moves):
        stood = replay.step
        frame = replay.go(move) if isinstance(move, int) else getattr(replay, move)()
        if frame is None:
            assert replay.step == stood
            continue
        assert isinstance(frame, Frame)
        assert low < frame.first <= frame.last == replay.step <= high
        assert frame.before == at[frame.first - 1]
        assert frame.after == at[frame.last]
        act = frame.entries[0].record.act
        held = [e.step for e in entries[low:high] if e.record.act == act]
        assert [e.step for e in frame.entries] == held
        if isinstance(move, int):
            assert frame.first <= max(low + 1, min(move, high)) <= frame.last
    assert counted.asked == 1  # all else by the events, read either way


@settings(max_examples=6)
@given(st.lists(texts(POOL), min_size=1, max_size=4))
def test_forward_and_backward_tell_the_same(versions: list[Text]) -> None:
    entries, at = history(versions)
    replay = Counted(entries, at, 0, len(entries)).replay
    forward = [*iter(replay.next, None)]
    backward = [replay.here()]
    while frame := replay.back():
        backward.append(frame)
    assert forward == backward[::-1]
    assert [e for frame in forward for e in frame.entries] == entries


def test_a_step_far_away_is_asked_for_and_not_rebuilt_from_the_beginning() -> None:
    drafting = Drafting()
    for n in range(2 * NEAR):
        drafting.append(EditMade(reason=f"{n}", nature="technical", method="typed"))
    counted = Counted(
        drafting.entries, dict.fromkeys(range(3 * NEAR), Text()), 0, len(drafting.entries)
    )
    frame = counted.replay.go(2 * NEAR)
    assert frame
    assert (frame.last, counted.asked) == (2 * NEAR, 2)
    assert counted.read < NEAR


# in a pipe


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    desk = Desk(tmp_path_factory.mktemp("plan"), inside=True)
    drafted(desk)
    return desk


@pytest.fixture(scope="module")
def languages(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    desk = Desk(tmp_path_factory.mktemp("languages"), inside=True)
    in_languages(desk)
    return desk


def test_in_a_pipe_it_tells_the_whole_story(plan: Desk) -> None:
    story = plan.do("replay", "plan")
    for told in (
        "opened plan/eng",
        "1. The parties will meet every year, in the last week of May.",
        "No date",
        "[-, in the last week of May-]",
        "issued version 1 of plan/eng",
        "undid s",
        "issued version 2 of plan/eng",
        "2999-01-01",
    ):
        assert told in " ".join(story.split()), told
    assert "\x1b" not in story


def test_between_two_points_it_tells_what_came_between(plan: Desk) -> None:
    story = plan.do("replay", "plan", "--from", "plan@1", "--to", "@2")
    assert story.startswith("s")
    assert "No date" not in story
    assert "issued version 1" not in story
    assert "issued version 2" in story
    assert plan.do("replay", "plan", "--from", "@2", "--to", "@2") == (
        "Nothing happened between these two points.\n"
    )


def test_an_edit_that_the_walk_begins_in_goes_on(plan: Desk) -> None:
    assert "went on with the edit" in plan.do("replay", "plan", "--from", "@s2", "--to", "@s5")


def test_each_act_is_told_for_programs(plan: Desk) -> None:
    told = plan.json("replay", "plan")
    last = plan.json("status")["documents"][0]["step"]
    assert (told["work"], told["language"], told["from"], told["to"]) == ("plan", "eng", 0, last)
    bounds = [(act["first"], act["last"]) for act in told["acts"]]
    assert [first for first, _ in bounds] == [1, *(end + 1 for _, end in bounds[:-1])]
    assert bounds[-1][1] == last
    assert set(told["acts"][0]) == {
        *("step", "first", "last", "version", "act", "effective_on", "recorded_at"),
        *("recorded_by", "by", "with", "told", "events", "changes", "words"),
    }
    edits = [act for act in told["acts"] if act["events"][0]["kind"] == "edit-made"]
    assert edits[0]["changes"][0]["removed"].strip(", ") == "in the last week of May"
    redated = {act["step"]: act["effective_on"] for act in told["acts"]}
    assert redated[edits[1]["step"]] == "2020-06-03"


def test_points_of_another_draft_and_back_to_front_are_refused(plan: Desk, languages: Desk) -> None:
    assert "no point of note/eng" in languages.refuse("replay", "note", "--to", "note/zho")
    back = plan.refuse("replay", "plan", "--from", "@2", "--to", "@1")
    assert "behind @1" in back
    assert "names a point" in plan.refuse("replay", "plan@1", code=2)


def test_it_tells_a_draft_in_chinese_and_one_from_right_to_left(languages: Desk) -> None:
    assert "我们{+再次+}会面" in languages.do("replay", "note/zho")
    assert "{+\u2068 غدا\u2069+}" in languages.do("replay", "note/ara")


# on a terminal


class Terminal:
    """A command on a terminal of 80 by 24 characters: what it shows, and what is typed."""

    def __init__(self, desk: Desk, *args: str, **env: str) -> None:
        self.master, self.slave = pty.openpty()
        self.resize(COLUMNS, LINES)
        self.modes = self._modes()
        self.seen = ""
        self.decode = codecs.getincrementaldecoder("utf-8")().decode
        kept = {k: v for k, v in desk.env().items() if k not in ("COLUMNS", "NO_COLOR", "LINES")}
        self.process = subprocess.Popen(
            [str(TRAVAUX), *args],
            cwd=desk.folder,
            env={**kept, "TERM": "xterm-256color", **env},
            stdin=self.slave,
            stdout=self.slave,
            stderr=self.slave,
            start_new_session=True,
        )

    def resize(self, columns: int, lines: int) -> None:
        ioctl(self.slave, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))

    def type(self, keys: str, expected: str) -> list[str]:
        """Type, and wait until the screen shows what is expected; gives its lines."""
        os.write(self.master, keys.encode())
        return self.shows(expected)

    def press(self, key: str) -> list[str]:
        """Press a key, and wait until the screen is drawn anew; gives its lines."""
        drawn = self.seen.count(_FOOT)
        os.write(self.master, key.encode())
        until = time.monotonic() + 60
        while self.seen.count(_FOOT) == drawn and time.monotonic() < until:
            self._read(0.2)
        return self.lines()

    def shows(self, expected: str) -> list[str]:
        """Wait until the screen shows something; gives its lines."""
        until = time.monotonic() + 60
        while time.monotonic() < until:
            lines = self.lines()
            if expected in " ".join(" ".join(lines).split()):
                return lines
            self._read(0.2)
        raise AssertionError((expected, self.lines()))

    def lines(self) -> list[str]:
        """The screen as it was drawn last, without its colours."""
        drawn = self.seen.rpartition("\x1b[H")[2]
        return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", drawn).replace("\r", "").split("\n")

    def end(self) -> int:
        """Wait for the command's end; gives its code. The terminal is as it was before."""
        until = time.monotonic() + 60
        while self.process.poll() is None and time.monotonic() < until:
            self._read(0.05)
        code = self.process.wait(5)
        while self._read(0):
            pass
        assert self._modes() == self.modes
        assert self.seen.count("\x1b[?1049h") == self.seen.count("\x1b[?1049l")
        assert self.seen.rindex("\x1b[?25h") > self.seen.rindex("\x1b[?25l")
        return code

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self.master)
        os.close(self.slave)

    def _modes(self) -> list[Any]:
        return termios.tcgetattr(self.slave)

    def _read(self, seconds: float) -> bool:
        if not select.select([self.master], [], [], seconds)[0]:
            return False
        self.seen += self.decode(os.read(self.master, 65536))
        return True


@pytest.fixture
def terminals() -> Iterator[list[Terminal]]:
    opened: list[Terminal] = []
    yield opened
    for terminal in opened:
        terminal.close()


def test_on_a_terminal_keys_walk_on_back_and_to_where_one_wants(
    plan: Desk, terminals: list[Terminal]
) -> None:
    acts = json.loads(plan.do("replay", "plan", "--json"))["acts"]
    edits = [act["step"] for act in acts if act["events"][0]["kind"] == "edit-made"]
    terminal = Terminal(plan, "replay", "plan")
    terminals.append(terminal)
    terminal.shows("opened plan/eng")
    terminal.type("n", "No date")
    terminal.type("\x1b[C", "issued version 1")
    terminal.type("\x1b[D", "No date")
    terminal.type("b", "opened plan/eng")
    terminal.type("b", "This is the first act.")
    terminal.type("v2\r", "issued version 2 of plan/eng")
    terminal.type("vfirst draft\r", "issued version 1 of plan/eng")
    terminal.type("vThird\r", "no version 'Third'")
    terminal.type("d2020-06-06\r", "Help")
    terminal.type("dMay\r", "May is none.")
    terminal.type(f"ss{edits[1]}\r", "Not agreed")
    terminal.type("vx\x7f\x1b", "Not agreed")
    terminal.type(">", f"s{acts[-1]['step']} of s{acts[-1]['last']}")
    terminal.type("n", "This is the last act.")
    terminal.type("h", "jump to a date")
    terminal.type("x", "Later still")
    terminal.type("\x1b[15~", "h tells the keys.")
    terminal.type("<", "opened plan/eng")
    terminal.type("nnn", "Not agreed")
    os.write(terminal.master, b"q")
    assert terminal.end() == 0


@pytest.mark.parametrize("way", ["q", "^C", "SIGTERM", "SIGINT", "^C while it asks"])
def test_the_terminal_is_given_back_whatever_happens(
    plan: Desk, terminals: list[Terminal], way: str
) -> None:
    terminal = Terminal(plan, "replay", "plan")
    terminals.append(terminal)
    terminal.shows("opened plan/eng")
    if way.startswith("SIG"):
        terminal.process.send_signal(getattr(signal, way))
    elif way.endswith("asks"):
        terminal.type("d2020", "Date")
        os.write(terminal.master, b"\x03")
    else:
        os.write(terminal.master, b"q" if way == "q" else b"\x03")
    codes = {"q": 0, "SIGTERM": 128 + signal.SIGTERM}
    assert terminal.end() == codes.get(way, 130)


@pytest.mark.parametrize(("language", "came"), [("zho", "再次"), ("ara", "\u2068 غدا\u2069")])
def test_no_line_is_wider_than_the_terminal_in_any_script(
    languages: Desk, terminals: list[Terminal], language: str, came: str
) -> None:
    terminal = Terminal(languages, "replay", f"note/{language}")
    terminals.append(terminal)
    terminal.shows(f"opened note/{language}")
    page = terminal.type("n", came)
    assert len(page) == LINES
    assert max(map(width, page)) <= COLUMNS
    assert "\x1b[" in terminal.seen.rpartition(came)[0][-40:]  # in colour, not in brackets
    terminal.resize(40, 12)
    terminal.process.send_signal(signal.SIGWINCH)
    terminal.shows("lines more")
    page = terminal.lines()
    assert len(page) == 12
    assert max(map(width, page)) <= 40
    os.write(terminal.master, b"q")
    assert terminal.end() == 0


def test_a_page_longer_than_the_terminal_is_read_on(plan: Desk, terminals: list[Terminal]) -> None:
    terminal = Terminal(plan, "replay", "plan")
    terminals.append(terminal)
    terminal.shows("opened plan/eng")
    terminal.resize(COLUMNS, 8)
    terminal.process.send_signal(signal.SIGWINCH)
    first = terminal.shows("lines more")
    more = int(re.findall(r"\((\d+) lines more", first[-1])[0])
    second = terminal.type("j", f"({more - 1} lines more")
    assert second[:-2] == first[1:-1]
    terminal.type("k", f"({more} lines more")
    page = terminal.lines()
    while "lines more" in page[-1]:
        page = terminal.press(" ")
    assert any("as far as they can" in line for line in page)
    assert "No date" in "".join(terminal.press(" "))
    os.write(terminal.master, b"q")
    assert terminal.end() == 0


def test_where_the_terminal_can_do_nothing_the_story_is_told(
    plan: Desk, terminals: list[Terminal]
) -> None:
    terminal = Terminal(plan, "replay", "plan", TERM="dumb")
    terminals.append(terminal)
    terminal.shows("Later still")
    assert terminal.process.wait(10) == 0
    assert "\x1b" not in terminal.seen
