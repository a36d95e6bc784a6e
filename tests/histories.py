"""Histories of every kind, each as the commands that make it, and every question there is."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

from command import Desk

History = Callable[[Desk], None]

PLAN = """Plan of Work

I. Beginnings

1. The parties will meet every year, in the last week of May.

2. Each of them will clear its land of what lies there.

II. Ends

3. They will help one another, as far as they can.
"""


def drafted(desk: Desk) -> None:
    """Words come and go, and come back; an edit is undone; a date corrected; a text adopted."""
    desk.do("init")
    (desk.folder / "plan.txt").write_text(PLAN, encoding="utf-8")
    desk.do("import", "plan", "plan.txt", "--lang", "eng", "--on", "2020-06-01")

    def edit(why: str, day: str, *wordings: tuple[str, str]) -> None:
        desk.do("checkin", "plan", desk.edit("plan", *wordings), "-m", why, "--on", day)

    gone = "2. Each of them will clear its land of what lies there."
    edit("No date", "2999-01-01", (", in the last week of May", ""))
    desk.do("issue", "plan", "First draft", "--on", "2020-06-02")
    edit("Not agreed", "2020-06-03", ("its land of what lies there", "land"))
    edit("A date", "2020-06-04", ("every year", "every year, in the last week of May"))
    assert gone not in desk.do("show", "plan")
    log = [json.loads(line) for line in desk.log().splitlines()]
    edits = [r["step"] for r in log if r["kind"] == "edit-made"]
    desk.do("revert", "plan", f"s{edits[2]}", "-m", "Agreed", "--on", "2020-06-05")
    assert gone in desk.do("show", "plan")
    desk.do("redate", "plan", f"s{edits[1]}", "2020-06-02", "-m", "Typed wrongly")
    edit("Help", "2020-06-06", ("as far as they can", "where they can"))
    desk.do("issue", "plan", "Second draft", "--symbol", "P/2", "--on", "2020-06-07")
    desk.do("redate", "plan", f"s{edits[1]}", "2020-06-03", "-m", "Later still")


def with_a_past(desk: Desk) -> None:
    """Versions that were there before the store, with labels, on dates that go backwards."""
    desk.do("init")
    drafts = desk.folder / "drafts"
    drafts.mkdir()
    lines = []
    for n, day in enumerate(("2019-05-01", "1970-01-01", "2019-07-01", "2999-01-01", "2019-08-01")):
        blocks = [f"Block {k}, which has words enough of its own, {n % (k + 2)}." for k in range(5)]
        blocks.insert(n, f"A block of version {n}.")
        (drafts / f"{n}.txt").write_text("\n\n".join(blocks) + "\n", encoding="utf-8")
        line = {"file": f"{n}.txt", "effective_on": day, "by": f"Author {n % 2}"}
        lines.append(line | ({"label": f"draft {n}"} if n % 2 else {"message": f"Version {n}"}))
    manifest = "".join(json.dumps(line) + "\n" for line in lines)
    (drafts / "manifest.jsonl").write_text(manifest, encoding="utf-8")
    desk.do("import-history", "lap", drafts, "--lang", "eng", "--format", "plain")
    desk.do("checkin", "lap", desk.edit("lap", ("words enough", "words")), "-m", "Shorter")


def from_xml(desk: Desk) -> None:
    """Akoma Ntoso with a meta of its own, edited as text and as XML."""
    desk.do("init")
    source = Path(__file__).parent / "wells.xml"
    desk.do("import", "wells", source, "--lang", "eng", "--on", "2020-06-08")
    desk.do("checkin", "wells", desk.edit("wells", ("Recalling", "Noting")), "-m", "Deep")
    desk.do("issue", "wells", "First draft")
    file = desk.folder / "wells-out.xml"
    desk.do("checkout", "wells", "--format", "akn", "-o", file)
    markup = file.read_text(encoding="utf-8")
    assert 'showAs="one"' in markup
    file.write_text(markup.replace('showAs="one"', 'showAs="two"'), encoding="utf-8")
    desk.do("checkin", "wells", file, "-m", "The keyword")


def in_languages(desk: Desk) -> None:
    """One work in three languages, one of them without spaces, one from right to left."""
    desk.do("init")
    texts = {
        "eng": "A note\n\n1. We meet.\n\n2. We part.\n",
        "zho": "说明\n\n1. 我们会面。\n\n2. 我们分别。\n",
        "ara": "مذكرة\n\n1. نلتقي.\n\n2. نفترق.\n",
    }
    for language, text in texts.items():
        (desk.folder / f"{language}.txt").write_text(text, encoding="utf-8")
        more = () if language == "eng" else ("--standing", "courtesy")
        desk.do("import", f"note/{language}", f"{language}.txt", "--lang", language, *more)
    for language, *wording in (
        ("zho", "会面", "再次会面"),
        ("ara", "نفترق", "نفترق غدا"),
        ("eng", "part", "stay"),
    ):
        file = desk.edit(f"note/{language}", (wording[0], wording[1]))
        desk.do("checkin", f"note/{language}", file, "-m", "As said")
    desk.do("issue", "note/zho", "初稿")


def on_a_timetable(desk: Desk) -> None:
    """A process with a plan that is moved, kept and missed."""
    desk.do("init", "--process", "ccm-2rc")
    (desk.folder / "rd.txt").write_text(PLAN, encoding="utf-8")

    def act(day: str, *line: object) -> None:
        desk.do(*line, "--on", day, party="presidency")

    act("2020-04-10", "import", "rd", "rd.txt", "--lang", "eng")
    act("2020-04-15", "issue", "rd", "pre-draft")
    act("2020-04-15", "circulate", "rd", "--to", "state-party", "--fulfils", "pre-draft")
    act("2020-06-08", "meeting", "held", "briefing", "--in-place-of", "meeting-1")
    act("2020-06-08", "silence", "open", "date", "--about", "29 June", "--until", "2020-06-12")
    why = ("-m", "Pandemic", "--under-silence", "date")
    act("2020-06-08", "reschedule", "meeting-1", "29 June", *why)
    act("2020-07-01", "party", "register", "state-party-x", "State Party X", "state-party")
    file = desk.edit("rd", ("will help", "help"))
    act("2020-07-02", "checkin", "rd", file, "-m", "As they do")
    act("2020-07-02", "issue", "rd", "final", "--symbol", "CONF/3")
    act("2020-07-03", "adopt", "rd", "--for", "conference")


def negotiated(desk: Desk) -> None:
    """Comments before there is a text and after, answered, supported, withdrawn; their places
    move, go, and are found by hand."""

    def act(*line: object, of: str = "presidency") -> None:
        desk.do(*line, "--for", of, party="isu")

    desk.do("init", "--process", "ccm-2rc")
    (desk.folder / "plan.txt").write_text(PLAN, encoding="utf-8")
    (desk.folder / "note.txt").write_text("说明\n\n1. 我们会面。\n", encoding="utf-8")
    act("import", "cn", "note.txt", "--lang", "zho")
    wording = ("--quote", "会面", "--propose", "在渡口会面")
    act("comment", "cn", "1", "何处会面", *wording, of="state-party-a")
    act("comment", "lap", "Let it be short", of="group-a")
    act("import", "lap", "plan.txt", "--lang", "eng")
    act("issue", "lap", "First draft")
    for quote, proposed in (("every year", "yearly"), ("year, in", "month, in")):
        wording = ("--quote", quote, "--propose", proposed)
        act("comment", "lap", "1", "So", *wording, of="state-party-a,state-party-b")
    act("comment", "lap", "3", "Why?", "--quote", "as far as they can", of="state-party-c")
    act("support", "lap-1-003", of="state-party-c")
    act("answer", "lap-1-002", "partly", "-m", "A month")
    edited = desk.edit("lap", ("every year", "each year"), (", as far as they can", ""))
    act("checkin", "lap", edited, "-m", "As asked", "--answers", "lap-1-002")
    act("reanchor", "lap-1-004", "2")
    act("answer", "lap-1-002", "accepted", "-m", "A year")
    act("withdraw", "lap-1-003", of="state-party-a,state-party-b")
    act("issue", "lap", "Second draft")
    act("adopt", "lap", of="conference")
    (desk.folder / "said.txt").write_text("我们保留。\n", encoding="utf-8")
    act("statement", "said.txt", "lap", "1", "--kind", "reservation", of="state-party-a")


HISTORIES: dict[str, History] = {
    history.__name__: history
    for history in (drafted, with_a_past, from_xml, in_languages, on_a_timetable, negotiated)
}


def questions(desk: Desk) -> Iterator[tuple[object, ...]]:
    """Every command that reads, about every draft at many of its points."""
    for asked in (("status",), ("log",), ("timeline",), ("rules", "show"), ("comments",)):
        yield asked
        yield *asked, "--json"
    yield "export", "ics"
    yield "contributions", "--json"
    yield "contributions", "--format", "csv"
    for comment in desk.json("comments")["comments"]:
        yield "trace", comment["id"], "--json"
    for row in desk.json("status")["documents"]:
        if row["language"] is None:
            continue
        name = f"{row['work']}/{row['language']}"
        yield "log", name
        yield "versions", name, "--json"
        yield "replay", name, "--json"
        yield "trace", name, f"{name.replace('/', '-')}-6", "--json"
        versions = [f"@{v['number']}" for v in desk.json("versions", name)["versions"]]
        dates = ["@1960-01-01", "@2019-06-01", "@2020-06-03", "@3000-01-01"]
        last = row["step"]
        points = [*versions, *dates, *(f"@s{n}" for n in range(1, last + 1, 5)), f"@s{last}"]
        for point in points:
            yield "show", name + point, "--json"
        for point in (*versions[:1], f"@s{last}"):
            yield "show", name + point
            yield "diff", f"{name}@s{last // 2}", name + point, "--json"
            yield "authors", name + point, "--json"
            yield "export", "akn", name + point
            yield "checkout", name + point
            yield "checkout", name + point, "--format", "akn"
