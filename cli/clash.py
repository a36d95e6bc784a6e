"""Three texts that do not go together: side by side on a terminal, one below the other in a
file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from cli.layout import shown
from cli.session import console, write_file
from engine.comparison.merge import WHAT, Clashing
from engine.errors import Conflict
from engine.text import Element

REBASED = (
    "Check the draft out again and settle these places there; or let them read in your file as the "
    "draft does now, and check it in with --rebase again."
)


def report(error: Clashing, file: Path, hint: str = REBASED) -> Conflict:
    """Print the clashes, write them to a new file beside `file`, and give the refusal that names
    it."""
    _print(error)
    path = _free(file)
    write_file(path, _written(error).encode())
    return Conflict(f"{error}; the three texts are in {path}", hint=hint)


def said(element: Element | None) -> str:
    """What an element says, a line for each string in it; footnotes after the line that has
    them."""
    return "\n".join(_lines(element)) if element else "(not there)"


def _lines(element: Element) -> Iterator[str]:
    if element.string or not element.children:
        yield shown(element.string)
    for below in (*element.objects, *element.children):
        yield from _lines(below) if below.string or below.children else ()


def _print(error: Clashing) -> None:
    from rich.table import Table

    table = Table(show_lines=True, header_style="bold")
    for title in ("", error.then, error.proposed, error.now):
        table.add_column(title, overflow="fold", ratio=1)
    for clash in error.clashes:
        sides = (said(side) for side in (clash.then, clash.proposed, clash.now))
        table.add_row(f"{error.name(clash.id)}\n{WHAT[clash.what]}", *sides)
    console().print(table)


def _written(error: Clashing) -> str:
    parts = [
        f"Where {error.proposed}, made against {error.then}, and {error.now} do not go together.\n"
    ]
    for clash in error.clashes:
        parts.append(f"\n== {error.name(clash.id)} ({clash.id}): {WHAT[clash.what]}\n")
        titles = (error.then, error.proposed, error.now)
        for title, side in zip(titles, (clash.then, clash.proposed, clash.now), strict=True):
            parts.append(f"\n-- {title}\n{said(side)}\n")
    return "".join(parts)


def _free(file: Path) -> Path:
    """A name beside the file that no file has yet."""
    n = 1
    while True:
        path = file.with_name(f"{file.name}.clashes{f'-{n}' if n > 1 else ''}.txt")
        if not path.exists():
            return path
        n += 1
