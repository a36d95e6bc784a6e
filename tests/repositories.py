"""Git repositories of our own making: histories with merges, renames, odd dates, names and tags."""

from __future__ import annotations

import subprocess
from pathlib import Path

DAY = 86_400
ANN = ("Ann Author", "ann@example.org")
BEN = ("Ben Writer", "ben@example.org")


class Repository:
    """A history on its way into a repository; `made` writes it there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.marks = 0
        self.stream = bytearray()
        self.known: set[str] = set()
        self.there: set[str] = set()
        subprocess.run(["git", "init", "-q", "-b", "main", folder], check=True)

    def commit(
        self,
        message: str | bytes,
        files: dict[str | bytes, str | bytes | None],
        *,
        author: tuple[str, str] = ANN,
        when: int = 18_000 * DAY,
        zone: str = "+0000",
        branch: str = "main",
        start: int | None = None,
        merges: int | None = None,
        mode: str = "100644",
        encoding: str | None = None,
    ) -> int:
        """One commit, by its mark; a file of None goes. `start` is where a new branch leaves."""
        self.marks += 1
        name, address = author
        self.put(f"commit refs/heads/{branch}\nmark :{self.marks}\n")
        self.put(f"author {name} <{address}> {when} {zone}\n")
        self.put(f"committer {name} <{address}> {18_500 * DAY + self.marks} +0000\n")
        if encoding:
            self.put(f"encoding {encoding}\n")
        self.data(message)
        if start and branch not in self.known:
            self.put(f"from :{start}\n")
        elif branch in self.there:
            self.put(f"from refs/heads/{branch}^0\n")
            self.there.discard(branch)
        if merges:
            self.put(f"merge :{merges}\n")
        self.known.add(branch)
        for path, content in files.items():
            quoted = path if isinstance(path, bytes) else path.encode()
            if content is None:
                self.put(b"D " + quoted + b"\n")
            else:
                self.put(f"M {mode} inline ".encode() + quoted + b"\n")
                self.data(content)
        return self.marks

    def tag(
        self, name: str, mark: int, tagger: tuple[str, str] | None = None, when: int = 0
    ) -> None:
        """A tag on a commit: annotated, where it says by whom."""
        if tagger is None:
            self.put(f"reset refs/tags/{name}\nfrom :{mark}\n\n")
        else:
            self.put(f"tag {name}\nfrom :{mark}\ntagger {tagger[0]} <{tagger[1]}> {when} +0000\n")
            self.data("A tag")

    def made(self) -> Path:
        """The repository's folder, with everything in it."""
        subprocess.run(
            ["git", "-C", str(self.folder), "fast-import", "--quiet", "--force"],
            input=bytes(self.stream),
            check=True,
        )
        self.stream.clear()
        self.there |= self.known
        return self.folder

    def put(self, command: str | bytes) -> None:
        self.stream += command if isinstance(command, bytes) else command.encode()

    def data(self, content: str | bytes) -> None:
        content = content if isinstance(content, bytes) else content.encode()
        self.put(b"data %d\n" % len(content) + content + b"\n")
