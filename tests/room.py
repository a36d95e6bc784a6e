"""Runs the `travaux` command in this process, as a desk does in one of its own: many acts, no
start-up."""

from pathlib import Path

from command import Desk, Ran

PROCESS = """
format = 1
title = "Keepers of Wells"
time_zone = "Europe/Zurich"

[[party]]
id = "council"
name = "Council of Keepers"
role = "deciding-body"
actor = "wells"

[[party]]
id = "desk"
name = "Desk of the Council"
role = "secretariat"

[[party]]
id = "hills"
name = "The Hills"
role = "state-party"

[[document]]
work = "plan"
title = "Plan for the Wells"
element = "statement"
subtype = "deliberation"
name = "actionPlan"
number = "PLAN"
opened = 2026-01-05

[[document]]
work = "vow"
title = "Vow of the Keepers"
element = "statement"
subtype = "deliberation"
name = "declaration"
number = "VOW"
opened = 2026-01-05

[rules]
adopt = ["deciding-body"]
"""
PLAN = """Plan for the Wells

1. Every village keeps one well open to travellers.

2. The keepers meet every year at the upper ford.

3. The keepers shall:

(a) clear the well of leaves before the first rain;

(b) measure its depth at each new moon.

4. The council hears a report every year.
"""


class Room(Desk):
    """A folder with a store of a process with three parties and two works; `desk` enters all. The
    store lies in the folder, or where `store` says."""

    def __init__(self, folder: Path, store: str | None = None, *, text: str = PLAN) -> None:
        super().__init__(folder, store, inside=True)
        process = self.write("process.toml", PROCESS)
        self.do("init", "--process", process)
        self.do("import", "plan", self.write("plan.txt", text), "--lang", "eng")

    def write(self, name: str, content: str) -> Path:
        """A file here."""
        path = self.folder / name
        path.write_text(content, encoding="utf-8")
        return path

    def run(self, *args: object, party: str | None = None, **env: str) -> Ran:
        """Run a command here, whatever it says."""
        return super().run(*args, party=party or "desk", **env)

    def adopt(self, *args: object, work: str = "plan") -> str:
        """The council adopts the last version."""
        return self.do("adopt", work, "--for", "council", "--on", "2026-03-01", *args)
