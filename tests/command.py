"""Runs the installed `travaux` command as a person would, each in a process of its own."""

import contextlib
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

from cli.main import main

TRAVAUX = Path(sys.prefix) / "bin" / "travaux"


class Ran(NamedTuple):
    code: int
    out: str
    err: str


class Desk:
    """A folder to work in, with a store of its own: in `.travaux`, or where `store` says.

    `inside`: run the commands in this process, where the process is not what is tested.
    """

    def __init__(self, folder: Path, store: str | None = None, *, inside: bool = False) -> None:
        self.folder = folder
        self.store = store
        self.inside = inside
        folder.mkdir(parents=True, exist_ok=True)

    def env(self, party: str | None = None, **env: str) -> dict[str, str]:
        """The environment of a command here."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith("TRAVAUX_")}
        if party:
            env["TRAVAUX_PARTY"] = party
        if self.store:
            env["TRAVAUX_STORE"] = self.store
        cache = {"XDG_CACHE_HOME": str(self.folder / "cache")}
        return {**kept, **cache, "NO_COLOR": "1", "COLUMNS": "80", **env}

    def run(self, *args: object, party: str | None = None, **env: str) -> Ran:
        """Run a command here, whatever it says."""
        if self.inside:
            return self._run_inside(list(map(str, args)), self.env(party, **env))
        done = subprocess.run(
            [str(TRAVAUX), *map(str, args)],
            cwd=self.folder,
            env=self.env(party, **env),
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
            stdin=subprocess.DEVNULL,
        )
        assert "Traceback" not in done.stderr, done.stderr
        return Ran(done.returncode, done.stdout, done.stderr)

    def _run_inside(self, args: list[str], env: dict[str, str]) -> Ran:
        out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
        code: object = 0
        with (
            patch.dict(os.environ, env, clear=True),
            patch.object(sys, "argv", [str(TRAVAUX), *args]),
            contextlib.chdir(self.folder),
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
        ):
            try:
                main()
            except SystemExit as done:
                code = done.code or 0
        printed = []
        for stream in (out, err):
            stream.flush()
            written = stream.detach()
            assert isinstance(written, io.BytesIO)
            printed.append(written.getvalue().decode())
        assert isinstance(code, int)
        assert "Traceback" not in printed[1], printed[1]
        return Ran(code, *printed)

    def do(self, *args: object, party: str | None = None) -> str:
        """Run a command that must succeed; gives what it printed."""
        ran = self.run(*args, party=party)
        assert ran.code == 0, ran
        return ran.out

    def refuse(self, *args: object, party: str | None = None, code: int = 1) -> str:
        """Run a command that must fail with one clear line (and a hint); gives that line.
        The log must be as it was."""
        before = self.log()
        ran = self.run(*args, party=party)
        assert ran.code == code, ran
        lines = ran.err.strip().splitlines()
        if code == 1:
            assert lines[0].startswith("Error: "), ran
            assert all(line.startswith("Hint: ") for line in lines[1:]), ran
        assert self.log() == before
        return ran.err

    def json(self, *args: object) -> Any:
        """Run a command with --json; gives the one document it printed."""
        return json.loads(self.do(*args, "--json"))

    def log(self) -> str:
        """The whole log as JSON lines; empty where there is no store."""
        ran = self.run("log", "--json")
        return ran.out if ran.code == 0 else ""

    def edit(self, work: str, *wordings: tuple[str, str]) -> Path:
        """A checkout of a work in which wordings were replaced, each of which stands there."""
        file = self.folder / f"{work.replace('/', '-')}.txt"
        file.unlink(missing_ok=True)
        self.do("checkout", work, "-o", file)
        markup = file.read_text(encoding="utf-8")
        for old, new in wordings:
            assert old in markup, (old, markup)
            markup = markup.replace(old, new)
        file.write_text(markup, encoding="utf-8")
        return file


def desk_at(folder: Path, place: str) -> Desk:
    """A folder to work in, with its store in a place: in the folder's `.travaux`, which commands
    look for, or on PostgreSQL, by TRAVAUX_STORE. Its commands run in this process."""
    if place.startswith("postgresql://"):
        return Desk(folder, place, inside=True)
    return Desk(folder, inside=True)
