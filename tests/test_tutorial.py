"""The tutorial is true: its commands are run, and print what it says they print."""

import os
import re
import subprocess
import sys
from pathlib import Path

DOCS = Path(__file__).parents[1] / "docs"


def sessions(page: str) -> list[tuple[str, str]]:
    """The commands of a page's console blocks, each with what it is said to print."""
    found: list[tuple[str, str]] = []
    for block in re.findall(r"```console\n(.*?)```", page, re.DOTALL):
        command: list[str] = []
        output: list[str] = []
        until = ""
        for line in block.splitlines():
            if until:
                command.append(line)
                until = "" if line == until else until
            elif line.startswith("$ "):
                if command:
                    found.append(("\n".join(command), "\n".join(output)))
                command, output = [line[2:]], []
                heredoc = re.search(r"<<'(\w+)'", line)
                until = heredoc[1] if heredoc else ""
            else:
                output.append(line)
        if command:
            found.append(("\n".join(command), "\n".join(output)))
    return found


def agrees(said: str, printed: str) -> bool:
    """Whether what was printed is what was said; a line `...` stands for any lines."""
    pattern = "\n".join(
        "(?:.*\n)*?.*" if line.strip() == "..." else re.escape(line.rstrip())
        for line in said.strip("\n").splitlines()
    )
    shown = "\n".join(line.rstrip() for line in printed.strip("\n").splitlines())
    return re.fullmatch(pattern, shown) is not None


def test_the_tutorial_is_true(tmp_path: Path) -> None:
    steps = sessions((DOCS / "tutorial.md").read_text(encoding="utf-8"))
    assert len(steps) > 10
    env = {k: v for k, v in os.environ.items() if not k.startswith("TRAVAUX_")}
    env |= {
        "PATH": f"{Path(sys.prefix) / 'bin'}:{os.environ['PATH']}",
        "NO_COLOR": "1",
        "COLUMNS": "80",
        "LC_ALL": "C.UTF-8",
    }
    folder = tmp_path
    for command, said in steps:
        if command.startswith("cd "):
            folder = folder / command[3:]
            continue
        done = subprocess.run(
            ["bash", "-c", command],
            cwd=folder,
            env=env,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        printed = done.stdout + done.stderr
        assert agrees(said, printed), f"$ {command}\n{printed}\n--- said:\n{said}"
