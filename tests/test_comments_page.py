"""The page on comments is true: its commands are run, and print what it says they print."""

import re
import shlex
from pathlib import Path

from command import Desk
from test_tutorial import DOCS, agrees, sessions


def test_the_page_on_comments_is_true(tmp_path: Path) -> None:
    steps = sessions((DOCS / "comments.md").read_text(encoding="utf-8"))
    assert len(steps) > 12
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
