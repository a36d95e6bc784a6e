"""The pages on comments are true: their commands are run, and print what they say they print."""

import re
import shlex
from pathlib import Path

import pytest

from command import Desk
from test_tutorial import DOCS, agrees, sessions


@pytest.mark.parametrize(
    ("page", "least"), [("comments", 12), ("consolidation", 12), ("tracing", 18)]
)
def test_the_pages_on_comments_are_true(page: str, least: int, tmp_path: Path) -> None:
    steps = sessions((DOCS / f"{page}.md").read_text(encoding="utf-8"))
    assert len(steps) > least
    desk = Desk(tmp_path, inside=True)
    for command, said in steps:
        if file := re.fullmatch(r"cat > (\S+) <<'END'\n(.*\n)END", command, re.DOTALL):
            (tmp_path / file[1]).write_text(file[2], encoding="utf-8")
            continue
        name, *words = shlex.split(command)
        assert name == "travaux"
        ran = desk.run(*words, party="isu")
        printed = ran.out + ran.err
        assert agrees(said, printed), f"$ {command}\n{printed}\n--- said:\n{said}"
