"""A walk through a draft's history on a terminal: one act a page, keys to go on and back."""

from __future__ import annotations

from collections.abc import Callable

from rich.console import Console

from cli.frames import Pages, cited
from cli.screen import Screen
from engine.errors import TravauxError
from engine.point import day_of
from projections.replay import Frame, Replay

_HELP = """
  n  right      the next act
  b  left       the act before
  space         on: down this page, then to the next act
  down  up      one line down, up
  PgDn  PgUp    one screen down, up
  <  Home       the first act
  >  End        the last act
  v             jump to a version: its number or its label
  d             jump to a date: the last act by then
  s             jump to a step
  h  ?          this help; any key goes back
  q             quit
"""


def walk_through(
    console: Console, replay: Replay, pages: Pages, step_of: Callable[[str], int]
) -> None:
    """Show the first act, and what the keys ask for, until it is enough. `step_of` finds the step
    that a point (`@2`, without the `@`) means."""
    first = replay.next()
    if first is None:
        console.print("Nothing happened between these two points.")
        return
    with Screen() as screen:
        _Walk(console, replay, pages, step_of, screen, first).go_on()


class _Walk:
    def __init__(
        self,
        console: Console,
        replay: Replay,
        pages: Pages,
        step_of: Callable[[str], int],
        screen: Screen,
        frame: Frame,
    ) -> None:
        self.console = console
        self.replay = replay
        self.pages = pages
        self.step_of = step_of
        self.screen = screen
        self.frame = frame
        self.top = 0
        self.said = ""
        self.lines = self._lines()

    def go_on(self) -> None:
        """Do what the keys ask for, until one of them is to quit."""
        while True:
            self.screen.show(self._shown(), self._foot())
            key = self.screen.key()
            self.said = ""
            if key == "q":
                return
            self._do(key)

    def _do(self, key: str) -> None:
        match key:
            case "n" | "right" | "enter":
                self._turn(self.replay.next(), "This is the last act.")
            case "b" | "p" | "left" | "backspace":
                self._turn(self.replay.back(), "This is the first act.")
            case " ":
                if self.top < self._last_top():
                    self._scroll(self._room())
                else:
                    self._turn(self.replay.next(), "This is the last act.")
            case "down" | "j":
                self._scroll(1)
            case "up" | "k":
                self._scroll(-1)
            case "page-down":
                self._scroll(self._room())
            case "page-up":
                self._scroll(-self._room())
            case "<" | "home":
                self._turn(self.replay.go(self.replay.low + 1), "")
            case ">" | "end":
                self._turn(self.replay.go(self.replay.high), "")
            case "v":
                self._jump("Version (number or label):", "")
            case "d":
                self._jump("Date (YYYY-MM-DD):", "", day_of)
            case "s":
                self._jump("Step:", "s")
            case "h" | "?":
                self.screen.show(_HELP.splitlines(), "Any key goes back.")
                while self.screen.key() == "resize":
                    self.screen.show(_HELP.splitlines(), "Any key goes back.")
            case "resize":
                self.lines = self._lines()
                self._scroll(0)
            case _:
                self.said = "h tells the keys."

    def _turn(self, frame: Frame | None, otherwise: str) -> None:
        """Show another act; where there is none, say so."""
        if frame is None:
            self.said = otherwise
            return
        self.frame = frame
        self.top = 0
        self.lines = self._lines()

    def _jump(
        self, question: str, prefix: str, fits: Callable[[str], object] | None = None
    ) -> None:
        written = self.screen.ask(self._shown(), question)
        if not written:
            return
        point = prefix + written.removeprefix("@").removeprefix(prefix)
        if fits and not fits(point):
            self.said = f"{written} is none."
            return
        try:
            step = self.step_of(point)
        except TravauxError as error:
            self.said = " ".join(str(error).split())
            return
        self._turn(self.replay.go(step), "")
        if not self.replay.low < step <= self.replay.high:
            self.said = f"{written} is s{step}, outside of this walk."

    def _lines(self) -> list[str]:
        self.console.width = self.screen.size[0]
        with self.console.capture() as page:
            self.pages.print(self.console, self.frame)
        return page.get().rstrip("\n").split("\n")

    def _room(self) -> int:
        return max(1, self.screen.size[1] - 1)

    def _last_top(self) -> int:
        return max(0, len(self.lines) - self._room())

    def _scroll(self, lines: int) -> None:
        self.top = max(0, min(self.top + lines, self._last_top()))

    def _shown(self) -> list[str]:
        return self.lines[self.top :]

    def _foot(self) -> str:
        if self.said:
            return self.said
        below = len(self.lines) - self.top - self._room()
        more = f"  ({below} lines more: space)" if below > 0 else ""
        here = f"s{cited(self.frame.entries)} of s{self.replay.high}"
        return f"{here}{more}  n next  b back  h help  q quit"
