"""Process definitions that come with Travaux, and how one is found."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from cli.session import read_file
from engine.definition import Definition, read
from engine.errors import NotFound


def definition_named(name: str) -> Definition:
    """The built-in definition of that name, or the one in the file of that name."""
    if "/" not in name and not name.endswith(".toml"):
        built_in = files(__name__) / f"{name}.toml"
        if built_in.is_file():
            return read(built_in.read_bytes(), where=f"{name}.toml")
        known = sorted(f.name[:-5] for f in files(__name__).iterdir() if f.name.endswith(".toml"))
        raise NotFound(
            f"there is no built-in process {name!r}",
            hint=f"Built in: {', '.join(known)}; or name a file ending in .toml.",
        )
    return read(read_file(Path(name)), where=name)
