"""The whole screen of a terminal, taken for a while: keys one by one, a page to write on, and all
as it was at the end, whatever happens.

Taken are the alternate screen (xterm's 1049), the cursor, and the terminal's line editing and
echo. They are given back when the block is left, by an error or a signal too: SIGTERM and SIGHUP
end the block as exceptions, ^C as `KeyboardInterrupt`, ^Z gives the screen back until the job is
continued.
"""

from __future__ import annotations

import codecs
import os
import re
import select
import signal
import sys
import termios
from collections.abc import Sequence
from types import FrameType, TracebackType
from typing import Any, Self

from cli.columns import width

_ENTER = "\x1b[?1049h\x1b[?25l\x1b[H\x1b[2J"
_LEAVE = "\x1b[0m\x1b[?25h\x1b[?1049l"
_BEGIN, _END = "\x1b[?2026h", "\x1b[?2026l"
"""Around a drawing: a terminal that knows synchronised output shows it at once."""
_KEYS = {
    "\x1b[A": "up",
    "\x1b[B": "down",
    "\x1b[C": "right",
    "\x1b[D": "left",
    "\x1b[H": "home",
    "\x1b[F": "end",
    "\x1b[1~": "home",
    "\x1b[4~": "end",
    "\x1b[5~": "page-up",
    "\x1b[6~": "page-down",
    "\r": "enter",
    "\n": "enter",
    "\x7f": "backspace",
    "\x08": "backspace",
}
_SEQUENCE = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|O[ -~])")
_ENDING = (signal.SIGTERM, signal.SIGHUP)
_LULL = 0.05
"""Seconds within which the rest of a key's sequence follows its escape."""


class Screen:
    """The terminal on standard input and output. Good for one `with` block, in the main thread."""

    def __init__(self) -> None:
        self._in = sys.stdin.fileno()
        self._decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        self._typed = ""
        self._modes: list[Any] = []
        self._kept: dict[int, Any] = {}
        self._wake = os.pipe()
        self._woke = -1
        self._resized = False

    def __enter__(self) -> Self:
        self._modes = termios.tcgetattr(self._in)
        for end in self._wake:
            os.set_blocking(end, False)
        for number in _ENDING:
            self._kept[number] = signal.signal(number, _end)
        self._kept[signal.SIGWINCH] = signal.signal(signal.SIGWINCH, self._note_size)
        self._woke = signal.set_wakeup_fd(self._wake[1], warn_on_full_buffer=False)
        try:
            self._take()
        except BaseException as error:
            self.__exit__(type(error), error, error.__traceback__)
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            self._give_back()
        finally:
            signal.set_wakeup_fd(self._woke)
            for number, handler in self._kept.items():
                signal.signal(number, handler)
            for end in self._wake:
                os.close(end)

    @property
    def size(self) -> tuple[int, int]:
        """Columns and lines, as they are now; 80 by 24 where the terminal does not say."""
        columns, lines = os.get_terminal_size(sys.stdout.fileno())
        return columns or 80, lines or 24

    def show(self, lines: Sequence[str], foot: str) -> None:
        """Show lines from the top, no more of them than there is room for, and one at the foot."""
        room = self.size[1] - 1
        page = [f"\x1b[2K{line}\x1b[0m\r\n" for line in lines[:room]]
        page += ["\x1b[2K\r\n"] * (room - len(page))
        foot = f"\x1b[2K\x1b[7m{self._cut(foot)}\x1b[0m"
        self._write(f"{_BEGIN}\x1b[H{''.join(page)}{foot}{_END}")

    def key(self) -> str:
        """The next key: its name, or the character it types; `resize` where the screen has another
        size. `KeyboardInterrupt` at ^C."""
        while True:
            if self._resized:
                self._resized = False
                return "resize"
            if not self._typed:
                self._wait()
                continue
            name, self._typed = self._first()
            match name:
                case "\x03" | "\x04" | "\x1c":
                    raise KeyboardInterrupt
                case "\x1a":
                    self._suspend()
                    return "resize"
                case _:
                    return name

    def ask(self, lines: Sequence[str], question: str) -> str | None:
        """A line typed at the foot of a page; none where it is given up with Esc."""
        typed = ""
        while True:
            self.show(lines, f"{question} {typed}_")
            match self.key():
                case "enter":
                    return typed.strip()
                case "escape":
                    return None
                case "backspace":
                    typed = typed[:-1]
                case key if len(key) == 1 and key.isprintable():
                    typed += key

    def _take(self) -> None:
        raw = termios.tcgetattr(self._in)
        raw[0] &= ~(termios.ICRNL | termios.IXON)
        raw[3] &= ~(termios.ECHO | termios.ICANON | termios.ISIG | termios.IEXTEN)
        raw[6][termios.VMIN], raw[6][termios.VTIME] = 1, 0
        termios.tcsetattr(self._in, termios.TCSADRAIN, raw)
        self._write(_ENTER)

    def _give_back(self) -> None:
        try:
            self._write(_LEAVE)
        finally:
            termios.tcsetattr(self._in, termios.TCSADRAIN, self._modes)

    def _suspend(self) -> None:
        self._give_back()
        os.kill(os.getpid(), signal.SIGTSTP)
        self._take()

    def _wait(self, seconds: float | None = None) -> bool:
        """Wait for something typed, or for a signal, which writes into the pipe at once: a handler
        alone would be called too late, had the signal come just before the waiting. Whether
        something was typed."""
        ready, _, _ = select.select([self._in, self._wake[0]], [], [], seconds)
        if self._wake[0] in ready:
            os.read(self._wake[0], 64)
        if self._in not in ready:
            return False
        got = os.read(self._in, 1024)
        if not got:
            raise KeyboardInterrupt  # the terminal is gone
        self._typed += self._decode(got)
        return True

    def _first(self) -> tuple[str, str]:
        """The first key of what was typed, and the rest."""
        if self._typed[0] != "\x1b":
            return _KEYS.get(self._typed[0], self._typed[0]), self._typed[1:]
        while not (found := _SEQUENCE.match(self._typed)) and self._wait(_LULL):
            pass
        if found:
            name = _KEYS.get(found[0].replace("\x1bO", "\x1b["), "unknown")
            return name, self._typed[found.end() :]
        return "escape", self._typed[1:]

    def _note_size(self, number: int, frame: FrameType | None) -> None:  # noqa: ARG002
        self._resized = True

    def _cut(self, foot: str) -> str:
        """As much of a line as the screen is wide, less one column."""
        room = self.size[0] - 1
        kept = foot
        while width(kept) > room:
            kept = kept[:-1]
        return kept + " " * (room - width(kept))

    def _write(self, text: str) -> None:
        sys.stdout.write(text)
        sys.stdout.flush()


def _end(number: int, frame: FrameType | None) -> None:  # noqa: ARG001
    raise SystemExit(128 + number)
